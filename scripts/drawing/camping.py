"""Camping stoves, headlamps, water bottles and rain jackets."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, STEEL
from drawing.props import flame
from drawing.subject import Subject, draws


@draws("camping stoves")
def _gas_burner(c: Canvas, s: Subject) -> None:
    c.floor(width=120)
    for x, size in ((98, 34), (120, 46), (142, 34)):
        flame(c, x, 86, size, "#5aa9e0" if x != 120 else "#7dbcf0")
    c.line("M76 60H92M148 60H164M84 62L112 100M156 62L128 100", s.tone.dark, 7)
    c.rect(94, 84, 52, 12, s.tone.deep, 5)
    c.rect(112, 94, 16, 36, s.tone.base, 4)
    c.line("M128 118H168", s.tone.dark, 5)
    c.rect(164, 108, 22, 20, "#e2574c", 6)
    c.rect(106, 126, 28, 14, STEEL, 4)
    c.path("M70 160Q70 138 120 138T170 160V190Q170 204 156 204H84Q70 204 70 190Z", s.accent.base)
    c.path("M144 141Q170 146 170 160V190Q170 204 156 204H140Q156 170 144 141Z", s.accent.dark)
    c.rect(70, 162, 100, 22, PAPER)
    flame(c, 120, 180, 16)


@draws("camping stoves", "integrated")
def _cooking_system(c: Canvas, s: Subject) -> None:
    half = 52 if s.says("duo") else 44
    c.floor(width=120)
    c.line("M114 38q-6 -9 0 -18M128 38q-6 -9 0 -18", PAPER, 4)
    c.line(f"M{120 + half} 66H{120 + half + 24}V124H{120 + half}", INK, 7)
    c.rect(120 - half, 48, 2 * half, 90, s.tone.base, 8)
    c.rect(120 + half - 26, 48, 26, 90, s.tone.dark, 8)
    c.rect(120 - half - 4, 42, 2 * half + 8, 12, INK, 6)
    c.rect(120 - half, 122, 2 * half, 16, STEEL, 3)
    for x in range(6):
        c.line(f"M{120 - half + 9 + x * (2 * half - 18) / 5:.0f} 126v8", "#7f8994", 3)
    c.rect(92, 138, 56, 18, "#79828e", 5)
    flame(c, 120, 154, 16, "#5aa9e0")
    c.rect(86, 156, 68, 48, "#e9edf0", 14)
    c.rect(132, 156, 22, 48, "#c9d1d8", 10)
    c.rect(86, 172, 68, 14, s.tone.base)
    c.poly([(112, 70), (98, 98), (110, 98), (104, 116), (126, 88), (114, 88)], PAPER)


@draws("camping stoves", "two-burner")
def _two_burner(c: Canvas, s: Subject) -> None:
    c.floor(width=204)
    c.poly([(30, 138), (38, 58), (202, 58), (210, 138)], s.tone.dark, 8)
    c.poly([(42, 132), (48, 68), (192, 68), (198, 132)], s.tone.deep, 5)
    for x in (78, 162):
        for dx in (-16, 0, 16):
            flame(c, x + dx, 138, 24 + 6 * (dx == 0), "#5aa9e0")
        c.rect(x - 30, 134, 60, 8, INK, 4)
    c.line("M34 126H110M130 126H206", STEEL, 4)
    c.rect(20, 140, 200, 58, s.tone.base, 10)
    c.rect(20, 140, 200, 12, s.tone.light, 6)
    for x in (70, 170):
        c.dot(x, 174, 13, INK)
        c.line(f"M{x} 174l5 -7", PAPER, 3)
    c.rect(104, 166, 32, 14, s.accent.light, 5)
    for x in (36, 190):
        c.rect(x, 196, 14, 9, INK, 3)


@draws("camping stoves", "wood-burning")
def _wood_stove(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    for x, size in ((96, 54), (144, 50), (120, 76)):
        flame(c, x, 92, size, "#e2574c" if x != 120 else "#f08a3c")
    c.poly(mirrored([(164, 84), (156, 204)]), s.tone.base, 6)
    c.poly([(140, 84), (164, 84), (156, 204), (134, 204)], s.tone.dark, 5)
    c.rect(72, 80, 96, 12, s.tone.deep, 5)
    c.path("M96 190V152Q96 132 118 132T140 152V190Z", INK)
    flame(c, 118, 186, 38)
    for x in range(5):
        c.dot(90 + x * 15, 108, 4, INK)
    c.line("M40 202L84 192M46 190L86 200", "#94653f", 9)
    c.dot(40, 202, 4, "#d9b58a")


@draws("headlamps")
def _headlamp(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=196)
    bright = s.says("900")
    c.poly([(64, 128), (4, 92), (4, 200), (64, 160)], "#fff3bd", 4, 0.85 if bright else 0.6)
    c.line("M92 96Q132 40 196 78Q236 112 196 164Q160 190 112 172", s.accent.base, 17)
    c.line("M92 96Q132 40 196 78Q236 112 196 164", s.accent.light, 5)
    c.line("M108 84Q128 20 190 36T214 100", s.tone.deep, 8)
    c.rect(186, 92, 30, 50, INK, 9)
    c.rect(52, 92, 82, 100, s.tone.dark, 24)
    c.rect(48, 90, 78, 98, s.tone.base, 24)
    c.dot(86, 128 if bright else 138, 27, STEEL)
    c.dot(86, 128 if bright else 138, 20, "#fff6d0")
    c.dot(86, 128 if bright else 138, 8, PAPER)
    if bright:
        c.dot(74, 170, 9, "#fff6d0")
        c.dot(98, 170, 9, "#e2574c")
    c.rect(70, 82, 32, 12, s.accent.base, 6)


@draws("headlamps", "clip-on")
def _clip_lamp(c: Canvas, s: Subject) -> None:
    c.floor(width=120, y=202)
    for d in ("M120 30V12", "M60 58L46 44", "M180 58L194 44", "M42 112H22", "M198 112H218"):
        c.line(d, "#fff3bd", 6)
    c.rect(94, 146, 72, 54, INK, 12)
    c.rect(106, 172, 48, 14, STEEL, 6)
    c.dot(120, 110, 62, s.tone.dark)
    c.dot(120, 106, 60, s.tone.base)
    c.dot(120, 106, 44, INK)
    c.dot(120, 106, 36, "#fff6d0")
    c.dot(120, 106, 20, PAPER)
    for x, y in ((96, 106), (144, 106), (120, 82), (120, 130)):
        c.dot(x, y, 5, "#f4c548")
    c.rect(108, 160, 24, 8, s.tone.light, 4)


@draws("water bottles")
def _insulated_bottle(c: Canvas, s: Subject) -> None:
    c.floor(width=90)
    c.line("M98 46Q98 20 120 20T142 46", INK, 8)
    c.rect(92, 40, 56, 32, INK, 8)
    c.rect(96, 68, 48, 12, STEEL)
    c.path("M80 112Q80 80 104 78H136Q160 80 160 112V190Q160 204 146 204H94Q80 204 80 190Z", s.tone.base)
    c.path("M136 78Q160 80 160 112V190Q160 204 146 204H136Z", s.tone.dark)
    c.rect(90, 102, 8, 84, s.tone.light, 4)
    c.poly([(104, 158), (118, 134), (126, 146), (132, 138), (144, 158)], s.tone.pale, 3)
    c.rect(80, 194, 80, 10, STEEL, 5)
    if s.says("1 l"):
        c.rect(80, 176, 80, 5, s.accent.base)
    else:
        c.rect(80, 94, 80, 5, s.accent.base)


@draws("water bottles", "collapsible")
def _collapsible_bottle(c: Canvas, s: Subject) -> None:
    c.floor(width=110)
    c.line("M144 52Q182 52 178 84", s.tone.deep, 7)
    c.rect(92, 30, 56, 32, s.tone.deep, 8)
    c.rect(108, 22, 24, 12, s.tone.dark, 5)
    c.rect(98, 60, 44, 16, s.tone.dark, 4)
    for index, half in enumerate((40, 48, 44, 50, 46)):
        c.rect(120 - half, 72 + index * 26, 2 * half, 28, (s.tone.base, s.tone.light)[index % 2], 13)
        c.rect(120 + half - 20, 76 + index * 26, 16, 20, s.tone.dark, 8, 0.5)
    c.rect(84, 86, 7, 90, s.tone.pale, 3.5)


@draws("water bottles", "kids'")
def _straw_bottle(c: Canvas, s: Subject) -> None:
    c.floor(width=96)
    c.line("M112 58V40Q112 26 134 28L150 32", PAPER, 10)
    c.rect(86, 56, 68, 28, s.accent.base, 10)
    c.line("M90 58Q92 30 60 48T78 92", s.accent.dark, 6)
    c.rect(76, 80, 88, 124, s.tone.base, 22)
    c.rect(142, 80, 22, 124, s.tone.dark, 18, 0.7)
    c.rect(86, 94, 8, 80, s.tone.pale, 4)
    c.oval(120, 146, 28, 24, PAPER)
    c.dot(110, 142, 4, INK)
    c.dot(130, 142, 4, INK)
    c.line("M110 152Q120 160 130 152", INK, 3)
    c.poly([(96, 130), (100, 110), (112, 124)], PAPER, 3)
    c.poly([(128, 124), (140, 110), (144, 130)], PAPER, 3)


@draws("rain jackets")
def _rain_jacket(c: Canvas, s: Subject) -> None:
    women, child = s.says("women's"), s.says("children's")
    waist = 66 if women else 60
    c.floor(width=130, y=212)
    c.poly([(82, 66), (44, 90), (22, 168), (48, 178), (74, 118)], s.tone.dark, 8)
    c.poly([(158, 66), (196, 90), (218, 168), (192, 178), (166, 118)], s.tone.dark, 8)
    c.poly(
        [(80, 62), (160, 62), (178, 92), (240 - waist, 140), (182, 206), (58, 206), (waist, 140), (62, 92)],
        s.tone.base,
        8,
    )
    c.poly([(120, 62), (160, 62), (178, 92), (240 - waist, 140), (182, 206), (120, 206)], s.tone.dark, 8, 0.35)
    c.path("M78 72Q74 20 120 20T162 72Q142 86 120 86T78 72Z", s.tone.light)
    c.path("M92 66Q90 34 120 34T148 66Q134 76 120 76T92 66Z", s.tone.deep)
    c.line("M120 78V204", s.accent.base if not child else PAPER, 4)
    for x in (74, 140):
        c.rect(x, 156, 28, 7, s.tone.deep, 3)
    c.line("M24 164L50 174M216 164L190 174", s.tone.deep, 5)
    if child:
        for x, y in ((88, 110), (150, 104), (92, 186), (154, 184), (142, 136)):
            c.dot(x, y, 6, PAPER)
    if s.says("packable"):
        c.oval(202, 206, 26, 14, s.tone.dark)
        c.oval(202, 202, 26, 14, s.tone.light)
