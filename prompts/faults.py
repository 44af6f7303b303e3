"""What is wrong with a prompt's text, and where: a code, a sentence, a line and a column, both from 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class PromptFault:
    """One thing that is wrong; a warning keeps nobody from publishing.

    `line` and `column` count from 1, lines end with a line feed alone, as in an editor; `key` is the dotted key of the
    text it is about, empty where it is about none. `message` is one English sentence without a full stop; `code` with
    `values` says the same to a page that speaks other languages.
    """

    code: str
    message: str
    line: int = 1
    column: int = 1
    key: str = ""
    level: Level = "error"
    values: Mapping[str, str | int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return {**asdict(self), "values": dict(self.values)}


def in_order(faults: list[PromptFault]) -> tuple[PromptFault, ...]:
    """By place in the text, errors before warnings of the same place."""
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column, fault.level, fault.code)))
