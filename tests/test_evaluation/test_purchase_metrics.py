"""The measures of forecasts, against what they are by definition."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import roc_auc_score

from evaluation.purchase_metrics import METRICS, measure
from loyalty.nouns import Purchase
from loyalty.purchases.outlook import Outlook, median_purchases
from loyalty.purchases.purchase_days import purchase_days
from loyalty.purchases.windows import Window


def window(purchases: np.ndarray, spend: np.ndarray) -> Window:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    bought = purchase_days({str(index): [Purchase(at, 1.0)] for index in range(len(purchases))}, at)
    return Window(bought, 30, purchases, spend)


@pytest.fixture(scope="module")
def forecast() -> tuple[Outlook, Window]:
    draw = np.random.default_rng(5)
    rate = draw.gamma(1, 1, 400).round(2)
    actual = draw.poisson(rate).astype(float)
    outlook = Outlook(1 - np.exp(-rate), rate, rate * 7)
    return outlook, window(actual, actual * draw.uniform(1, 9, 400))


def test_measures_are_what_they_are_called(forecast: tuple[Outlook, Window]) -> None:
    outlook, came = forecast
    values = {name: figure.value for name, figure in measure(outlook, came, resamples=5).figures.items()}
    away = outlook.purchases - came.purchases
    assert tuple(values) == METRICS
    assert values["pearson"] == pytest.approx(pearsonr(outlook.purchases, came.purchases)[0])
    assert values["mae_expected"] == pytest.approx(np.abs(away).mean())
    assert values["mae"] == pytest.approx(np.abs(median_purchases(outlook) - came.purchases).mean())
    assert values["rmse"] == pytest.approx(np.sqrt((away**2).mean()))
    assert values["auc"] == pytest.approx(roc_auc_score(came.again, outlook.again))
    assert values["spend_spearman"] == pytest.approx(spearmanr(outlook.spend, came.spend)[0])


def test_calibration_is_the_gap_between_told_and_happened() -> None:
    came = window(np.tile([0.0, 1.0], 100), np.zeros(200))
    right = measure(Outlook(np.full(200, 0.5), np.ones(200), np.zeros(200)), came, resamples=3)
    wrong = measure(Outlook(np.full(200, 0.9), np.ones(200), np.zeros(200)), came, resamples=3)
    assert right.figures["calibration_error"].value == pytest.approx(0, abs=1e-9)
    assert wrong.figures["calibration_error"].value == pytest.approx(0.4)


def test_intervals_hold_the_value_and_differences_are_paired(forecast: tuple[Outlook, Window]) -> None:
    outlook, came = forecast
    one = measure(outlook, came)
    for figure in one.figures.values():
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < figure.high
    same = one.less(measure(outlook, came))
    assert all((figure.value, figure.low, figure.high) == (0, 0, 0) for figure in same.values())
    assert one.figures["auc"].low <= one.figures["auc"].value <= one.figures["auc"].high  # type: ignore[operator]


def test_what_has_no_spread_is_not_defined() -> None:
    found = measure(Outlook(np.full(9, 0.2), np.ones(9), np.ones(9)), window(np.zeros(9), np.zeros(9)), resamples=3)
    for name in ("pearson", "auc", "spend_spearman"):
        assert found.figures[name].value is None
    assert found.figures["rmse"].value == 1
