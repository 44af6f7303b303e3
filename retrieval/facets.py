"""How many of the products that satisfy the constraints have which category, brand, price, rating or attribute."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.asked_attributes import AskedAttribute, asked_attribute
from retrieval.postings import Mask, Postings
from retrieval.query import FacetCount
from retrieval.units import converted, convertible

if TYPE_CHECKING:
    from retrieval.filters import FilterColumns

Values = NDArray[np.float64]
Facet = tuple[FacetCount, ...]

MOST_VALUES: Final = 20
"""Words counted in one facet, the most frequent first."""

RANGES: Final = 8
"""About how many ranges numbers are cut into."""

WIDE: Final = 20
"""From this many times the lowest value on, the highest is too far away for ranges of one width."""


_DECADES: Final = 7
_SAMPLE: Final = 10_000
_BELOW_FIVE: Final = math.nextafter(5, 0)


def facets(
    columns: FilterColumns, mask: Mask, names: Iterable[str], alive: Mask | None = None
) -> Mapping[str, tuple[FacetCount, ...]]:
    """For each of `names`, its values among the rows of `mask` (n,) and how many rows have each; exact.

    `category` counts every level of the paths, `brand` brands, `price` and `rating` ranges; any other name is an
    attribute. Words come most frequent first, at most 20; ranges come in rising order, those without a row left out. A
    range `10 - 20` holds 10 and not 20 (of ratings the last one holds 5), `0.5 - 1 kg` says the unit of the numbers. A
    row that states nothing is not counted, one that states several values counts under each.

    A facet of a field that is itself constrained counts the rows of `mask` like any other: with `brands` asked for,
    `brand` shows these brands, and those that the same products carry, only.

    Raises:
        UnknownNameError: no row that is `alive` has an attribute of that name.
    """
    return {name: _facet(columns, mask, name, alive) for name in names}


def _facet(columns: FilterColumns, mask: Mask, name: str, alive: Mask | None) -> Facet:
    match name.strip().casefold():
        case "category":
            return _words(mask, columns.levels)
        case "brand":
            return _words(mask, columns.brands)
        case "price":
            return _ranges(np.flatnonzero(mask), columns.price[mask])
        case "rating":
            rated = mask & ~np.isnan(columns.rating)
            return _ranges(np.flatnonzero(rated), np.minimum(columns.rating[rated], _BELOW_FIVE))
    return _attribute(mask, asked_attribute(columns.attributes, name, alive, "facets"))


def _attribute(mask: Mask, asked: AskedAttribute) -> Facet:
    """Numbers as ranges, those of each kind of unit on their own; then words."""
    numbers = [count for unit, rows, values in _by_kind(mask, asked) for count in _ranges(rows, values, unit)]
    words = [count for attribute in asked.attributes for count in _words(mask, attribute.words)]
    merged: dict[str, int] = {}
    for count in words:
        merged[count.value] = merged.get(count.value, 0) + count.count
    ordered = sorted(merged.items(), key=lambda pair: -pair[1])[:MOST_VALUES]
    return (*numbers, *(FacetCount(value, count) for value, count in ordered))


def _by_kind(mask: Mask, asked: AskedAttribute) -> Iterator[tuple[str, NDArray[np.int32], Values]]:
    """Unit, rows and numbers of the columns that measure the same, in the unit that most rows are stated in."""
    left = sorted(asked.columns, key=lambda column: -len(column[1].rows))
    while left:
        unit = left[0][0]
        same = [column for column in left if convertible(column[0], unit)]
        left = [column for column in left if not convertible(column[0], unit)]
        kept = [mask[numbers.rows] for _, numbers in same]
        rows = np.concatenate([numbers.rows[k] for (_, numbers), k in zip(same, kept, strict=True)])
        values = [converted(numbers.values[k], own, unit) for (own, numbers), k in zip(same, kept, strict=True)]
        yield unit, rows, np.concatenate(values)


def _words(mask: Mask, postings: Postings) -> Facet:
    counts = postings.counts(mask)
    best = np.argsort(-counts, kind="stable")[:MOST_VALUES].tolist()
    return tuple(FacetCount(postings.names[code], int(counts[code])) for code in best if counts[code])


def _ranges(rows: NDArray[np.intp] | NDArray[np.int32], values: Values, unit: str = "") -> Facet:
    """Counts of rows in ranges with round bounds; a row with two values in one range counts once."""
    if not len(values):
        return ()
    bounds = _round_bounds(values)
    places = np.searchsorted(bounds, values, side="right") - 1
    if not (rows[1:] > rows[:-1]).all():
        places = np.unique(np.stack([rows, places]), axis=1)[1]
    counts = np.bincount(places, minlength=len(bounds) - 1).tolist()
    suffix = f" {unit}" if unit else ""
    ends = zip(bounds, bounds[1:], counts, strict=False)
    return tuple(FacetCount(f"{low:.10g} - {high:.10g}{suffix}", count) for low, high, count in ends if count)


def _round_bounds(values: Values) -> list[float]:
    """Rising bounds, the first at most the lowest value, the last above the highest.

    1, 2, 5, 10, 20, ... where the values lie far apart, else multiples of one such number; the lowest and the highest
    hundredth share the ranges at the ends, so that one outlier does not make all others coarse.
    """
    low, high = float(values.min()), float(values.max())
    sample = values[:: len(values) // _SAMPLE + 1]
    first, last = np.quantile(sample, (0.01, 0.99), method="nearest").tolist()
    above = sample[sample > 0]
    least = float(np.quantile(above, 0.01, method="nearest")) if low >= 0 and len(above) else math.inf
    if last / least >= WIDE:
        bounds = _series(least, last)
        bounds = [
            *([0.0] if low < bounds[0] else []),
            *bounds,
            *(_series(high, high)[1:] if high >= bounds[-1] else []),
        ]
    else:
        bounds = _even(first, last)
        bounds = [*(_even(low, low)[:1] if low < bounds[0] else []), *bounds]
        bounds += _even(high, high)[1:] if high >= bounds[-1] else []
    rising = all(one < two for one, two in pairwise(bounds))
    return bounds if rising and bounds[0] <= low and bounds[-1] > high else [low, math.nextafter(high, math.inf)]


def _series(low: float, high: float) -> list[float]:
    exponents = range(math.floor(math.log10(low)) - 1, math.floor(math.log10(high)) + 2)
    steps = (1, 2, 5) if len(exponents) <= _DECADES else (1,)
    numbers = [float(f"{step}e{exponent}") for exponent in exponents for step in steps]
    return numbers[bisect_right(numbers, low) - 1 : bisect_right(numbers, high) + 1]


def _even(low: float, high: float) -> list[float]:
    width = (high - low) / RANGES or abs(high) / RANGES or 1.0
    exponent = math.floor(math.log10(width))
    step = next((step for step in (1, 2, 5) if float(f"{step}e{exponent}") >= width), 10)
    size = Decimal(f"{step}e{exponent}")  # 0.3 / 0.05 is 5.999… in floats, and 0.3 would lie below its own bound
    places = range(math.floor(Decimal(repr(low)) / size), math.floor(Decimal(repr(high)) / size) + 2)
    return [float(f"{place * step}e{exponent}") for place in places]
