"""Leads and pet toys."""

from __future__ import annotations

from drawing.canvas import Canvas, mirrored
from drawing.colours import INK, PAPER, RAINBOW, STEEL, WOOD, shades
from drawing.subject import Subject, draws


def _clip(c: Canvas, x: float, y: float) -> None:
    c.rect(x - 7, y - 22, 14, 18, "#d6a94a", 4)
    c.line(f"M{x} {y - 6}Q{x + 18} {y + 2} {x + 12} {y + 18}T{x - 10} {y + 16}V{y + 2}", "#d6a94a", 6)


@draws("leads")
def _lead(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=206)
    c.line("M84 78Q40 40 66 28Q96 18 100 76Q110 130 70 150T90 196Q150 204 162 150", s.tone.dark, 15)
    c.line("M84 76Q40 38 66 26Q96 16 100 74Q110 128 70 148T90 194Q150 202 162 148", s.tone.base, 12)
    c.line("M96 70Q104 128 72 146T94 190Q140 196 156 150", s.tone.light, 2.5)
    c.rect(82, 70, 22, 26, INK, 5)
    _clip(c, 164, 144)
    c.dot(168, 92, 24, s.accent.base)
    c.dot(168, 92, 18, s.accent.light)
    c.line("M158 92H178M158 87v10M178 87v10", PAPER, 6)


@draws("leads", "training line")
def _long_line(c: Canvas, s: Subject) -> None:
    c.floor(width=180, y=206)
    for index in range(5):
        c.oval(112, 182 - index * 15, 84 - index * 3, 22, s.tone.dark)
        c.oval(112, 178 - index * 15, 84 - index * 3, 22, (s.tone.base, s.tone.light)[index % 2])
    c.oval(112, 118, 48, 9, s.tone.deep)
    c.line("M180 120Q212 96 188 62", s.tone.base, 12)
    c.rect(100, 96, 22, 98, INK, 6)
    c.rect(104, 136, 14, 16, STEEL, 3)
    with c.turned(160, 186, 50):
        _clip(c, 186, 62)


@draws("leads", "retractable")
def _retractable(c: Canvas, s: Subject) -> None:
    c.floor(width=160)
    c.line("M56 166Q26 178 22 196", s.accent.base, 8)
    _clip(c, 24, 206)
    c.path("M52 176Q40 86 104 58Q178 34 206 92Q214 156 196 190Q180 206 160 198L150 176Z", s.tone.base)
    c.path("M180 60Q200 72 206 92Q214 156 196 190Q180 206 160 198L154 184Q190 130 180 60Z", s.tone.dark)
    c.path("M130 96Q164 84 172 110Q176 140 164 164Q140 168 132 140Z", "#f6e5cb")
    c.dot(92, 124, 34, s.tone.dark)
    c.dot(92, 124, 25, s.accent.base)
    c.dot(92, 124, 10, s.accent.pale)
    c.rect(126, 60, 38, 18, s.accent.dark, 8)
    c.line("M70 86Q90 70 112 66", s.tone.light, 5)


@draws("leads", "running lead")
def _belt_lead(c: Canvas, s: Subject) -> None:
    c.floor(width=190, y=206)
    c.path("M24 70A96 34 0 0 1 216 70V92A96 34 0 0 0 24 92Z", s.tone.deep)
    c.path("M24 70V92A96 34 0 0 0 216 92V70A96 34 0 0 1 24 70Z", s.tone.base)
    c.line("M26 82A96 34 0 0 0 214 82", s.accent.light, 3)
    c.rect(100, 90, 44, 36, INK, 8)
    c.rect(108, 98, 28, 20, STEEL, 5)
    c.rect(152, 84, 44, 38, s.tone.light, 8)
    c.line("M160 96H188", s.accent.base, 3)
    c.line("M80 118q-14 8 0 14t0 14t0 14t0 14q4 10 26 12H150", s.accent.base, 9)
    c.line("M80 118q-14 8 0 14t0 14t0 14t0 14", s.accent.light, 3)
    with c.turned(-70, 164, 186):
        _clip(c, 164, 186)


