"""Messages with labelled loyalty signals, read from JSON lines; `evaluation/sets/README.md` says what keys mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows, unusable
from loyalty.nouns import Aspect, ContactReason, SignalKind

PACKAGED: Final = tuple(
    Path(__file__).resolve().parent / "sets" / name for name in ("signals_en.jsonl", "signals_zh.jsonl")
)
"""The sets that travel with the package."""


class LabelledSignal(BaseModel):
    """One signal and the words of the message that say it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: SignalKind
    quote: str = Field(min_length=1)
    aspect: Aspect | None = None


class LabelledMessage(BaseModel):
    """One message with all its signals; `before` is the answer it follows, empty where it is the first."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    signals: tuple[LabelledSignal, ...]
    id: str = ""
    before: str = ""
    language: str = ""
    part: str = ""
    contact_reason: ContactReason | None = None

    def spans(self) -> list[tuple[int, int]]:
        """Where each signal's quote stands, in the order of `signals`."""
        starts = [self.text.find(one.quote) for one in self.signals]
        return [(start, start + len(one.quote)) for start, one in zip(starts, self.signals, strict=True)]


def load_messages(files: Sequence[Path] = PACKAGED, part: str | None = None) -> tuple[LabelledMessage, ...]:
    """The messages of all files, gzipped or not, in order; only those of `part` where it is given.

    Raises:
        EvaluationError: a file cannot be read, a line cannot be used (named by its number, from 1), or nothing is left.
    """
    read = [one for file in files for one in _messages(file)]
    chosen = tuple(one for one in read if part in (None, one.part))
    if not chosen:
        parts = ", ".join(sorted({one.part for one in read if one.part})) or "no parts"
        raise EvaluationError(
            f"There is no message of the part {part!r}; there are {parts}." if part else "There is no message to read."
        )
    return chosen


def _messages(file: Path) -> Iterator[LabelledMessage]:
    for number, read in read_rows(file, LabelledMessage):
        if any(start < 0 for start, _ in read.spans()):
            raise unusable(file, number, "a quote does not stand in the text.")
        yield read if read.id else read.model_copy(update={"id": f"line {number}"})
