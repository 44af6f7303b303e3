"""What shoppers call the shop's categories, brands and colours, and the reader that finds those words in a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import yaml

from assistant.agent.constraints.attribute_words import AttributeWords, attribute_words
from assistant.agent.constraints.numerals import normalise
from assistant.agent.constraints.phrases import JOINED, clauses, is_accessory, is_asked_for
from assistant.agent.constraints.respelled import respelled
from assistant.agent.constraints.word_finder import Found, WordFinder, distinct
from retrieval.errors import UnknownNameError
from retrieval.query import SearchQuery, SearchResult
from retrieval.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class ShopWords:
    """Words in either language -> the catalogue's own names; `colour_attribute` holds colours there, or is empty.

    `chinese` maps a category or colour to what Chinese-speaking shoppers are told, where the shop's list has a word.
    `paths` are the catalogue's category paths (`audio > headphones`); `listed` is the shop's whole word list.
    `brand_names` are the catalogue's brands as it writes them.
    """

    categories: WordFinder
    brands: WordFinder
    colours: WordFinder
    colour_attribute: str = ""
    chinese: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    brand_names: frozenset[str] = frozenset()
    listed: Mapping[str, Any] = field(default_factory=dict)
    catalogue: Catalogue | None = None
    _attributes: dict[tuple[str, ...], AttributeWords] = field(default_factory=dict)

    def categories_in(self, text: str) -> tuple[str, ...]:
        """The kinds of product asked for, catalogue names; empty when none is named.

        Of a compound ("phone charger", 手机充电器) the head counts; what follows "for" or "with" is what the product
        is for, not what it is; kinds joined by "and" or "or" all count; negated ones do not. Misspelled ones are read
        as what they are near.
        """
        text = respelled(normalise(text), self.categories.spellings, self._is_word)
        named = self.categories.find(text)
        found = [match for match in named if not is_accessory(text[match.end :])]
        for start, end in clauses(text, [(match.start, match.end) for match in named]):
            inside = [match for match in found if start <= match.start and match.end <= end]
            if inside and is_asked_for(text[:start]):
                return distinct(_head(text, inside))
        return ()

    def _is_word(self, word: str) -> bool:
        """Whether a word exists, as far as the catalogue can tell; names of brands and colours do."""
        return (
            word in self.brands.words
            or word in self.colours.words
            or (self.catalogue is not None and self.catalogue.knows_word(word))
        )

    def brands_in(self, text: str) -> tuple[str, ...]:
        """The brands asked for, as the catalogue writes them; negated ones left out."""
        return distinct(self.brands.find(normalise(text)))

    def attributes_of(self, categories: tuple[str, ...]) -> AttributeWords:
        """The words for the attributes that products of these kinds have; none where no kind is given or known."""
        if not categories or self.catalogue is None:
            return AttributeWords()
        known = self._attributes.get(categories)
        if known is None:
            known = self._attributes[categories] = self._read_attributes(categories, self.catalogue)
        return known

    def _read_attributes(self, categories: tuple[str, ...], catalogue: Catalogue) -> AttributeWords:
        try:
            vocabulary = catalogue.vocabulary_of(categories)
        except UnknownNameError:
            return AttributeWords()
        return attribute_words(vocabulary, self.listed, [*self.categories.words, *self.colours.words])

    def are_related(self, held: tuple[str, ...], named: tuple[str, ...]) -> bool:
        """Whether two kinds of product are the same thing: they share a name, or one is a department of the other."""
        if {one.lower() for one in held} & {one.lower() for one in named}:
            return True
        return any({one, other} <= levels for levels in self._levels() for one in held for other in named)

    def _levels(self) -> Iterator[set[str]]:
        return ({level.lower() for level in path.split(" > ")} for path in self.paths)

    def stands_on(self, word: str, categories: tuple[str, ...]) -> bool:
        """Whether a product, of these kinds where any are given, has the word in its own text."""
        if self.catalogue is None:
            return False
        try:
            found = self.catalogue.search(SearchQuery(word, categories=categories, top_k=3))
        except UnknownNameError:
            return False
        return any(hit.matched_terms for hit in found.hits)

    def colours_in(self, text: str) -> tuple[str, ...]:
        """The colours asked for, as the catalogue writes them; negated ones left out."""
        return distinct(self.colours.find(normalise(text)))


class Catalogue(Protocol):
    """A search engine whose index may be replaced by a newer one."""

    @property
    def generation(self) -> str:
        """Names the index that answers now."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The names its catalogue uses."""

    def vocabulary_of(self, categories: tuple[str, ...]) -> Vocabulary:
        """The names that products of some categories use; unknown categories raise UnknownNameError."""

    def knows_word(self, word: str) -> bool:
        """Whether a folded English word is known to exist."""

    def search(self, query: SearchQuery) -> SearchResult:
        """The products that satisfy a query, best first."""


