"""How well labels, probabilities and stars were told, in the usual figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loyalty.nouns import Label

BINS: Final = 15

Floats = NDArray[np.floating[Any]]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Of one label: precision, recall and F1, 0 to 1, 0 where nothing was judged; and how many texts have it."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Of some texts; all shares are 0 to 1.

    `macro_f1` is the mean of the labels that occur. `confusion` has a row for each true label and a column for each
    told one, in the order of `labels`. `calibration_error` is the expected calibration error of the likeliest label
    over 15 equal bins (Guo et al. 2017).
    """

    n: int
    labels: tuple[Label, ...]
    accuracy: float
    macro_f1: float
    calibration_error: float
    classes: Mapping[Label, ClassFigures]
    confusion: tuple[tuple[int, ...], ...]

    def shape(self) -> dict[str, Any]:
        """As one JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class StarFigures:
    """Of told stars against given ones: errors in stars and stars squared, correlations -1 to 1 (0 where undefined).

    `mse_of_mean` is the mean squared error of always saying the mean.
    """

    n: int
    mse: float
    mae: float
    pearson: float
    spearman: float
    mse_of_mean: float

    def shape(self) -> dict[str, Any]:
        """As one JSON object."""
        return asdict(self)


def label_figures(truth: Sequence[Label], probabilities: Floats, labels: tuple[Label, ...]) -> LabelFigures:
    """The figures of (texts, labels) probabilities, columns in the order of `labels`, which hold every true label."""
    true = np.array([labels.index(label) for label in truth], dtype=np.int64)
    told = np.asarray(probabilities.argmax(axis=1), dtype=np.int64)
    size = len(labels)
    confusion = np.bincount(true * size + told, minlength=size * size).reshape(size, size)
    classes = {label: _class_figures(confusion, place) for place, label in enumerate(labels)}
    occurring = [one.f1 for one in classes.values() if one.n]
    return LabelFigures(
        len(true),
        labels,
        float(np.mean(true == told)) if len(true) else 0.0,
        sum(occurring) / len(occurring) if occurring else 0.0,
        calibration_error(probabilities, true),
        classes,
        tuple(tuple(row) for row in confusion.tolist()),
    )


def calibration_error(probabilities: Floats, true: Numbers, bins: int = BINS) -> float:
    """The expected calibration error: how far the likeliest label's probability is from how often it is right.

    Over equal bins of that probability, weighed by their texts; 0 for no text. Guo et al. 2017, "On Calibration of
    Modern Neural Networks".
    """
    if not len(true):
        return 0.0
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == true
    place = np.minimum((sure * bins).astype(np.int64), bins - 1)
    gap = np.bincount(place, weights=sure, minlength=bins) - np.bincount(place, weights=right, minlength=bins)
    return float(np.abs(gap).sum() / len(true))


def cross_entropy(probabilities: Floats, true: Numbers, weights: Floats | None = None) -> float:
    """The mean of -log of what the true label was given, in nats; weighed where `weights` says so."""
    told = np.maximum(probabilities[np.arange(len(true)), true].astype(np.float64), 1e-12)
    return float(np.average(-np.log(told), weights=weights))


def star_figures(given: Sequence[float], told: Floats) -> StarFigures:
    """The figures of told stars, one a text, as many as `given`; at least one."""
    from scipy.stats import pearsonr, spearmanr

    true, said = np.asarray(given, dtype=np.float64), np.asarray(told, dtype=np.float64)
    varied = len(true) > 1 and np.ptp(true) > 0 and np.ptp(said) > 0
    return StarFigures(
        len(true),
        float(np.mean((true - said) ** 2)),
        float(np.mean(np.abs(true - said))),
        float(pearsonr(true, said).statistic) if varied else 0.0,
        float(spearmanr(true, said).statistic) if varied else 0.0,
        float(np.var(true)),
    )


def _class_figures(confusion: NDArray[np.int64], place: int) -> ClassFigures:
    right, n, told = int(confusion[place, place]), int(confusion[place].sum()), int(confusion[:, place].sum())
    return ClassFigures(
        right / told if told else 0.0, right / n if n else 0.0, 2 * right / (n + told) if n + told else 0.0, n
    )
