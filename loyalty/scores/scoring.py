"""Scores every customer of a shop at a date: read this first.

    scores = score_customers(histories, as_of, horizon_days=90)
    scores[0].loyalty.value, scores[0].leaving.probability, scores[0].tier

Features, forecast, value, risk, loyalty, tier: each step has a module of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from loyalty.errors import TrainingDataError
from loyalty.features.config import DEFAULT, FeatureConfig
from loyalty.features.features import features_at
from loyalty.features.history import CustomerFeatures, CustomerHistory
from loyalty.nouns import PurchaseForecast
from loyalty.purchases.forecast import fit_forecaster
from loyalty.scores.expectations import FitForecaster, expectations
from loyalty.scores.leaving import leaving_risk
from loyalty.scores.loyalty import coverage, group_of, loyalty_points
from loyalty.scores.nouns import CustomerScores, LoyaltyScore
from loyalty.scores.scorecard import LEAVING, LOYALTY, Scorecard, load_scorecard
from loyalty.scores.tiers import tier_of
from loyalty.scores.value import ValueAnchors, value_anchors, value_score

HORIZON_DAYS = 90
"""How far ahead is looked unless it is said."""


@dataclass(frozen=True, slots=True)
class Scorecards:
    """The tables that scores are computed with."""

    loyalty: Scorecard
    leaving: Scorecard


@lru_cache(maxsize=1)
def shipped_scorecards() -> Scorecards:
    """The tables that travel with the package."""
    return Scorecards(load_scorecard(LOYALTY), load_scorecard(LEAVING))


def score_customers(
    histories: Sequence[CustomerHistory],
    as_of: datetime,
    horizon_days: int = HORIZON_DAYS,
    *,
    fit: FitForecaster = fit_forecaster,
    cards: Scorecards | None = None,
    config: FeatureConfig = DEFAULT,
) -> tuple[CustomerScores, ...]:
    """The scores of each customer at `as_of` (aware), in the order given; nothing later is used.

    Hand in all customers of the shop: the forecast and the ranks of the value score are fitted on them. Holds all of
    them in memory; `scored` yields one by one.

    Raises:
        ValueError: `as_of` has no time zone.
        TrainingDataError: two histories of one customer, or a horizon below one day.
    """
    return tuple(scored(histories, as_of, horizon_days, fit=fit, cards=cards, config=config))


def scored(
    histories: Sequence[CustomerHistory],
    as_of: datetime,
    horizon_days: int = HORIZON_DAYS,
    *,
    fit: FitForecaster = fit_forecaster,
    cards: Scorecards | None = None,
    config: FeatureConfig = DEFAULT,
) -> Iterator[CustomerScores]:
    """As `score_customers`, one after the other and none of them kept."""
    _once_each(histories)
    expected = expectations(histories, as_of, horizon_days, fit, config)
    anchors = value_anchors(expected)
    tables = cards or shipped_scorecards()
    for one, forecast in zip(histories, expected.forecasts, strict=True):
        yield score_one(features_at(one, as_of, config), forecast, anchors, tables)


def score_one(
    features: CustomerFeatures, forecast: PurchaseForecast, anchors: ValueAnchors, cards: Scorecards
) -> CustomerScores:
    """The scores of one customer, against the shop's anchors."""
    value = value_score(features, forecast, anchors)
    leaving = leaving_risk(cards.leaving, features, forecast)
    loyalty = loyalty_points(cards.loyalty, features)
    tier = tier_of(features, loyalty.value, value.value, leaving)
    group, group_sources = group_of(features, loyalty.logits, cards.loyalty.of("words"))
    return CustomerScores(
        customer_id=features.customer_id,
        as_of=features.as_of,
        loyalty=LoyaltyScore(loyalty.value, loyalty.low, loyalty.high, loyalty.base, tier, loyalty.points),
        value=value,
        leaving=leaving,
        group=group,
        group_sources=group_sources,
        forecast=forecast,
        coverage=coverage(features, loyalty.points),
        features=features,
    )


def _once_each(histories: Sequence[CustomerHistory]) -> None:
    seen: set[str] = set()
    for one in histories:
        if one.customer_id in seen:
            raise TrainingDataError(f"The customer {one.customer_id} comes twice; join their histories first.")
        seen.add(one.customer_id)
