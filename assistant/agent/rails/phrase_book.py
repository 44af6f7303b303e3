"""Phrases that the rails know, read from `phrases/*.yaml`: small tables that a newcomer can extend.

Each file has a `code` and, per language, `words` (named lists), `phrases`, `weak` phrases, which count only where
nothing in the message speaks of shopping, and `harmless` ones, which look bad, are not, and are taken out before the
rest is read.

A phrase is matched against folded text (`folding.py`: lower case, no apostrophes). It is a regular expression in which

    {ignore}   is any word of that list
    ~3         is up to three other words (in Chinese: characters) of the same sentence; ~ alone is four
    ^          is the start of a request: of the message, a sentence or a clause, politeness left aside
    instruct*  is any word that begins so (English)
    a space    parts words (English) or nothing (Chinese)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LANGUAGES = ("en", "zh")
_GAP = re.compile(r" ?~(\d*) ?")
_OPTIONAL = re.compile(r" (\((?:[^()]*[^() ])\)|\{\w+\})\?")
_LIST = re.compile(r"\{(\w+)\}")
_START = {
    "en": "(?:^|[.,] |\\b(?:and|then|also|but|now|so|or|instead|first|next) )(?:(?:please|pls|kindly|hey|hi|hello|ok|"
    "okay|well|just|now|then|first|can you|could you|would you|will you|you must|you should|you will|i want you to|"
    "i need you to|id like you to|i would like you to|help me to|help me|go ahead and|quickly|try to|your task is to|"
    "you have to) )*+",
    "zh": "(?:^|[.,])(?:请你?|麻烦你?|帮我|给我|替我|能不能|可以|能|现在|那么?|好的?|快|再|先|我要你|我想让你|我希望你|"
    "你|帮忙)*+",
}
"""What may stand before a request. `*+` never gives back what it took, so that no message makes it try for long."""
_FIRST = re.compile(r"(?:\^ ?)?(?:\{(?P<list>\w+)\}|\((?P<group>[^()?]+)\)|(?P<word>[\w]+))(?![?*\w])")
_LITERAL = re.compile(r"[^ *?()\[\]\\+.|{}~$^]*")
_STARTED = re.compile(r"\^ ?")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that a message contains: the file's `code`, the `phrase` as written, `start:end` in the folded text."""

    code: str
    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as written and compiled; a text without any of `openings` cannot have it (None: unknown)."""

    written: str
    pattern: re.Pattern[str]
    openings: tuple[str, ...] | None = None

    def search(self, text: str) -> re.Match[str] | None:
        """The first place of the phrase; most phrases are ruled out by a look at how they open."""
        if self.openings is not None and not any(opening in text for opening in self.openings):
            return None
        return self.pattern.search(text)


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """One file's phrases, both languages together: a shopper may mix them."""

    code: str
    strong: tuple[Phrase, ...]
    weak: tuple[Phrase, ...]
    harmless: tuple[Phrase, ...]
    glued: tuple[Phrase, ...]
    vocabulary: frozenset[str]

    def find(self, folded: str, *, weak: bool = False) -> Found | None:
        """The first phrase that stands in a folded text once what is harmless is taken out; None where none does."""
        for harmless in self.harmless:
            if harmless.search(folded):
                folded = harmless.pattern.sub(_blank, folded)
        return self._first(self.weak if weak else self.strong, folded)

    def find_glued(self, run: str) -> Found | None:
        """The first English phrase in a run of letters without spaces."""
        return self._first(self.glued, run)

    def _first(self, phrases: Iterable[Phrase], text: str) -> Found | None:
        for phrase in phrases:
            if match := phrase.search(text):
                return Found(self.code, phrase.written, match.start(), match.end())
        return None


def _blank(match: re.Match[str]) -> str:
    """As many marks as the harmless words have characters, so that places stay what they were."""
    return "\u00a7" * len(match[0])


