"""Fine-tunes a transformer to tell labels, and stars if asked to; the epoch that validates best is kept."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from loyalty.nouns import Label
from loyalty.sentiment.training.calibrating import best_scale, softmax
from loyalty.sentiment.training.fitting import Epoch, Fitting
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.metrics import Floats, cross_entropy, label_figures
from loyalty.sentiment.training.network import TextNetwork
from loyalty.sentiment.training.recipe import Progress, Recipe, silent

if TYPE_CHECKING:
    import torch
    from torch import Tensor

WARM_UP: Final = 0.1
"""The share of the run in which the learning rate rises to its highest."""
WEIGHT_DECAY: Final = 0.01
STEEPEST: Final = 1.0
"""Gradients longer than this are shortened to it."""
MIDDLE_STAR: Final = 3.0
RATING_SHARE: Final = 0.25
"""How much a squared star counts beside a nat of cross-entropy."""
KIND: Final = "transformer"
FORMAT: Final = 1


class TrainedTransformer:
    """A fine-tuned transformer and the scale of its calibration."""

    def __init__(self, network: TextNetwork, labels: tuple[Label, ...], scale: float) -> None:
        self.labels = labels
        self._network, self._scale = network, scale

    def probabilities(self, texts: Sequence[str], progress: Progress = silent) -> Floats:
        """Calibrated probabilities, (texts, labels)."""
        outputs = self._network.outputs(texts, lambda done: progress("test", done, len(texts)))
        return softmax(self._scale * outputs[:, : len(self.labels)])

    def stars(self, texts: Sequence[str]) -> Floats | None:
        """Stars, 1 to 5, one a text; None where no rating head was taught."""
        if self._network.rating is None:
            return None
        return np.asarray(np.clip(self._network.outputs(texts)[:, -1] + MIDDLE_STAR, 1, 5))

    def save(self, folder: Path) -> None:
        """Writes the folder that transformers opens, the calibration in `model.json` and the rating head beside it."""
        from safetensors.torch import save_file

        network = self._network
        network.network.save_pretrained(folder)
        network.tokenizer.save_pretrained(folder)
        if network.rating is not None:
            weights = {name: weight.cpu().contiguous() for name, weight in network.rating.state_dict().items()}
            save_file(weights, folder / "rating.safetensors")
        told = {
            "kind": KIND,
            "format": FORMAT,
            "labels": self.labels,
            "scale": self._scale,
            "max_tokens": network.max_tokens,
            "rating": network.rating is not None,
        }
        (folder / "model.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")

    def close(self) -> None:
        """Lets the network's threads go."""
        self._network.close()


