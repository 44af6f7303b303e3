"""Maximal marginal relevance: a permutation of the candidates, best first without it, unlike ones first with it."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.diversity import diversify
from retrieval.vectors import Vectors, unit_length


def random_vectors(count: int, seed: int, missing: float = 0.0) -> Vectors:
    draw = np.random.default_rng(seed)
    vectors = unit_length(draw.standard_normal((count, 8)).astype(np.float32))
    vectors[draw.random(count) < missing] = 0
    return vectors


SCORES = st.lists(st.floats(-1e6, 1e6), max_size=40)


@given(SCORES, st.floats(0, 1), st.integers(1, 50), st.floats(0, 1), st.integers(0, 99))
def test_it_gives_distinct_candidates_the_best_first(
    scores: list[float], strength: float, top_k: int, missing: float, seed: int
) -> None:
    given_scores = np.array(scores)
    order = diversify(given_scores, random_vectors(len(scores), seed, missing), strength, top_k)
    assert len(order) == len(set(order)) == min(top_k, len(scores))
    assert set(order) <= set(range(len(scores)))
    if len(order):
        top = (given_scores - given_scores.min()) / max(np.ptp(given_scores), 1e-300)
        assert top[order[0]] == pytest.approx(1.0) or np.ptp(given_scores) == 0


@given(SCORES, st.integers(1, 50))
def test_without_strength_the_order_is_that_of_the_scores(scores: list[float], top_k: int) -> None:
    order = diversify(np.array(scores), random_vectors(len(scores), 1), 0.0, top_k)
    assert order.tolist() == sorted(range(len(scores)), key=lambda place: -scores[place])[:top_k]


@given(SCORES, st.floats(0, 1))
def test_without_any_vector_the_order_is_that_of_the_scores(scores: list[float], strength: float) -> None:
    tenths = np.round(np.array(scores) / 1e5)  # apart by enough for the scaled relevance to tell them
    order = diversify(tenths, np.zeros((len(scores), 4), np.float32), min(strength, 0.99), len(scores))
    assert tenths[order].tolist() == sorted(tenths, reverse=True)


def test_hand_worked_order() -> None:
    # a and b are the same thing (cosine 1), c is unlike both (cosine 0). Relevance scaled: a 1, b 0.9, c 0.
    # strength 0.5, after a: b = 0.5 * 0.9 - 0.5 * 1 = -0.05; c = 0.5 * 0 - 0.5 * 0 = 0: c comes before b.
    # strength 0.4, after a: b = 0.6 * 0.9 - 0.4 = 0.14; c = 0: b keeps its place.
    scores = np.array([10.0, 9.0, 0.0])
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    assert diversify(scores, vectors, 0.5, 3).tolist() == [0, 2, 1]
    assert diversify(scores, vectors, 0.4, 3).tolist() == [0, 1, 2]


def test_a_candidate_without_a_vector_is_as_alike_as_the_average_one() -> None:
    # a taken; b 1.0 like a, c 0.0, so x counts 0.5; relevance by place 1, 2/3, 1/3, 0; strength 0.5.
    # Places a x b c: x = 1/3 - 1/4 = 0.083, b = 1/6 - 1/2, c = 0: x is not taken for a copy of a.
    # Places a x c b: x = 0.083, c = 1/6 = 0.167, b = -1/2: nor for something new.
    a, b, c, x = [1, 0], [1, 0], [0, 1], [0, 0]
    scores = np.array([3.0, 2.0, 1.0, 0.0])
    assert diversify(scores, np.array([a, x, b, c], np.float32), 0.5, 4).tolist() == [0, 1, 3, 2]
    assert diversify(scores, np.array([a, x, c, b], np.float32), 0.5, 4).tolist() == [0, 2, 1, 3]


def test_more_strength_makes_the_list_less_alike() -> None:
    vectors, scores = random_vectors(200, 3), np.linspace(1, 0, 200)

    def alike(strength: float) -> float:
        chosen = vectors[diversify(scores, vectors, strength, 10)]
        return float((chosen @ chosen.T).sum())

    assert alike(0.0) > alike(0.4) > alike(1.0)


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_a_strength_outside_its_range_is_refused(strength: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        diversify(np.ones(2), random_vectors(2, 0), strength, 2)


def test_no_candidates_give_no_order() -> None:
    assert diversify(np.zeros(0), np.zeros((0, 4), np.float32), 0.5, 10).tolist() == []


def test_a_few_hundred_candidates_take_a_few_milliseconds() -> None:
    vectors = unit_length(np.random.default_rng(0).standard_normal((500, 384)).astype(np.float32))
    scores = np.linspace(1, 0, 500)
    times = []
    for _ in range(20):
        started = time.perf_counter()
        diversify(scores, vectors, 0.5, 10)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.01
