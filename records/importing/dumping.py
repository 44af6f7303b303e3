"""Writes all customers, orders or transcripts into a file from which `importer` reads the same again."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from records.database import Database
from records.errors import ImportFault
from records.importing.cells import defused
from records.importing.customer_rows import CUSTOMER_COLUMNS, customer_fields
from records.importing.importer import Progress
from records.importing.order_rows import ORDER_COLUMNS, order_fields, order_table
from records.importing.pages import PAGE, conversations_of, count_of, customers_of, orders_of
from records.importing.reading import Kind
from records.importing.transcript_rows import conversation_fields
from records.tables import ConversationRow, CustomerRow, OrderRow, Table
from records.vault.vault import PLAIN, Vault
from records.whole_file import written_whole

_Item = list[dict[str, Any]]
_TABLES: Final[Mapping[Kind, type[Table]]] = {
    "customers": CustomerRow,
    "orders": OrderRow,
    "transcripts": ConversationRow,
}


def dump(kind: Kind, file: Path, database: Database, vault: Vault = PLAIN, progress: Progress | None = None) -> int:
    """Writes them by id, as `.csv` or `.jsonl` (or either with `.gz`), and says how many there were.

    The file is for its owner only (0600), is complete or not there at all, and takes the place of one that was there.
    In CSV an order has a row for each product; a cell that a spreadsheet would take for a formula gets an apostrophe.

    Raises:
        ImportFault: the name ends otherwise, transcripts are wanted as CSV, or the file cannot be written.
        DatabaseFault, SealBroken, KeysMissing: the records cannot be read.
    """
    suffix = Path(file.name.casefold().removesuffix(".gz")).suffix
    if suffix not in ((".jsonl",) if kind == "transcripts" else (".jsonl", ".csv")):
        wanted = "jsonl" if kind == "transcripts" else "csv or .jsonl"
        raise ImportFault(f"{file.name} must end in .{wanted} (or with .gz) to hold {kind}.", file.name)
    rows = _Rows(kind, _items(kind, suffix, database, vault), count_of(database, _TABLES[kind]), progress)
    try:
        with _written(file) as stream:
            (_write_csv if suffix == ".csv" else _write_json)(stream, rows)
    except OSError as error:
        raise ImportFault(f"{file} cannot be written ({error.strerror or error}).", file.name) from error
    return rows.done


def _items(kind: Kind, suffix: str, database: Database, vault: Vault) -> Iterator[_Item]:
    """The rows of each thing."""
    if kind == "customers":
        return ([customer_fields(one)] for one in customers_of(database, vault))
    if kind == "orders":
        return (order_table(one) if suffix == ".csv" else [order_fields(one)] for one in orders_of(database))
    return ([conversation_fields(one)] for one in conversations_of(database, vault))


class _Rows:
    """The rows of one thing after another; `done` counts the things."""

    def __init__(self, kind: Kind, items: Iterator[_Item], total: int, progress: Progress | None) -> None:
        self.kind, self.done = kind, 0
        self._items, self._total, self._progress = items, total, progress

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for item in self._items:
            yield from item
            self.done += 1
            if self.done % PAGE == 0:
                self._tell(max(self.done, self._total))
        self._tell(self.done)

    def _tell(self, total: int) -> None:
        if self._progress:
            self._progress(self.kind, self.done, total)


def _write_json(stream: TextIO, rows: _Rows) -> None:
    stream.writelines(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows)


def _write_csv(stream: TextIO, rows: _Rows) -> None:
    writer = csv.DictWriter(stream, CUSTOMER_COLUMNS if rows.kind == "customers" else ORDER_COLUMNS)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: Any) -> Any:
    return defused(value) if isinstance(value, str) else value


@contextmanager
def _written(file: Path) -> Iterator[TextIO]:
    """A stream into a file beside it, which takes its name when all is on disk."""
    with written_whole(file) as raw, _text(file, raw) as stream:
        yield stream


@contextmanager
def _text(file: Path, raw: BinaryIO) -> Iterator[TextIO]:
    zipped = file.name.casefold().endswith(".gz")
    binary: Any = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) if zipped else raw
    stream = io.TextIOWrapper(binary, encoding="utf-8", newline="")
    yield stream
    stream.flush()
    stream.detach()
    if zipped:
        binary.close()
