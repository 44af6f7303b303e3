"""An engine that follows its index: no search sees half of a change, and none waits for one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from retrieval.build import build_index
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder, Vectors
from retrieval.engine import SearchEngine
from retrieval.errors import IndexMissingError
from retrieval.generations import current_folder
from retrieval.live import LiveSearchEngine
from retrieval.query import SearchQuery
from retrieval.sync import sync_index

Shop = tuple[Product, ...]


@pytest.fixture
def live(config: RetrievalConfig, shop: Shop) -> Iterator[LiveSearchEngine]:
    build_index(shop, config, HashEmbedder())
    opened = LiveSearchEngine.of(config, HashEmbedder(), look_seconds=0)
    yield opened
    opened.close()


def dearer(shop: Shop, price: float) -> list[Product]:
    return [replace(product, price=price) for product in shop]


def prices(live: LiveSearchEngine) -> set[float]:
    return {hit.product.price for hit in live.search(SearchQuery("")).hits}


def test_a_sync_is_seen_by_the_searches_after_it(live: LiveSearchEngine, config: RetrievalConfig, shop: Shop) -> None:
    before = live.generation
    sync_index(dearer(shop, 7.0), config, HashEmbedder())
    assert live.refresh()
    assert prices(live) == {7.0}
    assert live.generation != before
    assert not live.refresh()


def test_a_search_finds_out_by_itself(live: LiveSearchEngine, config: RetrievalConfig, shop: Shop) -> None:
    sync_index(dearer(shop, 7.0), config, HashEmbedder())
    live.search(SearchQuery("pot"))
    for thread in threading.enumerate():
        if thread.name == "index-opener":
            thread.join()
    assert prices(live) == {7.0}


def test_searches_during_syncs_see_one_state_each(live: LiveSearchEngine, config: RetrievalConfig, shop: Shop) -> None:
    seen: list[set[float]] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                seen.append(prices(live))
        except BaseException as error:
            errors.append(error)
            raise

    sync_index(dearer(shop, 1.0), config, HashEmbedder())
    live.refresh()
    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for price in (2.0, 3.0, 4.0):
        sync_index(dearer(shop, price), config, HashEmbedder())
        live.refresh()
    done.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert all(len(state) == 1 for state in seen)
    assert prices(live) == {4.0}


def test_the_engine_before_is_closed_when_its_last_search_is_done(shop: Shop, config: RetrievalConfig) -> None:
    build_index(shop, config, HashEmbedder())
    closed: list[str] = []
    inside, leave = threading.Event(), threading.Event()

    class Watched(SearchEngine):
        def search(self, query: SearchQuery):  # type: ignore[no-untyped-def]  # noqa: ANN202
            inside.set()
            leave.wait(10)
            return super().search(query)

        def close(self) -> None:
            closed.append(self.generation)
            super().close()

    first: SearchEngine = Watched.open(config, HashEmbedder())
    engines = iter([first])
    live = LiveSearchEngine(
        lambda: next(engines, None) or SearchEngine.open(config, HashEmbedder()), config.index_dir, 3600
    )
    results: list[set[float]] = []
    thread = threading.Thread(target=lambda: results.append(prices(live)))
    thread.start()
    inside.wait(10)
    sync_index(dearer(shop, 7.0), config, HashEmbedder())
    assert live.refresh()
    assert closed == []
    leave.set()
    thread.join()
    assert closed == [first.generation]
    assert results == [{product.price for product in shop}]
    live.close()


def test_an_index_of_another_embedder_is_passed_over(
    live: LiveSearchEngine, config: RetrievalConfig, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    build_index(dearer(shop, 7.0), config, HashEmbedder(64))
    assert not live.refresh()
    assert not live.refresh()
    assert prices(live) == {product.price for product in shop}
    assert [record.message for record in caplog.records if "goes on answering" in record.message].__len__() == 1


def test_everything_else_comes_from_the_newest_index(live: LiveSearchEngine, config: RetrievalConfig) -> None:
    assert live.product("A1") is not None
    assert (live.currency, live.has_chinese, live.vocabulary.brands) == (
        "USD", True, ("Fellhart", "Larkspur", "Norvale"),
    )  # fmt: skip
    sync_index([Product("E1", "soup pot", 3, "USD", brand="Wren")], config, HashEmbedder(), force=True)
    live.refresh()
    live.warm()
    assert live.product("A1") is None
    assert (live.has_chinese, live.vocabulary.brands) == (False, ("Wren",))


def test_a_search_that_runs_when_all_is_closed_ends_well(shop: Shop, config: RetrievalConfig) -> None:
    build_index(shop, config, HashEmbedder())
    inside, leave = threading.Event(), threading.Event()

    class Waiting(HashEmbedder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if texts == ["pot"]:
                inside.set()
                assert leave.wait(10)
            return super().encode(texts)

    live = LiveSearchEngine.of(config, Waiting())
    results: list[str] = []
    thread = threading.Thread(
        target=lambda: results.extend(hit.product.id for hit in live.search(SearchQuery("pot")).hits)
    )
    thread.start()
    assert inside.wait(10)
    live.close()
    leave.set()
    thread.join()
    assert results == ["K1"]
    build_index(dearer(shop, 7.0), config, HashEmbedder())
    assert not live.refresh()
    assert len(list(config.index_dir.glob("generation-*"))) == 1


def test_a_damaged_index_is_passed_over(live: LiveSearchEngine, config: RetrievalConfig, shop: Shop) -> None:
    build_index(dearer(shop, 7.0), config, HashEmbedder())
    newest = current_folder(config.index_dir)
    assert newest is not None
    (newest / "columns" / "columns.json").write_text("{")
    assert not live.refresh()
    assert prices(live) == {product.price for product in shop}


def test_there_must_be_an_index_to_begin_with(config: RetrievalConfig) -> None:
    with pytest.raises(IndexMissingError):
        LiveSearchEngine.of(config, HashEmbedder())
