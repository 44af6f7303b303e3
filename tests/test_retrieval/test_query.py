"""What a query refuses, and which field it names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import InvalidQueryError
from retrieval.query import SORTS, Range, SearchQuery

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        *((name, value) for name in ("min_price", "max_price", "min_rating") for value in (NAN, -0.01, INF, "5", True)),
        ("min_rating", 5.1),
        *(("top_k", value) for value in (0, -1, 1.5, True, None)),
        *(("sort", value) for value in ("", "cheapest", None)),
        *(("diversity", value) for value in (-0.1, 1.1, NAN, "much")),
        *(
            (name, value)
            for name in ("categories", "brands", "facets")
            for value in (("",), ("a", "  "), "audio", (1,))
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(field: str, wrong: Any) -> None:
    arguments: dict[str, Any] = {field: wrong}
    with pytest.raises(InvalidQueryError) as raised:
        SearchQuery("", **arguments)
    assert raised.value.field == field
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"min_price": 10.0, "max_price": 9.99}, "min_price"),
        ({"attributes": {"": ("red",)}}, "attributes."),
        ({"attributes": {"colour": ()}}, "attributes.colour"),
        ({"attributes": {"colour": "red"}}, "attributes.colour"),
        ({"attributes": {"colour": ("red", " ")}}, "attributes.colour"),
        ({"ranges": {" ": Range(minimum=1)}}, "ranges. "),
    ],
)
def test_constraints_that_contradict_or_say_nothing_are_refused(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidQueryError) as raised:
        SearchQuery("", **arguments)
    assert raised.value.field == field


@pytest.mark.parametrize(
    "ends",
    [{}, {"minimum": NAN}, {"maximum": INF}, {"minimum": 2.0, "maximum": 1.0}, {"minimum": "1"}, {"minimum": True}],
)
def test_a_range_without_sense_is_refused(ends: dict[str, Any]) -> None:
    with pytest.raises(InvalidQueryError) as raised:
        Range(**ends)
    assert raised.value.field == "ranges"


def test_an_empty_range_between_equal_ends_is_refused() -> None:
    assert Range(1, 1).minimum == 1
    with pytest.raises(InvalidQueryError, match="between 1 and 1"):
        Range(1, 1, above_minimum=True)


@given(st.text(max_size=50) | st.just("长" * 10_000), st.floats(0, 1e6), st.sampled_from(SORTS), st.floats(0, 1))
def test_any_text_and_any_sensible_limit_is_taken(text: str, price: float, sort: Any, diversity: float) -> None:
    query = SearchQuery(text, min_price=price, max_price=price, sort=sort, diversity=diversity)
    assert (query.text, query.is_narrowed) == (text, False)
    assert SearchQuery(text, ranges={"weight": Range(-5, 5)}).is_narrowed
