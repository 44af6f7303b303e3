"""Reads a catalogue file row by row, whatever its format: JSONL, CSV or YAML, plain or gzipped."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, TextIO, cast

from retrieval.errors import CatalogError

Row = Mapping[str, Any] | str
"""A row's values by column, or the reason why it is none."""

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_rows(path: Path) -> Iterator[Row]:
    """The data rows of `path` in order; bytes that are not UTF-8 come as U+FFFD.

    Raises:
        CatalogError: the file is not there, has an unknown suffix, or is as a whole not what its suffix says.
    """
    reader = _READERS.get(_suffix(path))
    if reader is None:
        raise CatalogError(
            f"{path.name} has an unknown format; name it {', '.join(_READERS)} (or one of these with .gz)."
        )
    try:
        with _open(path) as file:
            yield from reader(file, path.name)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CatalogError(f"The catalogue {path} cannot be read ({reason}).") from error


def is_typed(path: Path) -> bool:
    """Whether the format tells numbers from text, as JSON and YAML do and CSV does not."""
    return _suffix(path) != ".csv"


def _suffix(path: Path) -> str:
    name = path.name.casefold().removesuffix(".gz")
    return Path(name).suffix


def _open(path: Path) -> TextIO:
    binary = cast("IO[bytes]", gzip.open(path, "rb") if path.name.casefold().endswith(".gz") else path.open("rb"))  # noqa: SIM115  closed by the caller
    buffered = io.BufferedReader(cast("io.RawIOBase", binary))
    if buffered.peek(2)[:2] in _UTF16:
        buffered.close()
        raise CatalogError(f"{path.name} is UTF-16; save it as UTF-8.")
    return io.TextIOWrapper(buffered, encoding="utf-8-sig", errors="replace", newline="")


def _jsonl_rows(file: TextIO, name: str) -> Iterator[Row]:
    for line in file:
        if line.strip():
            yield _json_row(line)


def _json_row(line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"is not JSON ({error})"
    return _as_row(row)


def _csv_rows(file: TextIO, name: str) -> Iterator[Row]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    header = file.readline()
    delimiter = max(",;\t", key=header.count)
    names = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter), [])]
    if twice := sorted({cell for cell in names if cell and names.count(cell) > 1}):
        raise CatalogError(f"{name} has two columns called {twice[0]!r}; give each its own name.")
    try:
        for cells in csv.reader(file, delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                yield _csv_row(names, cells)
    except csv.Error as error:
        raise CatalogError(f"{name} is not a CSV file ({error}).") from error


def _csv_row(names: list[str], cells: list[str]) -> Row:
    if len(cells) > len(names):
        return f"has {len(cells)} cells where the header has {len(names)}; quote cells that hold the separator"
    return dict(zip(names, cells, strict=False))


def _yaml_rows(file: TextIO, name: str) -> Iterator[Row]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(file.read(), loader)  # noqa: S506  both are the safe loader, one of them in C
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        raise CatalogError(f"{name} is not YAML{place} ({str(error).splitlines()[0]}).") from error
    if isinstance(loaded, dict):
        loaded = next((value for value in loaded.values() if isinstance(value, list)), None)
    if loaded is not None and not isinstance(loaded, list):
        raise CatalogError(f"{name} must hold a list of products.")
    yield from (_as_row(row) for row in loaded or ())


def _as_row(row: object) -> Row:
    if isinstance(row, dict):
        return {str(key): value for key, value in row.items()}
    return f"is a {type(row).__name__}, not a mapping of column names to values"


_READERS: Final[Mapping[str, Callable[[TextIO, str], Iterator[Row]]]] = {
    ".jsonl": _jsonl_rows,
    ".ndjson": _jsonl_rows,
    ".csv": _csv_rows,
    ".yaml": _yaml_rows,
    ".yml": _yaml_rows,
}
