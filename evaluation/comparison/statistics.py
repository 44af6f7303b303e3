"""How sure one may be of a difference between two runs: interval, test, noise floor, and many grades at once.

A conversation is the unit: its turns hang together, so whole conversations are resampled and exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWN_ANEW: Final = 2_000
EXCHANGED: Final = 10_000
_BLOCK: Final = 500
"""Resamples drawn at once, which bounds memory."""
Z: Final = 1.959964
"""The normal distribution's 97.5 % quantile."""


def bootstrap_intervals(sums: Floats, counts: Floats, seed: int = 0) -> list[tuple[float, float]]:
    """Where 95 % of the mean differences lie when conversations are drawn anew with replacement, for each grade.

    `sums` and `counts` have a row for each conversation and a column for each grade: its turns' differences added up,
    and how many these are, 0 where it has none; at least one conversation has the grade. The percentile bootstrap over
    clusters (Davison and Hinkley, 1997, section 3.8).
    """
    draw = np.random.default_rng(seed)
    number = len(sums)
    chances = np.full(number, 1 / number)
    means = []
    for _ in range(DRAWN_ANEW // _BLOCK):
        drawn = draw.multinomial(number, chances, size=_BLOCK).astype(np.float64)
        total = drawn @ counts
        means.append(np.divide(drawn @ sums, total, out=np.full_like(total, np.nan), where=total > 0))
    low, high = np.nanquantile(np.concatenate(means), (0.025, 0.975), axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def randomisation_ps(sums: Floats, seed: int = 0) -> list[float]:
    """How often chance alone makes a difference at least as large, where A and B are exchanged in whole conversations.

    A row for each conversation, a column and a p value for each grade. The observed order is counted too (Phipson and
    Smyth, 2010); 1 where nothing differs.
    """
    draw = np.random.default_rng(seed)
    observed = np.abs(sums.sum(axis=0))
    tolerance = 1e-9 * np.maximum(1.0, np.abs(sums).sum(axis=0))
    as_large = np.zeros(sums.shape[1])
    for _ in range(EXCHANGED // _BLOCK):
        signs = draw.integers(0, 2, size=(_BLOCK, len(sums)), dtype=np.int8) * 2.0 - 1.0
        as_large += (np.abs(signs @ sums) >= observed - tolerance).sum(axis=0)
    return [float(p) for p in (as_large + 1) / (EXCHANGED + 1)]


def least_p(sums: Floats) -> float:
    """The least p value that exchanging conversations could give, however they differ: 2 of all exchanges."""
    return float(min(1.0, 2.0 ** (1 - int((sums != 0).sum()))))


def holm(p_values: Sequence[float], least: Sequence[float], alpha: float) -> list[float]:
    """The p values, in their order, raised so that whichever lies under `alpha` may be believed of all at once.

    Holm's procedure (1979): the chance of any false verdict stays under `alpha`, however the grades hang together. A
    grade whose `least` possible p value is above `alpha` can give no false verdict and does not count (Tarone, 1990).
    """
    tested = [place for place, one in enumerate(least) if one <= alpha]
    raised, floor = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(tested, key=lambda place: p_values[place])):
        floor = max(floor, min(1.0, (len(tested) - rank) * p_values[place]))
        raised[place] = floor
    return raised


def noise_variance(sums: Floats, turns: float) -> float:
    """The variance of a version's mean grade that comes from answering anew.

    `sums` has a row for each conversation and a column for each repeat; at least two repeats.
    """
    repeats = sums.shape[1]
    return float(sums.var(axis=1, ddof=1).sum() / repeats / turns**2)


def drift_variance(means: Floats) -> float:
    """The variance of a version's mean grade that comes from when it was played; `means` has one for each repeat."""
    return float(means.var(ddof=1) / len(means))
