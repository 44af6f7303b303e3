"""What an offer to a customer would cost and bring, and for whom a budget lasts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from loyalty.advice.nouns import Advice
    from loyalty.scores.nouns import CustomerScores

SHIPPED_RULES: Final = Path(__file__).resolve().parent / "rules.yaml"


@dataclass(frozen=True, slots=True)
class OfferRules:
    """What a shop is ready to give away, and what it takes an offer to bring; all of it is assumed, none measured.

    `budget` is for one round of scores and `discount_most` for one offer, in major units of the catalogue's currency;
    a budget of 0 makes no offers. `discount` is the share of one purchase that is given away. `uplift` is the share of
    those who would not have bought within the horizon and do because of the offer. `margin` is the share of a purchase
    that is left when the goods are paid. All shares 0 to 1. `rules_file` is the table of rules.
    """

    budget: float = 200.0
    discount: float = 0.1
    discount_most: float = 20.0
    uplift: float = 0.2
    margin: float = 0.5
    rules_file: Path = SHIPPED_RULES


@dataclass(frozen=True, slots=True)
class OfferValue:
    """What an offer costs and brings over the forecast's horizon, as expected values in major units, at least 0."""

    cost: float
    gain: float

    @property
    def net(self) -> float:
        """What is left: above 0 where the offer pays."""
        return self.gain - self.cost


def offer_value(scores: CustomerScores, rules: OfferRules) -> OfferValue:
    """The cost and gain of an offer to one customer; both 0 for somebody whose usual purchase is not known.

    With p the probability of buying anyway and b the usual purchase, the offer makes it p' = p + uplift * (1 - p).
    Everybody who then buys uses it: cost = p' * min(discount * b, discount_most). Only those who would not have come
    are a gain: gain = (p' - p) * b * margin.
    """
    purchase = _usual_purchase(scores)
    again = scores.leaving.again
    won = rules.uplift * (1 - again)
    return OfferValue(
        cost=(again + won) * min(rules.discount * purchase, rules.discount_most), gain=won * purchase * rules.margin
    )


def chosen_within(offers: Mapping[str, Advice], budget: float) -> frozenset[str]:
    """The customers for whom the budget lasts, by what an offer brings for each unit it costs.

    One that no longer fits is passed over for cheaper ones after it. Of equals the cheaper comes first, then the id.
    Costs count in whole hundredths, rounded up, so that their sum never exceeds the budget.
    """
    left = math.floor(round(budget * 100, 6))
    chosen: set[str] = set()
    for id in sorted(offers, key=lambda id: (-offers[id].gain / offers[id].cost, offers[id].cost, id)):
        cost = math.ceil(round(offers[id].cost * 100, 6))
        if cost <= left:
            left -= cost
            chosen.add(id)
    return frozenset(chosen)


def _usual_purchase(scores: CustomerScores) -> float:
    """What one purchase comes to: what they kept so far, else what is forecast."""
    mean = scores.features.value("mean_spend")
    if mean is not None:
        return mean
    expected = scores.forecast.purchases
    return scores.forecast.spend / expected if expected > 0 else 0.0
