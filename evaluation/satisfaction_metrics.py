"""How well predicted satisfaction agrees with the ratings that were given. Every figure is defined here.

- **spearman**: rank correlation of predicted and given rating.
- **auc**: the probability that of two conversations, one rated 4 or 5 and one rated 1 or 2, the first is predicted
  higher (a tie counts half). A rating of 3 is in neither.
- **mae**: mean absolute error, in stars; `usual_mae` that of always saying the median rating.
- **calibration_error**: of the probability of a rating of 2 or less, over bins of equally many conversations, at
  most `BINS` and `FEWEST_IN_BIN` in each: the mean gap between what was said and what came (ECE). It is above 0 by
  chance alone: with 250 conversations of whom one in ten is unhappy, by about .03.
- **coverage**: the share of ratings within the interval that is said to hold four of five.

Intervals are percentile bootstraps at 95 % over conversations. A figure that cannot be computed is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import EvaluationError
from evaluation.intervals import RESAMPLES
from loyalty.nouns import Satisfaction

BINS: Final = 10
FEWEST_IN_BIN: Final = 40
UNHAPPY: Final = 2.0
HAPPY: Final = 4.0


@dataclass(frozen=True, slots=True)
class SatisfactionReport:
    """Predictions and the ratings given, in the same order; at least one of each."""

    predictions: tuple[Satisfaction, ...]
    ratings: tuple[float, ...]

    def shape(self) -> dict[str, Any]:
        """Every figure by its name, rounded to four places; what scripts read."""
        values = np.array([one.value for one in self.predictions])
        ratings = np.array(self.ratings)
        unhappy = np.array([one.unhappy for one in self.predictions])
        within = [one.low <= given <= one.high for one, given in zip(self.predictions, self.ratings, strict=True)]
        return {
            "n": len(ratings),
            "spearman": _rounded(spearman(values, ratings)),
            "spearman_interval": _interval(spearman, values, ratings),
            "auc": _rounded(auc(values, ratings)),
            "auc_interval": _interval(auc, values, ratings),
            "mae": _rounded(float(np.abs(values - ratings).mean())),
            "usual_mae": _rounded(float(np.abs(np.median(ratings) - ratings).mean())),
            "calibration_error": _rounded(calibration_error(unhappy, ratings <= UNHAPPY)),
            "coverage": _rounded(float(np.mean(within))),
            "mean_predicted": _rounded(float(values.mean())),
            "mean_rating": _rounded(float(ratings.mean())),
            "rated_2_or_less": int((ratings <= UNHAPPY).sum()),
            "rated_4_or_more": int((ratings >= HAPPY).sum()),
        }


def spearman(values: NDArray[np.float64], ratings: NDArray[np.float64]) -> float | None:
    """The rank correlation; None where either side is all the same."""
    from scipy.stats import rankdata

    ranks, given = rankdata(values), rankdata(ratings)
    if np.ptp(ranks) == 0 or np.ptp(given) == 0:
        return None
    return float(np.corrcoef(ranks, given)[0, 1])


def auc(values: NDArray[np.float64], ratings: NDArray[np.float64]) -> float | None:
    """Of low against high ratings; None where either is missing."""
    from scipy.stats import rankdata

    low, high = values[ratings <= UNHAPPY], values[ratings >= HAPPY]
    if not len(low) or not len(high):
        return None
    ranks = rankdata(np.concatenate([low, high]))[len(low) :]
    return float((ranks.sum() - len(high) * (len(high) + 1) / 2) / (len(low) * len(high)))


def calibration_error(said: NDArray[np.float64], came: NDArray[np.bool_]) -> float:
    """The gap between probabilities and shares, 0 to 1, weighted by how many fell into each bin."""
    order = np.argsort(said, kind="stable")
    parts = np.array_split(order, max(1, min(BINS, len(order) // FEWEST_IN_BIN)))
    return float(sum(abs(said[part].mean() - came[part].mean()) * len(part) for part in parts) / len(said))


def _interval(
    figure: Callable[[NDArray[np.float64], NDArray[np.float64]], float | None],
    values: NDArray[np.float64],
    ratings: NDArray[np.float64],
) -> list[float] | None:
    draw = np.random.default_rng(0)
    found = []
    for _ in range(RESAMPLES):
        rows = draw.integers(0, len(values), len(values))
        one = figure(values[rows], ratings[rows])
        if one is not None:
            found.append(one)
    return [round(float(end), 4) for end in np.quantile(found, (0.025, 0.975))] if found else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def report_of(predictions: Sequence[Satisfaction | None], ratings: Sequence[float]) -> SatisfactionReport:
    """The report over the conversations that were judged.

    Raises:
        EvaluationError: none was.
    """
    judged = [(one, given) for one, given in zip(predictions, ratings, strict=True) if one is not None]
    if not judged:
        raise EvaluationError("No conversation can be judged; give some in English or Chinese.")
    return SatisfactionReport(tuple(one for one, _ in judged), tuple(given for _, given in judged))