MOST_WARMED = 200
"""Kinds of product whose attributes are read at the start; each takes some ten milliseconds."""


class CurrentShopWords:
    """The shop's words over the catalogue of the moment: new brands are heard as soon as they can be found."""

    def __init__(self, path: Path | None, catalogue: Catalogue) -> None:
        """`path` is the shop's word list; it need not be there."""
        self._path, self._catalogue = path, catalogue
        self._known: tuple[str, ShopWords] | None = None

    def warm(self) -> None:
        """Put together now what the first shoppers would wait for: the words, and those of each kind's attributes."""
        words = self.read()
        for category in self._catalogue.vocabulary.categories[:MOST_WARMED]:
            words.attributes_of((category.lower(),))

    def read(self) -> ShopWords:
        """The words, put together anew only when the index is another one."""
        generation, known = self._catalogue.generation, self._known
        if known is None or known[0] != generation:
            names = self._catalogue.vocabulary
            words = read_shop_words(self._path, names.categories, names.brands, names.attributes)
            known = (generation, replace(words, paths=names.category_paths, catalogue=self._catalogue))
            self._known = known
        return known[1]


def read_shop_words(
    path: Path | None,
    categories: Iterable[str],
    brands: Iterable[str],
    attributes: Mapping[str, Sequence[str]],
) -> ShopWords:
    """The shop's word list (YAML, each section name -> its words) over what the catalogue has.

    Its sections are `categories`, `colours`, `brands`, `attributes` and `values`; each may be left out.
    What is not listed is a word for itself. Words for categories or colours that the catalogue does not have are left
    out, so that they can never become a constraint nothing satisfies.
    """
    listed, brands = yaml.safe_load(path.read_text(encoding="utf-8")) if path and path.is_file() else {}, tuple(brands)
    colour_attribute = next((name for name in ("colour", "color") if name in attributes), "")
    return ShopWords(
        categories=WordFinder(_words_for([c.lower() for c in categories], listed.get("categories") or {})),
        brands=WordFinder(_brand_words(brands, listed.get("brands") or {})),
        colours=WordFinder(_words_for(attributes.get(colour_attribute, ()), listed.get("colours") or {})),
        colour_attribute=colour_attribute,
        chinese=_chinese({**(listed.get("colours") or {}), **(listed.get("categories") or {})}),
        listed=listed,
        brand_names=frozenset(brands),
    )


def _brand_words(brands: Iterable[str], listed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """A brand is a word for itself, and so are those that the shop lists for it."""
    known = [brand for brand in brands if len(brand) > 1]
    words = {normalise(word): [brand] for brand in known for word in listed.get(brand, ())}
    return {**words, **{normalise(brand): [brand] for brand in known}}


def _chinese(listed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The first Chinese word that the list gives each name."""
    first = {name: next((word for word in words if not word.isascii()), "") for name, words in listed.items()}
    return {name: word for name, word in first.items() if word}


def _words_for(names: Iterable[str], synonyms: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The words listed for each name -> the names they mean; a word may stand for several.

    A name that is not listed is its own word. One that is listed is not, unless the list says so: a shop that lists no
    "travel" for its travel books wants a "travel mug" left alone.
    """
    words: dict[str, list[str]] = {}
    for name in names:
        for word in synonyms.get(name) or [name]:
            meant = words.setdefault(normalise(word), [])
            meant += [name] if name not in meant else []
    return words


def _head(text: str, found: list[Found]) -> list[Found]:
    """The last kind named and those joined to it by a conjunction."""
    head = [found[-1]]
    for earlier, later in zip(reversed(found[:-1]), reversed(found), strict=False):
        between = text[earlier.end : later.start]
        if not between.strip() or not JOINED.match(between):
            break
        head.insert(0, earlier)
    return head
