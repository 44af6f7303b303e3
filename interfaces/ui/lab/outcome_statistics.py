"""How sure one may be of a figure of many conversations, and of the difference between two versions' conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Verdict = Literal["better", "worse", "not_distinguishable"]
RESAMPLES: Final = 10_000
MANY: Final = 500
"""From so many conversations on their mean is distributed normally, near enough, and nothing is drawn anew."""
FEWEST: Final = 10
"""With fewer conversations of either version no verdict is given."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of one version: for each conversation `sums` over `counts`, like messages answered over messages.

    `is_share` says that each count is right or wrong.
    """

    sums: Floats
    counts: Floats
    is_share: bool

    @property
    def mean(self) -> float | None:
        """All sums over all counts; None where nothing was counted."""
        total = float(self.counts.sum())
        return float(self.sums.sum()) / total if total else None

    @property
    def conversations(self) -> int:
        """How many conversations have something to count."""
        return int((self.counts > 0).sum())

    def draws(self, seed: int) -> Floats:
        """The figure of conversations drawn anew with replacement, `RESAMPLES` times.

        Of a share one right and one wrong conversation are thought in addition (as Agresti and Caffo, 2000, do for two
        proportions): otherwise one that was always right so far would seem certain to stay so.
        """
        sums, counts = self.sums[self.counts > 0], self.counts[self.counts > 0]
        if self.is_share and len(counts):
            usual = float(counts.mean())
            sums, counts = np.append(sums, [usual, 0.0]), np.append(counts, [usual, usual])
        draw = np.random.default_rng(seed)
        if len(sums) >= MANY:
            mean = sums.sum() / counts.sum()
            error = np.sqrt(np.square(sums - mean * counts).sum()) / counts.sum()
            return draw.normal(mean, error, RESAMPLES)
        drawn = draw.integers(0, len(sums), (RESAMPLES, len(sums)))
        means: Floats = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
        return means


def interval(one: Measured) -> tuple[float, float] | None:
    """Where the figure lies at 95 %; None for fewer than two conversations."""
    if one.conversations < 2:
        return None
    low, high = np.quantile(one.draws(0), (0.025, 0.975))
    mean = one.mean or 0.0
    return min(float(low), mean), max(float(high), mean)


def verdict(other: Measured, yardstick: Measured, *, up_is_better: bool, looked_at: int) -> Verdict:
    """Whether the other is better or worse than the yardstick; `looked_at` is how many such questions are asked.

    The interval of the difference is widened for their number (Bonferroni), so that one question in twenty of all, and
    not of each, is answered wrongly by chance.
    """
    if min(other.conversations, yardstick.conversations) < FEWEST:
        return "not_distinguishable"
    tail = 0.025 / max(1, looked_at)
    low, high = np.quantile(other.draws(1) - yardstick.draws(2), (tail, 1 - tail))
    if low <= 0 <= high:
        return "not_distinguishable"
    return "better" if (low > 0) == up_is_better else "worse"
