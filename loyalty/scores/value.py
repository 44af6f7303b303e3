"""The value score: where a customer's expected spend stands, 0 to 100."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from loyalty.features.history import CustomerFeatures
from loyalty.nouns import PurchaseForecast
from loyalty.scores.expectations import Expectations
from loyalty.scores.nouns import Contribution, ValueScore

ENOUGH: Final = 100
"""Customers from which on a shop's own ranks are the measure."""
LEAST: Final = 1e-3
"""A typical order times that is the least spend that is told apart, so that logarithms are finite."""
FIXED: Final = ((LEAST, 0.0), (0.1, 20.0), (0.5, 40.0), (1.0, 50.0), (2.0, 65.0), (5.0, 85.0), (20.0, 100.0))
"""(expected spend in typical orders, score): straight in the logarithm. One typical order in the horizon is 50."""


@dataclass(frozen=True, slots=True)
class ValueAnchors:
    """What spends are measured against: all expected spends of the shop in order, and a typical order's price."""

    spends: tuple[float, ...]
    typical: float

    @property
    def anchor(self) -> Literal["shop", "fixed"]:
        """Whether the shop has customers enough for ranks."""
        return "shop" if len(self.spends) >= ENOUGH else "fixed"

    def score(self, spend: float) -> float:
        """0 to 100, never less for more: the share of customers expected to spend less (ties half), or `FIXED`."""
        if self.anchor == "shop":
            below, upto = bisect_left(self.spends, spend), bisect_right(self.spends, spend)
            return 50.0 * (below + upto) / len(self.spends)
        return _on_fixed(spend / self.typical) if self.typical > 0 else 0.0


def value_anchors(expected: Expectations) -> ValueAnchors:
    """The anchors of a shop, from all of its customers."""
    return ValueAnchors(tuple(sorted(one.spend for one in expected.forecasts)), expected.typical)


def value_score(features: CustomerFeatures, forecast: PurchaseForecast, anchors: ValueAnchors) -> ValueScore:
    """The score of one customer; it starts from one typical order in the horizon and adds how often, and how much.

    Expected spend = purchases * (spend / purchase), so its logarithm over a typical order's is a sum of two; the
    score's distance from the start is shared out in that proportion.
    """
    value, base = anchors.score(forecast.spend), anchors.score(anchors.typical)
    often = math.log(max(forecast.purchases, LEAST))
    size = math.log(max(forecast.spend / anchors.typical, LEAST)) - often if anchors.typical > 0 else 0.0
    total = often + size
    if abs(total) < 1e-9:
        points = (0.0, value - base)
    else:
        points = (often * (value - base) / total, size * (value - base) / total)
    recent, dearest = features.features["purchase_days"].sources, features.features["mean_spend"].sources
    contributions = (
        Contribution("expected_purchases", points[0], forecast.purchases, recent),
        Contribution("spend_a_purchase", points[1], _a_purchase(forecast), dearest),
    )
    return ValueScore(value, base, anchors.anchor, contributions)


def _a_purchase(forecast: PurchaseForecast) -> float | None:
    return forecast.spend / forecast.purchases if forecast.purchases > 0 else None


def _on_fixed(orders: float) -> float:
    if orders <= FIXED[0][0]:
        return FIXED[0][1]
    for (left, low), (right, high) in pairwise(FIXED):
        if orders <= right:
            return low + (high - low) * math.log(orders / left) / math.log(right / left)
    return FIXED[-1][1]
