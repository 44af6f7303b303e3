"""Skincare, makeup and perfume."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import GLASS, INK, LEAF, PAPER, RAINBOW, STEEL, mix, shades
from drawing.props import sprig
from drawing.subject import Subject, draws

_GOLD = "#d6a94a"


def pump_bottle(c: Canvas, s: Subject, label: str) -> None:
    """Paint a bottle with a pump, its label in the colour `label`."""
    c.floor(width=100)
    c.line("M120 62V44H84V54", s.tone.deep, 9)
    c.rect(106, 58, 28, 22, s.tone.deep, 5)
    c.rect(76, 78, 88, 126, s.tone.dark, 18)
    c.rect(76, 78, 76, 126, s.tone.base, 18)
    c.rect(86, 92, 7, 96, s.tone.pale, 3.5)
    c.rect(98, 112, 48, 62, label, 6)
    c.rect(106, 150, 32, 5, PAPER, 2.5)
    c.rect(112, 160, 20, 4, PAPER, 2, 0.8)


@draws("skincare", "pump")
def _pump_moisturiser(c: Canvas, s: Subject) -> None:
    pump_bottle(c, s, "#8fb8c9")
    c.path("M122 120C112 132 112 142 122 144C132 142 132 132 122 120Z", PAPER)


@draws("skincare")
def _cream_jar(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    c.rect(52, 122, 136, 82, s.tone.dark, 24)
    c.rect(52, 122, 122, 82, s.tone.base, 24)
    c.rect(60, 92, 120, 36, "#8fb8c9", 9)
    c.rect(60, 92, 120, 12, "#b3d1dd", 6)
    c.rect(78, 146, 78, 38, mix("#8fb8c9", "#ffffff", 0.6), 6)
    c.path("M117 150C109 160 109 168 117 170C125 168 125 160 117 150Z", "#6c9bb0")
    c.rect(98, 174, 38, 4, "#6c9bb0", 2)
    c.path("M150 84Q152 60 178 62Q196 66 190 82Q176 92 150 84Z", PAPER)
    c.rect(62, 134, 6, 50, s.tone.pale, 3)


@draws("skincare", "sunscreen")
def _sunscreen(c: Canvas, s: Subject) -> None:
    strong = s.says("spf 50")
    colour = "#f0963f" if strong else "#4fa3c7"
    c.floor(width=100)
    c.poly([(70, 34), (170, 34), (158, 172), (82, 172)], s.tone.base, 7)
    c.poly([(146, 34), (170, 34), (158, 172), (138, 172)], s.tone.dark, 6)
    c.rect(70, 30, 100, 12, s.tone.deep, 3)
    c.line("M78 36h84", s.tone.dark, 2)
    c.rect(82, 168, 76, 36, colour, 8)
    c.rect(140, 168, 18, 36, shades(colour).dark, 7)
    for angle in range(0, 180, 30):
        with c.turned(angle, 118, 92):
            c.rect(115, 62, 6, 60, "#f4c548", 3)
    c.dot(118, 92, 21, s.tone.base)
    c.dot(118, 92, 17, "#f4c548")
    c.path("M84 134q8 -8 17 0t17 0t17 0t17 0V150H86Z", colour)
    if strong:
        c.rect(96, 156, 44, 5, shades(colour).light, 2.5)


@draws("skincare", "serum", "face oil")
def _dropper(c: Canvas, s: Subject) -> None:
    c.floor(width=90)
    c.rect(106, 20, 28, 42, INK, 12)
    c.rect(100, 56, 40, 22, _GOLD, 4)
    c.rect(126, 56, 14, 22, shades(_GOLD).dark, 3)
    c.rect(76, 76, 88, 128, s.tone.dark, 20)
    c.rect(76, 76, 76, 128, s.tone.base, 20)
    c.rect(116, 78, 8, 66, "#ffffff", 4, 0.6)
    c.rect(92, 116, 52, 64, PAPER, 5)
    if s.says("face oil"):
        for x, y in ((108, 138), (120, 130), (128, 144), (114, 150)):
            c.dot(x, y, 6, s.tone.base)
        c.line("M100 158Q118 146 136 128", LEAF, 3)
    else:
        c.path("M128 128A14 14 0 1 0 134 150A12 12 0 0 1 128 128Z", s.tone.base)
    c.rect(102, 166, 32, 4, s.tone.dark, 2)
    c.rect(83, 92, 5, 92, s.tone.pale, 2.5)


@draws("skincare", "clay mask")
def _clay_mask(c: Canvas, s: Subject) -> None:
    c.floor(width=170)
    c.rect(44, 122, 140, 82, "#e6f0ea", 22)
    c.rect(56, 134, 116, 60, s.tone.base, 16)
    c.rect(148, 134, 24, 60, s.tone.dark, 12)
    c.oval(114, 122, 70, 17, PAPER)
    c.oval(114, 122, 60, 12, s.tone.base)
    c.path("M74 120q10 -10 22 -2t24 -4t26 4t8 6q-40 10 -80 -4z", s.tone.light)
    with c.turned(34, 166, 74):
        c.rect(160, 24, 12, 62, "#c08a58", 6)
        c.rect(158, 80, 16, 12, _GOLD, 3)
        c.path("M156 92H176Q178 116 166 124Q154 116 156 92Z", s.tone.dark)
    c.rect(82, 152, 60, 30, PAPER, 6)
    sprig(c, 112, 180, 0.9)


@draws("makeup", "lipstick")
def _lipstick(c: Canvas, s: Subject) -> None:
    c.floor(width=170)
    c.path("M94 118V62Q94 44 134 32Q138 32 138 40V118Z", s.tone.base)
    c.path("M124 36L134 32Q138 32 138 40V118H124Z", s.tone.dark)
    c.path("M94 66Q94 46 130 34Q122 62 94 74Z", s.tone.light)
    c.rect(88, 106, 56, 36, _GOLD, 4)
    c.rect(126, 106, 18, 36, shades(_GOLD).dark, 3)
    c.rect(80, 138, 72, 66, INK, 6)
    c.rect(88, 144, 8, 54, "#5b616d", 4)
    c.rect(164, 128, 46, 76, INK, 6)
    c.rect(164, 190, 46, 8, _GOLD)
    c.rect(170, 134, 6, 50, "#5b616d", 3)
    c.line(s.pick(("M22 190Q44 168 66 184", "M20 180Q40 196 66 174")), s.tone.base, 11)


@draws("makeup", "gloss")
def _gloss(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    c.rect(70, 100, 46, 104, "#f9d3dc", 9)
    c.rect(74, 106, 38, 92, "#f5b3c3", 7)
    c.rect(80, 110, 7, 80, "#ffffff", 3.5, 0.75)
    c.rect(76, 40, 34, 62, s.tone.dark, 6)
    c.rect(76, 40, 26, 62, s.tone.base, 6)
    c.rect(74, 94, 38, 8, _GOLD, 2)
    with c.turned(24, 160, 130):
        c.rect(144, 26, 32, 60, s.tone.dark, 6)
        c.rect(144, 26, 24, 60, s.tone.base, 6)
        c.rect(143, 80, 34, 8, _GOLD, 2)
        c.rect(157, 88, 6, 66, STEEL, 2)
        c.oval(160, 166, 7, 18, "#f08aa3")
    c.path("M182 34l4 10l10 4l-10 4l-4 10l-4 -10l-10 -4l10 -4z", PAPER)


@draws("makeup", "mascara")
def _mascara(c: Canvas, s: Subject) -> None:
    metal = _GOLD if s.says("rainproof") else "#ee93ab"
    c.floor(width=140)
    c.rect(72, 90, 42, 114, s.tone.base, 9)
    c.rect(100, 90, 14, 114, s.tone.deep, 7)
    c.rect(78, 98, 6, 94, s.tone.light, 3)
    c.rect(74, 80, 38, 14, metal, 3)
    c.rect(80, 66, 26, 16, s.tone.deep, 3)
    with c.turned(22, 160, 120):
        c.rect(144, 122, 36, 88, s.tone.base, 9)
        c.rect(168, 122, 12, 88, s.tone.deep, 6)
        c.rect(143, 114, 38, 12, metal, 3)
        c.rect(159, 84, 6, 32, STEEL)
        c.rect(153, 26, 18, 62, s.tone.deep, 9)
        c.line("M149 36H175M148 46H176M148 56H176M148 66H176M149 76H175", s.tone.deep, 3)
    if s.says("rainproof"):
        for x, y in ((44, 62), (58, 88), (36, 104)):
            c.path(f"M{x} {y}q9 12 0 18q-9 -6 0 -18z", "#6fb6d6")
    else:
        c.line("M28 84Q48 62 68 84M34 76l-6 -9M48 70v-11M62 76l6 -9", INK, 4)


@draws("makeup", "compact")
def _compact(c: Canvas, s: Subject) -> None:
    c.floor(width=160, y=198)
    c.oval(120, 74, 74, 60, shades(_GOLD).dark)
    c.oval(120, 76, 64, 51, GLASS)
    c.path("M78 92L114 36L136 30L88 110Z", "#ffffff", 0.6)
    c.rect(104, 126, 32, 14, shades(_GOLD).deep, 4)
    c.oval(120, 172, 84, 31, shades(_GOLD).dark)
    c.oval(120, 163, 84, 31, _GOLD)
    c.oval(120, 163, 72, 24, s.tone.base)
    c.oval(120, 165, 60, 18, s.tone.dark, 0.5)
    c.oval(150, 158, 38, 15, "#f3b7c3")
    c.oval(150, 153, 38, 15, "#f9d6dd")
    c.rect(134, 148, 32, 6, "#ee93ab", 3)


@draws("makeup", "palette")
def _palette(c: Canvas, s: Subject) -> None:
    c.floor(width=200, y=200)
    c.rect(24, 32, 192, 74, INK, 8)
    c.rect(32, 40, 176, 60, GLASS, 4)
    c.path("M50 100L92 40H116L74 100Z", "#ffffff", 0.55)
    c.rect(20, 104, 200, 96, INK, 9)
    colours = ("#f3d9c4", "#d9a789", "#b97862", "#8c4f45", "#e9b9b4", "#c97f92",
               "#8768bd", "#5b4a86", "#d6a94a", "#7f9a6a", "#4a7f8c", "#3a3f4b")  # fmt: skip
    for index, colour in enumerate(colours):
        c.rect(28 + index % 6 * 31, 112 + index // 6 * 36, 27, 31, colour, 6)
    c.rect(40, 186, 160, 8, "#c08a58", 4)
    c.oval(204, 190, 14, 6, RAINBOW[5])


def _spray(c: Canvas, x: float, y: float) -> None:
    for dx, dy, r in ((0, 0, 3), (-12, -6, 4), (-12, 8, 3), (-26, -12, 4), (-26, 2, 4), (-26, 15, 3)):
        c.dot(x + dx, y + dy, r, PAPER, 0.9)


@draws("perfume")
def _square_bottle(c: Canvas, s: Subject) -> None:
    sea = s.says("toilette")
    c.floor(width=140)
    _spray(c, 84, 52)
    c.rect(96, 30, 48, 44, INK if not sea else "#c08a58", 6)
    c.rect(128, 30, 16, 44, "#1f2430" if not sea else "#94653f", 5)
    c.rect(106, 72, 28, 18, _GOLD, 2)
    c.rect(56, 86, 128, 118, s.tone.pale, 16 if not sea else 46)
    c.rect(66, 112, 108, 84, s.tone.base, 10 if not sea else 36)
    c.rect(150, 112, 24, 84, s.tone.dark, 10, 0.8)
    c.rect(90, 130, 60, 44, PAPER, 4)
    if sea:
        c.line("M98 148q7 -8 14 0t14 0t14 0M98 160q7 -8 14 0t14 0t14 0", s.tone.base, 4)
    else:
        sprig(c, 120, 170, 1.1)
    c.rect(64, 96, 7, 90, "#ffffff", 3.5, 0.7)


@draws("perfume", "travel spray")
def _travel_spray(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    _spray(c, 82, 44)
    c.rect(94, 34, 26, 22, _GOLD, 4)
    c.rect(86, 52, 42, 152, s.tone.dark, 10)
    c.rect(86, 52, 32, 152, s.tone.base, 10)
    c.rect(92, 62, 5, 128, s.tone.pale, 2.5)
    c.rect(86, 74, 42, 6, _GOLD)
    c.rect(144, 112, 42, 92, s.tone.dark, 10)
    c.rect(144, 112, 32, 92, s.tone.base, 10)
    c.rect(150, 122, 5, 70, s.tone.pale, 2.5)
    sprig(c, 106, 150, 1.0)


@draws("perfume", "parfum")
def _round_bottle(c: Canvas, s: Subject) -> None:
    if s.says("eau de parfum"):
        _square_bottle(c, s)
        return
    c.floor(width=130)
    c.poly(mirrored([(140, 28), (146, 62)]), _GOLD, 8)
    c.poly([(126, 28), (140, 28), (146, 62), (126, 62)], shades(_GOLD).dark, 6)
    c.rect(108, 60, 24, 22, s.tone.deep, 2)
    c.path("M120 78C176 78 188 116 188 146Q188 204 152 204H88Q52 204 52 146C52 116 64 78 120 78Z", "#e6c9a4")
    c.path("M62 130H178Q182 196 150 196H90Q58 196 62 130Z", s.tone.base)
    c.path("M150 130H178Q182 196 150 196H134Q158 180 150 130Z", s.tone.dark)
    c.poly([(120, 118), (150, 150), (120, 182), (90, 150)], "#f3e1bb", 6)
    c.line("M104 142H136M104 150H136M104 158H128", s.tone.base, 3)
    c.oval(76, 112, 6, 16, "#ffffff", 0.7)


@draws("perfume", "solid")
def _solid_perfume(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=200)
    c.dot(158, 104, 58, s.tone.dark)
    c.dot(156, 102, 57, s.tone.base)
    c.dot(156, 102, 46, s.tone.light)
    c.dot(156, 102, 25, "#f0963f")
    c.dot(156, 102, 20, "#f9c98a")
    c.line("M156 84V120M138 102H174M143 89L169 115M169 89L143 115", "#f0963f", 2.5)
    c.path("M22 168V182A74 24 0 0 0 170 182V168Z", s.tone.dark)
    c.oval(96, 168, 74, 24, s.tone.base)
    c.oval(96, 167, 62, 18, "#fbe9c9")
    c.path("M62 164q20 -14 44 -6t26 8q-30 14 -70 -2z", "#f3d7a2")
    sprig(c, 200, 180, 1.2)
