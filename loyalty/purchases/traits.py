"""What the learned model reads of a customer: traits without a currency, each a word that can be said to a reader."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from loyalty.purchases.outlook import Outlook
from loyalty.purchases.purchase_days import Floats, PurchaseDays
from loyalty.purchases.rfm import rfm

TRAITS: Final[dict[str, str]] = {
    "expected": "purchases that BG/NBD expects, against the shop's mean",
    "again": "chance of buying again by BG/NBD, against the shop's mean",
    "spend": "spend that BG/NBD and Gamma-Gamma expect, against the shop's mean",
    "quiet": "share of the time since the first purchase that has passed since the last",
    "overdue": "time since the last purchase against the usual gap",
    "count": "purchase days so far",
    "average": "mean paid on a purchase day, against the shop's",
    "total": "paid in all, against the shop's mean of a purchase day",
    "first": "paid on the first purchase day, against the shop's mean",
    "lately_paid": "paid lately: what was paid halves in weight every 90 days",
    "lately_30": "purchase days lately: each halves in weight every 30 days",
    "lately_120": "purchase days lately: each halves in weight every 120 days",
    "unsteady": "how much the gaps between purchases differ",
}
"""Name and meaning, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class ShopLevel:
    """The shop's means that a customer is held against: of what is expected, and of what a purchase day pays.

    They are taken from all customers once, so that a customer's traits do not hang on who is asked about together.
    """

    again: float
    purchases: float
    spend: float
    amount: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) and value >= 0 for value in (self.again, self.purchases, self.spend)):
            raise ValueError(f"a level must be finite and not below 0: {self}")


def shop_level(bought: PurchaseDays, outlook: Outlook) -> ShopLevel:
    """The means of a shop; of one that nobody has bought from, figures that do no harm."""
    if not len(bought):
        return ShopLevel(0.5, 1.0, 0.0, 1.0)
    paid = bought.amounts[np.isfinite(bought.amounts) & (bought.amounts > 0)]
    amount = float(paid.mean()) if len(paid) else 1.0
    return ShopLevel(float(outlook.again.mean()), float(outlook.purchases.mean()), float(outlook.spend.mean()), amount)


def traits(bought: PurchaseDays, outlook: Outlook, level: ShopLevel) -> Floats:
    """One row a customer, one column a trait; every customer must have bought. `outlook` is what BG/NBD expects."""
    figures, counts = rfm(bought), bought.counts.astype(np.float64)
    owners, age = bought.owners, (bought.as_of_day - bought.days).astype(np.float64)
    amounts = np.maximum(0.0, np.nan_to_num(bought.amounts))
    relative = amounts / level.amount

    def total(values: Floats) -> Floats:
        return np.bincount(owners, weights=values, minlength=len(bought)).astype(np.float64)

    paid = total(relative)
    gap = np.where(counts > 1, (figures.tenure - figures.recency) / np.maximum(counts - 1, 1), figures.tenure)
    columns = {
        "expected": _log_share(outlook.purchases, level.purchases),
        "again": log_odds(outlook.again) - log_odds(np.asarray(level.again)),
        "spend": _log_share(outlook.spend, level.spend),
        "quiet": figures.recency / np.maximum(1.0, figures.tenure),
        "overdue": np.log1p(figures.recency) - np.log1p(gap),
        "count": np.log(counts),
        "average": np.log1p(paid / counts),
        "total": np.log1p(paid),
        "first": np.log1p(relative[bought.starts[:-1]]),
        "lately_paid": np.log1p(total(np.log1p(relative) * 0.5 ** (age / 90))),
        "lately_30": np.log1p(total(0.5 ** (age / 30))),
        "lately_120": np.log1p(total(0.5 ** (age / 120))),
        "unsteady": _unsteady(bought, counts, gap),
    }
    return np.column_stack([columns[name] for name in TRAITS])


def log_odds(probability: Floats) -> Floats:
    """The logit, kept finite."""
    held = np.clip(probability, 1e-4, 1 - 1e-4)
    found: Floats = np.log(held) - np.log1p(-held)
    return found


def _log_share(values: Floats, mean: float) -> Floats:
    return np.log(np.maximum(values, 1e-3 * mean) / mean) if mean > 0 else np.zeros(len(values))


def _unsteady(bought: PurchaseDays, counts: Floats, gap: Floats) -> Floats:
    owners = bought.owners
    same = owners[1:] == owners[:-1]
    squares = np.diff(bought.days).astype(np.float64)[same] ** 2
    mean_square = np.bincount(owners[1:][same], weights=squares, minlength=len(bought)) / np.maximum(counts - 1, 1)
    spread = np.sqrt(np.maximum(0.0, mean_square - gap**2)) / np.maximum(1.0, gap)
    return np.where(counts > 2, spread, 0.0)
