"""Finds where a sentence names products of the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.agent.claims.reading import fold
from assistant.agent.claims.row_facts import Name, RowFacts
from retrieval.catalog import Product

_OTHER_NAME = re.compile(r"[^.!?]\s[A-Z]\w+\s$")
"""Before a name's first word: "of the Long Meadow" is another name than Meadow."""
_THING = re.compile(
    r"\s*(?:and |but |also,? )?(?:the|this|that) (?P<en>[a-z-]+(?: [a-z-]+){0,2})\b|\s*[这该]"
    r"[款个条件双本台瓶支把张只袋套](?P<zh>[\u4e00-\u9fff]{2,5})",
    re.ASCII,
)
_SIZE = re.compile(r"\s(?:spf |no\. )?\d[\d.]*\s?(?:[a-z]{1,2}|pieces?)?$", re.ASCII)
_NOUN = re.compile(r"(?<![a-z\d-])[a-z]{3,}(?![\d-])")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `start:end` of a sentence, and the rows it may mean."""

    start: int
    end: int
    rows: tuple[Product, ...]


def mentions_in(sentence: str, known: Sequence[RowFacts]) -> list[Mention]:
    """Where rows are named in a sentence, by title or id, in the order they stand.

    A name is the longest opening of a title, with or without the brand, that the sentence contains: of two words
    (four characters in Chinese), or of one that is written like a name. `Hush 2` so cannot stand for `Hush 1`.
    A brand alone names its rows where nothing else is named.
    """
    text = fold(sentence)
    found: dict[tuple[int, int], list[Product]] = {}
    for facts in known:
        for start, end in _places(sentence, text, facts):
            rows = found.setdefault((start, end), [])
            rows += [facts.row] if facts.row not in rows else []
    longest = [
        Mention(start, end, tuple(rows))
        for (start, end), rows in found.items()
        if not any(a < end and start < b and (b - a, -a) > (end - start, -start) for a, b in found)
    ]
    return sorted(longest or _brands(text, known), key=lambda mention: mention.start)


def thing_in(text: str, shown: Sequence[Product]) -> list[Mention]:
    """The shown product that folded text begins with by what it is: `The kettle`, 这条牵引绳; if only one is."""
    match = _THING.match(text)
    if not match:
        return []
    language = "zh" if match["zh"] else "en"
    said = match[language].split() if language == "en" else [match["zh"][:size] for size in (5, 4, 3, 2)]
    for word in said:
        meant = [row for row in shown if word in (_heads_zh(row.title_zh) if match["zh"] else _head(row.title))]
        if len(word) > 1 and len(meant) == 1:
            end = match.start(language) + match[language].index(word) + len(word)
            return [Mention(match.start(), end, (meant[0],))]
    return []


@lru_cache(maxsize=2048)
def _head(title: str) -> tuple[str, ...]:
    """What a title says the product is: `kettle` of "Oakmere Rush fast-boil kettle 1.7 L"."""
    words = _NOUN.findall(_SIZE.sub("", re.split(r"[,(]| with | for ", fold(title))[0]))
    return tuple(words[-1:])


@lru_cache(maxsize=2048)
def _heads_zh(title: str) -> tuple[str, ...]:
    """The ends of the parts of a Chinese title, of two to five characters."""
    parts = re.split(r"[\s（）()「」《》]", fold(title))
    return tuple(
        part[-size:] for part in parts for size in (5, 4, 3, 2) if len(part) >= size and not part[-1].isascii()
    )


def _brands(text: str, known: Sequence[RowFacts]) -> list[Mention]:
    brands = {facts.row.brand for facts in known if len(facts.row.brand) > 2}
    return [
        Mention(place, place + len(brand), tuple(facts.row for facts in known if facts.row.brand == brand))
        for brand in brands
        for place in whole(text, fold(brand))
    ]


def _places(sentence: str, text: str, facts: RowFacts) -> Iterator[tuple[int, int]]:
    """Where a sentence names a row; each longest opening of a name, as often as it stands there."""
    id_ = fold(facts.row.id)
    for place in whole(text, id_):
        yield place, place + len(id_)
    for name in facts.names:
        end = _longest(text, name)
        if end:
            yield from ((place, place + end) for place in whole(text, name.folded[:end]))
        elif name.one_word:
            for place in whole(sentence, name.one_word):
                if place and not _OTHER_NAME.search(sentence[:place]):
                    yield place, place + len(name.one_word)


def _longest(text: str, name: Name) -> int:
    """The end of the longest opening of a name that stands in the text; 0 where none does."""
    if not name.openings or name.folded[: name.openings[-1]] not in text:
        return 0
    return next((end for end in name.openings if next(whole(text, name.folded[:end]), None) is not None), 0)


def whole(text: str, name: str) -> Iterator[int]:
    """Places of a name that is not part of a longer word or number."""
    place = text.find(name) if name else -1
    while place >= 0:
        end = place + len(name)
        before = name[0].isascii() and place > 0 and text[place - 1] in _WORD
        after = name[-1].isascii() and end < len(text) and (text[end] in _WORD or _decimals(text, end))
        if not before and not after:
            yield place
        place = text.find(name, end if not before and not after else place + 1)


def _decimals(text: str, end: int) -> bool:
    return text[end] == "." and end + 1 < len(text) and text[end + 1].isdigit()
