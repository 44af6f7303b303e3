"""What the language model was given in this conversation, and so all that its answer may claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.agent.claim_reading import fold
from assistant.agent.numerals import numbers_in
from retrieval.catalog import AttributeValue, Product

_LATIN = re.compile(r"[a-z0-9]+")


@dataclass
class Evidence:
    """Rows, passages and numbers that back an answer; grows as tools answer.

    `shown` is the numbered list the shopper sees, first is 1; `rows` are all products given to the model, in any turn
    of the conversation that it still sees; `passages` are policy texts; `said` are numbers the shopper wrote.
    `currency` is the shop's.
    """

    currency: str
    shown: tuple[Product, ...] = ()
    rows: list[Product] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    said: set[float] = field(default_factory=set)

    def add_rows(self, products: Iterable[Product]) -> None:
        """Adds products that are not there yet."""
        known = {row.id for row in self.rows}
        self.rows.extend(product for product in products if product.id not in known)

    def passage_numbers(self) -> set[float]:
        """Every number in the policy passages."""
        return {number for passage in self.passages for number in numbers_in(passage)}

    def mentioned(self, sentence: str) -> list[tuple[int, tuple[Product, ...]]]:
        """Where rows are named in a sentence by title, with the rows each name may mean, in the order they stand.

        A name is the longest opening of a title that the sentence contains, of at least two words (four characters in
        Chinese), so that `Hush 2` cannot stand for `Hush 1`.
        """
        text = fold(sentence)
        best: dict[int, tuple[int, list[Product]]] = {}
        for row in self.rows:
            for title in (row.title, row.title_zh):
                place, length = _find_title(text, fold(title))
                if length and length > best.get(place, (0, []))[0]:
                    best[place] = (length, [row])
                elif length and length == best[place][0] and row not in best[place][1]:
                    best[place][1].append(row)
        return [(place, tuple(rows)) for place, (_, rows) in sorted(best.items())]


def _find_title(text: str, title: str) -> tuple[int, int]:
    """Place and length of the longest opening of a title in the text; (-1, 0) when there is none."""
    for end in _openings(title):
        place = text.find(title[:end])
        if place >= 0:
            return place, end
    return -1, 0


def _openings(title: str) -> Sequence[int]:
    """Ends of a title's openings, longest first, down to two Latin words or four Chinese characters."""
    ends = [m.end() for m in re.finditer(r"[a-z0-9][a-z0-9'.\-]*|[\u4e00-\u9fff]", title)]
    least = 2 if len(_LATIN.findall(title)) > len(title) / 8 and title[:1].isascii() else 4
    return [end for count, end in enumerate(ends, 1) if count >= least][::-1]


def facts_of(product: Product) -> set[float]:
    """Every number a product's row states, whatever it measures."""
    texts = [product.title, product.title_zh, product.description, product.description_zh, product.id, *product.tags]
    texts += [_words(value) for value in product.attributes.values()]
    numbers = {number for text in texts for number in numbers_in(text)}
    numbers |= {float(v) for v in product.attributes.values() if isinstance(v, int | float) and not isinstance(v, bool)}
    return numbers


def _words(value: AttributeValue) -> str:
    return " ".join(value) if isinstance(value, tuple) else value if isinstance(value, str) else ""
