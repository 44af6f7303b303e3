"""Learns the weights of predicted satisfaction from files of rated conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loyalty.nouns import SaidConversation, TurnReading
from loyalty.satisfaction.features import describe
from loyalty.satisfaction.rated import read_rated
from loyalty.satisfaction.weights import SatisfactionWeights


@dataclass(frozen=True, slots=True)
class TrainedSatisfaction:
    """What was learned, and how many conversations were left out by reason."""

    weights: SatisfactionWeights
    left_out: Mapping[str, int]


def train_satisfaction(
    files: Sequence[Path],
    reads: Callable[[Sequence[SaidConversation]], Sequence[tuple[TurnReading, ...]]],
    name: str,
    ratings: Path | None = None,
) -> TrainedSatisfaction:
    """Weights called `name`, learned from the rated conversations of the files; `reads` says what their turns say.

    Raises:
        TrainingDataError: a file cannot be read, or there is too little to learn from.
    """
    from loyalty.satisfaction.fitting import fit_weights

    rated = read_rated(files, ratings)
    read = reads(rated.conversations)
    features = [describe(said, each) or {} for said, each in zip(rated.conversations, read, strict=True)]
    told = {"files": [file.name for file in files]}
    return TrainedSatisfaction(fit_weights(features, rated.ratings, name, trained_on=told), rated.left_out)
