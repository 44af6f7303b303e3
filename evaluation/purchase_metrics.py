"""How near forecasts of purchases came to what customers then did, with 95 % intervals by the bootstrap over customers.

All measures take a weight a customer, which is how a resample is drawn: the count of each customer in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from loyalty.purchases.outlook import Outlook, median_purchases
from loyalty.purchases.windows import Window

Floats = NDArray[np.float64]
RESAMPLES: Final = 200
BINS: Final = 10
METRICS: Final = ("pearson", "mae", "mae_expected", "rmse", "auc", "calibration_error", "spend_spearman")
"""Of purchase days: Pearson and RMSE of the expected value, MAE of the median (`mae`) and of the expected value; of
buying again: AUC and the expected calibration error over ten bins of equal size; of spend: Spearman."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure, and where 95 % of it lie over resampled customers; None where it is not defined (no spread)."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """One model's measures by name, and the raw values over the resamples, one array a measure, for differences."""

    figures: Mapping[str, Figure]
    resampled: Mapping[str, Floats]

    def less(self, other: Measured) -> dict[str, Figure]:
        """This one's measures less the other's, paired: the same customers in every resample."""
        found = {}
        for name, mine in self.figures.items():
            theirs = other.figures[name].value
            both = None if mine.value is None or theirs is None else mine.value - theirs
            found[name] = _figure(both, self.resampled[name] - other.resampled[name])
        return found


def measure(outlook: Outlook, window: Window, seed: int = 0, resamples: int = RESAMPLES) -> Measured:
    """All of `METRICS` of a forecast for the customers of a window; the same seed draws the same customers."""
    measures = _measures(outlook, window)
    customers = len(window.bought)
    whole, draw = np.ones(customers), np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(resamples):
        weight = np.bincount(draw.integers(0, customers, customers), minlength=customers).astype(np.float64)
        for name, one in measures.items():
            found[name].append(one(weight))
    resampled = {name: np.asarray(values) for name, values in found.items()}
    figures = {name: _figure(_defined(one(whole)), resampled[name]) for name, one in measures.items()}
    return Measured(figures, resampled)


def _measures(outlook: Outlook, window: Window) -> dict[str, Callable[[Floats], float]]:
    expected, actual = outlook.purchases, window.purchases
    missed = np.abs(median_purchases(outlook) - actual)
    away = np.abs(expected - actual)
    again = window.again.astype(np.float64)
    ranked, spent = _ranks(outlook.spend), _ranks(window.spend)
    order = np.argsort(outlook.again, kind="stable")
    _, ties = np.unique(outlook.again[order], return_inverse=True)
    return {
        "pearson": lambda weight: _pearson(expected, actual, weight),
        "mae": lambda weight: _mean(missed, weight),
        "mae_expected": lambda weight: _mean(away, weight),
        "rmse": lambda weight: float(np.sqrt(_mean(away**2, weight))),
        "auc": lambda weight: _auc(ties, again[order], weight[order]),
        "calibration_error": lambda weight: _calibration_error(outlook.again[order], again[order], weight[order]),
        "spend_spearman": lambda weight: _pearson(ranked, spent, weight),
    }


def _mean(values: Floats, weight: Floats) -> float:
    return float(values @ weight / weight.sum())


def _pearson(left: Floats, right: Floats, weight: Floats) -> float:
    a, b = left - _mean(left, weight), right - _mean(right, weight)
    spread = (weight @ a**2) * (weight @ b**2)
    return float((weight * a) @ b / np.sqrt(spread)) if spread > 1e-12 else float("nan")


def _ranks(values: Floats) -> Floats:
    from scipy.stats import rankdata

    found: Floats = rankdata(values).astype(np.float64)
    return found


def _auc(ties: NDArray[np.int64], again: Floats, weight: Floats) -> float:
    """The chance that who bought again was given more than who did not, ties half; rows ascending, `ties` numbered."""
    bought = np.bincount(ties, weights=weight * again)
    stayed = np.bincount(ties, weights=weight * (1 - again))
    pairs = bought.sum() * stayed.sum()
    below = np.cumsum(stayed) - stayed
    return float(bought @ (below + stayed / 2) / pairs) if pairs > 0 else float("nan")


def _calibration_error(told: Floats, happened: Floats, weight: Floats) -> float:
    """The mean distance between told and happened in bins of equally many customers; rows ascending by `told`."""
    bins = np.arange(len(told)) * BINS // max(1, len(told))
    gaps = np.bincount(bins, weights=weight * (told - happened))
    return float(np.abs(gaps).sum() / weight.sum())


def _defined(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _figure(value: float | None, resampled: Sequence[float] | Floats) -> Figure:
    known = np.asarray(resampled)[np.isfinite(resampled)]
    if value is None or not len(known):
        return Figure(value, None, None)
    low, high = np.quantile(known, (0.025, 0.975))
    return Figure(value, float(low), float(high))
