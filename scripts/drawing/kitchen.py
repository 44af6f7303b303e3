"""Coffee makers, kettles, pans and knives."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import GLASS, INK, PAPER, STEEL, WOOD, shades
from drawing.subject import Subject, draws

_COFFEE = "#5a3a28"


def _steam(c: Canvas, x: float, y: float, colour: str = PAPER) -> None:
    c.line(f"M{x} {y}q-8 -10 0 -20t0 -20M{x + 18} {y + 4}q-8 -10 0 -20t0 -20", colour, 4, 0.9)


@draws("coffee makers")
def _drip_maker(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.rect(56, 40, 128, 46, s.tone.base, 12)
    c.rect(146, 46, 38, 152, s.tone.dark, 6)
    c.rect(56, 186, 128, 18, s.tone.deep, 6)
    c.rect(66, 50, 52, 10, s.tone.light, 5)
    c.poly([(78, 86), (128, 86), (118, 104), (88, 104)], s.tone.deep, 4)
    c.poly([(70, 118), (136, 118), (142, 184), (64, 184)], GLASS, 12)
    c.poly([(67, 146), (139, 146), (142, 184), (64, 184)], _COFFEE, 10)
    c.rect(72, 110, 62, 10, INK, 5)
    c.line("M66 126Q40 124 44 150T66 168", INK, 7)
    c.dot(165, 66, 9, INK)
    c.dot(165, 66, 5, s.accent.base)
    c.dot(165, 190, 3, "#7fd48a")
    c.rect(84, 126, 6, 48, "#ffffff", 3, 0.45)


@draws("coffee makers", "espresso")
def _espresso_machine(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    c.poly([(46, 28), (100, 28), (92, 62), (54, 62)], "#c9b29a", 6)
    c.rect(50, 24, 46, 8, INK, 4)
    c.rect(30, 58, 184, 56, s.tone.base, 10)
    c.rect(44, 110, 156, 80, s.tone.deep, 4)
    c.rect(30, 58, 184, 12, s.tone.light, 6)
    c.rect(26, 184, 192, 20, s.tone.dark, 6)
    c.dot(150, 92, 14, PAPER)
    c.line("M150 92L158 84", "#d44c42", 3)
    for x in (54, 78, 102):
        c.dot(x, 92, 7, s.tone.deep)
    c.rect(94, 112, 44, 16, STEEL, 4)
    c.line("M116 132H62", INK, 9)
    c.rect(108, 128, 16, 12, STEEL, 3)
    c.line("M116 140V156", _COFFEE, 4)
    c.poly([(98, 156), (134, 156), (130, 184), (102, 184)], PAPER, 6)
    c.line("M134 162Q146 162 144 170T130 176", PAPER, 4)
    c.line("M184 112Q192 130 182 158", STEEL, 6)


@draws("coffee makers", "moka")
def _moka_pot(c: Canvas, s: Subject) -> None:
    c.floor(width=110)
    _steam(c, 74, 60)
    c.poly(mirrored([(148, 124), (166, 204)]), s.tone.base, 5)
    c.poly([(128, 124), (148, 124), (166, 204), (134, 204)], s.tone.dark, 4)
    c.poly([(92, 124), (108, 124), (102, 204), (74, 204)], s.tone.pale, 4, 0.8)
    c.poly([(62, 66), (164, 66), (148, 116), (92, 116)], s.tone.base, 5)
    c.poly([(126, 66), (164, 66), (148, 116), (128, 116)], s.tone.dark, 4)
    c.rect(88, 112, 64, 16, s.tone.deep, 5)
    c.line("M162 74H190L178 146", INK, 10)
    c.poly([(80, 66), (120, 44), (160, 66)], s.tone.light, 4)
    c.dot(120, 42, 8, INK)
    c.dot(118, 172, 6, "#d6a94a")


@draws("coffee makers", "french press")
def _french_press(c: Canvas, s: Subject) -> None:
    c.floor(width=110)
    c.line("M160 92Q204 92 200 132T160 172", s.tone.deep, 11)
    c.rect(74, 72, 92, 132, s.tone.dark, 14)
    c.rect(74, 72, 82, 132, s.tone.base, 14)
    c.rect(86, 84, 12, 104, s.tone.pale, 6)
    c.poly([(60, 70), (74, 66), (74, 86)], s.tone.dark, 3)
    c.rect(70, 58, 100, 18, WOOD, 8)
    c.rect(117, 32, 6, 30, STEEL)
    c.dot(120, 28, 11, "#94653f")
    c.rect(74, 178, 92, 8, s.tone.dark)
    c.path("M116 120C104 132 104 148 116 154C128 148 128 132 116 120Z", _COFFEE)
    c.line("M116 128q-4 8 0 20", s.tone.base, 2)


@draws("kettles")
def _plain_kettle(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.rect(58, 192, 124, 12, INK, 6)
    c.line("M158 74Q206 66 200 120T170 170", INK, 13)
    c.poly([(82, 64), (158, 64), (178, 192), (62, 192)], s.tone.base, 12)
    c.poly([(136, 64), (158, 64), (178, 192), (146, 192)], s.tone.dark, 10)
    c.poly([(88, 70), (58, 76), (78, 106)], s.tone.dark, 4)
    c.rect(78, 54, 84, 14, INK, 7)
    c.rect(108, 42, 24, 14, INK, 6)
    c.rect(92, 96, 12, 80, "#d5ecf5", 6)
    c.rect(92, 130, 12, 46, "#6fb6d6", 6)
    c.dot(186, 184, 4, s.accent.base)
    _steam(c, 48, 66)


@draws("kettles", "gooseneck")
def _gooseneck(c: Canvas, s: Subject) -> None:
    c.floor(width=160)
    c.rect(60, 188, 136, 16, INK, 7)
    c.rect(138, 192, 40, 8, "#7fd4e0", 3)
    c.line("M92 166Q52 168 56 128T42 76Q38 68 28 72", s.tone.deep, 9)
    c.line("M164 86Q214 78 208 122T196 158", s.tone.deep, 11)
    c.poly([(98, 86), (160, 86), (182, 188), (74, 188)], s.tone.base, 12)
    c.poly([(140, 86), (160, 86), (182, 188), (150, 188)], s.tone.dark, 10)
    c.poly([(104, 96), (114, 96), (106, 176), (92, 176)], s.tone.light, 4)
    c.rect(92, 76, 74, 14, s.tone.deep, 7)
    c.dot(129, 68, 8, WOOD)
    c.rect(118, 126, 26, 6, s.tone.light, 3)


@draws("kettles", "folding")
def _folding_kettle(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.line("M74 92Q74 40 120 40T166 92", s.tone.deep, 10)
    for index, (y, half) in enumerate(((96, 46), (118, 52), (140, 56), (162, 60))):
        c.rect(120 - half, y, 2 * half, 26, (s.tone.base, s.tone.light)[index % 2], 12)
        c.rect(120 + half - 22, y + 4, 18, 18, s.tone.dark, 8, 0.6)
    c.rect(56, 182, 128, 22, INK, 9)
    c.rect(70, 84, 100, 16, s.tone.deep, 8)
    c.rect(108, 74, 24, 12, s.tone.deep, 6)
    c.poly([(78, 108), (44, 98), (58, 132), (74, 138)], s.tone.dark, 6)
    c.dot(160, 193, 4, s.accent.base)
    _steam(c, 38, 86)


@draws("kettles", "stovetop")
def _stove_kettle(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    _steam(c, 36, 84)
    c.line("M76 104Q74 36 120 36T164 104", INK, 9)
    c.line("M98 42Q120 32 142 42", WOOD, 13)
    c.poly([(70, 150), (28, 104), (40, 92), (86, 116)], s.tone.dark, 6)
    c.rect(24, 90, 20, 12, INK, 5)
    c.path("M52 176C52 120 84 100 120 100S188 120 188 176Q188 204 164 204H76Q52 204 52 176Z", s.tone.base)
    c.path("M148 106C174 116 188 140 188 176Q188 204 164 204H138C166 182 168 132 148 106Z", s.tone.dark, 0.8)
    c.oval(84, 146, 8, 20, s.tone.light)
    c.oval(120, 102, 34, 8, s.tone.deep)
    c.dot(120, 92, 8, INK)
    for x, y in ((108, 160), (132, 176), (126, 140), (90, 184)):
        c.dot(x, y, 3.5, PAPER, 0.85)


@draws("cookware")
def _skillet(c: Canvas, s: Subject) -> None:
    c.floor(width=190, x=112, y=190)
    c.rect(168, 128, 62, 20, s.tone.deep, 9)
    c.oval(220, 138, 4, 4, "#fbe2d2")
    c.path("M16 134Q20 188 60 190H152Q192 188 196 134Z", s.tone.deep)
    c.oval(106, 132, 92, 30, s.tone.base)
    c.oval(106, 134, 80, 24, INK)
    c.oval(106, 136, 72, 19, s.tone.base)
    if s.says("20 cm"):
        c.path("M62 134Q66 120 92 124T140 124T150 142T104 150T62 134Z", PAPER)
        c.oval(104, 136, 17, 8, "#f4c548")
    else:
        for x, y in ((80, 132), (114, 142), (134, 128)):
            c.oval(x, y, 16, 7, "#c77b45")
            c.oval(x - 2, y - 2, 10, 4, "#e2a268")
    _steam(c, 96, 104)


@draws("cookware", "frying pan")
def _frying_pan(c: Canvas, s: Subject) -> None:
    c.floor(width=180, x=106, y=186)
    c.line("M170 128L224 92", INK, 13)
    c.line("M168 130L190 115", STEEL, 8)
    c.path("M16 132Q30 186 62 186H142Q178 186 192 132Z", s.tone.base)
    c.path("M120 186H142Q178 186 192 132L160 150Z", s.tone.dark, 0.7)
    c.oval(104, 130, 89, 28, s.tone.light)
    c.oval(104, 132, 78, 22, "#4a4f59")
    for x, y, colour in ((76, 130, "#62ad6b"), (104, 140, "#e2574c"), (126, 127, "#f4c548"), (140, 140, "#62ad6b")):
        c.oval(x, y, 12, 6, colour)
    _steam(c, 90, 100)


@draws("cookware", "casserole")
def _casserole(c: Canvas, s: Subject) -> None:
    c.floor(width=170)
    c.line("M40 132H28Q18 132 20 146T40 152M200 132H212Q222 132 220 146T200 152", s.tone.dark, 9)
    c.path("M36 118H204V172Q204 204 172 204H68Q36 204 36 172Z", s.tone.base)
    c.path("M164 118H204V172Q204 204 172 204H140Q164 190 164 150Z", s.tone.dark, 0.7)
    c.path("M40 108Q46 72 120 68T200 108Z", s.tone.light)
    c.path("M150 71Q194 78 200 108H164Q164 86 150 71Z", s.tone.base)
    c.rect(32, 104, 176, 16, s.tone.dark, 8)
    c.rect(110, 56, 20, 14, STEEL, 4)
    c.rect(102, 48, 36, 12, "#d6a94a", 6)
    c.rect(52, 132, 10, 44, s.tone.pale, 5, 0.7)


@draws("cookware", "wok")
def _wok(c: Canvas, s: Subject) -> None:
    c.floor(width=130, x=104)
    c.line("M178 118L226 92", WOOD, 14)
    c.line("M170 124L186 114", STEEL, 9)
    c.path("M12 120Q28 202 104 202T196 120Z", s.tone.dark)
    c.path("M12 120Q28 196 92 200Q50 176 44 120Z", s.tone.light)
    c.oval(104, 120, 92, 27, s.tone.base)
    c.oval(104, 122, 81, 21, s.tone.deep)
    for x, y in ((60, 122), (84, 130), (116, 118), (140, 126), (96, 114)):
        c.line(f"M{x} {y}q10 -10 22 0", s.pick(("#f4c548", "#62ad6b", "#e2574c", "#f0c9a0")), 6)
    _steam(c, 92, 92)


def _blade(c: Canvas, s: Subject, length: float, depth: float, metal: str, edge: str) -> None:
    tip = 150 - length
    c.path(
        f"M150 96H{tip + 26}Q{tip + 6} 98 {tip} {96 + depth * 0.55}Q{tip + 30} {98 + depth} 150 {96 + depth}Z",
        metal,
    )
    c.path(
        f"M{tip + 8} {96 + depth * 0.7}Q{tip + 40} {98 + depth} 150 {96 + depth}V{84 + depth}Q{tip + 40} "
        f"{88 + depth} {tip + 8} {96 + depth * 0.7}Z",
        edge,
    )
    c.rect(146, 94, 10, min(depth, 34), "#79828e", 2)
    c.poly([(154, 94), (226, 92), (232, 104), (228, 122), (196, 116), (154, 120)], s.tone.base, 7)
    c.poly([(154, 110), (230, 112), (228, 122), (196, 117), (154, 120)], s.tone.dark, 3)
    for x in (170, 192, 214):
        c.dot(x, 105, 3.2, STEEL)


@draws("knives")
def _chef_knife(c: Canvas, s: Subject) -> None:
    board = shades(WOOD)
    c.floor(width=206, y=200)
    c.rect(24, 152, 192, 48, board.dark, 12)
    c.rect(24, 148, 192, 44, board.base, 12)
    c.line("M40 162H160M60 176H196", board.light, 3, 0.7)
    c.dot(200, 160, 6, board.deep)
    ceramic = s.says("ceramic")
    with c.turned(-14, 120, 110):
        if s.says("petty"):
            _blade(c, s, 106, 24, "#d5dce3", "#b4bec9")
        else:
            _blade(c, s, 132, 44, "#fbfaf6" if ceramic else "#d5dce3", "#dfe3e6" if ceramic else "#b4bec9")
    c.dot(64, 170, 13, "#e2574c")
    c.dot(60, 165, 4, "#ee8d84")
    c.line("M64 158q2 -6 8 -6", "#5d9e62", 4)
    c.oval(100, 176, 12, 7, "#62ad6b")


@draws("knives", "block")
def _knife_block(c: Canvas, s: Subject) -> None:
    wood = shades(WOOD)
    c.floor(width=130)
    with c.turned(-16, 120, 140):
        for x, top in ((84, 34), (104, 24), (124, 30), (144, 40)):
            c.rect(x, top, 15, 64, s.tone.base, 6)
            c.rect(x + 9, top, 6, 64, s.tone.dark, 3)
            c.dot(x + 6, top + 14, 2, STEEL)
            c.dot(x + 6, top + 30, 2, STEEL)
            c.rect(x + 1, 84, 13, 14, STEEL)
    c.poly([(50, 118), (140, 92), (190, 204), (76, 204)], wood.base, 8)
    c.poly([(106, 102), (140, 92), (190, 204), (142, 204)], wood.dark, 6)
    c.line("M70 130L98 196M90 126L118 196", wood.light, 3)
