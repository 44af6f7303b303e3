"""The risk of leaving: what purchases forecast, moved by what was written, in logits."""

from __future__ import annotations

import math

from loyalty.features.history import CustomerFeatures
from loyalty.nouns import PurchaseForecast
from loyalty.scores.logits import logit, sigmoid
from loyalty.scores.nouns import Contribution, LeavingRisk
from loyalty.scores.scorecard import Scorecard

FORECAST = "forecast"
"""The name of the contribution of purchases."""


def leaving_risk(card: Scorecard, features: CustomerFeatures, forecast: PurchaseForecast) -> LeavingRisk:
    """logit P(no purchase in the horizon) = base + forecast * logit(1 - P(again)) + what was written."""
    recent = features.features["recency_days"].sources
    first = Contribution(FORECAST, card.forecast * logit(1 - forecast.again), forecast.again, recent)
    contributions = (first, *card.contributions(features))
    return LeavingRisk(sigmoid(card.base + math.fsum(one.points for one in contributions)), card.base, contributions)


def said_logits(risk: LeavingRisk) -> float:
    """What was written adds to the risk, in logits."""
    return math.fsum(one.points for one in risk.contributions[1:])
