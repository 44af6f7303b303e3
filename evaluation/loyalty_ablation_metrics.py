"""How good probabilities of an outcome are. Every figure is defined here.

- **auc**: the probability that one with the outcome has the higher probability than one without; ties count half.
- **brier**: the mean squared distance of probability and outcome (1 or 0); lower is better.
- **calibration_error**: over ten bins of equally many, the mean distance of mean probability and share (ECE), 0 to 1.

Intervals hold 95 %: the percentile bootstrap over customers, who may have several rows each. A difference resamples
both sides together. Where every row has one outcome there are no figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RESAMPLES: Final = 1_000
BINS: Final = 10


class Interval(NamedTuple):
    """A figure and where 95 % of the resampled ones lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """The probabilities that several methods give to the same rows, whether the outcome came, and whose row it is."""

    outcome: str
    happened: Floats
    owners: NDArray[np.int64]
    probabilities: Mapping[str, Floats]

    @property
    def judgeable(self) -> bool:
        """Whether there are rows of both kinds."""
        return bool(0 < self.happened.sum() < len(self.happened))

    def shape(self, pairs: tuple[tuple[str, str], ...], unranked: frozenset[str], seed: int = 0) -> dict[str, Any]:
        """Everything as JSON: figures by method, differences by pair as `better-worse`.

        Those named in `unranked` are scores and no probabilities: only their ranks are judged.
        """
        sizes = {"n": len(self.happened), "customers": len(np.unique(self.owners)), "share": _share(self.happened)}
        if not self.judgeable:
            return {**sizes, "methods": {}, "differences": {}}
        weights = self._weights(seed)
        drawn = {name: self._figures(name, weights, name in unranked) for name in self.probabilities}
        return {
            **sizes,
            "methods": {
                name: {
                    **{figure: _told(values) for figure, values in figures.items()},
                    "calibration_error": None if name in unranked else self.calibration_error(name),
                }
                for name, figures in drawn.items()
            },
            "differences": {
                f"{one}-{other}": {
                    figure: _told(drawn[one][figure] - drawn[other][figure])
                    for figure in ("auc", "brier")
                    if figure in drawn[one] and figure in drawn[other]
                }
                for one, other in pairs
                if one in drawn and other in drawn
            },
        }

    def calibration_error(self, method: str) -> float:
        """See the module."""
        order = np.argsort(self.probabilities[method], kind="stable")
        found = 0.0
        for rows in np.array_split(order, BINS):
            if len(rows):
                gap = self.probabilities[method][rows].mean() - self.happened[rows].mean()
                found += abs(float(gap)) * len(rows) / len(order)
        return found

    def _weights(self, seed: int) -> Floats:
        """First all rows once, then each resample: how often every row is drawn, with its customer."""
        owners, at = np.unique(self.owners, return_inverse=True)
        draw = np.random.default_rng(seed)
        times = draw.multinomial(len(owners), np.full(len(owners), 1 / len(owners)), RESAMPLES)[:, at]
        return np.vstack([np.ones(len(at)), times]).astype(np.float64)

    def _figures(self, method: str, weights: Floats, only_ranks: bool) -> dict[str, Floats]:
        probabilities = self.probabilities[method]
        figures = {"auc": _auc(probabilities, self.happened, weights)}
        if not only_ranks:
            figures["brier"] = weights @ (probabilities - self.happened) ** 2 / weights.sum(axis=1)
        return figures


def _auc(probabilities: Floats, happened: Floats, weights: Floats) -> Floats:
    """One figure for each row of weights."""
    order = np.argsort(probabilities, kind="stable")
    ordered = probabilities[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    weighted = weights[:, order]
    with_it = np.add.reduceat(weighted * happened[order], starts, axis=1)
    without = np.add.reduceat(weighted * (1 - happened[order]), starts, axis=1)
    below = np.cumsum(without, axis=1) - without
    pairs = with_it.sum(axis=1) * without.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray((with_it * (below + without / 2)).sum(axis=1) / pairs)


def _told(values: Floats) -> list[float]:
    """The figure itself and its interval."""
    low, high = np.nanquantile(values[1:], (0.025, 0.975))
    return list(map(float, Interval(float(values[0]), float(low), float(high))))


def _share(happened: Floats) -> float | None:
    return float(happened.mean()) if len(happened) else None
