"""Dog food, cat food, pet beds and litter."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, LEAF, PAPER, STEEL, shades
from drawing.props import paw, sprig
from drawing.subject import Subject, draws

_KIBBLE = "#a8713f"


def _dog(c: Canvas, x: float, y: float, size: float, coat: str) -> None:
    tone = shades(coat)
    for side in (-1, 1):
        with c.turned(side * 16, x + side * 20 * size, y):
            c.oval(x + side * 22 * size, y + 2 * size, 9 * size, 20 * size, tone.deep)
    c.oval(x, y, 22 * size, 23 * size, tone.base)
    c.oval(x, y + 11 * size, 12 * size, 10 * size, PAPER)
    c.dot(x - 8 * size, y - 4 * size, 3 * size, INK)
    c.dot(x + 8 * size, y - 4 * size, 3 * size, INK)
    c.oval(x, y + 6 * size, 5 * size, 3.6 * size, INK)


def _cat(c: Canvas, x: float, y: float, size: float, coat: str) -> None:
    tone = shades(coat)
    for side in (-1, 1):
        c.poly(
            [(x + side * 4 * size, y - 14 * size), (x + side * 22 * size, y - 30 * size), (x + side * 24 * size, y)],
            tone.dark,
            3,
        )
    c.oval(x, y, 25 * size, 21 * size, tone.base)
    c.dot(x - 9 * size, y - 3 * size, 3.2 * size, INK)
    c.dot(x + 9 * size, y - 3 * size, 3.2 * size, INK)
    c.poly([(x - 3 * size, y + 5 * size), (x + 3 * size, y + 5 * size), (x, y + 9 * size)], "#ee93ab", 1)
    left, right, whisker = x - 14 * size, x + 14 * size, 14 * size
    for side, start in ((-1, left), (1, right)):
        c.line(f"M{start:.0f} {y + 6 * size:.0f}h{side * whisker:.0f}", tone.deep, 2)


def _sack(c: Canvas, colour: str) -> None:
    tone = shades(colour)
    c.floor(width=140)
    c.path("M62 40H178L184 64Q178 130 188 196Q188 204 180 204H60Q52 204 52 196Q62 130 56 64Z", tone.base)
    c.path("M160 40H178L184 64Q178 130 188 196Q188 204 180 204H158Q166 130 160 40Z", tone.dark)
    c.rect(58, 32, 124, 16, tone.deep, 4)
    c.line("M66 40H174", tone.light, 2.5)
    c.line("M66 70Q72 130 64 190", tone.light, 4)


def _kibble(c: Canvas, x: float, y: float, colour: str = _KIBBLE) -> None:
    for dx, dy in ((0, 0), (13, 3), (-13, 4), (26, 6), (6, -9)):
        c.dot(x + dx, y + dy, 6.5, shades(colour).base if dx % 2 else shades(colour).light)


_DOG_SACKS = ("#d9694f", "#4fa3a0", "#6f8fc0")


@draws("dog food")
def _dog_sack(c: Canvas, s: Subject) -> None:
    puppy, lamb = s.says("puppy"), s.says("lamb")
    _sack(c, _DOG_SACKS[1] if puppy else _DOG_SACKS[2] if lamb else _DOG_SACKS[0])
    c.dot(118, 110, 38, PAPER)
    _dog(c, 118, 106, 1.0 if not puppy else 1.12, "#d9a86a" if puppy else "#8a6a52" if lamb else "#b98150")
    c.rect(86, 158, 64, 22, PAPER, 6)
    if puppy:
        c.path("M100 169q14 -12 28 0q-14 12 -28 0l-9 -7v14z", "#f08a6a")
    elif lamb:
        c.dot(118, 168, 8, "#e4dccb")
        c.dot(110, 170, 6, "#e4dccb")
        c.dot(126, 170, 6, "#e4dccb")
    else:
        c.oval(112, 168, 12, 8, "#b9773f")
        c.line("M122 166l12 -5", PAPER, 5)
        c.line("M122 167l11 -4", "#e4dccb", 4)
    _kibble(c, 196 if s.says("12 kg") else 190, 198)


@draws("dog food", "tins")
def _tins(c: Canvas, s: Subject) -> None:
    c.floor(width=210)
    for x, y, colour in ((24, 130, "#a84a3f"), (144, 130, "#a84a3f"), (84, 58, "#c05a48")):
        tone = shades(colour)
        c.rect(x, y, 72, 72, STEEL, 8)
        c.rect(x, y + 8, 72, 56, tone.base)
        c.rect(x + 56, y + 8, 16, 56, tone.dark)
        c.oval(x + 36, y + 3, 36, 8, "#dfe4e9")
        c.oval(x + 36, y + 3, 27, 5, "#98a2ae")
        c.oval(x + 34, y + 38, 22, 20, PAPER)
        paw(c, x + 34, y + 38, 26, tone.base)


@draws("cat food")
def _cat_sack(c: Canvas, s: Subject) -> None:
    kitten = s.says("kitten")
    _sack(c, "#d98bb0" if kitten else "#7a6fb0")
    c.dot(118, 110, 38, PAPER)
    _cat(c, 118, 114, 1.0, "#f0b26a" if kitten else "#8b94a1")
    c.rect(86, 158, 64, 22, PAPER, 6)
    paw(c, 118, 169, 17, "#d98bb0" if kitten else "#7a6fb0")
    _kibble(c, 190, 198)


@draws("cat food", "pouches")
def _pouches(c: Canvas, s: Subject) -> None:
    tuna = s.says("tuna")
    colour = "#4a90b8" if tuna else "#e0a13f"
    c.floor(width=180)
    for angle, dx in ((-14, -44), (14, 44), (0, 0)):
        tone = shades(colour)
        with c.turned(angle, 120, 210), c.moved(dx * 0.35, 0):
            c.rect(76, 56, 88, 148, tone.base if not angle else tone.dark, 8)
            c.rect(76, 56, 88, 14, s.tone.base, 4)
            c.rect(76, 190, 88, 14, s.tone.base, 4)
            if not angle:
                c.dot(120, 116, 33, PAPER)
                _cat(c, 120, 120, 0.86, "#f0b26a" if tuna else "#6b7280")
                c.rect(90, 160, 60, 22, tone.pale, 8)
                if tuna:
                    c.path("M106 171q14 -11 28 0q-14 11 -28 0l-9 -7v14z", tone.deep)
                else:
                    c.oval(114, 172, 12, 7, "#b9773f")
                    c.line("M124 170l12 -4", "#f7efe0", 4)


@draws("cat food", "treats")
def _treats(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.path("M72 46H168L174 196Q174 204 166 204H74Q66 204 66 196Z", s.tone.base)
    c.path("M152 46H168L174 196Q174 204 166 204H148Z", s.tone.dark)
    c.rect(70, 34, 100, 18, s.tone.deep, 4)
    c.line("M80 62H160", s.tone.light, 3)
    c.rect(84, 80, 66, 66, PAPER, 32)
    c.path("M98 122Q96 104 112 104Q110 92 122 92Q132 94 130 104Q144 112 138 124Q118 134 98 122Z", "#f0b26a")
    c.poly([(130, 98), (142, 101), (130, 105)], "#e2703a", 1)
    c.dot(124, 98, 2.2, INK)
    paw(c, 117, 172, 26, s.tone.pale)
    for x, y in ((186, 196), (202, 200), (194, 186)):
        c.rect(x, y, 12, 9, "#c78b5a", 3)


@draws("pet beds")
def _sofa_bed(c: Canvas, s: Subject) -> None:
    c.floor(width=214)
    c.rect(14, 108, 212, 60, s.tone.dark, 28)
    c.path("M52 118H188V176H52Z", s.tone.pale)
    c.rect(50, 130, 140, 44, PAPER if s.says("small") else s.tone.pale, 20)
    if s.says("large"):
        _dog(c, 120, 120, 1.15, "#b98150")
        c.oval(120, 154, 52, 20, "#a5703f")
    else:
        paw(c, 120, 148, 30, s.tone.base)
    c.rect(10, 122, 50, 80, s.tone.base, 24)
    c.rect(180, 122, 50, 80, s.tone.base, 24)
    c.rect(20, 160, 200, 44, s.tone.base, 20)
    c.rect(40, 166, 120, 7, s.tone.light, 3.5)
    c.rect(100, 184, 40, 12, s.accent.base, 4)


@draws("pet beds", "calming")
def _donut_bed(c: Canvas, s: Subject) -> None:
    c.floor(width=212, y=200)
    for index in range(9):
        c.dot(28 + index * 23, 164 + (14, 24, 30, 33, 34, 33, 30, 24, 14)[index] * 0.4, 22, s.tone.dark)
    c.oval(120, 146, 104, 46, s.tone.base)
    c.oval(120, 138, 72, 28, s.tone.deep)
    c.oval(120, 142, 66, 23, s.tone.light)
    c.path("M70 140Q70 112 112 112Q160 110 170 138Q160 156 120 156T70 140Z", "#8b94a1")
    _cat(c, 94, 124, 0.72, "#8b94a1")
    c.line("M166 140Q176 152 146 154", "#6f7885", 9)
    c.path("M18 150A104 46 0 0 0 222 150Q214 178 170 190Q120 202 70 190Q26 178 18 150Z", s.tone.base)
    c.line("M44 168q8 8 16 2M84 180q8 8 16 2M126 184q8 6 16 0M168 176q8 4 16 -4", s.tone.dark, 4)


@draws("pet beds", "hammock")
def _window_hammock(c: Canvas, s: Subject) -> None:
    c.rect(40, 14, 160, 128, PAPER, 6)
    c.rect(48, 22, 144, 112, "#bfe3f2", 3)
    c.dot(168, 48, 13, "#fff3c2")
    c.path("M48 112Q90 84 130 104T192 100V134H48Z", "#a9d3a0")
    c.line("M120 22V134M48 78H192", PAPER, 5)
    c.line("M62 60L34 150M178 60L206 150", INK, 4)
    for x in (62, 178):
        c.dot(x, 58, 11, "#8fb8c9")
    c.oval(120, 142, 46, 22, "#f0b26a")
    _cat(c, 90, 130, 0.84, "#f0b26a")
    c.path("M26 146H214Q206 188 120 190T26 146Z", s.tone.base)
    c.path("M26 146H214Q212 158 204 164Q120 176 36 164Q28 158 26 146Z", s.tone.light)
    c.line("M160 148Q196 138 190 112", "#dd9a50", 9)
    c.floor(width=120, y=212)


@draws("pet beds", "cot")
def _dog_cot(c: Canvas, s: Subject) -> None:
    c.floor(width=214, y=206)
    for x in (26, 200):
        c.rect(x, 150, 14, 54, "#79828e", 4)
    for x in (56, 172):
        c.rect(x, 142, 10, 46, "#98a2ae", 4)
    c.poly([(48, 118), (192, 118), (222, 160), (18, 160)], s.tone.base, 6)
    c.poly([(62, 124), (178, 124), (200, 152), (40, 152)], s.tone.dark, 4)
    c.line("M58 138H184M52 146H190M66 130H174", s.tone.light, 1.6)
    c.rect(14, 154, 212, 13, "#98a2ae", 6)
    c.oval(128, 120, 46, 22, "#d9a86a")
    _dog(c, 90, 102, 0.9, "#d9a86a")
    c.line("M170 116Q188 106 186 90", "#c08a4c", 8)


@draws("litter")
def _litter_sack(c: Canvas, s: Subject) -> None:
    _sack(c, s.tone.base)
    c.dot(118, 104, 36, PAPER)
    _cat(c, 118, 108, 0.92, "#f0b26a" if s.says("unscented") else "#6b7280")
    c.rect(80, 152, 76, 34, PAPER, 8)
    grain = s.tone.dark
    for index in range(6):
        x, y = 94 + index % 3 * 24, 163 + index // 3 * 12
        if s.says("pellet"):
            c.line(f"M{x - 6} {y}h12", "#b9854f", 6)
        elif s.says("tofu"):
            c.rect(x - 6, y - 4, 12, 7, s.tone.base, 3)
        else:
            c.dot(x, y, 5, grain)
    if s.says("green tea"):
        sprig(c, 180, 92, 1.4, LEAF)
    elif s.says("pine"):
        c.poly(mirrored([(186, 54), (200, 82), (192, 82), (204, 104)], 186), "#5d8f6a", 3)


@draws("litter", "self-cleaning")
def _litter_box(c: Canvas, s: Subject) -> None:
    c.floor(width=180)
    c.rect(36, 150, 168, 54, s.tone.dark, 16)
    c.rect(44, 172, 152, 26, s.tone.deep, 10)
    c.dot(120, 108, 80, s.tone.dark)
    c.dot(116, 106, 78, s.tone.base)
    c.dot(116, 108, 52, s.tone.deep)
    c.dot(116, 108, 46, INK)
    c.path("M78 134Q116 116 154 134A46 46 0 0 1 78 134Z", "#dcc6a6")
    _cat(c, 116, 112, 0.8, "#f0b26a")
    c.dot(62, 184, 4, "#7fd48a")
    c.rect(140, 180, 40, 8, PAPER, 4)
