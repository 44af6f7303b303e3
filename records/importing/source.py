"""A file to import, read row by row: JSON lines or CSV, gzipped or not, however large."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, cast

from records.errors import ImportFault
from records.importing.csv_rows import table
from records.importing.fields import Fields, Row, unreadable

Syntax = Literal["jsonl", "csv"]

LINE_CHARS: Final = 16 * 1024 * 1024
"""The longest line that is read; memory is bounded by it."""
_SUFFIXES: Final[Mapping[str, Syntax]] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}


@dataclass(frozen=True, slots=True)
class Source:
    """An open file: its name, how it is written, the columns (none in JSON), and its rows, to be read once."""

    name: str
    syntax: Syntax
    columns: tuple[str, ...]
    rows: Iterator[Row]
    _raw: IO[bytes]
    size: int

    @property
    def position(self) -> int:
        """How many of the file's `size` bytes were read."""
        return self._raw.tell()


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The file at `path`, open while the context lasts.

    Raises:
        ImportFault: it cannot be read, now or inside the context, is not UTF-8, or is neither JSON lines nor CSV.
    """
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            size = path.stat().st_size
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if zipped else raw
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            syntax = _syntax(path, text)
            columns, rows = ((), _json_rows(path.name, text)) if syntax == "jsonl" else table(path.name, _lines(text))
            yield Source(path.name, syntax, columns, rows, raw, size)
    except UnicodeDecodeError as error:
        raise ImportFault(f"{path} cannot be read as UTF-8 text; save it as UTF-8.", path.name) from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error).rstrip(".")
        raise ImportFault(f"{path} cannot be read ({reason}).", path.name) from error


def _syntax(path: Path, text: io.TextIOWrapper) -> Syntax:
    """By the suffix, else by the first character; nothing is consumed."""
    known = _SUFFIXES.get(Path(path.name.casefold().removesuffix(".gz")).suffix)
    if known:
        return known
    head = text.read(1)
    text.seek(0)
    if head == "[":
        raise ImportFault(f"{path.name} is one JSON array; write one object a line instead (JSON Lines).", path.name)
    if head == "{":
        return "jsonl"
    raise ImportFault(f"{path.name} has an unknown format; name it {', '.join(_SUFFIXES)} (or with .gz).", path.name)


def _json_rows(name: str, text: io.TextIOWrapper) -> Iterator[Row]:
    number = 0
    for line in _lines(text):
        if line is None or line.strip():
            number += 1
            yield _json_row(name, number, line)


def _lines(text: io.TextIOWrapper) -> Iterator[str | None]:
    """The lines with their ends; None for one that is too long, of which no more than that is held."""
    while line := text.readline(LINE_CHARS):
        if len(line) < LINE_CHARS or line.endswith("\n"):
            yield line
            continue
        while line and not line.endswith("\n"):
            line = text.readline(LINE_CHARS)
        yield None


def _json_row(name: str, number: int, line: str | None) -> Row:
    if line is None:
        return unreadable(name, number, "is longer than 16 MiB")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return unreadable(name, number, "is not valid JSON")
    if not isinstance(data, dict):
        return unreadable(name, number, "must be a JSON object")
    return Fields(name, number, data)
