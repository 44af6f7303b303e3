"""Tents, sleeping bags and backpacks."""

from __future__ import annotations

from drawing.canvas import Canvas
from drawing.colours import INK, PAPER, STEEL
from drawing.subject import Subject, draws


def _pine(c: Canvas, x: float, y: float, h: float) -> None:
    c.rect(x - 3, y - 10, 6, 12, "#8a6546")
    c.poly([(x, y - h), (x + h * 0.3, y - 8), (x - h * 0.3, y - 8)], "#8dba94", 4)
    c.poly([(x, y - h * 1.2), (x + h * 0.22, y - h * 0.5), (x - h * 0.22, y - h * 0.5)], "#9bc6a0", 4)


@draws("tents")
def _dome_tent(c: Canvas, s: Subject) -> None:
    _pine(c, 34, 194, 66)
    _pine(c, 210, 194, 88)
    c.floor(width=200)
    c.path("M20 202Q62 62 132 62Q194 74 222 202Z", s.tone.base)
    c.path("M132 62Q194 74 222 202H158Q160 110 132 62Z", s.tone.dark)
    c.path("M74 202Q92 112 124 96Q150 122 154 202Z", s.tone.deep)
    c.path("M74 202Q92 112 124 96Q112 150 106 202Z", s.tone.light)
    c.line("M20 202Q62 62 132 62Q194 74 222 202", s.tone.pale, 3)
    c.line("M30 160L8 204M212 160L232 204", PAPER, 2)
    c.line("M124 98V200", PAPER, 2, 0.7)
    if s.says("lapwing 3"):
        c.rect(172, 120, 22, 16, s.tone.pale, 4)


@draws("tents", "family")
def _family_tent(c: Canvas, s: Subject) -> None:
    _pine(c, 206, 194, 120)
    c.floor(width=214)
    c.poly([(16, 202), (34, 92), (120, 54), (206, 92), (224, 202)], s.tone.base, 5)
    c.poly([(120, 54), (206, 92), (224, 202), (168, 202), (160, 90)], s.tone.dark, 5)
    c.poly([(22, 96), (120, 50), (218, 96), (206, 106), (120, 66), (34, 106)], s.tone.light, 4)
    c.poly([(88, 202), (94, 108), (120, 92), (146, 108), (152, 202)], s.tone.deep, 3)
    c.poly([(88, 202), (94, 108), (116, 96), (106, 160)], s.tone.pale, 3)
    c.rect(44, 124, 30, 28, "#dceef5", 4)
    c.rect(170, 124, 26, 28, "#dceef5", 4)
    c.line("M59 124V152M44 138H74", s.tone.base, 2.5)
    c.line("M34 100L4 204M206 100L236 204", PAPER, 2)


@draws("tents", "beach")
def _beach_tent(c: Canvas, s: Subject) -> None:
    c.floor(width=210)
    c.path("M0 198Q120 186 240 198V240H0Z", "#efdcae", 0.9)
    c.dot(204, 54, 18, "#ffd86b")
    c.path("M20 202Q26 70 128 66Q206 82 222 202Z", s.tone.base)
    c.path("M60 202Q74 98 128 84Q182 104 196 202Z", s.tone.deep)
    c.path("M60 202Q74 98 128 84L104 202Z", s.tone.dark)
    c.path("M24 176Q40 72 128 66L50 202H20Z", s.tone.light)
    c.line("M60 202Q74 98 128 84Q182 104 196 202", PAPER, 4)
    c.oval(140, 198, 46, 7, "#e2574c")
    c.dot(170, 184, 14, PAPER)
    c.path("M170 170A14 14 0 0 1 184 184L170 184ZM170 198A14 14 0 0 1 156 184L170 184Z", "#4a8fd0")


