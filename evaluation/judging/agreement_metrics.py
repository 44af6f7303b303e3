"""How far ratings agree with those that people gave. Every figure is defined here.

- **spearman**, **kendall**: rank correlations; Kendall's is tau-b, which knows ties.
- **weighted_kappa**: Cohen's kappa with quadratic weights (1968): agreement beyond chance, where far apart counts more.
- **mae**: mean absolute error, in points of the scale.
- **within_one**: the share of ratings at most one point off.

The last three need ratings on people's own scale, and round to it. Intervals are percentile bootstraps at 95 % over
conversations, the same resamples for all that is compared. What cannot be computed is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evaluation.intervals import RESAMPLES

Floats = NDArray[np.float64]
Measure = Callable[..., Floats]
"""Of ratings in rows, one a resample: a value for each row, NaN where it cannot be computed."""
_BLOCK: Final = 50
"""Resamples drawn at once, which bounds memory: Kendall's tau looks at every pair."""
_FEWEST_DRAWS: Final = RESAMPLES // 2
"""An interval of fewer resamples in which the figure can be computed would say too much."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and where 95 % of its resamples lie; None where it cannot be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def shape(self) -> dict[str, Any]:
        """As JSON, rounded to four places."""
        interval = None if self.low is None or self.high is None else [round(self.low, 4), round(self.high, 4)]
        return {"value": None if self.value is None else round(self.value, 4), "interval_95": interval}


def spearman(given: Floats, people: Floats) -> Floats:
    """The correlation of ranks."""
    from scipy.stats import rankdata

    one, other = (rankdata(values, axis=1) - (values.shape[1] + 1) / 2 for values in (given, people))
    return _over((one * other).sum(axis=1), np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1)))


def kendall(given: Floats, people: Floats) -> Floats:
    """Tau-b: pairs in the same order less those in the other, of those that are tied on neither side."""
    one, other = (np.sign(values[:, :, None] - values[:, None, :]) for values in (given, people))
    untied = [np.abs(signs).sum(axis=(1, 2)) for signs in (one, other)]
    return _over((one * other).sum(axis=(1, 2)), np.sqrt(untied[0] * untied[1]))


def weighted_kappa(given: Floats, people: Floats) -> Floats:
    """Cohen's kappa with quadratic weights, in closed form: one less the squared distance over that by chance alone."""
    one, other = np.rint(given), np.rint(people)
    by_chance = one.var(axis=1) + other.var(axis=1) + (one.mean(axis=1) - other.mean(axis=1)) ** 2
    return 1 - _over(((one - other) ** 2).mean(axis=1), by_chance)


def mae(given: Floats, people: Floats) -> Floats:
    """Mean absolute error."""
    found: Floats = np.abs(given - people).mean(axis=1)
    return found


def within_one(given: Floats, people: Floats) -> Floats:
    """The share at most one point off."""
    found: Floats = (np.abs(np.rint(given) - people) <= 1).mean(axis=1)
    return found


OF_RANK: Final[Mapping[str, Measure]] = {"spearman": spearman, "kendall": kendall}
OF_RATING: Final[Mapping[str, Measure]] = {
    **OF_RANK,
    "weighted_kappa": weighted_kappa,
    "mae": mae,
    "within_one": within_one,
}


def figures(given: Floats, people: Floats, seed: int = 0, on_scale: bool = True) -> dict[str, Figure]:
    """Every figure of ratings against people's, in the same order; `on_scale` False is for what only ranks."""
    measures = OF_RATING if on_scale else OF_RANK
    return {name: _with_interval(measure, (given, people), seed) for name, measure in measures.items()}


def advantage(given: Floats, baseline: Floats, people: Floats, seed: int = 0) -> Figure:
    """By how much the rank correlation of `given` with people is above that of `baseline`, same conversations."""

    def difference(one: Floats, other: Floats, rated: Floats) -> Floats:
        return spearman(one, rated) - spearman(other, rated)

    return _with_interval(difference, (given, baseline, people), seed)


def confusion(given: Floats, people: Floats) -> dict[str, dict[str, int]]:
    """For each rating that people gave, how often the judge gave which."""
    ratings = [str(one) for one in range(1, 6)]
    table = {person: dict.fromkeys(ratings, 0) for person in ratings}
    for judged, person in zip(np.rint(given), np.rint(people), strict=True):
        table[str(int(person))][str(int(judged))] += 1
    return table


def _over(above: Floats, below: Floats) -> Floats:
    """The quotient, NaN where there is nothing below."""
    found: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 1e-12)
    return found


def _with_interval(measure: Measure, columns: tuple[Floats, ...], seed: int) -> Figure:
    number = len(columns[0])
    value = float(measure(*(column[None, :] for column in columns))[0]) if number else np.nan
    if np.isnan(value):
        return Figure(None)
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES // _BLOCK):
        rows = draw.integers(0, number, (_BLOCK, number))
        found.append(measure(*(column[rows] for column in columns)))
    drawn = np.concatenate(found)
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < _FEWEST_DRAWS:
        return Figure(value)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Figure(value, float(low), float(high))
