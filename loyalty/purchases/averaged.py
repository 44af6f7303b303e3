"""The mean of BG/NBD and the learned model, half each: what a shop is told that has too few customers to judge them.

BG/NBD believes nobody who has long been due, but starts from weak priors; the learned one knows what other shops
taught, whose customers may wait longer. Neither is right in every small shop, and where they err apart their mean errs
less than either (Bates, Granger, 1969).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty.purchases.buy_til_you_die import BuyTilYouDie
from loyalty.purchases.learned import Learned
from loyalty.purchases.outlook import Outlook
from loyalty.purchases.purchase_days import Floats, PurchaseDays
from loyalty.purchases.traits import log_odds

NAME = "BG/NBD and learned"
_LEAST = 1e-6
"""Below it an expected value counts as this one, which has a logarithm."""


@dataclass(frozen=True, slots=True)
class Averaged:
    """The two, fitted to the same customers for the same date and horizon."""

    base: BuyTilYouDie
    learned: Learned

    def outlook(self, bought: PurchaseDays, horizon_days: int) -> Outlook:
        """Log odds of buying again and logarithms of expected values, averaged: one wild forecast weighs less so."""
        one, other = self.base.outlook(bought, horizon_days), self.learned.outlook(bought, horizon_days)
        again = 1.0 / (1.0 + np.exp(-(log_odds(one.again) + log_odds(other.again)) / 2))
        purchases = np.clip(_geometric_mean(one.purchases, other.purchases), again, horizon_days)
        return Outlook(again, purchases, _geometric_mean(one.spend, other.spend))


def _geometric_mean(one: Floats, other: Floats) -> Floats:
    found: Floats = np.sqrt(np.maximum(one, _LEAST) * np.maximum(other, _LEAST))
    return np.where((one > 0) | (other > 0), found, 0.0)
