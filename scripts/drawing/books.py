"""Books: one way to bind a cover, and a motif on it for every story."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, LEAF, PAPER, mix, shades
from drawing.subject import Subject, draws


def bind(c: Canvas, s: Subject, cover: str) -> None:
    """Paint a closed book seen from the front; a hardback is thicker, a board book square with round corners."""
    tone = shades(cover)
    thick = 12 if s.says("hardback", "complete guide", "large hardback") else 7
    if s.says("board book"):
        c.floor(width=170, y=206)
        c.rect(44, 48, 164, 158, PAPER, 16)
        c.rect(38, 42, 164, 158, tone.base, 16)
        c.rect(38, 42, 16, 158, tone.dark, 8)
        return
    c.floor(width=150, y=210)
    c.rect(54 + thick, 30 + thick, 140, 176, tone.deep, 5)
    c.rect(56 + thick / 2, 30 + thick / 2, 136, 176, PAPER, 3)
    c.line(f"M{192 + thick / 2:.0f} 40V{204 + thick / 2:.0f}", "#d9d2c2", 2)
    c.rect(50, 26, 140, 178, tone.base, 5)
    c.rect(50, 26, 14, 178, tone.dark, 4)


def _lines(c: Canvas, y: float, colour: str) -> None:
    c.rect(82, y, 90, 8, colour, 4)
    c.rect(98, y + 14, 58, 5, colour, 2.5, 0.7)


def _sea(c: Canvas, y: float, colour: str) -> None:
    c.path(f"M64 {y}q10 -8 21 0t21 0t21 0t21 0t21 0t21 0V200Q190 204 186 204H64Z", colour)


@draws("fiction", "ferryman's")
def _ferryman(c: Canvas, s: Subject) -> None:
    bind(c, s, "#2f4f74" if s.says("hardback") else "#8c3f45" if s.says("chinese") else "#3d7568")
    c.dot(150, 76, 20, "#f6e3ac")
    _lines(c, 44, PAPER)
    _sea(c, 152, "#7fa8bd")
    c.path("M84 142H170Q164 164 148 164H104Q88 162 84 142Z", "#5a3a28")
    c.line("M110 140V98M110 118L96 180", "#d9b383", 4)
    c.dot(112, 96, 8, "#1f2430")
    c.poly(mirrored([(117, 104), (124, 142)], 112), "#1f2430", 3)
    _sea(c, 174, "#5b8aa5")
    if s.says("chinese"):
        c.rect(160, 110, 18, 18, "#e2574c", 3)
        c.line("M165 115h8M165 119h8M169 113v12", PAPER, 2)


@draws("fiction")
def _island(c: Canvas, s: Subject) -> None:
    bind(c, s, "#6f8ea6")
    _lines(c, 42, PAPER)
    for x, y in ((84, 84), (112, 72), (140, 92), (164, 78), (176, 112), (78, 116), (104, 104)):
        c.dot(x, y, 3, PAPER)
    c.poly([(76, 176), (104, 122), (126, 148), (146, 112), (186, 176)], "#46586b", 5)
    c.poly([(134, 134), (146, 112), (160, 135), (148, 130), (142, 138)], PAPER, 1)
    c.rect(94, 128, 20, 22, "#d44c42", 2)
    c.poly([(90, 130), (104, 116), (118, 130)], PAPER, 1)
    c.rect(101, 138, 7, 12, "#ffe9a0", 1)
    _sea(c, 170, "#3e6485")


@draws("fiction", "copper orbit", "copper orbit 2")
def _orbit(c: Canvas, s: Subject) -> None:
    second = s.says("falling weather")
    bind(c, s, "#4b3a6e" if second else "#1f2d4d")
    _lines(c, 42, "#e9b178")
    for x, y in ((78, 84), (100, 70), (168, 90), (176, 150), (84, 170), (150, 184)):
        c.dot(x, y, 2.2, PAPER)
    c.dot(126, 132, 36, "#c9743a")
    c.path("M140 98A36 36 0 0 1 126 168Q150 140 140 98Z", "#a2552a")
    c.line("M96 122Q120 132 154 120M94 142Q124 152 158 138", "#e39a5f", 5)
    with c.turned(-22, 126, 132):
        c.line("M72 132A54 15 0 0 0 180 132", "#f2cf9d", 5)
    c.dot(172, 104, 8, "#f2e6cf")
    if second:
        c.line("M84 92l-8 18M104 86l-6 14M150 84l-6 14M168 166l-8 18M98 176l-6 14", "#9ac3e0", 4)


@draws("fiction", "umbrellas")
def _umbrella(c: Canvas, s: Subject) -> None:
    bind(c, s, "#37786f")
    _lines(c, 42, PAPER)
    c.line("M124 88V168Q124 180 134 178", "#6a4a33", 4)
    c.path("M78 124Q82 86 124 84T172 124Q160 114 148 124Q136 114 124 124Q112 114 100 124Q90 114 78 124Z", "#e2574c")
    c.path("M124 84Q106 96 100 124Q90 114 78 124Q82 86 124 84Z", "#ee8379")
    c.path("M92 166H152Q150 194 134 194H110Q94 194 92 166Z", PAPER)
    c.line("M152 172Q168 174 162 184T146 188", PAPER, 5)
    c.oval(122, 166, 30, 5, "#b9793f")
    c.line("M108 158q-5 -7 0 -14M142 158q-5 -7 0 -14", "#d7ebe6", 3)


@draws("fiction", "weather station")
def _letters(c: Canvas, s: Subject) -> None:
    bind(c, s, "#7d94b8")
    _lines(c, 42, PAPER)
    c.rect(80, 126, 92, 60, PAPER, 5)
    c.line("M82 130L126 160L170 130", "#c9b9a0", 4)
    c.dot(126, 160, 9, "#d44c42")
    c.line("M126 120V76M108 84H144", INK, 4)
    c.poly([(144, 76), (158, 84), (144, 92)], "#d44c42", 2)
    for x, y in ((92, 96), (104, 92), (114, 100)):
        c.dot(x - 8, y, 9, "#e6edf5")
    c.line("M154 108l-4 10M166 104l-4 10", "#e6edf5", 4)


@draws("cookbooks")
def _pan_book(c: Canvas, s: Subject) -> None:
    two = s.says("two hungry people")
    bind(c, s, "#d9694f" if two else "#e0a13f")
    _lines(c, 42, PAPER)
    c.line("M154 126L182 104", INK, 9)
    c.dot(118, 136, 46, INK)
    c.dot(118, 136, 38, "#4b515e")
    for x, y in ((106, 128), (130, 146)) if two else ((118, 136),):
        c.path(f"M{x - 20} {y}q2 -16 20 -14t20 12t-14 16t-26 -14z", PAPER)
        c.dot(x, y, 7, "#f4c548")
    c.line("M92 150l8 5M142 116l6 6M100 112l6 -5", LEAF, 5)


@draws("cookbooks", "cantonese")
def _steamer_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#a83f3a")
    _lines(c, 42, "#f6e3ac")
    c.line("M104 106q-7 -9 0 -18t0 -16M124 102q-7 -9 0 -18t0 -16M144 106q-7 -9 0 -18t0 -16", PAPER, 4)
    for x in (102, 124, 146):
        c.dot(x, 132, 15, PAPER)
        c.line(f"M{x - 5} 124l5 6l5 -6", "#d9d2c2", 2.5)
    for y in (138, 162):
        c.rect(76, y, 98, 22, "#d9a860", 4)
        c.rect(76, y + 15, 98, 6, "#b78342", 3)
        c.line(f"M96 {y}v21M125 {y}v21M154 {y}v21", "#b78342", 3)


@draws("cookbooks", "sourdough")
def _bread_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#e9d6b4")
    _lines(c, 42, "#7a4f2c")
    c.path("M72 152Q72 104 124 104T178 152Q178 178 152 178H98Q72 178 72 152Z", "#b87a42")
    c.path("M78 148Q80 110 124 110T172 148Q150 158 124 158T78 148Z", "#d59a5c")
    c.line("M98 126l16 18M118 120l16 20M140 122l14 18", "#f6e6c8", 5)
    c.line("M124 92V72M124 84l-9 -7M124 84l9 -7M124 76l-9 -7M124 76l9 -7", "#b58a34", 4)


@draws("cookbooks", "vegan")
def _plant_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#6fae74")
    _lines(c, 42, PAPER)
    c.path("M74 136H174Q172 184 146 184H102Q76 184 74 136Z", PAPER)
    c.path("M150 136H174Q172 184 146 184H132Q150 170 150 136Z", "#e4e1d8")
    for x, y, colour in ((92, 128, "#e2574c"), (112, 122, "#8b6cc0"), (134, 126, "#f4c548"), (154, 128, "#ee93ab")):
        c.dot(x, y, 11, colour)
    c.oval(124, 136, 50, 7, "#f1dfc3")
    c.path("M124 112Q112 82 140 76Q148 102 124 112Z", "#3d7f58")
    c.dot(166, 86, 11, "#f9d867")


@draws("cookbooks", "noodle")
def _noodle_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#c9493f")
    _lines(c, 42, PAPER)
    c.line("M116 140L160 76M126 142L172 84", "#5a3a28", 5)
    c.line("M142 104q-3 14 0 30M134 112q-3 12 0 24M150 96q-3 18 0 38", "#f6dc9b", 4)
    c.path("M72 138H178Q176 188 146 188H104Q74 188 72 138Z", "#2f4374")
    c.line("M84 154q10 -8 20 0t20 0t20 0t20 0", PAPER, 4)
    c.oval(125, 138, 53, 9, "#f0b05a")
    c.line("M90 138q8 -6 16 0t16 0M128 140q8 -6 16 0t14 0", "#f9e3a8", 4)
    c.dot(104, 134, 8, PAPER)
    c.dot(104, 134, 4, "#f4a53c")


@draws("picture books")
def _crane_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#3f5a94" if s.says("board book") else "#6b5aa8" if s.says("bilingual") else "#2f7d8c")
    c.path("M96 62A20 20 0 1 0 112 92A17 17 0 0 1 96 62Z", "#fff3c2")
    for x, y in ((172, 66), (132, 62), (74, 116), (130, 88)):
        c.dot(x, y, 2.6, "#fff3c2")
    c.line("M116 156V192M128 156V192", "#e2574c", 3.5)
    c.path("M84 146Q96 118 132 122Q160 128 156 146Q146 162 116 162Q94 162 84 146Z", PAPER)
    c.path("M84 146Q72 150 68 164Q96 166 112 150Z", INK)
    c.line("M150 138Q166 122 152 106Q146 98 156 92", PAPER, 7)
    c.dot(156, 92, 6, PAPER)
    c.dot(156, 87, 4, "#e2574c")
    c.poly([(160, 90), (176, 94), (160, 97)], "#f4c548", 1)
    c.line("M70 194q16 -6 32 0t32 0t32 0", "#8fb6d8", 4)
    if s.says("bilingual"):
        c.rect(66, 34, 60, 8, PAPER, 4)
        c.rect(134, 34, 44, 8, "#f4c548", 4)
    else:
        c.rect(76, 34 if not s.says("board book") else 52, 62, 8, PAPER, 4)


@draws("picture books", "bear")
def _bear_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#f0b54e")
    c.rect(80, 40, 94, 9, PAPER, 4)
    for x, height, colour in ((90, 34, "#ee93ab"), (110, 46, "#8b94a1")):
        c.dot(x, 190 - height - 8, 9, colour)
        c.rect(x - 10, 190 - height, 20, height, colour, 9)
        c.dot(x + 3, 190 - height - 9, 1.8, INK)
    c.dot(132, 84, 9, "#8a5a3a")
    c.dot(164, 84, 9, "#8a5a3a")
    c.dot(148, 100, 24, "#8a5a3a")
    c.rect(124, 118, 48, 74, "#8a5a3a", 20)
    c.oval(148, 108, 12, 9, "#d9b58a")
    c.dot(140, 96, 3, INK)
    c.dot(156, 96, 3, INK)
    c.oval(148, 104, 4, 3, INK)
    c.oval(148, 160, 15, 20, "#d9b58a")
    c.line("M66 194H188", "#b97f2b", 4)


@draws("picture books", "rain")
def _rain_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#8cc3dd")
    c.rect(80, 40, 94, 9, PAPER, 4)
    for x, y, r in ((98, 98, 22), (126, 86, 28), (154, 98, 22)):
        c.dot(x, y, r, PAPER)
    c.rect(88, 98, 78, 24, PAPER, 12)
    c.line("M108 100q6 6 12 0M134 100q6 6 12 0", INK, 3.5)
    c.oval(127, 112, 5, 3, "#ee93ab")
    for x, y in ((98, 134), (118, 144), (138, 134), (158, 144)):
        c.line(f"M{x} {y}v12", "#4a82cc", 5)
    c.path("M64 182q30 -16 62 -4t64 -2V200Q190 204 186 204H64Z", "#6fae74")
    c.line("M104 182q0 -12 8 -12", LEAF, 4)


@draws("business")
def _shop_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#3d7568")
    _lines(c, 42, PAPER)
    c.rect(82, 116, 88, 68, "#f3e7cc", 3)
    c.rect(90, 134, 34, 34, "#8fc3d6", 3)
    c.rect(134, 134, 26, 50, "#94653f", 3)
    c.dot(154, 160, 2.5, "#f4c548")
    for index in range(5):
        c.path(f"M{76 + index * 20} 98h20v20q-10 8 -20 0z", "#e2574c" if index % 2 == 0 else PAPER)
    c.rect(74, 90, 104, 10, "#a83f3a", 3)


@draws("business", "meeting")
def _meeting_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#e6e0d2")
    _lines(c, 42, INK)
    c.oval(124, 150, 54, 20, "#b98b60")
    c.oval(124, 146, 54, 20, "#d0a377")
    for x, y in ((88, 116), (124, 108), (160, 116), (92, 178), (156, 178)):
        c.rect(x - 11, y - 10, 22, 22, "#4a82cc" if x != 124 else "#d44c42", 7)
    c.rect(108, 140, 22, 14, PAPER, 2)
    c.line("M136 138l10 6", INK, 3)
    c.line("M92 92L156 196", "#d44c42", 6, 0.9)


@draws("business", "pricing")
def _pricing_book(c: Canvas, s: Subject) -> None:
    second = s.says("second edition")
    bind(c, s, "#e8873a" if second else "#8795a8")
    _lines(c, 42, PAPER)
    c.line("M118 92Q112 76 128 72T140 86", INK, 3)
    with c.turned(16, 126, 130):
        c.poly([(126, 84), (160, 112), (160, 184), (92, 184), (92, 112)], PAPER, 8)
        c.dot(126, 106, 8, "#d8d2c4")
        c.line("M138 132Q126 122 116 132T126 148T134 162T112 164M126 122V174", "#3d7568", 5)
    if second:
        c.dot(168, 62, 14, "#f4c548")
        c.line("M162 62l4 5l8 -9", INK, 3.5)


@draws("business", "manager")
def _manager_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#35598c")
    _lines(c, 42, PAPER)
    for index in range(4):
        c.rect(78 + index * 24, 168 - index * 22, 24, 24 + index * 22, mix("#7fb0d8", "#ffffff", index * 0.15), 2)
    c.line("M80 146L106 122L128 104L162 76", "#f4c548", 5)
    c.poly([(150, 74), (168, 70), (164, 88)], "#f4c548", 1)
    c.dot(92, 136, 8, "#f0d3ae")
    c.rect(84, 144, 16, 24, "#e2574c", 6)


@draws("travel")
def _train_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#e3b75f")
    _lines(c, 42, INK)
    c.dot(160, 88, 14, PAPER)
    c.poly([(64, 150), (100, 96), (130, 134), (154, 106), (190, 150)], "#5d8f7a", 4)
    _sea(c, 180, "#5b9fb5")
    c.rect(64, 170, 126, 6, "#6a5a4a")
    c.rect(76, 140, 94, 30, "#c9493f", 6)
    c.path("M150 140H166Q182 146 184 170H150Z", "#a83f3a")
    for x in (84, 102, 120, 138):
        c.rect(x, 146, 12, 11, "#ffe9a0", 2)
    for x in (90, 116, 142, 166):
        c.dot(x, 172, 5, INK)


@draws("travel", "kyoto", "kansai")
def _japan_book(c: Canvas, s: Subject) -> None:
    kansai = s.says("kansai")
    bind(c, s, "#2f6a78" if kansai else "#f0e3cf")
    c.rect(50, 26, 140, 34, "#d44c42", 4)
    c.rect(76, 38, 88, 9, PAPER, 4)
    if kansai:
        for y, half in ((158, 48), (132, 40), (106, 31)):
            c.rect(124 - half * 0.62, y - 4, half * 1.24, 26, PAPER, 1)
            c.poly(mirrored([(124 + half * 0.6, y - 16), (124 + half, y)], 124), "#1f3a44", 3)
        c.line("M124 90V72", "#f4c548", 4)
        c.rect(84, 178, 80, 8, "#8a6546", 2)
    else:
        c.dot(124, 118, 40, "#f3a9a0")
        c.line("M92 184V110M156 184V110", "#c9402f", 8)
        c.rect(76, 98, 96, 11, "#c9402f", 3)
        c.rect(84, 120, 80, 8, "#c9402f", 2)
        c.line("M108 190l4 -10M132 196l4 -10M118 202l3 -8", "#8a6546", 4)


@draws("travel", "yunnan")
def _bus_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#7cb6c9")
    _lines(c, 42, PAPER)
    c.poly([(64, 156), (96, 84), (120, 126), (150, 92), (190, 156)], "#56768f", 3)
    c.poly([(86, 106), (96, 84), (108, 106), (98, 101), (92, 109)], PAPER)
    c.path("M64 150Q110 134 190 152V200Q190 204 186 204H64Z", "#79a957")
    c.line("M70 184Q110 164 150 186T188 178", "#a5c977", 5)
    c.rect(94, 132, 70, 40, "#e2574c", 8)
    c.rect(94, 156, 70, 8, PAPER)
    for x in (100, 121, 142):
        c.rect(x, 138, 16, 14, "#dff1f8", 3)
    for x in (110, 148):
        c.dot(x, 173, 8, INK)
    c.rect(102, 122, 26, 10, "#94653f", 3)


@draws("science")
def _sticky_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#f2c53d")
    _lines(c, 42, INK)
    c.path(
        "M64 100Q72 134 86 112Q96 102 104 124Q114 138 122 112Q132 100 140 130Q152 146 162 114Q172 100 190 112V78H64Z",
        "#ee7f9a",
    )
    c.oval(84, 92, 8, 4, "#f9bccb")
    c.oval(144, 92, 10, 4, "#f9bccb")
    c.line("M104 128V158", "#ee7f9a", 4)
    c.path("M84 172q20 -24 42 -10t40 8", "#5aa065")
    c.oval(118, 172, 34, 14, "#5aa065")
    c.dot(150, 160, 12, "#5aa065")
    c.dot(154, 156, 4, PAPER)
    c.dot(155, 156, 2, INK)
    for x in (98, 112, 132):
        c.line(f"M{x} 180l-5 12", "#3d7f58", 4)


@draws("science", "night skies")
def _sky_book(c: Canvas, s: Subject) -> None:
    if s.says("e-book"):
        c.floor(width=128, y=206)
        c.rect(60, 30, 132, 176, INK, 14)
        c.rect(56, 28, 132, 174, "#4b515e", 14)
        c.rect(64, 38, 116, 146, "#1f2d4d", 4)
        c.rect(108, 190, 28, 5, "#79828e", 2.5)
    else:
        bind(c, s, "#1f2d4d")
    _lines(c, 48, "#f6e3ac")
    c.line("M84 100L112 86L128 112L156 98L168 126", "#9db4dd", 2.5)
    for x, y, r in ((84, 100, 4), (112, 86, 3), (128, 112, 5), (156, 98, 3), (168, 126, 4), (94, 136, 2), (150, 80, 2)):
        c.dot(x, y, r, PAPER)
    y = 182 if s.says("e-book") else 200
    c.path(f"M66 {y}V160L88 136L104 156L122 130L146 162L162 146L178 164V{y}Z", "#0f1729")
    c.line(f"M116 {y - 4}L124 {y - 20}L132 {y - 4}M124 {y - 20}L138 {y - 34}", "#f4c548", 4)


@draws("science", "microbes")
def _microbe_book(c: Canvas, s: Subject) -> None:
    bind(c, s, "#3d9488")
    _lines(c, 42, PAPER)
    c.dot(124, 132, 54, "#d9f0e6")
    c.ring(124, 132, 54, "#1f5a54", 6)
    for x, y, r, colour in ((104, 116, 17, "#ee7f9a"), (146, 122, 13, "#f4c548"), (122, 156, 15, "#8b6cc0")):
        for angle in (0, 60, 120):
            with c.turned(angle, x, y):
                c.line(f"M{x - r - 6} {y}H{x + r + 6}", colour, 3)
        c.dot(x, y, r, colour)
        c.dot(x - 4, y - 2, 2.4, INK)
        c.dot(x + 5, y - 2, 2.4, INK)
        c.line(f"M{x - 4} {y + 5}q4 4 8 0", INK, 2.2)
    c.line("M162 172L180 192", "#1f5a54", 10)
