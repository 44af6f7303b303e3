"""Finds the products in a file: picks the reader of its format and runs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from retrieval.formats.columns import SHOWN, Columns, no_column, recognise
from retrieval.formats.fields import FieldFault, read_text
from retrieval.formats.google_merchant import MerchantRows, is_merchant
from retrieval.formats.opening import CatalogFile, open_catalog
from retrieval.formats.reading import Found, Reading
from retrieval.formats.row import RowReader
from retrieval.formats.rows import Row, json_rows, table, yaml_rows
from retrieval.formats.shopify import ShopifyRows, is_shopify
from retrieval.formats.xml_items import feed_rows

_REMEMBERED: Final = 1_000
"""Sets of column names kept; rows of JSON may have one each."""


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
    if is_shopify(names):
        return ShopifyRows(file.name, names, reading).products(rows)
    if is_merchant(names):
        return MerchantRows(reading).products(rows)
    plain = PlainRows(file.name, reading, typed=False)
    if names:
        plain.expect(names)
    return plain.products(rows)


def _from_xml(file: CatalogFile, reading: Reading) -> Iterator[tuple[int, Found]]:
    return MerchantRows(reading).products(feed_rows(file.binary, file.name))


_READERS: Final = {"jsonl": _from_json, "yaml": _from_yaml, "table": _from_table, "xml": _from_xml}


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
            self._reading.rows_read = number
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
        if len(self._met) < SHOWN:
            self._met.update(dict.fromkeys(names))

    def _check_columns(self) -> None:
        """A required or mapped column that no row has is one fault of the file, not one a row."""
        for our in dict.fromkeys((*self._reading.required, *self._reading.mapping)):
            if our not in self._reading.column_of:
                raise no_column(self._name, our, self._reading.mapping.get(our, our), self._met)
