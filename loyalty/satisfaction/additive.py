"""Predicted satisfaction as a sum: a base and what each feature adds or takes away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from loyalty.nouns import SaidConversation, Satisfaction, TurnReading
from loyalty.satisfaction.features import describe
from loyalty.satisfaction.weights import SHIPPED, SatisfactionWeights

LOWEST, HIGHEST = 1.0, 5.0
BOUNDS = "bounds"
"""The reason that cuts a sum back to 1 to 5, so that reasons still add up."""


class AdditiveSatisfaction:
    """A SatisfactionModel whose reasons add up: `value` = `base` + the sum of `reasons`."""

    def __init__(self, weights: SatisfactionWeights) -> None:
        self._weights = weights

    @property
    def name(self) -> str:
        """The name of its weights."""
        return self._weights.name

    def read(
        self, conversations: Sequence[SaidConversation], readings: Sequence[tuple[TurnReading, ...]]
    ) -> list[Satisfaction | None]:
        """One prediction a conversation; see `SatisfactionModel`."""
        return [self._one(said, read) for said, read in zip(conversations, readings, strict=True)]

    def _one(self, conversation: SaidConversation, readings: tuple[TurnReading, ...]) -> Satisfaction | None:
        features = describe(conversation, readings)
        if features is None:
            return None
        weights = self._weights
        stars = {name: one.stars(features[name]) for name, one in weights.features.items() if name in features}
        reasons = {name: value for name, value in stars.items() if value}
        total = weights.base + sum(reasons.values())
        value = min(HIGHEST, max(LOWEST, total))
        if value != total:
            reasons[BOUNDS] = value - total
        return Satisfaction(
            value=value,
            low=max(LOWEST, value - weights.below),
            high=min(HIGHEST, value + weights.above),
            unhappy=weights.unhappy(value),
            base=weights.base,
            reasons=reasons,
        )


def open_satisfaction_model(file: Path | None = None) -> AdditiveSatisfaction:
    """The model of a file that `daogou loyalty train satisfaction` wrote, or the shipped one.

    Raises:
        TrainingDataError: the file cannot be read.
    """
    return AdditiveSatisfaction(SatisfactionWeights.load(file or SHIPPED))
