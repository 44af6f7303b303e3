"""Storage, fans and chairs for the home."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, STEEL, WOOD, shades
from drawing.subject import Subject, draws


def _crate(c: Canvas, s: Subject, x: float, y: float, w: float, h: float) -> None:
    c.rect(x, y + 4, w, h - 4, s.tone.dark, 6)
    c.rect(x, y, w - 8, h, s.tone.base, 6)
    c.rect(x - 4, y, w + 8, 12, s.tone.light, 5)
    c.rect(x + w / 2 - 20, y + 18, 36, 10, s.tone.deep, 5)
    for index in range(4):
        c.rect(x + 12 + index * (w - 24) / 4, y + 36, (w - 24) / 4 - 10, h - 44, s.tone.deep, 3, 0.6)


@draws("storage")
def _crates(c: Canvas, s: Subject) -> None:
    c.floor(width=180)
    if s.says("set of 3"):
        _crate(c, s, 30, 140, 88, 64)
        _crate(c, s, 126, 140, 88, 64)
        _crate(c, s, 76, 72, 88, 66)
    else:
        _crate(c, s, 66, 66, 112, 138)
        c.rect(84, 44, 30, 26, s.accent.light, 8)
        c.rect(120, 36, 28, 34, s.accent.dark, 6)


@draws("storage", "bags")
def _bed_bags(c: Canvas, s: Subject) -> None:
    c.floor(width=214)
    for y, dx in ((158, 0), (104, 8)):
        c.rect(20 + dx, y, 200 - dx, 46, s.tone.dark, 16)
        c.rect(20 + dx, y - 4, 192 - dx, 46, s.tone.base, 16)
        c.rect(52 + dx, y + 6, 104, 26, "#dceaf0", 6)
        c.rect(60 + dx, y + 14, 88, 6, s.accent.light, 3)
        c.rect(60 + dx, y + 22, 88, 6, s.accent.pale, 3)
        c.line(f"M{30 + dx} {y + 2}H204", s.tone.deep, 2.5)
        c.line(f"M{172 + dx} {y + 12}q10 10 0 20", s.tone.deep, 6)
        c.dot(204, y + 2, 4, STEEL)


@draws("storage", "bench")
def _bench(c: Canvas, s: Subject) -> None:
    wood = shades(WOOD)
    c.floor(width=208)
    c.rect(22, 96, 196, 16, s.accent.pale, 8)
    c.rect(22, 92, 196, 14, s.accent.light, 7)
    c.rect(18, 106, 204, 12, wood.light, 4)
    c.rect(24, 118, 192, 78, wood.base, 3)
    for x in (24, 206):
        c.rect(x, 118, 10, 86, wood.dark, 2)
    for x in (44, 104, 164):
        c.rect(x - 4, 130, 54, 58, wood.dark, 5)
        c.rect(x, 134, 46, 50, s.tone.light if x == 104 else wood.light, 4)
        c.rect(x + 14, 142, 18, 6, wood.deep, 3)


def _rotor(c: Canvas, s: Subject, x: float, y: float, r: float) -> None:
    c.dot(x, y, r, PAPER, 0.55)
    for angle in (0, 120, 240):
        with c.turned(angle + round(s.near(15, 0.9)), x, y):
            c.oval(x, y - r * 0.48, r * 0.27, r * 0.42, s.tone.base)
    c.ring(x, y, r, s.tone.dark, 6)
    c.ring(x, y, r * 0.66, s.tone.dark, 2)
    c.ring(x, y, r * 0.36, s.tone.dark, 2)
    c.dot(x, y, r * 0.2, s.tone.deep)
    c.dot(x, y, r * 0.09, s.accent.light)


@draws("fans")
def _pedestal_fan(c: Canvas, s: Subject) -> None:
    c.floor(width=110, y=208)
    c.rect(114, 140, 12, 62, s.tone.dark, 4)
    c.rect(110, 148, 20, 18, s.tone.base, 5)
    c.oval(120, 204, 48, 9, s.tone.deep)
    c.oval(120, 200, 48, 9, s.tone.base)
    _rotor(c, s, 120, 88, 64)


@draws("fans", "tower")
def _tower_fan(c: Canvas, s: Subject) -> None:
    c.floor(width=110, y=208)
    c.oval(120, 202, 48, 9, s.tone.deep)
    c.oval(120, 198, 48, 9, s.tone.dark)
    c.rect(88, 28, 66, 172, s.tone.dark, 24)
    c.rect(86, 28, 60, 170, s.tone.base, 24)
    c.rect(98, 66, 36, 116, s.tone.deep, 10)
    for y in range(9):
        c.line(f"M104 {76 + y * 12}H128", s.tone.base, 3)
    c.dot(116, 46, 9, INK)
    c.dot(116, 46, 4, "#7fd48a")
    c.line("M168 84Q184 78 196 84T222 82M170 112Q186 106 198 112T220 110", PAPER, 5)


@draws("fans", "desk fan")
def _desk_fan(c: Canvas, s: Subject) -> None:
    c.floor(width=110)
    c.rect(112, 136, 16, 50, s.tone.dark, 6)
    c.path("M74 204Q74 178 120 178T166 204Z", s.tone.base)
    c.path("M126 178Q166 180 166 204H138Q146 188 126 178Z", s.tone.dark)
    c.dot(112, 193, 5, "#7fd48a")
    _rotor(c, s, 120, 96, 56)


@draws("fans", "bladeless")
def _bladeless_fan(c: Canvas, s: Subject) -> None:
    c.floor(width=110)
    c.poly(mirrored([(146, 148), (156, 204)]), s.tone.base, 10)
    c.poly([(126, 148), (146, 148), (156, 204), (130, 204)], s.tone.dark, 8)
    c.path("M70 86A50 56 0 0 1 170 86V112A50 44 0 0 1 70 112Z", s.tone.dark)
    c.path("M74 84A48 54 0 0 1 162 84V112A46 42 0 0 1 74 112Z", s.tone.base)
    c.path("M86 86A32 40 0 0 1 150 86V112A32 30 0 0 1 86 112Z", "#eaf6fa")
    c.line("M98 82Q110 76 120 82T142 80M96 102Q108 96 118 102T140 100", "#8cc7dc", 4)
    for y in range(3):
        c.line(f"M100 {176 + y * 8}H132", s.tone.deep, 3)
    c.dot(116, 162, 6, "#5ab4d6")


def _castors(c: Canvas) -> None:
    c.line("M120 164V186M120 186L72 200M120 186L168 200M120 186V202", INK, 8)
    for x in (72, 120, 168):
        c.dot(x, 204, 7, "#4b515e")


@draws("chairs")
def _office_chair(c: Canvas, s: Subject) -> None:
    c.floor(width=130, y=211)
    _castors(c)
    if not s.says("no arms"):
        c.line("M66 150V118H84M174 150V118H156", s.tone.deep, 9)
    c.rect(76, 26, 88, 108, s.tone.deep, 24)
    c.rect(82, 32, 76, 96, s.tone.light, 20)
    for y in range(5):
        c.line(f"M88 {50 + y * 15}Q120 {58 + y * 15} 152 {50 + y * 15}", s.tone.dark, 2.5)
    c.line("M120 36V126", s.tone.dark, 2.5)
    c.rect(60, 140, 120, 28, s.tone.deep, 14)
    c.rect(60, 136, 120, 26, s.tone.base, 13)
    c.rect(72, 140, 60, 6, s.tone.light, 3)


@draws("chairs", "dining")
def _dining_chairs(c: Canvas, s: Subject) -> None:
    wood = shades(WOOD)
    c.floor(width=210)
    for x in (24, 128):
        c.line(f"M{x + 12} 44L{x + 8} 202M{x + 76} 44L{x + 80} 202", wood.base, 9)
        c.line(f"M{x + 24} 146L{x + 22} 192M{x + 64} 146L{x + 66} 192", wood.deep, 7)
        c.rect(x + 8, 40, 72, 22, wood.light, 10)
        c.rect(x + 10, 78, 68, 12, wood.base, 5)
        c.rect(x, 130, 90, 18, s.tone.dark, 9)
        c.rect(x, 126, 90, 16, s.tone.base, 8)


@draws("chairs", "folding")
def _folding_chair(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    c.line("M72 40L164 202M168 118L76 202", "#79828e", 9)
    c.line("M72 40L164 202", STEEL, 5)
    c.line("M168 126L76 202", STEEL, 5)
    c.poly([(58, 46), (76, 34), (106, 86), (88, 98)], s.tone.base, 8)
    c.poly([(60, 48), (68, 42), (98, 92), (90, 98)], s.tone.dark, 5)
    c.poly([(92, 116), (178, 108), (184, 122), (100, 132)], s.tone.base, 6)
    c.poly([(98, 126), (184, 118), (184, 126), (100, 134)], s.tone.dark, 3)
    c.dot(129, 142, 5, INK)
    for x in (76, 164):
        c.rect(x - 8, 198, 16, 7, INK, 3)


@draws("chairs", "rocking")
def _rocking_chair(c: Canvas, s: Subject) -> None:
    wood = shades(WOOD)
    c.floor(width=190, y=206)
    c.line("M32 188Q120 224 212 186", wood.dark, 9)
    c.line("M74 160L66 200M168 160L178 198", wood.base, 9)
    c.path("M52 56Q50 32 76 32H116Q136 32 140 54L152 128H72Z", s.tone.dark)
    c.path("M52 56Q50 34 74 34H106Q126 34 130 54L144 130H70Z", s.tone.base)
    c.line("M86 44L98 126M108 44L122 126", s.tone.dark, 3)
    c.rect(64, 126, 126, 36, s.tone.dark, 16)
    c.rect(64, 122, 126, 34, s.tone.light, 16)
    c.line("M76 104H168Q184 104 184 122V140", wood.base, 10)
    c.rect(98, 92, 44, 34, s.accent.light, 10)
    c.line("M108 100L130 118M130 100L108 118", s.accent.pale, 3)