@cache
def open_phrase_book(name: str) -> PhraseBook:
    """The book `phrases/<name>.yaml`, read once.

    Raises:
        OSError, KeyError, ValueError, re.error: the file is missing or broken.
    """
    data = yaml.safe_load((Path(__file__).parent / "phrases" / f"{name}.yaml").read_text(encoding="utf-8"))
    words = data["words"]
    strong, weak, harmless = (tuple(_compiled(data.get(kind) or {}, words)) for kind in ("phrases", "weak", "harmless"))
    glued = tuple(Phrase(p, _glued(p, words["en"])) for p in data["phrases"]["en"] if "~" in p and "{" in p)
    return PhraseBook(data["code"], strong, weak, harmless, glued, frozenset(_vocabulary(words["en"])))


def _compiled(phrases: Mapping[str, list[str]], words: Mapping[str, Mapping[str, list[Any]]]) -> Iterator[Phrase]:
    for language in _LANGUAGES:
        for phrase in phrases.get(language) or ():
            openings = _openings(phrase, words[language])
            yield Phrase(phrase, _pattern(phrase, words[language], language), openings)


def _pattern(phrase: str, words: Mapping[str, list[Any]], language: str) -> re.Pattern[str]:
    english = language == "en"
    written = _OPTIONAL.sub(r"(?: \1)?", phrase) if english else phrase
    written = re.sub(r"\((?!\?)", "(?:", written)
    started = _STARTED.sub("\0", written)
    gapped = _GAP.sub(lambda gap: _gap(int(gap[1] or 4), english), started)
    ends = gapped.replace("$", r"(?=\s?(?:[.]|$))").replace("*", "[a-z0-9]*" if english else "*")
    spaced = ends.replace(" ", " (?:, )?" if english else "").replace("\1", " ")
    filled = _LIST.sub(lambda name: _any_of(words[name[1]], language), spaced).replace("\0", _START[language])
    return re.compile(rf"(?<![a-z0-9])(?:{filled})(?![a-z0-9])" if english else filled)


def _openings(phrase: str, words: Mapping[str, list[Any]]) -> tuple[str, ...] | None:
    """How any text with the phrase must have its first word begin; None where that cannot be told from the phrase."""
    first = _FIRST.match(phrase)
    if first is None:
        return None
    entries = words[first["list"]] if first["list"] else (first["group"] or first["word"]).split("|")
    named = (words[entry[1:].partition("}")[0]] if str(entry).startswith("{") else [entry] for entry in entries)
    openings = tuple(_LITERAL.match(str(entry).lower())[0] for group in named for entry in group)  # type: ignore[index]
    return openings if all(openings) else None


def _gap(most: int, english: bool) -> str:
    """Up to `most` words or characters within a sentence; `\1` stands for a space that is kept as it is."""
    return f"(?:\1[^\1.]+){{0,{most}}}?\1" if english else f"[^.]{{0,{most}}}?"


def _any_of(words: Iterable[Any], language: str) -> str:
    """A group of words, longest first so that `ignore` never hides `ignore all`."""
    ordered = sorted(map(str, words), key=len, reverse=True)
    escaped = (re.escape(word.lower()).replace(r"\*", "[a-z0-9]*").replace("\\ ", " ") for word in ordered)
    return "(?:" + "|".join(escaped) + ")"


def _glued(phrase: str, words: Mapping[str, list[Any]]) -> re.Pattern[str]:
    """The English phrase as it reads where its words were written without spaces."""
    bare = re.sub(r"\((?!\?)", "(?:", _OPTIONAL.sub(r"\1?", phrase)).replace("^", "").replace("$", "")
    gapped = _GAP.sub(lambda gap: f"[a-z0-9]{{0,{8 * int(gap[1] or 4)}}}?", bare).replace("*", "").replace(" ", "")
    return re.compile(_LIST.sub(lambda name: _any_of(words[name[1]], "en").replace(" ", ""), gapped))


def _vocabulary(words: Mapping[str, list[Any]]) -> Iterator[str]:
    """The single words of five letters and more, which typing errors may hide."""
    for group in words.values():
        for entry in group:
            yield from (word for word in str(entry).rstrip("*").split() if len(word) >= 5 and word.isalpha())
