"""A search from request to hits, on a real Chroma collection."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import engine as engine_module
from retrieval.build import build_index, index_status
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import HashEmbedder, Vectors
from retrieval.engine import SearchEngine
from retrieval.errors import IndexMismatchError, IndexMissingError, InvalidQueryError, UnknownNameError
from retrieval.query import SearchQuery, SearchResult


class EnglishOnly(HashEmbedder):
    """Reads no Chinese, as MiniLM."""

    def unknown_share(self, text: str) -> float:
        return float(np.mean([ord(char) > 0x3000 for char in text])) if text else 0.0

    def encode(self, texts: object) -> Vectors:
        return super().encode([text for text in texts if self.unknown_share(text) < 0.5 or pytest.fail(text)])  # type: ignore[attr-defined]


def found(result: SearchResult) -> list[str]:
    return [hit.product.id for hit in result.hits]


@pytest.mark.parametrize(
    ("text", "best"),
    [("wireless headphones", "A1"), ("降噪耳机", "A1"), ("汤锅", "K1"), ("锅", "K1"),
     ("WH-1000XM5", "T1"), ("65in", "T1"), ("ＴＥＮＴ", "T1"), ("云雀 wired", "A2")],
)  # fmt: skip
def test_the_product_meant_comes_first(engine: SearchEngine, text: str, best: str) -> None:
    assert found(engine.search(SearchQuery(text)))[0] == best


def test_every_hit_satisfies_the_constraints_and_total_counts_all_that_do(engine: SearchEngine) -> None:
    result = engine.search(SearchQuery("headphones", max_price=50, top_k=1))
    assert (found(result), result.total) == (["A2"], 2)
    with pytest.raises(UnknownNameError, match="nobody"):
        engine.search(SearchQuery("headphones", brands=("nobody",)))


def test_a_named_category_is_shown_whole_and_the_text_orders_it(engine: SearchEngine) -> None:
    assert found(engine.search(SearchQuery("cable", categories=("audio",)))) == ["A2", "A1"]
    assert set(found(engine.search(SearchQuery("xqzvw", brands=("larkspur",))))) == {"A1", "A2"}


def test_a_hit_says_what_each_stage_said_and_which_words_matched(engine: SearchEngine) -> None:
    hit = engine.search(SearchQuery("Wireless 降噪耳机 under water")).hits[0]
    assert hit.stage_scores["lexical"] > 0
    assert -1 <= hit.stage_scores["dense"] <= 1
    assert hit.matched_terms == ("Wireless", "降噪耳机")


def test_scores_fall_and_times_are_told(engine: SearchEngine) -> None:
    result = engine.search(SearchQuery("larkspur headphones wireless"))
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert list(result.timings_ms) == ["filter", "reading", "embedding", "lexical", "dense", "fusion", "total"]
    assert result.timings_ms["total"] >= sum(list(result.timings_ms.values())[:-1]) - 1e-6


@pytest.mark.parametrize("text", ["xqzvw", "阿斯顿", "你好", "😀", "?!", "\x00\x07"])
def test_gibberish_finds_nothing(engine: SearchEngine, text: str) -> None:
    result = engine.search(SearchQuery(text))
    assert result.hits == ()
    assert result.total == 4


@pytest.mark.parametrize("text", ["", "  ", "show me something", "推荐一下"])
def test_a_request_without_content_browses_the_best_rated(engine: SearchEngine, text: str) -> None:
    result = engine.search(SearchQuery(text, min_price=40))
    assert found(result) == ["K1", "A1", "T1"]
    assert found(engine.search(SearchQuery(text, top_k=1, categories=("audio",)))) == ["A1"]


def test_a_text_the_embedder_cannot_read_is_ranked_by_words(config: RetrievalConfig, shop: tuple[Product, ...]) -> None:
    embedder = EnglishOnly()
    build_index(shop, config, embedder)
    opened = SearchEngine.open(config, embedder)
    hit = opened.search(SearchQuery("降噪耳机")).hits[0]
    assert (hit.product.id, list(hit.stage_scores)) == ("A1", ["lexical"])
    opened.close()


def test_a_product_the_embedder_cannot_read_is_found_by_its_words(config: RetrievalConfig) -> None:
    products = [Product("z", "汤锅", 3, "USD"), Product("e", "soup pot", 3, "USD")]
    embedder = EnglishOnly()
    report = build_index(products, config, embedder)
    assert (report.products, report.embedded) == (2, 1)
    opened = SearchEngine.open(config, embedder)
    assert found(opened.search(SearchQuery("soup pot or 锅"))) == ["e", "z"]
    opened.close()


def test_many_products_are_fetched_from_chroma_and_still_filtered(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = [SearchQuery("larkspur headphones"), SearchQuery("tent", max_price=300, in_stock=True)]
    exact = [engine.search(query) for query in queries]
    monkeypatch.setattr(engine_module, "COMPARED_WHOLE", 0)
    for query, expected in zip(queries, exact, strict=True):
        result = engine.search(query)
        assert found(result) == found(expected)
        assert [hit.score for hit in result.hits] == pytest.approx([hit.score for hit in expected.hits], abs=1e-5)


def test_products_by_id_and_the_words_of_the_catalogue(engine: SearchEngine, shop: tuple[Product, ...]) -> None:
    assert engine.product("K1") == shop[2]
    assert engine.product("none") is None
    assert list(engine.products().values()) == list(shop)
    assert engine.currency == "USD"
    words = engine.vocabulary
    assert words.brands == ("Fellhart", "Larkspur", "Norvale")
    assert words.categories == ("audio", "cookware", "headphones", "kitchen", "outdoor", "tents")
    assert words.category_paths == ("audio > headphones", "kitchen > cookware", "outdoor > tents")
    assert words.attributes == {"colour": ("black", "green", "red", "white"), "material": ("enamel", "steel")}
    assert (words.numeric_attributes, words.yes_no_attributes) == (("battery_hours",), ("wireless",))


def test_a_missing_index_says_what_to_run(config: RetrievalConfig) -> None:
    with pytest.raises(IndexMissingError, match="daogou index build"):
        SearchEngine.open(config, HashEmbedder())


def test_another_embedder_is_refused(engine: SearchEngine, config: RetrievalConfig) -> None:
    with pytest.raises(IndexMismatchError, match="hash-256, not the configured hash-64"):
        SearchEngine.open(config, HashEmbedder(64))


def test_an_index_of_another_version_is_refused(engine: SearchEngine, config: RetrievalConfig) -> None:
    status = index_status(config)
    assert status is not None
    (status.folder / "manifest.json").write_text('{"format_version": 1}')
    assert index_status(config) is None
    with pytest.raises(IndexMismatchError, match="another version"):
        SearchEngine.open(config, HashEmbedder())


def test_a_rebuild_does_not_disturb_an_open_engine(
    engine: SearchEngine, config: RetrievalConfig, shop: tuple[Product, ...]
) -> None:
    build_index(shop[2:], config, HashEmbedder())
    assert found(engine.search(SearchQuery("wireless headphones")))[0] == "A1"
    fresh = SearchEngine.open(config, HashEmbedder())
    assert len(fresh.products()) == 2
    fresh.close()


def test_several_threads_search_at_once(engine: SearchEngine) -> None:
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.append(found(engine.search(SearchQuery("red soup pot")))))
        for _ in "1234"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [results[0]] * 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.text(max_size=60), low=st.floats(0, 250), top_k=st.integers(1, 6))
def test_any_text_is_answered_within_the_constraints(engine: SearchEngine, text: str, low: float, top_k: int) -> None:
    result = engine.search(SearchQuery(text, min_price=low, top_k=top_k))
    assert len(result.hits) <= min(top_k, result.total)
    assert all(hit.product.price >= low and np.isfinite(hit.score) for hit in result.hits)


@pytest.mark.parametrize(
    "odd", ["9" * 400 + ".5", "9" * 310 + "/1", "1/0", "9" * 400 + " kg", "\ud800", "\x00", "\ufffe"]
)
def test_numbers_too_large_and_half_letters_are_passed_over(engine: SearchEngine, odd: str) -> None:
    assert found(engine.search(SearchQuery(f"tent {odd}", brands=("Fellhart", "Norvale")))) == ["T1", "K1"]
    engine.search(SearchQuery(odd, facets=("price",)))


def test_ids_that_no_product_can_have_are_those_of_none(engine: SearchEngine) -> None:
    assert engine.search(SearchQuery("", exclude_ids=frozenset({"\ud800", "A1"}))).total == 3
    assert engine.product("\ud800") is None
    with pytest.raises(InvalidQueryError, match="no product"):
        engine.search(SearchQuery("", similar_to="\ud800"))


def test_a_very_long_text_is_answered(engine: SearchEngine) -> None:
    assert found(engine.search(SearchQuery("tent " * 10_000)))[0] == "T1"
