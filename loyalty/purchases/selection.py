"""Which model a shop is told by: the one that forecasts the latest window of the shop's own past best.

A shop of too few customers to say which that is, is told by the mean of BG/NBD and the learned model.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from loyalty.purchases import averaged, buy_til_you_die, learned, naive
from loyalty.purchases.averaged import Averaged
from loyalty.purchases.buy_til_you_die import BuyTilYouDie, fit_buy_til_you_die
from loyalty.purchases.learned import fit_learned
from loyalty.purchases.naive import fit_same_again
from loyalty.purchases.outlook import Outlook
from loyalty.purchases.prior import Prior
from loyalty.purchases.purchase_days import Floats, PurchaseDays
from loyalty.purchases.windows import Window, drawn, past_windows

FEWEST_JUDGED = 300
"""Customers that a window needs for its verdict to be more than chance."""
MOST_FITTED = 50_000
"""Customers whose likelihood BG/NBD is fitted to."""


class PurchaseModel(Protocol):
    """What forecasts many customers at once."""

    def outlook(self, bought: PurchaseDays, horizon_days: int) -> Outlook:
        """What is to be expected in the days after the last known one of customers who have bought."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which model was chosen and why.

    `losses` is, by name of the model, the mean of two errors in the validation window, the Brier score of `again` and
    the root mean squared error of purchases, each over that of "same again", which has 1; empty where `judged`, the
    customers in that window, are too few. `gain` is by how much of the naive loss the chosen one is better than it.
    """

    chosen: str
    losses: Mapping[str, float]
    judged: int
    window_days: int

    @property
    def gain(self) -> float:
        """0 where nothing was judged."""
        return 1.0 - self.losses[self.chosen] if self.losses else 0.0

    @property
    def beats_naive(self) -> bool:
        """Whether the validation showed it."""
        return self.gain > 0


def fit_models(bought: PurchaseDays, horizon_days: int, prior: Prior | None) -> dict[str, PurchaseModel]:
    """Every model by name, fitted to customers who have all bought."""
    base = fit_buy_til_you_die(bought.of(drawn(len(bought), MOST_FITTED)))
    taught = fit_learned(bought, base, horizon_days, past_windows(bought, horizon_days), prior)
    return {
        naive.NAME: fit_same_again(bought),
        buy_til_you_die.NAME: base,
        learned.NAME: taught,
        averaged.NAME: Averaged(base, taught),
    }


def judge(bought: PurchaseDays, horizon_days: int, prior: Prior | None) -> Verdict:
    """Forecast the latest past window with each, the learned one taught on other customers' past windows.

    The latest is one of these, so the learned one knows what season it was, which flatters it.

    Below `FEWEST_JUDGED` customers nothing is judged: the mean of the two is taken, or BG/NBD where there is no prior.
    Everything lies before the last known day. Half of the customers are forecast with what the other half taught.
    """
    windows = past_windows(bought, horizon_days)
    judged = len(windows[0].bought) if windows else 0
    if judged < FEWEST_JUDGED or not windows[0].again.any():
        chosen = averaged.NAME if prior else buy_til_you_die.NAME
        return Verdict(chosen, {}, judged, windows[0].days if windows else 0)
    window = windows[0]
    base = fit_buy_til_you_die(window.bought)
    outlooks = {
        naive.NAME: fit_same_again(window.bought).outlook(window.bought, window.days),
        buy_til_you_die.NAME: base.outlook(window.bought, window.days),
        learned.NAME: crossed_outlook(window, base, windows, prior, folds=2),
    }
    losses = {name: _errors(outlook, window) for name, outlook in outlooks.items()}
    least = np.maximum(losses[naive.NAME], 1e-9)
    relative = {name: float((found / least).mean()) for name, found in losses.items()}
    return Verdict(min(relative, key=relative.__getitem__), relative, judged, window.days)


def crossed_outlook(
    window: Window, base: BuyTilYouDie, windows: Sequence[Window], prior: Prior | None, folds: int
) -> Outlook:
    """What the learned model expects of each customer of `window`, taught on the other customers of `windows`."""
    found = Outlook(*(np.zeros(len(window.bought)) for _ in range(3)))
    mine = _folds(window, folds)
    for fold in range(folds):
        others = [one.of(np.flatnonzero(_folds(one, folds) != fold)) for one in windows]
        model = fit_learned(window.bought, base, window.days, others, prior)
        here = np.flatnonzero(mine == fold)
        told = model.outlook(window.bought.of(here), window.days)
        for name in ("again", "purchases", "spend"):
            getattr(found, name)[here] = getattr(told, name)
    return found


def _folds(window: Window, folds: int) -> NDArray[np.int64]:
    """A part, 0 up to `folds`, for each customer: the same in every window."""
    parts = [zlib.crc32(customer.encode()) % folds for customer in window.bought.customer_ids]
    return np.asarray(parts, dtype=np.int64)


def _errors(outlook: Outlook, window: Window) -> Floats:
    brier = np.mean((outlook.again - window.again) ** 2)
    away = np.sqrt(np.mean((outlook.purchases - window.purchases) ** 2))
    return np.asarray([brier, away])