def train_transformer(
    training: Sequence[LabelledText],
    weights: Floats,
    validation: Sequence[LabelledText],
    labels: tuple[Label, ...],
    recipe: Recipe,
    progress: Progress = silent,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[TrainedTransformer, Fitting]:
    """Teaches texts, each counting as its weight says; the model of the epoch with the best macro-F1.

    A time limit stops the steps and one more validation follows; the learning rate falls with the steps or the time,
    whichever is further on.

    Raises:
        TrainingDataError: the loss is no longer a number, or the device is not there.
        SentimentModelMissing: the weights to begin with cannot be opened.
    """
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        network = TextNetwork(recipe, labels)
    run = _Run(network, training, np.asarray(weights, np.float32), validation, labels, recipe, progress, clock)
    scale = run.fit()
    return TrainedTransformer(network, labels, scale), run.fitting


@dataclass(slots=True)
class _Run:
    network: TextNetwork
    training: Sequence[LabelledText]
    weights: Floats
    validation: Sequence[LabelledText]
    labels: tuple[Label, ...]
    recipe: Recipe
    progress: Progress
    clock: Callable[[], float]
    fitting: Fitting = field(default_factory=Fitting)
    started: float = 0.0
    done: int = 0

    def fit(self) -> float:
        self.started = self.clock()
        optimizer, chance = _optimizer(self.network, self.recipe), random.Random(self.recipe.seed)
        kept: dict[str, Any] = {}
        best_scores: Floats = np.zeros((0, len(self.labels)))
        for number in range(1, self.recipe.passes + 1):
            epoch, scores = self._epoch(number, optimizer, chance)
            better = number == 1 or epoch.macro_f1 > self.fitting.best.macro_f1
            self.fitting.add(epoch, better=better)
            if better:
                kept, best_scores = self.network.weights(), scores
            if self._is_over():
                self.fitting.ending = "time"
                break
            if number - self.fitting.best_epoch >= self.recipe.patience:
                self.fitting.ending = "patience"
                break
        self.network.whole.load_state_dict(kept)
        return best_scale(best_scores, self._true(self.validation))

    def _epoch(self, number: int, optimizer: torch.optim.Optimizer, chance: random.Random) -> tuple[Epoch, Floats]:
        losses = []
        for batch in self._batches(chance):
            losses.append(self._step(batch, optimizer))
            self.done += 1
            self.progress(f"epoch {number}", len(losses), self._steps_an_epoch)
            if self._is_over():
                break
        texts = [row.text for row in self.validation]
        outputs = self.network.outputs(texts, lambda done: self.progress(f"validation {number}", done, len(texts)))
        scores = outputs[:, : len(self.labels)]
        shares = softmax(scores)
        figures = label_figures([row.label for row in self.validation], shares, self.labels)
        loss = cross_entropy(shares, self._true(self.validation))
        mean = sum(losses) / len(losses)
        return Epoch(number, mean, loss, figures.macro_f1, self.clock() - self.started), scores

    def _step(self, batch: Sequence[int], optimizer: torch.optim.Optimizer) -> float:
        import torch

        rows = [self.training[place] for place in batch]
        loss = self.network.teach([row.text for row in rows], self._loss(rows, self.weights[list(batch)]))
        torch.nn.utils.clip_grad_norm_(self.network.learned(), STEEPEST)
        for group in optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * self._warmth()
        optimizer.step()
        optimizer.zero_grad()
        return loss

    def _loss(self, rows: Sequence[LabelledText], weights: Floats) -> Callable[[Tensor, list[int]], Tensor]:
        """Weighed cross-entropy, and squared stars of the texts that have them, each over the whole batch."""
        import torch

        device = self.network.device
        true = torch.as_tensor(self._true(rows), device=device)
        shares = torch.as_tensor(weights / weights.sum(), device=device)
        stars = torch.tensor(
            [math.nan if row.stars is None else row.stars - MIDDLE_STAR for row in rows], device=device
        )

        def loss(outputs: Tensor, places: list[int]) -> Tensor:
            scores = outputs[:, : len(self.labels)]
            told = torch.nn.functional.cross_entropy(scores, true[places], reduction="none")
            total = (told * shares[places]).sum()
            if self.network.rating is not None:
                off = torch.nan_to_num(outputs[:, -1] - stars[places])
                total = total + RATING_SHARE * (off**2).sum() / len(rows)
            return total

        return loss

    def _true(self, rows: Sequence[LabelledText]) -> Any:
        return np.array([self.labels.index(row.label) for row in rows], dtype=np.int64)

    def _batches(self, chance: random.Random) -> Iterator[list[int]]:
        """All texts in a new order, a batch at a time."""
        order = list(range(len(self.training)))
        chance.shuffle(order)
        for start in range(0, len(order), self.recipe.batch_size):
            yield order[start : start + self.recipe.batch_size]

    @property
    def _steps_an_epoch(self) -> int:
        return math.ceil(len(self.training) / self.recipe.batch_size)

    def _warmth(self) -> float:
        """The share of the highest learning rate: up over `WARM_UP` of the run, then straight down to the end."""
        total = self.recipe.passes * self._steps_an_epoch
        passed = max(self.done / total, self._elapsed() / self._limit())
        return min((self.done + 1) / max(1.0, WARM_UP * total), max(0.0, (1 - passed) / (1 - WARM_UP)), 1.0)

    def _elapsed(self) -> float:
        return self.clock() - self.started

    def _limit(self) -> float:
        return self.recipe.max_minutes * 60 if self.recipe.max_minutes else math.inf

    def _is_over(self) -> bool:
        return self._elapsed() >= self._limit()


def _optimizer(network: TextNetwork, recipe: Recipe) -> torch.optim.Optimizer:
    """AdamW; biases and norms are not pulled towards 0, and a new head learns as fast as the rest."""
    import torch

    weights = network.learned()
    groups = [
        {"params": [weight for weight in weights if weight.dim() > 1], "weight_decay": WEIGHT_DECAY},
        {"params": [weight for weight in weights if weight.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate)
