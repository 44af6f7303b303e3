"""The stage a product is drawn on, how big it stands there, and the parcel drawn for what nobody has drawn yet."""

from __future__ import annotations

from typing import Final

from drawing.canvas import Canvas
from drawing.colours import PAPER, mix, shades, tint
from drawing.subject import Subject, drawing_for

_BIG: Final = (
    "xl", "large", "giant", "king", "12 kg", "1 l", "traverse 55", "volt 42", "30 m", "100 w", "kettle 57",
    "24 pieces", "10 m", "max", "lapwing 3", "40 cm", "8 l", "6 mm", "dial 32", "200 ml", "duo",
)  # fmt: skip
_SMALL: Final = (
    "small", "mini", "junior", "children's", "kids", "kids'", "single", "compact", "20 cm", "12 cm", "10 ml", "kitten",
    "puppy", "nib", "dawn 5", "1.4 litre", "9 cm", "5 kg", "panorama 43", "500 pieces", "slate 8", "pocket", "60 g",
    "tiny", "1.5 kg", "2 kg", "view 24", "satchel 13",
)  # fmt: skip


def picture(subject: Subject) -> str:
    """Return the SVG file of a product."""
    canvas = Canvas()
    _backdrop(canvas, subject)
    drawing = drawing_for(subject) or parcel
    with canvas.scaled(_size(subject), 120, 170):
        drawing(canvas, subject)
    return canvas.svg()


def parcel(canvas: Canvas, subject: Subject) -> None:
    """Draw a taped cardboard box with a label in the product's colour."""
    tone, box = subject.tone, shades("#cfa877")
    canvas.floor(width=150)
    canvas.rect(52, 92, 136, 112, box.base, 4)
    canvas.path("M120 92H184Q188 92 188 96V200Q188 204 184 204H120Z", box.dark, 0.5)
    canvas.poly([(52, 96), (66, 66), (174, 66), (188, 96)], box.light, 3)
    canvas.poly([(110, 66), (130, 66), (133, 128), (107, 128)], box.pale)
    canvas.rect(64, 140, 54, 44, PAPER, 4)
    canvas.dot(82, 160, 10, tone.base)
    canvas.rect(98, 152, 14, 4, tone.light, 2)
    canvas.rect(98, 162, 10, 4, tone.light, 2)


def _size(subject: Subject) -> float:
    base = 0.86 if subject.says(*_SMALL) else 1.08 if subject.says(*_BIG) else 1.0
    return round(base * subject.near(1.0, 0.02), 3)


def _backdrop(canvas: Canvas, subject: Subject) -> None:
    ground = tint(subject.department)
    chance = subject.chance
    canvas.rect(0, 0, 240, 240, ground)
    x, y = 120 + chance.uniform(-14, 14), 112 + chance.uniform(-8, 8)
    canvas.dot(x, y, chance.uniform(86, 96), mix(ground, "#ffffff", 0.45))
    canvas.path("M0 190H240V240H0Z", mix(ground, "#5b5470", 0.07))
    side = chance.choice((-1, 1))
    canvas.dot(120 + side * chance.uniform(88, 102), chance.uniform(28, 52), chance.uniform(5, 8), "#ffffff", 0.7)
    canvas.dot(120 - side * chance.uniform(92, 104), chance.uniform(60, 100), chance.uniform(3, 5), "#ffffff", 0.7)
