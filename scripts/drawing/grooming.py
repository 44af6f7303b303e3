"""Hair care and shaving."""

from __future__ import annotations

from drawing.beauty import pump_bottle
from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, STEEL, shades
from drawing.props import sprig
from drawing.subject import Subject, draws


@draws("hair care")
def _shampoo(c: Canvas, s: Subject) -> None:
    if s.says("shampoo"):
        pump_bottle(c, s, s.tone.deep)
        c.line(
            "M122 146V116M122 140l-9 -6M122 140l9 -6M122 130l-9 -6M122 130l9 -6M122 120l-6 -5M122 120l6 -5",
            "#cfe6b8",
            3.5,
        )
        for x, y, r in ((52, 92, 9), (40, 116, 6), (188, 82, 8), (200, 108, 5)):
            c.dot(x, y, r, PAPER, 0.8)
        return
    c.floor(width=110)
    c.path("M76 62Q76 32 120 32T164 62L158 172H82Z", s.tone.base)
    c.path("M140 34Q164 40 164 62L158 172H138Z", s.tone.dark)
    c.rect(80, 168, 80, 36, "#8fb8c9", 8)
    c.rect(142, 168, 18, 36, "#7199ab", 7)
    c.rect(92, 76, 52, 64, "#8fb8c9", 8)
    c.path("M118 84C108 98 108 108 118 110C128 108 128 98 118 84Z", PAPER)
    c.rect(102, 120, 32, 5, PAPER, 2.5)
    c.rect(84, 54, 6, 96, s.tone.pale, 3)
    c.line("M176 60q14 10 4 24t4 24t-4 24", "#b98b60", 5)


@draws("hair care", "bar")
def _shampoo_bar(c: Canvas, s: Subject) -> None:
    c.floor(width=190, y=202)
    c.rect(30, 172, 180, 20, "#c08a58", 8)
    c.rect(44, 186, 20, 16, "#94653f", 3)
    c.rect(176, 186, 20, 16, "#94653f", 3)
    c.rect(50, 112, 140, 62, s.tone.dark, 26)
    c.rect(50, 104, 140, 60, s.tone.base, 26)
    c.rect(66, 112, 108, 38, s.tone.light, 18)
    c.line(
        "M84 138L152 124M100 135l-6 -10M100 135l4 9M120 131l-6 -10M120 131l4 9M138 127l-6 -10M138 127l4 9",
        s.tone.deep,
        4,
    )
    for x, y, r in ((64, 96, 13), (88, 84, 17), (114, 92, 12), (172, 92, 10), (140, 70, 8), (100, 54, 6)):
        c.dot(x, y, r, PAPER, 0.85)


