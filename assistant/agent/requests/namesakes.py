"""Tells products of one name apart by the words around it: `Ember 26 cm`, `the cream Hush 2`, 带笔的Slate 11."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.catalog import Product

Rows = tuple[Product, ...]

MOST_WORDS = 6
"""Words after a name that may belong to it."""
_PIECE = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[\u4e00-\u9fff]")
_AFTER = re.compile(r"[\s,(-]*(?:the |in |a )?(\d+(?:\.\d+)?\s?(?:[a-z]+|[\u4e00-\u9fff]{1,2})?|[a-z]+)", re.ASCII)
_NUMBER = re.compile(r" (\d{1,4})(?=[\s,.?!;:)]*(?:$|or\b|and\b|vs\b|with\b|还|和|与|跟|哪|好|比))", re.ASCII)
_LACKING = re.compile(r"[\s,(-]*(?:without|with no|no|minus)(?: the| a)? ([a-z]+)(?![a-z])", re.ASCII)
_BEFORE = re.compile(
    r"(?<![a-z0-9-])(?P<en>[a-z][a-z-]{2,}) $|"
    r"(?P<no>不|没|没有)?(?:带|含|有)(?P<part>[\u4e00-\u9fff]{1,3})的(?:那[款个])?$|"
    r"(?P<zh>[\u4e00-\u9fff]{2,4}?)的?$",
    re.ASCII,
)


def is_another(rows: Sequence[Product], text: str, end: int) -> bool:
    """Whether a number right after a name makes it another one that none of the products has: `Slate 12`."""
    number = _NUMBER.match(text.lower(), end)
    return number is not None and not any(_has(row, [number[1]]) for row in rows)


def told_apart(rows: Sequence[Product], text: str, end: int) -> tuple[Rows, int]:
    """Those of some products of one name whose titles go on as the text does after it, and where that ends in the text.

    A number counts with the word after it: "Ember 26 cm" names a size, "Ember under 26 dollars" does not. "Without
    the pen" names those that say so, or do not mention one.
    """
    left, place, after = tuple(rows), end, text.lower()
    if len(left) > 1 and (lacking := _LACKING.match(after, place)):
        fitting = _without(left, [lacking[1]])
        return (fitting, lacking.end()) if 0 < len(fitting) < len(left) else (left, end)
    for _ in range(MOST_WORDS if len(rows) > 1 else 0):
        word = _AFTER.match(after, place)
        pieces = _PIECE.findall(word[1]) if word else []
        fitting = tuple(row for row in left if _has(row, pieces))
        if word is None or not fitting:
            break
        left, place = fitting, word.end()
    return (left, place) if len(left) < len(rows) else (tuple(rows), end)


def told_before(rows: Sequence[Product], text: str, start: int) -> tuple[Rows, int]:
    """The same by the word before the name, and where that word starts: `the cream Hush 2`, 不带笔的Slate 11."""
    word = _BEFORE.search(text.lower()[:start]) if len(rows) > 1 else None
    if word is None:
        return tuple(rows), start
    if word["part"]:
        begins = word.start()
        without = _without(rows, list(word["part"]))
        fitting = without if word["no"] else tuple(row for row in rows if row not in without)
    else:
        fitting, begins = _saying(rows, word)
    return (fitting, begins) if 0 < len(fitting) < len(rows) else (tuple(rows), start)


def _saying(rows: Sequence[Product], word: re.Match[str]) -> tuple[Rows, int]:
    """The rows that say the word, of a Chinese run the longest end that any does, and where it starts."""
    if word["en"]:
        return tuple(row for row in rows if _has(row, _PIECE.findall(word["en"]))), word.start("en")
    run = word["zh"]
    for size in range(len(run), 1, -1):
        if fitting := tuple(row for row in rows if _has(row, list(run[-size:]))):
            return fitting, word.end("zh") - size
    return (), word.start()


def _without(rows: Sequence[Product], pieces: list[str]) -> Rows:
    """The rows that say they have no such thing, or else do not speak of it."""
    denying = [[no, *pieces] for no in ("no", "without")] + [[*no, *pieces] for no in ("不含", "不带", "无")]
    saying = tuple(row for row in rows if any(_has(row, denied) for denied in denying))
    return saying or tuple(row for row in rows if not _has(row, pieces))


def _has(row: Product, pieces: Sequence[str]) -> bool:
    """Whether one of a row's titles holds the pieces side by side."""
    titles = (_PIECE.findall(title.lower()) for title in (row.title, row.title_zh))
    size = len(pieces)
    return any(list(pieces) == words[i : i + size] for words in titles for i in range(len(words) - size + 1))
