"""Chargers and what is worn on the wrist."""

from __future__ import annotations

from drawing.canvas import Canvas
from drawing.colours import INK, PAPER, STEEL
from drawing.subject import Subject, draws

_FACE = "#1f2430"


@draws("chargers")
def _wall_charger(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    c.rect(92, 44, 12, 40, STEEL, 3)
    c.rect(136, 44, 12, 40, STEEL, 3)
    c.rect(99, 44, 5, 40, "#96a0ac", 2)
    c.rect(143, 44, 5, 40, "#96a0ac", 2)
    c.rect(60, 78, 120, 126, s.tone.dark, 26)
    c.rect(60, 76, 112, 126, s.tone.base, 26)
    c.rect(70, 86, 40, 8, s.tone.light, 4)
    ports = 3 if s.says("100 w") else 2
    for y in range(ports):
        c.rect(92, 186 - (ports - y) * 24, 48, 13, INK, 6.5)
        c.rect(100, 190 - (ports - y) * 24, 32, 5, STEEL, 2.5)
    c.poly([(120, 92), (108, 110), (117, 110), (112, 124), (128, 104), (118, 104)], s.accent.base)


@draws("chargers", "power bank")
def _power_bank(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    c.line("M150 52Q206 34 202 92T180 150", INK, 6)
    c.rect(170, 140, 18, 26, PAPER, 4)
    c.rect(174, 164, 10, 14, STEEL, 2)
    c.rect(66, 48, 100, 156, s.tone.dark, 30)
    c.rect(62, 46, 98, 156, s.tone.base, 30)
    c.rect(74, 60, 12, 112, s.tone.light, 6)
    c.rect(96, 52, 32, 8, INK, 4)
    for y in range(4):
        c.dot(112, 130 + y * 14, 4, "#7fd48a" if y else s.tone.dark)
    c.poly([(114, 78), (98, 104), (110, 104), (104, 122), (126, 94), (114, 94)], "#f4c84a")


@draws("chargers", "pad")
def _charging_pad(c: Canvas, s: Subject) -> None:
    c.floor(y=192, width=190)
    c.line("M206 176Q232 172 230 200T204 216", INK, 4)
    c.oval(120, 178, 92, 22, s.tone.deep)
    c.oval(120, 170, 92, 22, s.tone.base)
    c.oval(120, 168, 66, 14, s.tone.light)
    c.line("M120 160V150", "#7fd48a", 3)
    with c.turned(-4):
        c.rect(54, 136, 132, 16, _FACE, 8)
        c.rect(56, 134, 128, 10, s.accent.base, 5)
    c.line("M88 114Q120 92 152 114", s.accent.base, 6, 0.85)
    c.line("M100 94Q120 80 140 94", s.accent.light, 6, 0.8)
    c.line("M72 122Q120 62 168 122", s.accent.light, 4, 0.35)


def _strap(c: Canvas, s: Subject, width: float) -> None:
    x = 120 - width / 2
    c.rect(x, 22, width, 190, s.tone.base, 14)
    c.rect(x + width - 10, 22, 10, 190, s.tone.dark, 5)
    for y in (34, 44, 54):
        c.dot(120, y, 2.6, s.tone.deep)
    c.rect(x - 3, 186, width + 6, 8, s.tone.deep, 4)


@draws("smartwatches")
def _round_watch(c: Canvas, s: Subject) -> None:
    c.floor(width=80, y=210)
    _strap(c, s, 52)
    c.rect(168, 108, 10, 20, STEEL, 4)
    c.dot(120, 118, 56, "#98a2ae" if s.says("call") else INK)
    c.dot(120, 118, 51, STEEL if s.says("call") else s.tone.light)
    c.dot(120, 118, 44, _FACE)
    c.line("M120 82A36 36 0 1 1 88 134", s.accent.base, 6)
    c.line("M120 94A24 24 0 0 1 136 136", "#62ad6b", 5)
    if s.says("running"):
        c.line("M104 128L114 114L124 122L136 104", PAPER, 4)
    else:
        c.line("M120 118V102M120 118L132 124", PAPER, 4)
    c.dot(120, 118, 3, PAPER)


@draws("smartwatches", "kids'")
def _kids_watch(c: Canvas, s: Subject) -> None:
    c.floor(width=80, y=210)
    _strap(c, s, 50)
    c.rect(64, 66, 112, 104, s.tone.dark, 30)
    c.rect(64, 63, 112, 102, s.tone.light, 30)
    c.rect(76, 74, 88, 80, _FACE, 20)
    c.dot(120, 114, 30, "#f4c84a")
    c.dot(110, 108, 4, INK)
    c.dot(130, 108, 4, INK)
    c.line("M106 120Q120 134 134 120", INK, 4)
    c.rect(176, 106, 8, 18, "#f0963f", 4)
    c.dot(103, 117, 4, "#f2a0a0")
    c.dot(137, 117, 4, "#f2a0a0")


@draws("smartwatches", "tracker")
def _fitness_band(c: Canvas, s: Subject) -> None:
    c.floor(width=70, y=210)
    _strap(c, s, 40)
    c.rect(94, 62, 52, 110, s.tone.deep, 24)
    c.rect(98, 66, 44, 102, _FACE, 20)
    c.path("M120 98C110 84 98 98 120 114C142 98 130 84 120 98Z", "#f2617a")
    c.line("M104 128H112L117 118L123 138L128 128H136", "#7fd48a", 3.5)
    c.rect(110, 148, 20, 4, STEEL, 2)
    c.rect(110, 148, s.near(12, 0.3), 4, "#4a8fd0", 2)
