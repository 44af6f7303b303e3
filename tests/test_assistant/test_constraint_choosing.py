"""Constraints set to another value with a click."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.constraints.bounds import Bounds
from assistant.agent.constraints.choosing import ChoiceRefused, Chosen, choose, clicked
from assistant.agent.constraints.giving_up import GivenUp
from assistant.agent.constraints.held import Constraints

TODAY = date(2026, 11, 16)
FULL = Constraints(
    min_price=20,
    max_price=100,
    currency="CNY",
    categories=("tents",),
    brands=("Tarn",),
    attributes={"colour": ("black",)},
    min_rating=4,
    in_stock=True,
    ranges={"weight": Bounds(None, 2, "kg")},
    excluded_brands=("Alder",),
    excluded_attributes={"material": ("plastic",)},
    deadline="2026-11-20",
)


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("max_price", {"min": None, "max": 60}, "max_price", 60),
        ("max_price", {"min": None, "max": 60}, "min_price", None),
        ("price", {"min": 30, "max": 60.5}, "min_price", 30),
        ("min_price", {"min": 0, "max": None}, "min_price", 0),
        ("min_rating", 4.5, "min_rating", 4.5),
        ("brands", ["Tarn", " Alder ", "Tarn"], "brands", ("Tarn", "Alder")),
        ("categories", ["lamps"], "categories", ("lamps",)),
        ("attributes.colour", ["red", "blue"], "attributes", {"colour": ("red", "blue")}),
        ("excluded_brands", ["Hush"], "excluded_brands", ("Hush",)),
        ("excluded_attributes.material", ["steel"], "excluded_attributes", {"material": ("steel",)}),
        ("ranges.weight", {"min": 1, "max": None}, "ranges", {"weight": Bounds(1, None, "kg")}),
        ("ranges.weight", {"min": 2, "max": 2}, "ranges", {"weight": Bounds(2, 2, "kg")}),
        ("deadline", "2026-12-24", "deadline", "2026-12-24"),
        ("deadline", "2026-11-16", "deadline", "2026-11-16"),
    ],
)
def test_one_constraint_is_as_chosen(name: str, value: Any, field: str, expected: Any) -> None:
    chosen = choose(FULL, Chosen(name, value), TODAY)
    assert getattr(chosen, field) == expected
    assert clicked(FULL, Chosen(name, value), TODAY) == chosen
    touched = {field, "min_price", "max_price"} if "price" in name else {field}
    before, after = FULL.as_json(), chosen.as_json()
    assert {k: v for k, v in before.items() if k not in touched} == {
        k: v for k, v in after.items() if k not in touched
    }, "the others are as they were"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("max_price", {"min": 80, "max": 60}, "crossed"),
        ("max_price", {"min": None, "max": None}, "nothing"),
        ("max_price", {"max": 0}, "negative"),
        ("max_price", {"min": -1}, "negative"),
        ("max_price", {"max": "60"}, "not_a_number"),
        ("max_price", {"max": True}, "not_a_number"),
        ("max_price", {"max": float("nan")}, "not_a_number"),
        ("max_price", {"max": float("inf")}, "not_a_number"),
        ("max_price", {"max": 10**400}, "not_a_number"),
        ("max_price", 60, "not_a_number"),
        ("max_price", None, "not_a_number"),
        ("min_rating", 0, "no_rating"),
        ("min_rating", 5.1, "no_rating"),
        ("min_rating", None, "no_rating"),
        ("ranges.weight", {"min": 3, "max": 2}, "crossed"),
        ("ranges.height", {"min": 3}, "unknown"),
        ("brands", [], "nothing"),
        ("brands", ["  "], "nothing"),
        ("brands", "Tarn", "unknown"),
        ("brands", [7], "unknown"),
        ("brands", ["x" * 81], "unknown"),
        ("brands", [str(n) for n in range(21)], "unknown"),
        ("attributes.size", ["L"], "unknown"),
        ("deadline", "2026-11-15", "past"),
        ("deadline", "soon", "no_day"),
        ("deadline", 20261224, "no_day"),
        ("in_stock", False, "unknown"),
        ("recipient", "mum", "unknown"),
        ("__class__", [], "unknown"),
        ("", {}, "unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(name: str, value: Any, fault: str) -> None:
    with pytest.raises(ChoiceRefused) as caught:
        choose(FULL, Chosen(name, value), TODAY)
    assert caught.value.fault == fault
    assert clicked(FULL, Chosen(name, value), TODAY) == FULL


def test_a_sum_for_everything_stays_one_while_it_has_an_end() -> None:
    party = Constraints(max_price=200, budget_for_all=True, total_budget=200)
    more = choose(party, Chosen("price", {"min": None, "max": 300}), TODAY)
    assert (more.budget_for_all, more.max_price, more.total_budget) == (True, 300, 300)
    assert not choose(party, Chosen("price", {"min": 5, "max": None}), TODAY).budget_for_all


def test_giving_up_is_a_click_too() -> None:
    assert clicked(FULL, GivenUp("brands", "Tarn"), TODAY).brands == ()


@given(st.text(), st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x)))
def test_nothing_that_a_browser_sends_breaks_it(name: str, value: Any) -> None:
    left = clicked(FULL, Chosen(name, value), TODAY)
    assert Constraints.from_json(left.as_json()) == left
