"""Texts with labels as plain values: what was read, from which files, and what was left out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from loyalty.nouns import LABELS, Label

FIRST_LINES: Final = 5
"""How many lines of each kind of left-out row are named."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text whose label is known.

    `text` is clean, the title joined in front. `stars`, 1 to 5, is None where a file gives labels only; `at` is aware
    (UTC) or None. `group` is equal for texts that say the same thing under other titles: such texts belong on the same
    side of a split.
    """

    text: str
    label: Label
    source: str
    line: int
    group: str
    stars: float | None = None
    at: datetime | None = None
    reviewer: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that were not used, for one reason: how many, and where the first few stand ("reviews.csv:12")."""

    reason: str
    count: int
    where: tuple[str, ...]

    def shape(self) -> dict[str, Any]:
        """As one JSON object."""
        return {"reason": self.reason, "count": self.count, "where": list(self.where)}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as it was read: its name without folders, the SHA-256 of its bytes, its rows and those kept."""

    name: str
    sha256: str
    rows: int
    kept: int

    def shape(self) -> dict[str, Any]:
        """As one JSON object."""
        return {"name": self.name, "sha256": self.sha256, "rows": self.rows, "kept": self.kept}


@dataclass(frozen=True, slots=True)
class LabelledTexts(Sequence[LabelledText]):
    """All labelled texts of some files, in the order of the files, with what was left out or changed."""

    rows: tuple[LabelledText, ...]
    files: tuple[ReadFile, ...]
    left_out: tuple[LeftOut, ...]
    changed: tuple[LeftOut, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[LabelledText]:
        return iter(self.rows)

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels that occur, in the order of `LABELS`."""
        seen = {row.label for row in self.rows}
        return tuple(label for label in LABELS if label in seen)

    def counts(self) -> dict[str, int]:
        """How many texts each label has; labels that do not occur have 0."""
        seen = Counter(row.label for row in self.rows)
        return {label: seen[label] for label in LABELS}

    def two_class(self) -> LabelledTexts:
        """Without the neutral texts, which are then counted among those left out."""
        tally = Tally()
        for row in self.rows:
            if row.label == "neutral":
                tally.add("neutral, and two classes are asked for", row.source, row.line)
        kept = tuple(row for row in self.rows if row.label != "neutral")
        return replace(self, rows=kept, left_out=self.left_out + tally.all())

    def shape(self) -> dict[str, Any]:
        """What was read, as one JSON object without the texts."""
        return {
            "n": len(self.rows),
            "labels": self.counts(),
            "files": [file.shape() for file in self.files],
            "left_out": [one.shape() for one in self.left_out],
            "changed": [one.shape() for one in self.changed],
        }


class Tally:
    """Counts rows by reason and remembers where the first few stand."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._where: dict[str, list[str]] = {}

    def add(self, reason: str, source: str, line: int) -> None:
        """Counts one row."""
        self._counts[reason] += 1
        where = self._where.setdefault(reason, [])
        if len(where) < FIRST_LINES:
            where.append(f"{source}:{line}")

    def all(self) -> tuple[LeftOut, ...]:
        """Every reason, the most frequent first."""
        return tuple(LeftOut(reason, count, tuple(self._where[reason])) for reason, count in self._counts.most_common())
