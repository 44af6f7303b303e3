"""The loop both trainings share: steps, a validation an epoch, the best weights kept, an end in good time.

Plain torch. The trainer of sentence-transformers would bring the packages `datasets` and `accelerate`, computes each
step in torch's own threads (`NetworkInTraining` says what that costs), and feeds losses that know no grades.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol

from retrieval.training.examples import JudgedQuery
from retrieval.training.first_stage import Progress
from retrieval.training.network import NetworkInTraining
from retrieval.training.recipe import Recipe, TrainingError

if TYPE_CHECKING:
    import torch
    from torch import Tensor

WARM_UP: Final = 0.1
"""The share of the run in which the learning rate rises to its highest."""

WEIGHT_DECAY: Final = 0.01
STEEPEST: Final = 1.0
"""Gradients longer than this are shortened to it."""

Ending = Literal["epochs", "patience", "time"]


class Task(Protocol):
    """What is learned."""

    def teach(self, queries: Sequence[JudgedQuery], chance: random.Random) -> float:
        """Add the gradients of one step to the weights; the loss, 0 upwards."""

    def validate(self) -> float:
        """How good the weights are now: nDCG@10, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the training queries, or the part of it that time allowed.

    `loss` is the mean over its steps, `validation` nDCG@10 after it, `seconds` wall time since the start.
    """

    number: int
    steps: int
    loss: float
    validation: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Fitting:
    """How it went: `before` is nDCG@10 with the weights begun with, `best_epoch` 0 where no epoch was better."""

    before: float
    epochs: tuple[Epoch, ...]
    best_epoch: int
    ending: Ending

    @property
    def best_validation(self) -> float:
        """nDCG@10 of the weights that are kept."""
        return self.before if self.best_epoch == 0 else self.epochs[self.best_epoch - 1].validation


def fit(
    network: NetworkInTraining,
    task: Task,
    queries: Sequence[JudgedQuery],
    recipe: Recipe,
    progress: Progress,
    clock: Callable[[], float] = time.monotonic,
) -> Fitting:
    """Teach `network` and leave it with the weights of the best epoch, or those it began with if none was better.

    A time limit stops the steps, one more validation follows; the learning rate falls with whichever is further on,
    the steps or the time, so that a run cut short ends as calmly as a full one.

    Raises:
        TrainingError: the loss is no longer a number.
    """
    return _Run(network, task, queries, recipe, progress, clock).fit()


@dataclass(slots=True)
class _Run:
    network: NetworkInTraining
    task: Task
    queries: Sequence[JudgedQuery]
    recipe: Recipe
    progress: Progress
    clock: Callable[[], float]
    started: float = 0.0
    done: int = 0
    epochs: list[Epoch] = field(default_factory=list)

    def fit(self) -> Fitting:
        self.started = self.clock()
        optimizer, chance = _optimizer(self.network, self.recipe), random.Random(self.recipe.seed)
        before = best = self.task.validate()
        best_epoch, kept, ending = 0, self._weights(), "epochs"
        for number in range(1, self.recipe.epochs + 1):
            epoch = self._epoch(number, optimizer, chance)
            self.epochs.append(epoch)
            if epoch.validation > best:
                best, best_epoch, kept = epoch.validation, number, self._weights()
            if self._is_over():
                ending = "time"
                break
            if number - best_epoch >= self.recipe.patience:
                ending = "patience"
                break
        self.network.network.load_state_dict(kept)
        return Fitting(before, tuple(self.epochs), best_epoch, ending)  # type: ignore[arg-type]

    def _epoch(self, number: int, optimizer: torch.optim.Optimizer, chance: random.Random) -> Epoch:
        losses = []
        for batch in _batches(self.queries, self.recipe.batch_size, chance):
            losses.append(self._step(batch, optimizer, chance))
            self.done += 1
            self.progress(f"epoch {number}", len(losses), self._steps_an_epoch)
            if self._is_over():
                break
        loss = sum(losses) / len(losses)
        validation = self.task.validate()
        return Epoch(number, len(losses), loss, validation, self.clock() - self.started)

    def _step(self, batch: Sequence[JudgedQuery], optimizer: torch.optim.Optimizer, chance: random.Random) -> float:
        import torch

        loss = self.task.teach(batch, chance)
        if not math.isfinite(loss):
            raise TrainingError("The loss is no longer a number; train with a smaller --learning-rate.")
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), STEEPEST)
        for group in optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * self._warmth()
        optimizer.step()
        optimizer.zero_grad()
        return loss

    def _warmth(self) -> float:
        """The share of the highest learning rate: up over `WARM_UP` of the run, then straight down to the end."""
        total = self.recipe.epochs * self._steps_an_epoch
        rising = (self.done + 1) / max(1.0, WARM_UP * total)
        passed = max(self.done / total, self._elapsed() / self._limit())
        return min(rising, max(0.0, (1 - passed) / (1 - WARM_UP)), 1.0)

    @property
    def _steps_an_epoch(self) -> int:
        return max(1, len(self.queries) // self.recipe.batch_size)

    def _elapsed(self) -> float:
        return self.clock() - self.started

    def _limit(self) -> float:
        return self.recipe.max_minutes * 60 if self.recipe.max_minutes else math.inf

    def _is_over(self) -> bool:
        return self._elapsed() >= self._limit()

    def _weights(self) -> dict[str, Tensor]:
        return {name: weight.detach().clone() for name, weight in self.network.network.state_dict().items()}


def _optimizer(network: NetworkInTraining, recipe: Recipe) -> torch.optim.Optimizer:
    """AdamW; biases and norms are not pulled towards 0."""
    import torch

    weights = network.parameters()
    groups = [
        {"params": [weight for weight in weights if weight.dim() > 1], "weight_decay": WEIGHT_DECAY},
        {"params": [weight for weight in weights if weight.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate)


def _batches(queries: Sequence[JudgedQuery], size: int, chance: random.Random) -> Iterator[list[JudgedQuery]]:
    """The queries in a new order, `size` at a time; a rest too small for a batch is dropped, unless it is all."""
    shuffled = list(queries)
    chance.shuffle(shuffled)
    whole = max(1, len(shuffled) // size)
    for number in range(whole):
        yield shuffled[number * size : (number + 1) * size]
