"""Learns the weights of predicted satisfaction from rated conversations, few as they may be.

With some hundred ratings, weights fitted freely do worse than equal ones (Dawes, 1979, "The robust beauty of improper
linear models"). So this is ridge regression towards equal weights, with the sign of each held:

    minimise  |y - base - Z w|^2 + strength |w - c 1|^2,   w >= 0

`Z` is features in deviations, turned so that more is better; `c` is the weight that fits best where all are equal. The
strength is chosen by cross-validation among `STRENGTHS`: the strongest whose error is within one standard error of the
least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from loyalty.errors import TrainingDataError
from loyalty.satisfaction.features import DIRECTIONS
from loyalty.satisfaction.weights import WIDEST, FeatureWeight, SatisfactionWeights

STRENGTHS: Final = (1e6, 3000.0, 1000.0, 300.0, 100.0, 30.0)
FEWEST: Final = 20
"""Rated conversations without which nothing is learned."""
_INNER_FOLDS: Final = 5
_UNHAPPY: Final = 2.0
_NAMES: Final = tuple(DIRECTIONS)
_SIGNS: Final = np.array([DIRECTIONS[name] for name in _NAMES], dtype=np.float64)

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Fit:
    """Weights on features in deviations, in the order of `DIRECTIONS`."""

    base: float
    means: Numbers
    deviations: Numbers
    weights: Numbers

    def predict(self, features: Numbers) -> Numbers:
        values: Numbers = np.clip(self.base + _standard(features, self.means, self.deviations) @ self.weights, 1.0, 5.0)
        return values


def fit_weights(
    features: Sequence[Mapping[str, float]],
    ratings: Sequence[float],
    name: str,
    trained_on: Mapping[str, Any] | None = None,
    seed: int = 0,
) -> SatisfactionWeights:
    """Weights learned from the features of conversations and their ratings, 1 to 5.

    A feature that is never known, or always the same, weighs nothing. The same seed gives the same weights.

    Raises:
        TrainingDataError: fewer than `FEWEST` conversations, or all with one rating.
    """
    table, y = as_table(features), np.asarray(ratings, dtype=np.float64)
    if len(y) < FEWEST:
        raise TrainingDataError(f"{len(y)} rated conversations are too few to learn from; give at least {FEWEST}.")
    if np.ptp(y) == 0:
        raise TrainingDataError("Every conversation has the same rating; give some with other ratings too.")
    strength = _chosen(table, y, seed)
    held_out = _held_out(table, y, strength, seed)
    fit = _fit(table, y, strength)
    below, above = np.quantile(y - held_out, (0.1, 0.9))
    steepness, middle = _logistic(held_out, y <= _UNHAPPY)
    each = zip(_NAMES, fit.means, fit.deviations, fit.weights, strict=True)
    return SatisfactionWeights(
        name=name,
        base=fit.base,
        features={key: FeatureWeight(*map(float, values)) for key, *values in each},
        below=max(0.0, -float(below)),
        above=max(0.0, float(above)),
        steepness=steepness,
        middle=middle,
        trained_on={"conversations": len(y), "strength": strength, **(trained_on or {})},
    )


def as_table(features: Sequence[Mapping[str, float]]) -> Numbers:
    """One row a conversation, one column a feature in the order of `DIRECTIONS`; NaN where it is not known."""
    return np.array([[row.get(name, np.nan) for name in _NAMES] for row in features], dtype=np.float64).reshape(
        len(features), len(_NAMES)
    )


def folds(ratings: Numbers, count: int, seed: int) -> list[NDArray[np.intp]]:
    """The rows in `count` parts with like ratings in each: shuffled, sorted by rating, dealt out in turn."""
    shuffled = np.random.default_rng(seed).permutation(len(ratings))
    dealt = shuffled[np.argsort(ratings[shuffled], kind="stable")]
    return [np.sort(dealt[part::count]) for part in range(min(count, len(ratings)))]


def _fit(table: Numbers, y: Numbers, strength: float) -> _Fit:
    from scipy.optimize import nnls

    known = ~np.isnan(table)
    counts = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, table, 0.0).sum(axis=0) / counts
    deviations = np.sqrt((np.where(known, table - means, 0.0) ** 2).sum(axis=0) / counts)
    deviations = np.where(deviations < 1e-9, 0.0, deviations)
    z = _standard(table, means, deviations)
    base, centred = float(y.mean()), y - y.mean()
    z_means = z.mean(axis=0)
    better = (z - z_means) * _SIGNS
    sums = better.sum(axis=1)
    equal = max(0.0, float(sums @ centred) / max(float(sums @ sums), 1e-9))
    root = np.sqrt(strength)
    left = np.vstack([better, root * np.eye(len(_NAMES))])
    right = np.concatenate([centred, np.full(len(_NAMES), root * equal)])
    weights = nnls(left, right)[0] * _SIGNS * (deviations > 0)
    return _Fit(base - float(z_means @ weights), means, deviations, weights)


def _standard(table: Numbers, means: Numbers, deviations: Numbers) -> Numbers:
    """In deviations; 0, the usual, where a feature is not known or never varied."""
    usable = deviations > 0
    z = np.where(usable, (table - means) / np.where(usable, deviations, 1.0), 0.0)
    cut: Numbers = np.clip(np.nan_to_num(z, nan=0.0), -WIDEST, WIDEST)
    return cut


def _held_out(table: Numbers, y: Numbers, strength: float, seed: int) -> Numbers:
    """Each row predicted by a fit that did not see it."""
    predicted = np.full(len(y), y.mean())
    for part in folds(y, _INNER_FOLDS, seed):
        rest = np.setdiff1d(np.arange(len(y)), part)
        predicted[part] = _fit(table[rest], y[rest], strength).predict(table[part])
    return predicted


def _chosen(table: Numbers, y: Numbers, seed: int) -> float:
    """The strongest pull towards the start whose error is within one standard error of the least."""
    errors = {strength: (y - _held_out(table, y, strength, seed)) ** 2 for strength in STRENGTHS}
    best = min(errors.values(), key=lambda each: float(each.mean()))
    for strength, each in errors.items():
        more = each - best
        if more.mean() <= more.std() / np.sqrt(len(y)):
            return strength
    return STRENGTHS[-1]


def _logistic(values: Numbers, unhappy: NDArray[np.bool_]) -> tuple[float, float]:
    """Steepness and middle of the probability of a low rating (Platt, 1999, with his smoothed targets)."""
    from scipy.optimize import minimize

    low = int(unhappy.sum())
    targets = np.where(unhappy, (low + 1) / (low + 2), 1 / (len(values) - low + 2))

    def loss(free: Numbers) -> float:
        logits = np.clip(free[0] * (values - 3.0) - free[1], -50, 50)
        return float(np.mean(np.log1p(np.exp(logits)) * targets + np.log1p(np.exp(-logits)) * (1 - targets)))

    steepness, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    steepness = max(0.01, float(steepness))
    return steepness, 3.0 + float(shift) / steepness
