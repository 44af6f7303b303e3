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


@dataclass(frozen=True, slots=True)
class _Aspect:
    name: str
    names: dict[str, str]
    words: re.Pattern[str]
    weak: re.Pattern[str] | None
    only: frozenset[str]


def aspects_in(clause: str, department: str = "", judges: bool = True) -> list[str]:
    """The aspects that the words of a folded clause name, those of the department alone; in the order of the list.

    `judges`: whether the clause praises or blames by its words; weak words of an aspect count only then. Where the
    words of two overlap ("battery" and "batteries not included"), the longer one counts.
    """
    found = [
        (match.start(), match.end(), aspect.name)
        for aspect in _aspects()
        if not aspect.only or department in aspect.only
        for words in (aspect.words, aspect.weak if judges else None)
        if words is not None
        for match in words.finditer(clause)
    ]
    kept = [
        name
        for start, end, name in found
        if not any(low <= start and end <= high and high - low > end - start for low, high, _ in found)
    ]
    return list(dict.fromkeys(kept))


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
