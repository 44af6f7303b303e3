"""Refits the leaving points on a shop's own later purchases, and keeps the shipped ones unless that is better.

Learned from the horizons that ended before the last one, judged on the last one, which it has not seen:

    minimise  -log likelihood of (base + forecast * z + words * sum of own_k * x_k)
              + (base - shipped base)^2 / (2 * .5^2) + (forecast - shipped forecast)^2 / (2 * .25^2)
              + (words - 1)^2 / (2 * 1^2) + sum of (own_k - 1)^2 / (2 * .4^2)
    with      forecast >= 0, words >= 0, own_k >= 0

where z is the forecast's logit and x_k what curve k adds: the shipped table is the prior, no curve can turn round, and
`words`, which holds for all of them, falls to 0 in a shop where what is said does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from loyalty.features.config import DEFAULT, FeatureConfig
from loyalty.features.features import features_at
from loyalty.features.history import CustomerHistory
from loyalty.purchases.forecast import fit_forecaster
from loyalty.scores.expectations import FitForecaster, expectations
from loyalty.scores.logits import logit
from loyalty.scores.outcomes import bought_between
from loyalty.scores.scorecard import LEAVING, Scorecard, load_scorecard

Floats = NDArray[np.float64]
ENOUGH_CUSTOMERS: Final = 300
ENOUGH_EACH: Final = 50
"""Buyers to learn from, of each outcome, and with words: fewer, and the shipped points stay."""
SPREADS: Final = (0.5, 0.25, 1.0, 0.4)
"""Standard deviations of the prior of the base, the forecast's weight, that of all words and each curve's own."""
WINDOWS: Final = 3
"""Horizons that are learned from, one after the other; the same people come again in each."""
RESAMPLES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Refit:
    """The table to use, and how it came about: log losses on a horizon that was not learned from.

    `customers` learned from count once a horizon.
    `gain` is the shipped log loss less the refitted one, with the interval that holds it at 95 %; 0 where nothing was
    fitted. `why` is one sentence.
    """

    card: Scorecard
    used: bool
    customers: int
    shipped_log_loss: float | None
    refitted_log_loss: float | None
    gain: tuple[float, float, float]
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row a buyer at a date: the forecast's logit of leaving, what each curve adds, whether they left (1, 0)."""

    forecast: Floats
    curves: Floats
    left: Floats

    def with_other(self, other: Evidence) -> Evidence:
        """Both, one after the other."""
        return Evidence(
            np.concatenate([self.forecast, other.forecast]),
            np.concatenate([self.curves, other.curves]),
            np.concatenate([self.left, other.left]),
        )

    @property
    def suffices(self) -> bool:
        """Whether there is enough to learn from."""
        left, words = int(self.left.sum()), int((self.curves != 0).any(axis=1).sum())
        return len(self.left) >= ENOUGH_CUSTOMERS and min(left, len(self.left) - left, words) >= ENOUGH_EACH


def refit_leaving(
    histories: Sequence[CustomerHistory],
    as_of: datetime,
    horizon_days: int,
    *,
    fit: FitForecaster = fit_forecaster,
    card: Scorecard | None = None,
    config: FeatureConfig = DEFAULT,
) -> Refit:
    """The leaving points for this shop at `as_of`: refitted where that predicts its own last horizon better."""
    shipped = card or load_scorecard(LEAVING)
    horizon = timedelta(days=horizon_days)
    earlier = evidence_at(histories, as_of - 2 * horizon, horizon_days, shipped, fit, config)
    for back in range(3, 2 + WINDOWS):
        earlier = earlier.with_other(evidence_at(histories, as_of - back * horizon, horizon_days, shipped, fit, config))
    if not earlier.suffices:
        why = "There are too few customers, purchases or words to learn from, so the shipped points stay."
        return Refit(shipped, False, len(earlier.left), None, None, (0.0, 0.0, 0.0), why)
    last = evidence_at(histories, as_of - horizon, horizon_days, shipped, fit, config)
    losses = [log_losses(one, last) for one in (_unchanged(shipped), fitted_weights(earlier, shipped))]
    gain = _gain(losses[0] - losses[1])
    used = gain[1] > 0
    chosen = _reweighted(shipped, fitted_weights(earlier.with_other(last), shipped)) if used else shipped
    why = (
        "Refitted on this shop's own purchases, which predicts its last horizon better."
        if used
        else "Refitting does not predict this shop's last horizon better for certain, so the shipped points stay."
    )
    return Refit(chosen, used, len(earlier.left), float(losses[0].mean()), float(losses[1].mean()), gain, why)


