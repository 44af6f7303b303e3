"""Every product that satisfies the constraints and no other."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import plain_shop
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_shop import PRODUCTS, queries

from retrieval.catalog import Product
from retrieval.conditions import allowed
from retrieval.errors import InvalidQueryError, UnknownNameError
from retrieval.filters import FilterColumns
from retrieval.postings import Mask
from retrieval.query import Range, SearchQuery


def ids(shop: tuple[Product, ...], query: SearchQuery) -> list[str]:
    mask = allowed(FilterColumns.of(shop), query)
    return [product.id for product, kept in zip(shop, mask, strict=True) if kept]


def with_attributes(**attributes: str | float | bool | tuple[str, ...]) -> Product:
    return Product(id="P", title="x", price=1.0, currency="USD", attributes=attributes)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SearchQuery(""), ["A1", "A2", "K1", "T1"]),
        (SearchQuery("", min_price=45.0, max_price=129.0), ["A1", "K1"]),
        (SearchQuery("", min_rating=4.4), ["A1", "K1"]),
        (SearchQuery("", min_rating=0.0), ["A1", "A2", "K1"]),
        (SearchQuery("", in_stock=True), ["A1", "K1", "T1"]),
        (SearchQuery("", categories=("Audio",)), ["A1", "A2"]),
        (SearchQuery("", categories=("headphones", "tents")), ["A1", "A2", "T1"]),
        (SearchQuery("", categories=("audio > headphones",)), ["A1", "A2"]),
        (SearchQuery("", categories=("AUDIO/headphones",)), ["A1", "A2"]),
        (SearchQuery("", brands=("NORVALE ",)), ["K1"]),
        (SearchQuery("", attributes={"Colour": ("black", "red")}), ["A1", "K1"]),
        (SearchQuery("", attributes={"material": ("enamel",)}), ["K1"]),
        (SearchQuery("", attributes={"wireless": ("yes",)}), ["A1"]),
        (SearchQuery("", attributes={"wireless": ("false",)}), ["A2"]),
        (SearchQuery("", attributes={"battery_hours": ("38",)}), ["A1"]),
        (SearchQuery("", attributes={"battery": ("2280 min",)}), ["A1"]),
        (SearchQuery("", attributes={"battery hours": ("39",)}), []),
        (SearchQuery("", excluded_brands=("norvale",)), ["A1", "A2", "T1"]),
        (SearchQuery("", excluded_brands=("Nobody", "norvale")), ["A1", "A2", "T1"]),
        (SearchQuery("", excluded_attributes={"colour": ("black", "mauve")}), ["A2", "K1", "T1"]),
        (SearchQuery("", excluded_attributes={"wireless": ("yes",), "flavour": ("mint",)}), ["A2", "K1", "T1"]),
        (SearchQuery("", excluded_attributes={"battery": ("2280 min",)}), ["A2", "K1", "T1"]),
        (SearchQuery("", ranges={"battery": Range(minimum=30)}), ["A1"]),
        (SearchQuery("", ranges={"battery_hours": Range(minimum=38, above_minimum=True)}), []),
        (SearchQuery("", ranges={"Battery (minutes)": Range(maximum=2280)}), ["A1"]),
        (SearchQuery("", categories=("audio",), in_stock=True, max_price=100), []),
    ],
)
def test_a_constraint_keeps_exactly_its_products(
    shop: tuple[Product, ...], query: SearchQuery, expected: list[str]
) -> None:
    assert ids(shop, query) == expected


@settings(max_examples=100, deadline=None)
@given(PRODUCTS, queries(), st.data())
def test_columns_agree_with_reading_the_products_one_by_one(
    products: list[Product], query: SearchQuery, data: st.DataObject
) -> None:
    alive = np.array(data.draw(st.lists(st.booleans(), min_size=len(products), max_size=len(products))), bool)
    columns = FilterColumns.of(products)
    living = [product for product, kept in zip(products, alive, strict=True) if kept]
    if not plain_shop.asks_by_stated_names(living, query):
        return
    try:
        mask = allowed(columns, query, alive)
    except InvalidQueryError as error:
        mask = np.zeros(len(products), bool)
        query = plain_shop.alone(query, error)
    assert mask.tolist() == (np.array(plain_shop.found(products, query), bool) & alive).tolist()


@settings(deadline=None)
@given(PRODUCTS, queries(), st.data())
def test_columns_joined_from_parts_and_read_from_files_are_those_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, products: list[Product], query: SearchQuery, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(products)), max_size=3)))
    parts = [FilterColumns.of(products[a:b]) for a, b in zip([0, *cuts], [*cuts, len(products)], strict=True)]
    joined = FilterColumns.joined(parts)
    folder = tmp_path_factory.mktemp("columns")
    joined.save(folder)
    whole = answer(FilterColumns.of(products), query)
    assert answer(joined, query) == whole
    assert answer(FilterColumns.load(folder), query) == whole
    assert [*joined.brands.names] == [*FilterColumns.of(products).brands.names]
    assert np.array_equal(joined.standing(), FilterColumns.of(products).standing(), equal_nan=True)


def answer(columns: FilterColumns, query: SearchQuery) -> list[bool] | str:
    try:
        return allowed(columns, query).tolist()
    except InvalidQueryError as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("stated", "asked", "fits"),
    [
        ({"weight_g": 1400.0}, Range(maximum=1.5, unit="kg"), True),
        ({"weight_g": 1600.0}, Range(maximum=1.5, unit="kg"), False),
        ({"weight": "1.5 kg"}, Range(minimum=3.3, maximum=3.4, unit="lb"), True),
        ({"weight": "17.3 oz"}, Range(minimum=490, maximum=491, unit="g"), True),
        ({"weight": ("2 kg", "500 g")}, Range(maximum=1, unit="公斤"), True),
    ],
)
def test_a_range_is_asked_in_any_fitting_unit(
    stated: dict[str, str | float | tuple[str, ...]], asked: Range, fits: bool
) -> None:
    assert ids((with_attributes(**stated),), SearchQuery("", ranges={"weight": asked})) == ["P"] * fits


@pytest.mark.parametrize(
    ("stated", "name", "asked", "fits"),
    [
        ({"screen": "55-inch"}, "screen", Range(minimum=139.7, maximum=139.7, unit="cm"), True),
        ({"screen_in": 55.0}, "screen_cm", Range(minimum=139.7), True),
        ({"temperature_max_c": 200.0}, "temperature_max", Range(minimum=392, unit="°F"), True),
        ({"temperature_max_c": 200.0}, "temperature_max", Range(minimum=393, unit="°F"), False),
        ({"power_w": 1500.0}, "power", Range(maximum=1.5, unit="kW"), True),
        ({"storage_gb": 2000.0}, "storage", Range(minimum=2, unit="TB"), True),
        ({"battery_mah": 5000.0}, "battery", Range(minimum=5, unit="Ah"), True),
        ({"run_minutes": 90.0}, "run", Range(minimum=1.5, unit="h"), True),
        ({"players_min": 2.0}, "players_min", Range(maximum=2), True),
    ],
)
def test_every_kind_of_measure_converts(stated: dict[str, str | float], name: str, asked: Range, fits: bool) -> None:
    assert ids((with_attributes(**stated),), SearchQuery("", ranges={name: asked})) == ["P"] * fits


def test_ounces_are_those_of_what_the_attribute_measures() -> None:
    bottle, cloth = with_attributes(capacity_ml=500.0), with_attributes(weight_g=500.0)
    cup = with_attributes(size="500 ml")
    flask = with_attributes(capacity_oz=17.0)
    for product, name in ((bottle, "capacity"), (cup, "size"), (cloth, "weight")):
        asked = Range(minimum=16.9, maximum=17.7, unit="oz")
        assert ids((product,), SearchQuery("", ranges={name: asked})) == ["P"]
        small = Range(maximum=17.2, unit="oz")
        assert ids((product,), SearchQuery("", ranges={name: small})) == ["P"] * (product is not cloth)
    assert ids((flask,), SearchQuery("", ranges={"capacity": Range(minimum=502, maximum=503, unit="ml")})) == ["P"]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        (SearchQuery("", ranges={"weight": Range(maximum=5, unit="cm")}), "ranges.weight", "in cm; .* in g and kg"),
        (SearchQuery("", ranges={"weight": Range(maximum=5, unit="stone")}), "ranges.weight", "no unit known here"),
        (SearchQuery("", ranges={"weight": Range(maximum=5)}), "ranges.weight", "Say the unit .* in g and kg"),
        (SearchQuery("", ranges={"pages": Range(maximum=5, unit="kg")}), "ranges.pages", "a plain number"),
        (SearchQuery("", ranges={"colour": Range(maximum=5)}), "ranges.colour", "in words here"),
        (SearchQuery("", attributes={"weight": ("5 cm",)}), "attributes.weight", "cannot be asked in cm"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused_with_those_that_do(query: SearchQuery, field: str, words: str) -> None:
    shop = (with_attributes(weight_g=5.0, pages=9.0, colour="red"), with_attributes(weight_kg=5.0))
    with pytest.raises(InvalidQueryError, match=words) as raised:
        allowed(FilterColumns.of(shop), query)
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("query", "field", "name", "nearest"),
    [
        (SearchQuery("", categories=("headphone",)), "categories", "headphone", "headphones"),
        (SearchQuery("", categories=("outdoors > tent",)), "categories", "outdoors > tent", "outdoor > tents"),
        (SearchQuery("", brands=("Larkspurr",)), "brands", "Larkspurr", "Larkspur"),
        (SearchQuery("", brands=("Norvale", "nobody")), "brands", "nobody", None),
        (SearchQuery("", attributes={"color": ("red",)}), "attributes.color", "color", "colour"),
        (SearchQuery("", attributes={"colour": ("rad",)}), "attributes.colour", "rad", "red"),
        (SearchQuery("", attributes={"wireless": ("maybe",)}), "attributes.wireless", "maybe", None),
        (SearchQuery("", ranges={"batery": Range(minimum=1)}), "ranges.batery", "batery", "battery"),
    ],
)
def test_an_unknown_name_is_named_with_the_nearest(
    shop: tuple[Product, ...], query: SearchQuery, field: str, name: str, nearest: str | None
) -> None:
    with pytest.raises(UnknownNameError) as raised:
        allowed(FilterColumns.of(shop), query)
    error = raised.value
    assert (error.field, error.name, error.nearest[0] if error.nearest else None) == (field, name, nearest)
    assert name in str(error)
    assert all(offered in str(error) for offered in error.nearest)


def test_what_only_dead_rows_carry_is_unknown(shop: tuple[Product, ...]) -> None:
    alive: Mask = np.array([product.brand != "Norvale" for product in shop])
    columns = FilterColumns.of(shop)
    for query in (
        SearchQuery("", brands=("norvale",)),
        SearchQuery("", categories=("kitchen > cookware",)),
        SearchQuery("", attributes={"material": ("steel",)}),
        SearchQuery("", attributes={"colour": ("red",)}),
    ):
        assert allowed(columns, query).sum() == 1
        with pytest.raises(UnknownNameError):
            allowed(columns, query, alive)


def test_dead_rows_are_left_out(shop: tuple[Product, ...]) -> None:
    columns, alive = FilterColumns.of(shop), np.array([True, True, False, True])
    assert allowed(columns, SearchQuery(""), alive).tolist() == [True, True, False, True]
    assert alive.tolist() == [True, True, False, True]


def test_a_large_catalogue_opens_at_once_and_grows(tmp_path: Path) -> None:
    part = FilterColumns.of(
        Product(id=str(i), title="x", price=float(i), currency="USD", brand=f"Brand {i}", category=("a", f"b{i % 7}"),
                attributes={"weight_g": float(i), "model": f"M{i}", "colour": "red"})
        for i in range(5_000)
    )  # fmt: skip
    columns = FilterColumns.joined([part] * 40)
    columns.save(tmp_path)
    started = time.perf_counter()
    opened = FilterColumns.load(tmp_path)
    assert time.perf_counter() - started < 0.2
    assert len(opened) == 200_000
    assert allowed(opened, SearchQuery("", brands=("brand 4999",), attributes={"model": ("m4999",)})).sum() == 40
    assert np.flatnonzero(allowed(opened, SearchQuery("", ranges={"weight": Range(maximum=0)}))).tolist() == [
        5_000 * part for part in range(40)
    ]
