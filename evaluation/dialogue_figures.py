"""Whether a figure in a sentence agrees with known ones, given rounding and other units."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from retrieval.catalog import Product

SMALL: Final = 10
"""Figures up to this one are let pass: they count the things a sentence lists."""
_SHARE: Final = 0.02
"""How far off a figure in another unit may be, as a share of it."""

_ENDINGS: Final[Mapping[str, tuple[str, float]]] = {
    "g": ("mass", 1),
    "kg": ("mass", 1000),
    "mm": ("length", 1),
    "cm": ("length", 10),
    "m": ("length", 1000),
    "in": ("length", 25.4),
    "ml": ("volume", 1),
    "l": ("volume", 1000),
    "minutes": ("time", 1),
    "hours": ("time", 60),
    "days": ("time", 1440),
    "months": ("age", 1),
    "years": ("age", 12),
    "gb": ("storage", 1),
}
"""What the end of an attribute's name says: the dimension, and how much of its smallest unit one is."""
_UNITS: Final[tuple[tuple[str, tuple[str, float]], ...]] = (
    (r"kg\b|kilos?\b|kilograms?\b|公斤|千克", ("mass", 1000)),
    (r"g\b|grams?\b|克", ("mass", 1)),
    (r"lbs?\b|pounds?\b|磅", ("mass", 453.6)),
    (r"oz\b|ounces?\b|盎司", ("mass", 28.35)),
    (r"斤", ("mass", 500)),
    (r"mm\b|millimet\w+|毫米", ("length", 1)),
    (r"cm\b|centimet\w+|厘米|公分", ("length", 10)),
    (r"inch(?:es)?\b|in\b|″|\"|英寸|寸", ("length", 25.4)),
    (r"f(?:ee)?t\b|英尺", ("length", 304.8)),
    (r"m\b|met(?:re|er)s?\b|米", ("length", 1000)),
    (r"ml\b|millilit\w+|毫升", ("volume", 1)),
    (r"l\b|lit(?:re|er)s?\b|升", ("volume", 1000)),
    (r"h\b|hours?\b|hrs?\b|个?小时", ("time", 60)),
    (r"min(?:ute)?s?\b|分钟", ("time", 1)),
    (r"days?\b|天", ("time", 1440)),
    (r"months?\b|个?月", ("age", 1)),
    (r"years?\b|年|岁", ("age", 12)),
    (r"tb\b", ("storage", 1024)),
    (r"gb\b", ("storage", 1)),
)
_FIGURE: Final = re.compile(r"(?<![A-Za-z\d.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)")


def other_figures(sentence: str, known: Collection[float], about: Sequence[Product]) -> Iterator[str]:
    """The figures above SMALL that are neither among `known` nor, in any unit, an attribute of a product in `about`,
    nor the difference between two of them."""
    attributes = list(_attributes(about))
    differences = {abs(one - other) for (a, one), (b, other) in combinations(attributes, 2) if a == b}
    for match in _FIGURE.finditer(sentence):
        value = value_of(match[1])
        if value <= SMALL or is_near(match[1], {*known, *differences}):
            continue
        if not _agrees(value, sentence[match.end() :].lstrip(" -"), attributes):
            yield match[1]


def is_near(written: str, allowed: Iterable[float]) -> bool:
    """Whether a figure is one of `allowed`, rounded to as many digits as it is written with."""
    digits = len(written.partition(".")[2])
    tolerance = 0.5 * 10**-digits + 1e-9
    value = value_of(written)
    return any(abs(value - one) <= tolerance for one in allowed)


def value_of(written: str) -> float:
    """The number that is written."""
    return float(written.replace(",", ""))


def _attributes(about: Iterable[Product]) -> Iterator[tuple[str, float]]:
    """The name and value of every numeric attribute."""
    for product in about:
        for name, value in product.attributes.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield name, float(value)


def _agrees(value: float, after: str, attributes: Iterable[tuple[str, float]]) -> bool:
    """Whether a value is, in the unit written after it, one of the attributes."""
    unit = next((known for pattern, known in _UNITS if re.match(pattern, after, re.IGNORECASE)), None)
    if unit is None:
        return False
    wanted = value * unit[1]
    for name, number in attributes:
        dimension, factor = _ENDINGS.get(name.rpartition("_")[2], ("", 0.0))
        if dimension == unit[0] and abs(number * factor - wanted) <= _SHARE * wanted:
            return True
    return False
