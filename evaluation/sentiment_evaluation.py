"""Reads labelled texts with a sentiment model and says how well that went, reviews and chats side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evaluation.sentiment_metrics import TWO, ReadText, SentimentReport
from loyalty.nouns import LABELS
from loyalty.sentiment.model import SentimentModel
from loyalty.sentiment.training.labelled import LabelledText, LabelledTexts
from loyalty.sentiment.training.reading import read_labelled

AT_ONCE: Final = 2_000
Progress = Callable[[str, int, int], None]

_HAN: Final = re.compile("[㐀-鿿]")
_WORD: Final = re.compile("[^\\W\\d_㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class SentimentEvaluation:
    """The report, the model's name, and what was read and left out of the files."""

    report: SentimentReport
    model: str
    data: LabelledTexts

    def shape(self) -> dict[str, Any]:
        """As one JSON object, the figures of all texts first."""
        read = self.data.shape()
        return {
            **self.report.shape(),
            "model": self.model,
            "two_class": self.report.labels == TWO,
            "files": read["files"],
            "left_out": read["left_out"],
            "changed": read["changed"],
        }


def evaluate_sentiment(
    paths: Sequence[Path],
    model: SentimentModel,
    *,
    two_class: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> SentimentEvaluation:
    """Read every labelled text of the files with the model; with `two_class` neutral texts are left out.

    Raises:
        TrainingDataError: a file cannot be read, or no text of it can be judged.
    """
    data = read_labelled(paths)
    if two_class:
        data = data.two_class()
    texts = tuple(_read_all(data.rows, model, progress))
    return SentimentEvaluation(SentimentReport(texts, TWO if two_class else LABELS), model.name, data)


def _read_all(rows: Sequence[LabelledText], model: SentimentModel, progress: Progress) -> Iterator[ReadText]:
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        for row, reading in zip(some, model.read([row.text for row in some]), strict=True):
            yield ReadText(row.label, reading, written_language(row.text), row.source)
        progress("texts read", min(start + AT_ONCE, len(rows)), len(rows))


def written_language(text: str) -> str:
    """ "zh" for a text with at least half as many Chinese characters as other words, else "en"."""
    characters = len(_HAN.findall(text))
    return "zh" if characters and 2 * characters >= len(_WORD.findall(text)) else "en"
