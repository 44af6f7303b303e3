"""BG/NBD and Gamma-Gamma together: what a "buy till you die" model expects of every customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty.purchases.bg_nbd import WEEK_DAYS, BgNbd, LogPrior, fit_bg_nbd, repeat_history
from loyalty.purchases.gamma_gamma import GammaGamma, fit_gamma_gamma
from loyalty.purchases.outlook import Outlook
from loyalty.purchases.purchase_days import PurchaseDays
from loyalty.purchases.rfm import paid_and_known

NAME = "BG/NBD + Gamma-Gamma"

TIMING_PRIOR = LogPrior((-0.7, 1.6, -0.4, 0.7), (0.7, 1.5, 0.7, 0.7))
"""Of r, alpha in weeks, a and b: rates differ between shops far more than shapes do."""
AMOUNT_PRIOR = LogPrior((1.6, 1.2, -0.5), (1.0, 0.5, 1.0))
"""Of p, q and gamma over the mean amount."""


@dataclass(frozen=True, slots=True)
class BuyTilYouDie:
    """The two fitted models; `amounts` is None where nobody ever paid anything."""

    timing: BgNbd
    amounts: GammaGamma | None

    def outlook(self, bought: PurchaseDays, horizon_days: int) -> Outlook:
        """What is to be expected in the days after the last known one."""
        history, weeks = repeat_history(bought), horizon_days / WEEK_DAYS
        purchases = self.timing.expected_purchases(history, weeks)
        paid, known = paid_and_known(bought)
        means = np.divide(paid, known, out=np.zeros(len(bought)), where=known > 0)
        worth = self.amounts.expected_amount(known, means) if self.amounts else np.zeros(len(bought))
        return Outlook(self.timing.buys_again(history, weeks), purchases, purchases * worth)


def fit_buy_til_you_die(bought: PurchaseDays) -> BuyTilYouDie:
    """Fit both, with weak priors that only weigh where there are few customers; who never bought is passed over."""
    buyers = bought.of(bought.counts > 0)
    paid, known = paid_and_known(buyers)
    means = np.divide(paid, known, out=np.zeros(len(buyers)), where=known > 0)
    return BuyTilYouDie(
        timing=fit_bg_nbd(repeat_history(buyers), TIMING_PRIOR),
        amounts=fit_gamma_gamma(known, means, AMOUNT_PRIOR),
    )
