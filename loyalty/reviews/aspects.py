"""Which aspects a clause of a review is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from loyalty.reviews.word_lists import pattern, word_lists

OVERALL: Final = "overall"
"""The aspect of a clause that judges and names nothing."""
_OVERALL_NAMES: Final = {"en": "overall", "zh": "总体"}
_NOTHING: Final = "nothing"
"""The row of words that look like an aspect's and are none."""
_PARTS: Final = frozenset({"fastening", "battery"})
_BEFORE: Final = re.compile(
    r"\b(?:when(?:ever)?|while|if|once|until|till|before|after|during|in (?:the|a|my|our)|on (?:the|my|a)"
    r"|at (?:the|my))(?: [a-z]+){0,2} $|味[^,]{0,5}$"
)
_AFTER: Final = re.compile(
    r"(?: [a-z]+)? times\b|[了过]?[0-9一两二三四五六七八九十几多]{1,3}[次回遍]|[了过]?(?:以后|之后|的时候)"
)
"""What stands before or after a word that only says when, where or how often."""

AspectPlace = tuple[str, int, int]
"""An aspect and where the words that name it begin and end."""


@dataclass(frozen=True, slots=True)
class _Aspect:
    name: str
    names: dict[str, str]
    words: re.Pattern[str]
    weak: re.Pattern[str] | None
    only: frozenset[str]


def aspects_in(clause: str, department: str = "", judges: bool = True) -> list[str]:
    """The aspects that the words of a folded clause name, each once; see `aspect_places`."""
    return list(dict.fromkeys(name for name, _, _ in aspect_places(clause, department, judges)))


def aspect_places(clause: str, department: str = "", judges: bool = True) -> list[AspectPlace]:
    """Where the words of a folded clause name an aspect, those of the department alone; in the order of the list.

    `judges`: whether the clause praises or blames by its words; weak words of an aspect count only then. Where the
    words of two overlap ("battery" and "batteries not included"), the longer one counts. Words that only say when or
    how often ("after the second wash", "washed nine times", 洗过三次) name nothing. What breaks is the part that is
    named with it, not its durability besides.
    """
    found = [
        (aspect.name, match.start(), match.end())
        for aspect in _aspects()
        if not aspect.only or department in aspect.only
        for words in (aspect.words, aspect.weak if judges else None)
        if words is not None
        for match in words.finditer(clause)
    ]
    kept = [
        (name, start, end)
        for name, start, end in found
        if name != _NOTHING
        and not any(low <= start and end <= high and high - low > end - start for _, low, high in found)
        and not _BEFORE.search(clause, 0, start)
        and not _AFTER.match(clause, end)
    ]
    parts = any(name in _PARTS for name, _, _ in kept)
    return [place for place in kept if not (parts and place[0] == "durability")]


def aspect_names(aspect: str) -> dict[str, str]:
    """What an aspect is called in English and Chinese; a word that was found is called itself in both."""
    if aspect == OVERALL:
        return dict(_OVERALL_NAMES)
    return next((dict(one.names) for one in _aspects() if one.name == aspect), {"en": aspect, "zh": aspect})


def names_aspect(clause: str) -> bool:
    """Whether any listed aspect is named, whatever the department."""
    return any(aspect.words.search(clause) for aspect in _aspects())


@cache
def _aspects() -> tuple[_Aspect, ...]:
    return tuple(
        _Aspect(
            name,
            {"en": name, "zh": row["zh_name"]},
            pattern(row["en"], row["zh"]),
            pattern(row["weak"]["en"], row["weak"]["zh"]) if "weak" in row else None,
            frozenset(row.get("only", ())),
        )
        for name, row in word_lists("aspects").items()
    )
