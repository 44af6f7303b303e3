"""The loyalty score with its interval, and the group that somebody's words put them into."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from loyalty.features.history import CustomerFeatures, Source
from loyalty.scores.logits import in_points, sigmoid
from loyalty.scores.nouns import Contribution, DataCoverage, Group
from loyalty.scores.scorecard import Scorecard

SCALE: Final = 100.0
UNKNOWN_PURCHASES: Final = 0.5
"""Standard deviation, in logits, of what purchases would say of somebody of whom none is known."""
UNKNOWN_WORDS: Final = 1.2
"""The same of words: as far as those of simulated customers who wrote a lot were from the score without them."""
Z80: Final = 1.2816
"""So many standard deviations to either side hold 80 % of a normal distribution."""
PROMOTER: Final = 0.6
"""Logits of words from which somebody counts as a promoter: about a plain recommendation."""
DETRACTOR: Final = -0.5
"""Logits of words down to which somebody counts as a detractor: about one plain complaint."""


class LoyaltyPoints(NamedTuple):
    """A loyalty score before it has a tier: `base` and `points` add up to `value`; `logits` are behind the points."""

    value: float
    low: float
    high: float
    base: float
    points: tuple[Contribution, ...]
    logits: tuple[Contribution, ...]


def loyalty_points(card: Scorecard, features: CustomerFeatures) -> LoyaltyPoints:
    """The score of somebody with these features: 100 * sigmoid(base + what each feature adds)."""
    logits = card.contributions(features)
    total = card.base + math.fsum(one.points for one in logits)
    spread = Z80 * doubt(features)
    points = in_points(logits, card.base, SCALE)
    low, value, high, base = (SCALE * sigmoid(at) for at in (total - spread, total, total + spread, card.base))
    return LoyaltyPoints(value, low, high, base, points, logits)


def doubt(features: CustomerFeatures) -> float:
    """The standard deviation, in logits, of what is not known: it shrinks with purchase days and conversations.

    sqrt(s_p^2 / (1 + days) + s_w^2 / (1 + conversations / 2)): a conversation says less of somebody than a purchase.
    """
    days = features.value("purchase_days") or 0.0
    return math.sqrt(UNKNOWN_PURCHASES**2 / (1 + days) + UNKNOWN_WORDS**2 / (1 + features.words / 2))


def coverage(features: CustomerFeatures, contributions: Sequence[Contribution]) -> DataCoverage:
    """How much is known; `share` is 1 - doubt / the doubt about somebody of whom nothing is known."""
    nothing = math.sqrt(UNKNOWN_PURCHASES**2 + UNKNOWN_WORDS**2)
    return DataCoverage(
        orders=features.orders,
        conversations=features.words,
        share=1 - doubt(features) / nothing,
        missing=tuple(one.feature for one in contributions if one.value is None),
        later=features.later,
        refunds_exceed=features.refunds_exceed,
    )


def group_of(
    features: CustomerFeatures, logits: Sequence[Contribution], words: frozenset[str]
) -> tuple[Group, tuple[Source, ...]]:
    """The group by the sum of what the words say, with the sources that say so most; `words` names their features."""
    said = [one for one in logits if one.feature in words]
    if not features.words and features.features["thumbs"].missing:
        return "unknown", ()
    total = math.fsum(one.points for one in said)
    group: Group = "promoter" if total >= PROMOTER else "detractor" if total <= DETRACTOR else "passive"
    if group == "passive":
        return group, ()
    telling = sorted(said, key=lambda one: one.points if total < 0 else -one.points)
    sources = [source for one in telling if one.points * total > 0 for source in one.sources]
    return group, tuple(dict.fromkeys(sources))[:3]
