"""One training of a sentiment model from labelled texts to a model with its figures; read this first.

`train_sentiment` divides the texts, cares for rare labels, teaches, and measures on the test part; `keep` writes model
and card into a folder; `compare_imbalance` and `compare_splits` do the first for each way, for a table side by side.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from loyalty.errors import TrainingDataError
from loyalty.sentiment.training.card import write_card
from loyalty.sentiment.training.fitting import Fitting
from loyalty.sentiment.training.imbalance import balance
from loyalty.sentiment.training.labelled import LabelledText, LabelledTexts
from loyalty.sentiment.training.metrics import Floats, LabelFigures, label_figures, star_figures
from loyalty.sentiment.training.outcome import TrainedModel, Training
from loyalty.sentiment.training.output import replaced
from loyalty.sentiment.training.private import train_private
from loyalty.sentiment.training.reading import require_teachable
from loyalty.sentiment.training.recipe import IMBALANCES, SPLITS, Progress, Recipe, silent
from loyalty.sentiment.training.splits import Split, split_texts


def train_sentiment(texts: LabelledTexts, recipe: Recipe, progress: Progress = silent) -> Training:
    """Teaches and measures.

    Raises:
        TrainingDataError: the texts are too few or of one label, or cannot be divided as asked for, or the device is
            not there.
        SentimentModelMissing: the weights to begin with cannot be opened.
    """
    require_teachable(texts)
    _require_stars(texts, recipe)
    started = time.monotonic()
    split = split_texts(texts.rows, recipe.split, recipe.seed, recipe.validation_share, recipe.test_share)
    if recipe.private_epsilon is not None:
        return _privately(split, recipe, progress, started)
    balanced = balance(split.training, recipe.imbalance, recipe.seed)
    model, fitting = _taught(balanced.rows, balanced.weights, split, recipe, progress)
    return _measured(model, fitting, split, recipe, len(balanced.rows), started)


def keep(training: Training, out: Path, texts: LabelledTexts, finished_at: datetime, more: Mapping[str, Any]) -> None:
    """Writes model and card into `out`, whole or not at all; what stood there stays until then.

    Raises:
        TrainingDataError: `out` holds something that training did not write, or cannot be written.
    """
    with replaced(out) as folder:
        training.model.save(folder)
        write_card(folder, training, texts, finished_at, more)


def compare_imbalance(texts: LabelledTexts, training: Training, progress: Progress = silent) -> list[dict[str, Any]]:
    """The same training with each way to care for rare labels, on the same parts; `training` is one of them."""
    rows = []
    for way in IMBALANCES:
        recipe = replace(training.recipe, imbalance=way, stars=False)
        rows.append({"imbalance": way, **_compared(texts, recipe, training, progress)})
    return rows


def compare_splits(texts: LabelledTexts, training: Training, progress: Progress = silent) -> list[dict[str, Any]]:
    """The same training with each split; where one cannot be made, its row says why under "not_done"."""
    rows = []
    for how in SPLITS:
        recipe = replace(training.recipe, split=how, stars=False)
        try:
            rows.append({"split": how, **_compared(texts, recipe, training, progress)})
        except TrainingDataError as error:
            rows.append({"split": how, "not_done": str(error)})
    return rows


def _compared(texts: LabelledTexts, recipe: Recipe, known: Training, progress: Progress) -> dict[str, Any]:
    if (recipe.split, recipe.imbalance) == (known.recipe.split, known.recipe.imbalance):
        return _row(known)

    def told(what: str, done: int, total: int) -> None:
        progress(f"{recipe.split}, {recipe.imbalance}: {what}", done, total)

    training = train_sentiment(texts, recipe, told)
    training.model.close()
    return _row(training)


def _row(training: Training) -> dict[str, Any]:
    test = training.test
    return {
        "taught": training.taught,
        "n": test.n,
        "accuracy": test.accuracy,
        "macro_f1": test.macro_f1,
        **{f"{label}_{name}": getattr(one, name) for label, one in test.classes.items() for name in ("recall", "f1")},
        "calibration_error": test.calibration_error,
    }


def _require_stars(texts: LabelledTexts, recipe: Recipe) -> None:
    if recipe.stars and sum(row.stars is not None for row in texts) < 10:
        raise TrainingDataError("A rating head needs at least 10 texts with stars; use --head label.")


def _taught(
    rows: Sequence[LabelledText], weights: Floats, split: Split, recipe: Recipe, progress: Progress
) -> tuple[TrainedModel, Fitting]:
    if recipe.model == "transformer":
        from loyalty.sentiment.training.transformer_training import train_transformer

        return train_transformer(rows, weights, split.validation, split.labels, recipe, progress)
    from loyalty.sentiment.training.linear_training import train_linear

    return train_linear(rows, weights, split.validation, split.labels, recipe, progress)


def _privately(split: Split, recipe: Recipe, progress: Progress, started: float) -> Training:
    """Teaches with differential privacy, and twice without to see what it costs."""
    from loyalty.sentiment.training.linear_training import train_linear
    from loyalty.sentiment.training.private import SPEC

    model, fitting, privacy = train_private(split.training, split.validation, split.labels, recipe, progress)
    plain = replace(recipe, private_epsilon=None, epochs=None)
    weights = np.ones(len(split.training), np.float32)
    without = {}
    for name, spec in {"the same features without privacy": SPEC, "all features without privacy": None}.items():
        other, _ = train_linear(split.training, weights, split.validation, split.labels, plain, progress, spec=spec)
        without[name] = _figures(other, split.test)
    training = _measured(model, fitting, split, recipe, len(split.training), started)
    return replace(training, privacy=privacy, without_privacy=without)


def _measured(
    model: TrainedModel, fitting: Fitting, split: Split, recipe: Recipe, taught: int, started: float
) -> Training:
    rated = [row for row in split.test if row.stars is not None]
    stars = model.stars([row.text for row in rated]) if rated else None
    told = model.probabilities([row.text for row in split.test])
    by_file = {}
    for name in dict.fromkeys(row.source for row in split.test):
        places = [place for place, row in enumerate(split.test) if row.source == name]
        by_file[name] = label_figures([split.test[place].label for place in places], told[places], model.labels)
    return Training(
        model,
        recipe,
        split,
        taught,
        fitting,
        label_figures([row.label for row in split.test], told, model.labels),
        by_file,
        _figures(model, split.validation),
        None if stars is None else star_figures([row.stars or 0.0 for row in rated], stars),
        time.monotonic() - started,
    )


def _figures(model: TrainedModel, rows: Sequence[LabelledText]) -> LabelFigures:
    return label_figures([row.label for row in rows], model.probabilities([row.text for row in rows]), model.labels)
