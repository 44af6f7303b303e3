"""Finds listed words in a message, in singular or plural, and tells those that are wanted from those refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.agent.constraints.phrases import negated, without_idioms
from assistant.agent.constraints.respelled import spellings

START = 2
"""By how many of their first characters words are looked up: far quicker than one pattern of a thousand words."""
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@dataclass(frozen=True, slots=True)
class Found:
    """A word at `start:end` of the text, and the names it stands for."""

    start: int
    end: int
    names: tuple[str, ...]


class WordFinder:
    """Finds listed words, in singular or plural, and gives the names they stand for.

    `spellings` are those that misspelled words are read as.
    """

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """`words` maps a word in lower case to the catalogue names it may mean."""
        spread = {form: tuple(names) for word, names in words.items() for form in _forms(word)}
        self._names: dict[str, tuple[str, ...]] = {**spread, **{word: tuple(names) for word, names in words.items()}}
        self.spellings = spellings(self._names)
        self._by_start: dict[str, list[str]] = {}
        for word in sorted(self._names, key=len, reverse=True):
            self._by_start.setdefault(word[:START], []).append(word)

    @property
    def words(self) -> Iterable[str]:
        """The words it finds, in all their forms."""
        return self._names.keys()

    def find(self, text: str) -> list[Found]:
        """Matches in normalised text that do not overlap, longest words first; negated ones left out."""
        return [match for match, refused in self.judged(text) if not refused]

    def refused(self, text: str) -> list[Found]:
        """The negated matches in normalised text."""
        return [match for match, refused in self.judged(text) if refused]

    def judged(self, text: str) -> list[tuple[Found, bool]]:
        """All matches in normalised text, and whether each is negated."""
        text = without_idioms(text)
        found = [Found(start, start + len(word), self._names[word]) for start, word in self._words_in(text)]
        refused = negated(text, [(match.start, match.end) for match in found])
        return list(zip(found, refused, strict=True))

    def _words_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Where words stand, from the front, the longest at each place; Latin ones whole, though Han may touch them."""
        place = 0
        while place < len(text):
            word = self._word_at(text, place)
            if word:
                yield place, word
            place += len(word) or 1

    def _word_at(self, text: str, place: int) -> str:
        longer, shortest = text[place : place + START], text[place]
        known: list[str] = [*self._by_start.get(longer, ()), *self._by_start.get(shortest, ())]
        for word in known:
            if text.startswith(word, place) and (not word.isascii() or _is_apart(text, place, place + len(word))):
                return word
        return ""


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit touches the part of a text."""
    return not (start and text[start - 1] in _LATIN) and not (end < len(text) and text[end] in _LATIN)


def distinct(found: Iterable[Found]) -> tuple[str, ...]:
    """The names of some matches, each once."""
    return tuple(dict.fromkeys(name for match in found for name in match.names))


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
