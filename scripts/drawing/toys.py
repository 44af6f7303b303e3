"""Building sets, plush animals and things driven from afar."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, RAINBOW, STEEL, shades
from drawing.subject import Subject, draws


def _brick(c: Canvas, x: float, y: float, studs: int, colour: str, unit: float = 18) -> None:
    tone = shades(colour)
    bump = f"h{unit * 0.56:.1f}v{unit * 0.3:.1f}h{-unit * 0.56:.1f}z"
    tops = "".join(f"M{x + unit * (index + 0.22):.1f} {y - unit * 0.3:.1f}{bump}" for index in range(studs))
    c.path(tops, tone.light)
    c.rect(x, y, unit * studs, unit, tone.base, 2)
    c.rect(x, y + unit * 0.78, unit * studs, unit * 0.22, tone.dark, 1)


@draws("building sets", "crane")
def _brick_crane(c: Canvas, s: Subject) -> None:
    c.floor(width=170)
    _brick(c, 40, 186, 8, "#4a82cc")
    _brick(c, 58, 168, 5, "#8b94a1")
    for y in range(5):
        _brick(c, 84, 150 - y * 18, 2, s.tone.base if y % 2 else s.tone.dark)
    _brick(c, 66, 60, 4, "#d44c42")
    c.line("M60 52H214", s.tone.base, 11)
    c.line("M64 52l12 0M88 48l14 8M112 48l14 8M136 48l14 8M160 48l14 8M184 48l14 8", s.tone.deep, 3)
    c.line("M102 44L102 24L200 48M102 24L62 48", INK, 3)
    c.rect(46, 44, 24, 24, "#8b94a1", 3)
    c.line("M194 56V118", INK, 3)
    c.line("M194 118q10 4 6 12t-14 2", STEEL, 5)
    _brick(c, 174, 140, 2, "#5aa065")
    if s.says("motorised"):
        c.poly([(128, 176), (118, 190), (126, 190), (122, 200), (134, 186), (126, 186)], "#f4c548")
        _brick(c, 156, 168, 2, "#3a3f4b")


@draws("building sets", "farm")
def _brick_farm(c: Canvas, s: Subject) -> None:
    c.floor(width=200)
    _brick(c, 20, 184, 9, "#5aa065", 22)
    for row in range(3):
        _brick(c, 46, 162 - row * 22, 4, "#d44c42" if row != 1 else "#e2695f", 22)
    c.poly([(36, 114), (90, 66), (144, 114)], "#8768bd", 6)
    c.rect(76, 140, 30, 44, PAPER, 4)
    c.line("M78 142L104 182M104 142L78 182", "#d44c42", 3)
    c.dot(90, 100, 9, "#f4c548")
    c.rect(150, 148, 56, 28, PAPER, 12)
    for x in (160, 188):
        c.rect(x, 170, 9, 16, INK, 3)
    c.dot(204, 142, 14, PAPER)
    c.dot(208, 140, 3, INK)
    c.oval(170, 158, 9, 7, INK)
    c.oval(214, 148, 6, 5, "#ee93ab")


@draws("building sets", "plank")
def _planks(c: Canvas, s: Subject) -> None:
    c.floor(width=170)
    for level in range(6):
        y = 192 - level * 24
        for x in (52, 110, 168) if level % 2 == 0 else (80, 140):
            c.rect(x, y - 12, 20, 24, (s.tone.base, s.tone.dark)[(level + x // 20) % 2], 3)
        c.rect(40 + level * 5, y - 24, 160 - level * 10, 12, s.tone.light if level % 2 else s.tone.base, 3)
        c.line(f"M{54 + level * 6} {y - 18}h{60 - level * 4}", s.tone.dark, 2)
    with c.turned(-18, 120, 40):
        c.rect(84, 30, 74, 11, s.tone.dark, 3)


@draws("building sets", "magnetic")
def _magnetic_tiles(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    tiles = [(30, 144), (90, 144), (150, 144), (60, 84), (120, 84)]
    for index, (x, y) in enumerate(tiles):
        colour = RAINBOW[(index * 2 + 1) % 6]
        c.rect(x, y, 58, 58, shades(colour).dark, 6)
        c.rect(x + 5, y + 5, 48, 48, shades(colour).light, 4)
        c.poly([(x + 10, y + 10), (x + 32, y + 10), (x + 10, y + 32)], "#ffffff", 3, 0.45)
    for left, colour in ((60, RAINBOW[0]), (120, RAINBOW[4])):
        c.poly([(left, 82), (left + 29, 30), (left + 58, 82)], shades(colour).dark, 5)
        c.poly([(left + 9, 76), (left + 29, 40), (left + 49, 76)], shades(colour).light, 4)


@draws("building sets")
def _brick_tram(c: Canvas, s: Subject) -> None:
    c.dot(198, 46, 18, "#fff3c2")
    c.floor(width=210)
    c.rect(14, 196, 212, 7, "#79828e", 3)
    c.line("M104 66L120 34L136 66", INK, 4)
    c.line("M20 32H220", INK, 3)
    for x in (62, 92, 122, 152):
        c.rect(x, 60, 14, 8, s.tone.dark, 2)
    c.rect(30, 66, 180, 118, s.tone.base, 10)
    c.rect(30, 132, 180, 42, "#d44c42", 4)
    c.rect(30, 66, 180, 14, "#3f6f9c", 6)
    for x in (42, 82, 122, 162):
        c.rect(x, 88, 34, 36, "#ffd97a", 4)
        c.dot(x + 17, 112, 7, "#8a6546")
    for x in (60, 180):
        c.dot(x, 188, 14, INK)
        c.dot(x, 188, 6, STEEL)
    c.dot(200, 152, 7, "#fff3c2")
    c.line("M38 152H176", "#e98077", 4)


def _face(c: Canvas, x: float, y: float, gap: float, size: float = 5) -> None:
    for side in (-1, 1):
        c.dot(x + side * gap, y, size, INK)
        c.dot(x + side * gap + 1.5, y - 2, size * 0.34, PAPER)


@draws("plush")
def _hedgehog(c: Canvas, s: Subject) -> None:
    skin = shades("#f0d3ae")
    c.floor(width=150)
    spikes = [(120, 50), (92, 54), (66, 68), (48, 92), (40, 122), (42, 152), (54, 178)]
    for x, y in [*spikes, *[(240 - x, y) for x, y in spikes[1:]]]:
        c.dot(x, y + 8, 17, s.tone.dark)
    c.path("M120 52C178 52 200 96 200 138C200 184 172 204 120 204S40 184 40 138C40 96 62 52 120 52Z", s.tone.base)
    c.path("M120 92C160 92 178 120 176 150C174 188 150 202 120 202S66 188 64 150C62 120 80 92 120 92Z", skin.base)
    c.dot(72, 94, 13, skin.dark)
    c.dot(168, 94, 13, skin.dark)
    _face(c, 120, 132, 24, 6)
    c.oval(120, 150, 13, 10, INK)
    c.line("M106 166Q120 176 134 166", INK, 4)
    c.oval(84, 154, 9, 6, "#ee93ab", 0.8)
    c.oval(156, 154, 9, 6, "#ee93ab", 0.8)
    for x in (88, 152):
        c.oval(x, 200, 18, 9, skin.dark)
    if s.says("giant"):
        c.poly([(96, 186), (120, 194), (96, 202)], "#d44c42", 3)
        c.poly([(144, 186), (120, 194), (144, 202)], "#d44c42", 3)


@draws("plush", "key ring")
def _key_ring(c: Canvas, s: Subject) -> None:
    c.ring(120, 38, 25, STEEL, 7)
    c.ring(120, 74, 9, STEEL, 5)
    c.rect(112, 78, 16, 34, s.accent.base, 6)
    c.rect(122, 78, 6, 34, s.accent.dark, 3)
    with c.scaled(0.68, 120, 206):
        _hedgehog(c, s)


@draws("plush", "whale")
def _whale(c: Canvas, s: Subject) -> None:
    c.floor(width=180)
    c.dot(120, 130, 96, "#fff3c2", 0.45)
    c.line("M92 62Q92 40 76 38M92 62Q92 40 108 38", "#8fd0e4", 6)
    c.path(
        "M176 130Q196 124 196 92Q178 92 172 74Q196 62 210 84Q226 64 236 86Q234 116 216 118Q216 150 190 174Z",
        s.tone.dark,
    )
    c.path("M22 142C22 92 62 70 104 70C160 70 176 118 204 126Q210 200 112 204Q22 202 22 142Z", s.tone.base)
    c.path("M24 156Q70 178 140 172T200 158Q190 202 112 204Q34 202 24 156Z", PAPER)
    c.line("M56 178v18M80 182v18M104 182v20M128 180v18", "#d8dcdc", 3)
    c.path("M112 156Q140 160 144 188Q116 188 108 166Z", s.tone.dark)
    _face(c, 66, 140, 0.1, 7)
    c.line("M40 158Q52 168 66 160", INK, 4)
    c.oval(86, 156, 9, 6, "#ee93ab", 0.8)
    for x, y in ((96, 96), (124, 100), (146, 116), (116, 122), (70, 104)):
        c.poly(mirrored([(x, y - 6), (x + 2, y - 2), (x + 6, y), (x + 2, y + 2), (x, y + 6)], x), "#fff3c2")


@draws("plush", "sloth")
def _sloth(c: Canvas, s: Subject) -> None:
    cream = "#f1dfc3"
    c.floor(width=160)
    c.path("M120 106C168 106 184 140 182 172Q180 204 120 204T58 172C56 140 72 106 120 106Z", s.tone.dark)
    c.oval(120, 170, 38, 32, s.tone.light)
    c.line("M72 128Q36 156 62 188M168 128Q204 156 178 188", s.tone.base, 24)
    c.line("M58 190l-6 12M66 194l0 12M174 194l0 12M182 190l6 12", "#7a6552", 5)
    c.dot(120, 84, 58, s.tone.base)
    c.path("M72 88C72 60 96 54 120 62C144 54 168 60 168 88C168 114 146 126 120 126S72 114 72 88Z", cream)
    for side in (-1, 1):
        with c.turned(side * -22, 120 + side * 26, 84):
            c.oval(120 + side * 26, 86, 20, 11, "#6d5a4a")
    _face(c, 120, 84, 22, 5)
    c.oval(120, 98, 10, 7, INK)
    c.line("M106 110Q120 118 134 110", INK, 4)
    c.line("M108 34Q120 44 118 54M128 32Q124 44 130 54", s.tone.dark, 5)
    for x in (92, 148):
        c.oval(x, 200, 20, 9, s.tone.deep)


def _wheel(c: Canvas, x: float, y: float, r: float, hub: str) -> None:
    c.dot(x, y, r, INK)
    for angle in range(0, 180, 45):
        with c.turned(angle, x, y):
            c.rect(x - 4, y - r - 3, 8, 2 * r + 6, INK, 2)
    c.dot(x, y, r * 0.56, STEEL)
    c.dot(x, y, r * 0.26, hub)


@draws("remote control", "rock crawler")
def _crawler(c: Canvas, s: Subject) -> None:
    c.path("M0 208L30 186L80 204L140 192L190 206L240 190V214H0Z", "#b7a389")
    c.line("M72 170L98 132M172 170L146 132", STEEL, 6)
    c.path(
        "M28 146V118Q28 112 36 112H80L100 76Q102 72 108 72H150Q156 72 158 78L170 112H206Q214 112 214 120V146Z",
        s.tone.base,
    )
    c.path("M28 134H214V146H28Z", s.tone.deep)
    c.poly([(90, 110), (106, 82), (124, 82), (124, 110)], "#cfe6ee", 3)
    c.poly([(130, 82), (148, 82), (158, 110), (130, 110)], "#cfe6ee", 3)
    c.rect(100, 60, 58, 9, INK, 3)
    for x in (106, 122, 138):
        c.dot(x + 6, 58, 5, "#fff3c2")
    c.rect(206, 120, 10, 14, "#fff3c2", 3)
    _wheel(c, 66, 172, 29, s.accent.base)
    _wheel(c, 176, 172, 29, s.accent.base)


@draws("remote control", "buggy")
def _buggy(c: Canvas, s: Subject) -> None:
    c.floor(width=214)
    c.poly([(12, 82), (60, 76), (62, 92), (14, 96)], s.tone.dark, 4)
    c.line("M38 92L56 140", INK, 6)
    c.path("M30 152Q34 128 84 128L110 98H146L170 132Q218 140 230 162Q230 172 218 172H40Q30 170 30 152Z", s.tone.base)
    c.path("M96 128L114 104H142L158 130Z", INK)
    c.path("M30 158H230Q230 172 218 172H40Q30 172 30 158Z", s.tone.deep)
    c.line("M110 98L90 132M146 98L170 132", PAPER, 4)
    c.dot(190, 150, 13, PAPER)
    c.line("M186 144h8l-5 12", INK, 3)
    _wheel(c, 66, 178, 27, "#f4c548")
    _wheel(c, 186, 182, 22, "#f4c548")
    c.line("M2 130H22M-4 148H20M4 166H22", PAPER, 5)


@draws("remote control", "drone")
def _drone(c: Canvas, s: Subject) -> None:
    c.floor(width=130, y=208)
    for x, y in ((46, 76), (194, 76), (34, 148), (206, 148)):
        c.line(f"M120 112L{x} {y}", s.tone.deep, 10)
        c.rect(x - 6, y - 12, 12, 16, INK, 4)
        c.oval(x, y - 14, 38, 7, s.accent.light, 0.65)
        c.dot(x, y - 14, 4, INK)
    c.path("M72 112Q76 82 120 82T168 112Q166 144 120 144T72 112Z", s.tone.base)
    c.path("M72 116Q96 130 120 130T168 116Q162 144 120 144T72 116Z", s.tone.dark)
    c.dot(120, 138, 17, INK)
    c.dot(120, 138, 10, "#4a82cc")
    c.dot(116, 134, 3, PAPER)
    c.dot(98, 106, 4, "#62ad6b")
    c.dot(142, 106, 4, "#e2574c")
    c.line("M88 146L78 170H98M152 146L162 170H142", s.tone.deep, 5)


@draws("remote control", "boat")
def _boat(c: Canvas, s: Subject) -> None:
    c.path("M0 176q15 -10 30 0t30 0t30 0t30 0t30 0t30 0t30 0t30 0V240H0Z", "#8fd0e4")
    c.line("M84 110V58", INK, 3)
    c.dot(84, 56, 5, "#e2574c")
    c.path("M22 132H212Q236 134 230 142Q214 186 180 190H58Q28 186 22 132Z", s.tone.base)
    c.path("M26 154H222Q206 188 180 190H58Q32 186 26 154Z", s.tone.deep)
    c.path("M66 132Q72 96 116 96H140Q162 98 182 132Z", PAPER)
    c.path("M124 106H140Q154 108 164 128H124Z", "#6c9ac0")
    c.rect(84, 108, 30, 18, "#6c9ac0", 5)
    c.line("M34 144H216", PAPER, 5)
    c.path("M0 190q15 -10 30 0t30 0t30 0t30 0t30 0t30 0t30 0t30 0V240H0Z", "#6fbcd8", 0.92)
    c.line("M12 168Q2 156 -6 164M40 214q12 -8 24 0t24 0M146 218q12 -8 24 0t24 0", PAPER, 4)


@draws("remote control")
def _first_racer(c: Canvas, s: Subject) -> None:
    c.floor(width=200)
    c.path(
        "M16 166Q14 118 62 112Q76 76 120 76Q160 76 172 114Q214 118 218 162Q218 182 202 182H32Q16 182 16 166Z",
        s.tone.base,
    )
    c.path("M16 162H218Q218 182 202 182H32Q16 182 16 162Z", s.tone.dark)
    c.path("M82 114Q90 90 120 90Q146 90 154 114Z", "#cfe6ee")
    c.dot(118, 92, 15, "#f0d3ae")
    c.path("M102 92A16 17 0 0 1 134 92Z", "#e2574c")
    c.dot(56, 142, 16, PAPER)
    c.line("M52 134h8l-5 16", s.tone.deep, 4)
    c.dot(204, 146, 9, "#fff3c2")
    for x in (64, 172):
        c.dot(x, 180, 24, INK)
        c.dot(x, 180, 12, "#f4c548")
    c.rect(186, 40, 36, 52, "#f0963f", 10)
    c.dot(204, 58, 8, "#62ad6b")
    c.dot(204, 78, 8, "#e2574c")
    c.line("M204 40V22", INK, 3)
