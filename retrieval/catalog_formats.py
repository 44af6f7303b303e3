"""Finds the products in a file: picks the reader of its format and runs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from retrieval.catalog import Product
from retrieval.catalog_columns import REQUIRED, Columns, recognise
from retrieval.catalog_fields import FieldFault, read_text
from retrieval.catalog_files import CatalogFile, open_catalog
from retrieval.catalog_row import RowReader
from retrieval.catalog_rows import Row, json_rows, table, yaml_rows
from retrieval.errors import CatalogError

Found = Product | FieldFault | str
"""A product, the fault of a row, or the reason why a row is left out on purpose."""

_REMEMBERED: int = 1_000
_NAMED: int = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """How a catalogue is to be read; `column_of` is filled in: our field -> the file's column."""

    mapping: Mapping[str, str]
    currency: str
    required: tuple[str, ...] = REQUIRED
    today: date | None = None
    column_of: dict[str, str] = field(default_factory=dict)


def find_products(path: Path, reading: Reading) -> Iterator[tuple[int, Found]]:
    """What each row of the file at `path` holds, with the number of the row, from 1.

    Raises:
        CatalogError: the file as a whole is at fault.
    """
    with open_catalog(path) as file:
        yield from _READERS[file.syntax](file, reading)


def _from_json(file: CatalogFile, reading: Reading) -> Iterator[tuple[int, Found]]:
    return PlainRows(file.name, reading, typed=True).products(json_rows(file.text()))


def _from_yaml(file: CatalogFile, reading: Reading) -> Iterator[tuple[int, Found]]:
    return PlainRows(file.name, reading, typed=True).products(yaml_rows(file.text(), file.name))


def _from_table(file: CatalogFile, reading: Reading) -> Iterator[tuple[int, Found]]:
    names, rows = table(file.text(), file.name)
    plain = PlainRows(file.name, reading, typed=False)
    if names:
        plain.expect(names)
    return plain.products(rows)


_READERS = {"jsonl": _from_json, "yaml": _from_yaml, "table": _from_table, "xml": _from_table}


class PlainRows:
    """Reads rows that are one product each; the columns are assigned anew for each set of names met."""

    def __init__(self, name: str, reading: Reading, *, typed: bool) -> None:
        """`name` is the file's, for errors; `typed` says whether the format tells numbers from text."""
        self._name, self._reading, self._typed = name, reading, typed
        self._readers: dict[tuple[str, ...], RowReader] = {}
        self._met: dict[str, None] = {}

    def expect(self, names: list[str]) -> None:
        """Take the names of all columns there will be.

        Raises:
            CatalogError: a needed one is not among them.
        """
        self._reader(tuple(names))
        self._check_columns()

    def products(self, rows: Iterator[Row]) -> Iterator[tuple[int, Found]]:
        """Each row's product, or its fault.

        Raises:
            CatalogError: a needed column was in no row.
        """
        for number, row in enumerate(rows, 1):
            yield number, row if isinstance(row, FieldFault) else self._found(row)
        if self._met:
            self._check_columns()

    def _found(self, row: Mapping[str, object]) -> Found:
        names = tuple(row)
        try:
            reader = self._readers.get(names) or self._reader(names)
            return reader.product(row)
        except FieldFault as fault:
            return fault

    def _reader(self, names: tuple[str, ...]) -> RowReader:
        columns = recognise(names, self._reading.mapping, extras=self._typed)
        for attribute in columns.attributes:
            read_text(attribute)
        if len(self._readers) >= _REMEMBERED:
            self._readers.clear()
        self._remember(names, columns)
        reader = RowReader(columns, self._typed, self._reading.currency, self._reading.required)
        self._readers[names] = reader
        return reader

    def _remember(self, names: tuple[str, ...], columns: Columns) -> None:
        for our, column in columns.of.items():
            self._reading.column_of.setdefault(our, column)
        if len(self._met) < _NAMED:
            self._met.update(dict.fromkeys(names))

    def _check_columns(self) -> None:
        """A required or mapped column that no row has is one fault of the file, not one a row."""
        for our in dict.fromkeys((*self._reading.required, *self._reading.mapping)):
            if our not in self._reading.column_of:
                missing = self._reading.mapping.get(our, our)
                raise CatalogError(
                    f"{self._name} has no column {missing!r} for the {our.replace('_', ' ')}; "
                    f"the columns are: {', '.join(self._met)}. Name the right one in the column mapping."
                )
