"""Puts rows in the order asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.query import Sort

if TYPE_CHECKING:
    from retrieval.filters import FilterColumns

Rows = NDArray[np.intp]
Values = NDArray[Any]


def order(
    columns: FilterColumns,
    rows: Rows,
    sort: Sort,
    scores: Values | None = None,
    standing: Values | None = None,
    top_k: int | None = None,
) -> Rows:
    """The first `top_k` of `rows` (all without it) in the order `sort`, ties by relevance, then by row.

    `scores` is the relevance of each entry of `rows`, higher is better; without a text there is none, and relevance is
    the standing. `standing` (n,) is that of all rows, as `FilterColumns.standing` gives it, worked out where it is not
    handed in. `newest` puts products without a date last.
    """
    relevance = scores if scores is not None else _standing(columns, rows, standing)
    keys: list[Values]
    match sort:
        case "relevance":
            keys = []
        case "price_low":
            keys = [columns.price[rows]]
        case "price_high":
            keys = [-columns.price[rows]]
        case "rating":
            keys = [-_standing(columns, rows, standing)]
        case "newest":
            keys = [-columns.added_on[rows]]
    places = _first([*keys, -relevance, rows], len(rows) if top_k is None else top_k)
    return rows[places]


def _standing(columns: FilterColumns, rows: Rows, standing: Values | None) -> Values:
    return (columns.standing() if standing is None else standing)[rows]


def _first(keys: Sequence[Values], count: int) -> Rows:
    """The places of the `count` lowest entries, by the first key, ties by the next; sorts no more than it must."""
    places = np.arange(len(keys[0]))
    found: list[Rows] = []
    for key in keys:
        if len(places) <= count:
            break
        values = key[places]
        last = np.partition(values, count - 1)[count - 1] if count else np.nan
        found.append(places[values < last])
        places = places[values == last]
        count -= len(found[-1])
    chosen = np.concatenate([*found, places[:count]])
    return chosen[np.lexsort([key[chosen] for key in reversed(keys)])]
