"""What is shown at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.embedding import HashEmbedder
from retrieval.lexical_index import LexicalIndex
from retrieval.relevance import ANSWERS, ELSEWHERE, ENOUGH_COVERAGE, LEAST_COVERAGE, Noise, measure_noise, relevant

NOISE = Noise(usual=0.3, rare=0.4)


def array(*values: float) -> np.typing.NDArray[np.float32]:
    return np.array(values, np.float32)


def test_once_something_answers_words_or_nearness_will_do() -> None:
    coverage = array(ANSWERS, ENOUGH_COVERAGE, 0.0, 0.0, LEAST_COVERAGE)
    similarity = array(0.1, 0.1, 0.35, 0.29, 0.2)
    assert relevant(coverage, similarity, NOISE).tolist() == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("coverage", "similarity", "shown"),
    [
        (0.5, 0.32, False),  # hot-dog socks for a dog bed: half of the words, hardly near
        (0.5, 0.36, True),  # half of the words, and as much of the way from usual to rare
        (0.0, 0.39, False),
        (0.0, 0.41, True),  # a television for a TV
        (0.59, -0.5, False),
        (0.61, -0.5, True),
    ],
)
def test_an_answer_needs_words_and_nearness_together(coverage: float, similarity: float, shown: bool) -> None:
    assert relevant(array(coverage), array(similarity), NOISE).tolist() == [shown]


def test_where_meaning_cannot_be_compared_a_telling_word_will_do() -> None:
    assert relevant(array(LEAST_COVERAGE, 0.09), None, NOISE).tolist() == [True, False]
    unread = relevant(array(LEAST_COVERAGE, 0.09, 0.2), array(np.nan, np.nan, 0.2), NOISE)
    assert unread.tolist() == [True, False, False]


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.floats(-1, 1, width=32)), min_size=1, max_size=8))
def test_more_words_are_never_shown_less(pairs: list[tuple[float, float]]) -> None:
    coverage, similarity = (array(*column) for column in zip(*pairs, strict=True))
    shown = relevant(coverage, similarity, NOISE)
    more = relevant(np.minimum(coverage + np.float32(0.2), 1), similarity, NOISE)
    assert (more | ~shown).all()


def test_coverage_counts_a_thing_asked_once_whichever_term_shows_it() -> None:
    index = LexicalIndex.build([{"iphone": 1.0, "case": 1.0}, {"iphones": 1.0}, {"pot": 1.0}])
    evidence = {frozenset({"iphone", "iphones"}): 1.0, frozenset({"kayak"}): 0.5}
    iphone, kayak = np.log(1 + 2.5 / 1.5), 0.5 * np.log(1 + 3.5 / 0.5)
    assert index.coverage(evidence, np.array([2, 1, 0])) == pytest.approx([0, *[iphone / (iphone + kayak)] * 2])
    assert index.coverage({}, np.array([0])).tolist() == [0]


def test_noise_is_measured_the_same_each_time_and_lies_below_a_match() -> None:
    embedder = HashEmbedder()
    vectors = embedder.encode(["wireless headphones", "soup pot", "green tent"])
    noise = measure_noise(embedder, [vectors])
    assert noise == measure_noise(embedder, [vectors])
    assert 0 <= noise.usual < noise.rare < 0.9
    assert len(set(ELSEWHERE)) == 32


def test_one_product_alone_has_a_scale_too() -> None:
    embedder = HashEmbedder()
    noise = measure_noise(embedder, [np.zeros((1, embedder.dimension), np.float32)])
    assert noise.rare > noise.usual
