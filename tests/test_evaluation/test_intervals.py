"""The bootstrap: repeatable, around the mean, and as wide as theory says."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.intervals import estimate


def test_the_interval_is_that_of_the_mean() -> None:
    # 400 draws of a normal of deviation 1: the mean's own deviation is 1/20, so about mean +- 1.96/20.
    values = np.random.default_rng(4).normal(0.5, 1, 400)
    found = estimate(values)
    assert found is not None
    half = 1.96 * values.std() / 20
    assert found.mean == pytest.approx(values.mean())
    assert found.low == pytest.approx(found.mean - half, abs=0.01)
    assert found.high == pytest.approx(found.mean + half, abs=0.01)
    assert found.queries == 400


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(4).random(30)
    assert estimate(values, 1) == estimate(values, 1)
    assert estimate(values, 1) != estimate(values, 2)


def test_values_that_do_not_differ_have_no_width() -> None:
    found = estimate(np.full(7, 0.25))
    assert found is not None
    assert (found.mean, found.low, found.high) == (0.25, 0.25, 0.25)


def test_no_values_give_no_estimate() -> None:
    assert estimate(np.zeros(0)) is None
