"""Teaches the linear sentiment model: weighed cross-entropy over hashed n-grams by L-BFGS, a step a pass.

After each pass the validation texts are read; the weights whose calibrated cross-entropy on them is least are kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loyalty.nouns import Label
from loyalty.sentiment.hashed_ngrams import NgramSpec
from loyalty.sentiment.linear_model import Calibration, LinearSentimentModel, LinearWeights, known_words
from loyalty.sentiment.training.calibrating import best_scale, softmax
from loyalty.sentiment.training.features import Columns, columns_of, matrix_of
from loyalty.sentiment.training.fitting import Epoch, Fitting
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.metrics import Floats, Numbers, cross_entropy, label_figures
from loyalty.sentiment.training.rating import LinearRating, teach_rating
from loyalty.sentiment.training.recipe import Progress, Recipe, silent

TITLE: Final = "linear"
SPEC: Final = NgramSpec(bits=22, characters=3)
"""More buckets than the shipped model's, which must stay small: on Chinese reviews they gave .003 of accuracy."""
WAYS: Final[tuple[tuple[bool, float], ...]] = ((True, 3.0), (True, 0.3), (False, 0.1))
"""Whether all n-grams count alike, and the penalty of squared weights beside the summed loss.

Where a label is rare, weighing n-grams by how they occur among labels learns its few texts by heart; where labels are
many and even it helps.
"""
PATIENCE: Final = 10
"""Passes without better validation after which the search ends."""
REMEMBERED: Final = 8
"""Steps that L-BFGS estimates the curvature from."""


class TrainedLinear:
    """A taught linear model, and its rating head where one was taught."""

    def __init__(self, parts: LinearWeights, rating: LinearRating | None = None) -> None:
        self.parts, self.rating = parts, rating
        self.labels: tuple[Label, ...] = parts.labels

    def probabilities(self, texts: Sequence[str], progress: Progress = silent) -> Floats:
        """Calibrated probabilities, (texts, labels)."""
        matrix = matrix_of(texts, self.parts.spec, progress)
        return softmax(self.parts.calibration[""].scale * (matrix @ self.parts.weights + self.parts.intercept))

    def stars(self, texts: Sequence[str]) -> Floats | None:
        """Stars, 1 to 5, one a text; None where no rating head was taught."""
        return None if self.rating is None else self.rating.stars(texts)

    def save(self, folder: Path) -> None:
        """Writes what `LinearSentimentModel.load` reads, and the rating head beside it."""
        if self.rating is not None:
            self.rating.save(folder)
        LinearSentimentModel(self.parts).save(folder)

    def close(self) -> None:
        """Nothing is held open."""


def train_linear(
    training: Sequence[LabelledText],
    weights: Floats,
    validation: Sequence[LabelledText],
    labels: tuple[Label, ...],
    recipe: Recipe,
    progress: Progress = silent,
    clock: Callable[[], float] = time.monotonic,
    spec: NgramSpec | None = None,
) -> tuple[TrainedLinear, Fitting]:
    """Teaches texts, each counting as its weight says, in as many passes as the recipe has or until nothing moves.

    Each of `WAYS` is tried; the one with the best macro-F1 on the validation texts is kept.
    """
    spec = spec or SPEC
    texts = [row.text for row in training]
    true, outside_true = truth(training, labels), truth(validation, labels)
    parts = (matrix_of(texts, spec, progress), matrix_of([row.text for row in validation], spec))
    weighed = columns_of(parts[0], true, len(labels))
    tried: list[tuple[_Run, Columns]] = []
    for even, penalty in WAYS:
        columns = weighed.even() if even else weighed
        inside, outside = columns.of(parts[0]), columns.of(parts[1])
        each = np.asarray(weights, np.float64)
        run = _Run(inside, true, each, outside, outside_true, labels, recipe, penalty, clock)
        run.fit(_of_way(progress, len(tried) + 1))
        tried.append((run, columns))
    run, columns = max(tried, key=lambda one: one[0].fitting.best.macro_f1)
    rating = None
    if recipe.stars:
        rating = teach_rating((run.inside, training), (run.outside, validation), columns, spec, progress)
    made = LinearWeights(
        title=TITLE,
        spec=spec,
        labels=labels,
        weights=_as_kept(columns.spread(run.kept, 1 << spec.bits)),
        intercept=run.kept_intercept.astype(np.float32),
        known=known_words(texts, spec),
        calibration={"": Calibration(run.scale)},
    )
    return TrainedLinear(made, rating), run.fitting


