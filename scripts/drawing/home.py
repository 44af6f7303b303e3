"""Bedding, lamps, rugs and vacuums."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, RAINBOW, STEEL, WOOD, mix, shades
from drawing.subject import Subject, draws

_GLOW = "#ffe9a8"


@draws("bedding")
def _bed(c: Canvas, s: Subject) -> None:
    c.floor(width=212)
    wood = shades(WOOD)
    wide = 20 if s.says("king") else 28
    c.rect(wide, 62, 240 - 2 * wide, 130, wood.dark, 12)
    c.rect(wide + 8, 70, 224 - 2 * wide, 60, wood.base, 8)
    for x in (wide + 6, 224 - wide):
        c.rect(x, 180, 10, 24, wood.deep, 3)
    for x in (wide + 22, 124):
        c.rect(x, 88, 94 - wide, 44, mix(s.tone.base, "#ffffff", 0.75), 16)
        c.rect(x + 10, 116, 74 - wide, 6, s.tone.light, 3, 0.5)
    c.path(
        f"M{wide - 2} 134Q120 112 {242 - wide} 134V182Q{242 - wide} 192 {232 - wide} 192H{wide + 8}"
        f"Q{wide - 2} 192 {wide - 2} 182Z",
        s.tone.base,
    )
    c.path(f"M{wide - 2} 134Q120 112 {242 - wide} 134V148Q120 128 {wide - 2} 148Z", s.tone.pale)
    c.line("M70 152Q64 172 70 190M124 146Q116 170 124 190M176 150Q170 172 178 190", s.tone.dark, 3, 0.7)


@draws("bedding", "winter duvet", "quilt", "weighted")
def _folded_duvet(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    tall = 40 if s.says("winter duvet") else 26
    layers = 3 if tall == 40 else 4
    for index in range(layers):
        y = 204 - (index + 1) * tall
        c.rect(34 + index * 2, y, 172 - index * 4, tall + 3, (s.tone.base, s.tone.light)[index % 2], tall / 2)
        c.line(f"M46 {y + tall - 4}H150", s.tone.dark, 3, 0.6)
    top = 204 - layers * tall
    c.path(f"M38 {top + 14}Q44 {top - 30} 120 {top - 30}T202 {top + 14}Q120 {top + 26} 38 {top + 14}Z", s.tone.pale)
    c.line(
        f"M78 {top - 22}Q92 {top - 4} 88 {top + 18}M160 {top - 22}Q148 {top - 4} 152 {top + 18}"
        f"M56 {top}Q120 {top - 14} 186 {top}",
        s.tone.dark,
        2.5,
        0.6,
    )
    if s.says("weighted"):
        c.rect(92, 140, 56, 36, PAPER, 6)
        c.poly(mirrored([(128, 148), (136, 170)]), s.tone.deep, 3)
        c.ring(120, 149, 5, s.tone.deep, 3)
    elif s.says("quilt"):
        for x in range(5):
            c.dot(60 + x * 30, 166, 5, s.accent.light)
    else:
        c.line("M120 150V174M110 156L130 168M130 156L110 168", s.tone.deep, 3)


@draws("bedding", "pillow")
def _pillow(c: Canvas, s: Subject) -> None:
    c.floor(width=190, y=192)
    c.path(
        "M36 108Q28 84 52 88Q120 70 190 86Q214 82 206 108Q214 146 206 176Q212 198 188 192Q120 200 "
        "52 192Q28 198 34 176Q28 144 36 108Z",
        s.tone.dark,
    )
    c.path(
        "M36 100Q28 76 52 80Q120 62 190 78Q214 74 206 100Q214 138 206 166Q212 188 188 182Q120 190 "
        "52 182Q28 188 34 166Q28 136 36 100Z",
        s.tone.base,
    )
    c.path("M72 118Q120 96 168 116Q180 150 160 158Q120 166 78 158Q62 146 72 118Z", s.tone.dark, 0.5)
    c.line("M48 92L66 104M192 92L174 102M48 170L64 160M192 170L176 160", s.tone.deep, 3, 0.7)
    c.rect(184, 148, 20, 24, s.accent.base, 3)
    c.dot(194, 158, 4, PAPER)
    c.line("M96 122Q120 112 144 122", PAPER, 4)
    c.oval(104, 44, 24, 9, PAPER, 0.85)
    c.oval(126, 38, 20, 10, PAPER, 0.85)


@draws("bedding", "sheet")
def _fitted_sheet(c: Canvas, s: Subject) -> None:
    c.floor(width=210)
    c.poly([(20, 150), (56, 84), (184, 84), (220, 150)], s.tone.light, 10)
    c.rect(20, 144, 200, 52, s.tone.base, 14)
    c.rect(24, 182, 192, 20, PAPER, 8)
    c.rect(20, 176, 200, 12, s.tone.dark, 6)
    for x in range(36, 216, 18):
        c.line(f"M{x} 166q-4 8 0 14", s.tone.deep, 2.5, 0.6)
    c.line("M40 138Q110 122 200 138M60 104Q120 92 180 104", s.tone.pale, 4, 0.8)


@draws("lamps")
def _desk_lamp(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    c.poly([(60, 92), (108, 92), (136, 198), (24, 198)], _GLOW, 6, 0.6)
    c.oval(148, 198, 46, 9, s.tone.deep)
    c.oval(148, 194, 46, 9, s.tone.base)
    c.line("M150 192L184 116L112 58", s.tone.base, 9)
    c.line("M154 180L184 116", s.tone.light, 3)
    c.dot(184, 116, 9, s.tone.deep)
    c.dot(184, 116, 4, STEEL)
    with c.turned(-32, 98, 64):
        c.rect(56, 56, 80, 20, s.tone.dark, 10)
        c.rect(56, 54, 80, 16, s.tone.base, 8)
        c.rect(62, 70, 66, 6, _GLOW, 3)
    c.dot(148, 192, 4, s.accent.base)
    if not s.says("cordless"):
        c.line("M190 198Q214 202 226 190", INK, 4)


@draws("lamps", "floor lamp")
def _tripod_lamp(c: Canvas, s: Subject) -> None:
    c.floor(width=120, y=210)
    c.line("M120 110L74 208M120 110L166 208", WOOD, 8)
    c.line("M120 110V206", "#94653f", 8)
    c.line("M94 166H146", STEEL, 4)
    c.oval(120, 112, 74, 14, _GLOW, 0.55)
    c.poly(mirrored([(152, 26), (182, 104)]), s.tone.base, 8)
    c.poly([(130, 26), (152, 26), (182, 104), (138, 104)], s.tone.dark, 8, 0.6)
    c.oval(120, 104, 58, 7, _GLOW)
    c.line("M72 84Q120 92 168 84", s.accent.light, 4)
    c.dot(120, 116, 7, "#d6a94a")


@draws("lamps", "sunrise")
def _sunrise_lamp(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    c.dot(120, 112, 96, "#ffdf9a", 0.35)
    c.dot(120, 112, 86, s.tone.dark)
    c.dot(120, 110, 84, s.tone.base)
    c.dot(120, 110, 68, "#ffb25c")
    c.path("M52 110A68 68 0 0 1 188 110Q120 84 52 110Z", "#ffd27a")
    c.dot(120, 112, 26, "#fff1bf")
    c.rect(74, 112, 92, 42, INK, 10)
    for x, w in ((86, 12), (104, 12), (128, 12), (146, 12)):
        c.rect(x, 122, w, 22, "#ffb25c", 3)
    c.dot(122, 128, 2, "#ffb25c")
    c.dot(122, 138, 2, "#ffb25c")
    c.rect(80, 190, 80, 14, s.tone.deep, 7)


@draws("lamps", "night light")
def _moon_light(c: Canvas, s: Subject) -> None:
    c.floor(width=120)
    c.dot(120, 128, 92, _GLOW, 0.5)
    for x in (92, 148):
        c.oval(x, 56, 14, 32, s.tone.base)
        c.oval(x, 58, 7, 22, s.tone.pale)
    c.path("M48 146C48 96 84 80 120 80S192 96 192 146S160 204 120 204S48 196 48 146Z", s.tone.base)
    c.path("M160 92C182 104 192 122 192 146C192 190 160 204 130 204C170 184 178 130 160 92Z", s.tone.dark, 0.6)
    c.dot(96, 138, 6, INK)
    c.dot(144, 138, 6, INK)
    c.line("M112 150Q120 158 128 150", INK, 4)
    c.oval(84, 154, 9, 6, "#f2a06f", 0.8)
    c.oval(156, 154, 9, 6, "#f2a06f", 0.8)
    c.path("M214 40A16 16 0 1 0 226 62A13 13 0 0 1 214 40Z", PAPER)


@draws("rugs")
def _rug(c: Canvas, s: Subject) -> None:
    c.floor(width=210, y=196)
    stripes = RAINBOW if s.attributes.get("colour") == "multicolour" else (s.tone.dark, s.tone.pale, s.accent.light) * 2
    for x in range(9):
        c.line(f"M{28 + x * 23} 70v-9M{28 + x * 23} 184v10", "#efe3cc", 3)
    c.rect(20, 68, 200, 118, s.tone.dark, 4)
    c.rect(20, 66, 200, 116, s.tone.base, 4)
    for index, stripe in enumerate(stripes):
        c.rect(20, 74 + index * 17, 200, 9, stripe)
    if s.says("large"):
        c.poly([(120, 84), (172, 124), (120, 164), (68, 124)], s.tone.pale, 4)
        c.poly([(120, 98), (154, 124), (120, 150), (86, 124)], s.tone.deep, 4)


@draws("rugs", "wool")
def _wool_rug(c: Canvas, s: Subject) -> None:
    c.floor(width=216, y=192)
    c.poly([(44, 92), (196, 92), (226, 190), (14, 190)], s.tone.deep, 16)
    c.poly([(44, 82), (196, 82), (226, 180), (14, 180)], s.tone.base, 16)
    c.poly([(54, 90), (186, 90), (210, 170), (30, 170)], s.tone.dark, 12, 0.45)
    c.poly([(58, 94), (182, 94), (204, 165), (36, 165)], s.tone.light, 10)
    for y, half in ((112, 60), (132, 66), (152, 72)):
        points = "".join(f"l{half / 4:.1f} {-9 if step % 2 == 0 else 9}" for step in range(8))
        c.line(f"M{120 - half} {y}{points}", s.accent.light if y == 132 else s.tone.deep, 4)
    for x in range(9):
        c.line(f"M{24 + x * 24} 183l{(x - 4) * 0.6:.1f} 9", s.tone.dark, 4)


@draws("rugs", "runner")
def _runner(c: Canvas, s: Subject) -> None:
    c.floor(width=216, y=194)
    c.poly([(74, 112), (206, 112), (228, 186), (48, 186)], s.tone.dark, 5)
    c.poly([(74, 108), (206, 108), (228, 181), (48, 181)], s.tone.base, 5)
    c.poly([(84, 118), (198, 118), (213, 171), (70, 171)], s.tone.light, 3)
    for x in (112, 150, 188):
        c.poly([(x - 4, 126), (x + 13, 145), (x - 2, 164), (x - 20, 145)], s.tone.deep, 2)
        c.poly([(x - 4, 137), (x + 4, 145), (x - 3, 153), (x - 11, 145)], s.accent.light, 1)
    c.poly([(22, 132), (60, 96), (86, 104), (60, 190), (30, 190)], s.tone.dark, 14)
    c.oval(46, 158, 30, 32, s.tone.base)
    c.ring(46, 158, 21, s.tone.deep, 3)
    c.ring(46, 158, 12, s.tone.deep, 3)
    c.dot(46, 158, 4, s.tone.deep)


@draws("vacuums")
def _stick_vacuum(c: Canvas, s: Subject) -> None:
    c.floor(width=130, x=96, y=208)
    c.line("M154 84L92 190", STEEL, 9)
    c.poly([(44, 190), (126, 190), (134, 206), (36, 206)], s.tone.deep, 6)
    c.rect(52, 186, 66, 9, s.tone.base, 4)
    with c.turned(30, 160, 76):
        c.line("M150 46Q150 20 176 22T194 60", INK, 11)
        c.rect(142, 40, 36, 72, s.tone.dark, 12)
        c.rect(142, 40, 30, 72, s.tone.base, 12)
        c.rect(176, 54, 26, 50, "#bfd8e2", 10)
        c.rect(180, 74, 18, 26, "#8a8f98", 7)
        c.rect(148, 48, 8, 30, s.tone.light, 4)
        c.dot(157, 98, 6, s.accent.base)
    if s.says("pet"):
        for x, y in ((196, 168), (184, 158), (196, 154), (208, 158)):
            c.oval(x, y + (6 if y == 168 else 0), 10 if y == 168 else 5, 8 if y == 168 else 6, s.tone.deep)


@draws("vacuums", "cylinder")
def _cylinder_vacuum(c: Canvas, s: Subject) -> None:
    c.floor(width=200)
    c.line("M150 132Q150 50 96 48T52 110", INK, 10)
    c.line("M52 104L40 188", STEEL, 9)
    c.poly([(18, 190), (72, 190), (76, 204), (12, 204)], s.tone.deep, 5)
    c.path("M88 172C88 130 112 116 150 116H190C214 116 222 140 222 170V184H88Z", s.tone.base)
    c.path("M88 170H222V184Q222 190 214 190H96Q88 190 88 184Z", s.tone.deep)
    c.path("M110 150Q116 126 148 126H170V150Z", s.tone.light)
    c.dot(196, 182, 22, INK)
    c.dot(196, 182, 10, STEEL)
    c.dot(108, 192, 12, INK)
    c.rect(170, 108, 38, 10, s.tone.dark, 5)
    c.dot(196, 144, 6, PAPER)


@draws("vacuums", "robot")
def _robot_vacuum(c: Canvas, s: Subject) -> None:
    c.floor(width=204, y=194)
    c.path("M22 150V166A98 34 0 0 0 218 166V150Z", s.tone.deep)
    c.oval(120, 148, 98, 40, s.tone.dark)
    c.oval(120, 143, 98, 40, s.tone.base)
    c.oval(120, 141, 82, 31, s.tone.dark, 0.35)
    c.path("M92 122V136A28 10 0 0 0 148 136V122Z", INK)
    c.oval(120, 122, 28, 10, "#4b515e")
    c.oval(120, 121, 16, 5, INK)
    c.oval(120, 158, 16, 6, PAPER)
    c.oval(120, 158, 9, 3, s.accent.base)
    c.line("M50 178Q120 204 190 178", s.tone.pale, 3, 0.8)
    c.line("M28 180l-14 12M24 176l-16 2M30 184l-8 16", INK, 3)


@draws("vacuums", "handheld")
def _handheld_vacuum(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    with c.turned(-8, 120, 150):
        c.poly([(20, 186), (34, 150), (92, 128), (92, 190)], "#bfd8e2", 10)
        c.poly([(40, 184), (50, 160), (86, 150), (86, 186)], "#97a6b4", 6)
        c.line("M128 126Q140 78 178 82T212 130", s.tone.base, 18)
        c.rect(84, 116, 138, 78, s.tone.dark, 30)
        c.rect(84, 114, 132, 74, s.tone.base, 28)
        c.rect(84, 114, 14, 76, s.accent.base, 5)
        c.rect(112, 124, 54, 10, s.tone.light, 5)
        for x in (170, 182, 194):
            c.line(f"M{x} 150v22", s.tone.deep, 4)
        c.rect(150, 78, 24, 10, s.accent.base, 5)
