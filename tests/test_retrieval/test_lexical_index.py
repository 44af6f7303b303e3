"""BM25 against a hand-worked score and against its definition."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.lexical_index import LexicalIndex

DOCUMENTS = (Counter({"tent": 2.0, "green": 1.0}), Counter({"pot": 1.0}), Counter({"tent": 1.0, "pot": 1.0}))


def test_scores_equal_the_formula_worked_by_hand() -> None:
    scores = LexicalIndex.build(DOCUMENTS, k1=1.2, b=0.75).scores(["tent"])
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    first = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    third = idf * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2))
    assert scores.bm25 == pytest.approx([first, 0, third])


def test_coverage_is_the_share_of_what_was_asked() -> None:
    index = LexicalIndex.build(DOCUMENTS)
    assert index.scores(["tent", "pot"]).coverage == pytest.approx([0.5, 0.5, 1.0])
    unseen = index.scores(["tent", "kayak"]).coverage
    assert 0 < unseen[0] < 0.5, "a word that no product holds weighs more than one that many hold"
    assert index.scores(["tent", "pot"], evidence={"pot"}).coverage == pytest.approx([0, 1, 1])


def test_no_words_and_no_documents_score_nothing() -> None:
    assert LexicalIndex.build(DOCUMENTS).scores([]).bm25.tolist() == [0, 0, 0]
    empty = LexicalIndex.build([]).scores(["tent"])
    assert (len(empty.bm25), len(empty.coverage)) == (0, 0)


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build((*DOCUMENTS, Counter({"锅": 1.0, "汤锅": 3.0})))
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    for tokens in (["tent", "pot"], ["锅"], ["汤锅", "green"]):
        np.testing.assert_array_equal(loaded.scores(tokens).bm25, index.scores(tokens).bm25)


@given(st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9).map(float)), max_size=12))
def test_exactly_the_documents_that_hold_a_word_score_above_zero(documents: list[dict[str, float]]) -> None:
    index = LexicalIndex.build(documents)
    for word in "abcdef":
        scores = index.scores([word])
        assert (scores.bm25 > 0).tolist() == [word in document for document in documents]
        assert ((scores.coverage >= 0) & (scores.coverage <= 1.0001)).all()
