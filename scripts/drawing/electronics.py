"""Phones, tablets, laptops, screens, keyboards, chargers and watches."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, RAINBOW, STEEL, mix
from drawing.subject import Subject, draws

_DARK = "#1f2430"


@draws("phones")
def _phone(c: Canvas, s: Subject) -> None:
    c.floor(124, 120)
    with c.turned(s.near(-8, 0.3)):
        c.rect(98, 40, 84, 160, s.tone.dark, 16)
        c.rect(96, 40, 80, 160, s.tone.base, 16)
        c.rect(102, 46, 30, 48, s.tone.light, 12)
        for y in (58, 80)[: 2 if s.says("lite", "5") else 1]:
            c.dot(117, y, 8, _DARK)
            c.dot(115, y - 2, 2.5, "#6f86a8")
        c.dot(136, 56, 3, PAPER)
    with c.turned(s.near(6, 0.3)):
        c.rect(62, 46, 82, 158, s.tone.deep, 16)
        c.rect(65, 49, 76, 152, _DARK, 13)
        c.path("M65 150Q90 120 112 146T141 132V188Q141 201 128 201H78Q65 201 65 188Z", s.accent.base)
        c.path("M65 172Q96 150 141 170V188Q141 201 128 201H78Q65 201 65 188Z", s.accent.light)
        c.dot(120, 92, 13, mix(s.accent.base, "#ffffff", 0.7))
        c.rect(92, 54, 22, 6, "#000000", 3)


@draws("phones", "big-button")
def _button_phone(c: Canvas, s: Subject) -> None:
    c.floor(width=96)
    c.rect(76, 36, 90, 170, s.tone.dark, 20)
    c.rect(74, 36, 86, 168, s.tone.base, 20)
    c.rect(84, 50, 66, 52, INK, 8)
    c.rect(88, 54, 58, 44, "#cfe4d2", 5)
    c.rect(94, 62, 30, 6, "#3d5a45", 3)
    c.rect(94, 74, 44, 12, "#3d5a45", 3)
    c.rect(86, 110, 18, 10, "#62ad6b", 5)
    c.rect(130, 110, 18, 10, PAPER, 5)
    for row in range(4):
        for column in range(3):
            c.rect(86 + column * 22, 128 + row * 17, 18, 12, PAPER, 5)


@draws("tablets")
def _tablet(c: Canvas, s: Subject) -> None:
    c.floor(width=180)
    c.rect(30, 68, 180, 134, s.tone.dark, 14)
    c.rect(30, 66, 180, 132, s.tone.base, 14)
    c.rect(36, 72, 168, 120, _DARK, 9)
    c.rect(40, 76, 160, 112, s.accent.pale, 6)
    c.path("M40 160Q80 120 116 150T200 128V182Q200 188 194 188H46Q40 188 40 182Z", s.accent.light)
    c.path("M40 176Q100 144 200 172V182Q200 188 194 188H46Q40 188 40 182Z", s.accent.base)
    c.dot(160, 106, 13, PAPER)
    for x in range(4):
        c.rect(52 + x * 20, 86, 14, 14, RAINBOW[x], 4)
    c.dot(120, 70, 1.6, s.tone.pale)
    if s.says("with pen"):
        with c.turned(38, 196, 130):
            c.rect(192, 60, 10, 118, PAPER, 4)
            c.rect(198, 60, 4, 118, "#d9dbe0", 2)
            c.poly([(192, 178), (202, 178), (197, 194)], STEEL, 2)


@draws("tablets", "reading")
def _reading_tablet(c: Canvas, s: Subject) -> None:
    c.floor(width=128)
    c.rect(62, 40, 120, 164, s.tone.dark, 12)
    c.rect(58, 38, 120, 164, s.tone.base, 12)
    c.rect(68, 48, 100, 144, "#f6f3ea", 4)
    c.rect(78, 60, 52, 8, INK, 3)
    for row in range(8):
        c.rect(78, 78 + row * 12, (80, 76, 80, 70)[row % 4], 4, "#8d8a86", 2)
    c.rect(78, 180, 80, 3, "#d8d3c6", 1.5)
    c.rect(78, 180, s.near(34, 0.4), 3, INK, 1.5)


@draws("tablets", "bumper case")
def _bumper_tablet(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    c.path("M84 70Q84 34 120 34T156 70H142Q142 48 120 48T98 70Z", s.tone.dark)
    c.rect(24, 62, 192, 142, s.tone.dark, 26)
    c.rect(24, 60, 192, 138, s.tone.base, 26)
    c.rect(44, 80, 152, 98, _DARK, 8)
    c.rect(48, 84, 144, 90, "#bfe3f2", 5)
    c.path("M48 150Q90 118 130 146T192 140V169Q192 174 187 174H53Q48 174 48 169Z", "#7cbf77")
    c.dot(164, 106, 13, "#f4c84a")
    c.rect(76, 122, 34, 32, "#e2574c", 3)
    c.poly([(70, 124), (93, 102), (116, 124)], "#8b6cc0", 3)
    c.rect(88, 136, 10, 18, PAPER, 2)
    for x, y in ((36, 72), (204, 72), (36, 186), (204, 186)):
        c.dot(x, y, 6, s.tone.light)


def _laptop_body(c: Canvas, s: Subject, screen: str) -> None:
    c.floor(width=204)
    c.rect(44, 58, 152, 116, s.tone.dark, 10)
    c.rect(46, 58, 148, 112, s.tone.base, 9)
    c.rect(52, 65, 136, 98, _DARK, 5)
    c.rect(56, 69, 128, 90, screen, 3)
    c.poly([(44, 172), (196, 172), (218, 196), (22, 196)], s.tone.light, 4)
    c.rect(20, 194, 200, 9, s.tone.dark, 4.5)
    c.poly([(58, 176), (182, 176), (189, 185), (51, 185)], s.tone.deep, 1)
    c.poly([(100, 188), (140, 188), (142, 194), (98, 194)], s.tone.pale, 1)


@draws("laptops")
def _laptop(c: Canvas, s: Subject) -> None:
    _laptop_body(c, s, mix(s.accent.base, "#ffffff", 0.75))
    c.path("M56 140Q90 104 122 128T184 108V156Q184 159 181 159H59Q56 159 56 156Z", s.accent.light)
    c.path("M56 152Q110 122 184 146V156Q184 159 181 159H59Q56 159 56 156Z", s.accent.base)
    c.dot(s.near(150), 94, 11, PAPER)
    c.rect(64, 77, 46, 34, PAPER, 4)
    c.rect(64, 77, 46, 8, s.accent.dark, 3)
    c.rect(70, 91, 32, 4, "#c9ccd4", 2)
    c.rect(70, 99, s.near(22, 0.3), 4, "#c9ccd4", 2)


@draws("laptops", "gaming")
def _gaming_laptop(c: Canvas, s: Subject) -> None:
    _laptop_body(c, s, "#241b45")
    c.poly([(56, 140), (92, 104), (118, 132), (150, 96), (184, 134), (184, 159), (56, 159)], "#4b3a8c", 3)
    c.dot(140, 96, 15, "#f27ba5")
    c.poly([(56, 159), (112, 138), (128, 138), (184, 159)], "#35e0d0", 0, 0.85)
    for x in range(6):
        c.rect(60 + x * 20, 178, 18, 3, RAINBOW[x], 1.5)
    c.poly([(120, 108), (130, 128), (120, 122), (110, 128)], PAPER)
    c.rect(30, 198, 180, 2, s.accent.light, 1)


@draws("monitors")
def _monitor(c: Canvas, s: Subject) -> None:
    c.floor(width=96)
    c.poly([(108, 160), (132, 160), (134, 198), (106, 198)], s.tone.dark)
    c.rect(76, 195, 88, 9, s.tone.deep, 4.5)
    c.rect(26, 44, 188, 124, s.tone.dark, 9)
    c.rect(26, 42, 188, 122, s.tone.base, 9)
    c.rect(32, 48, 176, 104, _DARK, 4)
    c.rect(35, 51, 170, 98, s.accent.pale, 2)
    c.rect(46, 62, 76, 54, PAPER, 4)
    c.rect(46, 62, 76, 10, s.accent.base, 3)
    for x, height in enumerate((14, 24, 18, 32)):
        c.rect(56 + x * 15, 110 - s.near(height, 0.2), 9, height, s.accent.light, 2)
    c.rect(132, 74, 60, 62, mix(s.accent.base, "#ffffff", 0.85), 4)
    for y in range(4):
        c.rect(140, 84 + y * 12, 44 - 8 * (y % 2), 5, s.accent.light, 2.5)
    c.dot(120, 158, 2.2, s.tone.pale)


@draws("monitors", "curved")
def _curved_monitor(c: Canvas, s: Subject) -> None:
    c.floor(width=120)
    c.poly([(110, 150), (130, 150), (133, 196), (107, 196)], s.tone.deep)
    c.line("M66 202L120 190L174 202", s.tone.dark, 8)
    c.path(
        "M12 62Q120 84 228 62Q232 62 232 67V156Q232 161 228 161Q120 146 12 161Q8 161 8 156V67Q8 62 12 62Z", s.tone.base
    )
    c.path("M14 68Q120 90 226 68V154Q120 139 14 154Z", "#241b45")
    c.path("M14 128L52 104L88 132L130 100L170 134L226 102V154Q120 139 14 154Z", "#4b3a8c")
    c.dot(166, 102, 14, "#f27ba5")
    c.path("M14 154L96 124H140L226 154Q120 139 14 154Z", "#35e0d0", 0.85)
    c.poly([(112, 108), (124, 130), (112, 123), (100, 130)], PAPER)


@draws("monitors", "portable")
def _portable_monitor(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    c.poly([(40, 200), (64, 150), (176, 150), (200, 200)], s.tone.deep, 4)
    c.rect(30, 62, 180, 122, s.tone.dark, 10)
    c.rect(30, 60, 180, 120, s.tone.base, 10)
    c.rect(38, 68, 164, 104, _DARK, 4)
    c.rect(41, 71, 158, 98, "#fdf3df", 2)
    c.path("M41 150Q86 112 120 140T199 118V169H41Z", "#f0a26b")
    c.path("M41 164Q110 132 199 158V169H41Z", "#d9694f")
    c.dot(150, 102, 14, "#f4c84a")
    c.line("M210 150Q228 150 228 172T212 202", INK, 4)


@draws("televisions")
def _television(c: Canvas, s: Subject) -> None:
    c.floor(width=200)
    c.line("M64 170L54 202M176 170L186 202", s.tone.base, 7)
    c.rect(12, 50, 216, 130, s.tone.deep, 6)
    c.rect(15, 53, 210, 122, "#8ccbe8" if s.pick((True, False)) else "#f7c9a0", 3)
    c.dot(s.near(168, 0.15), 88, 16, "#fff1bf")
    c.poly([(15, 150), (68, 88), (104, 130), (136, 100), (225, 160), (225, 175), (15, 175)], "#5d7fb0", 3)
    c.poly([(52, 107), (68, 88), (84, 107), (74, 104), (66, 110)], PAPER, 1)
    c.path("M15 152Q80 132 130 152T225 146V172Q225 175 222 175H18Q15 175 15 172Z", "#4f9a6d")
    c.path("M15 166Q90 150 225 164V172Q225 175 222 175H18Q15 175 15 172Z", "#3d7f58")
    c.rect(108, 176, 24, 2, STEEL, 1)


@draws("televisions", "oled")
def _oled(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    c.poly(mirrored([(140, 178), (166, 202)]), s.tone.base, 4)
    c.rect(10, 44, 220, 136, "#12141c", 5)
    c.rect(12, 46, 216, 132, "#191a3c", 4)
    c.path("M12 140Q70 60 130 110T228 70V120Q150 100 100 150T12 165Z", "#7d4fc9", 0.75)
    c.path("M12 120Q90 70 140 125T228 100V110Q150 110 110 150T12 140Z", "#31c9c0", 0.7)
    c.dot(184, 78, 13, "#fff6d6")
    for x, y in ((40, 66), (66, 90), (104, 62), (136, 80), (208, 58), (50, 110)):
        c.dot(x, y, 1.6, PAPER)
    c.path("M12 160Q120 140 228 164V174Q228 178 224 178H16Q12 178 12 174Z", "#0c0d1c")
    c.rect(112, 176, 16, 2, STEEL, 1)


def _keys(c: Canvas, s: Subject, x: float, y: float, columns: int, key: str) -> None:
    for row in range(4):
        for column in range(columns):
            lit = s.accent.light if (row, column) in ((0, 0), (2, columns - 1)) else key
            c.rect(x + column * 17, y + row * 17, 14, 13, lit, 3)


@draws("keyboards")
def _keyboard(c: Canvas, s: Subject) -> None:
    c.floor(width=210, y=190)
    if s.says("wired"):
        c.line("M120 96Q120 60 150 62T176 30", INK, 5)
    c.rect(16, 92, 208, 100, s.tone.deep, 12)
    c.rect(16, 90, 208, 96, s.tone.base, 12)
    c.path("M24 156H216V178Q216 180 208 180H32Q24 180 24 178Z", s.tone.dark, 0.4)
    for row in range(3):
        c.rect(26, 99 + row * 20, 188, 17, s.tone.dark, 4)
        for column in range(9):
            lit = s.accent.base if (row, column) in ((0, 0), (1, 8)) else s.tone.pale
            c.rect(28 + column * 20.8, 99 + row * 20, 17.5, 14, lit, 4)
    c.rect(28, 161, 36, 14, s.tone.pale, 4)
    c.rect(68, 161, 98, 14, s.tone.pale, 4)
    c.rect(170, 161, 41, 14, s.accent.base, 4)


@draws("keyboards", "hushboard")
def _slim_keyboard(c: Canvas, s: Subject) -> None:
    c.floor(width=214, y=176)
    c.rect(12, 106, 216, 70, s.tone.deep, 8)
    c.rect(12, 104, 216, 68, s.tone.light, 8)
    for row in range(3):
        for column in range(11):
            c.rect(20 + column * 18.3, 111 + row * 14.5, 15.5, 11.5, s.tone.dark, 2.5)
    c.rect(20, 155, 52, 11, s.tone.dark, 2.5)
    c.rect(75, 155, 90, 11, s.tone.dark, 2.5)
    c.rect(168, 155, 50, 11, s.tone.dark, 2.5)
    c.dot(216, 108, 1.5, "#62ad6b")


@draws("keyboards", "split")
def _split_keyboard(c: Canvas, s: Subject) -> None:
    c.floor(width=214, y=188)
    for flip in (False, True):
        with c.turned(-9 if flip else 9, 170 if flip else 70, 140):
            x = 126 if flip else 14
            c.rect(x, 98, 100, 88, s.tone.deep, 14)
            c.rect(x, 94, 100, 88, s.tone.base, 14)
            _keys(c, s, x + 9, 104, 5, s.tone.pale)
    c.line("M96 88Q120 66 144 88", INK, 4)
