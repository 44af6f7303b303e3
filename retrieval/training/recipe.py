"""How to train: the settings of one run, checked before anything is read."""

from __future__ import annotations

import math
from dataclasses import dataclass

from retrieval.errors import RetrievalError


class TrainingError(RetrievalError):
    """Nothing can be learned from what was given, or the result cannot be kept; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training run.

    `base` is `builtin` (all-MiniLM-L6-v2), a folder or a hub name. `batch_size` counts queries a step, each with up
    to `judged_a_query` judged products and `negatives_a_query` products that look right and are not judged.
    `learning_rate` is the highest, reached after a tenth of the steps and falling to nought over `epochs`.
    `validation_share` of the queries, 0 to 0.5, chooses the epoch that is kept; training ends after `patience` epochs
    in a row without a better one, or when `max_minutes` of wall time are over (0: no limit). `max_tokens` cuts longer
    texts. `validation_queries` and `validation_pool` bound what one validation costs.

    Raises:
        TrainingError: a number is outside its range.
    """

    base: str = "builtin"
    epochs: int = 3
    batch_size: int = 32
    learning_rate: float = 1e-4
    seed: int = 0
    validation_share: float = 0.1
    patience: int = 2
    device: str = "auto"
    max_minutes: float = 0.0
    judged_a_query: int = 8
    negatives_a_query: int = 2
    max_tokens: int = 128
    validation_queries: int = 300
    validation_pool: int = 5_000

    def __post_init__(self) -> None:
        _check("epochs", self.epochs, 1, 1_000)
        _check("batch-size", self.batch_size, 2, 10_000)
        _check("learning-rate", self.learning_rate, 1e-9, 1)
        _check("validation-share", self.validation_share, 0.01, 0.5)
        _check("patience", self.patience, 1, 1_000)
        _check("max-minutes", self.max_minutes, 0, 100_000)


def _check(name: str, value: float, least: float, most: float) -> None:
    if not (math.isfinite(value) and least <= value <= most):
        raise TrainingError(f"--{name} must be from {least:g} to {most:g}, not {value:g}.")
