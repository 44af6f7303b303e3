"""Which product praise or a complaint is about, where that is clear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from loyalty.nouns import SaidTurn
from loyalty.signals.folding import fold

Titles = Mapping[str, Sequence[str]]
"""The titles of each product, in any language, by its id."""

_ORDINALS: Final = (
    re.compile(r"\b(?:first|1st) (?:one|pair)\b|第[一1][个款双件条只台]"),
    re.compile(r"\b(?:second|2nd) (?:one|pair)\b|第[二2两][个款双件条只台]"),
    re.compile(r"\b(?:third|3rd) (?:one|pair)\b|第[三3][个款双件条只台]"),
    re.compile(r"\b(?:fourth|4th) (?:one|pair)\b|第[四4][个款双件条只台]"),
)
_LAST: Final = re.compile(r"\blast one\b|最后(?:一)?[个款双件条只台]")
_TOKEN: Final = re.compile(r"[a-z0-9]{2,}|[\u3400-\u9fff]{2}")


def product_meant(turns: Sequence[SaidTurn], at: int, said: str, titles: Titles) -> str | None:
    """The id of the product that `said`, words of turn `at`, is about; None where that is not clear.

    A product that is named wins, then "the second one" of those shown last, then the only one shown last. What the
    answer to the turn itself shows counts where nothing was shown before it.
    """
    folded = fold(said)
    before = next((turn.shown_product_ids for turn in reversed(turns[:at]) if turn.shown_product_ids), ())
    shown = before or turns[at].shown_product_ids
    every = dict.fromkeys([*shown, *(one for turn in turns[: at + 1] for one in turn.shown_product_ids)])
    if titles and (named := _named(folded, every, titles)):
        return named
    for place, ordinal in enumerate(_ORDINALS):
        if ordinal.search(folded) and place < len(shown):
            return shown[place]
    if shown and _LAST.search(folded):
        return shown[-1]
    return shown[0] if len(shown) == 1 else None


def _named(folded: str, ids: Iterable[str], titles: Titles) -> str | None:
    """The product of whose titles the words have most, if no other has as many."""
    words = _words(folded)
    counted = sorted(((_shared(words, titles.get(one, ())), one) for one in ids), reverse=True)
    if not counted or counted[0][0] == 0 or (len(counted) > 1 and counted[0][0] == counted[1][0]):
        return None
    return counted[0][1]


def _shared(words: set[str], titles: Iterable[str]) -> int:
    return max((len(words & _words(fold(title))) for title in titles), default=0)


def _words(folded: str) -> set[str]:
    """English words and numbers of two letters and more, and every two characters in a row where one is Chinese."""
    return set(_TOKEN.findall(folded)) | {folded[at : at + 2] for at in range(len(folded) - 1) if folded[at] > "\u3400"}
