"""How well review sentences are read: which aspects they praise or blame, against labels by hand.

- **recall**: of all labelled pairs of an aspect and a tone, the share that is found.
- **precision**: of all pairs found, the share that is labelled. Aspects that no list has, and `overall`, do not count.
- **aspect_recall**, **aspect_precision**: the same whatever the tone.
- **tone_accuracy**: of the aspects that are labelled and found, the share with a labelled tone.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evaluation.errors import EvaluationError
from evaluation.shares import Tally
from loyalty.reviews.nouns import ReviewText
from loyalty.sentiment.model import SentimentModel

PACKAGED: Final = Path(__file__).resolve().parent / "sets" / "reviews.jsonl"
"""Sentences of the demo shop's reviews; `evaluation/sets/README.md` says what each key means."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with the pairs of aspect and tone that it should and does have."""

    id: str
    text: str
    part: str
    language: str
    labelled: frozenset[Pair]
    found: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The sentences; `shape` is what scripts read."""

    sentences: tuple[ReadSentence, ...]

    def shape(self) -> dict[str, Any]:
        """Every figure by its name, with Wilson's interval at 95 %."""
        labelled = [(one, pair) for one in self.sentences for pair in sorted(one.labelled)]
        found = [(one, pair) for one in self.sentences for pair in sorted(one.found)]
        both = [(one, pair) for one, pair in labelled if pair[0] in _aspects(one.found)]
        return {
            "n": len(self.sentences),
            "recall": _tally(pair in one.found for one, pair in labelled),
            "precision": _tally(pair in one.labelled for one, pair in found),
            "aspect_recall": _tally(pair[0] in _aspects(one.found) for one, pair in labelled),
            "aspect_precision": _tally(pair[0] in _aspects(one.labelled) for one, pair in found),
            "tone_accuracy": _tally(pair in one.found for one, pair in both),
        }


def evaluate_reviews(
    file: Path = PACKAGED, part: str | None = None, sentiment: SentimentModel | None = None
) -> ReviewReport:
    """Read every labelled sentence of the file (or of one part) as a review of its own.

    Raises:
        EvaluationError: the file or a line of it cannot be used, or no sentence is left.
    """
    sentences = [_read(line, file, number, sentiment) for number, line in enumerate(_lines(file), 1) if line.strip()]
    chosen = tuple(one for one in sentences if part in (None, one.part))
    if not chosen:
        raise EvaluationError(f"{file} has no sentence of the part {part!r}." if part else f"{file} has no sentence.")
    return ReviewReport(chosen)


def _read(line: str, file: Path, number: int, sentiment: SentimentModel | None) -> ReadSentence:
    from loyalty.reviews.aspects import OVERALL
    from loyalty.reviews.mentions import read_review

    try:
        row = json.loads(line)
        review = ReviewText(str(row["id"]), "", int(row["stars"]), str(row["language"]), "", str(row["text"]))
        labelled = frozenset((str(label["aspect"]), str(label["tone"])) for label in row["labels"])
        department, part = str(row.get("department", "")), str(row.get("part", ""))
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{file}, line {number}, is no labelled sentence: {error}.") from error
    found = frozenset(
        (mention.aspect, mention.tone)
        for mention in read_review(review, department, sentiment).mentions
        if mention.aspect != OVERALL and mention.tone != "neutral"
    )
    return ReadSentence(review.id, review.text, part, review.language, labelled, found)


def _lines(file: Path) -> list[str]:
    try:
        data = file.read_bytes()
        return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig").splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file} cannot be read; give lines of labelled sentences.") from error


def _aspects(pairs: Iterable[Pair]) -> set[str]:
    return {aspect for aspect, _ in pairs}


def _tally(hits: Iterable[bool]) -> dict[str, Any] | None:
    told = list(hits)
    return Tally(sum(told), len(told)).shape()