def evidence_at(
    histories: Sequence[CustomerHistory],
    as_of: datetime,
    horizon_days: int,
    card: Scorecard,
    fit: FitForecaster,
    config: FeatureConfig,
) -> Evidence:
    """What was known of every buyer at that date, and whether they bought in the horizon after it."""
    until = as_of + timedelta(days=horizon_days)
    forecasts = expectations(histories, as_of, horizon_days, fit, config).forecasts
    rows, curves, left = [], [], []
    for history, forecast in zip(histories, forecasts, strict=True):
        features = features_at(history, as_of, config)
        if features.orders:
            rows.append(logit(1 - forecast.again))
            curves.append([one.points for one in card.contributions(features)])
            left.append(float(not bought_between(history, as_of, until)))
    shape = np.asarray(curves, dtype=np.float64).reshape(len(rows), len(card.curves))
    return Evidence(np.asarray(rows, dtype=np.float64), shape, np.asarray(left, dtype=np.float64))


def fitted_weights(evidence: Evidence, card: Scorecard) -> Floats:
    """Base, forecast's weight, each curve's weight: the maximum of the posterior described above."""
    from scipy.optimize import minimize

    start = np.asarray([card.base, card.forecast, *[1.0] * (1 + len(card.curves))])
    spreads = np.asarray([*SPREADS[:3], *[SPREADS[3]] * len(card.curves)])
    design = _design(evidence)

    def loss(found: Floats) -> tuple[float, Floats]:
        logits = design @ _multiplied(found)
        off = (found - start) / spreads
        value = float(np.logaddexp(0, logits).sum() - evidence.left @ logits + 0.5 * off @ off)
        slopes = design.T @ (1 / (1 + np.exp(-np.clip(logits, -40, 40))) - evidence.left)
        each = np.concatenate([slopes[:2], [slopes[2:] @ found[3:]], slopes[2:] * found[2]])
        return value, each + off / spreads

    bounds = [(None, None), *[(0.0, None)] * (len(start) - 1)]
    return _multiplied(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _multiplied(found: Floats) -> Floats:
    """Base, forecast, and the weight of all words times each curve's own."""
    return np.concatenate([found[:2], found[2] * found[3:]])


def log_losses(weights: Floats, evidence: Evidence) -> Floats:
    """The log loss of each customer, in nats."""
    logits = _design(evidence) @ weights
    return np.asarray(np.logaddexp(0, logits) - evidence.left * logits)


def _design(evidence: Evidence) -> Floats:
    return np.column_stack([np.ones(len(evidence.left)), evidence.forecast, evidence.curves])


def _unchanged(card: Scorecard) -> Floats:
    return np.asarray([card.base, card.forecast, *[1.0] * len(card.curves)])


def _reweighted(card: Scorecard, weights: Floats) -> Scorecard:
    base, forecast, *each = weights.tolist()
    named = {curve.feature: curve.weight * weight for curve, weight in zip(card.curves, each, strict=True)}
    return card.reweighted(named, base, forecast)


def _gain(differences: Floats) -> tuple[float, float, float]:
    draw = np.random.default_rng(0)
    size = len(differences)
    means = np.asarray([differences[draw.integers(0, size, size)].mean() for _ in range(RESAMPLES)])
    low, high = np.quantile(means, (0.025, 0.975))
    return float(differences.mean()), float(low), float(high)
