"""Intervals, tests and corrections against values worked out by hand or known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.comparison.statistics import (
    bootstrap_intervals,
    drift_variance,
    holm,
    least_p,
    noise_variance,
    randomisation_ps,
)


def columns(*grades: list[float]) -> np.ndarray:
    return np.array(grades).T


def test_the_interval_is_the_normal_one_where_there_are_many_conversations() -> None:
    sums = np.random.default_rng(1).normal(0.3, 1.0, 400)
    ((low, high),) = bootstrap_intervals(sums[:, None], np.ones((400, 1)))
    half = 1.96 * sums.std(ddof=1) / 20
    assert low == pytest.approx(sums.mean() - half, abs=0.02)
    assert high == pytest.approx(sums.mean() + half, abs=0.02)


def test_turns_of_one_conversation_hang_together() -> None:
    together = np.repeat([4.0, -4.0], 10)[:, None]  # four turns each, all alike
    alone = np.repeat([1.0, -1.0], 40)[:, None]
    ((low, high),) = bootstrap_intervals(together, np.full((20, 1), 4.0))
    ((less, more),) = bootstrap_intervals(alone, np.ones((80, 1)))
    assert high - low > 1.7 * (more - less)


def test_a_resample_without_the_grade_says_nothing_of_it() -> None:
    sums, counts = columns([1.0, 1.0, 0.0, 0.0]), columns([1.0, 1.0, 0.0, 0.0])
    assert bootstrap_intervals(sums, counts) == [(1.0, 1.0)]


def test_five_changes_in_one_direction_come_up_once_in_sixteen() -> None:
    (p,) = randomisation_ps(columns([1.0] * 5 + [0.0] * 20))
    assert p == pytest.approx(2 / 2**5, abs=0.01)


def test_nothing_that_differs_is_no_difference() -> None:
    both = randomisation_ps(columns([0.0] * 9, [1.0, -1.0] * 4 + [0.0]))
    assert both == [1.0, 1.0]


def test_the_same_seed_draws_the_same() -> None:
    sums, counts = np.random.default_rng(3).normal(size=(30, 2)), np.ones((30, 2))
    assert randomisation_ps(sums, 5) == randomisation_ps(sums, 5)
    assert bootstrap_intervals(sums, counts, 5) == bootstrap_intervals(sums, counts, 5)
    assert bootstrap_intervals(sums, counts, 5) != bootstrap_intervals(sums, counts, 6)


def test_holm_raises_each_by_how_many_are_left() -> None:
    assert holm([0.01, 0.04, 0.03], [0.0] * 3, 0.05) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9], [0.0, 0.0], 0.05) == pytest.approx([1.0, 1.0])
    assert holm([], [], 0.05) == []


def test_what_cannot_be_believed_is_not_counted() -> None:
    assert holm([0.02, 0.5, 1.0], [0.001, 0.5, 1.0], 0.05) == pytest.approx([0.02, 1.0, 1.0])
    assert least_p(np.array([1.0, -1.0, 0.0, 2.0])) == 0.25
    assert least_p(np.zeros(3)) == 1.0


def test_noise_is_what_repeats_of_one_conversation_differ_by() -> None:
    steady = np.array([[1.0, 1.0], [0.0, 0.0]])
    assert noise_variance(steady, 2) == 0
    one_flips = np.array([[1.0, 0.0], [0.0, 0.0]])  # variance 0.5, halved by two repeats, over two turns squared
    assert noise_variance(one_flips, 2) == pytest.approx(0.5 / 2 / 4)


def test_drift_is_what_whole_plays_differ_by() -> None:
    assert drift_variance(np.array([100.0, 120.0])) == pytest.approx(200 / 2)
