"""Puzzles, board games and toys for babies."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, RAINBOW, WOOD, mix, shades
from drawing.subject import Subject, draws


def _piece(c: Canvas, x: float, y: float, size: float, colour: str, turn: float) -> None:
    with c.turned(turn, x, y):
        c.rect(x - size / 2, y - size / 2, size, size, colour, 3)
        c.dot(x, y - size * 0.62, size * 0.2, colour)
        c.dot(x + size * 0.62, y, size * 0.2, colour)


def _box(c: Canvas, tone_base: str) -> None:
    tone = shades(tone_base)
    c.floor(width=200)
    c.rect(30, 58, 180, 144, tone.deep, 6)
    c.rect(30, 54, 176, 138, tone.dark, 6)
    c.rect(30, 54, 176, 128, tone.base, 6)


@draws("puzzles")
def _night_ferry(c: Canvas, s: Subject) -> None:
    _box(c, s.tone.base)
    c.rect(42, 66, 152, 104, "#233a6b", 4)
    c.dot(s.near(160), 88, 12, "#fff3c2")
    for x, y in ((58, 80), (84, 92), (104, 76), (128, 86)):
        c.dot(x, y, 2, PAPER)
    c.poly([(60, 128), (172, 128), (158, 148), (76, 148)], PAPER, 4)
    c.rect(84, 112, 62, 16, "#d44c42", 3)
    c.rect(124, 98, 12, 16, "#f4c548", 2)
    for x in (92, 106, 120, 134):
        c.rect(x, 117, 7, 7, "#ffe9a0", 1)
    c.path("M42 146q10 -6 19 0t19 0t19 0t19 0t19 0t19 0t19 0t19 0V166Q194 170 190 170H46Q42 170 42 166Z", "#3f66ac")
    _piece(c, 190, 184, 34, s.tone.light, s.near(18, 0.6))
    if s.says("1000 pieces"):
        _piece(c, 52, 192, 30, "#f4c548", -14)
    c.line("M80 66V170M118 66V170M156 66V170M42 100H194M42 136H194", "#ffffff", 1.5, 0.3)


@draws("puzzles", "gradient")
def _circle_jigsaw(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=210)
    c.dot(120, 118, 90, mix("#8768bd", INK, 0.3))
    for index, colour in enumerate(("#8768bd", "#b678b8", "#ee93ab", "#f5b58f", "#f9d88c", "#fdf1c4")):
        c.dot(120, 115, 90 - index * 15, colour)
    c.line("M120 25V205M30 115H210M56 52L184 178M184 52L56 178", PAPER, 2, 0.7)
    for x, y in ((120, 62), (120, 168), (68, 115), (172, 115)):
        c.ring(x, y, 7, PAPER, 2, 0.7)
    _piece(c, 200, 190, 34, "#ee93ab", 20)


@draws("puzzles", "peg")
def _peg_puzzle(c: Canvas, s: Subject) -> None:
    wood = shades("#dcb98c")
    c.floor(width=200)
    c.rect(26, 52, 188, 150, wood.dark, 12)
    c.rect(26, 48, 188, 146, wood.base, 12)
    spots = [(70, 88), (120, 88), (170, 88), (70, 152), (120, 152), (170, 152)]
    for index, (x, y) in enumerate(spots):
        c.rect(x - 22, y - 26, 44, 52, wood.dark, 10)
        colour = RAINBOW[index]
        if index % 3 == 0:
            c.dot(x, y, 19, colour)
        elif index % 3 == 1:
            c.poly(mirrored([(x, y - 22), (x + 21, y + 18)], x), colour, 4)
        else:
            c.rect(x - 18, y - 18, 36, 36, colour, 5)
        c.dot(x, y + 2, 8, shades(colour).deep)
        c.dot(x, y, 8, PAPER)


@draws("puzzles", "floor puzzle")
def _sea_puzzle(c: Canvas, s: Subject) -> None:
    c.floor(width=216, y=198)
    c.rect(14, 56, 212, 140, "#2f6fae", 8)
    c.rect(14, 52, 212, 138, s.tone.light, 8)
    c.path("M14 164Q70 146 120 166T226 156V182Q226 190 218 190H22Q14 190 14 182Z", "#efdcae")
    for x, y, size, colour in ((70, 92, 1.0, "#f0963f"), (160, 84, 0.8, "#f4c548"), (132, 130, 0.7, "#ee93ab")):
        c.oval(x, y, 24 * size, 15 * size, colour)
        c.poly(
            [(x + 18 * size, y), (x + 36 * size, y - 13 * size), (x + 36 * size, y + 13 * size)], shades(colour).dark, 3
        )
        c.dot(x - 12 * size, y - 3, 3, INK)
    c.line("M40 176Q30 156 42 142T38 116M198 170Q188 150 200 138", "#4f9a6d", 6)
    c.dot(186, 170, 10, "#e2574c")
    c.line("M85 52V190M155 52V190M14 98H226M14 144H226", PAPER, 2, 0.75)
    for x, y in ((85, 75), (155, 121), (85, 167), (155, 75)):
        c.dot(x, y, 6, PAPER, 0.75)
    _piece(c, 208, 50, 38, "#8768bd", 16)


def _game(c: Canvas, s: Subject, sky: str) -> None:
    _box(c, s.tone.base)
    c.rect(42, 66, 152, 104, sky, 4)


def _pieces(c: Canvas, s: Subject) -> None:
    for x, colour in ((176, s.accent.base), (200, s.accent.dark)):
        c.dot(x, 168, 9, colour)
        c.poly(mirrored([(x + 5, 172), (x + 12, 202)], x), colour, 4)
    c.rect(36, 178, 26, 26, PAPER, 6)
    for dx, dy in ((-6, -6), (6, 6), (0, 0)):
        c.dot(49 + dx, 191 + dy, 2.6, INK)


@draws("board games")
def _saltmarsh(c: Canvas, s: Subject) -> None:
    storm = s.says("storm season")
    _game(c, s, "#a9b6c4" if storm else "#d6ebdf")
    if storm:
        for x, y in ((92, 92), (116, 84), (138, 94)):
            c.dot(x, y, 15, "#6c7788")
        c.poly([(122, 100), (108, 124), (118, 124), (110, 144), (132, 116), (122, 116)], "#f4c548")
    else:
        c.dot(s.near(150), 90, 13, "#f4c548")
    c.path("M42 138Q80 122 118 138T194 132V166Q194 170 190 170H46Q42 170 42 166Z", "#5f8f6a")
    c.path("M42 152Q90 140 130 154T194 150V166Q194 170 190 170H46Q42 170 42 166Z", "#5b9fb5")
    for x in (58, 70, 172, 182):
        c.line(f"M{x} 150V118", "#7a6a3d", 3)
        c.rect(x - 3, 106, 6, 16, "#94653f", 3)
    c.line("M84 156L92 132L88 120Q96 112 100 122L98 132L108 140", PAPER, 5)
    _pieces(c, s)


@draws("board games", "lighthouse")
def _lighthouse(c: Canvas, s: Subject) -> None:
    _game(c, s, "#3b5590")
    c.poly([(118, 84), (42, 66), (42, 100)], "#fff3c2", 0, 0.7)
    c.poly([(118, 84), (194, 66), (194, 104)], "#fff3c2", 0, 0.7)
    c.poly(mirrored([(128, 94), (136, 160)], 118), PAPER, 2)
    c.poly(mirrored([(130.5, 114), (133, 132)], 118), "#d44c42")
    c.rect(108, 76, 20, 18, "#ffe9a0", 3)
    c.poly(mirrored([(118, 66), (132, 78)], 118), "#d44c42", 2)
    c.path("M42 152q10 -8 19 0t19 0t19 0t19 0t19 0t19 0t19 0t19 0V166Q194 170 190 170H46Q42 170 42 166Z", "#6fa8d0")
    _pieces(c, s)


@draws("board games", "card game")
def _card_game(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=208)
    for angle, colour in ((-30, "#8768bd"), (-10, "#4a82cc"), (10, "#5aa065"), (30, s.tone.base)):
        with c.turned(angle, 120, 200):
            c.rect(78, 52, 84, 122, PAPER, 10)
            c.rect(85, 59, 70, 108, colour, 7)
    with c.turned(30, 120, 200):
        c.rect(98, 84, 44, 52, "#f4c548", 8)
        c.rect(92, 94, 56, 16, INK, 7)
        c.dot(110, 102, 5, PAPER)
        c.dot(130, 102, 5, PAPER)
        c.line("M110 122Q120 130 130 122", INK, 4)
        c.poly([(98, 84), (106, 76), (114, 84), (122, 76), (130, 84), (138, 76), (142, 86)], "#f4c548", 1)


@draws("board games", "chess")
def _chess(c: Canvas, s: Subject) -> None:
    c.floor(width=214, y=200)
    c.poly([(40, 124), (200, 124), (230, 186), (10, 186)], s.tone.base, 4)
    c.path("M10 184H230V194Q230 198 226 198H14Q10 198 10 194Z", s.tone.deep)
    for row in range(4):
        for column in range(row % 2, 8, 2):
            top, bottom = 130 + row * 13, 143 + row * 13
            a, b = 74 + row * 6, 80 + row * 6
            c.poly([(120 + (column - 4) * a / 4, top), (120 + (column - 3) * a / 4, top),
                    (120 + (column - 3) * b / 4, bottom), (120 + (column - 4) * b / 4, bottom)], "#f3e7cc")  # fmt: skip
    for x, tone, y in ((86, shades("#f3e7cc"), 176), (154, shades("#4a3629"), 162)):
        c.oval(x, y, 24, 8, tone.dark)
        c.poly(mirrored([(x + 9, y - 62), (x + 20, y)], x), tone.base, 5)
        c.oval(x, y - 62, 16, 5, tone.dark)
        if x < 100:
            c.poly(mirrored([(x + 17, y - 92), (x + 9, y - 62)], x), tone.base, 3)
            c.rect(x - 3, y - 110, 6, 22, tone.base, 2)
            c.rect(x - 9, y - 104, 18, 6, tone.base, 2)
        else:
            c.path(
                f"M{x - 14} {y - 62}Q{x - 10} {y - 84} {x - 22} {y - 82}L{x - 24} {y - 92}L{x - 4} {y - 112}Q{x + 24} "
                f"{y - 98} {x + 14} {y - 62}Z",
                tone.base,
            )
            c.dot(x - 6, y - 94, 3, PAPER)


@draws("board games", "moon market")
def _moon_market(c: Canvas, s: Subject) -> None:
    _game(c, s, "#3d2f6b")
    c.dot(118, 92, 22, "#fff3c2")
    c.dot(110, 88, 4, "#eadfa2")
    c.dot(126, 98, 5, "#eadfa2")
    for x, colour in ((70, "#e2574c"), (118, "#62ad6b"), (166, "#f0963f")):
        c.rect(x - 17, 138, 34, 28, "#b98b60", 2)
        c.path(f"M{x - 21} 142L{x - 15} 124H{x + 15}L{x + 21} 142Z", colour)
        c.path(f"M{x - 7} 142L{x - 5} 124H{x + 5}L{x + 7} 142Z", PAPER)
        c.dot(x, 153, 5, "#ffe9a0")
    _pieces(c, s)


@draws("baby toys", "rattle")
def _rattle(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=210)
    c.ring(120, 116, 72, shades(WOOD).dark, 22)
    c.ring(120, 114, 72, "#dcb98c", 19)
    for index, colour in enumerate(RAINBOW):
        with c.turned(-75 + index * 30):
            c.dot(120, 42, 20, shades(colour).dark)
            c.dot(119, 40, 19, colour)
            c.dot(113, 34, 5, "#ffffff", 0.5)
    c.oval(120, 186, 24, 18, PAPER)
    c.dot(112, 184, 3.5, INK)
    c.dot(128, 184, 3.5, INK)
    c.line("M114 191Q120 196 126 191", INK, 3)


@draws("baby toys", "stacking cups")
def _stacking_cups(c: Canvas, s: Subject) -> None:
    c.floor(width=120)
    colours = (*RAINBOW, "#ee93ab")
    for index, colour in enumerate(colours):
        y, half = 178 - index * 24, 52 - index * 5.4
        tone = shades(colour)
        c.poly(mirrored([(120 + half - 5, y), (120 + half, y + 26)]), tone.base, 5)
        c.poly(
            [(120 + half * 0.45, y), (120 + half - 5, y), (120 + half, y + 26), (120 + half * 0.5, y + 26)],
            tone.dark,
            4,
        )
        c.rect(120 - half - 3, y + 19, 2 * half + 6, 8, tone.light, 4)


@draws("baby toys", "snail")
def _snail(c: Canvas, s: Subject) -> None:
    c.floor(width=200)
    c.path(
        "M20 192Q20 172 56 172H150Q168 168 172 128Q174 100 196 100T222 128Q222 196 170 200H40Q20 202 20 192Z",
        s.tone.light,
    )
    c.line("M190 104L182 70M208 104L218 72", s.tone.base, 6)
    c.dot(182, 68, 8, s.tone.dark)
    c.dot(218, 70, 8, s.tone.dark)
    c.dot(206, 124, 5, INK)
    c.line("M196 140Q206 148 214 140", INK, 4)
    for r, colour in ((62, "#e2574c"), (48, "#f0963f"), (35, "#f4c84a"), (22, "#4a8fd0"), (10, "#8b6cc0")):
        c.dot(100, 126, r, colour)
    c.line("M36 62v-26l16 -5v26", s.tone.deep, 5)
    c.oval(31, 63, 8, 6, s.tone.deep)
    c.oval(47, 58, 8, 6, s.tone.deep)
    for x in (60, 140):
        c.dot(x, 196, 11, "#f4c84a")
        c.dot(x, 196, 4, PAPER)


@draws("baby toys", "cloth book")
def _cloth_book(c: Canvas, s: Subject) -> None:
    c.floor(width=206, y=204)
    c.path("M120 70Q70 44 18 66V192Q70 176 120 202Q170 176 222 192V66Q170 44 120 70Z", s.accent.base)
    c.path("M120 70Q72 50 28 68V180Q72 166 120 190Z", s.tone.base)
    c.path("M120 70Q168 50 212 68V180Q168 166 120 190Z", s.tone.light)
    c.line("M120 70V192", s.tone.deep, 3)
    c.path("M40 172Q40 120 72 120T106 178Q72 166 40 172Z", "#62ad6b")
    for x in (62, 84):
        c.oval(x, 104, 7, 20, "#c9a27e")
        c.oval(x, 106, 3, 13, "#ee93ab")
    c.dot(73, 126, 17, "#c9a27e")
    c.dot(67, 122, 3, INK)
    c.dot(80, 122, 3, INK)
    c.path("M52 132Q72 122 100 138V176Q72 166 40 172Z", "#62ad6b")
    c.dot(168, 110, 26, "#f4c84a")
    c.dot(160, 106, 4, INK)
    c.dot(178, 106, 4, INK)
    c.line("M160 118Q169 126 178 118", INK, 4)
    c.line("M136 172q16 -8 32 -6t34 2", "#4a8fd0", 5)
    c.rect(212, 110, 20, 12, "#e2574c", 4)


@draws("baby toys", "walker")
def _walker(c: Canvas, s: Subject) -> None:
    wood = shades("#d9b383")
    c.floor(width=190)
    c.line("M40 180L70 46", wood.dark, 10)
    c.line("M52 46H92", "#e2574c", 13)
    c.rect(60, 96, 138, 88, wood.dark, 8)
    c.rect(56, 96, 138, 84, wood.base, 8)
    c.line("M70 96Q96 46 126 72T184 96", "#4a8fd0", 5)
    for x, y, colour in ((88, 74, "#e2574c"), (112, 64, "#62ad6b"), (138, 78, "#f4c84a"), (162, 86, "#8b6cc0")):
        c.dot(x, y, 9, colour)
    for x, colour in ((84, "#62ad6b"), (126, "#f4c84a"), (168, "#ee93ab")):
        c.dot(x, 134, 18, shades(colour).dark)
        for angle in (0, 45):
            with c.turned(angle, x, 132):
                c.rect(x - 15, 117, 30, 30, colour, 5)
        c.dot(x, 132, 5, PAPER)
    for x in (66, 184):
        c.dot(x, 184, 21, "#e2574c")
        c.dot(x, 184, 8, PAPER)
