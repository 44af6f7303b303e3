"""How a phrase is written, and the regular expression and the needles that it becomes.

A phrase is matched against folded text (`folding.py`). It is a regular expression in which

    {negator}   is any entry of that list
    ~3          is up to three other words (in Chinese: characters) of the same sentence
    a space     parts words (English) or nothing (Chinese); an optional group takes the space before it along
    don't       is `dont` and `do not` as well; so with every short form
    .           is a full stop

and groups name nothing and are not repeated without end.

**Needles** are words (English) or runs of one or two characters (Chinese) of which every text with the phrase has at
least one. They let a text be ruled out by a look at a set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final, Literal

Tongue = Literal["en", "zh"]
Lists = Mapping[str, Sequence[str]]

_SHORT: Final = {
    "n't": "n'?t| not",
    "'m": "'?m| am",
    "'ll": "'?ll| will",
    "'ve": "'?ve| have",
    "'re": "'?re| are",
    "'d": "'?d| would",
    "'s": "'?s| is| has",
}
_WHOLE: Final = {"can't": "(?:can'?t|cannot|can not)", "won't": "(?:won'?t|will not)"}
_PARTED: Final = {"can't": ("cant", "cannot", "can"), "won't": ("wont", "will")}
_COMMON_WORDS: Final = (
    "a an the i me my you your we our us it its this that these those them they he she his her is are was were "
    "be been am will would can could do does did has have had get got go going to of in on at for from with by "
    "and or but so not no dont cant wont didnt doesnt isnt im ive ill thats what how when where which who why "
    "if all any some one very too just really again more much than as about out up there here now like want "
    "need please only even still ever never good make made thing things way time cannot id s t m "
)
_COMMON: Final = frozenset(_COMMON_WORDS.split())
_COMMON_HAN: Final = frozenset("的了不是我你有在这那个就也都还没要会能可以一什么很太吗吧呢啊到说来去给")
_BETWEEN: Final = r"[ ,\-'\"*]{1,3}"
_WORD: Final = re.compile("[a-z0-9]+")
_SPACE: Final = re.compile(r" +\??")
_QUANTIFIER: Final = re.compile(r"\?|\{\d+,\d+\}|\*")
_PART: Final = re.compile(
    r"\{(?P<list>\w+)\}|~(?P<gap>\d+)|(?P<raw>\[[^\]]+\]|[\^$]|\\[bB])|(?P<word>(?:\\.|[^\s(){}~|\[\]^$\\*])+)"
)


@dataclass(frozen=True)
class CompiledPhrase:
    """A phrase as it is searched for; a text with it has one of `needles`, and one of each of `others`."""

    source: str
    needles: frozenset[str]
    others: tuple[frozenset[str], ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression; made at its first use, for there are a thousand and few texts need many."""
        return re.compile(self.source)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a phrase: its expression, its needles (None where none can be told), how it joins what is before."""

    source: str
    needles: frozenset[str] | None
    quantifier: str = ""
    spaced: str = ""
    gap: int | None = None


def compile_phrase(phrase: str, lists: Lists, tongue: Tongue) -> CompiledPhrase:
    """What to search a folded text for.

    Raises:
        ValueError: a list that is not there, a mark out of place, or nothing that must be there.
    """
    reader = _Reader(phrase, lists, tongue == "en")
    source, needles = reader.choice()
    others = tuple(one for one in reader.outer if one != needles)
    if reader.at < len(phrase):
        raise ValueError(f"{phrase!r} cannot be read from {phrase[reader.at :]!r} on")
    if not needles:
        raise ValueError(f"{phrase!r} has nothing that must be there")
    return CompiledPhrase(rf"(?<![a-z0-9]){source}(?![a-z0-9])" if tongue == "en" else source, needles, others)


class _Reader:
    """Reads one phrase from left to right; `at` is how far, `outer` are the needles of the parts read last."""

    def __init__(self, phrase: str, lists: Lists, english: bool) -> None:
        self._phrase, self._lists, self._english = phrase, lists, english
        self.at = 0
        self.outer: list[frozenset[str]] = []

    def choice(self) -> tuple[str, frozenset[str] | None]:
        """Runs of parts with `|` between, up to a closing bracket or the end."""
        runs = [list(self._parts())]
        while self._next() == "|":
            self.at += 1
            runs.append(list(self._parts()))
        sources = [self._joined(run) for run in runs]
        needles = [_best(run) for run in runs]
        self.outer = [part.needles for part in runs[0] if part.needles] if len(runs) == 1 else []
        united = None if None in needles else frozenset().union(*(one for one in needles if one))
        return (f"(?:{'|'.join(sources)})" if len(sources) > 1 else sources[0]), united

    def _parts(self) -> Iterator[_Part]:
        while (mark := self._next()) and mark not in "|)":
            space = _SPACE.match(self._phrase, self.at)
            if space:
                self.at = space.end()
                if not self._next() or self._next() in "|)":
                    return
            yield self._part(space[0] if space else "")

    def _part(self, spaced: str) -> _Part:
        if self._phrase.startswith(("(?!", "(?=", "(?<"), self.at):
            return _Part(self._zero_width(), None, spaced=spaced)
        if self._next() == "(":
            self.at += 1
            source, needles = self.choice()
            if self._next() != ")":
                raise ValueError(f"{self._phrase!r} has a bracket that is not closed")
            self.at += 1
            return self._quantified(_grouped(source), needles, spaced)
        found = _PART.match(self._phrase, self.at)
        if found is None or (found["list"] and found["list"] not in self._lists):
            raise ValueError(f"{self._phrase!r} cannot be read from {self._phrase[self.at :]!r} on")
        self.at = found.end()
        if found["gap"]:
            return _Part("", None, spaced=spaced, gap=int(found["gap"]))
        if found["raw"]:
            return self._quantified(found["raw"], None, spaced)
        if found["list"]:
            return self._quantified(*self._list(found["list"]), spaced)
        return _Part(*self._word(found["word"]), spaced=spaced)

    def _quantified(self, source: str, needles: frozenset[str] | None, spaced: str) -> _Part:
        found = _QUANTIFIER.match(self._phrase, self.at)
        if found is None:
            return _Part(source, needles, spaced=spaced)
        self.at = found.end()
        mark = "{0,3}" if found[0] == "*" else found[0]
        return _Part(source, None if mark == "?" or mark.startswith("{0") else needles, mark, spaced)

    def _zero_width(self) -> str:
        start, depth = self.at, 0
        while self.at < len(self._phrase):
            depth += {"(": 1, ")": -1}.get(self._phrase[self.at], 0)
            self.at += 1
            if not depth:
                return self._phrase[start : self.at]
        raise ValueError(f"{self._phrase!r} has a bracket that is not closed")

    def _list(self, name: str) -> tuple[str, frozenset[str] | None]:
        read = [_Reader(entry, {}, self._english).choice() for entry in self._lists[name]]
        ordered = sorted((source for source, _ in read), key=len, reverse=True)
        return f"(?:{'|'.join(ordered)})", frozenset().union(*(needles for _, needles in read if needles))

    def _word(self, word: str) -> tuple[str, frozenset[str]]:
        spellings = list(_spellings(word))
        if self._english:
            return _short_forms(word), frozenset(needle for one in spellings for needle in _word_needles(one))
        return word.replace(".", r"\.").replace(r"\\.", r"\."), frozenset(map(_rare_pair, spellings))

    def _joined(self, run: Sequence[_Part]) -> str:
        return _english(run) if self._english else _chinese(run)

    def _next(self) -> str:
        return self._phrase[self.at : self.at + 1]


def _english(run: Iterable[_Part]) -> str:
    """Each part brings the space before it, so that what is optional takes it along."""
    parts: list[str] = []
    joint, opened = "", False
    for part in run:
        if part.gap is not None:
            joint = rf"(?:{_BETWEEN}[^\s.!?;,]+){{0,{part.gap}}}?{_BETWEEN}"
            continue
        before = joint or {"": "", " ?": "[ -]?"}.get(part.spaced, _BETWEEN)
        joint = ""
        if not opened and part.quantifier == "?":
            parts.append(rf"(?:{part.source}{_BETWEEN})?")
            continue
        one = f"{part.source}{part.quantifier if part.quantifier != '?' else ''}"
        before = before if opened else ""
        parts.append(f"(?:{before}{one})?" if part.quantifier == "?" else f"{before}{one}")
        opened = True
    return "".join(parts)


def _chinese(run: Iterable[_Part]) -> str:
    return "".join(
        rf"[^.!?;\n]{{0,{part.gap}}}?" if part.gap is not None else f"{part.source}{part.quantifier}" for part in run
    )


def _grouped(source: str) -> str:
    return source if source.startswith("(?:") and source.endswith(")") and source.count("(") == 1 else f"(?:{source})"


def _spellings(word: str) -> Iterator[str]:
    """The word with and without each character that `?` makes optional, and without backslashes."""
    pieces = re.findall(r"\\?(.)(\?)?", word)
    for choice in product(*((one, "") if optional else (one,) for one, optional in pieces[:12])):
        yield "".join(choice) + "".join(one for one, _ in pieces[12:])


def _short_forms(word: str) -> str:
    """An English word with its short forms spelled out."""
    if word in _WHOLE:
        return _WHOLE[word]
    escaped = word if "\\" in word else word.replace(".", r"\.").replace("+", r"\+")
    for ending, either in _SHORT.items():
        if word.endswith(ending) and len(word) > len(ending):
            return f"{escaped.removesuffix(ending)}(?:{either})"
    return escaped


def _word_needles(word: str) -> tuple[str, ...]:
    """A short form stands for its joined and its parted spelling."""
    if word in _PARTED:
        return _PARTED[word]
    if "'" in word:
        return word.replace("'", ""), word.removesuffix("n't").partition("'")[0]
    words = _WORD.findall(word)
    return (min(words, key=_dear),) if words else ()


def _rare_pair(word: str) -> str:
    pairs = [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    return min(pairs, key=lambda pair: sum(one in _COMMON_HAN for one in pair))


def _best(run: Iterable[_Part]) -> frozenset[str] | None:
    choices = [part.needles for part in run if part.needles]
    return min(choices, key=lambda needles: sum(map(_dear, needles))) if choices else None


def _dear(needle: str) -> int:
    """How often a needle is met where the phrase is not: many texts have `the`, few `refund`."""
    if needle in _COMMON or set(needle) <= _COMMON_HAN:
        return 40
    return 12 if len(needle) == 1 else 1
