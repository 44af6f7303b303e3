"""Catalogues read as a stream: one pass, little memory, faults counted, and every format giving the same products."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import re
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalog import AttributeValue, Product
from retrieval.catalog_reader import load_catalog, require_all_good, stream_catalog
from retrieval.errors import CatalogError
from retrieval.formats.report import FaultCount, SkippedRow

GOOD = {"id": "1", "title": "Tent", "price": 9.5}


def jsonl(folder: Path, *rows: object, name: str = "c.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def text(folder: Path, content: str, name: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_products_come_while_the_file_is_read(tmp_path: Path) -> None:
    stream = stream_catalog(
        jsonl(tmp_path, GOOD, [], *({"id": str(n), "title": "a", "price": 1} for n in range(2, 99)))
    )
    products = iter(stream)
    assert (stream.rows, stream.products) == (0, 0)
    assert [next(products).id, next(products).id] == ["1", "2"]
    assert (stream.rows, stream.products, len(stream.rejected)) == (3, 2, 1)
    assert (len(list(products)), stream.rows, stream.products) == (96, 99, 98)


def test_a_stream_is_read_once(tmp_path: Path) -> None:
    stream = stream_catalog(jsonl(tmp_path, GOOD))
    assert len(list(stream)) == 1
    with pytest.raises(RuntimeError, match="is read once"):
        iter(stream)


def test_a_file_broken_in_its_middle_is_a_fault_of_the_file(tmp_path: Path) -> None:
    good = "".join(f"- {{id: {n}, title: Tent, price: 1}}\n" for n in range(2_000))
    item = "<item><id>{}</id><title>Tent</title><price>1</price></item>"
    feed = "<rss><channel>" + "".join(item.format(n) for n in range(2_000))
    for path, sentence in (
        (text(tmp_path, good + "- {id: 3, title: [\n- {}", "c.yaml"), "is not YAML at line"),
        (text(tmp_path, feed + "</chann", "c.xml"), "is not whole XML"),
    ):
        stream = stream_catalog(path)
        with pytest.raises(CatalogError, match=sentence):
            list(stream)
        assert stream.products > 1_000


def test_faults_are_counted_by_field_and_reason(tmp_path: Path) -> None:
    bad = [GOOD | {"id": str(n), "price": f"{n} €"} for n in range(2, 8)]
    more = [GOOD, GOOD | {"id": "9", "currency": "EUR"}, "x", {"id": "10", "title": "b", "price": -2}]
    stream = stream_catalog(jsonl(tmp_path, GOOD, *bad, *more))
    list(stream)
    price = "is not a number; expected a plain number such as 12.90, without currency sign or thousands separator"
    assert stream.summary() == (
        FaultCount("price", price, 6, 2),
        FaultCount("id", "is also the id of an earlier row", 1, 8),
        FaultCount("currency", "EUR differs from the USD of the rows before", 1, 9),
        FaultCount("", "is a str, not a mapping of column names to values", 1, 10),
        FaultCount("price", price.replace("not a number", "negative"), 1, 11),
    )
    report = stream.report()
    assert (report["catalog"], report["rows"], report["products"], report["rejected"]) == ("c.jsonl", 11, 1, 10)
    assert report["rejected_by_reason"][0] == {"field": "price", "reason": price, "count": 6, "first_row": 2}
    assert report["rejected_rows"][0]["reason"].startswith("'2 €' is not a number")
    assert json.loads(json.dumps(report)) == report
    with pytest.raises(CatalogError, match="10 of 11 rows cannot be read"):
        require_all_good(stream)


def test_what_is_left_out_on_purpose_is_reported_apart(tmp_path: Path) -> None:
    rows = "a,A,5,draft\nb,B,5,active\nc,C,5,archived\nd,D,5,draft\n"
    stream = stream_catalog(text(tmp_path, f"Handle,Title,Variant Price,Status\n{rows}", "c.csv"))
    assert [product.id for product in stream] == ["b"]
    assert stream.skipped[0] == SkippedRow(1, "has the status 'draft'")
    report = stream.report()
    assert (report["skipped"], report["rejected"]) == (3, 0)
    assert report["skipped_by_reason"] == {"has the status 'draft'": 2, "has the status 'archived'": 1}


def test_ids_are_named_by_the_files_own_column(tmp_path: Path) -> None:
    reading = load_catalog(text(tmp_path, "SKU,Name,Price\n1,Tent,2\n1,Pot,3\n", "c.csv"))
    assert [(fault.row, fault.field, fault.reason) for fault in reading.rejected] == [
        (2, "SKU", "'1' is also the id of row 1")
    ]


@pytest.mark.parametrize(
    "content", ["id,title\n1,Tent\n2,Pot\n", "Handle,Title,Option1 Name,Variant SKU\n1,Tent,,\n2,Pot,,\n"]
)
def test_titles_without_a_price_are_read_for_measuring_only(tmp_path: Path, content: str) -> None:
    path = text(tmp_path, content, "c.csv")
    with pytest.raises(CatalogError, match="for the price"):
        load_catalog(path)
    reading = load_catalog(path, require_price=False)
    assert [(product.title, product.price) for product in reading.products] == [("Tent", 0.0), ("Pot", 0.0)]


def test_a_price_that_is_there_must_be_one_even_when_none_is_needed(tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"id": "1", "title": "a"}, GOOD | {"id": "2", "price": "nan"}, GOOD | {"id": "3"})
    reading = load_catalog(path, require_price=False)
    assert [product.price for product in reading.products] == [0.0, 9.5]
    assert reading.rejected[0].field == "price"


def test_a_currency_that_is_none_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="'dollars' is not a currency code such as USD; name the catalogue's"):
        stream_catalog(tmp_path / "none.csv", default_currency="dollars")


def test_text_that_cannot_be_stored_is_refused(tmp_path: Path) -> None:
    rows = ['{"id": "1", "title": "a\\ud83d", "price": 1}', '{"id": "2", "title": "a\\u0000b", "price": 1}']
    rows += ['{"id": "3", "title": "a", "price": 1, "attributes": {"\\udc00": 1}}', json.dumps(GOOD | {"id": "4"})]
    rows += [
        '{"id": "5", "title": "a", "price": 1, "note\\udc00": 1}',
        '{"id": "6", "title": "\\ud83d\\ude00", "price": 1}',
    ]
    reading = load_catalog(text(tmp_path, "\n".join(rows), "c.jsonl"))
    assert [product.id for product in reading.products] == ["4", "6"]
    assert [(fault.row, fault.reason.partition(" ")[2]) for fault in reading.rejected] == [
        (1, "holds half a letter (a lone surrogate)"),
        (2, "holds a NUL character"),
        (3, "holds half a letter (a lone surrogate)"),
        (5, "holds half a letter (a lone surrogate)"),
    ]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("{id: 2, title: a, price: 1, added_on: 2026-13-45}", "is not plain YAML (month must be in 1..12)"),
        ("{id: 2, title: !!python/name:os.system x, price: 1}", "is not plain YAML"),
        ("{id: 2, title: 0x" + "f" * 9_000 + ", price: 1}", "a number of more than 40 digits is not text"),
        ("{id: 2, title: &a [*a], price: 1}", "is not text"),
        ("{id: 2, title: a, price: 1, attributes: {size: [[S]]}}", "is not text"),
        ("just text", "is a str, not a mapping"),
    ],
)
def test_a_bad_item_of_a_yaml_list_costs_that_item_only(tmp_path: Path, item: str, reason: str) -> None:
    rows = f"- {{id: 1, title: Tent, price: 1}}\n- {item}\n- {{id: 3, title: Pot, price: 1}}\n"
    reading = load_catalog(text(tmp_path, rows, "c.yaml"))
    assert [product.id for product in reading.products] == ["1", "3"]
    (fault,) = reading.rejected
    assert fault.row == 2
    assert reason in fault.reason
    assert len(fault.reason) < 200


def test_aliases_that_stand_for_gigabytes_are_not_written_out(tmp_path: Path) -> None:
    names = "abcdefghij"
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"  {new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in itertools.pairwise(names))
    reading = load_catalog(text(tmp_path, f"- {{id: 1, title: Tent, price: 1}}\n- {bomb}  id: *j\n", "c.yaml"))
    assert (len(reading.products), reading.rejected[0].row) == (1, 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("products: {}\n", "must hold a list of products"),
        ("a: 1\nproducts:\n- {id: 1, title: a, price: 1}\nb: [", "is not YAML at line"),
        ("- {id: 1, title: a, price: 1}\n---\n- {id: 2, title: a, price: 1}\n", "expected a single document"),
        ("null\n", "holds no rows"),
    ],
)
def test_yaml_that_is_no_list_of_products(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(CatalogError, match=sentence):
        load_catalog(text(tmp_path, content, "c.yaml"))


def test_yaml_aliases_reach_across_items_and_lists_stand_under_any_key(tmp_path: Path) -> None:
    content = (
        "version: 2\nnested: {a: [1]}\nitems:\n- &one {id: 1, title: Tent, price: 1}\n- {<<: *one, id: 2}\nend: [9]\n"
    )
    reading = load_catalog(text(tmp_path, content, "c.yaml"))
    assert [(product.id, product.title) for product in reading.products] == [("1", "Tent"), ("2", "Tent")]


def test_trailing_separators_and_blank_lines_are_no_faults(tmp_path: Path) -> None:
    reading = load_catalog(text(tmp_path, "id,title,price\n1,Tent,2,,\n\n , ,\n2,Pot\n3,Pan,4\n", "c.csv"))
    assert [product.id for product in reading.products] == ["1", "3"]
    assert [(fault.row, fault.reason) for fault in reading.rejected] == [(2, "the price is missing")]


def test_every_row_may_have_columns_of_its_own(tmp_path: Path) -> None:
    reading = load_catalog(jsonl(tmp_path, *(GOOD | {"id": str(n), f"note {n}": "x"} for n in range(1_200))))
    assert [product.attributes for product in reading.products] == [{f"note {n}": "x"} for n in range(1_200)]


def write_repeated(path: Path, rows: int, head: str, row: str, tail: str = "") -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        file.writelines(row.replace("#", str(number)) for number in range(rows))
        file.write(tail)
    return path


@pytest.mark.parametrize(
    ("name", "head", "row", "tail"),
    [
        ("c.jsonl", "", '{"id": "#", "title": "Tent", "price": 1, "description": "§"}\n', ""),
        ("c.csv", "id,title,price,description\n", "#,Tent,1,§\n", ""),
        ("c.yaml", "", "- {id: #, title: Tent, price: 1, description: §}\n", ""),
        ("s.csv", "Handle,Title,Variant Price,Body (HTML)\n", "#,Tent,1,<p>§</p>\n", ""),
        (
            "c.xml",
            "<rss><channel>",
            "<other>§</other><item><id>#</id><title>§</title><price>1</price></item>",
            "</channel></rss>",
        ),
    ],
    ids=["jsonl", "csv", "yaml", "shopify", "merchant"],
)
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str, head: str, row: str, tail: str) -> None:
    row = row.replace("§", "word " * 100)
    path = write_repeated(tmp_path / name, 2_000, head, row, tail)
    assert path.stat().st_size > 1_000_000
    stream = stream_catalog(path)
    products = iter(stream)
    next(products)
    tracemalloc.start()
    try:
        assert sum(1 for _ in products) == 1_999
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 300_000 + 250 * stream.products, peak


_NAME = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\ufffd"), min_size=1, max_size=12
)
_WORDS = st.lists(_NAME, max_size=4).map(" ".join)
_AMOUNT = st.integers(0, 10**8).map(lambda cents: cents / 100)
_VALUE: st.SearchStrategy[AttributeValue] = (
    _NAME
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(_NAME, min_size=1, max_size=3).map(tuple)
)
_PRODUCT = st.builds(
    Product,
    id=_NAME, title=_NAME, price=_AMOUNT, currency=st.just("EUR"), description=_WORDS, title_zh=_NAME | st.just(""),
    brand=_WORDS, category=st.lists(_NAME, max_size=3).map(tuple), list_price=st.none() | _AMOUNT,
    rating=st.none() | st.floats(0, 5), review_count=st.integers(0, 10**6), stock=st.none() | st.integers(0, 10**6),
    attributes=st.dictionaries(_NAME.map(lambda name: f"x{name}"), _VALUE, max_size=4),
    tags=st.lists(_NAME, max_size=3).map(tuple), added_on=st.dates().map(date.isoformat),
)  # fmt: skip
_PRODUCTS = st.lists(_PRODUCT, min_size=1, max_size=4, unique_by=lambda product: product.id)


def plain(product: Product) -> dict[str, object]:
    row = asdict(product)
    return row | {name: list(row[name]) for name in ("category", "tags")} | {
        "attributes": {name: list(v) if isinstance(v, tuple) else v for name, v in product.attributes.items()}
    }  # fmt: skip


def as_jsonl(path: Path, products: list[Product]) -> None:
    path.write_text("".join(json.dumps(plain(product)) + "\n" for product in products), encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Puts a text like `0E0` into quotes, which YAML 1.2 takes for a number otherwise."""


