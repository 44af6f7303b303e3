"""One version of one prompt: named templates, the variables they need, and a hash of what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from string import Template
from types import MappingProxyType

from prompts.errors import PromptError

SHIPPED_AT_MOST = 1000
"""Versions up to this number come with Daogou; a shop's own begin after it, so that no release can take one's place."""


@dataclass(frozen=True)
class Prompt:
    """A published or draft prompt.

    `version` counts from 1, a shop's own from `SHIPPED_AT_MOST` + 1. `texts` maps a dotted key (`answer.en`) to a
    `string.Template` text; `variables` are the names that the texts use, together. `file` is where it was read from,
    and takes no part in equality or the hash.
    """

    name: str
    version: int
    description: str
    variables: tuple[str, ...]
    texts: Mapping[str, str]
    file: Path | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", MappingProxyType(dict(self.texts)))

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def label(self) -> str:
        """Name and version as one word: `shopping_agent@1`."""
        return f"{self.name}@{self.version}"

    @property
    def is_own(self) -> bool:
        """Whether the shop published it, and it did not come with Daogou."""
        return self.version > SHIPPED_AT_MOST

    @cached_property
    def hash(self) -> str:
        """SHA-256, 64 hex digits, of everything the file says; layout, comments and key order do not count."""
        content = {
            "name": self.name,
            "version": self.version,
            "description": self.description,
            "variables": sorted(self.variables),
            "texts": dict(self.texts),
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def render(self, key: str, /, **values: str | int | float) -> str:
        """The text under `key` with every variable filled in.

        A declared variable that this text does not use may be given all the same, so that texts in two languages can
        be called alike. Values are put in as they are: a `$` in a value is not read again.

        Raises:
            PromptError: no such key, a variable the text uses is missing, or one the prompt does not declare is given.
        """
        template = Template(self._text(key))
        missing = [name for name in template.get_identifiers() if name not in values]
        if missing:
            raise self._fault(f"text {key!r} needs a value for {', '.join(missing)}")
        unknown = sorted(values.keys() - set(self.variables))
        if unknown:
            raise self._fault(f"does not declare the variable {', '.join(unknown)} given for {key!r}")
        return template.substitute({name: str(value) for name, value in values.items()})

    def _text(self, key: str) -> str:
        if key not in self.texts:
            raise self._fault(f"has no text {key!r}; it has {', '.join(sorted(self.texts))}")
        return self.texts[key]

    def _fault(self, what: str) -> PromptError:
        where = f" ({self.file})" if self.file else ""
        return PromptError(f"Prompt {self.label}{where} {what}.", self.file)
