"""Which tier a customer is in: one word that a shop can act on."""

from __future__ import annotations

import math
from typing import Final

from loyalty.features.history import CustomerFeatures
from loyalty.scores.leaving import said_logits
from loyalty.scores.nouns import LeavingRisk, Tier

NEW_DAYS: Final = 90.0
"""A customer with one purchase is new for so long."""
LAPSED_DAYS: Final = 365.0
"""Without a usual gap, nobody comes back after so long."""
LAPSED_OVERDUE: Final = 4.0
LAPSED_RISK: Final = 0.9
"""Lapsed: that many usual gaps late and that improbable to buy."""
AT_RISK_OVERDUE: Final = 2.0
AT_RISK_DAYS: Final = 180.0
"""At risk by purchases: more likely to go than to stay, and two usual gaps late, or so long away without a gap; and
whatever is forecast, once they are `LAPSED_OVERDUE` usual gaps late, at least `NEW_DAYS`."""
AT_RISK_SAID: Final = math.log(2)
AT_RISK_PROBABILITY: Final = 1 / 4
"""At risk by words: they double the odds of leaving at least, and it is that probable."""
RANKS: Final[tuple[tuple[float, Tier], ...]] = ((80.0, "platinum"), (65.0, "gold"), (45.0, "silver"))
"""The least mean of loyalty and value score for a tier; below is bronze."""


def tier_of(features: CustomerFeatures, loyalty: float, value: float, risk: LeavingRisk) -> Tier:
    """The first that fits: not bought yet, lapsed, at risk, new, then by the mean of the two scores."""
    recency = features.value("recency_days")
    if recency is None:
        return "prospect"
    overdue = features.value("overdue")
    if risk.probability >= LAPSED_RISK and (recency >= LAPSED_DAYS if overdue is None else overdue >= LAPSED_OVERDUE):
        return "lapsed"
    late = recency >= AT_RISK_DAYS if overdue is None else overdue >= AT_RISK_OVERDUE
    warned = said_logits(risk) >= AT_RISK_SAID and risk.probability >= AT_RISK_PROBABILITY
    gone = (overdue or 0.0) >= LAPSED_OVERDUE and recency >= NEW_DAYS
    if warned or gone or (late and risk.probability > 0.5):
        return "at_risk"
    if features.value("purchase_days") == 1 and recency <= NEW_DAYS:
        return "new"
    rank = (loyalty + value) / 2
    return next((tier for least, tier in RANKS if rank >= least), "bronze")
