"""What a search may ask for beyond words and limits: order, counts, likeness, variety, ways out, a reranker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from retrieval import engine as engine_module
from retrieval.build import build_index
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.document import embedded_text
from retrieval.embedding import HashEmbedder
from retrieval.engine import SearchEngine
from retrieval.errors import InvalidQueryError, RetrievalError, UnknownNameError
from retrieval.query import SORTS, FacetCount, Range, SearchQuery, SearchResult, Sort
from retrieval.rerank import WordOverlapReranker
from retrieval.sync import sync_index
from retrieval.tokens import is_han


def found(result: SearchResult) -> list[str]:
    return [hit.product.id for hit in result.hits]


@pytest.fixture
def reranked(engine: SearchEngine, config: RetrievalConfig) -> Iterator[SearchEngine]:
    opened = SearchEngine.open(replace(config, rerank_depth=2), HashEmbedder(), WordOverlapReranker())
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("price_low", ["A2", "A1"]), ("price_high", ["A1", "A2"]), ("rating", ["A1", "A2"])],
)
def test_what_the_text_leaves_is_put_in_the_order_asked_for(
    engine: SearchEngine, sort: str, expected: list[str]
) -> None:
    query = SearchQuery("larkspur headphones", sort=sort)  # type: ignore[arg-type]
    assert found(engine.search(query)) == expected


def test_equally_new_products_stay_in_the_order_of_relevance(engine: SearchEngine) -> None:
    by_relevance = found(engine.search(SearchQuery("larkspur headphones", categories=("audio",))))
    assert (
        found(engine.search(SearchQuery("larkspur headphones", categories=("audio",), sort="newest"))) == by_relevance
    )


def test_browsing_is_sorted_over_everything(engine: SearchEngine) -> None:
    assert found(engine.search(SearchQuery("", sort="price_low", top_k=2))) == ["A2", "K1"]
    assert found(engine.search(SearchQuery("", sort="price_high", min_price=100))) == ["T1", "A1"]


def test_a_product_like_another_is_near_it_and_not_itself(engine: SearchEngine) -> None:
    result = engine.search(SearchQuery("", similar_to="A1"))
    assert found(result)[0] == "A2"
    assert "A1" not in found(result)
    assert result.total == 3
    assert result.hits[0].stage_scores["dense"] > result.hits[-1].stage_scores["dense"]
    assert found(engine.search(SearchQuery("", similar_to="A1", min_price=100))) == ["T1"]


def test_words_and_a_product_to_be_like_count_together(engine: SearchEngine) -> None:
    assert found(engine.search(SearchQuery("steel pot for soup", similar_to="A1", top_k=1))) == ["K1"]


def test_the_like_of_a_product_is_found_by_meaning_where_the_text_cannot_be_read(config: RetrievalConfig) -> None:
    class EnglishOnly(HashEmbedder):
        def unknown_share(self, text: str) -> float:
            return 1.0 if is_han(text) else 0.0

    products = [
        Product("p", "stock pot", 1, "USD"),
        Product("t", "tent", 1, "USD"),
        Product("q", "stock pots", 1, "USD"),
    ]
    build_index(products, config, EnglishOnly())
    opened = SearchEngine.open(config, EnglishOnly())
    assert found(opened.search(SearchQuery("便宜", similar_to="p"))) == ["q", "t"]
    opened.close()


def test_a_name_that_only_left_out_products_carry_is_known(engine: SearchEngine) -> None:
    query = SearchQuery("", brands=("Norvale",), exclude_ids=frozenset({"K1"}), facets=("material",))
    result = engine.search(query)
    assert (result.total, result.facets) == (0, {"material": ()})
    assert [(way.constraint, way.value, way.products) for way in result.relaxations] == [("brands", None, 3)]
    like = engine.search(SearchQuery("", similar_to="K1", attributes={"material": ("steel",)}))
    assert (like.total, [way.constraint for way in like.relaxations]) == (0, ["attributes.material"])


def test_the_like_of_no_product_is_refused(engine: SearchEngine) -> None:
    with pytest.raises(InvalidQueryError, match="no product 'X9'") as caught:
        engine.search(SearchQuery("", similar_to="X9"))
    assert caught.value.field == "similar_to"


def test_facets_count_everything_that_fits_not_only_what_is_shown(engine: SearchEngine) -> None:
    result = engine.search(SearchQuery("wireless headphones", top_k=1, facets=("brand", "colour")))
    assert FacetCount("Larkspur", 2) in result.facets["brand"]
    assert {f.value for f in result.facets["colour"]} == {"black", "white", "red", "green"}
    narrowed = engine.search(SearchQuery("", max_price=100, facets=("brand",)))
    assert {(f.value, f.count) for f in narrowed.facets["brand"]} == {("Larkspur", 1), ("Norvale", 1)}


def test_a_constraint_that_nothing_satisfies_says_by_how_much_to_give_way(engine: SearchEngine) -> None:
    result = engine.search(SearchQuery("headphones", max_price=30))
    assert (result.hits, result.total) == ((), 0)
    nearest = result.relaxations[0]
    assert (nearest.constraint, nearest.value, nearest.products) == ("max_price", 39.5, 1)
    assert engine.search(SearchQuery("headphones", max_price=50)).relaxations == ()


def test_an_attribute_is_bounded_in_any_unit_of_its_kind(engine: SearchEngine) -> None:
    assert found(engine.search(SearchQuery("", ranges={"battery": Range(minimum=10, unit="h")}))) == ["A1"]
    assert found(engine.search(SearchQuery("", ranges={"battery": Range(minimum=600, unit="min")}))) == ["A1"]


def test_the_names_of_a_kind_are_those_its_products_use(engine: SearchEngine) -> None:
    audio, everything = engine.vocabulary_of(("audio",)), engine.vocabulary
    products = [product for product in engine.products().values() if "audio" in product.category]
    assert set(audio.brands) == {product.brand for product in products}
    assert "battery_hours" in audio.measures
    assert set(audio.attributes) < set(everything.attributes)
    with pytest.raises(UnknownNameError):
        engine.vocabulary_of(("spaceships",))


def test_a_misspelt_word_is_read_and_told(engine: SearchEngine) -> None:
    result = engine.search(SearchQuery("wirless headfones"))
    assert found(result)[0] == "A1"
    assert result.corrections["wirless"] == "wireless"
    assert engine.search(SearchQuery("wireless headphones")).corrections == {}


def test_variety_sets_like_products_apart(engine: SearchEngine) -> None:
    plain = found(engine.search(SearchQuery("larkspur headphones or a pot", top_k=2)))
    varied = found(engine.search(SearchQuery("larkspur headphones or a pot", top_k=2, diversity=0.8)))
    assert plain == ["A1", "A2"] or plain == ["A2", "A1"]
    assert varied[0] == plain[0]
    assert varied[1] not in ("A1", "A2")


def test_a_reranker_orders_the_best_hits_and_says_what_it_thought(engine: SearchEngine, reranked: SearchEngine) -> None:
    query = SearchQuery("plain headphones with a cable", categories=("headphones", "tents"))
    result = reranked.search(query)
    assert set(found(result)) == set(found(engine.search(query)))
    assert all("rerank" in hit.stage_scores for hit in result.hits[:2])
    assert "rerank" not in result.hits[2].stage_scores
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_reranker_is_not_asked_where_price_decides(reranked: SearchEngine) -> None:
    result = reranked.search(SearchQuery("headphones", sort="price_low"))
    assert all("rerank" not in hit.stage_scores for hit in result.hits)


def test_a_pool_holds_the_best_of_either_side(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "COMPARED_WHOLE", 0)
    monkeypatch.setattr(engine_module, "POOL", 1)
    assert found(engine.search(SearchQuery("wireless headphones", top_k=1))) == ["A1"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["wireless headphones", "xqzvw", "降躁"])
def test_what_is_named_is_shown_whole_of_however_many(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, sort: Sort, text: str
) -> None:
    query = SearchQuery(text, brands=("Larkspur", "Fellhart", "Norvale"), sort=sort)
    whole = [found(engine.search(replace(query, top_k=k))) for k in (1, 2, 3, 10)]
    monkeypatch.setattr(engine_module, "COMPARED_WHOLE", 0)
    monkeypatch.setattr(engine_module, "POOL", 3)
    assert [found(engine.search(replace(query, top_k=k))) for k in (1, 2, 3, 10)] == whole
    assert len(whole[-1]) == 4


def test_a_dead_row_is_nowhere(config: RetrievalConfig, shop: tuple[Product, ...]) -> None:
    embedder = HashEmbedder()
    build_index(shop, config, embedder)
    sync_index([replace(shop[0], price=10.0, brand="Wren"), *shop[1:]], config, embedder)
    opened = SearchEngine.open(config, embedder)
    assert found(opened.search(SearchQuery("wireless headphones"))).count("A1") == 1
    assert opened.search(SearchQuery("", max_price=20)).hits[0].product.brand == "Wren"
    assert opened.search(SearchQuery("", facets=("brand",))).facets["brand"][0].count == 1
    assert found(opened.search(SearchQuery("", similar_to="A2")))[0] == "A1"
    opened.close()


def test_no_chinese_is_found_where_there_is_none(config: RetrievalConfig, engine: SearchEngine) -> None:
    assert engine.has_chinese
    build_index([Product("e", "soup pot", 3, "USD")], config, HashEmbedder())
    opened = SearchEngine.open(config, HashEmbedder())
    assert not opened.has_chinese
    opened.close()


def test_a_model_folder_may_state_the_share_of_meaning(
    engine: SearchEngine, config: RetrievalConfig, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("model")
    (folder / "daogou.json").write_text('{"dense_weight": 1.0}')
    opened = SearchEngine.open(replace(config, embedding_model=str(folder)), HashEmbedder())
    hit = opened.search(SearchQuery("wireless headphones")).hits[0]
    dense = [h.stage_scores["dense"] for h in opened.search(SearchQuery("wireless headphones")).hits]
    assert hit.score == pytest.approx(1.0)
    assert dense == sorted(dense, reverse=True)
    opened.close()
    (folder / "daogou.json").write_text('{"dense_weight": 7}')
    with pytest.raises(RetrievalError, match="dense_weight"):
        SearchEngine.open(replace(config, embedding_model=str(folder)), HashEmbedder())


def test_scores_are_finite_whatever_is_asked_together(engine: SearchEngine) -> None:
    query = SearchQuery("pot", similar_to="K1", diversity=1.0, facets=("price",), ranges={"battery_hours": Range(0)})
    result = engine.search(query)
    assert all(np.isfinite(hit.score) for hit in result.hits)
    assert found(result) == ["A1"]


def test_a_product_named_by_its_id_comes_first_within_what_was_asked(engine: SearchEngine) -> None:
    assert found(engine.search(SearchQuery("k1")))[0] == "K1"
    assert found(engine.search(SearchQuery("T1", max_price=300)))[0] == "T1"
    assert "T1" not in found(engine.search(SearchQuery("T1", max_price=50)))


def test_words_that_were_corrected_count_as_matched(engine: SearchEngine) -> None:
    result = engine.search(SearchQuery("wirless headfones"))
    assert set(result.hits[0].matched_terms) == set(result.corrections.values())


def test_the_vectors_of_products_come_in_the_order_asked_for(engine: SearchEngine, shop: tuple[Product, ...]) -> None:
    vectors = engine.vectors(["T1", "A1"])
    expected = HashEmbedder().encode([embedded_text(shop[row], lambda text: 0.0) for row in (3, 0)])
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    with pytest.raises(KeyError):
        engine.vectors(["X9"])
