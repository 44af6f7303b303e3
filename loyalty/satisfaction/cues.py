"""The words that features count, read from `cues.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parent / "cues.yaml"
MOST_CHARS: Final = 4_000
"""Of one message or answer; what stands after is not read."""
_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_WORDS_KEPT: Final = 20_000
_HAN_A_WORD: Final = 1.6
"""Chinese characters to a word, about; message lengths in both languages are then of one size."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as cues are looked for: lower case, straight apostrophes, its English words and its runs of Chinese."""

    text: str
    words: tuple[str, ...]
    spaced: str
    han: tuple[str, ...]

    @property
    def length(self) -> float:
        """How many words it has; Chinese counts one for every 1.6 characters."""
        return len(self.words) + sum(map(len, self.han)) / _HAN_A_WORD

    @property
    def content(self) -> frozenset[str]:
        """What it is about, roughly: words of four letters and more, numbers, pairs of Chinese characters."""
        latin = {word for word in self.words if len(word) > 3 or word.isdigit()}
        return frozenset(latin.union(run[i : i + 2] for run in self.han for i in range(len(run) - 1)))


@dataclass(frozen=True, eq=False)
class CueList:
    """One list of cues: whole words, beginnings and ends of words, phrases by their first word, marks, and Chinese."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]
    marks: tuple[str, ...]
    chinese: re.Pattern[str]

    def count(self, said: Folded) -> int:
        """How often a cue of the list occurs."""
        found = sum(map(self._is_cue, said.words))
        for first in self.phrases.keys() & set(said.words):
            found += sum(map(said.spaced.count, self.phrases[first]))
        found += sum(map(said.text.count, self.marks))
        return found + (len(self.chinese.findall(said.text)) if said.han else 0)

    @cached_property
    def _is_cue(self) -> Callable[[str], bool]:
        """Whether a word is a cue; the usual words of a language are looked at once."""

        @lru_cache(_WORDS_KEPT)
        def is_cue(word: str) -> bool:
            return word in self.words or word.startswith(self.beginnings) or word.endswith(self.ends)

        return is_cue

    def __contains__(self, said: Folded) -> bool:
        """Whether any cue of the list occurs."""
        return self.count(said) > 0


def cues() -> Mapping[str, CueList]:
    """The lists by name."""
    return _read(FILE)


def folded(text: str) -> Folded:
    """The text as cues are looked for, cut at `MOST_CHARS`."""
    plain = text[:MOST_CHARS].lower().replace("’", "'")
    words = tuple(_WORD.findall(plain))
    return Folded(plain, words, f" {' '.join(words)} ", tuple(_HAN.findall(plain)))


@cache
def _read(file: Path) -> Mapping[str, CueList]:
    import yaml

    lists: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: _list(row["en"], row["zh"]) for name, row in lists.items()}


def _list(english: list[str], chinese: list[str]) -> CueList:
    """A star at an end of an English cue stands for any letters; one of marks is looked for as it is."""
    plain = [cue for cue in english if "*" not in cue]
    words = [cue for cue in plain if _WORD.fullmatch(cue)]
    phrases = [cue for cue in plain if " " in cue]
    return CueList(
        words=frozenset(words),
        beginnings=tuple(cue.rstrip("*") for cue in english if cue.endswith("*")),
        ends=tuple(cue.lstrip("*") for cue in english if cue.startswith("*")),
        phrases={
            first: tuple(f" {cue} " for cue in phrases if _WORD.findall(cue)[0] == first)
            for first in {_WORD.findall(cue)[0] for cue in phrases}
        },
        marks=tuple(cue for cue in plain if cue not in words and cue not in phrases),
        chinese=re.compile("|".join(map(re.escape, sorted(chinese, key=len, reverse=True)))),
    )
