"""Means with 95 % intervals: the percentile bootstrap over queries (Efron and Tibshirani, 1993, chapter 13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 2_000
BLOCK: Final = 100
"""Resamples drawn at once, which bounds memory."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and where 95 % of the means of resampled queries lie; `queries` is how many were averaged."""

    mean: float
    low: float
    high: float
    queries: int


def estimate(values: NDArray[np.float64], seed: int = 0) -> Estimate | None:
    """The mean of `values`, one a query, with its interval; None for no values. The same seed draws the same resamples.

    For a paired difference, hand in the differences.
    """
    if not len(values):
        return None
    draw = np.random.default_rng(seed)
    means = np.concatenate(
        [values[draw.integers(0, len(values), (BLOCK, len(values)))].mean(axis=1) for _ in range(RESAMPLES // BLOCK)]
    )
    low, high = np.quantile(means, (0.025, 0.975))
    return Estimate(float(values.mean()), float(low), float(high), len(values))