_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+\Z"), list("-+0123456789")
)


def as_yaml(path: Path, products: list[Product]) -> None:
    rows = [plain(product) for product in products]
    path.write_text(yaml.dump(rows, Dumper=_Dumper, allow_unicode=True), encoding="utf-8")


def test_a_text_that_looks_like_a_number_is_written_in_quotes_and_read_as_it_was(tmp_path: Path) -> None:
    product = Product("1", "Thing", 1.0, "EUR", tags=("0E0", "1e6"), added_on="2000-01-01")
    as_yaml(tmp_path / "c.yaml", [product])
    assert list(load_catalog(tmp_path / "c.yaml").products) == [product]


def as_yaml_under_a_key(path: Path, products: list[Product]) -> None:
    rows = {"count": len(products), "products": [plain(product) for product in products]}
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def test_a_number_without_a_point_before_its_exponent_is_a_number_in_yaml(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("- {id: a, title: b, price: 1, attributes: {lag_s: 1e-06, code: 1e6x}}", encoding="utf-8")
    assert load_catalog(file).products[0].attributes == {"lag_s": 1e-06, "code": "1e6x"}


@pytest.mark.parametrize(
    ("name", "write"), [("c.jsonl", as_jsonl), ("c.yaml", as_yaml), ("keyed.yaml", as_yaml_under_a_key)]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(products=_PRODUCTS)
def test_products_written_with_types_are_read_back_equal(
    tmp_path: Path, name: str, write: Callable[[Path, list[Product]], None], products: list[Product]
) -> None:
    write(tmp_path / name, products)
    reading = load_catalog(tmp_path / name)
    assert (list(reading.products), reading.rejected) == (products, ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(products=st.lists(_PRODUCT, min_size=1, max_size=4, unique_by=lambda product: product.id))
def test_products_written_as_a_table_are_read_back_equal_where_a_table_can_say_it(
    tmp_path: Path, delimiter: str, products: list[Product]
) -> None:
    columns = [
        "id", "title", "price", "currency", "description", "title_zh", "brand", "rating", "review_count", "stock",
        "list_price", "added_on", "attribute.weight_g",
    ]  # fmt: skip
    weighed = [asdict(product) | {"attribute.weight_g": product.price} for product in products]
    path = tmp_path / "c.csv.gz"
    with gzip.open(path, "wt", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(weighed)
    reading = load_catalog(path)
    assert reading.rejected == ()
    for product, read in zip(products, reading.products, strict=True):
        assert all(getattr(read, name) == getattr(product, name) for name in columns[:-1])
        assert read.attributes == {"weight_g": product.price}


@pytest.mark.shared_data
def test_sets_of_titles_are_read_for_measuring(shared_data: Path) -> None:
    stream = stream_catalog(shared_data / "search_zh" / "products.csv.gz", require_price=False)
    assert (sum(1 for _ in stream), stream.rejected) == (1_750, [])
