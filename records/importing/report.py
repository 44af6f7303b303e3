"""What came of an import, in numbers and with the rows that were left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from records.errors import RowFault

Outcome = Literal["new", "changed", "unchanged", "kept"]
"""`kept`: what the shop has stays, since it was changed here in a way that the file does not know of."""

REMEMBERED: Final = 1_000
"""Bad rows that are kept with their reasons; of the others only the number, so that memory does not grow."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that was left out; rows count from 1, below the line that names the columns; `field` may be empty."""

    file: str
    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}"
        return f"{place}, {self.field}: {self.reason}" if self.field else f"{place}: {self.reason}"


@dataclass(slots=True)
class ImportReport:
    """Counts what was found, and how it was dealt with; `written` is false for a trial and where nothing was kept."""

    counts: Counter[str] = field(default_factory=Counter)
    bad: list[BadRow] = field(default_factory=list)
    bad_rows: int = 0
    customers_made: int = 0
    passed_over: tuple[str, ...] = ()
    written: bool = True

    def add(self, outcome: Outcome | RowFault) -> None:
        """Counts one thing of the file, or one row that was left out."""
        if not isinstance(outcome, RowFault):
            self.counts[outcome] += 1
            return
        self.bad_rows += 1
        if len(self.bad) < REMEMBERED:
            self.bad.append(BadRow(outcome.file, outcome.row, outcome.field, outcome.reason))

    def shape(self) -> dict[str, Any]:
        """As JSON; `bad` names at most a thousand of the `bad_rows`."""
        return {
            **{name: self.counts[name] for name in ("new", "changed", "unchanged", "kept")},
            "bad_rows": self.bad_rows,
            "customers_made": self.customers_made,
            "columns_passed_over": list(self.passed_over),
            "written": self.written,
            "bad": [{"file": one.file, "row": one.row, "field": one.field, "reason": one.reason} for one in self.bad],
        }