@draws("tents", "four-season")
def _winter_tent(c: Canvas, s: Subject) -> None:
    c.poly([(130, 200), (188, 84), (240, 170), (240, 200)], "#b9cfd8", 4)
    c.poly([(174, 112), (188, 84), (205, 112), (194, 106), (186, 116)], PAPER)
    c.floor(width=200)
    c.path("M16 202Q40 104 108 84Q186 112 224 202Z", s.tone.base)
    c.path("M108 84Q186 112 224 202H150Q146 124 108 84Z", s.tone.dark)
    c.path("M58 202Q70 132 102 118Q128 146 130 202Z", s.tone.deep)
    c.line("M70 100Q128 86 176 202M34 150Q100 70 146 202", s.tone.pale, 3)
    c.path("M6 206Q40 186 76 202T150 200T234 206Z", PAPER)
    for x, y in ((30, 70), (60, 40), (112, 50), (156, 34), (214, 60), (84, 72)):
        c.dot(x, y, 3, PAPER)


@draws("sleeping bags")
def _mummy_bag(c: Canvas, s: Subject) -> None:
    cold = s.says("-10", "0")
    c.floor(width=110, y=212)
    c.path(
        "M120 26C160 26 176 52 176 90C176 130 164 170 154 198Q150 212 134 212H106Q90 212 86 198C76 "
        "170 64 130 64 90C64 52 80 26 120 26Z",
        s.tone.base,
    )
    c.path(
        "M140 30C166 40 176 62 176 90C176 130 164 170 154 198Q150 212 134 212H124C148 160 156 80 140 30Z",
        s.tone.dark,
        0.7,
    )
    for y in range(5 if cold else 4):
        c.line(f"M{70 + y * 4} {112 + y * 22}Q120 {124 + y * 22} {170 - y * 4} {112 + y * 22}", s.tone.light, 3)
    c.oval(120, 68, 36, 32, s.tone.deep)
    c.oval(120, 72, 29, 25, s.accent.light)
    c.oval(120, 78, 22, 14, PAPER)
    c.line("M150 96Q152 150 138 196", s.accent.base, 3.5)
    if s.says("-10"):
        c.line("M104 160V184M94 166L114 178M114 166L94 178", PAPER, 3)


@draws("sleeping bags", "envelope")
def _envelope_bag(c: Canvas, s: Subject) -> None:
    c.floor(width=130, y=210)
    c.rect(58, 34, 128, 174, s.tone.dark, 14)
    c.rect(56, 34, 124, 174, s.tone.base, 14)
    c.path("M56 48Q56 34 70 34H180L180 76Q140 110 56 84Z", s.accent.light)
    c.path("M56 84Q140 110 180 76L180 84Q140 120 56 94Z", s.tone.deep)
    c.rect(68, 42, 84, 30, PAPER, 12)
    for y in (116, 140, 164, 188):
        c.line(f"M62 {y}H172", s.tone.dark, 3)
    c.line("M176 84V200", STEEL, 3)
    c.dot(176, 98, 4, STEEL)


@draws("sleeping bags", "children's")
def _bear_bag(c: Canvas, s: Subject) -> None:
    c.floor(width=100, y=212)
    for x in (82, 158):
        c.dot(x, 42, 20, s.tone.dark)
        c.dot(x, 42, 11, "#e9b8a0")
    c.path(
        "M120 28C168 28 180 64 172 96L166 190Q164 212 140 212H100Q76 212 74 190L68 96C60 64 72 28 120 28Z",
        s.tone.base,
    )
    c.oval(120, 88, 38, 32, s.tone.deep)
    c.oval(120, 92, 31, 26, "#f6d9b8")
    c.dot(108, 90, 4, INK)
    c.dot(132, 90, 4, INK)
    c.line("M112 102Q120 110 128 102", INK, 3)
    c.oval(120, 164, 30, 34, "#e3c39d")
    c.rect(66, 132, 22, 36, s.tone.dark, 11)
    c.rect(152, 132, 22, 36, s.tone.dark, 11)
    c.line("M120 134V208", s.tone.dark, 3)


