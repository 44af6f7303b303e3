"""What conversations add to purchases: the same outcomes foretold from either, from both, and by the naive rule.

At a date, everything until then is known to every method, and nothing after it:

- **naive**: how long ago somebody last bought, in four steps (a third of the horizon, one, two, longer); the
  probability is what came of such customers in the horizon before.
- **purchases**: the forecast.
- **conversations**: the leaving points of what was said, from the share that bought in the horizon before.
- **both**: the forecast and the shipped leaving points.
- **both_refitted**: the same, refitted on the customers' own earlier purchases where that was better, else as shipped.
- **loyalty_score**: the score from 0 to 100, of which only the ranks are judged.

Judged on who had bought by then. `buys_again`: anything bought in the horizon. `leaves`: nothing bought in it, of those
who had bought in the horizon before. `buys_again_of_writers`: as the first, of those who ever wrote.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from evaluation.loyalty_ablation_metrics import Floats, Judged
from loyalty.features.config import DEFAULT
from loyalty.features.features import features_at
from loyalty.features.history import CustomerFeatures, CustomerHistory
from loyalty.nouns import PurchaseForecast
from loyalty.purchases.forecast import fit_forecaster
from loyalty.scores.expectations import FitForecaster, expectations
from loyalty.scores.leaving import leaving_risk
from loyalty.scores.loyalty import loyalty_points
from loyalty.scores.outcomes import bought_between
from loyalty.scores.refit import Refit, refit_leaving
from loyalty.scores.scoring import HORIZON_DAYS, shipped_scorecards

METHODS: Final = ("naive", "purchases", "conversations", "both", "both_refitted", "loyalty_score")
UNRANKED: Final = frozenset({"loyalty_score"})
PAIRS: Final = (
    ("purchases", "naive"),
    ("conversations", "naive"),
    ("both", "naive"),
    ("both_refitted", "naive"),
    ("both", "purchases"),
    ("both_refitted", "purchases"),
)
STEPS: Final = (1 / 3, 1.0, 2.0)
PRIOR: Final = 1.0
"""So many customers with, and so many without the outcome are imagined, before a share is taken."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """What came of it on one set of customers; `data` says which, and whether they are real."""

    data: str
    judged: tuple[Judged, ...]
    refits: tuple[Refit, ...]

    def shape(self) -> dict[str, Any]:
        """Everything as JSON."""
        return {
            "data": self.data,
            "refitted": [{"used": one.used, "customers": one.customers, "why": one.why} for one in self.refits],
            "outcomes": {one.outcome: one.shape(PAIRS, UNRANKED) for one in self.judged},
        }


@dataclass(frozen=True, slots=True)
class _Row:
    """One customer at one date; `step` is how long ago they last bought."""

    owner: int
    step: int
    wrote: bool
    bought: bool
    again: tuple[float, ...]


def ablate(
    data: str,
    histories: Sequence[CustomerHistory],
    dates: Sequence[datetime],
    horizon_days: int = HORIZON_DAYS,
    fit: FitForecaster = fit_forecaster,
) -> Ablation:
    """Foretell at every date what comes in the horizon after it, by every method."""
    refits = tuple(refit_leaving(histories, at, horizon_days, fit=fit) for at in dates)
    rows = [
        row
        for at, refit in zip(dates, refits, strict=True)
        for row in _rows(histories, at, timedelta(days=horizon_days), refit, fit)
    ]
    recent, wrote = [one for one in rows if one.step < STEPS.index(1.0) + 1], [one for one in rows if one.wrote]
    judged = (
        _judged("buys_again", rows, leaves=False),
        _judged("leaves", recent, leaves=True),
        _judged("buys_again_of_writers", wrote, leaves=False),
    )
    return Ablation(data, judged, refits)


def _judged(outcome: str, rows: Sequence[_Row], leaves: bool) -> Judged:
    again = np.asarray([one.again for one in rows], dtype=np.float64).reshape(len(rows), len(METHODS))
    bought = np.asarray([one.bought for one in rows], dtype=np.float64)
    return Judged(
        outcome,
        1 - bought if leaves else bought,
        np.asarray([one.owner for one in rows], dtype=np.int64),
        {name: _of(again[:, at], leaves) for at, name in enumerate(METHODS)},
    )


def _of(again: Floats, leaves: bool) -> Floats:
    return 1 - again if leaves else again


def _rows(
    histories: Sequence[CustomerHistory], at: datetime, horizon: timedelta, refit: Refit, fit: FitForecaster
) -> list[_Row]:
    cards, shares = shipped_scorecards(), _shares(histories, at, horizon)
    days = horizon.days
    base = PurchaseForecast(days, shares[-1], 0.0, 0.0, "share that bought in the horizon before")
    rows = []
    for owner, (history, forecast) in enumerate(
        zip(histories, expectations(histories, at, days, fit, DEFAULT).forecasts, strict=True)
    ):
        features = features_at(history, at)
        if not features.orders:
            continue
        step = _step(features, days)
        again = (
            shares[step],
            forecast.again,
            leaving_risk(cards.leaving, features, base).again,
            leaving_risk(cards.leaving, features, forecast).again,
            leaving_risk(refit.card, features, forecast).again,
            loyalty_points(cards.loyalty, features).value / 100,
        )
        bought = bought_between(history, at, at + horizon)
        rows.append(_Row(owner, step, features.words > 0, bought, again))
    return rows


def _shares(histories: Sequence[CustomerHistory], at: datetime, horizon: timedelta) -> tuple[float, ...]:
    """The share that bought in the horizon before: of those of each step then, and of all."""
    then = at - horizon
    seen: list[list[bool]] = [[] for _ in (*STEPS, None)]
    for history in histories:
        features = features_at(history, then)
        if features.orders:
            seen[_step(features, horizon.days)].append(bought_between(history, then, at))
    return (*map(_share, seen), _share([one for each in seen for one in each]))


def _share(outcomes: Sequence[bool]) -> float:
    return (PRIOR + sum(outcomes)) / (2 * PRIOR + len(outcomes))


def _step(features: CustomerFeatures, days: int) -> int:
    """How long ago they last bought: the index of the first of `STEPS` horizons that holds it, or one more."""
    return bisect_left(STEPS, (features.value("recency_days") or 0.0) / days)
