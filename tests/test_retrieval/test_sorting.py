"""Every order, against Python's own sort."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_shop import PRODUCTS

from retrieval.catalog import Product
from retrieval.filters import FilterColumns
from retrieval.query import SORTS, Sort
from retrieval.sorting import order

KEYS: dict[str, Callable[[Product, float], float]] = {
    "relevance": lambda product, standing: 0.0,
    "price_low": lambda product, standing: product.price,
    "price_high": lambda product, standing: -product.price,
    "rating": lambda product, standing: -standing,
    "newest": lambda product, standing: -{"2026-01-02": 2, "2025-12-31": 1}.get(product.added_on, 0),
}


@given(PRODUCTS, st.sampled_from(SORTS), st.data())
def test_rows_are_sorted_with_ties_by_relevance_and_row(
    products: list[Product], sort: Sort, data: st.DataObject
) -> None:
    columns = FilterColumns.of(products)
    standing = columns.standing()
    rows = np.flatnonzero(data.draw(st.lists(st.booleans(), min_size=len(products), max_size=len(products))))
    chosen = st.lists(st.sampled_from([0.1, 0.5, 0.9]), min_size=len(rows), max_size=len(rows))
    scores = data.draw(st.none() | chosen)
    top_k = data.draw(st.none() | st.integers(1, 14))
    relevance = dict(zip(rows.tolist(), scores if scores is not None else standing[rows].tolist(), strict=True))
    expected = sorted(rows.tolist(), key=lambda row: (KEYS[sort](products[row], standing[row]), -relevance[row], row))[
        :top_k
    ]
    given_scores = None if scores is None else np.array(scores, np.float32)
    assert order(columns, rows, sort, given_scores, top_k=top_k).tolist() == expected
    assert order(columns, rows, sort, given_scores, standing, top_k).tolist() == expected


def test_a_rating_weighs_as_much_as_the_people_behind_it() -> None:
    def rated(rating: float | None, reviews: int) -> Product:
        return Product(id=str(reviews), title="x", price=1, currency="USD", rating=rating, review_count=reviews)

    columns = FilterColumns.of([rated(5.0, 1), rated(4.8, 500), rated(3.0, 400), rated(None, 0)])
    assert order(columns, np.arange(4), "rating").tolist() == [1, 0, 3, 2]
    standing = columns.standing(np.array([True, True, False, True]))
    assert standing[3] == pytest.approx(4.9)
