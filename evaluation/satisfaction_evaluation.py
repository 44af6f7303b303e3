"""Measures predicted satisfaction on rated conversations: the weights as they are, and refits in folds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError
from evaluation.satisfaction_metrics import SatisfactionReport, report_of
from loyalty.nouns import SaidConversation, Satisfaction, TurnReading

Reads = Callable[[Sequence[SaidConversation]], Sequence[tuple[TurnReading, ...]]]
"""What the turns of conversations say."""


@dataclass(frozen=True, slots=True)
class SatisfactionEvaluation:
    """`as_is` is of the weights named, `refit` of weights learned in folds, None where it was not asked for."""

    as_is: SatisfactionReport
    refit: SatisfactionReport | None
    used: dict[str, Any] = field(default_factory=dict)

    def shape(self) -> dict[str, Any]:
        """What scripts read: the refit's figures at the top where there is one, and both by name."""
        as_is = self.as_is.shape()
        refit = self.refit.shape() if self.refit else None
        return {**(refit or as_is), "shipped": as_is, **({"refit": refit} if refit else {}), "used": self.used}


def evaluate_satisfaction(
    files: Sequence[Path],
    reads: Reads,
    folds: int | None = 5,
    model: Path | None = None,
    ratings: Path | None = None,
    seed: int = 0,
) -> SatisfactionEvaluation:
    """Predict every rated conversation of the files; `folds` None measures the weights as they are only.

    In folds, everything is learned from the other folds: weights, their strength, the interval, the probability. What
    stands after a conversation's end (comments, questionnaires) is not used.

    Raises:
        EvaluationError: `folds` below 2 or above the number of conversations, or none can be judged.
        TrainingDataError: a file cannot be read or holds too little.
    """
    from loyalty.satisfaction.additive import open_satisfaction_model
    from loyalty.satisfaction.rated import read_rated

    rated = read_rated(files, ratings)
    read = [tuple(each) for each in reads(rated.conversations)]
    shipped = open_satisfaction_model(model)
    used = {"model": shipped.name, "folds": folds, "left_out": dict(rated.left_out)}
    as_is = report_of(shipped.read(rated.conversations, read), rated.ratings)
    if folds is None:
        return SatisfactionEvaluation(as_is, None, used)
    if not 2 <= folds <= len(rated.ratings):
        raise EvaluationError(f"{folds} folds cannot be made of {len(rated.ratings)} conversations; give 2 or more.")
    refit = report_of(_in_folds(rated.conversations, read, rated.ratings, folds, seed), rated.ratings)
    return SatisfactionEvaluation(as_is, refit, used)


def _in_folds(
    conversations: Sequence[SaidConversation],
    readings: Sequence[tuple[TurnReading, ...]],
    ratings: Sequence[float],
    count: int,
    seed: int,
) -> list[Satisfaction | None]:
    """Each conversation predicted by weights that did not see its fold."""
    import numpy as np

    from loyalty.satisfaction.additive import AdditiveSatisfaction
    from loyalty.satisfaction.features import describe
    from loyalty.satisfaction.fitting import fit_weights
    from loyalty.satisfaction.fitting import folds as in_parts

    features = [describe(said, read) or {} for said, read in zip(conversations, readings, strict=True)]
    predicted: list[Satisfaction | None] = [None] * len(ratings)
    for part in in_parts(np.asarray(ratings, dtype=np.float64), count, seed):
        held_out = set(map(int, part))
        rest = [at for at in range(len(ratings)) if at not in held_out]
        weights = fit_weights([features[at] for at in rest], [ratings[at] for at in rest], "refit", seed=seed)
        model = AdditiveSatisfaction(weights)
        chosen = sorted(held_out)
        found = model.read([conversations[at] for at in chosen], [readings[at] for at in chosen])
        for at, one in zip(chosen, found, strict=True):
            predicted[at] = one
    return predicted
