"""The names a catalogue uses, for turning a shopper's words into constraints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from retrieval.attributes import NO, YES, Attribute
from retrieval.catalog import Product
from retrieval.filters import FilterColumns
from retrieval.postings import Mask, Postings

MOST_WORDS: Final = 2_000
"""Values listed of one attribute, those of the most products; what has more (a model number) is no choice of words."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The unit in which an attribute is stated, empty where it is a plain number, and the lowest and highest value."""

    unit: str
    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Distinct names as the catalogue writes them, sorted; one that is written in several ways stands here once.

    `categories` has every level of every path, `category_paths` the whole paths. `attributes` maps the name of each
    word-valued attribute to its values; `numeric_attributes` and `yes_no_attributes` name the others. `measures` says
    for each numeric attribute in which units it is stated; one attribute may be all three.
    """

    brands: tuple[str, ...]
    categories: tuple[str, ...]
    category_paths: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    numeric_attributes: tuple[str, ...]
    yes_no_attributes: tuple[str, ...]
    measures: Mapping[str, tuple[Measure, ...]]

    @property
    def departments(self) -> tuple[str, ...]:
        """The first level of every path, one that stands alone among them."""
        paths = [path.split(" > ") for path in self.category_paths]
        deeper = {level for path in paths for level in path[1:]}
        return _sorted({path[0] for path in paths} | set(self.categories) - deeper)

    @classmethod
    def of(cls, products: Iterable[Product]) -> Vocabulary:
        """Collect the names of `products`."""
        return cls.of_columns(FilterColumns.of(products))

    @classmethod
    def of_columns(cls, columns: FilterColumns, alive: Mask | None = None) -> Vocabulary:
        """Collect the names of the rows that are `alive` (n,)."""
        words = {a.name: _words(a, alive) for a in columns.attributes.values()}
        measures = {a.name: tuple(_measures(a, alive)) for a in columns.attributes.values()}
        yes_no = [a.name for a in columns.attributes.values() if a.is_yes_no and a.words.is_used(alive)]
        return cls(
            _sorted(columns.brands.used(alive)),
            _sorted(columns.levels.used(alive)),
            _sorted(columns.paths.used(alive)),
            {name: words[name] for name in sorted(words) if words[name]},
            _sorted(name for name, found in measures.items() if found),
            _sorted(yes_no),
            {name: measures[name] for name in sorted(measures) if measures[name]},
        )


def _words(attribute: Attribute, alive: Mask | None) -> tuple[str, ...]:
    """The words stated, but for the yes and no of one that is stated as true or false."""
    said = _most_used(attribute.words, alive)
    return _sorted(word for word in said if not (attribute.is_yes_no and word in (YES, NO)))


def _most_used(words: Postings, alive: Mask | None) -> tuple[str, ...]:
    if len(words.names) <= MOST_WORDS:
        return words.used(alive)
    counts = words.counts(alive)
    best = np.argpartition(-counts, MOST_WORDS)[:MOST_WORDS]
    return tuple(words.names[code] for code in best.tolist() if counts[code])


def _measures(attribute: Attribute, alive: Mask | None) -> Iterator[Measure]:
    for unit, numbers in attribute.numbers.items():
        values = numbers.of(alive)
        if len(values):
            yield Measure(unit, float(values.min()), float(values.max()))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name))
