"""The shop's policies, and the search for the passages that answer a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from retrieval.errors import CatalogError
from retrieval.lexical_index import LexicalIndex
from retrieval.policy_questions import asked_words, asks_for_window
from retrieval.tokens import query_tokens
from retrieval.word_families import roots

LANGUAGES = ("en", "zh")
NEARLY = 0.8
"""Share of the best section's BM25 score that makes another one worth reading too."""


MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """How long something may be sent back: `days` days from delivery, the day itself not counted.

    `kind` is `return` or `exchange`. Where `categories` are given it holds for products of these alone, at any level of
    their path. Orders placed from `placed_from` to `placed_to` (month, day) have until the next `until`, if that is
    later.
    """

    kind: str
    days: int
    categories: tuple[str, ...] = ()
    placed_from: MonthDay | None = None
    placed_to: MonthDay | None = None
    until: MonthDay | None = None

    def last_day(self, placed: date, delivered: date) -> date:
        """The last day on which it may be sent back."""
        usual = delivered + timedelta(days=self.days)
        if self.placed_from is None or self.placed_to is None or self.until is None:
            return usual
        if not self.placed_from <= (placed.month, placed.day) <= self.placed_to:
            return usual
        year = placed.year + (self.until < (placed.month, placed.day))
        return max(usual, date(year, *self.until))


@dataclass(frozen=True, slots=True)
class PolicySection:
    """One rule; `title` and `text` map `en` and `zh` to the words in that language, `topic_title` those of its policy.

    `window` is what the text says about how long something may be sent back, where it says so.
    """

    topic: str
    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    topic_title: Mapping[str, str]
    window: Window | None = None


@dataclass(frozen=True)
class PolicyShelf:
    """All sections of all policies, searchable in either language."""

    sections: tuple[PolicySection, ...]
    _indexes: Mapping[str, LexicalIndex]

    @classmethod
    def load(cls, folder: Path) -> PolicyShelf:
        """Read every `*.yaml` of `folder`; a folder that is not there makes an empty shelf.

        Raises:
            CatalogError: a file is not valid or a section lacks a language.
        """
        sections = tuple(s for file in sorted(folder.glob("*.yaml")) for s in _read(file))
        indexes = {language: _index(sections, language) for language in LANGUAGES}
        return cls(sections, indexes)

    @property
    def topics(self) -> tuple[str, ...]:
        """The policies' names, sorted."""
        return tuple(sorted({section.topic for section in self.sections}))

    def section_on(self, kind: str, category: Sequence[str]) -> PolicySection | None:
        """The rule with the window for a return or an exchange of a product of this category path; None without one.

        A rule for the product's own kind goes before one for all.
        """
        timed = [s for s in self.sections if s.window is not None and s.window.kind == kind]
        own = [s for s in timed if s.window is not None and set(s.window.categories) & set(category)]
        everything = [s for s in timed if s.window is not None and not s.window.categories]
        return next(iter([*own, *everything]), None)

    def find(self, question: str, language: str, topic: str | None = None, top_k: int = 2) -> tuple[PolicySection, ...]:
        """The sections that answer best, best first; of `topic` alone where a known one is given.

        A word counts once, however often the question says it.
        A second section comes along only where it answers nearly as well (NEARLY).
        The rule with the window goes first where the question asks how long there is.
        A question that shares no word with any section gets the first sections of its topic, or nothing.
        """
        allowed = [i for i, section in enumerate(self.sections) if topic not in self.topics or section.topic == topic]
        if not allowed:
            return ()
        scores = self._indexes[language].scores(asked_words(question))[allowed]
        if not scores.any():
            return tuple(self.sections[i] for i in allowed[:top_k]) if topic in self.topics else ()
        best = [i for i in np.argsort(-scores, kind="stable")[:top_k] if scores[i] >= NEARLY * scores.max()]
        found = [self.sections[allowed[i]] for i in best]
        timed = self.section_on(asks_for_window(question), ())
        if timed is not None and self.sections.index(timed) in allowed:
            found = [timed, *(section for section in found if section is not timed)]
        return tuple(found[:top_k])


def _index(sections: Sequence[PolicySection], language: str) -> LexicalIndex:
    """The title counts double: it says what the section is about."""
    return LexicalIndex.build(
        Counter(roots(query_tokens(f"{s.title[language]} {s.title[language]} {s.text[language]}"))) for s in sections
    )


def _read(file: Path) -> list[PolicySection]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        titles = _in_languages(data.get("title") or dict.fromkeys(LANGUAGES, data["topic"]))
        return [_section(data["topic"], titles, row) for row in data["sections"]]
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise CatalogError(f"{file}: is not a policy file ({error!r}); see data/README.md for its shape.") from error


def _section(topic: str, topic_title: Mapping[str, str], row: Mapping[str, Any]) -> PolicySection:
    window = _window(row["window"]) if "window" in row else None
    title, text = _in_languages(row["title"]), _in_languages(row["text"])
    return PolicySection(topic, str(row["id"]), title, text, topic_title, window)


def _in_languages(texts: Mapping[str, Any]) -> dict[str, str]:
    return {language: str(texts[language]) for language in LANGUAGES}


def _window(row: Mapping[str, Any]) -> Window:
    kind, days = str(row["kind"]), int(row["days"])
    if kind not in ("return", "exchange") or days < 0:
        raise ValueError(f"a window is for return or exchange and of 0 days or more, not {dict(row)}")
    ends = {name: _month_day(row[name]) for name in ("placed_from", "placed_to", "until") if name in row}
    return Window(kind, days, tuple(str(name) for name in row.get("categories", ())), **ends)


def _month_day(written: str) -> MonthDay:
    month, day = (int(part) for part in str(written).split("-"))
    date(2001, month, day)  # a year without 29 February: every year has the day
    return month, day
