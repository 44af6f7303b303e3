"""What holds of every search, whatever is asked and however the index came to be: checked product by product."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from plain_shop import PRODUCTS, alone, asks_by_stated_names, plain, queries, satisfies

from retrieval import engine as engine_module
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder
from retrieval.engine import SearchEngine
from retrieval.errors import InvalidQueryError
from retrieval.query import SORTS, SearchQuery, SearchResult
from retrieval.relaxation import relaxed
from retrieval.sync import sync_index

TITLES = ["wired headphones", "stock pot", "tent for two", "汤锅", "降噪耳机", "!!!", "65in WH-1000XM5", "pot"]
TEXTS = ["", "", "pot", "headfones", "汤锅 wired", "two tents 65in", "show me", "xqzvw", "降躁"]
ALL = 50
"""More than there are products."""


class EnglishOnly(HashEmbedder):
    """Leaves products without a vector."""

    name = "english-only"

    def __init__(self) -> None:
        super().__init__()
        self.name = "english-only"

    def unknown_share(self, text: str) -> float:
        return 0.0 if text.isascii() else 1.0


@st.composite
def states(draw: st.DrawFn) -> list[list[Product]]:
    """A catalogue and what becomes of it: products go, come and change under the ids they have."""
    drawn = draw(PRODUCTS.filter(bool))
    titles = st.sampled_from(TITLES)
    first = [replace(each, id=f"P{place}", title=draw(titles)) for place, each in enumerate(drawn)]
    history = [first]
    for _ in range(draw(st.integers(0, 2))):
        changed = [
            replace(each, price=draw(st.sampled_from([5.0, 20.0, 50.0])), title=draw(titles))
            if draw(st.booleans())
            else each
            for each in history[-1]
            if draw(st.integers(0, 3))
        ]
        history.append(changed or history[-1])
    return history


@contextmanager
def synced(history: Sequence[Sequence[Product]]) -> Iterator[SearchEngine]:
    with tempfile.TemporaryDirectory() as folder:
        config, embedder = RetrievalConfig(Path(folder)), EnglishOnly()
        for products in history:
            sync_index(products, config, embedder, force=True)
        opened = SearchEngine.open(config, embedder)
        try:
            yield opened
        finally:
            opened.close()


def ids(result: SearchResult) -> list[str]:
    return [hit.product.id for hit in result.hits]


def fitting(products: Sequence[Product], query: SearchQuery) -> set[str]:
    left_out = {*query.exclude_ids, query.similar_to}
    return {product.id for product in products if product.id not in left_out and satisfies(product, query)}


def asked(data: st.DataObject, products: Sequence[Product]) -> SearchQuery:
    some = st.sampled_from([product.id for product in products])
    query = replace(
        data.draw(queries() | st.just(SearchQuery(""))),
        text=data.draw(st.sampled_from(TEXTS)),
        exclude_ids=data.draw(st.frozensets(some | st.just("P99"), max_size=2)),
        similar_to=data.draw(st.just("") | some),
        sort=data.draw(st.sampled_from(SORTS)),
        diversity=data.draw(st.sampled_from([0.0, 0.5, 1.0])),
        top_k=data.draw(st.sampled_from([1, 3, ALL])),
        facets=("brand", "price", "rating"),
    )
    return query if asks_by_stated_names(products, query) else replace(query, attributes={}, ranges={})


@pytest.mark.parametrize("compared_whole", [8_000, 0])
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(states(), st.data())
def test_every_search_keeps_what_it_promises(
    monkeypatch: pytest.MonkeyPatch, compared_whole: int, history: list[list[Product]], data: st.DataObject
) -> None:
    monkeypatch.setattr(engine_module, "COMPARED_WHOLE", compared_whole)
    products = history[-1]
    with synced(history) as engine:
        for _ in range(6):
            query = asked(data, products)
            try:
                result = engine.search(query)
            except InvalidQueryError as error:
                assert not fitting(products, alone(query, error)), error  # noqa: PT017  a refusal must be right too
            else:
                check(engine, products, result)


def check(engine: SearchEngine, products: Sequence[Product], result: SearchResult) -> None:
    query, allowed = result.query, fitting(products, result.query)
    assert result.total == len(allowed)
    assert len(set(ids(result))) == len(ids(result)) <= query.top_k
    assert set(ids(result)) <= allowed
    assert all(hit.product in products for hit in result.hits), "as it was before a sync"
    assert all(np.isfinite(hit.score) for hit in result.hits)
    if shows_all(query):
        assert len(result.hits) == min(query.top_k, len(allowed)), "none is left out"
    check_order(engine, result)
    check_facets([product for product in products if product.id in allowed], result)
    for relaxation in result.relaxations:
        assert engine.search(relaxed(query, relaxation)).total == relaxation.products > 0


def shows_all(query: SearchQuery) -> bool:
    return bool(query.is_narrowed or query.similar_to or query.text in ("", "show me"))


def check_order(engine: SearchEngine, result: SearchResult) -> None:
    query, found = result.query, [hit.product for hit in result.hits]
    if query.sort == "price_low":
        assert all(one.price <= two.price for one, two in pairwise(found))
    if query.sort == "price_high":
        assert all(one.price >= two.price for one, two in pairwise(found))
    if query.sort == "relevance" and not query.diversity:
        assert all(one.score >= two.score for one, two in pairwise(result.hits))
    if query.top_k == ALL:
        plainly = engine.search(replace(query, diversity=0.0))
        assert sorted(ids(plainly)) == sorted(ids(result)), "variety changes the order and nothing else"
        best_first = {*ids(engine.search(replace(query, sort="relevance")))}
        assert {*ids(result)} <= best_first
        assert {*ids(result)} == best_first or not shows_all(query), "so does the order asked for"


def check_facets(fits: Sequence[Product], result: SearchResult) -> None:
    counted = {name: {count.value: count.count for count in counts} for name, counts in result.facets.items()}
    brands = [plain(product.brand) for product in fits if product.brand]
    assert {plain(name): count for name, count in counted["brand"].items()} == {b: brands.count(b) for b in brands}
    assert sum(counted["price"].values()) == len(fits)
    assert sum(counted["rating"].values()) == sum(product.rating is not None for product in fits)
