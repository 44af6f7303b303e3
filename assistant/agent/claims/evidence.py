"""What the language model was given in this conversation, and so all that its answer may claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.agent.claims.reading import fold, read_claims
from assistant.agent.constraints.currencies import CURRENCY_PATTERN
from assistant.agent.constraints.numerals import DIGITS_PATTERN, numbers_in, read_number
from retrieval.catalog import AttributeValue, Product

_TOKEN = re.compile(r"[a-z0-9][a-z0-9'.\-]*|[\u4e00-\u9fff]")
_SPAN = re.compile(
    rf"({DIGITS_PATTERN})\s*(?:-|to|and|or|至|到|和|或|、)\s*(?:{DIGITS_PATTERN})\s*(?:{CURRENCY_PATTERN})"
)
_OTHER_UNIT = {"g": 0.001, "ml": 0.001, "kg": 1000, "l": 1000, "minutes": 1 / 60, "hours": 60, "mm": 0.1, "cm": 0.01}
"""A unit that ends an attribute's name -> what one is in the other unit people use for it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `start:end` of a sentence, and the rows it may mean."""

    start: int
    end: int
    rows: tuple[Product, ...]


@dataclass
class Evidence:
    """Rows, passages and numbers that back an answer; grows as tools answer.

    `shown` is the numbered list the shopper sees, first is 1; `rows` are all products given to the model, in any turn
    of the conversation that it still sees; `passages` are policy texts; `said` are numbers the shopper wrote.
    `facts` are texts on orders, carts and reviews that tools gave: their numbers, prices and ids may be repeated.
    `done` names the writing tools that did something in this turn (`cart_add`): only they may be told as done.
    `currency` is the shop's.
    """

    currency: str
    shown: tuple[Product, ...] = ()
    rows: list[Product] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    said: set[float] = field(default_factory=set)
    facts: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def add_facts(self, *texts: str) -> None:
        """Adds texts that a tool gave (an order's lines, a cart, a review); what they state may be repeated."""
        self.facts.extend(text for text in texts if text and text not in self.facts)

    def add_done(self, tool: str) -> None:
        """Notes that a writing tool did what it is for in this turn; asking the shopper to confirm does not count."""
        self.done.add(tool)

    def add_rows(self, products: Iterable[Product]) -> None:
        """Adds products that are not there yet."""
        known = {row.id for row in self.rows}
        self.rows.extend(product for product in products if product.id not in known)

    def passage_numbers(self) -> set[float]:
        """Every number in the policy passages."""
        return {number for passage in self.passages for number in numbers_in(passage)}

    def passage_values(self, kind: str) -> set[float]:
        """What the policy passages claim of a kind (`price`, `percent`, ...), as `read_claims` names it."""
        values = {claim.value or 0.0 for p in self.passages for claim in read_claims(p) if claim.kind == kind}
        if kind == "price":  # in "150 至 2,000 美元" both are money
            opened = (read_number(m[1]) for p in self.passages for m in _SPAN.finditer(fold(p)))
            values |= {value for value in opened if value is not None}
        return values

    def knows_id(self, written: str) -> bool:
        """Whether an id stands in what the model was given."""
        texts = [*self.passages, *(text for row in self.rows for text in _texts(row))]
        return any(written in fold(text) for text in texts)

    def mentioned(self, sentence: str) -> list[Mention]:
        """Where rows are named in a sentence, by title or id, in the order they stand.

        A name is the longest opening of a title, with or without the brand, that the sentence contains: of two words
        (four characters in Chinese), or of one that is written like a name. `Hush 2` so cannot stand for `Hush 1`.
        A brand alone names its rows where nothing else is named.
        """
        text = fold(sentence)
        found: dict[tuple[int, int], list[Product]] = {}
        for row in self.rows:
            for start, end in _places(sentence, text, row):
                rows = found.setdefault((start, end), [])
                rows += [row] if row not in rows else []
        longest = [
            Mention(start, end, tuple(rows))
            for (start, end), rows in found.items()
            if not any(a < end and start < b and (b - a, -a) > (end - start, -start) for a, b in found)
        ]
        return sorted(longest or self._brands(text), key=lambda mention: mention.start)

    def _brands(self, text: str) -> list[Mention]:
        brands = {row.brand for row in self.rows if len(row.brand) > 2}
        return [
            Mention(place, place + len(brand), tuple(row for row in self.rows if row.brand == brand))
            for brand in brands
            for place in _whole(text, fold(brand))
        ]


