"""Messages with labelled loyalty signals, read from JSON lines; `evaluation/sets/README.md` says what keys mean."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluation.errors import EvaluationError
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
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            read = LabelledMessage.model_validate(json.loads(line))
        except (ValidationError, ValueError, RecursionError) as error:
            raise EvaluationError(f"{file}, line {number}, cannot be used: {_short(error)}") from error
        if any(start < 0 for start, _ in read.spans()):
            raise EvaluationError(f"{file}, line {number}, cannot be used: a quote does not stand in the text.")
        yield read if read.id else read.model_copy(update={"id": f"line {number}"})


def _short(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}."
    return f"{error}."


def _lines(file: Path) -> Iterator[str]:
    try:
        with _opened(file) as stream:
            for line in stream:
                yield line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{file} is not UTF-8 text; save it as UTF-8.") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EvaluationError(f"{file} cannot be read ({reason}); give files of JSON lines, gzipped or not.") from error


def _opened(file: Path) -> IO[bytes]:
    with file.open("rb") as head:
        zipped = head.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(file)) if zipped else file.open("rb")
