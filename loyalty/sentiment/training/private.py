"""Teaches a linear model with differential privacy (DP-SGD, Abadi et al. 2016) by Opacus.

One text more or less in the training part changes what may come out by no more than the budget (epsilon, delta) says.
The features are hashed into few buckets without looking at the data; no words are learned as known, no epoch is chosen
and nothing is calibrated, since each of these would tell of texts outside the budget. Several texts of one person are
protected less than one. The figures and the counts of the card are not part of the budget.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from loyalty.nouns import Label
from loyalty.sentiment.hashed_ngrams import NgramSpec
from loyalty.sentiment.linear_model import LinearWeights
from loyalty.sentiment.training.calibrating import softmax
from loyalty.sentiment.training.features import matrix_of
from loyalty.sentiment.training.fitting import Epoch, Fitting
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.linear_training import TrainedLinear, truth
from loyalty.sentiment.training.metrics import Numbers, cross_entropy, label_figures
from loyalty.sentiment.training.recipe import Progress, Recipe, silent

SPEC: Final = NgramSpec(bits=12, words=2, characters=2, parts=0)
"""Few buckets: the noise grows with their number."""
EPOCHS: Final = 20
BATCHES: Final = 20
"""Batches an epoch; large batches drown the noise."""
STEEPEST: Final = 1.0
LEARNING_RATE: Final = 3.0
MAGNIFIED: Final = 8.0
"""Rows have the length 1; longer ones need smaller weights, which noise disturbs less."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """What was spent: the budget (epsilon, delta) for one text, by the accountant of Opacus named.

    `noise` is the standard deviation of the noise as a multiple of the longest gradient, `steepest`.
    """

    epsilon: float
    delta: float
    noise: float
    steepest: float
    accountant: str
    unit: str = "one text"

    def shape(self) -> dict[str, Any]:
        """As one JSON object."""
        return asdict(self)


def train_private(
    training: Sequence[LabelledText],
    validation: Sequence[LabelledText],
    labels: tuple[Label, ...],
    recipe: Recipe,
    progress: Progress = silent,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[TrainedLinear, Fitting, Privacy]:
    """Teaches within the recipe's budget; the mean weights of the later half, uncalibrated, with what was spent."""
    import torch

    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Opacus warns that its noise is reproducible, which a seed is for
        torch.manual_seed(recipe.seed)
        return _taught(training, validation, labels, recipe, progress, clock)


def _taught(
    training: Sequence[LabelledText],
    validation: Sequence[LabelledText],
    labels: tuple[Label, ...],
    recipe: Recipe,
    progress: Progress,
    clock: Callable[[], float],
) -> tuple[TrainedLinear, Fitting, Privacy]:
    import torch
    from opacus import PrivacyEngine

    epochs, started = recipe.epochs or EPOCHS, clock()
    inside, true = matrix_of([row.text for row in training], SPEC, progress), truth(training, labels)
    outside, outside_true = matrix_of([row.text for row in validation], SPEC), truth(validation, labels)
    head = torch.nn.Linear(1 << SPEC.bits, len(labels))
    torch.nn.init.zeros_(head.weight)
    torch.nn.init.zeros_(head.bias)
    delta = recipe.private_delta or len(training) ** -1.1
    rows: Any = _Rows(inside, true)
    engine = PrivacyEngine()
    module, optimizer, loader = engine.make_private_with_epsilon(
        module=head,
        optimizer=torch.optim.SGD(head.parameters(), lr=LEARNING_RATE),
        data_loader=torch.utils.data.DataLoader(rows, batch_size=max(1, len(training) // BATCHES)),
        target_epsilon=recipe.private_epsilon or 1.0,
        target_delta=delta,
        epochs=epochs,
        max_grad_norm=STEEPEST,
    )
    fitting, mean = Fitting(), _Mean()
    for number in range(1, epochs + 1):
        if number > epochs // 2:
            loss = _epoch(module, optimizer, loader, lambda: mean.add(head))
        else:
            loss = _epoch(module, optimizer, loader, lambda: None)
        parts = _parts(mean.weight(head), mean.bias(head), labels)
        shares = softmax(outside @ parts.weights + parts.intercept)
        figures = label_figures([row.label for row in validation], shares, labels)
        validated = cross_entropy(shares, outside_true)
        fitting.add(Epoch(number, loss, validated, figures.macro_f1, clock() - started), better=True)
        progress("private epochs", number, epochs)
    spent = Privacy(
        engine.get_epsilon(delta), delta, float(optimizer.noise_multiplier), STEEPEST, engine.accountant.mechanism()
    )
    return TrainedLinear(parts), fitting, spent


class _Rows:
    """The rows of a sparse matrix, one at a time, as Opacus draws them."""

    def __init__(self, matrix: Any, true: Numbers) -> None:
        self._matrix, self._true = matrix, true

    def __len__(self) -> int:
        return len(self._true)

    def __getitem__(self, place: int) -> tuple[Any, int]:
        start, end = self._matrix.indptr[place], self._matrix.indptr[place + 1]
        row = np.zeros(self._matrix.shape[1], np.float32)
        row[self._matrix.indices[start:end]] = MAGNIFIED * self._matrix.data[start:end]
        return row, int(self._true[place])


class _Mean:
    """The mean of the head over the steps of the later half, which evens much of the noise out and costs no budget."""

    def __init__(self) -> None:
        self._steps = 0
        self._sums: tuple[Any, Any] = (0.0, 0.0)

    def add(self, head: Any) -> None:
        """Counts the head as it stands after one step."""
        self._steps += 1
        self._sums = (self._sums[0] + _array(head.weight), self._sums[1] + _array(head.bias))

    def weight(self, head: Any) -> Any:
        """The mean weights, (labels, buckets); the head's own before any step was counted."""
        return self._sums[0] / self._steps if self._steps else _array(head.weight)

    def bias(self, head: Any) -> Any:
        """The mean bias, one a label; the head's own before any step was counted."""
        return self._sums[1] / self._steps if self._steps else _array(head.bias)


def _array(tensor: Any) -> Any:
    return tensor.detach().numpy().astype(np.float64)


def _epoch(module: Any, optimizer: Any, loader: Any, after_step: Callable[[], None]) -> float:
    import torch

    losses = []
    for texts, true in loader:
        if len(true):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(module(texts), true)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(float(loss.detach()))
            after_step()
    return sum(losses) / max(1, len(losses))


def _parts(weight: Any, bias: Any, labels: tuple[Label, ...]) -> LinearWeights:
    """A head as a linear model in which every word counts as known."""
    return LinearWeights(
        title="private",
        spec=SPEC,
        labels=labels,
        weights=(MAGNIFIED * weight.T).astype(np.float32),
        intercept=bias.astype(np.float32),
        known=np.ones(1 << SPEC.bits, dtype=np.bool_),
    )
