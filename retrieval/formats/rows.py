"""Cuts a catalogue's text into rows, one at a time: lines of JSON, cells of a table, items of a YAML list."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TextIO

from retrieval.errors import CatalogError
from retrieval.formats.fields import FieldFault

Row = Mapping[str, Any] | FieldFault
"""A row's values by column, or the reason why it is none."""

LONGEST_LINE: Final = 32 << 20
"""Characters in one line of JSON or one cell of a table; more is a file that is not what its name says."""


def json_rows(file: TextIO) -> Iterator[Row]:
    """One row for each line that is not blank."""
    decode = json.JSONDecoder().decode
    for line in iter(lambda: file.readline(LONGEST_LINE), ""):
        if len(line) == LONGEST_LINE:
            _skip_line(file)
            yield FieldFault(f"is longer than {LONGEST_LINE:,} characters")
        elif line and not line.isspace():
            yield _json_row(line, decode)


def _skip_line(file: TextIO) -> None:
    while (part := file.readline(LONGEST_LINE)) and not part.endswith("\n"):
        pass


def _json_row(line: str, decode: Any) -> Row:
    try:
        row = decode(line)
    except (ValueError, RecursionError) as error:
        return FieldFault(f"is not JSON ({error})", kind="is not JSON")
    return row if type(row) is dict else _as_row(row)


def table(file: TextIO, name: str) -> tuple[list[str], Iterator[Row]]:
    """The column names in the first line, and a row for each further one that is not blank.

    The separator is the comma, semicolon or tab, whichever the first line has most of.

    Raises:
        CatalogError: two columns have one name (now), or a quoted cell is never closed (while the rows are read).
    """
    csv.field_size_limit(LONGEST_LINE)
    first = file.readline(LONGEST_LINE)
    delimiter = max(",;\t", key=first.count)
    lines = _Lines(itertools.chain([first], file))
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        names = [" ".join(cell.split()) for cell in next(reader, [])]
    except csv.Error as error:
        raise CatalogError(f"{name} is not a table ({error}).") from error
    if names and lines.exhausted:
        raise CatalogError(f"{name} has a quoted cell in its header that is never closed; repair the quotes.")
    if twice := sorted({cell for cell in names if cell and names.count(cell) > 1}):
        raise CatalogError(f"{name} has two columns called {twice[0]!r}; give each its own name.")
    return names, _table_rows(reader, lines, names, name)


class _Lines:
    """The lines of a file, and whether it was asked for one more than it has: only an open quote does that."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.exhausted = False

    def __iter__(self) -> Iterator[str]:
        yield from self._lines
        self.exhausted = True


def _table_rows(reader: Any, lines: _Lines, names: list[str], name: str) -> Iterator[Row]:
    row = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row += 1
            if lines.exhausted:
                raise CatalogError(f"{name} has a quoted cell in row {row} that is never closed; repair the quotes.")
            yield dict(zip(names, cells, strict=True)) if len(cells) == len(names) else _uneven(names, cells)
    except csv.Error as error:
        raise CatalogError(f"{name} is not a table after row {row} ({error}); look for a quote left open.") from error


def _uneven(names: list[str], cells: list[str]) -> Row:
    if any(cell.strip() for cell in cells[len(names) :]):
        reason = f"has {len(cells)} cells where the header has {len(names)}; quote cells that hold the separator"
        return FieldFault(reason, kind="has more cells than the header; quote cells that hold the separator")
    return dict(zip(names, cells, strict=False))


def yaml_rows(file: TextIO, name: str) -> Iterator[Row]:
    """One row for each item of the file's list, or of the first list in its mapping.

    Raises:
        CatalogError: the file is not YAML somewhere (rows before that were given), or holds no list.
    """
    import yaml

    from retrieval.formats.yaml_items import items

    try:
        for item in items(file):
            yield item if isinstance(item, FieldFault) else _as_row(item)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        raise CatalogError(f"{name} is not YAML{place} ({str(error).splitlines()[0]}).") from error
    except LookupError as error:
        raise CatalogError(f"{name} must hold a list of products.") from error


def _as_row(row: object) -> Row:
    if isinstance(row, dict):
        return {str(key): value for key, value in row.items()}
    return FieldFault(f"is a {type(row).__name__}, not a mapping of column names to values")
