"""The options of `daogou search`, and what it says besides the hits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from interfaces.cli.answers import search_shape
from interfaces.cli.search_options import read_attributes
from interfaces.cli.search_words import remarks
from retrieval.errors import InvalidQueryError
from retrieval.query import FacetCount, Range, Relaxation, SearchQuery, SearchResult


def test_every_option_reaches_the_query(run: Any, shop: Any) -> None:
    result = run(
        "search", "--brand", "Larkspur", "--brand", "Wren", "--attribute", "colour=red", "--attribute", "weight<=1.5kg",
        "--sort", "price_low", "--facet", "brand", "--facet", "price", "--similar-to", "AUD-1", "--exclude", "AUD-2",
        "--diversity", "0.3", "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert shop.search_engine.asked == [
        SearchQuery(
            "",
            brands=("Larkspur", "Wren"),
            attributes={"colour": ("red",)},
            exclude_ids=frozenset({"AUD-2"}),
            ranges={"weight": Range(maximum=1.5, unit="kg")},
            similar_to="AUD-1",
            sort="price_low",
            facets=("brand", "price"),
            diversity=0.3,
        )
    ]
    assert json.loads(result.stdout)["query"] == ""


@pytest.mark.parametrize(
    ("option", "name", "asked"),
    [
        ("weight>=1.5kg", "weight", Range(minimum=1.5, unit="kg")),
        ("weight > 1.5 kg", "weight", Range(minimum=1.5, unit="kg", above_minimum=True)),
        ("weight<2kg", "weight", Range(maximum=2, unit="kg", below_maximum=True)),
        ("weight_g<=500", "weight_g", Range(maximum=500)),
        ("screen=50..60in", "screen", Range(50, 60, "in")),
        ("screen=50in..60in", "screen", Range(50, 60, "in")),
        ("temperature min=-10..0°C", "temperature min", Range(-10, 0, "°C")),
        ("重量<1.5公斤", "重量", Range(maximum=1.5, unit="kg", below_maximum=True)),
    ],
)
def test_ranges_are_read(option: str, name: str, asked: Range) -> None:
    read = read_attributes([option])
    assert (read.values, read.ranges) == ({}, {name: asked})


def test_values_of_one_name_are_alternatives_and_limits_of_one_name_a_range() -> None:
    read = read_attributes(["colour=red", "colour = dark blue", "weight>=1kg", "weight<2kg", "size=55-inch"])
    assert read.values == {"colour": ("red", "dark blue"), "size": ("55-inch",)}
    assert read.ranges == {"weight": Range(1, 2, "kg", below_maximum=True)}


@pytest.mark.parametrize(
    "options",
    [["colour"], ["=red"], ["colour="], ["weight<heavy"], ["weight=1..x"], ["weight=1g..2kg"], ["weight=2..1kg"],
     ["weight<1kg", "weight<2kg"], ["weight>1kg", "weight<2lb"]],
)  # fmt: skip
def test_what_cannot_be_read_ends_with_2_and_says_how_to_write_it(run: Any, options: list[str]) -> None:
    with pytest.raises(InvalidQueryError):
        read_attributes(options)
    result = run("search", "x", *(part for option in options for part in ("--attribute", option)))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("daogou: ")


QUERY = SearchQuery("tv", max_price=50, brands=("A",), ranges={"weight": Range(minimum=2, unit="kg")})
NOTHING = SearchResult(
    QUERY, (), 0, {},
    {"brand": (FacetCount("A", 2), FacetCount("B", 1)), "colour": ()},
    (
        Relaxation("max_price", 59.9, 3),
        Relaxation("ranges.weight", 1.25, 1),
        Relaxation("brands", None, 2, (Relaxation("min_rating", 4.2, 2), Relaxation("in_stock", None, 2))),
        Relaxation("attributes.colour", None, 1),
    ),
    {"tvv": "tv"},
)  # fmt: skip


def test_people_are_told_what_was_counted_and_what_would_fit() -> None:
    assert list(remarks(NOTHING)) == [
        'Read "tvv" as "tv".',
        "brand: A (2), B (1)",
        "colour: not stated",
        "3 would fit with a highest price of 59.90.",
        "1 would fit with weight from 1.25 kg.",
        "2 would fit without the brand and with a lowest rating of 4.2 and with what is out of stock.",
        "1 would fit without the colour.",
    ]


def test_scripts_get_counts_ways_out_and_corrections() -> None:
    shape = search_shape(NOTHING)
    assert shape["facets"] == {"brand": [{"value": "A", "count": 2}, {"value": "B", "count": 1}], "colour": []}
    assert shape["relaxations"][0] == {"constraint": "max_price", "value": 59.9, "products": 3, "also": []}
    assert shape["relaxations"][2]["also"][0] == {"constraint": "min_rating", "value": 4.2}
    assert shape["corrections"] == {"tvv": "tv"}
    json.dumps(shape, allow_nan=False)
