"""Catalogues as shops write them, and the rows that cannot be read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalog_reader import load_catalog, require_all_good
from retrieval.errors import CatalogError, RejectedRow

GOOD = {"id": "1", "title": "Tent", "price": 9.5}


def jsonl(folder: Path, *rows: object, name: str = "c.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def csv(folder: Path, text: str | bytes, name: str = "c.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def rejected(path: Path) -> tuple[RejectedRow, ...]:
    return load_catalog(path).rejected


def test_a_full_jsonl_row(tmp_path: Path) -> None:
    row = GOOD | {
        "title_zh": "帐篷", "description": "For two", "brand": "Fell", "category": ["outdoor", "tents"],
        "list_price": None, "rating": 4.5, "review_count": 3, "stock": 0, "tags": ["gift"], "currency": "eur",
        "attributes": {"colour": "green", "persons": 2, "waterproof": True, "size": ["S", "M"], "none": None},
        "added_on": "2026-01-02", "warranty": "2 years", "nested": {"a": 1},
    }  # fmt: skip
    (product,) = load_catalog(jsonl(tmp_path, row)).products
    assert (product.title_zh, product.category_path, product.currency) == ("帐篷", "outdoor > tents", "EUR")
    assert (product.list_price, product.rating, product.review_count, product.stock) == (None, 4.5, 3, 0)
    assert product.attributes == {
        "colour": "green", "persons": 2.0, "waterproof": True, "size": ("S", "M"), "warranty": "2 years",
    }  # fmt: skip


def test_csv_paths_attributes_and_semicolons(tmp_path: Path) -> None:
    text = "\ufeffSKU;Product Name;Price;Category;attribute.weight_g;attribute.wireless;attribute.size;note\n"
    text += '7;"Pot; big";12.90;Kitchen > Pots;1200;yes;S|M;mine\n\n8;Pan;3;home/pans;;;;\n'
    pot, pan = load_catalog(csv(tmp_path, text)).products
    assert (pot.id, pot.title, pot.price, pot.category) == ("7", "Pot; big", 12.9, ("Kitchen", "Pots"))
    assert pot.attributes == {"weight_g": 1200.0, "wireless": True, "size": ("S", "M")}
    assert (pan.category, pan.attributes) == (("home", "pans"), {})


def test_yaml_of_another_shop_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(
        "- {id: a, name: Bag, price: 129.99, category: accessories, style: backpack, current_stock: 15, "
        "gender_affinity: F, where_visible: UI, added_on: 2026-01-02}\n"
    )
    (bag,) = load_catalog(path).products
    assert (bag.title, bag.price, bag.currency, bag.category) == ("Bag", 129.99, "USD", ("accessories", "backpack"))
    assert (bag.stock, bag.added_on, bag.attributes) == (15, "2026-01-02", {"gender_affinity": "F"})


def test_gzipped_files_and_a_list_under_a_key(tmp_path: Path) -> None:
    path = tmp_path / "c.yml.gz"
    path.write_bytes(gzip.compress("products:\n- {id: 1, title: 锅, price: 2}\n".encode()))
    assert load_catalog(path).products[0].title == "锅"


def test_a_mapping_wins_over_recognition(tmp_path: Path) -> None:
    row = {"id": "1", "title": "inner", "shown_name": "Outer", "price": 5, "eur": 6}
    (product,) = load_catalog(jsonl(tmp_path, row), {"title": "shown_name", "price": "eur"}).products
    assert (product.title, product.price) == ("Outer", 6)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"price": "12,90 €"}, "price", "'12,90 €' is not a number; expected a plain number such as 12.90"),
        ({"price": "nan"}, "price", "'nan' is not a number"),
        ({"price": float("nan")}, "price", "nan is not a finite number"),
        ({"price": 1e999}, "price", "inf is not a finite number"),
        ({"price": 10**400}, "price", "is not a finite number"),
        ({"price": -1}, "price", "-1 is negative"),
        ({"price": True}, "price", "True is not a number"),
        ({"price": None}, "price", "the price is missing"),
        ({"title": "  "}, "title", "the title is missing"),
        ({"id": ""}, "id", "the id is missing"),
        ({"id": "1"}, "id", "'1' is also the id of row 1"),
        ({"title": ["a"]}, "title", "is not text"),
        ({"rating": 7}, "rating", "7 is above 5"),
        ({"stock": 1.5}, "stock", "1.5 is not a whole number"),
        ({"stock": -2}, "stock", "-2 is negative"),
        ({"currency": "dollars"}, "currency", "not a currency code"),
        ({"currency": "EUR"}, "currency", "EUR differs from the USD of the rows before"),
        ({"attributes": {"w": {"x": 1}}}, "attributes.w", "is not text"),
        ({"attributes": "red"}, "attributes", "is not a mapping"),
        ({"description": "caf\ufffd"}, "description", "not UTF-8"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_kept(
    tmp_path: Path, change: dict[str, Any], field: str, reason: str
) -> None:
    reading = load_catalog(jsonl(tmp_path, GOOD, GOOD | {"id": "2"} | change, GOOD | {"id": "3"}))
    assert [product.id for product in reading.products] == ["1", "3"]
    (fault,) = reading.rejected
    assert (fault.row, fault.field) == (2, field)
    assert reason in fault.reason


def test_rows_that_are_no_mappings(tmp_path: Path) -> None:
    path = jsonl(tmp_path, GOOD, [1], "x", None)
    path.write_text(path.read_text() + "\n{broken\n" + "[" * 100_000)
    assert [(fault.row, fault.field) for fault in rejected(path)] == [(n, "") for n in (2, 3, 4, 5, 6)]


def test_broken_bytes_are_located(tmp_path: Path) -> None:
    (fault,) = rejected(csv(tmp_path, b"id,title,price\n1,Tent,2\n2,caf\xe9,3\n"))
    assert (fault.row, fault.field) == (2, "title")


def test_a_csv_row_with_too_many_cells(tmp_path: Path) -> None:
    (fault,) = rejected(csv(tmp_path, "id,title,price\n1,Tent,2\n2,Pot,12,90\n"))
    assert fault.row == 2
    assert "4 cells where the header has 3" in fault.reason


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("c.csv", b"id,title,cost\n1,Tent,2\n", "no column 'price' for the price; the columns are: id, title, cost"),
        ("c.csv", b"id,title,price\n", "holds no rows"),
        ("c.jsonl", b"", "holds no rows"),
        ("c.yaml", b"", "holds no rows"),
        ("c.jsonl", b'{"id": 1, "title": "a", "price": "x"}', "no row that can be read: row 1, price: 'x'"),
        ("c.yaml", b"- {a: 1\n- b", "is not YAML at line"),
        ("c.yaml", b"just text", "must hold a list"),
        ("c.yaml", b"- a: \x00", "is not YAML"),
        ("c.csv", b"id,id,price\n1,2,3\n", "two columns called 'id'"),
        ("c.csv", "id,title,price\n1,Tent,2\n".encode("utf-16"), "is UTF-16"),
        ("c.csv.gz", b"not gzip", "cannot be read"),
        ("c.xlsx", b"", "unknown format"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(CatalogError, match=r".") as caught:
        load_catalog(csv(tmp_path, content, name))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        load_catalog(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("columns", "sentence"), [({"colour": "x"}, "no field 'colour'"), ({"brand": "maker"}, "no column 'maker'")]
)
def test_a_mapping_to_nowhere(tmp_path: Path, columns: dict[str, str], sentence: str) -> None:
    with pytest.raises(CatalogError, match=sentence):
        load_catalog(jsonl(tmp_path, GOOD), columns)


def test_strict_callers_are_told_the_rows(tmp_path: Path) -> None:
    reading = load_catalog(jsonl(tmp_path, GOOD, *({"id": str(n), "price": 1} for n in range(2, 10))))
    with pytest.raises(CatalogError, match=r"8 of 9 rows .*row 2, title: the title is missing; .*and 3 more") as caught:
        require_all_good(reading)
    assert len(caught.value.rejected) == 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(content=st.binary(max_size=300), suffix=st.sampled_from([".jsonl", ".csv", ".yaml", ".csv.gz"]))
def test_any_bytes_are_read_or_refused_kindly(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = csv(tmp_path, content, f"c{suffix}")
    try:
        kept = len(load_catalog(path).products)
    except CatalogError:
        kept = 1
    assert kept


@pytest.mark.shared_data
def test_the_retail_demo_store_needs_no_mapping(shared_data: Path) -> None:
    reading = load_catalog(shared_data / "catalogs" / "retail_demo_store_products.yaml")
    assert (len(reading.products), reading.rejected) == (2465, ())
    first = reading.products[0]
    assert (first.price, first.currency, first.category) == (129.99, "USD", ("accessories", "backpack"))
