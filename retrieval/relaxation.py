"""What to give up, and by how much, where no product satisfies all constraints."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.conditions import Condition, allowed, conditions
from retrieval.postings import Mask
from retrieval.query import Range, Relaxation, SearchQuery

if TYPE_CHECKING:
    from retrieval.filters import FilterColumns

MOST: Final = 8
"""Relaxations offered at most."""

GIVEN_UP: Final = 1.0
"""What giving a constraint up counts beside moving a limit by a share of itself: as much as doubling it."""

DIGITS: Final = 4
"""To so many a limit in another unit than the catalogue's is rounded, outwards: 1.103 lb for 500 g."""

_MOST_CONDITIONS: Final = 62
"""Of which a set fits into one integer."""


class _Way(NamedTuple):
    """For each of some rows that fail a condition, how far the limit must move, and where to (NaN: given up)."""

    change: NDArray[np.float64]
    limit: NDArray[np.float64]


def relaxations(
    columns: FilterColumns, query: SearchQuery, alive: Mask | None = None, considered: Mask | None = None
) -> tuple[Relaxation, ...]:
    """Each constraint that, changed alone, lets products through, with the smallest change that does, smallest first.

    Where no single one helps, the pairs that do, and so on: a pair is a relaxation with another in `also`. Empty where
    products satisfy all constraints, or where there are no products. How much a limit moves is counted as a share of
    itself; giving a constraint up counts as moving a limit by its whole. `alive` (n,) are the rows by whose names the
    query is read, `considered` those of them that may be found: leave out excluded ids and the product to be like; all
    that are alive without it. `products` of each is what `relaxed` finds.

    Raises:
        UnknownNameError, InvalidQueryError: as `conditions.allowed`.
    """
    found = list(conditions(columns, query, alive))[:_MOST_CONDITIONS]
    failed = np.zeros(len(columns), np.int64)
    for place, condition in enumerate(found):
        failed |= (~condition.passed).astype(np.int64) << place
    considered = alive if considered is None else considered
    sets = _distinct(failed if considered is None else failed[considered])
    fewest = min((bits.bit_count() for bits in sets), default=0)
    offers = [
        _offer(
            columns, query, alive, considered, [c for place, c in enumerate(found) if bits >> place & 1], failed == bits
        )
        for bits in sets
        if fewest and bits.bit_count() == fewest
    ]
    offers.sort(key=lambda offer: (offer[0], -offer[1].products, offer[1].constraint))
    return tuple(relaxation for _, relaxation in offers[:MOST])


def relaxed(query: SearchQuery, relaxation: Relaxation) -> SearchQuery:
    """The query with that relaxation made."""
    for change in (relaxation, *relaxation.also):
        query = _changed(query, change)
    return query


def _distinct(failed: NDArray[np.int64]) -> list[int]:
    """The different entries."""
    if len(failed) and int(failed.max()) < 1 << 16:
        return np.flatnonzero(np.bincount(failed)).tolist()
    return [int(bits) for bits in np.unique(failed)]


def _offer(
    columns: FilterColumns,
    query: SearchQuery,
    alive: Mask | None,
    considered: Mask | None,
    failing: list[Condition],
    mask: Mask,
) -> tuple[float, Relaxation]:
    """The least change of all conditions in `failing` that lets a row of `mask` through, and how large it is."""
    if considered is not None:
        mask &= considered
    rows = np.flatnonzero(mask)
    ways = [_way(condition, mask, rows) for condition in failing]
    total = np.sum([way.change for way in ways], axis=0)
    best = int(np.argmin(total))
    changes = [
        Relaxation(condition.constraint, _value(condition, float(way.limit[best])), 0)
        for condition, way in zip(failing, ways, strict=True)
    ]
    offered = replace(changes[0], also=tuple(changes[1:]))
    passed = allowed(columns, relaxed(query, offered), alive)
    products = int((passed if considered is None else passed & considered).sum())
    counted = tuple(replace(change, products=products) for change in changes)
    return float(total[best]), replace(counted[0], also=counted[1:])


def _way(condition: Condition, mask: Mask, rows: NDArray[np.intp]) -> _Way:
    """How each of `rows`, those of `mask`, comes through."""
    change, limit = np.full(len(rows), GIVEN_UP), np.full(len(rows), np.nan)
    if condition.wanted is None or condition.stated is None:
        return _Way(change, limit)
    stating, values = condition.stated(mask)
    moved = _distance(values, condition.wanted)
    nearest_last = np.lexsort([-moved, stating])
    nearest_last = nearest_last[~np.isnan(values[nearest_last])]
    places = np.searchsorted(rows, stating[nearest_last])
    change[places], limit[places] = moved[nearest_last], values[nearest_last]
    return _Way(change, limit)


def _distance(values: NDArray[np.float64], wanted: Range) -> NDArray[np.float64]:
    """How far outside the limits each value lies, as a share of the limit it breaks (of 1 where that is 0)."""
    distance = np.zeros(len(values))
    for end, side in ((wanted.minimum, -1), (wanted.maximum, 1)):
        if end is not None:
            distance = np.maximum(distance, side * (values - end) / (abs(end) or 1.0))
    return distance


def _value(condition: Condition, limit: float) -> float | None:
    if math.isnan(limit):
        return None
    if not condition.is_converted or limit == 0 or condition.wanted is None:
        return limit
    outwards = math.ceil if _breaks_maximum(condition.wanted, limit) else math.floor
    digits = DIGITS - 1 - math.floor(math.log10(abs(limit)))
    return float(f"{outwards(limit * 10.0**digits)}e{-digits}")


def _breaks_maximum(wanted: Range, limit: float) -> bool:
    return wanted.maximum is not None and (limit > wanted.maximum or (wanted.below_maximum and limit == wanted.maximum))


def _changed(query: SearchQuery, change: Relaxation) -> SearchQuery:
    kind, _, name = change.constraint.partition(".")
    new: Any = _without(kind) if change.value is None else change.value
    if name:
        asked: Mapping[str, Any] = getattr(query, kind)
        new = {other: wanted for other, wanted in asked.items() if other != name}
        if change.value is not None:
            new[name] = _moved(asked[name], change.value)
    fields: dict[str, Any] = {kind: new}
    return replace(query, **fields)


def _without(kind: str) -> Any:
    """The value of a constraint that asks for nothing."""
    return () if kind in ("categories", "brands", "excluded_brands") else False if kind == "in_stock" else None


def _moved(limits: Range, value: float) -> Range:
    if _breaks_maximum(limits, value):
        return replace(limits, maximum=value, below_maximum=False)
    return replace(limits, minimum=value, above_minimum=False)
