"""A sheet of 240 by 240 units that shapes are laid on, and which becomes one SVG file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

Point = tuple[float, float]
SIDE = 240
"""Width and height of a picture, in its own units."""


def number(value: float) -> str:
    """Return `value` to one decimal, as short as it can be written."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if round(value, 1) else "0"


def mirrored(half: Sequence[Point], axis: float = 120) -> list[Point]:
    """Return the outline whose right half runs down through `half`, closed by its mirror image about x = `axis`."""
    return [*half, *((2 * axis - x, y) for x, y in reversed(half))]


class Canvas:
    """Shapes in the order they are painted; later ones lie on top. Colours are SVG colours, angles degrees."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def rect(self, x: float, y: float, w: float, h: float, fill: str, r: float = 0, opacity: float = 1) -> None:
        """Paint a rectangle from its top left corner (`x`, `y`), its corners rounded by `r`."""
        rounded = f' rx="{number(min(r, w / 2, h / 2))}"' if r else ""
        place = f'x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}"'
        self._parts.append(f'<rect {place}{rounded} fill="{fill}"{_see_through(opacity)}/>')

    def dot(self, x: float, y: float, r: float, fill: str, opacity: float = 1) -> None:
        """Paint a disc of radius `r` about (`x`, `y`)."""
        self._parts.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}"{_see_through(opacity)}/>'
        )

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, opacity: float = 1) -> None:
        """Paint an upright ellipse about (`x`, `y`)."""
        place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
        self._parts.append(f'<ellipse {place} fill="{fill}"{_see_through(opacity)}/>')

    def ring(self, x: float, y: float, r: float, stroke: str, width: float, opacity: float = 1) -> None:
        """Paint a circle's outline, `width` wide, about (`x`, `y`)."""
        place = f'cx="{number(x)}" cy="{number(y)}" r="{number(r)}"'
        self._parts.append(
            f'<circle {place} fill="none" stroke="{stroke}" stroke-width="{number(width)}"{_see_through(opacity)}/>'
        )

    def path(self, d: str, fill: str, opacity: float = 1) -> None:
        """Fill the outline `d`, written as SVG path commands."""
        self._parts.append(f'<path d="{d}" fill="{fill}"{_see_through(opacity)}/>')

    def line(self, d: str, stroke: str, width: float, opacity: float = 1) -> None:
        """Draw along `d`, written as SVG path commands, with a round pen `width` wide."""
        pen = f'stroke="{stroke}" stroke-width="{number(width)}"'
        self._parts.append(f'<path d="{d}" fill="none" {pen}{_see_through(opacity)}/>')

    def poly(self, points: Sequence[Point], fill: str, r: float = 0, opacity: float = 1) -> None:
        """Fill the polygon through `points`, its corners rounded by up to `r`."""
        self.path(_outline(points, r), fill, opacity)

    def floor(self, x: float = 120, width: float = 140, y: float = 204) -> None:
        """Paint the soft shadow of something `width` wide that stands at height `y`."""
        self.oval(x, y, width / 2, max(4.0, width / 22), "#2a2f45", 0.13)

    @contextmanager
    def turned(self, angle: float, x: float = 120, y: float = 120) -> Iterator[None]:
        """Turn what is painted inside the block by `angle` degrees clockwise about (`x`, `y`)."""
        with self._group(f"rotate({number(angle)} {number(x)} {number(y)})"):
            yield

    @contextmanager
    def scaled(self, factor: float, x: float = 120, y: float = 204) -> Iterator[None]:
        """Scale what is painted inside the block by `factor`, leaving the point (`x`, `y`) where it is."""
        dx, dy = x * (1 - factor), y * (1 - factor)
        with self._group(f"translate({number(dx)} {number(dy)}) scale({factor:.3g})"):
            yield

    @contextmanager
    def moved(self, dx: float, dy: float) -> Iterator[None]:
        """Shift what is painted inside the block by (`dx`, `dy`)."""
        with self._group(f"translate({number(dx)} {number(dy)})"):
            yield

    @contextmanager
    def flipped(self, axis: float = 120) -> Iterator[None]:
        """Mirror what is painted inside the block about x = `axis`."""
        with self._group(f"translate({number(2 * axis)} 0) scale(-1 1)"):
            yield

    def svg(self) -> str:
        """Return the whole file, one shape a line."""
        pen = 'stroke-linecap="round" stroke-linejoin="round"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" {pen}>'
        return "\n".join([head, *self._parts, "</svg>"]) + "\n"

    @contextmanager
    def _group(self, transform: str) -> Iterator[None]:
        self._parts.append(f'<g transform="{transform}">')
        yield
        self._parts.append("</g>")


def _see_through(opacity: float) -> str:
    return "" if opacity >= 1 else f' opacity="{opacity:.2g}"'


def _outline(points: Sequence[Point], r: float) -> str:
    if not r:
        return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"
    steps: list[str] = []
    for index, corner in enumerate(points):
        start = _towards(corner, points[index - 1], r)
        end = _towards(corner, points[(index + 1) % len(points)], r)
        steps.append(f"{'L' if steps else 'M'}{_at(start)}Q{_at(corner)} {_at(end)}")
    return "".join(steps) + "Z"


def _towards(corner: Point, other: Point, r: float) -> Point:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = math.hypot(dx, dy) or 1.0
    share = min(r / length, 0.5)
    return corner[0] + dx * share, corner[1] + dy * share


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
