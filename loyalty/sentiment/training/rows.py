"""Reads the rows of a file of reviews: JSON lines, a JSON list, CSV, TSV or lines of label and text; gzip too."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loyalty.errors import TrainingDataError
from loyalty.sentiment.training.columns import UnknownLabel, read_label, recognise

MOST_BYTES: Final = 4 * 1024**3
"""Of the unpacked file: what unpacks to more is no file of reviews."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the names of its columns; `fields` is None where the line could not be read."""

    line: int
    fields: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RawFile:
    """The rows of one file and the SHA-256 of its bytes as they lie on disk."""

    name: str
    sha256: str
    rows: tuple[Row, ...]


def read_rows(path: Path) -> RawFile:
    """All rows of a file.

    Raises:
        TrainingDataError: it cannot be opened, is broken, is not UTF-8 or has no columns that are known.
    """
    name = path.name
    try:
        packed = path.read_bytes()
    except IsADirectoryError:
        raise TrainingDataError(f"{path} is a folder; name the files in it.", name) from None
    except OSError as error:
        raise TrainingDataError(f"{path} cannot be read: {error.strerror or error}.", name) from None
    text = _decoded(_unpacked(packed, name), name)
    try:
        rows = tuple(_rows(text, name))
    except csv.Error as error:
        raise TrainingDataError(f"{name} is no readable table ({error}).", name) from None
    if not rows:
        raise TrainingDataError(f"{name} has no rows.", name)
    return RawFile(name, hashlib.sha256(packed).hexdigest(), rows)


def _unpacked(packed: bytes, name: str) -> bytes:
    if not (name.endswith(".gz") or packed.startswith(b"\x1f\x8b")):
        return packed
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as opened:
            unpacked = opened.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise TrainingDataError(f"{name} is not a whole gzip file; fetch or pack it again.", name) from None
    if len(unpacked) > MOST_BYTES:
        raise TrainingDataError(f"{name} unpacks to more than 4 GB; split it.", name)
    return unpacked


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TrainingDataError(f"{name} is not UTF-8 (line {line}); save it as UTF-8.", name) from None


def _rows(text: str, name: str) -> Iterator[Row]:
    start = text.lstrip()[:1]
    if not start:
        return iter(())
    if start == "{":
        return _json_lines(text)
    if start == "[":
        return _json_list(text, name)
    return _delimited(text, name)


def _json_lines(text: str) -> Iterator[Row]:
    for line, content in enumerate(text.split("\n"), 1):
        if content.strip():
            try:
                fields = json.loads(content)
            except (ValueError, RecursionError):
                fields = None
            yield Row(line, fields if isinstance(fields, dict) else None)


def _json_list(text: str, name: str) -> Iterator[Row]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise TrainingDataError(f"{name} begins like a JSON list but is none.", name) from None
    for line, fields in enumerate(values, 1):
        yield Row(line, fields if isinstance(fields, dict) else None)


def _delimited(text: str, name: str) -> Iterator[Row]:
    head = text.split("\n", 1)[0]
    delimiter = max("\t,;|", key=head.count)
    if head.startswith("__label__"):
        return _prefixed(text)
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first = next(reader, [])
    if recognise(first):
        return _named(reader, [column.strip() for column in first], reader.line_num)
    return _unnamed([first, *reader], name)


def _named(reader: Any, header: list[str], last: int) -> Iterator[Row]:
    for fields in reader:
        if any(field.strip() for field in fields):
            whole = len(fields) == len(header)
            yield Row(last + 1, dict(zip(header, fields, strict=True)) if whole else None)
        last = reader.line_num


def _unnamed(lines: list[list[str]], name: str) -> Iterator[Row]:
    """Rows of two columns without a header, one of which holds labels all the way down."""
    pairs = [(number, fields) for number, fields in enumerate(lines, 1) if any(fields)]
    two = all(len(fields) == 2 for _, fields in pairs)
    places = [place for place in (0, 1) if two and all(_is_label(fields[place]) for _, fields in pairs)]
    if len(places) != 1:
        raise TrainingDataError(
            f"{name} has no columns that are known: it needs one called text (or reviewText, review, content) "
            "and one called label, sentiment, stars, rating or overall.",
            name,
        )
    place = places[0]
    return (Row(number, {"label": fields[place], "text": fields[1 - place]}) for number, fields in pairs)


def _prefixed(text: str) -> Iterator[Row]:
    for line, content in enumerate(text.split("\n"), 1):
        if content.strip():
            label, _, rest = content.strip().partition(" ")
            yield Row(line, {"label": label, "text": rest})


def _is_label(field: str) -> bool:
    try:
        read_label(field, None, "neutral")
    except UnknownLabel as error:
        return error.missing or field.strip() in ("0", "-1")
    return True
