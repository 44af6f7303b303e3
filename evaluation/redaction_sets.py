"""Texts whose personal data is labelled, read from JSON lines; `evaluation/sets/README.md` says what each key means."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from evaluation.errors import EvaluationError

PACKAGED: Final = Path(__file__).resolve().parent / "sets" / "redaction.jsonl"
"""The set that travels with the package."""


class Span(BaseModel):
    """The characters of a text from `start` up to, not with, `end`, counted from 0; `type` is any name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    start: int = Field(ge=0, strict=True)
    end: int = Field(ge=1, strict=True)
    type: str = Field(min_length=1)

    @property
    def length(self) -> int:
        """How many characters it has."""
        return self.end - self.start


class LabelledText(BaseModel):
    """One text with all personal data in it; `language` and `part` are any names, empty where nobody says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    spans: tuple[Span, ...]
    id: str = ""
    language: str = ""
    part: str = ""

    @field_validator("id", "language", "part", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> str:
        return "" if value is None else str(value)

    @model_validator(mode="after")
    def _within(self) -> LabelledText:
        for span in self.spans:
            if not span.start < span.end <= len(self.text):
                raise ValueError(f"the span {span.start} to {span.end} does not lie in the {len(self.text)} characters")
        return self


def load_labelled(file: Path = PACKAGED, part: str | None = None) -> tuple[LabelledText, ...]:
    """The texts of a file, gzipped or not, in their order; only those of `part` where it is given.

    Empty lines are skipped; a text without `id` is called `line 7`, keys that are not known are passed over.

    Raises:
        EvaluationError: the file cannot be read, a line cannot be used (named by its number, from 1), or no text is
            left.
    """
    texts = []
    for number, line in enumerate(_lines(file), 1):
        if line.strip():
            texts.append(_labelled(line, file, number))
    chosen = tuple(one for one in texts if part in (None, one.part))
    if not chosen:
        parts = ", ".join(sorted({one.part for one in texts if one.part})) or "no parts"
        raise EvaluationError(f"{file} has no text" + (f" of the part {part!r}; it has {parts}." if part else "."))
    return chosen


def _labelled(line: str, file: Path, number: int) -> LabelledText:
    try:
        read = LabelledText.model_validate(json.loads(line))
    except (ValidationError, ValueError, RecursionError) as error:
        raise EvaluationError(f"{file}, line {number}, cannot be used: {_short(error)}") from error
    return read if read.id else read.model_copy(update={"id": f"line {number}"})


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
        raise EvaluationError(
            f"{file} cannot be read ({reason}); give a file of JSON lines, gzipped or not."
        ) from error


def _opened(file: Path) -> IO[bytes]:
    with file.open("rb") as head:
        zipped = head.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(file)) if zipped else file.open("rb")
