"""Amounts as shops and shoppers write them, and their conversion."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.units import WRITTEN, converted, convertible, read_amount, split_unit, unit_named


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.5 kg", (1.5, "kg")), ("1.5kg", (1.5, "kg")), ("17.3 oz", (17.3, "oz")), ("10 h", (10, "h")),
        ("55-inch", (55, "in")), ('55"', (55, "in")), ("１０ Hours", (10, "h")), ("1,200 ml", (1200, "ml")),
        ("16 fl oz", (16, "fl oz")), ("-10 °C", (-10, "°C")), ("1.5公斤", (1.5, "kg")), ("20 小时", (20, "h")),
        ("5000毫安时", (5000, "mAh")), ("38", (38, "")), ("2 lbs.", (2, "lb")), ("50%", (50, "%")),
    ],
)  # fmt: skip
def test_an_amount_is_a_number_and_a_unit(text: str, amount: tuple[float, str]) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text", ["", "M", "200 x 200 cm", "1920x1080", "36F", "2K", "3 pieces", "kg", "1,5 kg", "nan", "9" * 400]
)
def test_what_is_no_amount_stays_a_word(text: str) -> None:
    assert read_amount(text) is None


@given(st.text(max_size=20))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    amount = read_amount(text)
    assert amount is None or amount.unit in {*WRITTEN, ""}


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("weight_g", ("weight", "g")), ("battery_hours", ("battery", "h")), ("screen_in", ("screen", "in")),
        ("weight_in_kg", ("weight", "kg")), ("volume_fl_oz", ("volume", "fl oz")), ("重量_克", ("重量", "g")),
        ("temperature_min_c", ("temperature_min", "°C")), ("players_min", ("players_min", "")),
        ("lawn_size_m2", ("lawn_size", "m2")), ("pages", ("pages", "")), ("g", ("g", "")),
    ],
)  # fmt: skip
def test_the_unit_in_an_attribute_name(key: str, parts: tuple[str, str]) -> None:
    assert split_unit(key) == parts


@pytest.mark.parametrize(
    ("value", "unit", "other", "expected"),
    [
        (1, "kg", "g", 1000), (1, "lb", "g", 453.59237), (1, "oz", "g", 28.349523125), (1, "in", "cm", 2.54),
        (1, "ft", "m", 0.3048), (1, "fl oz", "ml", 29.5735295625), (1, "gal", "l", 3.785411784),
        (90, "min", "h", 1.5), (1.5, "kW", "W", 1500), (2, "TB", "GB", 2000), (5, "Ah", "mAh", 5000),
        (212, "°F", "°C", 100), (2, "week", "day", 14), (1, "mph", "km/h", 1.609344), (1, "GHz", "MHz", 1000),
    ],
)  # fmt: skip
def test_conversions_are_those_of_the_standards(value: float, unit: str, other: str, expected: float) -> None:
    assert convertible(unit, other)
    assert convertible(other, unit)
    assert converted(value, unit, other) == pytest.approx(expected, rel=1e-12)
    assert converted(expected, other, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "other"), [("kg", "cm"), ("oz", "fl oz"), ("GB", "%"), ("dB", "W"), ("", "kg"), ("mAh", "Wh")]
)
def test_what_measures_something_else_does_not_convert(unit: str, other: str) -> None:
    assert not convertible(unit, other)


def test_every_way_to_write_a_unit_is_read_back() -> None:
    for unit, words in WRITTEN.items():
        assert {unit_named(word.replace("_", " ").upper()) for word in words.split()} == {unit}


@pytest.mark.parametrize("unit", WRITTEN)
def test_a_number_in_its_own_unit_is_not_touched(unit: str) -> None:
    assert converted(0.1 + 0.2, unit, unit) == 0.1 + 0.2


def test_pint_is_not_loaded_where_nothing_is_converted() -> None:
    code = (
        "import sys; from retrieval.conditions import allowed;"
        "from retrieval.filters import FilterColumns; from retrieval.query import Range, SearchQuery;"
        "from retrieval.catalog import Product;"
        "p = Product(id='a', title='b', price=1.0, currency='USD', attributes={'weight_g': 5.0});"
        "assert allowed(FilterColumns.of([p]), SearchQuery('', ranges={'weight': Range(maximum=5)})).all();"
        "assert not {'pint', 'rapidfuzz', 'pypinyin'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
