"""Products side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from interfaces.ui.floor.comparison import ComparisonWriter
from interfaces.ui.floor.names import ShopNames
from retrieval.catalog import Product

HUSH = Product(
    "AUD-1",
    "Hush 2",
    129.0,
    "USD",
    title_zh="静音 2",
    brand="Larkspur",
    list_price=159.0,
    rating=4.44,
    review_count=1312,
    stock=27,
    attributes={"battery_hours": 38.0, "wireless": True, "colour": "black", "ports": ("usb", "jack")},
)
PLAIN = Product("AUD-2", "Plain", 39.5, "USD", brand="Larkspur", stock=0, attributes={"colour": "black"})
NAMES = ShopNames({"black": "黑色", "usb": "USB 口"}, {"battery": "续航", "colour": "颜色"})


def drawn(*products: Product, language: Any = "en", names: ShopNames = NAMES) -> dict[str, Any]:
    table = ComparisonWriter(lambda product: f"/{product.id}", names).drawn(products, language)
    assert json.loads(json.dumps(table)) == table
    return table


def rows(table: dict[str, Any]) -> dict[str, list[Any]]:
    return {row["label"]: row["values"] for row in table["rows"]}


def test_facts_stand_as_the_catalogue_has_them() -> None:
    told = rows(drawn(HUSH, PLAIN))
    assert told["Price"] == ["$129.00 (list price $159.00)", "$39.50"]
    assert told["Rating"] == ["4.4 of 5 (1,312 reviews)", None]
    assert told["Stock"] == ["In stock", "Sold out"]
    assert told["Battery"] == ["38 h", None]
    assert told["Wireless"] == ["yes", None]
    assert told["Ports"] == ["usb, jack", None]


def test_what_differs_comes_before_what_does_not() -> None:
    labels = [(row["label"], row["differs"]) for row in drawn(HUSH, PLAIN)["rows"]]
    assert labels[:4] == [("Price", True), ("Rating", True), ("Stock", True), ("Brand", False)]
    assert labels[-1] == ("Colour", False)


def test_in_chinese_names_and_values_are_the_shops_own() -> None:
    table = drawn(HUSH, PLAIN, language="zh")
    told = rows(table)
    assert told["续航"] == ["38 h", None]
    assert told["颜色"] == ["黑色", "黑色"]
    assert told["Ports"] == ["USB 口、jack", None]
    assert [one["title"] for one in table["products"]] == ["静音 2", "Plain"]


def test_each_column_says_what_can_be_done() -> None:
    [hush, plain] = drawn(HUSH, PLAIN)["products"]
    assert (hush["sold_out"], hush["priced"], plain["sold_out"]) == (False, True, True)
    assert hush["image"] == "/AUD-1"
    assert (hush["ask"], hush["shown"]) == ("Tell me more about Hush 2 (AUD-1)", "Tell me more about Hush 2")


def test_what_nobody_states_is_left_out_and_odd_rows_do_no_harm() -> None:
    bare = Product("X", "<script>alert(1)</script>", float("nan"), "USD")
    table = drawn(bare, replace(bare, id="Y", attributes={"empty": "", "none": ()}))
    told = rows(table)
    assert told["Price"] == ["Price on request"] * 2
    assert "Brand" not in told
    assert told["Empty"] == [None, None]
    assert table["products"][0]["title"] == "<script>alert(1)</script>", "as text; the page never reads it as HTML"
    assert not table["products"][0]["priced"]


def test_a_product_with_endless_attributes_makes_no_endless_table() -> None:
    many = replace(HUSH, attributes={f"a{n}": str(n) for n in range(500)})
    assert len(drawn(many, PLAIN)["rows"]) == 40
