"""Yoga, running shoes and weights; the outline of a shoe serves the sneakers too."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, RAINBOW, STEEL, Shades, shades
from drawing.props import sprig
from drawing.subject import Subject, draws


@draws("yoga")
def _rolled_mat(c: Canvas, s: Subject) -> None:
    thick = s.says("6 mm", "10 mm")
    c.floor(width=190, x=126)
    c.line("M118 92Q150 24 182 92", s.accent.dark, 6)
    c.path("M70 86H178A34 58 0 0 1 178 202H70Z", s.tone.base)
    c.path("M70 168H204Q196 202 178 202H70Z", s.tone.dark, 0.7)
    c.rect(100, 96, 92, 8, s.tone.light, 4)
    for x in (116, 174):
        c.line(f"M{x} 87A34 57 0 0 1 {x} 201", s.accent.base, 8)
    c.oval(72, 144, 40, 58, s.tone.dark)
    for index, share in enumerate((0.88, 0.72, 0.56, 0.4, 0.22) if thick else (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)):
        c.oval(72, 144, 40 * share, 58 * share, (s.tone.light, s.tone.dark)[index % 2])
    c.oval(72, 144, 4, 6, s.tone.deep)
    if s.says("rubber"):
        sprig(c, 206, 204, 1.3)


@draws("yoga", "blocks")
def _yoga_blocks(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    for x, y, w, h in ((32, 140, 176, 62), (70, 62, 100, 78)):
        c.rect(x, y, w, h, s.tone.dark, 9)
        c.rect(x, y, w - 12, h, s.tone.base, 9)
        c.rect(x + 8, y + 6, w - 32, 7, s.tone.light, 3.5)
        for _ in range(6):
            c.oval(x + s.chance.uniform(14, w - 26), y + s.chance.uniform(22, h - 10), 5, 2.6, s.tone.deep, 0.6)


@draws("yoga", "folding")
def _folded_mat(c: Canvas, s: Subject) -> None:
    c.floor(width=180)
    for index in range(5):
        y = 180 - index * 22
        c.rect(38, y, 164, 24, (s.tone.base, s.tone.light)[index % 2], 10)
        c.path(f"M{190 if index % 2 else 50} {y + 1}q{14 if index % 2 else -14} 11 0 22z", s.tone.deep)
    c.rect(38, 72, 164, 22, s.tone.pale, 10)
    c.rect(104, 68, 14, 138, s.accent.base, 4)
    c.rect(98, 124, 26, 20, s.accent.dark, 5)
    sprig(c, 160, 80, 1.2, s.tone.deep)


def shoe(c: Canvas, tone: Shades, accent: Shades, sole: float, mark: str) -> None:
    """Paint a shoe that points right, standing at height 200 on a sole `sole` thick; `mark` is a path in its side."""
    base = 200 - sole
    c.floor(width=210)
    c.path(f"M22 {base - 6}H220Q232 {base} 226 {base + sole - 10}Q222 200 206 200H34Q20 200 20 {base + 6}Z", "#e9e7e1")
    c.path(f"M20 {base + sole * 0.55:.0f}H227Q224 200 206 200H34Q20 200 20 {base + sole * 0.55:.0f}Z", accent.base)
    c.path(
        f"M24 {base}Q14 {base - 46} 30 {base - 84}Q46 {base - 92} 62 {base - 74}Q76 {base - 58} 100 {base - 88}"
        f"Q120 {base - 50} 172 {base - 42}Q216 {base - 34} 224 {base}Z",
        tone.base,
    )
    c.path(
        f"M24 {base}Q14 {base - 46} 30 {base - 84}Q40 {base - 88} 48 {base - 84}Q44 {base - 40} 70 {base}Z",
        tone.dark,
    )
    c.path(f"M172 {base - 42}Q216 {base - 34} 224 {base}H172Q160 {base - 22} 172 {base - 42}Z", tone.dark, 0.7)
    c.path(f"M62 {base - 74}Q76 {base - 58} 100 {base - 88}L106 {base - 78}Q84 {base - 46} 58 {base - 64}Z", tone.pale)
    for index in range(4):
        x, y = 108 + index * 14, base - 72 + index * 7.5
        c.line(f"M{x} {y:.0f}l-10 14", PAPER if tone.base != "#faf9f5" else STEEL, 5)
    with c.moved(0, base - 172):
        c.line(mark, accent.light, 7)


@draws("running shoes")
def _running_shoe(c: Canvas, s: Subject) -> None:
    marks = ("M60 160Q90 152 112 124M84 162Q108 154 126 134", "M58 158L92 132L110 156L134 134",
             "M60 162Q100 164 140 138M60 148Q86 150 110 134")  # fmt: skip
    shoe(c, s.tone, s.accent, 34 if s.says("cloudmile 3") else 28, s.pick(marks))
    c.rect(30, 178, 80, 4, "#cfccc4", 2)
    c.line("M30 116Q24 104 34 98", s.accent.base, 6)


@draws("running shoes", "trail")
def _trail_shoe(c: Canvas, s: Subject) -> None:
    for x in range(8):
        c.rect(30 + x * 24, 190, 15, 15, INK, 3)
    shoe(c, s.tone, s.accent, 30, "M58 160L88 128L104 150L122 130L146 158")
    c.rect(28, 188, 190, 8, INK, 4)
    c.path("M186 100q8 12 0 20q-8 -8 0 -20z", "#6fb6d6")
    c.path("M206 114q6 10 0 16q-6 -6 0 -16z", "#6fb6d6")


@draws("running shoes", "racing")
def _racing_shoe(c: Canvas, s: Subject) -> None:
    shoe(c, s.tone, s.accent, 42, "M56 160Q100 156 138 126M70 166Q112 162 150 140")
    c.path("M24 176Q120 200 224 168V174Q120 206 24 182Z", INK)
    c.line("M2 128H12M-2 146H10M2 164H12", PAPER, 5)


@draws("weights")
def _dial_dumbbell(c: Canvas, s: Subject) -> None:
    heavy = s.says("dial 32")
    c.floor(width=206)
    c.rect(30, 184, 180, 20, s.tone.light, 8)
    c.rect(66, 128, 108, 24, STEEL, 8)
    c.rect(66, 142, 108, 10, "#98a2ae", 5)
    c.line("M104 134v12M112 134v12M120 134v12M128 134v12M136 134v12", "#79828e", 2.5)
    for index in range(4 if heavy else 3):
        height = 112 - index * 12
        for x in (72 - index * 17, 154 + index * 17):
            c.rect(x, 140 - height / 2, 14, height, (s.tone.base, s.tone.deep)[index % 2], 5)
    for x in (24, 204) if heavy else (40, 188):
        c.rect(x, 124, 12, 32, s.accent.base, 5)


@draws("weights", "hex")
def _hex_dumbbells(c: Canvas, s: Subject) -> None:
    c.floor(width=210)
    for x, y, scale in ((0, -52, 0.92), (0, 0, 1.0)):
        with c.moved(x + (10 if scale < 1 else 0), y):
            c.rect(78, 160, 84, 18, STEEL, 6)
            c.rect(78, 170, 84, 8, "#98a2ae", 4)
            for x in (55, 185):
                c.poly(mirrored([(x + 19, 136), (x + 35, 170), (x + 19, 204)], x), s.tone.base, 7)
                c.poly(mirrored([(x + 13, 148), (x + 23, 170), (x + 13, 192)], x), s.tone.light, 5)
                c.dot(x, 170, 9, s.accent.base)


@draws("weights", "kettlebell")
def _kettlebell(c: Canvas, s: Subject) -> None:
    c.floor(width=110)
    c.line("M88 108L80 62Q80 36 120 36T160 62L152 108", s.tone.dark, 20)
    c.line("M84 96L78 62Q80 36 120 36", s.tone.light, 5)
    c.path(
        "M120 84C168 84 190 116 190 146C190 180 170 204 152 204H88C70 204 50 180 50 146C50 116 72 84 120 84Z",
        s.tone.base,
    )
    c.path("M144 86C174 94 190 120 190 146C190 180 170 204 152 204H132C166 180 168 120 144 86Z", s.tone.dark)
    c.dot(116, 148, 27, s.tone.deep)
    c.ring(116, 148, 21, s.accent.base, 5)
    c.oval(78, 128, 8, 16, s.tone.light)


@draws("weights", "bands")
def _bands(c: Canvas, s: Subject) -> None:
    c.floor(width=200)
    for index, colour in enumerate(RAINBOW[:5]):
        x = 44 + index * 37
        c.rect(x - 16, 60, 34, 142, shades(colour).dark, 17)
        c.rect(x - 18, 58, 34, 142, colour, 17)
        c.rect(x - 9, 68 + index, 16 - index, 122 - index * 2, "#e4f2f4", 8)
        c.rect(x - 15, 74, 4, 60, shades(colour).pale, 2)
