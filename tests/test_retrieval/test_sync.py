"""A sync leaves an index that answers as one built anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from retrieval.build import build_index, index_status
from retrieval.catalog import Product
from retrieval.chroma_collection import ChromaCollection
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder, Vectors
from retrieval.engine import SearchEngine
from retrieval.errors import CatalogError, CatalogShrankError, VectorStoreError
from retrieval.query import SearchHit, SearchQuery, SearchResult
from retrieval.sync import SyncReport, sync_index

Shop = tuple[Product, ...]


class Counting(HashEmbedder):
    """Remembers which texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().encode(texts)


def numbers(report: SyncReport) -> tuple[int, int, int, int]:
    return report.inserted, report.changed, report.deleted, report.unchanged


def answers(config: RetrievalConfig) -> dict[str, Any]:
    """What an index says to a few requests, in a form that does not depend on the order of equals."""
    engine = SearchEngine.open(config, HashEmbedder())
    queries = [
        SearchQuery("headphones", top_k=50),
        SearchQuery("汤锅", top_k=50),
        SearchQuery("tent pot", top_k=50, max_price=60),
        SearchQuery("", top_k=50, in_stock=True),
        SearchQuery("", top_k=50, min_rating=4),
    ]
    told = {repr(query): told_of(engine.search(query)) for query in queries}
    told["products"] = dict(engine.products())
    told["vocabulary"] = engine.vocabulary
    engine.close()
    return told


def told_of(result: SearchResult) -> Any:
    return result.total, {hit.product.id: (hit.product, numbers_of(hit)) for hit in result.hits}


def numbers_of(hit: SearchHit) -> Numbers:
    return Numbers((hit.score, *dict(sorted(hit.stage_scores.items())).values()))


class Numbers(tuple[float, ...]):
    """Equal to others that differ by no more than two float32 sums made in another order."""

    __hash__ = tuple.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbers) and list(self) == pytest.approx(list(other), rel=1e-5, abs=1e-6)


def test_a_sync_reads_only_what_is_new(config: RetrievalConfig, shop: Shop) -> None:
    build_index(shop, config, HashEmbedder())
    embedder = Counting()
    cheaper = replace(shop[0], price=99.0)
    renamed = replace(shop[1], title="Larkspur Whisper wired headphones")
    new = Product("N1", "Kettle", 20.0, "USD")
    report = sync_index([cheaper, renamed, shop[2], new], config, embedder)
    assert numbers(report) == (1, 2, 1, 1)
    assert (report.embedded, report.products, report.compacted) == (2, 4, True)
    assert {"Kettle", "Larkspur Whisper wired headphones"} <= {text.split(".")[0] for text in embedder.texts}
    assert not [text for text in embedder.texts if "Hush 2" in text or "stock pot" in text]


def many(count: int) -> list[Product]:
    return [
        Product(f"P{i}", f"kettle number {i} of {i % 7} litres", 10.0 + i, "USD", category=("kitchen",), stock=i % 3)
        for i in range(count)
    ]


def test_a_small_change_goes_on_from_the_rows_before(config: RetrievalConfig, tmp_path: Path) -> None:
    before = many(40)
    build_index(before, config, HashEmbedder())
    after = [replace(before[3], price=1.0), *before[5:], *[replace(p, id=f"N{p.id}") for p in before[:2]]]
    report = sync_index(after, config, HashEmbedder())
    assert numbers(report) == (2, 1, 4, 35)
    assert (report.embedded, report.compacted) == (0, False)
    status = index_status(config)
    assert status is not None
    assert (status.products, status.dead_rows) == (38, 5)
    fresh = RetrievalConfig(tmp_path / "fresh")
    build = build_index(after, fresh, HashEmbedder())
    assert status.fingerprint == build.fingerprint
    assert answers(config) == answers(fresh)


def test_a_name_that_is_spelled_anew_is_known_by_its_new_spelling(config: RetrievalConfig) -> None:
    def shelf(brand: str, colour: str) -> list[Product]:
        others = [Product(f"P{i}", "stock pot", 1, "USD", brand="Norvale", attributes={"size": "M"}) for i in range(9)]
        return [*others, Product("A", "tent", 1, "USD", brand=brand, attributes={colour: "red"})]

    build_index(shelf("ACME", "COLOUR"), config, HashEmbedder())
    assert not sync_index(shelf("Acme", "Colour"), config, HashEmbedder()).compacted
    engine = SearchEngine.open(config, HashEmbedder())
    assert engine.vocabulary.brands == ("Acme", "Norvale")
    assert sorted(engine.vocabulary.attributes) == ["Colour", "size"]
    facets = engine.search(SearchQuery("", brands=("acme",), facets=("brand", "colour"))).facets
    assert {name: [(c.value, c.count) for c in counts] for name, counts in facets.items()} == {
        "brand": [("Acme", 1)], "colour": [("red", 1)],
    }  # fmt: skip
    engine.close()


def test_an_equal_catalogue_in_another_order_writes_nothing(config: RetrievalConfig, shop: Shop) -> None:
    build_index(shop, config, HashEmbedder())
    before = index_status(config)
    embedder = Counting()
    assert numbers(sync_index(iter(shop[::-1]), config, embedder)) == (0, 0, 0, 4)
    assert index_status(config) == before
    assert embedder.texts == []


def test_a_reader_goes_on_with_what_it_opened(config: RetrievalConfig, shop: Shop) -> None:
    build_index(shop, config, HashEmbedder())
    engine = SearchEngine.open(config, HashEmbedder())
    sync_index(shop[1:], config, HashEmbedder())
    assert engine.search(SearchQuery("wireless")).hits[0].product == shop[0]
    engine.close()
    reopened = SearchEngine.open(config, HashEmbedder())
    assert reopened.product("A1") is None
    reopened.close()


