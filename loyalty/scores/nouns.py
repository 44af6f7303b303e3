"""What is said about a customer in the end: the scores, as plain frozen values without any input or output.

Points, probabilities and tiers are computed in `scoring.py`, put into words in `explain.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from loyalty.features.history import CustomerFeatures, Source
from loyalty.nouns import PurchaseForecast

Group: TypeAlias = Literal["promoter", "passive", "detractor", "unknown"]
"""As the Net Promoter Score sorts people, but from what they wrote unasked; `unknown`: nothing was written."""

Tier: TypeAlias = Literal["platinum", "gold", "silver", "bronze", "new", "prospect", "at_risk", "lapsed"]
TIERS: tuple[Tier, ...] = ("platinum", "gold", "silver", "bronze", "new", "prospect", "at_risk", "lapsed")
TIER_NAMES: Mapping[Tier, tuple[str, str]] = {
    "platinum": ("platinum", "白金"),
    "gold": ("gold", "黄金"),
    "silver": ("silver", "白银"),
    "bronze": ("bronze", "青铜"),
    "new": ("new", "新客"),
    "prospect": ("not bought yet", "尚未下单"),
    "at_risk": ("at risk", "可能流失"),
    "lapsed": ("lapsed", "已流失"),
}
"""What each tier is called, in English and in Chinese."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to a score (or takes from it, below 0), in the score's own unit.

    `value` is the feature's figure, None where it was missing; a missing feature contributes 0 and is listed so that
    it can be said.
    """

    feature: str
    points: float
    value: float | None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class LoyaltyScore:
    """How attached a customer is, 0 to 100; 50 (`base`) is somebody of whom nothing speaks for or against it.

    `base` and the points of `contributions` add up to `value`. `low` and `high` hold what the score would be if they
    had written more, about four times out of five: checked on simulated customers of whom some words were hidden.
    """

    value: float
    low: float
    high: float
    base: float
    tier: Tier
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class ValueScore:
    """What a customer is worth over the forecast's horizon beside the shop's others, 0 to 100; adds up as above."""

    value: float
    base: float
    anchor: Literal["shop", "fixed"]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class LeavingRisk:
    """The calibrated probability that a customer does not buy in the forecast's horizon.

    Contributions are in logits: log(p / (1 - p)) = `base` + their sum. The first, `forecast`, is what purchases alone
    say; the rest is what was written.
    """

    probability: float
    base: float
    contributions: tuple[Contribution, ...]

    @property
    def again(self) -> float:
        """The probability that they do buy."""
        return 1 - self.probability


@dataclass(frozen=True, slots=True)
class DataCoverage:
    """How much is known: `orders` that count, `conversations` in which something was read, and what is missing.

    `share`, 0 to 1, is of the evidence that a well-known customer has. `missing` names features. `later` counts what
    was left out because it is dated after the day asked about.
    """

    orders: int
    conversations: int
    share: float
    missing: tuple[str, ...]
    later: int = 0
    refunds_exceed: bool = False


@dataclass(frozen=True, slots=True)
class CustomerScores:
    """All scores of one customer at a date, and what they were computed from."""

    customer_id: str
    as_of: datetime
    loyalty: LoyaltyScore
    value: ValueScore
    leaving: LeavingRisk
    group: Group
    group_sources: tuple[Source, ...]
    forecast: PurchaseForecast
    coverage: DataCoverage
    features: CustomerFeatures

    @property
    def tier(self) -> Tier:
        """The tier of the loyalty score."""
        return self.loyalty.tier


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution in words, with the lines that prove it; `points` are whole and add up to the rounded score."""

    feature: str
    points: int
    text_en: str
    text_zh: str
    evidence_en: tuple[str, ...] = ()
    evidence_zh: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A customer's scores in words, in two languages: one headline, the reasons (most important first), the caveats.

    `score` is the loyalty score as a whole number: `base` and the points of `reasons` add up to it; so do `value_base`
    and `value` to `value_score`.
    """

    customer_id: str
    score: int
    base: int
    headline_en: str
    headline_zh: str
    reasons: tuple[Reason, ...]
    leaving: tuple[Reason, ...]
    caveats_en: tuple[str, ...]
    caveats_zh: tuple[str, ...]
    value_score: int = 0
    value_base: int = 0
    value: tuple[Reason, ...] = ()