@draws("sleeping bags", "synthetic")
def _rolled_bag(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    c.rect(34, 96, 170, 106, s.tone.dark, 40)
    c.rect(34, 92, 170, 104, s.tone.base, 40)
    for x in (84, 108, 132):
        c.line(f"M{x} 94Q{x + 10} 144 {x} 194", s.tone.dark, 3)
    c.oval(182, 144, 36, 52, s.tone.light)
    for rx in (26, 16, 7):
        c.oval(182, 144, rx, rx * 1.45, s.tone.dark if rx != 16 else s.tone.base)
    for x in (66, 146):
        c.rect(x, 90, 9, 108, INK, 4)
        c.rect(x - 3, 132, 15, 20, STEEL, 3)
    c.line("M70 92Q106 50 150 92", INK, 6)


def _straps(c: Canvas, s: Subject) -> None:
    c.line("M74 90Q42 110 52 188M166 90Q198 110 188 188", s.tone.deep, 11)
    c.line("M104 46Q104 24 120 24T136 46", s.tone.deep, 7)


@draws("backpacks")
def _daypack(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    _straps(c, s)
    c.path("M64 112Q64 42 120 42T176 112V184Q176 204 156 204H84Q64 204 64 184Z", s.tone.base)
    c.path("M140 45Q176 58 176 112V184Q176 204 156 204H146Q160 110 140 45Z", s.tone.dark, 0.7)
    c.line("M76 98Q84 62 120 62T164 98", s.tone.deep, 4)
    c.rect(76, 128, 88, 64, s.tone.light, 16)
    c.rect(76, 128, 88, 20, s.tone.dark, 10)
    c.line("M84 148H156", s.accent.base, 4)
    c.rect(148, 148, 5, 14, s.accent.base, 2)
    c.rect(104, 92, 32, 16, s.accent.light, 4)
    if s.says("packable"):
        c.oval(196, 192, 28, 16, s.tone.dark)
        c.oval(194, 188, 28, 16, s.tone.light)
        c.line("M176 188H212", s.tone.deep, 3)


@draws("backpacks", "trekking")
def _trekking_pack(c: Canvas, s: Subject) -> None:
    c.floor(width=130, y=210)
    c.rect(70, 194, 100, 18, s.accent.base, 9)
    c.rect(48, 112, 28, 78, s.tone.dark, 12)
    c.rect(164, 112, 28, 78, s.tone.dark, 12)
    c.rect(66, 60, 108, 140, s.tone.base, 20)
    c.rect(148, 60, 26, 140, s.tone.dark, 16, 0.7)
    c.path("M60 84Q58 32 120 32T180 84Q182 92 172 92H68Q58 92 60 84Z", s.tone.dark)
    c.path("M72 70Q80 44 120 44T168 70Z", s.accent.base)
    c.rect(82, 126, 76, 58, s.tone.light, 12)
    c.line("M82 140H158", s.tone.deep, 4)
    for x in (90, 144):
        c.rect(x, 84, 7, 62, INK, 3)
        c.rect(x - 3, 108, 13, 14, s.accent.light, 3)
    c.line("M104 34Q104 18 120 18T136 34", INK, 6)
    if s.says("traverse 55"):
        c.rect(46, 22, 148, 26, s.tone.light, 13)
        c.line("M82 22V48M158 22V48", INK, 6)


@draws("backpacks", "roll-top")
def _roll_top(c: Canvas, s: Subject) -> None:
    c.floor(width=120)
    _straps(c, s)
    c.rect(68, 62, 104, 142, s.tone.base, 18)
    c.rect(146, 62, 26, 142, s.tone.dark, 16, 0.7)
    c.rect(62, 44, 116, 26, s.tone.deep, 12)
    c.rect(62, 40, 116, 20, s.tone.light, 10)
    c.rect(114, 36, 12, 70, INK, 4)
    c.rect(108, 92, 24, 18, STEEL, 4)
    c.rect(80, 128, 74, 4, s.tone.deep, 2)
    c.rect(80, 132, 74, 54, s.tone.dark, 8, 0.5)
    c.path("M117 140C104 158 104 172 117 174C130 172 130 158 117 140Z", "#dff1f8")
    c.rect(76, 74, 8, 46, s.tone.pale, 4)
