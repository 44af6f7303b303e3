"""Figures of labels, probabilities and stars, against numbers worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.sentiment.training.calibrating import best_scale, softmax
from loyalty.sentiment.training.metrics import calibration_error, cross_entropy, label_figures, star_figures


def test_figures_worked_by_hand() -> None:
    shares = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7], [0.45, 0.55]])
    truth = ["negative", "positive", "positive", "positive", "negative"]
    figures = label_figures(truth, shares, ("negative", "positive"))  # type: ignore[arg-type]
    assert (figures.n, figures.accuracy) == (5, pytest.approx(0.6))
    assert figures.confusion == ((1, 1), (1, 2))
    negative, positive = figures.classes["negative"], figures.classes["positive"]
    assert (negative.precision, negative.recall, negative.f1, negative.n) == (0.5, 0.5, 0.5, 2)
    assert (positive.precision, positive.recall, positive.n) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 3)
    assert figures.macro_f1 == pytest.approx((0.5 + 2 / 3) / 2)


def test_labels_that_do_not_occur_are_no_part_of_the_mean() -> None:
    shares = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]])
    figures = label_figures(["negative", "positive"], shares, ("negative", "neutral", "positive"))
    assert figures.macro_f1 == 1
    assert figures.classes["neutral"].n == 0


def test_calibration_error_worked_by_hand() -> None:
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]])
    true = np.array([0, 1, 0, 0])
    assert calibration_error(shares, true) == pytest.approx((2 * 0.4 + 2 * 0.4) / 4)
    assert calibration_error(np.eye(2), np.array([0, 1])) == 0
    assert calibration_error(np.zeros((0, 2)), np.zeros(0, np.int64)) == 0


def test_calibrating_undoes_what_is_too_sure() -> None:
    chance = np.random.default_rng(0)
    scores = chance.normal(size=(4000, 3))
    true = np.array([chance.choice(3, p=row) for row in softmax(scores)])
    assert best_scale(5 * scores, true) == pytest.approx(0.2, rel=0.1)
    assert calibration_error(softmax(0.2 * 5 * scores), true) < 0.03 < calibration_error(softmax(5 * scores), true)
    assert best_scale(scores[:1], true[:1]) == 1


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=20))
def test_probabilities_add_up_and_keep_the_order(rows: list[tuple[float, float]]) -> None:
    scores = np.array(rows)
    shares = softmax(scores)
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert (shares[:, 0] >= shares[:, 1])[scores[:, 0] > scores[:, 1]].all()


def test_cross_entropy_is_weighed() -> None:
    shares, true = np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([0, 0])
    assert cross_entropy(shares, true) == pytest.approx(np.log([2, 4]).mean())
    assert cross_entropy(shares, true, np.array([1.0, 0.0])) == pytest.approx(np.log(2))


def test_stars_worked_by_hand() -> None:
    figures = star_figures([1, 3, 5], np.array([2.0, 3.0, 4.0]))
    assert (figures.mse, figures.mae) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert (figures.pearson, figures.spearman) == (pytest.approx(1), pytest.approx(1))
    assert figures.mse_of_mean == pytest.approx(8 / 3)
    assert star_figures([5, 5], np.array([4.0, 5.0])).pearson == 0
