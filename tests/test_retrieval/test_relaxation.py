"""What is offered where nothing fits does what it says, and nothing smaller does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plain_shop import PRODUCTS, asks_by_stated_names, queries, satisfies

from retrieval.catalog import Product
from retrieval.conditions import allowed
from retrieval.errors import InvalidQueryError
from retrieval.filters import FilterColumns
from retrieval.query import Range, Relaxation, SearchQuery
from retrieval.relaxation import relaxations, relaxed


@settings(max_examples=100, deadline=None)
@given(PRODUCTS, queries(), st.data())
def test_each_relaxation_lets_exactly_its_products_through(
    products: list[Product], query: SearchQuery, data: st.DataObject
) -> None:
    alive = np.array(data.draw(st.lists(st.booleans(), min_size=len(products), max_size=len(products))), bool)
    living = [product for product, kept in zip(products, alive, strict=True) if kept]
    if not asks_by_stated_names(living, query):
        return
    columns = FilterColumns.of(products)
    try:
        nothing = not allowed(columns, query, alive).any()
    except InvalidQueryError:
        assume(False)
    offers = relaxations(columns, query, alive)
    if not nothing or not alive.any():
        assert offers == ()
        return
    assert offers
    for offer in offers:
        wider = relaxed(query, offer)
        assert offer.products == sum(satisfies(product, wider) for product in living) > 0
        assert len({len(other.also) for other in offers}) == 1
        assert_least(living, query, offer)
    if not offers[0].also:
        helping = {name for name in constraints(query) if any(satisfies(p, without(query, name)) for p in living)}
        assert {offer.constraint for offer in offers} == helping


def constraints(query: SearchQuery) -> list[str]:
    plain = [n for n in ("min_price", "max_price", "min_rating") if getattr(query, n) is not None]
    plain += [name for name in ("in_stock", "categories", "brands", "excluded_brands") if getattr(query, name)]
    plain += [f"excluded_attributes.{n}" for n in query.excluded_attributes]
    return plain + [f"attributes.{n}" for n in query.attributes] + [f"ranges.{n}" for n in query.ranges]


def without(query: SearchQuery, name: str) -> SearchQuery:
    return relaxed(query, Relaxation(name, None, 0))


def assert_least(living: list[Product], query: SearchQuery, offer: Relaxation) -> None:
    """No smaller move of a price or rating would do, and a limit that could be moved was not given up."""
    if offer.also or offer.constraint not in ("min_price", "max_price", "min_rating"):
        return
    others = [product for product in living if satisfies(product, without(query, offer.constraint))]
    if offer.constraint == "max_price":
        assert offer.value == min(product.price for product in others)
    elif offer.constraint == "min_price":
        assert offer.value == max(product.price for product in others)
    else:
        ratings = [product.rating for product in others if product.rating is not None]
        assert offer.value == (max(ratings) if ratings else None)


def product(id: str, price: float, **attributes: float | str) -> Product:
    return Product(id=id, title="x", price=price, currency="USD", brand="A", rating=4.2, attributes=attributes)


SHOP = [
    product("a", 59.9, weight_g=500.0, colour="red"),
    product("b", 59.9, weight_g=500.0, colour="blue"),
    product("c", 20.0, weight_g=1000.0, colour="green"),
    product("d", 900.0, colour="white"),
]


@pytest.mark.parametrize(
    ("query", "offers"),
    [
        (
            SearchQuery("", max_price=50, ranges={"weight": Range(maximum=1.2, unit="lb")}),
            [Relaxation("max_price", 59.9, 2), Relaxation("ranges.weight", 2.205, 1)],
        ),
        (SearchQuery("", max_price=10), [Relaxation("max_price", 20.0, 1)]),
        (SearchQuery("", min_price=1000), [Relaxation("min_price", 900.0, 1)]),
        (SearchQuery("", min_rating=4.5), [Relaxation("min_rating", 4.2, 4)]),
        (
            SearchQuery("", max_price=50, attributes={"colour": ("red",)}),
            [Relaxation("max_price", 59.9, 1), Relaxation("attributes.colour", None, 1)],
        ),
        (
            SearchQuery("", attributes={"colour": ("white",)}, ranges={"weight": Range(maximum=500)}),
            [Relaxation("attributes.colour", None, 2), Relaxation("ranges.weight", None, 1)],
        ),
        (
            SearchQuery("", ranges={"weight": Range(minimum=600, maximum=900)}),
            [Relaxation("ranges.weight", 1000.0, 1)],
        ),
        (
            SearchQuery("", ranges={"weight": Range(minimum=1000, above_minimum=True)}),
            [Relaxation("ranges.weight", 1000.0, 1)],
        ),
    ],
)
def test_the_smallest_change_comes_first_in_the_unit_asked_in(query: SearchQuery, offers: list[Relaxation]) -> None:
    assert list(relaxations(FilterColumns.of(SHOP), query)) == offers


def test_where_no_single_change_helps_two_are_offered_together() -> None:
    query = SearchQuery("", max_price=18, min_rating=4.5, attributes={"colour": ("green", "red")})
    assert relaxations(FilterColumns.of(SHOP), query) == (
        Relaxation("max_price", 20.0, 1, (Relaxation("min_rating", 4.2, 1),)),
    )
    wider = relaxed(query, relaxations(FilterColumns.of(SHOP), query)[0])
    assert (wider.max_price, wider.min_rating, wider.attributes) == (20.0, 4.2, query.attributes)


def test_nothing_is_offered_where_something_fits_or_nothing_is_there() -> None:
    columns = FilterColumns.of(SHOP)
    assert relaxations(columns, SearchQuery("", max_price=20)) == ()
    assert relaxations(FilterColumns.of([]), SearchQuery("", max_price=20)) == ()
    assert relaxations(columns, SearchQuery("", max_price=20), np.zeros(4, bool)) == ()


def test_rows_that_do_not_count_are_not_offered() -> None:
    alive = np.array([True, False, False, False])
    query = SearchQuery("", max_price=10)
    assert relaxations(FilterColumns.of(SHOP), query, alive) == (Relaxation("max_price", 59.9, 1),)


def test_giving_up_changes_nothing_else() -> None:
    query = SearchQuery("x", brands=("a",), in_stock=True, attributes={"colour": ("red",)}, top_k=3)
    assert relaxed(query, Relaxation("brands", None, 1)) == replace(query, brands=())
    assert relaxed(query, Relaxation("in_stock", None, 1)) == replace(query, in_stock=False)
    assert relaxed(query, Relaxation("attributes.colour", None, 1)) == replace(query, attributes={})
