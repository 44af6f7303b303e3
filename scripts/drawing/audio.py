"""Headphones, earbuds, speakers, soundbars, microphones and turntables."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, STEEL, WOOD, shades
from drawing.subject import Subject, draws

_GRILLE = "#23272f"


def _band(c: Canvas, s: Subject, width: float) -> None:
    c.line("M52 140V118A68 72 0 0 1 188 118V140", s.tone.base, width)
    c.line("M66 82A68 72 0 0 1 174 82", s.tone.light, width / 3)


@draws("headphones")
def _over_ear(c: Canvas, s: Subject) -> None:
    c.floor(width=160, y=206)
    if s.says("wired"):
        c.line("M54 196Q54 222 90 214T140 220T196 216", INK, 4)
    _band(c, s, 15)
    for flip in (False, True):
        x = 0 if not flip else 136
        c.rect(30 + x + (8 if flip else 0), 126, 36, 78, s.tone.deep, 16)
        c.rect(22 + x if not flip else 182, 122, 36, 82, s.tone.base, 17)
        c.rect(28 if not flip else 200, 134, 10, 56, s.tone.light, 5)
    c.dot(40, 192, 2.5, s.accent.base)
    c.rect(44, 108, 16, 22, STEEL, 5)
    c.rect(180, 108, 16, 22, STEEL, 5)


@draws("headphones", "open-back")
def _open_back(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=208)
    c.line("M48 140V116A72 76 0 0 1 192 116V140", INK, 6)
    c.line("M58 108A66 60 0 0 1 182 108", "#6d4a32", 13)
    for x in (52, 188):
        c.oval(x, 160, 34, 42, s.tone.deep)
        c.oval(x - 3, 158, 34, 42, s.tone.base)
        c.oval(x - 3, 158, 25, 32, _GRILLE)
        for dx in (-13, -3, 7):
            c.line(f"M{x + dx} 136V180", STEEL, 2.5, 0.7)
        c.line(f"M{x - 24} 150H{x + 18}M{x - 24} 166H{x + 18}", STEEL, 2.5, 0.7)


@draws("headphones", "kids'")
def _kids_headphones(c: Canvas, s: Subject) -> None:
    c.floor(width=160, y=206)
    c.poly([(74, 78), (76, 36), (112, 58)], s.tone.dark, 8)
    c.poly([(128, 58), (164, 36), (166, 78)], s.tone.dark, 8)
    _band(c, s, 20)
    for x in (46, 194):
        c.dot(x, 164, 38, s.tone.dark)
        c.dot(x, 160, 38, s.tone.base)
        c.dot(x, 160, 25, PAPER)
        c.dot(x - 8, 156, 4, INK)
        c.dot(x + 8, 156, 4, INK)
        c.poly([(x - 5, 163), (x + 5, 163), (x, 171)], "#f0963f", 2)


@draws("headphones", "headband")
def _headband(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=196)
    c.oval(120, 92, 90, 44, s.tone.deep)
    c.path("M30 92A90 44 0 0 1 210 92V148A90 44 0 0 1 30 148Z", s.tone.deep)
    c.oval(120, 94, 78, 33, "#1b2744")
    c.path("M30 92V148A90 44 0 0 0 210 148V92A90 44 0 0 1 30 92Z", s.tone.base)
    c.path("M30 124V148A90 44 0 0 0 210 148V134A90 44 0 0 1 30 124Z", s.tone.dark, 0.6)
    c.path("M134 146A18 18 0 1 0 152 170A15 15 0 0 1 134 146Z", "#f4d98a")
    for x, y in ((66, 138), (84, 164), (172, 158), (190, 136)):
        c.dot(x, y, 2.6, "#f4d98a")
    c.line("M34 110Q60 140 120 143", s.tone.light, 3, 0.7)


def _bud(c: Canvas, s: Subject, x: float, y: float) -> None:
    c.rect(x - 7, y, 14, 50, s.tone.base, 7)
    c.rect(x + 2, y + 4, 5, 46, s.tone.dark, 2.5)
    c.oval(x, y, 18, 20, s.tone.base)
    c.oval(x + 6, y + 3, 10, 12, s.tone.dark)
    c.oval(x + 9, y + 4, 5, 7, INK)


@draws("earbuds")
def _true_wireless(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    tiny = s.says("tiny")
    for x in (90, 146):
        if tiny:
            c.oval(x, 84, 18, 16, s.tone.base)
            c.oval(x + 5, 86, 10, 10, s.tone.dark)
            c.oval(x - 5, 79, 5, 4, s.tone.pale)
        else:
            _bud(c, s, x, 52)
    c.rect(46, 92, 148, 30, s.tone.deep, 14)
    c.rect(54, 98, 132, 22, INK, 10)
    c.rect(44, 112, 152, 92, s.tone.dark, 34)
    c.rect(44, 108, 152, 92, s.tone.base, 34)
    c.rect(56, 118, 60, 10, s.tone.light, 5)
    c.dot(120, 150, 4, "#7fd48a")
    if s.says("pro"):
        c.line("M98 172Q120 160 142 172", s.tone.light, 4)


@draws("earbuds", "wired")
def _wired_earphones(c: Canvas, s: Subject) -> None:
    c.floor(width=110, y=212)
    c.line("M76 96Q76 150 116 156V186M164 96Q164 150 124 156", s.tone.base, 5)
    c.line("M120 156V180Q120 206 84 202T52 180", s.tone.base, 6)
    c.rect(110, 148, 20, 22, s.tone.dark, 6)
    c.rect(156, 112, 12, 30, PAPER, 6)
    c.rect(159, 118, 6, 6, s.tone.base, 3)
    for x, turn in ((76, -14), (164, 14)):
        with c.turned(turn, x, 76):
            c.rect(x - 7, 70, 14, 40, s.tone.dark, 7)
            c.dot(x, 64, 24, s.tone.base)
            c.dot(x, 64, 16, s.tone.dark)
            c.oval(x, 46, 14, 12, INK)
            c.oval(x - 6, 62, 4, 7, s.tone.light)
    c.rect(42, 150, 16, 34, INK, 5)
    c.rect(47, 132, 6, 20, STEEL, 3)


@draws("earbuds", "ear-hook")
def _hook_buds(c: Canvas, s: Subject) -> None:
    c.floor(width=160, y=204)
    for flip in (False, True):
        x = 172 if flip else 68
        side = -1 if flip else 1
        c.line(
            f"M{x} 124Q{x + side * 46} 40 {x - side * 4} 44Q{x - side * 46} 54 {x - side * 36} 120T{x - side * 20} 176",
            s.tone.base,
            11,
        )
        c.line(f"M{x - side * 38} 96Q{x - side * 40} 60 {x - side * 10} 50", s.tone.light, 3)
        c.dot(x, 140, 32, s.tone.dark)
        c.dot(x, 136, 32, s.tone.base)
        c.dot(x, 136, 20, s.tone.light)
        c.oval(x + side * 26, 152, 15, 17, INK)
        c.dot(x, 136, 6, PAPER)


@draws("earbuds", "clip")
def _clip_buds(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=200)
    for x, turn in ((76, -12), (164, 12)):
        with c.turned(turn, x, 120):
            c.line(f"M{x - 20} 96A34 40 0 1 1 {x - 20} 150", s.tone.base, 15)
            c.line(f"M{x - 14} 86A34 40 0 0 1 {x + 20} 90", s.tone.light, 4)
            c.rect(x - 40, 126, 36, 58, s.tone.dark, 18)
            c.rect(x - 42, 124, 34, 56, s.tone.base, 17)
            c.dot(x - 22, 86, 22, s.tone.dark)
            c.dot(x - 24, 84, 21, s.tone.light)
            c.oval(x - 20, 84, 9, 12, INK)


@draws("speakers")
def _pail_speaker(c: Canvas, s: Subject) -> None:
    c.floor(width=120)
    c.line("M84 66Q84 26 120 26T156 66", s.tone.deep, 8)
    c.poly([(66, 66), (174, 66), (164, 204), (76, 204)], s.tone.base, 22)
    c.poly([(144, 66), (174, 66), (164, 204), (140, 204)], s.tone.dark, 18, 0.7)
    c.oval(120, 72, 52, 13, s.tone.light)
    c.oval(120, 71, 40, 8, s.tone.deep)
    for row in range(6):
        for column in range(7 - row % 2):
            c.dot(84 + column * 12 + (6 if row % 2 else 0), 98 + row * 12, 2.6, s.tone.deep)
    c.rect(96, 178, 48, 12, PAPER, 6)
    c.dot(104, 184, 2.5, s.accent.base)


@draws("speakers", "party")
def _party_speaker(c: Canvas, s: Subject) -> None:
    c.floor(width=140, y=208)
    c.rect(84, 22, 72, 26, s.tone.deep, 10)
    c.rect(94, 32, 52, 18, "#ebe4f4", 6)
    c.rect(58, 40, 128, 168, s.tone.deep, 20)
    c.rect(54, 40, 126, 166, s.tone.base, 20)
    for y, r in ((84, 26), (154, 38)):
        c.ring(117, y, r + 3, s.accent.base, 5)
        c.dot(117, y, r, _GRILLE)
        c.dot(117, y, r * 0.7, s.tone.light)
        c.dot(117, y, r * 0.32, INK)
    for y in (64, 96, 128, 160):
        c.dot(66, y, 3, "#f4c84a")
        c.dot(168, y, 3, "#ee93ab")


@draws("speakers", "bookshelf", "desk duo")
def _speaker_pair(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    desk = s.says("desk duo")
    body = s.tone if desk else shades(WOOD)
    top = 84 if desk else 50
    if desk:
        c.line("M96 190Q120 216 144 190", INK, 4)
    for x in (28, 136):
        c.rect(x, top, 78, 204 - top, body.dark, 7)
        c.rect(x, top, 70, 204 - top, body.base, 7)
        c.rect(x + 6, top + 6, 58, 192 - top, s.tone.deep if desk else s.tone.light, 5)
        c.dot(x + 35, 166 if desk else 158, 22, _GRILLE)
        c.dot(x + 35, 166 if desk else 158, 14, "#4b515e")
        c.dot(x + 35, 166 if desk else 158, 6, INK)
        c.dot(x + 35, top + 32, 13, _GRILLE)
        c.dot(x + 35, top + 32, 5, STEEL)
    c.dot(40 + 108, 194, 3, "#7fd48a")


@draws("speakers", "home")
def _home_speaker(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.path("M52 128C52 64 188 64 188 128V170C188 214 52 214 52 170Z", s.tone.base)
    c.path("M150 88C176 98 188 112 188 128V170C188 190 168 202 140 203C164 170 166 120 150 88Z", s.tone.dark, 0.7)
    for y in range(6):
        c.line(
            f"M{60 - 2 * (y in (2, 3))} {126 + y * 12}Q120 {140 + y * 12} {180 + 2 * (y in (2, 3))} {126 + y * 12}",
            s.tone.deep,
            2,
            0.55,
        )
    c.oval(120, 96, 50, 17, s.tone.light)
    c.oval(120, 95, 38, 11, INK)
    c.oval(120, 95, 26, 6, s.accent.base)
    c.oval(120, 95, 14, 3, s.accent.pale)


def _bar(c: Canvas, s: Subject, x: float, y: float, w: float) -> None:
    c.rect(x, y, w, 34, s.tone.deep, 12)
    c.rect(x, y - 3, w, 32, s.tone.base, 12)
    c.rect(x + 8, y + 4, w - 16, 20, _GRILLE, 8)
    for index in range(int((w - 30) / 10)):
        c.line(f"M{x + 17 + index * 10:.0f} {y + 8:.0f}v12", s.tone.light, 2, 0.6)
    c.dot(x + w - 14, y + 14, 2.6, s.accent.light)


@draws("soundbars")
def _soundbar(c: Canvas, s: Subject) -> None:
    c.floor(width=200, y=190)
    c.rect(42, 50, 156, 92, INK, 6)
    c.rect(46, 54, 148, 84, s.accent.pale, 3)
    c.path("M46 120Q90 84 126 110T194 92V135Q194 138 191 138H49Q46 138 46 135Z", s.accent.light)
    c.dot(s.near(156), 80, 10, PAPER)
    c.rect(108, 142, 24, 12, INK)
    _bar(c, s, 26, 158, 188)


@draws("soundbars", "subwoofer", "surround")
def _soundbar_set(c: Canvas, s: Subject) -> None:
    c.floor(width=214, y=206)
    c.rect(84, 58, 76, 96, s.tone.deep, 8)
    c.rect(80, 58, 74, 96, s.tone.base, 8)
    c.dot(117, 110, 29, _GRILLE)
    c.dot(117, 110, 20, "#4b515e")
    c.dot(117, 110, 8, INK)
    c.line("M94 70H140", s.tone.light, 4)
    if s.says("surround"):
        for x in (26, 182):
            c.rect(x, 96, 34, 66, s.tone.deep, 8)
            c.rect(x, 96, 30, 66, s.tone.base, 8)
            c.dot(x + 15, 114, 7, _GRILLE)
            c.dot(x + 15, 140, 10, _GRILLE)
    _bar(c, s, 14, 172, 212)


@draws("microphones")
def _desk_microphone(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    c.oval(120, 200, 58, 12, s.tone.deep)
    c.oval(120, 195, 58, 12, s.tone.base)
    c.rect(114, 160, 12, 36, STEEL, 4)
    c.line("M70 100V122A50 46 0 0 0 170 122V100", STEEL, 8)
    c.rect(84, 36, 72, 126, s.tone.dark, 36)
    c.rect(84, 36, 66, 126, s.tone.base, 33)
    c.path("M84 92V72A33 36 0 0 1 150 72V92Z", _GRILLE)
    for y in (58, 70, 82):
        c.line(f"M{92 + (y == 58) * 4} {y}H{142 - (y == 58) * 4}", "#6d7585", 2.5)
    c.rect(84, 92, 72, 8, STEEL)
    c.dot(117, 124, 9, s.accent.base)
    c.dot(117, 148, 3, "#7fd48a")


@draws("microphones", "lapel")
def _lapel_microphones(c: Canvas, s: Subject) -> None:
    c.floor(width=180, y=198)
    for x in (70, 170):
        c.dot(x, 66, 26, "#5b616d")
        c.dot(x - 6, 60, 17, "#737a87")
        c.rect(x - 28, 78, 62, 116, s.tone.deep, 14)
        c.rect(x - 31, 76, 60, 116, s.tone.base, 14)
        c.rect(x - 14, 92, 26, 8, _GRILLE, 4)
        c.dot(x - 1, 122, 10, s.tone.light)
        c.line(f"M{x - 1} 118v8", s.accent.light, 3)
        c.dot(x - 1, 142, 3, "#7fd48a")
        c.rect(x - 18, 156, 34, 6, s.tone.light, 3)
    c.line("M26 120H38M26 132H38", STEEL, 5)


@draws("microphones", "vocal", "karaoke")
def _stage_microphone(c: Canvas, s: Subject) -> None:
    karaoke = s.says("karaoke")
    c.floor(width=120, y=206)
    with c.turned(s.near(28, 0.15), 120, 120):
        c.poly([(102, 96), (138, 96), (132, 216), (108, 216)], s.tone.base, 6)
        c.poly([(126, 96), (138, 96), (132, 216), (123, 216)], s.tone.dark, 4)
        c.rect(112, 210, 16, 12, INK, 3)
        c.dot(120, 58, 39, "#5b616d")
        c.dot(112, 50, 26, "#79818e")
        c.line("M92 40L138 86M104 30L148 72M84 58L120 94M148 44L104 88M136 32L90 78", "#4a505b", 2.5)
        c.poly(mirrored([(154, 84), (140, 104)]), s.tone.light, 6)
        if karaoke:
            c.rect(96, 118, 48, 46, s.tone.deep, 12)
            c.dot(120, 141, 14, _GRILLE)
            c.ring(120, 141, 17, "#ee93ab", 4)
        else:
            c.rect(114, 122, 12, 24, INK, 6)
            c.rect(116, 124, 8, 10, STEEL, 4)
    for x, y in ((54, 84), (196, 150)) if karaoke else ():
        c.line(f"M{x} {y}v-28l18 -5v28", s.accent.dark, 5)
        c.oval(x - 5, y, 8, 6, s.accent.dark)
        c.oval(x + 13, y - 5, 8, 6, s.accent.dark)


def _record(c: Canvas, s: Subject, x: float, y: float, r: float) -> None:
    c.dot(x, y, r, "#23252d")
    c.ring(x, y, r * 0.8, "#3c404b", 1.5)
    c.ring(x, y, r * 0.6, "#3c404b", 1.5)
    c.path(
        f"M{x:.1f} {y:.1f}L{x - r * 0.75:.1f} {y - r * 0.6:.1f}A{r * 0.96:.1f} {r * 0.96:.1f} 0 "
        f"0 1 {x - r * 0.35:.1f} {y - r * 0.9:.1f}Z",
        "#4c515e",
        0.6,
    )
    c.dot(x, y, r * 0.36, s.accent.base)
    c.dot(x, y, r * 0.07, PAPER)


@draws("turntables")
def _turntable(c: Canvas, s: Subject) -> None:
    c.floor(width=200, y=206)
    c.rect(22, 44, 196, 158, s.tone.deep, 12)
    c.rect(22, 42, 196, 152, s.tone.base, 12)
    c.rect(30, 50, 180, 12, s.tone.light, 6)
    c.dot(100, 120, 67, STEEL)
    _record(c, s, 100, 120, 62)
    c.dot(188, 76, 17, INK)
    c.dot(188, 76, 10, STEEL)
    c.line("M188 76V140L156 158", PAPER if s.says("spindle") else INK, 6)
    c.rect(140, 150, 20, 12, INK, 4)
    c.dot(190, 176, 9, s.tone.deep)
    c.dot(190, 174, 7, STEEL)
    if s.says("direct-drive"):
        c.rect(178, 112, 8, 46, INK, 4)
        c.dot(182, 134, 6, PAPER)
        for y in (86, 154):
            c.dot(34, y, 3, "#e2574c")
    if s.says("wireless"):
        c.line("M36 176Q44 168 52 176M40 182Q44 178 48 182", "#4a8fd0", 3)


@draws("turntables", "suitcase")
def _suitcase_player(c: Canvas, s: Subject) -> None:
    c.floor(width=200, y=206)
    c.rect(30, 32, 180, 98, s.tone.dark, 12)
    c.rect(40, 42, 160, 82, "#f3e7cc", 6)
    c.rect(96, 50, 48, 6, "#d9c8a2", 3)
    c.rect(24, 118, 192, 84, s.tone.base, 12)
    c.rect(24, 118, 192, 14, "#f3e7cc", 7)
    c.oval(106, 122, 68, 17, "#23252d")
    c.oval(106, 120, 22, 5, s.accent.light)
    c.line("M176 104V118L150 122", STEEL, 5)
    c.rect(94, 158, 52, 12, s.tone.deep, 6)
    c.rect(24, 180, 192, 4, s.tone.dark)
    for x in (44, 184):
        c.rect(x - 2, 150, 16, 22, "#d6a94a", 3)
    for x in (60, 180):
        c.dot(x, 192, 2.5, s.tone.light)