def _of_way(progress: Progress, way: int) -> Progress:
    def told(what: str, done: int, total: int) -> None:
        progress(f"{what}, way {way} of {len(WAYS)}", done, total)

    return told


def _as_kept(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weights in the half precision that `LinearSentimentModel.save` keeps: figures are those of the folder's model."""
    return weights.astype(np.float16).astype(np.float32)


def truth(rows: Sequence[LabelledText], labels: tuple[Label, ...]) -> Numbers:
    """The places of the rows' labels in `labels`; -1 for one that is not among them."""
    places = {label: place for place, label in enumerate(labels)}
    return np.array([places.get(row.label, -1) for row in rows], dtype=np.int64)


class _Enough(Exception):
    """Ends the search for better weights."""


@dataclass(slots=True)
class _Run:
    inside: Any
    true: Numbers
    weights: NDArray[np.float64]
    outside: Any
    outside_true: Numbers
    labels: tuple[Label, ...]
    recipe: Recipe
    penalty: float
    clock: Callable[[], float]
    fitting: Fitting = field(default_factory=Fitting)
    kept: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    kept_intercept: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    started: float = 0.0
    loss: float = math.inf
    least: float = math.inf
    scale: float = 1.0

    def fit(self, progress: Progress) -> None:
        """Finds the weights, and the scale that calibrates them."""
        from scipy.optimize import minimize

        self.started = self.clock()

        def after_pass(point: NDArray[np.float64]) -> None:
            self._validated(point)
            progress("passes", len(self.fitting.epochs), self.recipe.passes)
            if len(self.fitting.epochs) - self.fitting.best_epoch >= PATIENCE:
                self.fitting.ending = "patience"
                raise _Enough
            if self.recipe.max_minutes and self.clock() - self.started >= 60 * self.recipe.max_minutes:
                self.fitting.ending = "time"
                raise _Enough

        start = np.zeros((self.inside.shape[1] + 1) * self._outputs)
        options = {"maxiter": self.recipe.passes, "maxcor": REMEMBERED, "ftol": 1e-7, "gtol": 1e-6}
        try:
            found = minimize(self._objective, start, jac=True, method="L-BFGS-B", callback=after_pass, options=options)
        except _Enough:
            return
        if not self.fitting.epochs:
            after_pass(found.x)
        if found.nit < self.recipe.passes:
            self.fitting.ending = "settled"

    @property
    def _outputs(self) -> int:
        """Two labels need one score."""
        return 1 if len(self.labels) == 2 else len(self.labels)

    def _split(self, point: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weights (columns, labels) and intercept (labels)."""
        shaped = point.reshape(-1, self._outputs)
        if self._outputs == 1:
            shaped = np.hstack([-shaped / 2, shaped / 2])
        return shaped[:-1], shaped[-1]

    def _objective(self, point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """The weighed mean cross-entropy with the penalty, and its gradient."""
        shaped = point.reshape(-1, self._outputs)
        scores = self.inside @ shaped[:-1] + shaped[-1]
        if self._outputs == 1:
            scores = np.hstack([-scores / 2, scores / 2])
        shares = softmax(scores)
        total = self.weights.sum()
        self.loss = cross_entropy(shares, self.true, self.weights)
        off = shares.copy()
        off[np.arange(len(self.true)), self.true] -= 1
        off *= (self.weights / total)[:, None]
        if self._outputs == 1:
            off = (off[:, 1:] - off[:, :1]) / 2
        slope = np.vstack([self.inside.T @ off, off.sum(axis=0)])
        pull = self.penalty / total
        slope[:-1] += pull * shaped[:-1]
        return self.loss + pull / 2 * float((shaped[:-1] ** 2).sum()), slope.ravel()

    def _validated(self, point: NDArray[np.float64]) -> None:
        """Notes one pass; keeps its weights and their scale if they are the best so far."""
        weights, intercept = self._split(point)
        scores = self.outside @ weights + intercept
        tried = best_scale(scores, self.outside_true)
        shares = softmax(tried * scores)
        loss = cross_entropy(shares, self.outside_true)
        figures = label_figures([self.labels[place] for place in self.outside_true], shares, self.labels)
        better = loss < self.least or not self.fitting.epochs
        number = len(self.fitting.epochs) + 1
        self.fitting.add(Epoch(number, self.loss, loss, figures.macro_f1, self.clock() - self.started), better=better)
        if better:
            self.least, self.scale = loss, tried
            self.kept, self.kept_intercept = weights.copy(), intercept.copy()
