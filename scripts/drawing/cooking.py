"""Blenders, air fryers and tableware."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import GLASS, INK, PAPER, STEEL, shades
from drawing.subject import Subject, draws

_FRUIT = ("#ee7f9a", "#f2a24c", "#8cc069", "#b07cc6")


@draws("blenders")
def _blender(c: Canvas, s: Subject) -> None:
    c.floor(width=120)
    c.line("M158 64H184V118L152 128", GLASS, 9)
    c.poly([(76, 46), (164, 46), (150, 146), (90, 146)], GLASS, 8)
    c.poly([(82, 90), (158, 90), (150, 146), (90, 146)], s.accent.light, 6)
    for x, y in ((100, 106), (128, 116), (112, 130), (142, 102)):
        c.dot(x, y, 6, s.accent.pale)
    c.rect(72, 34, 96, 16, INK, 7)
    c.rect(104, 24, 32, 12, INK, 5)
    c.rect(86, 52, 8, 74, "#ffffff", 4, 0.5)
    c.poly(mirrored([(152, 142), (170, 204)]), s.tone.base, 10)
    c.poly([(130, 142), (152, 142), (170, 204), (138, 204)], s.tone.dark, 9)
    c.dot(118, 176, 15, PAPER)
    c.dot(118, 176, 11, INK)
    c.line("M118 176L124 169", PAPER, 3)


@draws("blenders", "portable")
def _portable_blender(c: Canvas, s: Subject) -> None:
    c.floor(width=90)
    c.line("M96 52Q120 20 144 52", s.tone.dark, 8)
    c.rect(84, 44, 72, 26, s.tone.base, 8)
    c.rect(88, 66, 64, 84, GLASS, 10)
    c.rect(88, 92, 64, 58, "#f2a24c", 8)
    for x, y in ((102, 108), (128, 100), (118, 124), (138, 128)):
        c.dot(x, y, 6, "#f8cf94")
    c.rect(94, 72, 7, 68, "#ffffff", 3, 0.5)
    c.rect(80, 144, 80, 60, s.tone.base, 14)
    c.rect(136, 144, 24, 60, s.tone.dark, 12)
    c.dot(116, 174, 11, PAPER)
    c.line("M116 168v6M111 171A7 7 0 1 0 121 171", s.tone.deep, 2.5)


@draws("blenders", "hand blender")
def _hand_blender(c: Canvas, s: Subject) -> None:
    c.floor(width=180)
    c.poly([(126, 110), (204, 110), (196, 204), (134, 204)], GLASS, 10)
    c.poly([(130, 152), (200, 152), (196, 204), (134, 204)], "#e8745f", 9)
    c.line("M204 122Q228 124 222 150T198 170", GLASS, 8)
    c.rect(78, 24, 42, 100, INK, 16)
    c.rect(78, 24, 30, 100, "#4b515e", 14)
    c.dot(94, 46, 7, s.accent.base)
    c.rect(87, 60, 14, 30, s.tone.light, 7)
    c.rect(88, 122, 22, 52, s.tone.base, 4)
    c.rect(102, 122, 8, 52, s.tone.dark, 3)
    c.poly([(86, 170), (112, 170), (124, 204), (74, 204)], s.tone.base, 6)
    c.poly([(82, 196), (116, 196), (122, 204), (76, 204)], s.tone.deep, 2)
    c.line("M36 204V120M26 104Q20 140 36 140T46 104Q44 72 36 72T26 104", STEEL, 5)


@draws("blenders", "dome")
def _dome_blender(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    c.path("M56 150V94Q56 28 120 28T184 94V150Z", "#ffffff", 0.55)
    c.poly([(90, 72), (150, 72), (142, 148), (98, 148)], GLASS, 8)
    c.poly([(94, 102), (146, 102), (142, 148), (98, 148)], "#8cc069", 6)
    c.rect(86, 62, 68, 14, INK, 6)
    c.line("M56 150V94Q56 28 120 28T184 94V150", "#a9c6d2", 5)
    c.line("M72 100Q72 58 98 46", "#ffffff", 6)
    c.rect(108, 20, 24, 12, STEEL, 5)
    c.rect(48, 146, 144, 58, s.tone.base, 14)
    c.rect(150, 146, 42, 58, s.tone.dark, 14)
    for x in (74, 98, 122):
        c.dot(x, 176, 7, s.tone.deep)
    c.dot(170, 176, 12, INK)


def _basket(c: Canvas, s: Subject, x: float, w: float) -> None:
    c.rect(x, 120, w, 74, s.tone.deep, 14)
    c.rect(x + w / 2 - 14, 132, 28, 40, s.tone.light, 10)
    c.rect(x + w / 2 - 8, 138, 16, 28, INK, 7)


@draws("air fryers")
def _air_fryer(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.path("M54 84Q56 34 120 34T186 84L190 184Q190 204 170 204H70Q50 204 50 184Z", s.tone.base)
    c.path("M146 38Q184 46 186 84L190 184Q190 204 170 204H146Q168 120 146 38Z", s.tone.dark, 0.8)
    c.oval(120, 52, 38, 9, s.tone.light)
    c.rect(84, 72, 72, 32, INK, 10)
    c.rect(94, 82, 26, 12, s.accent.light, 3)
    c.dot(136, 88, 5, "#7fd48a")
    _basket(c, s, 62, 116)
    c.rect(62, 112, 116, 4, s.tone.deep, 2)
    c.rect(66, 60, 8, 40, s.tone.light, 4)


@draws("air fryers", "dual-basket")
def _dual_fryer(c: Canvas, s: Subject) -> None:
    c.floor(width=196)
    c.rect(26, 48, 190, 156, s.tone.dark, 30)
    c.rect(24, 48, 184, 156, s.tone.base, 30)
    c.rect(60, 62, 112, 34, INK, 12)
    c.rect(72, 72, 30, 14, "#f2a24c", 3)
    c.rect(130, 72, 30, 14, "#7fd4e0", 3)
    c.dot(116, 79, 4, PAPER)
    _basket(c, s, 34, 78)
    _basket(c, s, 120, 78)
    c.rect(34, 104, 164, 4, s.tone.deep, 2)
    c.rect(36, 66, 8, 30, s.tone.light, 4)


@draws("air fryers", "window")
def _window_fryer(c: Canvas, s: Subject) -> None:
    c.floor(width=156)
    c.rect(46, 38, 150, 166, s.tone.dark, 28)
    c.rect(44, 38, 144, 166, s.tone.base, 28)
    c.rect(66, 52, 100, 24, INK, 12)
    for x in range(4):
        c.dot(82 + x * 23, 64, 4, ("#f2a24c", PAPER, PAPER, "#7fd48a")[x])
    c.rect(58, 88, 116, 88, s.tone.deep, 16)
    c.rect(66, 96, 100, 62, "#5a3a28", 10)
    c.oval(116, 128, 44, 26, "#f29b3f", 0.5)
    for x, y, turn in ((92, 140, 20), (112, 132, -15), (134, 142, 8), (120, 148, -30), (100, 150, 0)):
        with c.turned(turn, x, y):
            c.rect(x - 14, y - 4, 28, 8, "#f4c95d", 3)
    c.poly([(74, 102), (96, 102), (74, 128)], "#ffffff", 2, 0.3)
    c.rect(90, 164, 52, 12, STEEL, 6)


def _plates(c: Canvas, s: Subject, x: float, y: float, count: int, half: float) -> None:
    for index in range(count):
        c.oval(x, y - index * 9 + 4, half, 13, s.tone.dark)
        c.oval(x, y - index * 9, half, 13, s.tone.base)
    top = y - (count - 1) * 9
    c.oval(x, top, half * 0.84, 9.5, s.tone.light)
    c.oval(x, top + 1, half * 0.56, 6, s.tone.base)


@draws("tableware")
def _dinner_set(c: Canvas, s: Subject) -> None:
    big = s.says("24 pieces")
    c.floor(width=210)
    c.dot(84, 100, 62, s.tone.dark)
    c.dot(82, 98, 61, s.tone.base)
    c.ring(82, 98, 48, s.tone.light, 4)
    c.dot(82, 98, 36, s.tone.light, 0.6)
    _plates(c, s, 88, 190, 5 if big else 3, 72)
    for index in range(2):
        y = 172 - index * 30
        c.path(f"M156 {y}H226Q222 {y + 30} 204 {y + 30}H178Q160 {y + 30} 156 {y}Z", (s.tone.base, s.tone.light)[index])
        c.oval(191, y, 35, 6, s.tone.dark)
    if big:
        c.path("M160 112H218Q218 142 206 142H176Q160 142 160 112Z", s.tone.pale)
        c.line("M216 118Q232 120 226 130T210 136", s.tone.pale, 5)
        c.oval(189, 112, 29, 5, s.tone.dark)


@draws("tableware", "cutlery")
def _cutlery(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=206)
    metal = s.tone
    c.rect(56, 172, 128, 26, s.accent.base, 6)
    c.line("M76 104V202", metal.dark, 10)
    c.line("M62 40V76Q62 100 76 100T90 76V40M71 40V76M81 40V76", metal.dark, 5)
    c.line("M74 104V202", metal.light, 4)
    c.line("M120 110V202", metal.dark, 10)
    c.path("M112 112V40Q136 44 136 84T128 112Z", metal.base)
    c.path("M124 112V44Q136 50 136 84T128 112Z", metal.dark)
    c.line("M118 116V202", metal.light, 4)
    c.line("M166 104V202", metal.dark, 10)
    c.oval(166, 70, 21, 33, metal.base)
    c.oval(166, 72, 14, 24, metal.dark)
    c.line("M164 106V202", metal.light, 4)
    c.rect(56, 158, 128, 34, s.accent.light, 8)
    c.line("M120 162L108 150M120 162L132 150", s.accent.dark, 5)
    c.dot(120, 166, 6, s.accent.dark)


@draws("tableware", "tea set")
def _tea_set(c: Canvas, s: Subject) -> None:
    flower = shades("#ee93ab")
    c.floor(width=214)
    c.line("M150 102Q190 92 186 130T148 166", s.tone.deep, 9)
    c.path("M54 136Q26 132 24 96L38 90Q42 112 64 116Z", s.tone.dark)
    c.path("M50 136C50 104 70 90 102 90S154 104 154 136Q154 186 124 194H80Q50 186 50 136Z", s.tone.base)
    c.path("M124 94C146 102 154 116 154 136Q154 186 124 194H108C142 172 144 122 124 94Z", s.tone.dark, 0.8)
    c.path("M72 92Q76 72 102 72T132 92Z", s.tone.dark)
    c.dot(102, 66, 8, "#d6a94a")
    for dx, dy in ((0, -9), (9, -2), (5, 8), (-5, 8), (-9, -2)):
        c.dot(88 + dx, 138 + dy, 6, flower.light)
    c.dot(88, 138, 5, "#f4c548")
    c.oval(188, 199, 40, 7, s.tone.dark)
    c.oval(188, 196, 40, 7, s.tone.base)
    c.path("M158 154H218Q216 194 198 194H178Q160 194 158 154Z", s.tone.base)
    c.oval(188, 154, 30, 7, "#b9793f")
    c.line("M218 160Q236 162 230 174T212 182", s.tone.dark, 5)
    c.dot(182, 174, 6, flower.light)
