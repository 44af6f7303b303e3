"""How a training went: its epochs and which of them is kept."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from loyalty.errors import TrainingDataError

Ending = Literal["epochs", "patience", "time", "settled"]


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the training texts, or the part of it that time allowed.

    `loss` is the mean cross-entropy of training texts, `validation_loss` of validation texts, in nats; `macro_f1` is of
    validation texts, 0 to 1; `seconds` is wall time since the start.
    """

    number: int
    loss: float
    validation_loss: float
    macro_f1: float
    seconds: float


@dataclass(slots=True)
class Fitting:
    """All epochs so far, and the best of them; filled in by a training."""

    epochs: list[Epoch] = field(default_factory=list)
    best_epoch: int = 0
    ending: Ending = "epochs"

    def add(self, epoch: Epoch, *, better: bool) -> None:
        """Notes an epoch, and whether its weights are the ones to keep.

        Raises:
            TrainingDataError: the loss is no longer a number.
        """
        if not math.isfinite(epoch.loss):
            raise TrainingDataError("The loss is no longer a number; train with a smaller --learning-rate.")
        self.epochs.append(epoch)
        if better:
            self.best_epoch = epoch.number

    @property
    def best(self) -> Epoch:
        """The epoch whose weights are kept."""
        return self.epochs[self.best_epoch - 1]

    def shape(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "epochs": [asdict(epoch) for epoch in self.epochs],
            "best_epoch": self.best_epoch,
            "ending": self.ending,
        }
