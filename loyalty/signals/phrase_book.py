"""The phrases of `phrases/*.yaml`, read and checked once, and the look that finds which of them a text may have.

How a phrase is written says `phrase_syntax.py`. A file has lists of words, and groups of phrases that say the same of a
shopper: what each key means is written at `Group`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from loyalty.errors import OperatorLoyaltyError
from loyalty.nouns import Aspect, ContactReason, SignalKind
from loyalty.signals.phrase_syntax import CompiledPhrase, Tongue, compile_phrase

FOLDER: Final = Path(__file__).resolve().parent / "phrases"
FILES: Final = (
    "praise",
    "complaint_product",
    "complaint_other",
    "loyal",
    "leaving",
    "price",
    "urgent",
    "unresolved",
    "person",
    "reason",
)
Setting = Literal["question", "hypothetical", "reported", "negated", "quoted", "elsewhere"]
"""Where words stand that take them their meaning; a group may stand there all the same by naming it in `also`."""
Says = SignalKind | Literal["nothing", "thanks", "solved"]

_WORDS: Final = re.compile("[a-z0-9]+")
_HAN: Final = re.compile("[\u2e80-\u9fff]")


class Group(BaseModel):
    """Phrases that say the same.

    `kind` is the signal; `thanks` and `solved` close a matter without being a signal, and `nothing` is no signal at
    all. Signals of the kinds `hides` that overlap it are none ("no complaints"). `aspect` is given where the words
    tell it; else the clause does. `strength` and `confidence`, 0 to 1, hold where nothing in the clause changes them.
    `turned` is the kind that the negated words are ("not good": a complaint). `also` are the settings that take nothing
    from these words; `follows` are words that count only in reply to an answer ("no luck"). `reason` and `weight` are
    for why somebody wrote.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Says = "nothing"
    aspect: Aspect | None = None
    strength: float = Field(default=0.6, ge=0, le=1)
    confidence: float = Field(default=0.85, ge=0, le=1)
    turned: SignalKind | None = None
    also: tuple[Setting, ...] = ()
    follows: bool = False
    hides: tuple[Says, ...] = ()
    reason: ContactReason | None = None
    weight: float = Field(default=1.0, gt=0)
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class PhraseFile(BaseModel):
    """One file: `words` are lists by tongue and name, `groups` in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[Tongue, dict[str, tuple[str, ...]]] = {}
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One phrase, ready to be searched for in a folded text."""

    group: Group
    compiled: CompiledPhrase
    others: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A phrase at a place: `start` to `end` of the folded text, which are those of the text."""

    group: Group
    start: int
    end: int


class PhraseBook:
    """All phrases of some files; safe to use from several threads."""

    def __init__(self, files: Iterable[PhraseFile], shared: PhraseFile) -> None:
        """Compile the phrases; a file's own lists hide shared ones of the same name.

        Raises:
            ValueError: a phrase cannot be read.
        """
        self._by_needle: dict[str, list[Phrase]] = {}
        for phrase in _compiled(files, shared):
            for needle in phrase.compiled.needles:
                self._by_needle.setdefault(needle, []).append(phrase)
        self._needles = frozenset(self._by_needle)

    def __len__(self) -> int:
        return len({id(phrase) for phrases in self._by_needle.values() for phrase in phrases})

    def find(self, folded: str) -> list[Hit]:
        """Every place of every phrase, by where it starts, the longer one first."""
        marks = _marks(folded)
        phrases = {
            phrase
            for needle in self._needles & marks
            for phrase in self._by_needle[needle]
            if not phrase.others or not any(map(marks.isdisjoint, phrase.others))
        }
        hits = [
            Hit(phrase.group, match.start(), match.end())
            for phrase in phrases
            for match in phrase.compiled.pattern.finditer(folded)
        ]
        return sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.group.kind))


def _marks(folded: str) -> set[str]:
    """Every word of a text, and every one and two characters of its Chinese."""
    marks = set(_WORDS.findall(folded))
    if "'" in folded:
        marks.update(_WORDS.findall(folded.replace("'", "")))
    if not folded.isascii() and _HAN.search(folded):
        marks.update(folded)
        marks.update(map(str.__add__, folded, folded[1:]))
    return marks


def _compiled(files: Iterable[PhraseFile], shared: PhraseFile) -> Iterator[Phrase]:
    tongues: tuple[Tongue, ...] = ("en", "zh")
    for file in files:
        for tongue in tongues:
            lists: Mapping[str, tuple[str, ...]] = {**shared.words.get(tongue, {}), **file.words.get(tongue, {})}
            for group in file.groups:
                for written in group.en if tongue == "en" else group.zh:
                    compiled = compile_phrase(written, lists, tongue)
                    yield Phrase(group, compiled, compiled.others)


@cache
def shipped_phrases() -> PhraseBook:
    """The phrases that travel with the package.

    Raises:
        OperatorLoyaltyError: a file was changed so that it cannot be read.
    """
    try:
        return PhraseBook(map(read_file, FILES), read_file("words"))
    except (ValueError, yaml.YAMLError) as error:
        raise OperatorLoyaltyError(
            f"The phrases of loyalty/signals cannot be used: {error}; undo the change."
        ) from error


def read_file(name: str, folder: Path = FOLDER) -> PhraseFile:
    """One file by its name without `.yaml`.

    Raises:
        OSError, ValueError: it is not there, or not of the form.
    """
    return PhraseFile.model_validate(yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")))
