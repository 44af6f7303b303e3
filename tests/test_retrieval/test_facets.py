"""Counts of the whole filtered set, against counting the products one by one."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_shop import PRODUCTS, amounts, plain

from retrieval.catalog import Product
from retrieval.conditions import allowed
from retrieval.errors import UnknownNameError
from retrieval.facets import facets
from retrieval.filters import FilterColumns
from retrieval.query import FacetCount, SearchQuery

RANGE = re.compile(r"(-?[\d.e+-]+) - (-?[\d.e+-]+)(?: (.+))?")


@settings(deadline=None)
@given(PRODUCTS, st.data())
def test_counts_are_those_of_the_products_one_by_one(products: list[Product], data: st.DataObject) -> None:
    columns = FilterColumns.of(products)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(products), max_size=len(products))), bool)
    kept = [product for product, keep in zip(products, mask, strict=True) if keep]
    found = facets(columns, mask, ["category", "brand", "price", "rating"])
    assert words(found["category"]) == Counter(level.lower() for p in kept for level in set(p.category))
    assert words(found["brand"]) == Counter(plain(p.brand) for p in kept if p.brand)
    assert_ranges(found["price"], [p.price for p in kept])
    assert_ranges(found["rating"], [p.rating for p in kept if p.rating is not None], closed=5.0)
    for counts in (found["category"], found["brand"]):
        assert [c.count for c in counts] == sorted((c.count for c in counts), reverse=True)


@settings(deadline=None)
@given(PRODUCTS)
def test_attributes_count_words_and_ranges_of_numbers(products: list[Product]) -> None:
    columns, everything = FilterColumns.of(products), np.ones(len(products), bool)
    for name in ("colour", "waterproof", "pages", "battery"):
        try:
            found = facets(columns, everything, [name])[name]
        except UnknownNameError:
            assert not any(name in key.lower() for product in products for key in product.attributes)
            continue
        for count in found:
            match = RANGE.fullmatch(count.value)
            if match:
                low, high = float(match[1]), float(match[2])
                assert count.count == sum(any(low <= n < high for n in numbers(p, name, match[3])) for p in products)
        if name == "colour":
            colours = [p.attributes.get("Colour", ()) for p in products]
            each = [(c,) if isinstance(c, str) else c for c in colours if isinstance(c, str | tuple)]
            assert words(found) == Counter(plain(colour) for one in each for colour in {plain(c): c for c in one})


def numbers(product: Product, name: str, unit: str | None) -> list[float]:
    """What the product states under that name, in minutes or hours if it is a time."""
    return [n / 60 if (own, unit) == ("min", "h") else n * 60 if (own, unit) == ("h", "min") else n
            for own, n in amounts(product, name)]  # fmt: skip


def words(counts: tuple[FacetCount, ...]) -> dict[str, int]:
    return {plain(count.value): count.count for count in counts}


def assert_ranges(counts: tuple[FacetCount, ...], values: list[float], closed: float = np.inf) -> None:
    """Rising ranges, each with exactly the values inside it."""
    ends = []
    for count in counts:
        match = RANGE.fullmatch(count.value)
        assert match
        low, high = float(match[1]), float(match[2])
        ends += [low, high]
        assert count.count == sum(low <= value < high or value == high == closed for value in values)
    assert ends == sorted(ends)
    assert sum(count.count for count in counts) == len(values)


@pytest.mark.parametrize(
    ("values", "ranges"),
    [
        ([5.0, 19.0, 20.0, 900.0], ["5 - 10", "10 - 20", "20 - 50", "500 - 1000"]),
        ([5.7, 6.1, 6.9], ["5.6 - 5.8", "6 - 6.2", "6.8 - 7"]),
        ([0.0, 30.0, 1000.0], ["0 - 20", "20 - 50", "1000 - 2000"]),
        ([14.0], ["14 - 16"]),
        ([0.0], ["0 - 1"]),
        ([0.3], ["0.3 - 0.35"]),
        ([0.01, 999_999.0], ["0.01 - 0.1", "100000 - 1000000"]),
    ],
)
def test_bounds_are_round_and_fit_the_values(values: list[float], ranges: list[str]) -> None:
    products = [Product(id=str(i), title="x", price=value, currency="USD") for i, value in enumerate(values)]
    found = facets(FilterColumns.of(products), np.ones(len(values), bool), ["price"])["price"]
    assert [count.value for count in found] == ranges


def test_units_are_brought_to_one(shop: tuple[Product, ...]) -> None:
    stated = [("weight_g", 500.0), ("weight_g", 700.0), ("weight_kg", 0.6), ("weight", "1 kg")]
    products = [
        Product(id=str(i), title="x", price=1, currency="USD", attributes={name: value})
        for i, (name, value) in enumerate(stated)
    ]
    columns = FilterColumns.of(products)
    found = facets(columns, allowed(columns, SearchQuery("")), ["weight"])["weight"]
    assert [(c.value, c.count) for c in found] == [
        ("500 - 600 g", 1), ("600 - 700 g", 1), ("700 - 800 g", 1), ("1000 - 1100 g", 1),
    ]  # fmt: skip


def test_a_facet_of_a_constrained_field_counts_what_is_left(shop: tuple[Product, ...]) -> None:
    columns = FilterColumns.of(shop)
    mask = allowed(columns, SearchQuery("", brands=("Larkspur",)))
    found = facets(columns, mask, ["brand", "wireless"])
    assert found["brand"] == (FacetCount("Larkspur", 2),)
    assert found["wireless"] == (FacetCount("no", 1), FacetCount("yes", 1))


def test_at_most_twenty_words_and_no_unknown_facet(shop: tuple[Product, ...]) -> None:
    many = FilterColumns.of(Product(id=str(i), title="x", price=1, currency="USD", brand=f"b{i}") for i in range(50))
    assert len(facets(many, np.ones(50, bool), ["brand"])["brand"]) == 20
    with pytest.raises(UnknownNameError, match="colour") as raised:
        facets(FilterColumns.of(shop), np.ones(4, bool), ["color"])
    assert raised.value.field == "facets"