def test_without_an_index_to_go_on_from_one_is_built(config: RetrievalConfig, shop: Shop) -> None:
    assert numbers(sync_index(shop, config, HashEmbedder())) == (4, 0, 0, 0)
    other = HashEmbedder(128)
    report = sync_index(shop, config, other)
    assert (numbers(report), report.embedded, report.compacted) == ((4, 0, 0, 0), 4, True)
    status = index_status(config)
    assert status is not None
    assert status.embedder == "hash-128"


def test_equal_ids_and_no_products_are_refused(config: RetrievalConfig, shop: Shop) -> None:
    build_index(shop, config, HashEmbedder())
    before = index_status(config)
    new = Product("N", "Kettle", 20.0, "USD")
    for wrong in ([shop[0], *shop], [*shop, new, new], [replace(shop[0], price=1.0), shop[0]]):
        with pytest.raises(CatalogError, match="share the id"):
            sync_index(wrong, config, HashEmbedder())
    with pytest.raises(CatalogError, match="no products"):
        sync_index([], config, HashEmbedder())
    assert index_status(config) == before
    assert [path for path in config.index_dir.iterdir() if path.is_dir()] == [before and before.folder]


def test_a_catalogue_that_shrinks_by_nine_tenths_is_refused_unless_forced(config: RetrievalConfig) -> None:
    build_index(many(20), config, HashEmbedder())
    before = index_status(config)
    for refused in (sync_index, build_index):
        with pytest.raises(CatalogShrankError, match="--force") as caught:
            refused(many(2), config, HashEmbedder())  # type: ignore[operator]
        assert (caught.value.before, caught.value.after) == (20, 2)
        assert index_status(config) == before
    assert numbers(sync_index(many(3), config, HashEmbedder())) == (0, 0, 17, 3)
    build_index(many(20), config, HashEmbedder())
    assert numbers(sync_index(many(2), config, HashEmbedder(), force=True)) == (0, 0, 18, 2)


ids = st.sampled_from([f"P{i}" for i in range(8)])
one_product = st.builds(
    Product,
    id=ids,
    title=st.sampled_from(["wired headphones", "stock pot", "tent for two", "汤锅", "pot"]),
    price=st.sampled_from([10.0, 55.5, 80.0]),
    currency=st.just("USD"),
    brand=st.sampled_from(["", "Norvale", "Fellhart"]),
    stock=st.sampled_from([None, 0, 3]),
    rating=st.sampled_from([None, 3.0, 4.5]),
    attributes=st.dictionaries(st.sampled_from(["colour", "size"]), st.sampled_from(["red", "blue"]), max_size=2),
)
catalogues = st.lists(one_product, min_size=1, max_size=8, unique_by=lambda product: product.id)


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(catalogues, min_size=2, max_size=4))
def test_after_any_syncs_the_index_answers_as_one_built_anew(states: list[list[Product]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        synced, fresh = RetrievalConfig(Path(folder) / "synced"), RetrievalConfig(Path(folder) / "fresh")
        reports = [sync_index(state, synced, HashEmbedder()) for state in states]
        build = build_index(states[-1], fresh, HashEmbedder())
        assert reports[-1].products == build.products == len(states[-1])
        status = index_status(synced)
        assert status is not None
        assert status.fingerprint == build.fingerprint
        assert status.dead_rows <= (status.products + status.dead_rows) / 4
        assert answers(synced) == answers(fresh)


class Waiting(HashEmbedder):
    """Reads its weights only once the catalogue has been read to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.catalogue_read, self.asked = Event(), 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        assert self.catalogue_read.wait(10)
        return super().encode(texts)

    def reading(self, products: Iterable[Product]) -> Iterable[Product]:
        yield from products
        self.catalogue_read.set()


def test_weights_are_read_beside_the_catalogue_and_only_where_something_changed(
    config: RetrievalConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.sync.CHUNK", 10)
    before = many(40)
    build_index(before, config, HashEmbedder())
    idle, busy = Waiting(), Waiting()
    sync_index(idle.reading(before), config, idle)
    assert idle.asked == 0
    report = sync_index(busy.reading([replace(before[0], title="tent"), *before[1:]]), config, busy)
    assert (report.changed, report.embedded, report.compacted) == (1, 1, False)


@pytest.mark.parametrize("broken", ["delete", "upsert"])
def test_what_goes_wrong_beside_is_told_and_the_old_index_stays(
    config: RetrievalConfig, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    before = many(40)
    build_index(before, config, HashEmbedder())
    status = index_status(config)

    def fails(*_: Any) -> None:
        raise VectorStoreError("Chroma is away.")

    changed = [replace(before[0], title="tent"), *before[1:]]
    with monkeypatch.context() as patch:
        patch.setattr(ChromaCollection, broken, fails)
        with pytest.raises(VectorStoreError, match="away"):
            sync_index(changed, config, HashEmbedder())
    assert index_status(config) == status
    assert [path for path in config.index_dir.iterdir() if path.is_dir()] == [status and status.folder]
    assert sync_index(changed, config, HashEmbedder()).changed == 1


def stream(products: Iterable[Product], seen: list[str]) -> Iterable[Product]:
    for product in products:
        seen.append(product.id)
        yield product


def test_a_stream_is_read_once_and_told_as_it_goes(config: RetrievalConfig) -> None:
    seen: list[str] = []
    steps: list[tuple[str, int, int]] = []
    products = many(30)
    build_index(stream(products, seen), config, HashEmbedder(), lambda *step: steps.append(step), total=30)
    sync_index(stream(products[1:], seen), config, HashEmbedder(), lambda *step: steps.append(step))
    assert len(seen) == 59
    assert ("products", 30, 30) in steps
    assert ("products", 29, 29) in steps
