"""Sneakers and bags."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.clothes import buckle
from drawing.colours import INK, PAPER, STEEL
from drawing.sports import shoe
from drawing.subject import Subject, draws


def _low_shoe(c: Canvas, s: Subject, sole: float, rubber: str) -> None:
    top = 200 - sole
    c.floor(width=206)
    c.path(
        f"M22 {top}Q16 {top - 50} 28 {top - 78}Q58 {top - 92} 94 {top - 82}Q116 {top - 46} 170 "
        f"{top - 40}Q220 {top - 34} 224 {top}Z",
        s.tone.base,
    )
    c.path(f"M22 {top}Q16 {top - 50} 28 {top - 78}L56 {top - 84}Q46 {top - 30} 74 {top}Z", s.tone.dark)
    c.path(f"M176 {top - 40}Q220 {top - 34} 224 {top}H164Q158 {top - 26} 176 {top - 40}Z", s.tone.dark, 0.6)
    c.path(f"M34 {top - 80}Q60 {top - 92} 94 {top - 82}L98 {top - 74}Q64 {top - 66} 36 {top - 72}Z", s.tone.deep)
    c.rect(16, top - 4, 212, sole + 4, rubber, 12)
    c.line(f"M26 {top + sole * 0.55:.0f}H218", "#cfccc4", 3)


@draws("sneakers")
def _sneaker(c: Canvas, s: Subject) -> None:
    chunky = s.says("chunky", "platform")
    sole = 46 if chunky else 26
    _low_shoe(c, s, sole, "#f6f2e8")
    top = 200 - sole
    for index in range(4):
        c.line(f"M{104 + index * 15} {top - 66 + index * 8}l-12 16", STEEL if not chunky else PAPER, 5)
    if s.says("canvas"):
        c.path(f"M186 {top - 38}Q222 {top - 28} 226 {top}H190Q176 {top - 20} 186 {top - 38}Z", "#e6e1d3")
        c.line(f"M18 {top + 8}H226", s.accent.base, 4)
        c.line(f"M70 {top - 56}V{top - 8}M62 {top - 30}H140", s.tone.dark, 2.5)
    elif chunky:
        for x in range(9):
            c.rect(24 + x * 23, 182, 14, 20, "#d9cfb8", 4)
        c.line(f"M62 {top - 12}Q96 {top - 18} 120 {top - 40}", s.accent.light, 9)
    else:
        c.line(f"M64 {top - 12}L96 {top - 52}M82 {top - 12}L114 {top - 44}", s.accent.base, 6)
        c.rect(22, top - 66, 18, 22, s.accent.base, 4)


@draws("sneakers", "waterproof")
def _rain_sneaker(c: Canvas, s: Subject) -> None:
    shoe(c, s.tone, s.accent, 28, "M60 158Q98 158 130 132")
    c.path("M20 170Q120 186 226 170V178Q120 196 20 178Z", INK)
    c.oval(190, 210, 44, 7, "#8fc7dc")
    c.oval(66, 212, 34, 5, "#8fc7dc")
    for x, y in ((176, 78), (198, 94), (214, 70), (158, 60)):
        c.path(f"M{x} {y}q7 10 0 15q-7 -5 0 -15z", "#6fb6d6")


@draws("sneakers", "pull-on")
def _slip_on(c: Canvas, s: Subject) -> None:
    _low_shoe(c, s, 24, "#efebe1")
    c.path("M96 94Q118 130 170 136L150 150Q110 142 88 108Z", s.tone.light)
    c.line("M94 112l14 -8M104 122l14 -9M116 130l12 -10", s.tone.dark, 3)
    c.path("M22 94Q12 78 24 74Q34 78 36 96Z", s.accent.base)
    c.line("M70 164Q130 148 206 160", s.tone.light, 3)


@draws("bags", "tote")
def _tote(c: Canvas, s: Subject) -> None:
    c.floor(width=160)
    c.line("M84 96Q84 30 120 30T156 96", "#8a5a3a", 9)
    c.poly([(44, 88), (196, 88), (186, 204), (54, 204)], s.tone.base, 9)
    c.poly([(158, 88), (196, 88), (186, 204), (150, 204)], s.tone.dark, 8, 0.8)
    c.poly([(44, 88), (196, 88), (194, 106), (46, 106)], s.tone.deep, 5)
    c.line("M84 92V146M156 92V146", "#8a5a3a", 9)
    c.rect(76, 136, 88, 50, s.tone.light, 6)
    c.line("M80 142H160", PAPER, 2, 0.8)
    c.rect(104, 152, 32, 18, "#8a5a3a", 3)


@draws("bags", "crossbody")
def _crossbody(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.line("M64 124Q40 20 120 20T176 124", "#8a5a3a", 7)
    c.rect(54, 108, 132, 96, s.tone.dark, 18)
    c.rect(54, 108, 122, 96, s.tone.base, 18)
    c.path("M54 126Q54 104 74 104H166Q186 104 186 126V142Q186 164 160 164H80Q54 164 54 142Z", s.tone.light)
    c.line("M62 146Q64 156 82 156H158Q176 156 178 146", PAPER, 2, 0.8)
    c.rect(108, 148, 24, 28, "#8a5a3a", 5)
    c.dot(120, 164, 4, "#d6a94a")
    for x in (64, 176):
        c.dot(x, 116, 7, "#d6a94a")
        c.dot(x, 116, 3, s.tone.deep)


@draws("bags", "backpack")
def _work_backpack(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    c.line("M78 90Q46 112 56 188M162 90Q194 112 184 188", s.tone.deep, 11)
    c.line("M104 44Q104 20 120 20T136 44", s.tone.deep, 7)
    c.rect(66, 58, 108, 146, s.tone.base, 14)
    c.rect(150, 58, 24, 146, s.tone.deep, 12, 0.8)
    c.rect(60, 40, 120, 28, s.tone.light, 9)
    c.line("M64 58H176", s.tone.deep, 3)
    c.rect(114, 50, 12, 74, "#8a5a3a", 3)
    buckle(c, 120, 108)
    c.rect(80, 138, 80, 52, s.tone.light, 8)
    c.line("M86 150H154", "#d6a94a", 3)
    c.rect(144, 150, 5, 14, "#d6a94a", 2)


@draws("bags")
def _half_moon(c: Canvas, s: Subject) -> None:
    c.floor(width=170)
    c.line("M40 112Q50 26 120 26T200 112", s.tone.dark, 11)
    c.path("M28 112Q34 98 60 102Q120 116 180 102Q206 98 212 112Q214 204 120 204T28 112Z", s.tone.base)
    c.path("M170 105Q206 98 212 112Q214 190 140 203Q190 170 170 105Z", s.tone.dark)
    c.line("M40 120Q120 138 200 120", s.tone.deep, 3)
    c.line("M56 132Q62 178 104 190", s.tone.light, 5)
    for x in (42, 198):
        c.ring(x, 108, 8, "#d6a94a", 4)
    c.rect(150, 122, 6, 22, "#d6a94a", 3)
    c.dot(120, 160, 8, s.tone.light)


@draws("bags", "weekender")
def _weekender(c: Canvas, s: Subject) -> None:
    c.floor(width=210)
    c.line("M78 104Q78 48 120 48T162 104", s.tone.deep, 9)
    c.rect(20, 88, 204, 116, s.tone.dark, 28)
    c.rect(16, 88, 196, 114, s.tone.base, 28)
    c.rect(16, 178, 196, 24, s.tone.deep, 12)
    c.line("M36 98H192", "#d6a94a", 4)
    c.rect(180, 96, 6, 18, "#d6a94a", 3)
    c.line("M78 104V186M162 104V186", s.tone.deep, 10)
    c.rect(92, 122, 56, 44, s.tone.light, 8)
    buckle(c, 78, 140, "#d6a94a")
    buckle(c, 162, 140, "#d6a94a")
    c.poly(mirrored([(206, 150), (214, 180)], 204), s.accent.base, 4)
    c.line("M204 128V150", s.tone.deep, 4)
