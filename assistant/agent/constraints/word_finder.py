"""Finds listed words in a message, in singular or plural, and tells those that are wanted from those refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.agent.constraints.phrases import negated, without_idioms


@dataclass(frozen=True, slots=True)
class Found:
    """A word at `start:end` of the text, and the names it stands for."""

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
        found = [Found(m.start(), m.end(), self._names[m[0]]) for m in self._pattern.finditer(text)]
        refused = negated(text, [(match.start, match.end) for match in found])
        return list(zip(found, refused, strict=True))


def distinct(found: Iterable[Found]) -> tuple[str, ...]:
    """The names of some matches, each once."""
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
