"""How to train: the settings of one run, checked before anything is read."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from loyalty.errors import TrainingDataError

SplitName = Literal["random", "stratified", "temporal"]
SPLITS: Final[tuple[SplitName, ...]] = ("random", "stratified", "temporal")
ImbalanceName = Literal["none", "weights", "oversample", "undersample", "augment"]
IMBALANCES: Final[tuple[ImbalanceName, ...]] = ("none", "weights", "oversample", "undersample", "augment")
ModelKind = Literal["linear", "transformer"]

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def silent(what: str, done: int, total: int) -> None:
    """Shows nobody any progress."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of one training.

    `epochs` None is 80 passes for a linear model and 3 for a transformer. `base` (transformer): `builtin` is
    all-MiniLM-L6-v2, else a folder or a hub name. `stars` teaches a rating head too. Shares are of all texts, 0 to 1.
    `learning_rate`, `batch_size`, `max_tokens` and `frozen_layers` (lower layers left as they are) are a transformer's.
    `max_minutes` 0 is no limit.
    `private_epsilon` None trains without differential privacy; `private_delta` None is 1 / n ** 1.1 of the n training
    texts.
    """

    model: ModelKind = "linear"
    split: SplitName = "stratified"
    imbalance: ImbalanceName = "weights"
    epochs: int | None = None
    seed: int = 0
    device: str = "auto"
    base: str = "builtin"
    stars: bool = False
    validation_share: float = 0.1
    test_share: float = 0.2
    learning_rate: float = 5e-5
    batch_size: int = 32
    max_tokens: int = 128
    frozen_layers: int = 0
    patience: int = 2
    max_minutes: float = 0.0
    private_epsilon: float | None = None
    private_delta: float | None = None

    def __post_init__(self) -> None:
        """Refuses settings that cannot be.

        Raises:
            TrainingDataError: one is out of its range; the message names the option.
        """
        shares = self.validation_share > 0 and self.test_share > 0 and self.validation_share + self.test_share <= 0.8
        checks = {
            "--epochs must be at least 1": self.epochs is None or self.epochs >= 1,
            "--validation-share and --test-share must be above 0 and at most .8 together": shares,
            "--learning-rate must be above 0": self.learning_rate > 0,
            "--batch-size must be at least 1": self.batch_size >= 1,
            "--max-tokens must be 8 to 8192": 8 <= self.max_tokens <= 8192,
            "--max-minutes must be 0 or more": self.max_minutes >= 0 and math.isfinite(self.max_minutes),
            "--private-epsilon must be above 0": self.private_epsilon is None or 0 < self.private_epsilon < math.inf,
            "--private-epsilon trains linear models only": self.private_epsilon is None or self.model == "linear",
            "--private-epsilon goes with --imbalance none: repeated or weighed texts would be protected less": (
                self.private_epsilon is None or self.imbalance == "none"
            ),
            "--private-epsilon teaches labels only; use --head label": self.private_epsilon is None or not self.stars,
        }
        for message, holds in checks.items():
            if not holds:
                raise TrainingDataError(f"{message}.")

    @property
    def passes(self) -> int:
        """How many epochs at most."""
        return self.epochs or (80 if self.model == "linear" else 3)
