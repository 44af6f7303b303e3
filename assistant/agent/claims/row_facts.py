"""What a product's row states, read once for each row: its names, numbers, percentages, amounts and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from assistant.agent.claims.aspects import aspects_around, aspects_of
from assistant.agent.claims.quantities import quantities_in, sized
from assistant.agent.claims.reading import fold, read_claims
from assistant.agent.constraints.currencies import CURRENCY_PATTERN
from assistant.agent.constraints.numerals import DIGITS_PATTERN, numbers_in, read_number
from retrieval.catalog import AttributeValue, Product

WORD = re.compile(r"[a-z][a-z0-9'\-]*|\d+[a-z][a-z0-9\-]*")
"""A Latin word or code in folded text."""
_OTHER_UNIT = {"g": 0.001, "ml": 0.001, "kg": 1000, "l": 1000, "minutes": 1 / 60, "hours": 60, "mm": 0.1, "cm": 0.01}
"""A unit that ends an attribute's name -> what one is in the other unit people use for it."""
_SPAN = re.compile(
    rf"({DIGITS_PATTERN})\s*(?:-|to|and|or|至|到|和|或|、)\s*(?:{DIGITS_PATTERN})\s*(?:{CURRENCY_PATTERN})"
)
_TEXTS_KEPT = 4096
_ROWS_KEPT = 2048
_rows_read: dict[str, RowFacts] = {}
"""By product id. What is read of a row is true of it for as long as the row stays what it was."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount that is stated: in the base of its dimension, what it is about, and the attribute it comes from.

    `attribute` is empty for one from a text; `size` is what one of the stated unit is in the base.
    """

    dimension: str
    base: float
    size: float
    aspects: frozenset[str]
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a text states: its folded form, numbers, values by kind of claim, amounts and words."""

    text: str
    numbers: frozenset[float]
    values: Mapping[str, frozenset[float]]
    facts: tuple[Fact, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name a row, folded; `openings` are the ends of what may stand for it, longest first.

    `one_word` is the first word after the brand, which alone may name the row (`Glade`), as it is written.
    """

    folded: str
    openings: tuple[int, ...]
    one_word: str


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row states; `text` is all its texts, folded, one a line."""

    row: Product
    names: tuple[Name, ...]
    numbers: frozenset[float]
    percents: frozenset[float]
    facts: tuple[Fact, ...]
    text: str
    words: frozenset[str]

    @classmethod
    def of(cls, row: Product) -> RowFacts:
        """Read a row."""
        read = [text_facts(text) for text in texts_of(row) if text]
        return cls(
            row,
            tuple(Name(fold(name), openings(fold(name)), _one_word(name, row)) for name in names_of(row)),
            frozenset(facts_of(row)),
            frozenset(percents_of(row)),
            (*_attribute_facts(row), *(fact for one in read for fact in one.facts)),
            "\n".join(one.text for one in read),
            frozenset().union(*(one.words for one in read), word_set(_attribute_words(row))),
        )


def row_facts(row: Product) -> RowFacts:
    """What a row states; each is read once, however many conversations it is in, and anew when it has changed."""
    known = _rows_read.get(row.id)
    if known is None or known.row != row:
        if len(_rows_read) >= _ROWS_KEPT:
            _rows_read.clear()
        known = _rows_read[row.id] = RowFacts.of(row)
    return known if known.row is row else replace(known, row=row)


@lru_cache(maxsize=_TEXTS_KEPT)
def text_facts(text: str) -> TextFacts:
    """What a text states; each is read once, however many turns it is in."""
    folded = fold(text)
    values: dict[str, set[float]] = {}
    for claim in read_claims(text):
        values.setdefault(claim.kind, set()).add(claim.value or 0.0)
    # in "150 至 2,000 美元" both are money
    opened = {read_number(match[1]) for match in _SPAN.finditer(folded)} - {None}
    values.setdefault("price", set()).update(value for value in opened if value is not None)
    facts = tuple(
        Fact(q.dimension, q.base, q.size, aspects_around(folded, q.start, q.end)) for q in quantities_in(folded)
    )
    kinds = MappingProxyType({kind: frozenset(found) for kind, found in values.items()})
    return TextFacts(folded, frozenset(numbers_in(text)), kinds, facts, word_set(folded))


def word_set(folded: str) -> frozenset[str]:
    """The Latin words of folded text, and the parts of those that are joined by hyphens."""
    words = set(WORD.findall(folded))
    return frozenset(words | {part for word in words if "-" in word for part in word.split("-")})


def facts_of(product: Product) -> set[float]:
    """Every number a product's row states, whatever it measures, and attributes in the other usual unit."""
    numbers = {number for text in texts_of(product) if text for number in text_facts(text).numbers}
    for name, value in product.attributes.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            share = _OTHER_UNIT.get(name.rpartition("_")[2], 1)
            numbers |= {abs(float(value)), round(abs(value) * share, 2), round(abs(value) * share, 1)}
    return numbers


def percents_of(product: Product) -> set[float]:
    """Every percentage a product's row states (its saving aside)."""
    stated = {value for t in texts_of(product) if t for value in text_facts(t).values.get("percent", ())}
    shares = {v for name, v in product.attributes.items() if "percent" in name and isinstance(v, int | float)}
    return stated | shares


def names_of(row: Product) -> Iterator[str]:
    """A row's titles, and each without the brand before it."""
    if row.brand and row.title.startswith(f"{row.brand} "):
        yield row.title[len(row.brand) + 1 :]
    yield from (title for title in (row.title, row.title_zh) if title)
    brand, _, rest = row.title_zh.partition(" ")
    if rest and len(brand) <= 4 and not brand.isascii():
        yield rest


_TOKEN = re.compile(r"[a-z0-9][a-z0-9'.\-]*|[\u4e00-\u9fff]")


def openings(title: str) -> tuple[int, ...]:
    """Ends of a title's openings, longest first, down to two Latin words or four Chinese characters, or its end."""
    weight, run, ends = 0.0, 0, []
    tokens = list(_TOKEN.finditer(title))
    for token in tokens:
        weight += 1 if token[0].isascii() else 0.5
        run = 0 if token[0].isascii() else run + 1
        if weight >= 2 and (run != 1 or token is tokens[-1]):  # the 有 of 有线 also opens 有货
            ends.append(token.end())
    return tuple(ends[::-1]) or tuple(token.end() for token in tokens[1:][-1:])


def texts_of(product: Product) -> list[str]:
    """All texts of a row, its words-valued attributes among them."""
    texts = [product.title, product.title_zh, product.description, product.description_zh, product.id, *product.tags]
    return texts + [_words(value) for value in product.attributes.values()]


def _one_word(name: str, row: Product) -> str:
    first = re.match(r"[A-Z][a-z]{3,}", name)
    return first[0] if first and row.brand and row.title.startswith(f"{row.brand} {name}") else ""


def _attribute_facts(row: Product) -> Iterator[Fact]:
    for name, value in row.attributes.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            stated = sized(name, float(value))
            if stated is not None:
                yield Fact(*stated, aspects_of(name), name)


def _attribute_words(row: Product) -> str:
    """The names of attributes and the category: words a model may write with a capital."""
    return fold(" ".join([*(name.replace("_", " ") for name in row.attributes), *row.category, row.brand]))


def _words(value: AttributeValue) -> str:
    return " ".join(value) if isinstance(value, tuple) else value if isinstance(value, str) else ""
