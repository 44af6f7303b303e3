"""Products in a file, read back equal by row and by id."""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import product_store
from retrieval.catalog import Product
from retrieval.errors import CatalogError
from retrieval.product_rows import content_hash, product_line, read_line
from retrieval.product_store import ProductStore
from retrieval.product_writer import ProductWriter

Shop = tuple[Product, ...]


def written(folder: Path, *products: Product) -> ProductWriter:
    writer = ProductWriter(folder)
    writer.add([(product.id, product_line(product)) for product in products])
    writer.commit()
    return writer


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
any_product = st.builds(
    Product,
    id=words.filter(bool),
    title=words,
    price=st.floats(0, 1e6),
    currency=st.just("USD"),
    category=st.lists(words, max_size=2).map(tuple),
    rating=st.none() | st.floats(0, 5),
    stock=st.none() | st.integers(0, 2**40),
    attributes=st.dictionaries(
        words, st.booleans() | st.floats(allow_nan=False) | words | st.lists(words).map(tuple), max_size=3
    ),
    tags=st.lists(words, max_size=2).map(tuple),
)


@given(any_product)
def test_a_line_is_read_back_equal(product: Product) -> None:
    assert read_line(product_line(product)) == product


@given(any_product)
def test_equal_products_have_equal_lines_however_their_attributes_are_kept(product: Product) -> None:
    backwards = MappingProxyType(dict(reversed(product.attributes.items())))
    other = Product(**{**{name: getattr(product, name) for name in product.__slots__}, "attributes": backwards})
    assert product_line(other) == product_line(product)


@settings(max_examples=20, deadline=None)
@given(st.lists(any_product, max_size=5, unique_by=lambda product: product.id))
def test_all_that_is_written_is_there_by_row_and_by_id(products: list[Product]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), *products).close()
        store = ProductStore(Path(folder))
        assert (store.size, store.alive_count) == (len(products), len(products))
        assert list(store) == products
        assert store.products(list(range(len(products)))[::-1]) == products[::-1]
        assert dict(store.by_id()) == {product.id: product for product in products}
        assert [store.row_of(product.id) for product in products] == list(range(len(products)))
        assert store.rows_of([p.id for p in products]) == {p.id: row for row, p in enumerate(products)}
        store.close()


@pytest.fixture
def changed(tmp_path: Path, shop: Shop) -> ProductStore:
    """The shop, the second of its four products gone and the first one written anew."""
    writer = written(tmp_path, *shop)
    writer.kill([1, 0])
    writer.add([(shop[0].id, product_line(shop[0]))])
    writer.commit()
    writer.close()
    return ProductStore(tmp_path)


def test_dead_rows_keep_their_numbers_and_are_no_products(changed: ProductStore, shop: Shop) -> None:
    assert changed.alive().tolist() == [False, False, True, True, True]
    assert (changed.size, changed.alive_count) == (5, 3)
    assert changed.product(1) == shop[1]
    assert (changed.row_of("A1"), changed.row_of("A2"), changed.row_of("nothing")) == (4, None, None)
    assert changed.rows_of(["A2", "T1", "A1"]) == {"T1": 3, "A1": 4}
    assert sorted(changed.hashes()) == sorted(content_hash(product_line(shop[i])) for i in (0, 2, 3))
    assert changed.find(["K1"]) == {"K1": (2, content_hash(product_line(shop[2])))}


def test_the_mapping_reads_like_a_dictionary(changed: ProductStore, shop: Shop) -> None:
    products = changed.by_id()
    assert list(products) == ["K1", "T1", "A1"]
    assert list(products.values()) == [shop[2], shop[3], shop[0]]
    assert list(products.items()) == [("K1", shop[2]), ("T1", shop[3]), ("A1", shop[0])]
    assert ("A2" in products, "K1" in products, 7 in products) == (False, True, False)
    assert (products["A1"], products.get("A2"), len(products)) == (shop[0], None, 3)
    with pytest.raises(KeyError):
        products["A2"]


def test_going_through_all_reads_page_by_page(
    changed: ProductStore, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_store, "PAGE", 1)
    assert list(changed) == [shop[2], shop[3], shop[0]]
    assert [row for row, _, _ in changed.lines(first_row=3)] == [3, 4]


def test_a_row_that_is_not_there(changed: ProductStore) -> None:
    with pytest.raises(IndexError, match="no row 9 among 5"):
        changed.products([1, 9])


def test_the_currency_is_that_of_the_products(changed: ProductStore, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert changed.currency == "USD"
    nothing = tmp_path_factory.mktemp("nothing")
    written(nothing).close()
    empty = ProductStore(nothing)
    assert (empty.currency, empty.size, empty.alive().tolist(), list(empty)) == ("", 0, [], [])


def test_several_threads_read_at_once(changed: ProductStore, shop: Shop) -> None:
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda number: changed.products([2, 3])[number % 2], range(200)))
    assert read == [shop[2], shop[3]] * 100


def test_a_store_that_is_not_there_or_damaged_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.Error):
        ProductStore(tmp_path)
    (tmp_path / product_store.FILE).write_bytes(pickle.dumps(range(1000)))
    with pytest.raises(sqlite3.Error):
        ProductStore(tmp_path)


def test_an_id_that_is_there_is_refused_by_name(tmp_path: Path, shop: Shop) -> None:
    writer = written(tmp_path, *shop)
    fresh = Product("N", "kettle", 1.0, "USD")
    for repeated, name in (([fresh, shop[2]], "K1"), ([fresh, fresh], "N")):
        with pytest.raises(CatalogError, match=f"share the id '{name}'"):
            writer.add([(product.id, product_line(product)) for product in repeated])
    writer.close()


def test_what_was_not_committed_is_gone(tmp_path: Path, shop: Shop) -> None:
    writer = written(tmp_path, *shop[:2])
    writer.add([(shop[2].id, product_line(shop[2]))])
    assert writer.lines(1, 5) == [product_line(shop[1]), product_line(shop[2])]
    writer.close()
    again = ProductWriter(tmp_path)
    assert again.size == 2
    again.embedded(0, [content_hash("a"), content_hash("b")])
    again.close()
    assert ProductStore(tmp_path).size == 2
