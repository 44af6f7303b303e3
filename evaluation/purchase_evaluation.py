"""Forecasts what the customers of a file did after a date from what they did before it, and says how near that came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from evaluation.errors import EvaluationError
from evaluation.purchase_metrics import Figure, Measured, measure
from evaluation.purchase_sets import PurchaseSet, read_purchases
from loyalty.purchases import averaged, buy_til_you_die, learned, naive
from loyalty.purchases.buy_til_you_die import BuyTilYouDie
from loyalty.purchases.forecast import PurchaseForecaster, fit_to_days
from loyalty.purchases.outlook import Outlook
from loyalty.purchases.prior import PriorName, load_prior
from loyalty.purchases.purchase_days import PurchaseDays, purchase_days
from loyalty.purchases.selection import Verdict, crossed_outlook
from loyalty.purchases.windows import Window, window_at

KEYS: Final = {
    naive.NAME: "same_again",
    buy_til_you_die.NAME: "bg_nbd",
    learned.NAME: "learned",
    averaged.NAME: "averaged",
}
"""How the models are called in the JSON; beside them stand `mean`, `learned_crossed` and `chosen`."""
FOLDS: Final = 5
LATEST_SHARE: Final = 0.1
"""Of the horizon, what may lie behind the last purchase of a file."""


@dataclass(frozen=True, slots=True)
class PurchaseTask:
    """What is asked: `calibration_days` from the first purchase on are known, the `horizon_days` after are forecast.

    `as_of`, the last day that is known, says it outright. `prior` is what other shops taught; None, as one should who
    measures on a shop that taught it.
    """

    file: Path
    calibration_days: int
    horizon_days: int
    prior: PriorName | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class PurchaseReport:
    """What came of it; `measured` by the names of `KEYS`, `mean`, `learned_crossed` and `chosen`.

    Everything but `learned_crossed` is fitted to what lies before the date. `learned_crossed` is taught on the horizon
    of the other customers, five folds: what could be said if the time to come were like this one.
    """

    task: PurchaseTask
    read: PurchaseSet
    as_of: datetime
    window: Window
    verdict: Verdict
    measured: Mapping[str, Measured]

    @property
    def gains(self) -> dict[str, Figure]:
        """The chosen model's measures less those of BG/NBD."""
        return self.measured["chosen"].less(self.measured["bg_nbd"])

    def shape(self) -> dict[str, Any]:
        """All of it, ready for JSON."""
        window, verdict = self.window, self.verdict
        return {
            "file": self.task.file.name,
            "rows": self.read.rows,
            "left_out": dict(self.read.left_out),
            "as_of": self.as_of.date().isoformat(),
            "calibration_days": self.task.calibration_days,
            "horizon_days": self.task.horizon_days,
            "prior": self.task.prior,
            "customers": len(window.bought),
            "actual": {
                "again": float(window.again.mean()),
                "purchases": float(window.purchases.mean()),
                "spend": float(window.spend.mean()),
            },
            "chosen": KEYS[verdict.chosen],
            "validation": {
                "customers": verdict.judged,
                "days": verdict.window_days,
                "losses": {KEYS[name]: loss for name, loss in verdict.losses.items()},
                "gain_over_naive": verdict.gain,
                "beats_naive": verdict.beats_naive,
            },
            "models": {name: _shaped(one.figures) for name, one in self.measured.items()},
            "chosen_less_bg_nbd": _shaped(self.gains),
            "numbers": "pearson and rmse: expected value; mae: median of the forecast; mae_expected: expected value",
        }


def evaluate_purchases(task: PurchaseTask) -> PurchaseReport:
    """Read, fit, forecast, measure.

    Raises:
        EvaluationError: the file cannot be used, or does not reach to the end of what is to be forecast.
    """
    read = read_purchases(task.file)
    latest = max(one.at for purchases in read.histories.values() for one in purchases)
    everything = purchase_days(read.histories, latest)
    if not len(everything.days):
        raise EvaluationError(f"{task.file} has refunds only; there is nothing to forecast.")
    first = int(everything.days.min())
    last_known = (task.as_of - date(1970, 1, 1)).days if task.as_of else first + task.calibration_days - 1
    task = replace(task, calibration_days=last_known - first + 1)
    _reaches(task, everything)
    window = window_at(everything, last_known, task.horizon_days)
    as_of = datetime.fromtimestamp(0, UTC) + timedelta(days=last_known + 1, microseconds=-1)
    forecaster = fit_to_days(purchase_days(read.histories, as_of), as_of, task.horizon_days, task.prior)
    outlooks = _outlooks(forecaster, window, task)
    return PurchaseReport(
        task=task,
        read=read,
        as_of=as_of,
        window=window,
        verdict=forecaster.verdict,
        measured={name: measure(outlook, window) for name, outlook in outlooks.items()},
    )


def _outlooks(forecaster: PurchaseForecaster, window: Window, task: PurchaseTask) -> dict[str, Outlook]:
    found = {KEYS[name]: forecaster.outlook(window.bought, name) for name in KEYS}
    same = found["same_again"]
    found["mean"] = Outlook(
        *(np.full(len(window.bought), one.mean()) for one in (same.again, same.purchases, same.spend))
    )
    base = forecaster.models[buy_til_you_die.NAME]
    if isinstance(base, BuyTilYouDie):
        prior = load_prior(task.prior) if task.prior else None
        found["learned_crossed"] = crossed_outlook(window, base, [window], prior, FOLDS)
    found["chosen"] = found[KEYS[forecaster.verdict.chosen]]
    return found


def _reaches(task: PurchaseTask, everything: PurchaseDays) -> None:
    """A file may end a little before the horizon does: nobody need have bought on the last days."""
    span = everything.as_of_day - int(everything.days.min()) + 1
    wanted = task.calibration_days + task.horizon_days
    if task.horizon_days < 1 or task.calibration_days < 1 or wanted > span + LATEST_SHARE * task.horizon_days:
        raise EvaluationError(
            f"{task.file} covers {span} days, but {task.calibration_days} known and {task.horizon_days} to forecast "
            f"are asked for; ask for at most {span} in all."
        )


def _shaped(figures: Mapping[str, Figure]) -> dict[str, dict[str, float | None]]:
    return {name: asdict(figure) for name, figure in figures.items()}