@draws("leads", "harness")
def _harness(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=206)
    c.line("M150 96Q210 72 214 130T178 196", s.tone.dark, 7)
    c.path("M120 40C158 40 166 74 150 96C190 104 190 178 120 190C50 178 50 104 90 96C74 74 82 40 120 40Z", s.tone.base)
    c.path("M120 56C142 56 146 76 132 96C164 108 162 164 120 172C78 164 76 108 108 96C94 76 98 56 120 56Z", "#f6e5cb")
    c.rect(104, 84, 32, 84, s.tone.light, 14)
    c.line("M112 100V152M120 96V156M128 100V152", s.tone.base, 2)
    c.rect(72, 128, 26, 18, INK, 5)
    c.rect(142, 128, 26, 18, INK, 5)
    c.ring(120, 178, 8, STEEL, 4)
    c.dot(120, 204, 11, "#f4c548")
    c.line("M112 204H128", "#b08a2a", 2.5)


@draws("pet toys", "chew bone")
def _chew_bone(c: Canvas, s: Subject) -> None:
    c.floor(width=190, y=182)
    with c.turned(s.near(-16, 0.2), 120, 130):
        for dy, tone in ((6, s.tone.deep), (0, s.tone.base)):
            for x, y in ((42, 108), (42, 150), (198, 108), (198, 150)):
                c.dot(x, y + dy, 25, tone)
            c.rect(46, 108 + dy, 148, 42, tone, 10)
        c.line("M84 116V142M100 116V142M140 116V142M156 116V142", s.tone.dark, 6)
        c.rect(110, 117, 20, 24, s.tone.light, 8)
        c.line("M30 100Q36 92 46 92M190 92Q198 92 204 96", s.tone.light, 5)


@draws("pet toys", "goose")
def _goose(c: Canvas, s: Subject) -> None:
    c.floor(width=150)
    for x in (98, 140):
        c.path(f"M{x} 184V196L{x - 14} 204H{x + 16}L{x} 196", "#f0963f")
        c.line(f"M{x} 180V198", "#f0963f", 7)
    c.path(
        "M60 142Q30 132 22 110Q52 106 74 116Q108 96 138 110V62Q138 34 164 34Q190 36 188 64Q184 "
        "74 176 80Q184 128 176 152Q164 188 118 188Q70 186 60 142Z",
        s.tone.base,
    )
    c.path("M80 132Q116 118 142 146Q120 172 92 164Q78 152 80 132Z", s.tone.dark)
    c.line("M94 140Q112 134 126 144M98 152Q112 148 120 154", s.tone.deep, 3)
    c.path("M184 52L220 60Q220 70 206 72H184Z", "#f0963f")
    c.line("M188 62H214", "#d9762a", 2.5)
    c.dot(168, 54, 5, INK)
    c.rect(136, 88, 44, 14, "#e2574c", 6)
    c.poly([(166, 98), (182, 98), (176, 128)], "#e2574c", 3)


@draws("pet toys", "wand")
def _wand(c: Canvas, s: Subject) -> None:
    c.floor(width=150, y=206)
    c.line("M34 196L138 48", shades(WOOD).base, 9)
    c.line("M60 162l7 5M86 125l7 5M112 88l7 5", "#94653f", 4)
    c.line("M138 48Q196 26 192 88", INK, 2.5)
    for angle, colour in ((34, RAINBOW[0]), (12, RAINBOW[2]), (-12, RAINBOW[4]), (-34, RAINBOW[5])):
        with c.turned(angle, 192, 94):
            c.path("M192 94Q172 130 192 176Q212 130 192 94Z", colour)
            c.line("M192 104V168", PAPER, 2, 0.7)
    c.dot(192, 94, 9, "#d6a94a")
    c.dot(189, 91, 3, PAPER)
    c.rect(28, 186, 16, 14, "#94653f", 5)


@draws("pet toys")
def _mouse(c: Canvas, s: Subject) -> None:
    c.floor(width=190)
    c.line("M52 186Q10 190 18 150T48 112", "#ee93ab", 7)
    c.path("M44 198Q34 116 112 108Q186 106 224 178Q228 192 214 198Z", s.tone.base)
    c.path("M44 186Q120 200 222 180Q226 192 214 198H44Z", s.tone.dark)
    for x, y in ((148, 104), (176, 114)):
        c.dot(x, y, 22, s.tone.dark)
        c.dot(x, y, 13, "#ee93ab")
    c.dot(188, 152, 6, INK)
    c.dot(190, 150, 2, PAPER)
    c.dot(222, 178, 7, "#ee93ab")
    c.line("M204 180l26 -12M206 186l28 0", s.tone.deep, 2.5)
    c.poly([(106, 132), (92, 156), (102, 156), (96, 174), (116, 148), (106, 148)], "#f4c548")
    for x in (82, 172):
        c.dot(x, 196, 13, INK)
        c.dot(x, 196, 6, STEEL)
    c.poly(mirrored([(64, 60), (70, 66)], 60), PAPER, 2, 0.6)