@draws("hair care", "curl cream")
def _curl_cream(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.rect(54, 108, 132, 96, s.tone.dark, 16)
    c.rect(54, 108, 118, 96, s.tone.base, 16)
    c.rect(48, 84, 144, 32, "#94653f", 9)
    c.rect(48, 84, 144, 10, "#b98b60", 5)
    c.rect(70, 126, 90, 60, PAPER, 8)
    for x in (94, 116, 138):
        c.line(f"M{x} 134q-16 6 0 13t0 13t0 13", "#94653f", 4.5)
    c.path("M84 78Q84 44 124 46Q158 52 150 74Q140 84 84 78Z", s.tone.base)
    c.path("M110 62Q124 50 140 60", "#e2d2ae")


@draws("hair care", "dryer")
def _hair_dryer(c: Canvas, s: Subject) -> None:
    c.floor(width=110, x=150)
    c.line("M6 62H32M-2 84H30M6 106H32", PAPER, 6)
    if not s.says("cordless"):
        c.line("M150 190Q154 214 182 210T236 200", INK, 5)
    c.poly([(122, 112), (170, 104), (164, 194), (134, 194)], s.tone.dark, 10)
    c.rect(140, 124, 14, 30, s.accent.base, 6)
    c.rect(44, 60, 34, 50, INK, 5)
    c.path("M70 54H152Q198 54 198 88Q198 122 152 122H70Z", s.tone.base)
    c.path("M70 100H196Q188 122 152 122H70Z", s.tone.dark)
    c.dot(168, 88, 27, s.tone.deep)
    c.dot(168, 88, 20, STEEL)
    c.line("M156 80H180M154 88H182M156 96H180", "#79828e", 3)
    c.rect(82, 62, 60, 8, s.tone.light, 4)
    if s.says("cordless"):
        c.rect(126, 188, 46, 16, INK, 5)
        c.rect(136, 193, 18, 6, "#7fd48a", 3)


@draws("shaving")
def _safety_razor(c: Canvas, s: Subject) -> None:
    c.floor(width=120, y=206)
    with c.turned(s.near(24, 0.1), 120, 120):
        c.rect(111, 66, 18, 142, s.tone.dark, 7)
        c.rect(111, 66, 11, 142, s.tone.base, 6)
        for y in range(7):
            c.line(f"M112 {112 + y * 12}l16 8", s.tone.light, 2.5)
        c.rect(108, 196, 24, 14, s.tone.deep, 6)
        c.rect(70, 54, 100, 8, "#e6ebef", 2)
        c.path("M74 54Q76 36 120 34T166 54Z", s.tone.base)
        c.rect(74, 60, 92, 9, s.tone.dark, 4)
        if s.says("open-comb"):
            for x in range(8):
                c.rect(77 + x * 11.5, 66, 6, 13, s.tone.base, 2)
    c.path("M20 196q0 -22 22 -20q10 -18 30 -6q22 -4 20 16q2 14 -14 14H34q-14 2 -14 -4z", PAPER)


@draws("shaving", "foil shaver")
def _foil_shaver(c: Canvas, s: Subject) -> None:
    c.floor(width=90)
    c.path("M82 92Q80 70 88 62H152Q160 70 158 92L152 186Q150 204 134 204H106Q90 204 88 186Z", s.tone.base)
    c.path("M140 62H152Q160 70 158 92L152 186Q150 204 134 204H128Q146 160 140 62Z", s.tone.dark)
    c.rect(82, 46, 76, 20, STEEL, 6)
    for x in (88, 113, 138):
        c.rect(x, 26, 18, 24, "#e2e7ec", 8)
        c.line(f"M{x + 5} 32v12M{x + 9} 30v14M{x + 13} 32v12", "#98a2ae", 1.8)
    c.rect(100, 96, 34, 72, INK, 16)
    c.dot(117, 116, 10, s.accent.base)
    c.dot(117, 146, 3, "#7fd48a")
    c.dot(117, 156, 3, "#7fd48a")
    if s.says("corded"):
        c.line("M120 204Q122 222 156 216T214 206", INK, 5)
    else:
        c.poly([(196, 62), (184, 84), (192, 84), (188, 100), (204, 78), (195, 78)], "#f4c548")


@draws("shaving", "soap")
def _shaving_soap(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    c.path("M30 158V190A60 18 0 0 0 150 190V158Z", STEEL)
    c.oval(90, 158, 60, 18, "#e2e7ec")
    c.oval(90, 158, 51, 13, s.tone.base)
    c.path("M52 156q6 -22 26 -16q14 -16 30 0q20 -2 20 16q-36 16 -76 0z", PAPER)
    c.rect(30, 172, 120, 12, "#4a82cc")
    c.path("M154 124Q150 66 182 62Q214 66 210 124Z", "#e9dcc4")
    c.path("M190 64Q214 70 210 124H194Q200 90 190 64Z", "#cbb893")
    c.line("M168 82V120M182 76V120M196 82V120", "#b7a47d", 2.5)
    c.rect(152, 120, 60, 14, "#d6a94a", 4)
    c.poly(mirrored([(196, 134), (206, 204)], 182), INK, 8)
    c.rect(168, 140, 6, 52, "#5b616d", 3)


@draws("shaving", "body razor")
def _body_razor(c: Canvas, s: Subject) -> None:
    c.floor(width=120, y=206)
    with c.turned(s.near(-22, 0.1), 120, 120):
        c.path("M108 78Q100 140 112 200Q120 216 130 200Q142 140 132 78Z", s.tone.base)
        c.path("M124 78H132Q142 140 130 200Q124 210 120 208Q134 140 124 78Z", s.tone.dark)
        c.oval(117, 132, 5, 30, s.tone.pale)
        c.rect(72, 38, 96, 44, s.tone.light, 16)
        c.rect(80, 48, 80, 6, STEEL, 2)
        c.rect(80, 57, 80, 6, STEEL, 2)
        c.rect(80, 66, 80, 6, STEEL, 2)
        c.rect(76, 40, 88, 5, "#8fd0b4", 2.5)
    sprig(c, 192, 204, 1.5, shades("#5d9e62").base)
    for x, y in ((56, 178), (44, 160), (70, 160)):
        c.dot(x, y, 7, PAPER, 0.8)
