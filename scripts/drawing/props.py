"""Small things that several drawings share: flames, leaves, paws."""

from __future__ import annotations

from drawing.canvas import Canvas
from drawing.colours import LEAF, shades


def flame(c: Canvas, x: float, y: float, size: float, colour: str = "#f08a3c") -> None:
    """Paint a flame `size` high that stands at (`x`, `y`)."""
    half = size * 0.34
    c.path(
        f"M{x} {y - size:.1f}Q{x + half * 1.5:.1f} {y - size * 0.5:.1f} {x + half:.1f} {y - size * 0.2:.1f}Q{x} "
        f"{y + size * 0.2:.1f} {x - half:.1f} {y - size * 0.2:.1f}Q{x - half * 1.5:.1f} {y - size * 0.5:.1f} "
        f"{x} {y - size:.1f}Z",
        colour,
    )
    c.oval(x, y - size * 0.2, half * 0.55, size * 0.22, "#ffdf80")


def sprig(c: Canvas, x: float, y: float, size: float = 1, colour: str = LEAF) -> None:
    """Paint two leaves on a stalk that grows up from (`x`, `y`), about 30 units high at `size` 1."""
    a, b = 2 * size, 16 * size
    c.line(f"M{x:.0f} {y:.0f}v{-14 * size:.0f}", colour, 3)
    c.path(f"M{x:.0f} {y - 8 * size:.0f}q{a:.0f} {-b:.0f} {b:.0f} {-b:.0f}q{-a:.0f} {b:.0f} {-b:.0f} {b:.0f}z", colour)
    c.path(
        f"M{x:.0f} {y - 12 * size:.0f}q{-a:.0f} {-b:.0f} {-b:.0f} {-b:.0f}q{a:.0f} {b:.0f} {b:.0f} {b:.0f}z",
        shades(colour).light,
    )


def paw(c: Canvas, x: float, y: float, size: float, colour: str) -> None:
    """Paint a paw print about `size` across, about (`x`, `y`)."""
    unit = size / 10
    c.oval(x, y + 1.6 * unit, 3 * unit, 2.5 * unit, colour)
    for dx, dy in ((-3.7, -0.9), (-1.4, -3), (1.4, -3), (3.7, -0.9)):
        c.oval(x + dx * unit, y + dy * unit, 1.1 * unit, 1.5 * unit, colour)
