"""Cycling, rackets and swimming."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, RAINBOW, STEEL, WOOD, shades
from drawing.subject import Subject, draws


@draws("cycling", "helmet")
def _helmet(c: Canvas, s: Subject) -> None:
    commuter = s.says("commuter")
    c.floor(width=170)
    c.line("M70 150Q84 196 118 200Q150 196 168 152M108 152L118 198", INK, 6)
    c.path("M24 150Q22 62 116 56Q206 56 220 146Q222 158 206 158H44Q24 160 24 150Z", s.tone.base)
    c.path("M150 60Q212 76 220 146Q222 158 206 158H168Q190 110 150 60Z", s.tone.dark)
    if commuter:
        c.path("M196 140L236 150Q238 160 226 160H180Z", INK)
        c.rect(24, 124, 20, 22, "#e2574c", 6)
        c.rect(28, 128, 6, 14, "#ffb3ab", 3)
        for x in (80, 116, 152):
            c.oval(x, 96, 9, 14, s.tone.deep)
        c.line("M34 140H210", s.tone.light, 4)
    else:
        vents = ("M44 132Q52 92 92 80Q70 104 68 136Z", "M84 136Q86 100 116 74Q140 100 142 136Z")
        for d in (*vents, "M158 136Q160 104 146 82Q188 96 196 136Z"):
            c.path(d, INK)
        c.line("M76 138Q80 96 104 72M150 138Q152 100 130 72", s.accent.base, 4)
    c.path("M26 146Q120 164 218 146L212 158Q120 176 34 158Z", s.tone.deep)


@draws("cycling", "light")
def _bike_lights(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    c.line("M20 180H220", "#98a2ae", 15)
    for x, glow, lens, inner in ((74, "#fff3bd", "#fff6d0", PAPER), (170, "#f7b8b2", "#e2574c", "#ff9d94")):
        c.dot(x, 104, 56, glow, 0.7)
        c.rect(x - 10, 138, 20, 50, INK, 7)
        c.rect(x - 36, 62, 76, 86, s.tone.deep, 24)
        c.rect(x - 38, 60, 76, 84, s.tone.base, 24)
        c.dot(x, 102, 27, STEEL)
        c.dot(x, 102, 22, lens)
        c.dot(x - 5, 97, 9, inner)
        c.rect(x - 8, 54, 16, 8, s.accent.base, 4)


@draws("cycling", "pump")
def _floor_pump(c: Canvas, s: Subject) -> None:
    c.floor(width=140)
    c.line("M132 176Q214 190 206 120T160 60L142 64", INK, 6)
    c.rect(115, 44, 10, 60, STEEL, 3)
    c.rect(64, 28, 112, 20, INK, 10)
    c.rect(74, 31, 36, 6, "#5b616d", 3)
    c.rect(102, 78, 36, 100, s.tone.base, 8)
    c.rect(124, 78, 14, 100, s.tone.dark, 7)
    c.rect(98, 72, 44, 14, INK, 6)
    c.rect(108, 92, 6, 60, s.tone.light, 3)
    c.dot(120, 170, 25, INK)
    c.dot(120, 170, 20, PAPER)
    c.line("M120 170L130 158", "#d44c42", 4)
    c.poly(mirrored([(140, 190), (172, 204)]), s.tone.deep, 5)


@draws("cycling", "seat")
def _saddle(c: Canvas, s: Subject) -> None:
    c.floor(width=130)
    c.line("M64 132Q100 164 120 160T206 128", STEEL, 7)
    c.line("M80 138Q110 150 130 148", "#98a2ae", 5)
    c.rect(110, 152, 24, 52, STEEL, 5)
    c.rect(122, 152, 12, 52, "#98a2ae", 4)
    c.rect(100, 148, 44, 14, INK, 6)
    c.path(
        "M16 96Q18 70 54 74Q96 80 130 88Q196 90 226 112Q232 126 214 130Q150 126 112 134Q60 150 34 136Q14 124 16 96Z",
        s.tone.base,
    )
    c.path(
        "M16 100Q24 128 110 116Q170 108 228 118Q230 128 214 130Q150 126 112 134Q60 150 34 136Q14 124 16 100Z",
        s.tone.deep,
    )
    c.line("M32 90Q80 92 132 100T206 112", s.tone.light, 4)
    c.line("M40 106Q70 112 104 106", s.accent.base, 5)


def _head(c: Canvas, x: float, y: float, rx: float, ry: float, frame: str, strings: int) -> None:
    c.oval(x, y, rx, ry, frame)
    c.oval(x, y, rx - 7, ry - 7, "#f4fbfc")
    for index in range(1, strings):
        at = -1 + 2 * index / strings
        reach = (1 - at * at) ** 0.5
        dx, dy = at * (rx - 7), at * (ry - 7)
        high, wide = reach * (ry - 7), reach * (rx - 7)
        c.line(
            f"M{x + dx:.0f} {y - high:.0f}v{2 * high:.0f}M{x - wide:.0f} {y + dy:.0f}h{2 * wide:.0f}",
            "#a9b7c2",
            1.2,
        )


def _shuttle(c: Canvas, x: float, y: float) -> None:
    c.poly([(x - 20, y - 34), (x + 20, y - 34), (x + 9, y), (x - 9, y)], PAPER, 4)
    c.line(f"M{x - 8} {y - 30}L{x - 4} {y}M{x + 8} {y - 30}L{x + 4} {y}M{x} {y - 32}V{y}", STEEL, 2)
    c.path(f"M{x - 10} {y}h20q0 14 -10 14t-10 -14z", "#e9c9a0")
    c.line(f"M{x - 10} {y}h20", "#e2574c", 3)


@draws("rackets")
def _badminton(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=212)
    with c.turned(s.near(30, 0.12), 120, 120):
        c.rect(117, 112, 6, 72, STEEL, 3)
        c.rect(113, 168, 14, 64, s.tone.deep, 6)
        c.line("M114 184l12 6M114 198l12 6M114 212l12 6", s.tone.light, 2)
        c.poly([(120, 128), (110, 110), (130, 110)], s.tone.base, 2)
        _head(c, 120, 60, 42, 54, s.tone.base, 8)
    _shuttle(c, 178, 172)


@draws("rackets", "tennis racket")
def _tennis(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=212)
    with c.turned(s.near(30, 0.12), 120, 120):
        c.line("M98 112L117 150M142 112L123 150", s.tone.dark, 8)
        c.rect(110, 146, 20, 82, INK, 7)
        c.rect(110, 146, 20, 14, s.accent.base, 3)
        c.line("M111 174l18 8M111 190l18 8M111 206l18 8", "#5b616d", 2)
        _head(c, 120, 66, 52, 60, s.tone.dark if s.tone.base == "#faf9f5" else s.tone.base, 9)
        c.line("M72 50Q84 12 120 10", s.accent.base, 6)
    c.dot(182, 180, 23, "#cfe04a")
    c.line("M166 164Q186 176 172 202M200 166Q184 176 196 198", PAPER, 3)


@draws("rackets", "set, 4 rackets")
def _badminton_set(c: Canvas, s: Subject) -> None:
    c.floor(width=200, y=210)
    for index, angle in enumerate((-33, -11, 11, 33)):
        with c.turned(angle, 120, 200):
            c.rect(117, 96, 6, 70, STEEL, 3)
            c.rect(114, 156, 12, 50, INK, 5)
            c.oval(120, 62, 28, 37, RAINBOW[index * 2 % 6 if index else 0])
            c.oval(120, 62, 22, 31, "#f4fbfc")
            c.line("M108 38V86M120 32V92M132 38V86M101 50H139M98 62H142M101 74H139", "#a9b7c2", 1.2)
    _shuttle(c, 190, 190)
    _shuttle(c, 48, 190)


@draws("rackets", "table tennis")
def _table_tennis(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=208)
    for angle, rubber in ((-34, shades("black")), (26, s.tone)):
        with c.turned(angle, 120, 160):
            c.poly([(108, 138), (132, 138), (137, 212), (103, 212)], WOOD, 7)
            c.poly([(124, 138), (132, 138), (137, 212), (122, 212)], "#94653f", 6)
            c.oval(120, 82, 58, 60, rubber.dark)
            c.oval(117, 80, 56, 58, rubber.base)
            c.poly(mirrored([(148, 128), (134, 150)]), WOOD, 5)
            c.line("M80 62Q90 40 112 36", rubber.light, 5)
    c.dot(204, 186, 15, PAPER)
    c.dot(208, 190, 9, "#e4e1da")


@draws("swimming")
def _goggles(c: Canvas, s: Subject) -> None:
    mirrored_lens = s.says("mirrored")
    lens = "#6c7a9c" if mirrored_lens else "#bfe6f2"
    c.floor(width=190, y=190)
    c.line("M28 112Q36 56 120 56T212 112", s.tone.dark, 10)
    c.line("M36 92Q60 66 120 66T204 92", s.tone.base, 6)
    for x in (68, 172):
        c.rect(x - 48, 96, 96, 74, s.tone.dark, 34)
        c.rect(x - 48, 92, 96, 74, s.tone.base, 34)
        c.rect(x - 37, 101, 74, 54, INK, 26)
        c.rect(x - 34, 103, 68, 49, lens, 24)
        c.path(f"M{x - 24} 140L{x + 4} 104H{x + 18}L{x - 14} 148Z", "#f2a24c" if mirrored_lens else "#ffffff", 0.75)
    c.line("M112 120Q120 112 128 120", s.tone.deep, 9)
    c.line("M20 200q12 -10 24 0t24 0t24 0t24 0t24 0t24 0t24 0t24 0", "#8fd0e4", 5)


@draws("swimming", "children's")
def _kids_goggles(c: Canvas, s: Subject) -> None:
    c.floor(width=180, y=190)
    c.line("M26 112Q36 50 120 50T214 112", s.accent.base, 15)
    for x in (70, 170):
        c.dot(x, 130, 47, s.tone.dark)
        c.dot(x, 126, 47, s.tone.base)
        c.dot(x, 126, 34, "#bfe6f2")
        c.path(f"M{x - 22} 136L{x + 2} 100H{x + 14}L{x - 12} 148Z", "#ffffff", 0.8)
    c.line("M112 118Q120 110 128 118", s.tone.deep, 10)
    c.poly([(18, 118), (2, 100), (2, 142)], s.tone.light, 6)
    c.path("M186 168q20 -14 34 0q-14 14 -34 0l-12 -9v18z", s.accent.light)
    c.dot(210, 166, 2.5, INK)


@draws("swimming", "swim cap")
def _swim_cap(c: Canvas, s: Subject) -> None:
    c.floor(width=170, y=194)
    c.path(
        "M28 172C20 92 66 48 124 48C184 48 218 96 212 158Q210 172 196 174Q120 196 46 186Q30 184 28 172Z",
        s.tone.base,
    )
    c.path("M150 51C194 60 218 104 212 158Q210 172 196 174Q172 180 150 183Q186 120 150 51Z", s.tone.deep)
    c.path("M28 160Q30 174 46 176Q120 188 212 158Q210 172 196 174Q120 196 46 186Q30 184 28 172Z", s.tone.light)
    c.line("M52 110Q66 74 100 64", s.tone.light, 7)
    c.line("M84 128q12 -10 24 0t24 0t24 0M92 146q12 -10 24 0t24 0", s.accent.light, 5)
    c.line("M24 206q12 -10 24 0t24 0t24 0t24 0t24 0t24 0t24 0", "#8fd0e4", 5)


@draws("swimming", "float")
def _tow_float(c: Canvas, s: Subject) -> None:
    c.path("M0 160q15 -10 30 0t30 0t30 0t30 0t30 0t30 0t30 0t30 0V240H0Z", "#8fd0e4")
    c.line("M120 150Q70 200 20 196", INK, 5)
    c.rect(10, 186, 26, 18, INK, 6)
    c.path("M70 160Q64 60 130 56T196 150Q196 176 170 178H96Q72 178 70 160Z", s.tone.base)
    c.path("M150 60Q196 76 196 150Q196 176 170 178H146Q176 130 150 60Z", s.tone.dark)
    c.rect(112, 36, 36, 26, s.tone.deep, 9)
    c.rect(120, 26, 20, 14, INK, 5)
    c.rect(72, 112, 124, 16, PAPER)
    c.line("M90 96Q94 76 112 70", s.tone.pale, 6)
    c.path("M0 182q15 -10 30 0t30 0t30 0t30 0t30 0t30 0t30 0t30 0V240H0Z", "#6fbcd8", 0.9)
    c.line("M40 212q12 -8 24 0t24 0M140 218q12 -8 24 0t24 0", "#b7e2ef", 4)
