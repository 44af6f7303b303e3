"""Planters, garden lights and grills."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, LEAF, PAPER, STEEL, WOOD, shades
from drawing.props import flame, sprig
from drawing.subject import Subject, draws

_GLOW = "#ffe9a0"


def _plant(c: Canvas, s: Subject, x: float, y: float, size: float) -> None:
    green = shades(LEAF)
    for index, angle in enumerate((-62, -34, 34, 62, -12, 14)):
        with c.turned(angle + s.chance.uniform(-6, 6), x, y):
            tone = (green.dark, green.base, green.light)[index % 3]
            c.path(
                f"M{x} {y}q{-18 * size:.0f} {-44 * size:.0f} 0 {-78 * size:.0f}q{18 * size:.0f} {34 * size:.0f} "
                f"0 {78 * size:.0f}z",
                tone,
            )


@draws("planters")
def _self_watering(c: Canvas, s: Subject) -> None:
    big = s.says("40 cm")
    c.floor(width=130)
    _plant(c, s, 120, 114, 1.0 if big else 0.8)
    c.oval(120, 114, 54, 11, "#6f4f37")
    c.poly([(62, 110), (178, 110), (166, 204), (74, 204)], s.tone.base, 12)
    c.poly([(150, 110), (178, 110), (166, 204), (142, 204)], s.tone.dark, 11)
    c.rect(58, 104, 124, 18, s.tone.light, 9)
    c.rect(82, 136, 12, 48, "#dff1f8", 6)
    c.rect(82, 158, 12, 26, "#6fb6d6", 6)
    if big:
        for x in (98, 120, 142):
            c.dot(x, 76, 8, s.accent.light)
            c.dot(x, 76, 3, "#f4c548")


@draws("planters", "terracotta")
def _terracotta(c: Canvas, s: Subject) -> None:
    clay = shades("#cf7a4d")
    green = shades(LEAF)
    c.floor(width=120)
    c.rect(98, 34, 44, 84, green.base, 22)
    c.line("M104 92Q76 92 78 66M136 84Q164 84 162 58", green.base, 17)
    c.line("M110 50V104M120 46V104M130 50V104", green.dark, 3)
    c.dot(120, 34, 9, s.accent.light)
    c.oval(120, 116, 58, 10, "#6f4f37")
    c.poly([(66, 124), (174, 124), (158, 204), (82, 204)], clay.base, 8)
    c.poly([(146, 124), (174, 124), (158, 204), (136, 204)], clay.dark, 7)
    c.rect(56, 110, 128, 26, clay.light, 6)
    c.line("M78 152H150M82 164H146", clay.dark, 2.5, 0.7)


@draws("planters", "raised bed")
def _raised_bed(c: Canvas, s: Subject) -> None:
    wood = shades("#b9855a")
    c.floor(width=214)
    for index in range(6):
        sprig(c, 40 + index * 32, 138, 1.9 if index % 2 else 1.5, LEAF if index % 3 else shades(LEAF).dark)
    for x in (72, 168):
        c.dot(x, 116, 9, s.accent.light)
    c.oval(120, 138, 98, 9, "#6f4f37")
    for y in (136, 160, 184):
        c.rect(18, y, 204, 22, wood.base if y != 160 else wood.light, 3)
        c.line(f"M40 {y + 8}H90M120 {y + 14}H196", wood.dark, 2, 0.7)
    for x in (14, 210):
        c.rect(x, 130, 16, 76, wood.dark, 3)


@draws("planters", "trough")
def _trough(c: Canvas, s: Subject) -> None:
    c.line("M10 96H230M10 206H230", INK, 6)
    for x in range(8):
        c.line(f"M{24 + x * 27.5} 96V206", INK, 3.5)
    for index in range(8):
        c.dot(42 + index * 22, 92 - (index % 2) * 10, 17, shades(LEAF).base if index % 2 else shades(LEAF).light)
    for index in range(6):
        c.dot(46 + index * 30, 80 + (index % 2) * 16, 9, (s.accent.base, "#ee93ab")[index % 2])
        c.dot(46 + index * 30, 80 + (index % 2) * 16, 3.5, "#f4c548")
    c.poly([(26, 104), (214, 104), (202, 164), (38, 164)], s.tone.base, 9)
    c.poly([(30, 140), (209, 140), (202, 164), (38, 164)], s.tone.dark, 8)
    c.rect(22, 98, 196, 14, s.tone.light, 7)
    for x in (64, 170):
        c.line(f"M{x} 118V94Q{x} 86 {x + 8} 86", STEEL, 6)


@draws("planters", "trellis")
def _trellis(c: Canvas, s: Subject) -> None:
    cane = "#cfa76a"
    c.floor(width=110)
    c.line("M76 140L116 24M164 140L124 24M104 140L118 24M136 140L122 24", cane, 5)
    c.line("M84 116H156M93 88H147M103 60H137", cane, 4)
    c.dot(120, 26, 7, "#b08a4a")
    for x, y in ((86, 124), (104, 104), (138, 110), (148, 92), (106, 78), (132, 66), (114, 48), (92, 92)):
        c.oval(x, y, 9, 7, LEAF)
    for x, y in ((98, 112), (142, 98), (110, 66), (126, 84)):
        c.dot(x, y, 6, s.accent.light)
    c.poly(mirrored([(172, 138), (160, 204)]), s.tone.base, 8)
    c.poly([(144, 138), (172, 138), (160, 204), (138, 204)], s.tone.dark, 7)
    c.rect(62, 132, 116, 14, s.tone.light, 7)


@draws("garden lights")
def _stake_lights(c: Canvas, s: Subject) -> None:
    solar = s.says("solar")
    for x, y, scale in ((52, 184, 0.72), (188, 184, 0.72), (120, 206, 1.0)):
        with c.scaled(scale, x, y):
            c.oval(x, y - 98, 56, 50, _GLOW, 0.45)
            c.rect(x - 4, y - 80, 8, 80, s.tone.base, 3)
            c.rect(x - 20, y - 128, 40, 50, "#fff6d6", 8)
            c.line(f"M{x - 8} {y - 124}V{y - 82}M{x + 8} {y - 124}V{y - 82}", "#ecd08a", 3)
            c.poly([(x - 34, y - 126), (x - 20, y - 148), (x + 20, y - 148), (x + 34, y - 126)], s.tone.base, 5)
            if solar:
                c.rect(x - 16, y - 153, 32, 7, "#4a82cc", 2)
            c.rect(x - 22, y - 82, 44, 7, s.tone.deep, 3)
    if not solar:
        c.line("M16 196Q86 220 120 208T226 194", INK, 3.5)
    for x in (20, 84, 156, 220):
        c.line(f"M{x} 212l-5 -14M{x} 212l5 -16", "#8fb870", 3.5)


@draws("garden lights", "festoon")
def _festoon(c: Canvas, s: Subject) -> None:
    c.rect(10, 30, 8, 176, WOOD, 3)
    c.rect(222, 30, 8, 176, WOOD, 3)
    for top, hang in ((44, 52), (112, 58)):
        c.line(f"M14 {top}Q120 {top + hang * 2} 226 {top}", s.tone.base, 4)
        for index in range(5):
            t = (index + 1) / 6
            x, y = 14 + 212 * t, top + hang * 4 * t * (1 - t)
            c.dot(x, y + 20, 20, _GLOW, 0.55)
            c.rect(x - 5, y, 10, 12, s.tone.base, 3)
            c.dot(x, y + 20, 10, "#ffd86b")
            c.dot(x - 3, y + 17, 3, PAPER)


@draws("garden lights", "security")
def _security_light(c: Canvas, s: Subject) -> None:
    c.poly([(64, 120), (176, 120), (222, 216), (18, 216)], _GLOW, 4, 0.65)
    c.rect(104, 30, 32, 50, s.tone.deep, 6)
    c.poly([(60, 26), (180, 26), (194, 44), (46, 44)], "#35507f", 4)
    c.line("M84 28L76 42M120 28V42M156 28L164 42", "#7a9bd0", 2.5)
    for x, turn in ((76, 14), (164, -14)):
        with c.turned(turn, x, 90):
            c.rect(x - 38, 64, 76, 56, s.tone.dark, 10)
            c.rect(x - 38, 62, 76, 52, s.tone.base, 10)
            c.rect(x - 31, 84, 62, 26, "#fff6d6", 6)
            for dx in (-20, 0, 20):
                c.dot(x + dx, 97, 6, "#ffd86b")
    c.dot(120, 124, 17, s.tone.dark)
    c.path("M105 126A15 15 0 0 0 135 126Z", INK)
    c.dot(120, 134, 3, "#e2574c")


def _smoke(c: Canvas, x: float, y: float) -> None:
    c.line(f"M{x} {y}q-8 -10 0 -20t0 -18M{x + 20} {y}q-8 -10 0 -20t0 -18", PAPER, 5, 0.8)


@draws("grills")
def _kettle_grill(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=208)
    _smoke(c, 150, 46)
    c.line("M90 150L64 206M150 150L178 206M120 152V196", "#98a2ae", 6)
    c.dot(174, 196, 13, INK)
    c.dot(174, 196, 6, STEEL)
    c.path("M42 112H198Q194 166 120 168Q46 166 42 112Z", s.tone.base)
    c.path("M150 112H198Q194 160 136 167Q152 150 150 112Z", s.tone.deep)
    c.path("M42 102Q50 40 120 38T198 102Z", s.tone.light)
    c.path("M140 40Q192 50 198 102H160Q164 66 140 40Z", s.tone.base)
    c.rect(38, 100, 164, 13, STEEL, 6)
    c.line("M104 36Q120 18 136 36", WOOD, 8)
    c.oval(76, 74, 8, 16, s.tone.pale, 0.6)
    c.line("M40 122H24", WOOD, 8)
    c.rect(92, 182, 56, 5, "#98a2ae", 2)


@draws("grills", "gas grill")
def _gas_grill(c: Canvas, s: Subject) -> None:
    c.floor(width=210, y=208)
    _smoke(c, 90, 40)
    c.path("M50 92Q52 42 92 42H148Q188 42 190 92Z", s.tone.base)
    c.path("M150 42Q188 42 190 92H160Q164 62 150 42Z", s.tone.deep)
    c.rect(82, 76, 76, 8, STEEL, 4)
    c.dot(120, 60, 8, PAPER)
    c.line("M120 60l4 -5", "#e2574c", 2.5)
    c.rect(8, 92, 224, 12, STEEL, 5)
    c.rect(44, 104, 152, 26, s.tone.light, 4)
    for x in (78, 120, 162):
        c.dot(x, 117, 9, INK)
        c.line(f"M{x} 117l4 -6", s.accent.light, 3)
    c.rect(44, 130, 152, 66, s.tone.deep, 5)
    for x in (50, 122):
        c.rect(x, 136, 68, 54, s.tone.base, 4)
    c.line("M112 148V176M128 148V176", STEEL, 4)
    for x in (58, 182):
        c.dot(x, 200, 8, "#5b616d")


def _skewers(c: Canvas, y: float) -> None:
    for x, colour in ((76, "#e2574c"), (104, "#f4c548"), (132, "#62ad6b"), (160, "#c77b45")):
        c.rect(x, y - 8, 22, 12, colour, 5)
        c.rect(x + 3, y - 6, 12, 3, "#ffffff", 1.5, 0.4)


@draws("grills", "folding")
def _folding_grill(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=206)
    c.line("M72 140L56 204M168 140L184 204M56 204H82M184 204H158", "#79828e", 7)
    for x in (84, 120, 156):
        flame(c, x, 108, 30)
    c.poly([(34, 104), (206, 104), (182, 168), (58, 168)], s.tone.base, 6)
    c.poly([(150, 104), (206, 104), (182, 168), (140, 168)], s.tone.dark, 5)
    for x in (84, 108, 132, 156):
        c.rect(x - 5, 132, 10, 20, s.tone.deep, 5)
    _skewers(c, 92)
    c.rect(26, 92, 188, 7, INK, 3)
    c.line("M26 96H8M214 96H232", WOOD, 7)


@draws("grills", "table grill")
def _table_grill(c: Canvas, s: Subject) -> None:
    c.floor(width=210, y=202)
    c.line("M206 178Q236 178 230 204", INK, 4)
    _smoke(c, 112, 96)
    _skewers(c, 134)
    c.rect(26, 136, 188, 20, s.tone.deep, 9)
    c.line("M36 142H204", "#79828e", 3)
    c.rect(34, 150, 172, 40, s.tone.base, 14)
    c.line("M26 146H10M214 146H230", s.tone.deep, 11)
    c.dot(120, 170, 13, STEEL)
    c.line("M120 170L128 162", "#e2574c", 4)
    c.dot(156, 170, 4, "#f08a3c")
    for x in (58, 170):
        c.rect(x, 188, 16, 14, s.tone.deep, 4)
