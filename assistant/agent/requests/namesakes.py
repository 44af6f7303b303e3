"""Tells products of one name apart by the words after it: `Everpot Ember 26 cm` is one of two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.catalog import Product

MOST_WORDS = 6
"""Words after a name that may belong to it."""
_PIECE = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[\u4e00-\u9fff]")
_AFTER = re.compile(r"[\s,(-]*(?:the |in )?(\d+(?:\.\d+)?\s?(?:[a-z]+|[\u4e00-\u9fff]{1,2})?|[a-z]+)", re.ASCII)


def told_apart(rows: Sequence[Product], text: str, end: int) -> tuple[tuple[Product, ...], int]:
    """Those of some products of one name whose titles go on as the text does after it, and where that ends in the text.

    A number counts with the word after it: "Ember 26 cm" names a size, "Ember under 26 dollars" does not.
    """
    left, place, after = tuple(rows), end, text.lower()
    for _ in range(MOST_WORDS):
        word = _AFTER.match(after, place) if len(left) > 1 else None
        if word is None:
            break
        pieces = _PIECE.findall(word[1])
        fitting = tuple(row for row in left if _has(row, pieces))
        if not fitting:
            break
        left, place = fitting, word.end()
    return (left, place) if len(left) < len(rows) else (tuple(rows), end)


def _has(row: Product, pieces: Sequence[str]) -> bool:
    """Whether one of a row's titles holds the pieces side by side."""
    titles = (_PIECE.findall(title.lower()) for title in (row.title, row.title_zh))
    size = len(pieces)
    return any(list(pieces) == words[i : i + size] for words in titles for i in range(len(words) - size + 1))
