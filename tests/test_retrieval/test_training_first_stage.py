"""What search finds before training: the same order as the engine's, hard negatives nobody judged."""

from __future__ import annotations

import numpy as np

from retrieval.catalog import Product
from retrieval.fusion import weighted_sum
from retrieval.hash_embedding import HashEmbedder
from retrieval.training.examples import JudgedQuery
from retrieval.training.first_stage import FirstStage, Found, embedded_products


class ReadsNoChinese(HashEmbedder):
    """Cannot read a text with any character that is not ASCII."""

    def unknown_share(self, text: str) -> float:
        return float(not text.isascii())


PRODUCTS = (
    Product("A", "red steel pot", 1.0, "USD"),
    Product("B", "blue steel pan", 1.0, "USD"),
    Product("C", "running shoes", 1.0, "USD"),
    Product("D", "红钢锅 steel", 1.0, "USD"),
)
QUERY = JudgedQuery("q", "red steel pot", {0: 2.0})


def found(query: JudgedQuery, depth: int = 50) -> tuple[FirstStage, Found, list[tuple[str, int, int]]]:
    embedder, told = ReadsNoChinese(), []
    vectors = embedded_products(PRODUCTS, embedder, lambda *step: told.append(step))
    stage = FirstStage(PRODUCTS, vectors)
    best = stage.search([query], embedder.encode([query.text]), lambda *step: told.append(step), depth)
    return stage, best[query.id], told


def test_it_ranks_as_search_does() -> None:
    stage, best, _ = found(QUERY)
    embedder = ReadsNoChinese()
    cosines = embedder.encode([QUERY.text])[0] @ embedder.encode([p.title for p in PRODUCTS]).T
    cosines[3] = np.nan
    scores = weighted_sum(stage.words(QUERY), cosines, 1.0)
    assert best.rows[0] == 0
    assert set(best.rows) <= set(np.flatnonzero(scores > 0))
    np.testing.assert_allclose(best.scores, np.sort(scores[scores > 0])[::-1], atol=1e-6)


def test_what_cannot_be_read_is_found_by_its_words() -> None:
    _, best, _ = found(QUERY)
    assert 3 in best.rows


def test_hard_negatives_are_what_nobody_judged() -> None:
    _, best, _ = found(QUERY)
    assert 0 in best.rows
    assert best.unjudged(QUERY) == [row for row in best.rows if row != 0]


def test_only_the_best_are_kept_and_progress_is_told() -> None:
    _, best, told = found(QUERY, depth=1)
    assert list(best.rows) == [0]
    assert told == [("products", 0, 3), ("products", 3, 3), ("candidates", 0, 1), ("candidates", 1, 1)]


def test_a_query_that_matches_nothing_finds_nothing_by_words() -> None:
    _, best, _ = found(JudgedQuery("q", "zzz", {0: 1.0}))
    assert 3 not in best.rows


def test_a_query_is_read_as_search_reads_it() -> None:
    stage, _, _ = found(QUERY)
    words = stage.words(JudgedQuery("q", "runing shoess", {2: 1.0}))
    assert words[2] == words.max() > 0
