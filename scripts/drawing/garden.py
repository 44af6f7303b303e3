"""Hand tools, mowers and watering."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, LEAF, PAPER, STEEL, WOOD, shades
from drawing.props import sprig
from drawing.subject import Subject, draws

_GRASS = "#9cc277"


def _lawn(c: Canvas) -> None:
    c.rect(10, 200, 220, 10, _GRASS, 5)
    for x in (18, 52, 196, 222):
        c.line(f"M{x} 204l-5 -13M{x} 204l4 -15", "#7fae5e", 3)


def _pruner(c: Canvas, s: Subject) -> None:
    c.line("M124 112Q96 160 74 206", s.tone.dark, 17)
    c.line("M116 112Q148 160 166 206", s.tone.base, 17)
    c.line("M140 146Q152 172 160 192", s.tone.light, 4)
    c.line("M112 140Q120 152 128 140", "#79828e", 5)
    c.path("M112 118Q78 78 108 30Q128 56 132 104Z", STEEL)
    c.path("M112 118Q92 84 108 30L116 44Q108 80 126 108Z", "#e6ebef")
    c.path("M128 116Q166 100 158 54Q148 86 118 98Z", "#79828e")
    c.dot(120, 110, 11, INK)
    c.dot(120, 110, 5, STEEL)


@draws("hand tools", "secateurs", "pruner")
def _secateurs(c: Canvas, s: Subject) -> None:
    c.floor(width=140, y=210)
    sprig(c, 196, 150, 1.6)
    if s.says("left-handed"):
        with c.flipped():
            _pruner(c, s)
    else:
        _pruner(c, s)
    if s.says("ratchet"):
        for y in (126, 134, 142):
            c.dot(132 + (y - 126) * 0.5, y, 3, PAPER)
    sprig(c, 50, 100, 1.1, shades(LEAF).dark)


def _trowel(c: Canvas, metal: str, shade: str, grip: str) -> None:
    c.rect(110, 24, 20, 72, grip, 10)
    c.rect(113, 30, 5, 50, "#ffffff", 2.5, 0.3)
    c.line("M120 96V124", "#79828e", 8)
    c.path("M92 126Q120 112 148 126V162Q146 192 120 212Q94 192 92 162Z", metal)
    c.path("M120 118Q136 118 148 126V162Q146 192 120 212Z", shade)


@draws("hand tools")
def _hand_trowel(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=204)
    with c.turned(s.near(24, 0.1), 120, 120):
        _trowel(c, s.tone.base, s.tone.dark, WOOD)
        c.rect(110, 86, 20, 10, STEEL, 3)
    c.path("M28 206Q44 172 84 178T132 206Z", "#8a6546")
    c.path("M48 206Q62 186 88 188T118 206Z", "#a57c58")
    sprig(c, 72, 180, 1.5)


@draws("hand tools", "digging fork")
def _digging_fork(c: Canvas, s: Subject) -> None:
    c.floor(width=120, y=212)
    c.path("M50 212Q84 190 120 194T190 212Z", "#8a6546")
    c.line("M98 24H142", INK, 13)
    c.line("M104 26L120 48L136 26", INK, 8)
    c.line("M120 46V132", WOOD, 11)
    c.line("M117 50V120", "#d9a878", 3)
    c.line("M84 200V148Q84 134 98 134H142Q156 134 156 148V200M108 136V200M132 136V200", s.tone.base, 8)
    c.line("M84 180V150M108 180V142", s.tone.light, 3)
    c.rect(112, 118, 16, 24, s.tone.dark, 5)
    c.path("M60 212Q90 200 120 202T180 212Z", "#a57c58")
    sprig(c, 198, 206, 1.3)


@draws("hand tools", "five-piece")
def _tool_set(c: Canvas, s: Subject) -> None:
    c.floor(width=200, y=206)
    for x in (44, 82, 120, 158, 196):
        c.rect(x - 9, 120, 18, 76, s.tone.base, 9)
        c.rect(x - 5, 128, 4, 50, s.tone.light, 2)
        c.line(f"M{x} 120V96", "#79828e", 7)
    c.path("M28 60Q44 46 60 60V82Q56 100 44 106Q32 100 28 82Z", STEEL)
    c.line("M70 56V84Q70 98 82 98T94 84V56M82 56V96", STEEL, 6)
    c.path("M110 50Q120 42 130 50V86Q126 102 120 106Q114 102 110 86Z", STEEL)
    c.line("M146 66H170M146 66V84M154 66V84M162 66V84M170 66V84M158 66V98", STEEL, 6)
    c.path("M196 104L184 54Q196 44 200 60Z", STEEL)
    c.path("M196 104L210 58Q202 48 198 66Z", "#98a2ae")
    c.rect(24, 144, 192, 20, WOOD, 6)
    c.rect(24, 144, 192, 6, "#d9a878", 3)


@draws("hand tools", "gloves")
def _gloves(c: Canvas, s: Subject) -> None:
    c.floor(width=190, y=210)
    for flip in (True, False):
        with c.flipped(122) if flip else c.moved(0, 0), c.moved(-36, 0):
            _glove(c, s)


def _glove(c: Canvas, s: Subject) -> None:
    c.path(
        "M54 118V62Q54 52 63 52T72 62V46Q72 36 81 36T90 46V42Q90 32 99 32T108 42V58Q108 48 116 "
        "48T125 58V104L138 88Q148 82 152 92Q150 112 128 142L54 148Z",
        s.tone.base,
    )
    c.line("M72 62V92M90 46V90M108 58V92", s.tone.deep, 2.5)
    c.poly([(54, 140), (128, 136), (134, 208), (48, 208)], s.accent.base, 8)
    c.line("M56 152H128M52 196H130", s.accent.pale, 4)


@draws("mowers")
def _mower(c: Canvas, s: Subject) -> None:
    cordless = s.says("cordless")
    big = s.says("volt 42")
    _lawn(c)
    c.line("M156 148L42 54L20 66", INK, 8)
    c.path("M128 128H54Q44 160 62 192H128Z", shades(s.tone.dark).dark)
    for y in (142, 156, 170):
        c.line(f"M60 {y}H122", s.tone.deep, 3)
    c.path("M100 186V158Q104 128 140 126H190Q224 132 226 172V186Z", s.tone.base)
    c.path("M100 174H226V186H100Z", s.tone.deep)
    c.rect(132, 106, 66, 28, INK, 10)
    c.rect(140, 112, 30, 8, s.accent.base if cordless else s.tone.base, 4)
    if cordless:
        c.poly([(186, 108), (178, 120), (185, 120), (181, 131), (192, 117), (185, 117)], "#f4c548")
    else:
        c.line("M132 120Q100 100 90 60T56 14", "#e2574c", 4)
    for x, r in ((118, 19 if not big else 23), (204, 16)):
        c.dot(x, 204 - r, r, INK)
        c.dot(x, 204 - r, r * 0.55, STEEL)
        c.dot(x, 204 - r, r * 0.2, INK)
    c.line("M148 148H186", s.tone.light, 5)
    if big:
        c.rect(196, 148, 18, 12, PAPER, 4)


@draws("mowers", "reel")
def _reel_mower(c: Canvas, s: Subject) -> None:
    _lawn(c)
    c.line("M144 168L60 44", INK, 9)
    c.line("M36 52L74 34", INK, 13)
    c.line("M144 168L176 116", s.tone.base, 8)
    c.rect(84, 150, 120, 26, s.tone.dark, 8)
    c.dot(154, 164, 42, INK)
    c.dot(154, 164, 33, s.tone.base)
    c.dot(154, 164, 25, "#e6efcf")
    for angle in range(0, 180, 36):
        with c.turned(angle, 154, 164):
            c.line("M154 138Q164 164 154 190", STEEL, 5)
    c.dot(154, 164, 8, s.tone.deep)
    c.dot(86, 192, 14, INK)
    c.dot(86, 192, 6, STEEL)


@draws("mowers", "robotic")
def _robot_mower(c: Canvas, s: Subject) -> None:
    _lawn(c)
    c.path("M24 178Q22 112 96 104Q190 96 214 150Q222 170 216 184H36Q24 186 24 178Z", s.tone.base)
    c.path("M60 116Q120 92 176 118Q150 140 96 140Q60 140 60 116Z", s.tone.light)
    c.path("M24 166H220V180Q220 186 212 186H36Q24 186 24 178Z", s.tone.deep)
    c.rect(104, 104, 44, 16, "#e2574c", 8)
    c.dot(176, 184, 22, INK)
    c.dot(176, 184, 12, s.accent.base)
    c.dot(70, 190, 15, INK)
    c.dot(70, 190, 7, STEEL)
    c.dot(204, 152, 6, "#fff3bd")
    c.line("M58 152Q90 146 124 150", s.tone.pale, 4)
    for x, y in ((40, 84), (64, 62)):
        c.dot(x, y, 5, PAPER)
        c.dot(x, y, 2.5, "#f4c548")


def _hose(c: Canvas, s: Subject, coils: int) -> None:
    c.floor(width=180)
    for index in range(coils):
        y = 190 - index * 18
        c.oval(112, y, 88 - index * 2, 20, s.tone.dark)
        c.oval(112, y - 4, 88 - index * 2, 20, (s.tone.base, s.tone.light)[index % 2])
    top = 190 - (coils - 1) * 18 - 4
    c.oval(112, top, 56, 10, s.tone.deep)
    c.oval(112, top + 1, 48, 7, "#d9e4bd")
    c.line(f"M196 {top}Q216 {top - 40} 188 {top - 62}", s.tone.base, 12)


@draws("watering", "hose")
def _garden_hose(c: Canvas, s: Subject) -> None:
    coils = 5 if s.says("30 m", "25 m") else 3
    _hose(c, s, coils)
    with c.moved(0, 190 - (coils - 1) * 18 - 154):
        c.poly([(178, 84), (196, 76), (204, 98), (186, 106)], s.accent.dark, 4)
        c.poly([(130, 60), (190, 62), (196, 88), (176, 92), (168, 78), (132, 78)], s.accent.base, 6)
        c.rect(114, 56, 20, 26, INK, 5)
        if not s.says("rubber"):
            for x, y in ((98, 58), (86, 66), (98, 74), (76, 58), (70, 76), (84, 82)):
                c.dot(x, y, 3.5, "#6fb6d6")


@draws("watering", "can")
def _watering_can(c: Canvas, s: Subject) -> None:
    c.floor(width=150, x=128)
    indoor = s.says("indoor")
    c.line("M176 120Q226 116 218 158T176 186", s.tone.deep, 11)
    if indoor:
        c.line("M104 180Q66 170 66 124T24 74", s.tone.dark, 11)
        c.path("M96 204Q80 204 84 178L102 104Q104 96 112 96H164Q172 96 174 104L190 178Q194 204 178 204Z", s.tone.base)
        c.path("M150 96H164Q172 96 174 104L190 178Q194 204 178 204H152Q168 150 150 96Z", s.tone.dark)
        sprig(c, 32, 204, 1.6)
        c.line("M118 116L106 176", s.accent.light, 6)
    else:
        c.poly([(98, 176), (98, 148), (42, 76), (30, 86)], s.tone.dark, 4)
        c.poly([(16, 90), (48, 62), (54, 70), (24, 100)], s.tone.deep, 4)
        c.line("M104 100Q140 40 178 100", s.tone.deep, 9)
        c.rect(92, 96, 96, 108, s.tone.base, 10)
        c.rect(160, 96, 28, 108, s.tone.dark, 9)
        c.rect(92, 114, 96, 5, s.tone.deep)
        c.rect(92, 182, 96, 5, s.tone.deep)
        c.rect(102, 124, 10, 52, s.tone.pale, 5)
        for x, y in ((20, 112), (12, 132), (32, 124), (24, 146)):
            c.dot(x, y, 3.5, "#6fb6d6")


@draws("watering", "timer")
def _tap_timer(c: Canvas, s: Subject) -> None:
    c.line("M120 20V40M96 22H144", "#b08a4a", 13)
    c.rect(104, 34, 32, 24, "#d6a94a", 5)
    c.rect(60, 54, 124, 104, s.tone.dark, 22)
    c.rect(56, 54, 124, 102, s.tone.base, 22)
    c.rect(72, 68, 92, 42, INK, 8)
    c.rect(76, 72, 84, 34, "#d3e5c3", 5)
    for x, w in ((84, 12), (100, 12), (122, 12), (138, 12)):
        c.rect(x, 79, w, 20, "#3d5a45", 3)
    c.dot(117, 84, 2, "#3d5a45")
    c.dot(117, 94, 2, "#3d5a45")
    for x in (90, 118, 146):
        c.dot(x, 132, 9, s.accent.base if x == 118 else s.tone.light)
    for x in (84, 152):
        c.poly(mirrored([(x + 14, 156), (x + 10, 180)], x), INK, 4)
        c.line(f"M{x} 184V216", s.accent.dark, 12)
        c.dot(x, 176, 3, "#6fb6d6")
