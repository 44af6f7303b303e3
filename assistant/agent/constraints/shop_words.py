"""What shoppers call the shop's categories, brands and colours, and the reader that finds those words in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from assistant.agent.constraints.numerals import normalise
from assistant.agent.constraints.phrases import JOINED, clauses, is_accessory, is_asked_for, negated, without_idioms
from retrieval.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    names: tuple[str, ...]


class WordFinder:
    """Finds listed words, in singular or plural, and gives the names they stand for."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """`words` maps a word in lower case to the catalogue names it may mean."""
        spread = {form: tuple(names) for word, names in words.items() for form in _forms(word)}
        self._names = {**spread, **{word: tuple(names) for word, names in words.items()}}
        self._pattern = _pattern(self._names)

    def find(self, text: str) -> list[_Found]:
        """Matches in normalised text that do not overlap, longest words first; negated ones left out."""
        text = without_idioms(text)
        found = [_Found(m.start(), m.end(), self._names[m[0]]) for m in self._pattern.finditer(text)]
        refused = negated(text, [(match.start, match.end) for match in found])
        return [match for match, no in zip(found, refused, strict=True) if not no]


@dataclass(frozen=True, slots=True)
class ShopWords:
    """Words in either language -> the catalogue's own names; `colour_attribute` holds colours there, or is empty."""

    categories: WordFinder
    brands: WordFinder
    colours: WordFinder
    colour_attribute: str = ""

    def categories_in(self, text: str) -> tuple[str, ...]:
        """The kinds of product asked for, catalogue names; empty when none is named.

        Of a compound ("phone charger", 手机充电器) the head counts; what follows "for" or "with" is what the product
        is for, not what it is; kinds joined by "and" or "or" all count; negated ones do not.
        """
        text = normalise(text)
        named = self.categories.find(text)
        found = [match for match in named if not is_accessory(text[match.end :])]
        for start, end in clauses(text, [(match.start, match.end) for match in named]):
            inside = [match for match in found if start <= match.start and match.end <= end]
            if inside and is_asked_for(text[:start]):
                return _distinct(_head(text, inside))
        return ()

    def brands_in(self, text: str) -> tuple[str, ...]:
        """The brands asked for, as the catalogue writes them; negated ones left out."""
        return _distinct(self.brands.find(normalise(text)))

    def colours_in(self, text: str) -> tuple[str, ...]:
        """The colours asked for, as the catalogue writes them; negated ones left out."""
        return _distinct(self.colours.find(normalise(text)))


class Catalogue(Protocol):
    """A search engine whose index may be replaced by a newer one."""

    @property
    def generation(self) -> str:
        """Names the index that answers now."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The names its catalogue uses."""


class CurrentShopWords:
    """The shop's words over the catalogue of the moment: new brands are heard as soon as they can be found."""

    def __init__(self, path: Path | None, catalogue: Catalogue) -> None:
        """`path` is the shop's word list; it need not be there."""
        self._path, self._catalogue = path, catalogue
        self._known: tuple[str, ShopWords] | None = None

    def read(self) -> ShopWords:
        """The words, put together anew only when the index is another one."""
        generation, known = self._catalogue.generation, self._known
        if known is None or known[0] != generation:
            names = self._catalogue.vocabulary
            known = (generation, read_shop_words(self._path, names.categories, names.brands, names.attributes))
            self._known = known
        return known[1]


def read_shop_words(
    path: Path | None,
    categories: Iterable[str],
    brands: Iterable[str],
    attributes: Mapping[str, Sequence[str]],
) -> ShopWords:
    """The shop's word list (YAML with `categories` and `colours`, each name -> its words) over what the catalogue has.

    What is not listed is a word for itself. Words for categories or colours that the catalogue does not have are left
    out, so that they can never become a constraint nothing satisfies.
    """
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) if path and path.is_file() else {}
    colour_attribute = next((name for name in ("colour", "color") if name in attributes), "")
    return ShopWords(
        categories=WordFinder(_words_for([c.lower() for c in categories], listed.get("categories") or {})),
        brands=WordFinder({normalise(brand): [brand] for brand in brands if len(brand) > 1}),
        colours=WordFinder(_words_for(attributes.get(colour_attribute, ()), listed.get("colours") or {})),
        colour_attribute=colour_attribute,
    )


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


def _distinct(found: Iterable[_Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for match in found for name in match.names))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, longest first; Latin ones as whole words, which Chinese characters may touch."""
    ordered = sorted(words, key=len, reverse=True)
    parts = (rf"(?<![a-z\d]){re.escape(word)}(?![a-z\d])" if word.isascii() else re.escape(word) for word in ordered)
    return re.compile("|".join(parts) or r"(?!)")


def _forms(word: str) -> set[str]:
    """A listed word, its singular and its plural; Chinese words have one form."""
    if not word.isascii():
        return {word}
    singular = {word}
    if word.endswith("ies"):
        singular.add(word[:-3] + "y")
    elif word.endswith("ves"):
        singular |= {word[:-3] + "f", word[:-3] + "fe"}
    elif word.endswith(("shes", "ches", "xes", "sses")):
        singular.add(word[:-2])
    elif word.endswith("s") and not word.endswith("ss"):
        singular.add(word[:-1])
    return singular | {_plural(one) for one in singular}


def _plural(word: str) -> str:
    if word.endswith("s") and not word.endswith("ss"):
        return word
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"


def _head(text: str, found: list[_Found]) -> list[_Found]:
    """The last kind named and those joined to it by a conjunction."""
    head = [found[-1]]
    for earlier, later in zip(reversed(found[:-1]), reversed(found), strict=False):
        between = text[earlier.end : later.start]
        if not between.strip() or not JOINED.match(between):
            break
        head.insert(0, earlier)
    return head
