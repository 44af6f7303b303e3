"""T-shirts, dresses, coats and jeans, each hung against the wall."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, STEEL
from drawing.subject import Subject, draws


def _hanger(c: Canvas, y: float) -> None:
    c.line(f"M120 {y}V{y - 12}Q132 {y - 16} 128 {y - 26}Q120 {y - 34} 112 {y - 25}", "#98a2ae", 4)
    c.line(f"M68 {y + 22}L120 {y}L172 {y + 22}", "#c08a58", 7)


def _tee(c: Canvas, s: Subject, boxy: bool) -> None:
    hem = 196 if not boxy else 184
    side = 168 if not boxy else 178
    c.poly(mirrored([(146, 52), (178, 64), (222, 110), (196, 136), (side, 112), (side, hem)]), s.tone.dark, 7)
    c.poly(mirrored([(146, 52), (172, 62), (side, 106), (side - 2, hem)]), s.tone.base, 7)
    c.path("M92 50H148Q146 82 120 82T92 50Z", s.tone.deep)
    c.path("M98 50H142Q140 72 120 72T98 50Z", "#e5e4ef")


@draws("t-shirts")
def _plain_tee(c: Canvas, s: Subject) -> None:
    c.floor(width=110, y=212)
    _tee(c, s, s.says("boxy"))
    c.line("M76 112V150M164 112V140", s.tone.dark, 3)
    c.line("M28 116L48 136M212 116L192 136", s.tone.deep, 3)
    y = 176 if s.says("boxy") else 188
    c.line(f"M78 {y}H162", s.tone.dark, 2.5)
    if s.says("boxy"):
        c.rect(132, 98, 28, 30, s.tone.dark, 4)
        c.rect(132, 98, 28, 7, s.tone.deep, 3)
    elif s.says("sports"):
        c.line("M68 66L78 186M172 66L162 186", PAPER, 5)
        c.line("M132 104l12 -6M132 114l18 -9M132 124l24 -12", PAPER, 4)
    else:
        c.rect(74, 172, 12, 16, s.accent.base, 2)


@draws("t-shirts", "long-sleeve")
def _long_sleeve(c: Canvas, s: Subject) -> None:
    c.floor(width=110, y=212)
    c.poly([(92, 48), (60, 62), (26, 176), (50, 186), (84, 104)], s.tone.dark, 8)
    c.poly([(148, 48), (180, 62), (214, 176), (190, 186), (156, 104)], s.tone.dark, 8)
    c.poly(mirrored([(146, 46), (174, 60), (166, 104), (166, 200)]), s.tone.base, 7)
    c.path("M92 44H148Q146 74 120 74T92 44Z", s.tone.deep)
    c.path("M98 44H142Q140 64 120 64T98 44Z", "#e5e4ef")
    c.line("M28 170L52 180M212 170L188 180", s.tone.light, 5)
    c.line("M78 192H162", s.tone.deep, 2.5)
    c.rect(136, 92, 20, 14, s.accent.light, 3)


@draws("dresses")
def _pocket_dress(c: Canvas, s: Subject) -> None:
    long = s.says("maxi")
    hem = 212 if long else 190
    c.floor(width=130, y=216)
    _hanger(c, 38)
    c.poly([(88, 42), (62, 62), (56, 92), (82, 98)], s.tone.dark, 7)
    c.poly([(152, 42), (178, 62), (184, 92), (158, 98)], s.tone.dark, 7)
    c.poly(mirrored([(154, 42), (158, 70), (150, 104), (186, hem)]), s.tone.base, 7)
    c.poly([(128, 104), (150, 104), (186, hem), (150, hem)], s.tone.dark, 6, 0.6)
    c.poly([(98, 42), (142, 42), (120, 74)], s.tone.deep, 3)
    c.rect(88, 98, 64, 10, s.tone.deep, 4)
    c.line("M78 128L94 144M162 128L146 144", s.tone.deep, 4)
    c.line(f"M104 120L92 {hem - 8}M136 120L148 {hem - 8}", s.tone.dark, 3)
    for y in (82, 116, 132, 148):
        c.dot(120, y, 2.6, PAPER)
    if long:
        c.line("M58 200H182", s.tone.light, 4)


@draws("dresses", "slip dress")
def _slip_dress(c: Canvas, s: Subject) -> None:
    c.floor(width=120, y=216)
    _hanger(c, 34)
    c.line("M92 40L96 74M148 40L144 74", s.tone.dark, 4)
    c.path(
        "M90 72Q104 84 120 76Q136 84 150 72Q156 110 150 128Q168 170 182 200Q120 218 58 200Q72 170 90 128Q84 110 90 72Z",
        s.tone.base,
    )
    c.path("M150 72Q156 110 150 128Q168 170 182 200Q164 206 146 208Q150 140 140 78Z", s.tone.dark)
    c.path("M96 90Q104 130 84 190Q92 150 90 128Q86 110 88 92Z", s.tone.light)
    c.line("M114 110Q122 150 108 200M128 128Q136 160 130 204", s.tone.dark, 3)
    c.line("M98 84Q120 104 142 84", s.tone.light, 3)


@draws("dresses", "jumper dress", "t-shirt dress")
def _straight_dress(c: Canvas, s: Subject) -> None:
    knit = s.says("jumper dress")
    c.floor(width=120, y=216)
    cuff, reach = (28, 168) if knit else (46, 104)
    sleeve = [(152, 44), (178, 60), (240 - cuff, reach), (214 - cuff, reach + 8), (156, 96)]
    c.poly(sleeve, s.tone.dark, 8)
    c.poly([(240 - x, y) for x, y in sleeve], s.tone.dark, 8)
    c.poly(mirrored([(150, 44), (168, 60), (156, 118), (170, 208)]), s.tone.base, 8)
    if knit:
        c.rect(94, 24, 52, 30, s.tone.dark, 9)
        for x in (96, 108, 120, 132, 144):
            c.line(f"M{x} 66q-5 8 0 16t0 16t0 16t0 16t0 16t0 16t0 16", s.tone.dark, 2.5)
        c.line("M104 28V50M112 28V50M120 28V50M128 28V50M136 28V50", s.tone.deep, 2)
        c.poly([(72, 194), (168, 194), (170, 208), (70, 208)], s.tone.deep, 4)
    else:
        c.path("M92 42H148Q146 70 120 70T92 42Z", s.tone.deep)
        c.path("M98 42H142Q140 60 120 60T98 42Z", "#e5e4ef")
        c.line("M78 132Q120 142 162 132", s.tone.deep, 4)
        c.line("M100 140L94 200M140 140L146 200", s.tone.deep, 3)
        c.line("M72 196H168", s.tone.light, 3)
        c.line("M120 136l-8 22M120 136l8 22", s.accent.light, 4)


def _coat_body(c: Canvas, s: Subject, hem: float) -> None:
    c.floor(width=130, y=216)
    c.poly([(84, 44), (54, 60), (30, 164), (58, 172), (80, 110)], s.tone.dark, 8)
    c.poly([(156, 44), (186, 60), (210, 164), (182, 172), (160, 110)], s.tone.dark, 8)
    c.poly(mirrored([(152, 40), (180, 58), (170, 110), (178, hem)]), s.tone.base, 8)


@draws("coats")
def _wool_coat(c: Canvas, s: Subject) -> None:
    hem = 210 if s.says("coat") else 164
    _coat_body(c, s, hem)
    c.poly([(122, 92), (122, hem), (178, hem), (170, 110), (174, 60)], s.tone.dark, 6, 0.4)
    c.poly([(96, 38), (144, 38), (120, 96)], PAPER, 3)
    c.poly([(94, 36), (76, 52), (92, 74), (84, 82), (120, 112), (114, 70)], s.tone.light, 4)
    c.poly([(146, 36), (164, 52), (148, 74), (156, 82), (120, 112), (126, 70)], s.tone.light, 4)
    c.line(f"M120 112V{hem - 4}", s.tone.deep, 3)
    for y in (124, 146):
        c.dot(108, y, 5, s.tone.deep)
        c.dot(132, y, 5, s.tone.deep)
    pocket = 166 if hem > 200 else 134
    c.rect(72, pocket, 28, 8, s.tone.deep, 3)
    c.rect(140, pocket, 28, 8, s.tone.deep, 3)
    c.line("M36 150L60 158M204 150L180 158", s.tone.deep, 4)


@draws("coats", "parka", "down jacket")
def _down_coat(c: Canvas, s: Subject) -> None:
    parka = s.says("parka")
    hem = 208 if parka else 172
    _coat_body(c, s, hem)
    for index, y in enumerate(range(86, hem - 8, 24)):
        c.line(f"M70 {y}Q120 {y + 10} 170 {y}", s.tone.deep if index % 2 else s.tone.dark, 3.5)
    for y in (96, 120, 144):
        c.line(f"M{50 - (y - 96) * 0.24:.0f} {y}l26 7M{190 + (y - 96) * 0.24:.0f} {y}l-26 7", s.tone.deep, 3)
    if parka:
        c.path("M70 62Q64 14 120 14T170 62Q150 84 120 84T70 62Z", "#dcc6a6")
        c.path("M82 60Q80 28 120 28T158 60Q142 74 120 74T82 60Z", s.tone.deep)
        c.rect(74, 152, 34, 34, s.tone.light, 6)
        c.rect(132, 152, 34, 34, s.tone.light, 6)
    else:
        c.rect(92, 24, 56, 36, s.tone.dark, 10)
        c.line("M96 36H144M96 46H144", s.tone.deep, 3)
    c.line(f"M120 60V{hem - 4}", s.accent.light, 4)


@draws("coats", "trench")
def _trench(c: Canvas, s: Subject) -> None:
    _coat_body(c, s, 210)
    c.poly([(100, 38), (140, 38), (120, 88)], PAPER, 3)
    c.poly([(94, 34), (72, 54), (112, 100), (120, 84)], s.tone.light, 4)
    c.poly([(146, 34), (168, 54), (128, 100), (120, 84)], s.tone.light, 4)
    c.poly([(72, 62), (108, 100), (100, 120), (72, 104)], s.tone.dark, 5, 0.6)
    c.rect(68, 124, 104, 15, s.tone.deep, 4)
    c.rect(108, 120, 24, 23, "#8a6546", 4)
    c.rect(113, 126, 14, 11, s.tone.base, 2)
    c.line("M132 138L146 176", s.tone.deep, 9)
    c.line("M120 144V206", s.tone.dark, 3)
    for x, y in ((104, 112), (136, 112), (104, 158), (136, 158), (104, 184)):
        c.dot(x, y, 4.5, "#8a6546")
    c.line("M38 142L64 150M202 142L176 150", s.tone.deep, 6)
    c.line("M74 158L90 172M166 158L156 168", s.tone.deep, 4)


@draws("jeans")
def _jeans(c: Canvas, s: Subject) -> None:
    wide, slim = s.says("wide-leg"), s.says("slim")
    out, into = (196, 132) if wide else (158, 126) if slim else (172, 128)
    stitch = "#e0b25c"
    c.floor(width=120, y=216)
    leg = [(162.0, 30.0), (172.0, 84.0), (out, 212.0), (into, 212.0)]
    c.poly([*leg, (120, 104), *((240 - x, y) for x, y in reversed(leg))], s.tone.base, 5)
    c.poly([(140, 34), (162, 30), (172, 84), (out, 212), (out - 16, 212)], s.tone.dark, 4, 0.7)
    c.line(f"M70 96L{240 - out + 8} 204M170 96L{out - 8} 204", s.tone.light, 2.5)
    c.rect(76, 24, 88, 20, s.tone.light if not s.says("maternity") else s.accent.light, 4)
    if s.says("maternity"):
        c.path("M74 26H166Q164 74 120 76T74 26Z", s.accent.light)
        c.line("M80 40Q120 66 160 40M84 54Q120 80 156 54", s.accent.base, 2.5)
    else:
        c.dot(120, 34, 5, stitch)
        c.line("M120 44V90Q120 94 112 94", stitch, 2.5)
        c.line("M132 44V84Q132 92 120 96", stitch, 2)
        c.line("M76 48Q80 72 104 72M164 48Q160 72 136 72", stitch, 2.5)
        for x in (88, 108, 132, 150):
            c.rect(x, 22, 5, 24, s.tone.dark, 2)
    for x in (240 - out, into):
        c.rect(x + 1, 202, out - into - 2, 10, s.tone.light if not s.says("raw") else PAPER, 3)
    if s.says("stretch"):
        c.line("M88 130l10 6M86 140l12 4M150 130l-10 6M152 140l-12 4", s.tone.pale, 3)


def buckle(c: Canvas, x: float, y: float, colour: str = STEEL) -> None:
    """Paint a square buckle about (`x`, `y`)."""
    c.rect(x - 9, y - 8, 18, 16, colour, 4)
    c.rect(x - 5, y - 4, 10, 8, INK, 2)
