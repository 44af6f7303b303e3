"""How well moods are told. Every figure is defined here.

A text's label is the likeliest one: of all three labels, or, where two classes are asked for, of negative and positive
only. A text that the model finds **empty** or in **another language** has no label and counts as wrong: it lowers
accuracy and the recall of its class. A text that the model is **unsure** of counts by its likeliest label, as the
probabilities are still shown; `told` has the figures of those only that the model puts a name to.

- **accuracy**: of all texts, the share whose label is right.
- **precision, recall, f1** of a class: as usual; 0 where nothing was judged.
- **macro_f1**: the mean f1 of the classes that occur among the true labels.
- **calibration_error**: of the texts with a label, how far the likeliest label's probability is from how often it is
  right, over 15 equal bins (Guo et al. 2017); of two classes, the probabilities are scaled to add up to 1.

Accuracy comes with Wilson's interval at 95 %, macro-F1 with the percentile bootstrap's over the confusion's cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evaluation.shares import Tally
from loyalty.nouns import LABELS, Label, Sentiment

BINS: Final = 15
RESAMPLES: Final = 1_000
TWO: Final[tuple[Label, ...]] = ("negative", "positive")

Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReadText:
    """One labelled text and how it was read; `domain` is the file it comes from."""

    label: Label
    reading: Sentiment
    language: str
    domain: str


@dataclass(frozen=True, slots=True)
class SentimentReport:
    """The figures of some texts; `labels` are those that the model chooses from."""

    texts: tuple[ReadText, ...]
    labels: tuple[Label, ...]

    def only(self, texts: Sequence[ReadText]) -> SentimentReport:
        """The same figures of a part of the texts."""
        return SentimentReport(tuple(texts), self.labels)

    def groups(self, kind: str) -> dict[str, SentimentReport]:
        """A report for each `language` or `domain` that occurs, in the order of the texts."""
        found: dict[str, list[ReadText]] = {}
        for text in self.texts:
            found.setdefault(getattr(text, kind), []).append(text)
        return {name: self.only(texts) for name, texts in found.items()}

    def told(self) -> SentimentReport:
        """The figures of those texts that the model puts a name to."""
        return self.only([text for text in self.texts if text.reading.label is not None])

    def figures(self) -> dict[str, Any]:
        """n, accuracy, macro_f1, classes, calibration_error, then intervals, confusion and what could not be told."""
        confusion = self.confusion()
        classes = {label: _class_figures(confusion, place) for place, label in enumerate(self.labels)}
        right = Tally(int(np.trace(confusion)), len(self.texts))
        told = self.told()
        return {
            "n": len(self.texts),
            "accuracy": _rounded(right.share or 0.0),
            "macro_f1": _rounded(_macro_f1(confusion)),
            "classes": classes,
            "calibration_error": _rounded(self.calibration_error()),
            "intervals": {"accuracy": _pair(right.interval()), "macro_f1": _pair(_macro_f1_interval(confusion))},
            "confusion": {label: confusion[place].tolist() for place, label in enumerate(self.labels)},
            "cannot_tell": {
                "n": len(self.texts) - len(told.texts),
                "why": dict(Counter(text.reading.why for text in self.texts if text.reading.why)),
            },
            "told": {
                "n": len(told.texts),
                "accuracy": _rounded(Tally(int(np.trace(told.confusion())), len(told.texts)).share or 0.0),
                "macro_f1": _rounded(_macro_f1(told.confusion())),
                "calibration_error": _rounded(told.calibration_error()),
            },
        }

    def shape(self) -> dict[str, Any]:
        """The figures of all texts, of each language, and of each domain; as JSON."""
        return {
            **self.figures(),
            "labels": list(self.labels),
            "languages": {name: part.figures() for name, part in self.groups("language").items()},
            "domains": {
                name: {**part.figures(), "languages": {one: p.figures() for one, p in part.groups("language").items()}}
                for name, part in self.groups("domain").items()
            },
        }

    def confusion(self) -> Cells:
        """A row for each true label, a column for each told one, the last column for texts without a label."""
        size = len(self.labels)
        cells = np.zeros((size, size + 1), dtype=np.int64)
        for text in self.texts:
            cells[self.labels.index(text.label), self._best(text)[0]] += 1
        return cells

    def calibration_error(self) -> float:
        """See the module; 0 where no text has a label."""
        found = [(*self._best(text), self.labels.index(text.label)) for text in self.texts]
        shown = [(best == true, sure) for best, sure, true in found if best < len(self.labels)]
        if not shown:
            return 0.0
        right, sure = np.array(shown, dtype=np.float64).T
        place = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
        gaps = np.bincount(place, weights=sure - right, minlength=BINS)
        return float(np.abs(gaps).sum() / len(shown))

    def _best(self, text: ReadText) -> tuple[int, float]:
        """The place of the likeliest label and its probability; one place past the last where there is none."""
        if text.reading.why in ("empty", "language"):
            return len(self.labels), 0.0
        shares = [text.reading.probabilities[LABELS.index(label)] for label in self.labels]
        best = max(range(len(shares)), key=shares.__getitem__)
        return best, shares[best] / max(sum(shares), 1e-12)


def _class_figures(confusion: Cells, place: int) -> dict[str, Any]:
    right, n, told = int(confusion[place, place]), int(confusion[place].sum()), int(confusion[:, place].sum())
    return {
        "precision": _rounded(right / told if told else 0.0),
        "recall": _rounded(right / n if n else 0.0),
        "f1": _rounded(2 * right / (n + told) if n + told else 0.0),
        "n": n,
    }


def _macro_f1(confusion: Cells) -> float:
    size = len(confusion)
    right = confusion[np.arange(size), np.arange(size)]
    n, told = confusion.sum(axis=1), confusion.sum(axis=0)[:size]
    f1 = 2 * right / np.maximum(n + told, 1)
    return float(f1[n > 0].mean()) if (n > 0).any() else 0.0


def _macro_f1_interval(confusion: Cells) -> tuple[float, float] | None:
    """Where 95 % of the macro-F1 of resampled texts lie; None for no texts."""
    n = int(confusion.sum())
    if not n:
        return None
    draws = np.random.default_rng(0).multinomial(n, (confusion / n).ravel(), RESAMPLES)
    low, high = np.quantile([_macro_f1(one.reshape(confusion.shape)) for one in draws], (0.025, 0.975))
    return float(low), float(high)


def _rounded(figure: float) -> float:
    return round(figure, 4)


def _pair(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else [_rounded(end) for end in interval]
