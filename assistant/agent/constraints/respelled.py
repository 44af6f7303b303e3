"""Reads misspelled words for kinds of product as what they were meant to be: `headpones`, `sleping bag`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

SHORTEST, LONG = 6, 9
"""Letters from which one slip is forgiven, and from which two are; shorter words are near too many others."""
EXCHANGED = 8
"""Letters from which one may stand for another: of shorter words that makes another word (`letters`, `litters`)."""
MOST_WORDS = 24
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*", re.ASCII)
IsWord = Callable[[str], bool]


def spellings(words: Iterable[str]) -> tuple[str, ...]:
    """Those of some words that others are read as."""
    return tuple(sorted(word for word in words if len(word) >= SHORTEST - 1 and _WORD.match(word)))


def respelled(text: str, listed: tuple[str, ...], is_word: IsWord) -> str:
    """Normalised text with each Latin word, or two, that is near exactly one of `listed` put right.

    The first letter has to be right, and what `is_word` says exists is never taken for a slip. `listed` is as
    `spellings` gives it; a long message stays as it is.
    """
    found = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    if len(found) > MOST_WORDS:
        return text
    pairs = [(start, end) for (start, _), (_, end) in pairwise(found)]
    taken: list[tuple[int, int, str]] = []
    for start, end in (*pairs, *found):
        said = text[start:end]
        if len(said) < SHORTEST or any(start < b and a < end for a, b, _ in taken):
            continue
        if said in listed or all(map(is_word, said.split())):
            continue
        if meant := _near(said, listed):
            taken.append((start, end, meant))
    for start, end, meant in sorted(taken, reverse=True):
        text = text[:start] + meant + text[end:]
    return text


@lru_cache(maxsize=4096)
def _near(said: str, listed: tuple[str, ...]) -> str:
    """The listed word or phrase of as many words that is least far from `said`; empty where none or several are."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(said) >= LONG and " " not in said else 1
    alike = [word for word in listed if word[0] == said[0] and word.count(" ") == said.count(" ")]
    found = process.extract(said, alike, scorer=OSA.distance, score_cutoff=slips, limit=None)
    found = [one for one in found if _is_slip(said, one[0])]
    least = min((distance for _, distance, _ in found), default=0)
    nearest = [word for word, distance, _ in found if distance == least]
    return nearest[0] if len({word.rstrip("s") for word in nearest}) == 1 else ""


def _is_slip(said: str, meant: str) -> bool:
    """Whether the one is hardly another word: it has not only another ending, or, where short, another letter."""
    if said.startswith(meant) or meant.startswith(said):
        return False
    return len(said) != len(meant) or sorted(said) == sorted(meant) or len(said) >= EXCHANGED
