"""Other ways to say the same: copies of a text with a few words left out or neighbours swapped, its label kept.

A copy leaves out about a tenth of the words and swaps about a twentieth of neighbouring ones. English words, and single
Chinese characters, count as words. What can turn a label is never moved or left out: negations, words that turn a
sentence ("but", 但是), what follows a negation within three words, emoji and marks. As Easy Data Augmentation (Wei and
Zou 2019) without its synonyms and insertions, which need word lists.
"""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import Final

DROPPED: Final = 0.1
SWAPPED: Final = 0.05
REACH: Final = 3
"""Words after a negation that stay as they are."""
LEAST_WORDS: Final = 6
"""Shorter texts are copied as they are: each of their words may be the one that says it."""

_PIECE: Final = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+(?:['’][^\W_㐀-鿿]+)*|\s+|.", re.DOTALL)
_WORDS: Final = (
    "not no never none nothing nobody neither nor without cannot cant dont doesnt didnt isnt wasnt arent werent aint "
    "couldnt wouldnt shouldnt wont havent hasnt hadnt hardly barely lacks lacking too only except unless "
    "but however though although yet unfortunately sadly "
    "不 没 无 别 未 莫 勿 非 难 太 但 却 可 然 只 才 过 是 惜"
)
_TURNS: Final = frozenset(_WORDS.split())


def varied(text: str, chance: random.Random) -> str:
    """A copy of the text with words left out and swapped; the text itself where it is short or nothing may move."""
    pieces = _PIECE.findall(text)
    words = [place for place, piece in enumerate(pieces) if piece[0].isalnum()]
    if len(words) < LEAST_WORDS:
        return text
    free = _free(pieces, words)
    for first, second in pairwise(words):
        if first in free and second in free and _neighbours(pieces, first, second) and chance.random() < SWAPPED:
            pieces[first], pieces[second] = pieces[second], pieces[first]
            free -= {first, second}
    for place in sorted(free):
        if chance.random() < DROPPED:
            pieces[place] = ""
    return " ".join("".join(pieces).split())


def _free(pieces: list[str], words: list[int]) -> set[int]:
    """The places of words that may be moved or left out."""
    bound = 0
    free = set()
    for place in words:
        piece = pieces[place].casefold().replace("'", "").replace("’", "")
        if piece in _TURNS:
            bound = REACH
        elif bound:
            bound -= 1
        else:
            free.add(place)
    return free


def _neighbours(pieces: list[str], first: int, second: int) -> bool:
    """Whether nothing but a blank stands between two words."""
    return all(piece.isspace() for piece in pieces[first + 1 : second])
