"""The shop's policies, and the search for the passages that answer a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from retrieval.errors import CatalogError
from retrieval.lexical_index import LexicalIndex
from retrieval.tokens import query_tokens
from retrieval.word_families import roots

LANGUAGES = ("en", "zh")
NEARLY = 0.8
"""Share of the best section's BM25 score that makes another one worth reading too."""


@dataclass(frozen=True, slots=True)
class PolicySection:
    """One rule; `title` and `text` map `en` and `zh` to the words in that language."""

    topic: str
    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]


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

    def find(self, question: str, language: str, topic: str | None = None, top_k: int = 2) -> tuple[PolicySection, ...]:
        """The sections that answer best, best first; of `topic` alone where a known one is given.

        A second section comes along only where it answers nearly as well (NEARLY).
        A question that shares no word with any section gets the first sections of its topic, or nothing.
        """
        allowed = [i for i, section in enumerate(self.sections) if topic not in self.topics or section.topic == topic]
        if not allowed:
            return ()
        scores = self._indexes[language].scores(roots(query_tokens(question)))[allowed]
        if not scores.any():
            return tuple(self.sections[i] for i in allowed[:top_k]) if topic in self.topics else ()
        best = [i for i in np.argsort(-scores, kind="stable")[:top_k] if scores[i] >= NEARLY * scores.max()]
        return tuple(self.sections[allowed[i]] for i in best)


def _index(sections: Sequence[PolicySection], language: str) -> LexicalIndex:
    """The title counts double: it says what the section is about."""
    return LexicalIndex.build(
        Counter(roots(query_tokens(f"{s.title[language]} {s.title[language]} {s.text[language]}"))) for s in sections
    )


def _read(file: Path) -> list[PolicySection]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        return [_section(data["topic"], row) for row in data["sections"]]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise CatalogError(f"{file}: is not a policy file ({error!r}); see data/README.md for its shape.") from error


def _section(topic: str, row: Mapping[str, Any]) -> PolicySection:
    texts = {name: {language: str(row[name][language]) for language in LANGUAGES} for name in ("title", "text")}
    return PolicySection(topic, str(row["id"]), texts["title"], texts["text"])