def _places(sentence: str, text: str, row: Product) -> Iterator[tuple[int, int]]:
    """Where a sentence names a row; each longest opening of a name, as often as it stands there."""
    for place in _whole(text, fold(row.id)):
        yield place, place + len(row.id)
    for name in _names(row):
        for end in _openings(fold(name)):
            places = list(_whole(text, fold(name)[:end]))
            yield from ((place, place + end) for place in places)
            if places:
                break
        else:
            yield from _one_word(sentence, name, row)


def _one_word(sentence: str, name: str, row: Product) -> Iterator[tuple[int, int]]:
    """Where a sentence names a row by the first word after its brand: `the Glade`, but not `a glade` or `Root ...`."""
    first = re.match(r"[A-Z][a-z]{3,}", name)
    if first and row.brand and row.title.startswith(f"{row.brand} {name}"):
        for place in _whole(sentence, first[0]):
            if place and not re.search(
                r"[^.!?]\s[A-Z]\w+\s$", sentence[:place]
            ):  # "of the Long Meadow" is another name
                yield place, place + len(first[0])


def _names(row: Product) -> Iterator[str]:
    """A row's titles, and each without the brand before it."""
    if row.brand and row.title.startswith(f"{row.brand} "):
        yield row.title[len(row.brand) + 1 :]
    yield from (title for title in (row.title, row.title_zh) if title)
    brand, _, rest = row.title_zh.partition(" ")
    if rest and len(brand) <= 4 and not brand.isascii():
        yield rest


def _openings(title: str) -> Sequence[int]:
    """Ends of a title's openings, longest first, down to two Latin words or four Chinese characters, or its end."""
    weight, run, ends = 0.0, 0, []
    tokens = list(_TOKEN.finditer(title))
    for token in tokens:
        weight += 1 if token[0].isascii() else 0.5
        run = 0 if token[0].isascii() else run + 1
        if weight >= 2 and (run != 1 or token is tokens[-1]):  # the 有 of 有线 also opens 有货
            ends.append(token.end())
    return ends[::-1] or [token.end() for token in tokens[1:][-1:]]


def _whole(text: str, name: str) -> Iterator[int]:
    """Places of a name that is not part of a longer word or number."""
    before = r"(?<![A-Za-z\d])" if name[:1].isascii() else ""
    after = r"(?![A-Za-z\d]|\.\d)" if name[-1:].isascii() else ""
    if name:
        yield from (match.start() for match in re.finditer(before + re.escape(name) + after, text))


def facts_of(product: Product) -> set[float]:
    """Every number a product's row states, whatever it measures, and attributes in the other usual unit."""
    numbers = {number for text in _texts(product) for number in numbers_in(text)}
    for name, value in product.attributes.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            share = _OTHER_UNIT.get(name.rpartition("_")[2], 1)
            numbers |= {abs(float(value)), round(abs(value) * share, 2), round(abs(value) * share, 1)}
    return numbers


def percents_of(product: Product) -> set[float]:
    """Every percentage a product's row states (its saving aside)."""
    stated = {claim.value or 0.0 for t in _texts(product) for claim in read_claims(t) if claim.kind == "percent"}
    shares = {v for name, v in product.attributes.items() if "percent" in name and isinstance(v, int | float)}
    return stated | shares


def _texts(product: Product) -> list[str]:
    texts = [product.title, product.title_zh, product.description, product.description_zh, product.id, *product.tags]
    return texts + [_words(value) for value in product.attributes.values()]


def _words(value: AttributeValue) -> str:
    return " ".join(value) if isinstance(value, tuple) else value if isinstance(value, str) else ""
