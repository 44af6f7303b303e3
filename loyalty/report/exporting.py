"""Writes what was learned into a Parquet or CSV file, a batch of rows at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, TypeAlias

from loyalty.report.export_columns import COLUMNS, Column, Row, What, moments_as_text
from records.importing.cells import defused
from records.whole_file import written_whole

Format: TypeAlias = Literal["parquet", "csv"]
FORMATS: Final[tuple[Format, ...]] = ("parquet", "csv")
ROW_GROUP: Final = 10_000
"""Rows in memory at a time."""


def export(what: What, rows: Iterable[Row], file: Path, format_: Format) -> int:
    """Writes the rows in the place of an older file, and says how many there were.

    The file is for its owner only, and complete or not there. In CSV (UTF-8 with a byte order mark, which spreadsheets
    need for Chinese) a text that a spreadsheet would take for a formula gets an apostrophe; in Parquet texts are as
    they are.

    Raises:
        OSError: the file cannot be written.
    """
    columns = COLUMNS[what]
    with written_whole(file) as stream:
        return (_write_csv if format_ == "csv" else _write_parquet)(stream, columns, iter(rows))


def csv_chunks(what: What, rows: Iterable[Row]) -> Iterator[bytes]:
    """The same as a CSV file's bytes, `ROW_GROUP` rows at a time: for whoever is sent the table while it is read."""
    columns = COLUMNS[what]
    left, text = iter(rows), io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in columns])
    writer.writeheader()
    yield codecs.BOM_UTF8
    while True:
        batch = list(islice(left, ROW_GROUP))
        writer.writerows(_defused(row, columns) for row in batch)
        yield text.getvalue().encode("utf-8", "replace")
        if not batch:
            return
        text.seek(0)
        text.truncate()


def _write_csv(stream: BinaryIO, columns: Sequence[Column], rows: Iterator[Row]) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.DictWriter(text, [column.name for column in columns])
    writer.writeheader()
    count = 0
    for row in rows:
        count += 1
        writer.writerow(_defused(row, columns))
    text.flush()
    text.detach()
    return count


def _defused(row: Row, columns: Sequence[Column]) -> dict[str, Any]:
    told = moments_as_text(row, columns)
    return {name: defused(value) if isinstance(value, str) else value for name, value in told.items()}


def _write_parquet(stream: BinaryIO, columns: Sequence[Column], rows: Iterator[Row]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "truth": pa.bool_(),
             "moment": pa.timestamp("us", tz="UTC")}  # fmt: skip
    schema = pa.schema([pa.field(one.name, kinds[one.kind], metadata={"description": one.says}) for one in columns])
    count = 0
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := list(islice(rows, ROW_GROUP)):
            cells = {one.name: [_cell(row[one.name]) for row in batch] for one in columns}
            writer.write_table(pa.table(cells, schema=schema))
            count += len(batch)
    return count


def _cell(value: Any) -> Any:
    """Parquet's texts are UTF-8: half a surrogate pair becomes a question mark."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
