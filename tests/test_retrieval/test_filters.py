"""Every product that satisfies the constraints and no other."""

from __future__ import annotations

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from retrieval.catalog import Product
from retrieval.errors import UnknownNameError
from retrieval.filters import FilterColumns
from retrieval.query import SearchQuery


def ids(shop: tuple[Product, ...], query: SearchQuery) -> list[str]:
    mask = FilterColumns.of(shop).mask(query)
    return [product.id for product, kept in zip(shop, mask, strict=True) if kept]


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
        (SearchQuery("", brands=("NORVALE ",)), ["K1"]),
        (SearchQuery("", attributes={"Colour": ("black", "red")}), ["A1", "K1"]),
        (SearchQuery("", attributes={"material": ("enamel",)}), ["K1"]),
        (SearchQuery("", attributes={"wireless": ("yes",)}), ["A1"]),
        (SearchQuery("", attributes={"wireless": ("false",)}), ["A2"]),
        (SearchQuery("", attributes={"battery_hours": ("38",)}), ["A1"]),
        (SearchQuery("", categories=("audio",), in_stock=True, max_price=100), []),
    ],
)
def test_a_constraint_keeps_exactly_its_products(
    shop: tuple[Product, ...], query: SearchQuery, expected: list[str]
) -> None:
    assert ids(shop, query) == expected


PRODUCTS = st.lists(
    st.builds(
        Product,
        id=st.uuids().map(str),
        title=st.just("x"),
        price=st.floats(0, 100),
        currency=st.just("USD"),
        brand=st.sampled_from(["", "a", "B"]),
        category=st.sampled_from([(), ("x",), ("x", "y"), ("z", "y")]),
        rating=st.none() | st.floats(0, 5),
        stock=st.none() | st.integers(0, 3),
        attributes=st.dictionaries(st.sampled_from(["c", "D"]), st.sampled_from(["red", True, 2.5, ("red", "blue")])),
    ),
    max_size=20,
    unique_by=lambda product: product.id,
)
QUERIES = st.builds(
    SearchQuery,
    text=st.just(""),
    min_price=st.none() | st.floats(0, 50),
    max_price=st.none() | st.floats(50, 100),
    min_rating=st.none() | st.floats(0, 5),
    in_stock=st.booleans(),
    categories=st.sampled_from([(), ("Y",), ("x", "z"), ("x > y",)]),
    brands=st.sampled_from([(), ("b",), ("A", "b")]),
    attributes=st.sampled_from([{}, {"c": ("red",)}, {"d": ("yes", "2.5")}, {"C": ("blue",), "D": ("true",)}]),
)


@given(PRODUCTS, QUERIES)
def test_columns_agree_with_reading_the_products_one_by_one(products: list[Product], query: SearchQuery) -> None:
    shop = tuple(products)
    try:
        FilterColumns.of(shop).mask(query)
    except UnknownNameError:
        reject()
    assert ids(shop, query) == [product.id for product in shop if satisfies(product, query)]


def satisfies(product: Product, query: SearchQuery) -> bool:
    """The constraints as `SearchQuery` words them, one product at a time."""
    levels = {level.lower() for level in (*product.category, product.category_path)}
    return all(
        (
            query.min_price is None or product.price >= query.min_price,
            query.max_price is None or product.price <= query.max_price,
            query.min_rating is None or (product.rating is not None and product.rating >= query.min_rating),
            not query.in_stock or product.stock is None or product.stock > 0,
            not query.categories or levels & {name.lower() for name in query.categories},
            not query.brands or product.brand.lower() in {name.lower() for name in query.brands},
            all(words_of(product, name) & set(wanted) for name, wanted in query.attributes.items()),
        )
    )


def words_of(product: Product, name: str) -> set[str]:
    value = next((value for key, value in product.attributes.items() if key.lower() == name.lower()), None)
    if isinstance(value, bool):
        return {"yes", "true"} if value else {"no", "false"}
    return set(value) if isinstance(value, tuple) else {str(value)}
