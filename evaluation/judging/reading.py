"""Reads what a judge answered, and takes only what holds: a rating of 1 to 5, a reason, and a quote that was said."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evaluation.judging.record import Record
from evaluation.judging.rubric import Fault

RATINGS: Final = range(1, 6)
_GAP: Final = re.compile(r"…|\.{3,}|\[\W*\]")
"""Where a quote leaves something out."""
_SHORTEST: Final = 2
"""Letters and digits of a quote; with fewer it would stand in any text."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge said that can be used."""

    rating: int
    reason: str
    quote: str


class UnusableAnswer(Exception):
    """The answer cannot be used; `fault` is why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_opinion(text: str, record: Record, names: Iterator[str] | tuple[str, ...] = ()) -> Opinion:
    """The opinion in a judge's answer about `record`; `names` are those of who speaks in it.

    Raises:
        UnusableAnswer: it is not the JSON asked for, the rating is none, or reason or quote do not hold.
    """
    said = _object_in(text)
    rating = _rating(said.get("rating"))
    reason, quote = said.get("reason"), said.get("quote")
    if not isinstance(reason, str) or not reason.strip():
        raise UnusableAnswer("no_reason")
    if not isinstance(quote, str) or not stands_in(quote, record.words, tuple(names)):
        raise UnusableAnswer("no_quote")
    return Opinion(rating, " ".join(reason.split()), " ".join(quote.split()))


def stands_in(quote: str, words: str, names: tuple[str, ...] = ()) -> bool:
    """Whether all of a quote was said, in this order; case, punctuation, width and blanks do not count.

    A name of who speaks at the quote's beginning is not looked for.
    """
    for name in names:
        quote = re.sub(rf"^\W*{re.escape(name)}\s*[:：]", "", quote, flags=re.IGNORECASE)
    parts = [folded for part in _GAP.split(quote) if (folded := _folded(part))]
    if sum(map(len, parts)) < _SHORTEST:
        return False
    within, at = _folded(words), 0
    for part in parts:
        found = within.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _object_in(text: str) -> Mapping[str, Any]:
    """The JSON object of an answer, also one that stands in a code fence or among words."""
    try:
        found = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, RecursionError) as error:
        raise UnusableAnswer("no_json") from error
    if not isinstance(found, dict):
        raise UnusableAnswer("no_json")
    return found


def _rating(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"\s*[1-5]\s*", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in RATINGS:
        raise UnusableAnswer("no_rating")
    return int(value)


def _folded(text: str) -> str:
    """Only letters, digits and what belongs to them, in small letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LNM")
