"""Counts the rows that are no products, by field and reason, so that a million faults are still read in a minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from retrieval.errors import RejectedRow
from retrieval.formats.fields import FieldFault

LISTED: Final = 5
"""How many rejected rows an error's sentence lists; its `rejected` has them all."""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row left out on purpose, not at fault: `row` counts from 1 over the data rows; `reason` says why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How many rows were rejected for one reason at one field (empty: the whole row), and the first of them.

    `reason` is without the value that stood there.
    """

    field: str
    reason: str
    count: int
    first_row: int


@dataclass(slots=True)
class FaultTally:
    """The rejected rows, each and counted."""

    rows: list[RejectedRow] = field(default_factory=list)
    _counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, row: int, found: FieldFault) -> None:
        """Take the fault found in `row`."""
        self.rows.append(RejectedRow(row, found.field, found.reason))
        count = self._counts.setdefault((found.field, found.kind), [0, row])
        count[0] += 1

    def summary(self) -> tuple[FaultCount, ...]:
        """The counts, the most frequent first."""
        counts = [FaultCount(name, kind, count, first) for (name, kind), (count, first) in self._counts.items()]
        return tuple(sorted(counts, key=lambda found: (-found.count, found.first_row)))


def listed(rejected: Sequence[RejectedRow]) -> str:
    """The first `LISTED` faults in one line: row, field, reason."""
    lines = [f"row {r.row}{f', {r.field}' if r.field else ''}: {r.reason}" for r in rejected[:LISTED]]
    more = len(rejected) - len(lines)
    return "; ".join(lines) + (f"; and {more} more" if more else "")
