"""What shoppers call the shop's categories, brands and colours, and the reader that finds those words in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from assistant.agent.money import normalise

_NEGATED = re.compile(
    r"(?:\b(?:not|no|without|except|instead of|other than|rather than|don't (?:want|need|like))(?: an?| any| the)? ?|"
    r"(?:不要|不想要|不是|别|除了|讨厌|不喜欢))$"
)
_CLAUSE = re.compile(
    r"[,.;:!?，。；：！？\n]|\b(?:for|with|from|about|under|below|over|that|which|to go|compatible|suitable|like)\b"
)
_JOINED = re.compile(r"^[\s、/&+]*(?:and|or|、|和|或者?|以及|还是|跟|与)?[\s、/&+]*(?:an?|some|the)?\s*$")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class ShopWords:
    """Words in either language -> the catalogue's own names, all in lower case.

    `categories`: word -> category names it may mean; `brands`: word -> brand; `colours`: word -> colour value;
    `colour_attribute`: the attribute that holds colours in this catalogue, or empty.
    """

    categories: Mapping[str, tuple[str, ...]]
    brands: Mapping[str, str]
    colours: Mapping[str, str]
    colour_attribute: str = ""

    def categories_in(self, text: str) -> tuple[str, ...]:
        """The kinds of product asked for, catalogue names; empty when none is named.

        Of a compound ("phone charger", 手机充电器) the head counts; what follows "for" or "with" is what the product
        is for, not what it is; kinds joined by "and" or "or" all count; negated ones do not.
        """
        text = normalise(text)
        found = self._matches(text, self._category_pattern, self.categories)
        for clause_start, clause_end in _clauses(text):
            inside = [
                f for f in found if clause_start <= f.start and f.end <= clause_end and not _negated(text, f.start)
            ]
            if inside:
                return tuple(dict.fromkeys(name for f in _head(text, inside) for name in f.names))
        return ()

    def brands_in(self, text: str) -> tuple[str, ...]:
        """The brands asked for, as the catalogue writes them; negated ones left out."""
        text = normalise(text)
        words = {word: (brand,) for word, brand in self.brands.items()}
        found = self._matches(text, self._brand_pattern, words)
        return tuple(dict.fromkeys(f.names[0] for f in found if not _negated(text, f.start)))

    def colours_in(self, text: str) -> tuple[str, ...]:
        """The colours asked for, as the catalogue writes them; negated ones left out."""
        text = normalise(text)
        words = {word: (colour,) for word, colour in self.colours.items()}
        found = self._matches(text, self._colour_pattern, words)
        return tuple(dict.fromkeys(f.names[0] for f in found if not _negated(text, f.start)))

    @cached_property
    def _category_pattern(self) -> re.Pattern[str]:
        return _pattern(self.categories)

    @cached_property
    def _brand_pattern(self) -> re.Pattern[str]:
        return _pattern(self.brands)

    @cached_property
    def _colour_pattern(self) -> re.Pattern[str]:
        return _pattern(self.colours)

    @staticmethod
    def _matches(text: str, pattern: re.Pattern[str], names: Mapping[str, tuple[str, ...]]) -> list[_Found]:
        """Non-overlapping matches, longest word first at each place."""
        return [_Found(m.start(), m.end(), names[_singular(m[0], names)]) for m in pattern.finditer(text)]


def read_shop_words(
    path: Path | None,
    categories: Iterable[str],
    brands: Iterable[str],
    attributes: Mapping[str, Sequence[str]],
) -> ShopWords:
    """The shop's word list (YAML with `categories` and `colours`, each name -> its words) over what the catalogue has.

    Every category and brand of the catalogue is a word for itself. Words for categories or colours that the
    catalogue does not have are left out, so that they can never become a constraint nothing satisfies.
    """
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) if path and path.is_file() else {}
    known = {name.lower() for name in categories}
    words: dict[str, list[str]] = {name: [name] for name in known}
    for name, synonyms in (listed.get("categories") or {}).items():
        for word in synonyms if name in known else ():
            words.setdefault(normalise(word), []).append(name)
    colour_attribute = next((name for name in ("colour", "color") if name in attributes), "")
    colours = {value.lower() for value in attributes.get(colour_attribute, ())}
    spoken = {value: value for value in colours}
    for name, synonyms in (listed.get("colours") or {}).items():
        spoken.update({normalise(word): name for word in synonyms if name in colours})
    return ShopWords(
        categories={word: tuple(dict.fromkeys(names)) for word, names in words.items()},
        brands={normalise(brand): brand for brand in brands if len(brand) > 1},
        colours=spoken,
        colour_attribute=colour_attribute,
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, longest first; Latin ones as whole words, in singular or plural."""
    parts = [
        rf"\b{re.escape(_stem(word))}(?:s|es|y|ies)?\b" if word.isascii() else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(parts) or r"(?!)")


def _stem(word: str) -> str:
    """The word without its plural ending, as `_pattern` looks for it."""
    for ending in ("ies", "es", "s", "y"):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _singular(found: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """The listed word that `found` is a form of."""
    return found if found in names else next(word for word in names if word.isascii() and _stem(word) == _stem(found))


def _negated(text: str, start: int) -> bool:
    return bool(_NEGATED.search(text[:start]))


def _clauses(text: str) -> list[tuple[int, int]]:
    edges = [0, *(place for m in _CLAUSE.finditer(text) for place in m.span()), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _head(text: str, found: list[_Found]) -> list[_Found]:
    """The last kind named and those joined to it by a conjunction."""
    head = [found[-1]]
    for earlier, later in zip(reversed(found[:-1]), reversed(found), strict=False):
        between = text[earlier.end : later.start]
        if not between.strip() or not _JOINED.match(between):
            break
        head.insert(0, earlier)
    return head
