"""Rows of a CSV file. A broken row costs itself and not the rows after it, as a quote never closed otherwise would."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import Final

from records.errors import ImportFault
from records.importing.cells import restored
from records.importing.fields import Fields, Row, unreadable

RECORD_CHARS: Final = 1024 * 1024
"""The longest row that is read, line ends in its cells included."""
_SEPARATORS: Final = ",;\t"
_QUOTE: Final = "has a quote that is not closed or not doubled, or is too long"


def table(name: str, lines: Iterator[str | None]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The columns that the first line names, and the rows below it, counted from 1, empty lines left out.

    `lines` come with their ends, None for one that is too long. The separator is the comma, semicolon or tab that the
    first line has most of.

    Raises:
        ImportFault: the first line names no column, or one twice.
    """
    head = next(lines, None)
    if head is None or not head.strip():
        raise ImportFault(f"{name} is empty; its first line must name the columns.", name)
    separator = max(_SEPARATORS, key=head.count)
    columns = tuple(cell.strip() for cell in _loosely(head, separator))
    twice = {column for column in columns if columns.count(column) > 1 and column}
    if twice:
        raise ImportFault(f"{name} has the column {min(twice)} twice; rename or remove one.", name)
    return columns, _rows(name, columns, _Records(lines, separator))


class _Records:
    """Takes one record after another off the lines; those of a broken one are read again, all but its first."""

    def __init__(self, lines: Iterator[str | None], separator: str) -> None:
        self._lines = lines
        self._again: deque[str | None] = deque()
        self._taken: list[str] = []
        self.separator = separator

    @property
    def first(self) -> str:
        """The first line of the last record."""
        return self._taken[0] if self._taken else ""

    def next(self) -> list[str] | None:
        """The cells of the next record, none for an empty line; None at the end.

        Raises:
            csv.Error: it is broken.
        """
        self._taken = []
        try:
            return next(csv.reader(self._of_one(), delimiter=self.separator, strict=True))
        except StopIteration:
            if self._again:
                self._again.popleft()
                raise csv.Error("a line that is too long") from None
            return None

    def return_all_but_first(self) -> None:
        """Have the lines of the last record after its first one read again, as records of their own."""
        self._again.extendleft(reversed(self._taken[1:]))

    def _of_one(self) -> Iterator[str]:
        size = 0
        while size <= RECORD_CHARS:
            line = self._again.popleft() if self._again else next(self._lines, "")
            if line is None:
                self._again.appendleft(None)
                return
            if not line:
                return
            self._taken.append(line)
            size += len(line)
            yield line


def _rows(name: str, columns: tuple[str, ...], records: _Records) -> Iterator[Row]:
    number = 0
    while True:
        reason, cells = "", None
        try:
            cells = records.next()
            if cells is None:
                return
            if cells and len(cells) != len(columns):
                reason = f"has {len(cells)} cells where there are {len(columns)} columns"
        except csv.Error:
            reason = _QUOTE
        if reason:
            number += 1
            loose = _loosely(records.first, records.separator)
            yield unreadable(name, number, reason, _named(columns, loose))
            records.return_all_but_first()
        elif cells and any(cells):
            number += 1
            yield Fields(name, number, _named(columns, cells), typed=False)


def _loosely(line: str, separator: str) -> list[str]:
    """The cells of a line as far as they can be told apart."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _named(columns: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    return {column: restored(cell) for column, cell in zip(columns, cells, strict=False) if column}
