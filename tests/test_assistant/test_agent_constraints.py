"""Constraints that outlive a turn: how newer ones change them, and what the search is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.constraints.held import Constraints, Exchange, search_query
from assistant.agent.constraints.money import PriceLimits

EXCHANGE = Exchange("USD", {"CNY": 0.14, "EUR": 1.1})
amounts = st.none() | st.integers(0, 5000).map(float)


def test_naming_another_kind_of_product_starts_afresh() -> None:
    held = Constraints(max_price=100, categories=("tents",), attributes={"colour": ("red",)})
    assert held.then(Constraints(categories=("phones",))) == Constraints(categories=("phones",))


def test_anything_else_refines() -> None:
    held = Constraints(max_price=100, categories=("tents",), attributes={"colour": ("red",)}, in_stock=True)
    newer = Constraints(max_price=80, brands=("Norvale",), attributes={"colour": ("blue",)}, min_rating=4)
    assert held.then(newer) == Constraints(
        max_price=80,
        categories=("tents",),
        brands=("Norvale",),
        attributes={"colour": ("blue",)},
        min_rating=4,
        in_stock=True,
    )
    assert held.then(Constraints()) == held


@pytest.mark.parametrize(
    ("held", "newer", "expected"),
    [
        ((None, 100.0), (50.0, None), (50.0, 100.0)),
        ((None, 100.0), (200.0, None), (200.0, None)),
        ((50.0, None), (None, 30.0), (None, 30.0)),
        ((50.0, 100.0), (None, 80.0), (50.0, 80.0)),
        ((50.0, 100.0), (20.0, 30.0), (20.0, 30.0)),
    ],
)
def test_a_limit_not_said_again_stays_while_it_makes_sense(
    held: tuple[float | None, float | None],
    newer: tuple[float | None, float | None],
    expected: tuple[float | None, float | None],
) -> None:
    result = Constraints(*held).with_prices(PriceLimits(*newer))
    assert (result.min_price, result.max_price) == expected


def test_limits_in_another_currency_replace_all() -> None:
    held = Constraints(min_price=50, max_price=100, currency="USD")
    assert held.with_prices(PriceLimits(None, 700.0, "CNY")) == Constraints(max_price=700.0, currency="CNY")
    assert held.with_prices(None) is held


@given(amounts, amounts, amounts, amounts, st.sampled_from([None, "USD", "CNY"]), st.sampled_from([None, "USD", "CNY"]))
def test_limits_never_contradict_each_other(
    a: float | None, b: float | None, c: float | None, d: float | None, first: str | None, second: str | None
) -> None:
    low, high = (a, b) if a is None or b is None or a <= b else (b, a)
    lower, higher = (c, d) if c is None or d is None or c <= d else (d, c)
    held = Constraints(low, high, first).then(Constraints(lower, higher, second))
    assert held.min_price is None or held.max_price is None or held.min_price <= held.max_price
    search_query(held, "x", EXCHANGE, 5)
    assert Constraints.from_json(held.as_json()) == held


def test_json_holds_only_what_is_set() -> None:
    assert Constraints().as_json() == {}
    assert Constraints(max_price=50.0, min_rating=4.5, attributes={"colour": ("red",)}).as_json() == {
        "max_price": 50,
        "min_rating": 4.5,
        "attributes": {"colour": ["red"]},
    }
    assert Constraints(min_price=0.0).as_json() == {"min_price": 0}
    assert Constraints.from_json({"max_price": 5, "later": "unknown"}) == Constraints(max_price=5)


def test_the_search_is_in_the_shops_money() -> None:
    query = search_query(Constraints(min_price=100, max_price=500, currency="CNY"), "tent", EXCHANGE, 3)
    assert (query.min_price, query.max_price) == (pytest.approx(14.0), pytest.approx(70.0))
    unknown = search_query(Constraints(max_price=500, currency="XYZ"), "tent", EXCHANGE, 3)
    assert unknown.max_price is None
    assert search_query(Constraints(max_price=500), "tent", EXCHANGE, 3).max_price == 500


def test_a_name_the_catalogue_has_no_longer_is_forgotten() -> None:
    held = Constraints(categories=("a", "b"), brands=("X",), attributes={"colour": ("red", "blue"), "size": ("M",)})
    assert held.without("categories", "a").categories == ("b",)
    assert held.without("brands", "X").brands == ()
    assert held.without("attributes.colour", "red").attributes == {"colour": ("blue",), "size": ("M",)}
    assert held.without("attributes.size", "M").attributes == {"colour": ("red", "blue")}
    assert held.without("attributes.colour", "colour").attributes == {"size": ("M",)}
    assert held.without("max_price", "5") == held
