"""Texts whose personal data is labelled, read from JSON lines; `evaluation/sets/README.md` says what each key means."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows

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
    texts = [
        read if read.id else read.model_copy(update={"id": f"line {number}"})
        for number, read in read_rows(file, LabelledText)
    ]
    chosen = tuple(one for one in texts if part in (None, one.part))
    if not chosen:
        parts = ", ".join(sorted({one.part for one in texts if one.part})) or "no parts"
        raise EvaluationError(f"{file} has no text" + (f" of the part {part!r}; it has {parts}." if part else "."))
    return chosen
