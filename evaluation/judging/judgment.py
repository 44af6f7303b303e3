"""What a judge said of one conversation or answer; one JSON object each, in `judgments.jsonl` of a run's folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluation.dialogue_transcript import mend, whole_lines
from evaluation.errors import EvaluationError
from evaluation.judging.rubric import Scope

FILE = "judgments.jsonl"


@dataclass(frozen=True, slots=True, order=True)
class JudgedBy:
    """Who judged: the rubric by its hash, since two may call themselves alike, and the language model's name."""

    rubric_hash: str
    model: str


class Judgment(BaseModel):
    """One judgment of the conversation `case` in its `repeat`-th play, or of its answer `turn` (from 0).

    `rating` is 1 to 5, absent where the judge's answers could not be used (`unusable` says why: a fault of
    `reading.py`, `refused` by the endpoint) or the endpoint failed (`infrastructure`, which is no fault of anybody who
    is judged). `expected` is the mean of the ratings that the model weighed, where its endpoint tells how likely each
    was. `asked` counts answers that came. `left_out` messages of the middle were not read; `characters` is how long the
    assistant's words are that were judged. `cost_usd` is absent where nobody knows the price.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    case: str
    repeat: int = 0
    turn: int | None = None
    rubric: str
    rubric_hash: str
    model: str
    language: str = ""
    rating: int | None = Field(default=None, ge=1, le=5)
    expected: float | None = Field(default=None, ge=1, le=5)
    reason: str = ""
    quote: str = ""
    unusable: str = ""
    infrastructure: str = ""
    asked: int = 0
    left_out: int = 0
    characters: int = 0
    usage: Mapping[str, int] = Field(default_factory=dict)
    cost_usd: float | None = None

    @property
    def by(self) -> JudgedBy:
        """Who judged."""
        return JudgedBy(self.rubric_hash, self.model)

    @property
    def value(self) -> float | None:
        """The rating as finely as it is known; None where there is none."""
        return float(self.rating) if self.rating is not None and self.expected is None else self.expected

    @property
    def scope(self) -> Scope:
        """What was judged."""
        return "conversation" if self.turn is None else "turn"

    @property
    def of(self) -> tuple[str, int, int | None]:
        """What was judged, as a key."""
        return self.case, self.repeat, self.turn


@dataclass
class JudgmentFile:
    """Judgments on disk, only added to; several threads of one process may write."""

    file: Path
    _lock: Lock = field(default_factory=Lock, repr=False)

    def begin(self) -> None:
        """Makes the file, for its owner's eyes, or mends what a kill left half written.

        Raises:
            EvaluationError: it cannot be written.
        """
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.file.touch(0o600)
            mend(self.file)
        except OSError as error:
            raise EvaluationError(
                f"{self.file} cannot be written ({error.strerror}); choose another folder."
            ) from error

    def keep(self, judgment: Judgment) -> None:
        """Adds one; it is on disk when this returns."""
        line = json.dumps(judgment.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) + "\n"
        with self._lock, self.file.open("a", encoding="utf-8") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())

    def read(self) -> tuple[Judgment, ...]:
        """Every judgment that counts, the oldest first: of the same by the same judge only the last one that came.

        One that the endpoint spoiled does not take the place of one that it did not. None where there is no file.

        Raises:
            EvaluationError: the file cannot be read, or is none that `daogou evaluate judge` wrote.
        """
        if not self.file.is_file():
            return ()
        try:
            found = [Judgment.model_validate_json(line) for line in whole_lines(self.file)]
        except (OSError, ValueError, ValidationError) as error:
            raise EvaluationError(f"{self.file} is no file that `daogou evaluate judge` wrote.") from error
        latest: dict[object, Judgment] = {}
        for one in found:
            key = (one.by, one.of)
            if not one.infrastructure or latest.get(key, one).infrastructure:
                latest.pop(key, None)
                latest[key] = one
        return tuple(latest.values())


def judges_of(judgments: Iterable[Judgment]) -> tuple[JudgedBy, ...]:
    """Who judged, whoever did so last first."""
    return tuple(dict.fromkeys(one.by for one in reversed(list(judgments))))
