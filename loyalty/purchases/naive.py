"""What needs no model: the same again. It is there to be beaten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty.purchases.outlook import Outlook
from loyalty.purchases.purchase_days import PurchaseDays

NAME = "same again"


@dataclass(frozen=True, slots=True)
class SameAgain:
    """Everybody does in the horizon what they did in as many days before the date, their first purchase apart.

    `observed_days` is how long the shop has been watched: where that is less than the horizon, what was done in it is
    stretched to the horizon.
    """

    observed_days: int

    def outlook(self, bought: PurchaseDays, horizon_days: int) -> Outlook:
        """The counts and amounts of the last days; `again` is that of a Poisson count, a tenth of a purchase added."""
        days = max(1, min(horizon_days, self.observed_days))
        lately = bought.days > bought.as_of_day - days
        first = np.zeros(len(bought.days), dtype=bool)
        first[bought.starts[:-1][bought.counts > 0]] = True
        owners, amounts = bought.owners, np.nan_to_num(bought.amounts)
        counted = np.bincount(owners, weights=lately & ~first, minlength=len(bought)) * horizon_days / days
        paid = np.bincount(owners, weights=amounts * lately, minlength=len(bought)) * horizon_days / days
        return Outlook(-np.expm1(-counted - 0.1), counted.astype(np.float64), paid.astype(np.float64))


def fit_same_again(bought: PurchaseDays) -> SameAgain:
    """How long the shop has been watched."""
    return SameAgain(int(bought.as_of_day - bought.days.min()) + 1 if len(bought.days) else 1)
