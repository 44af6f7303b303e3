"""Files with one JSON object a line, gzipped or not, read as typed values; whatever is wrong is said with its line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TypeVar, cast

from pydantic import BaseModel, ValidationError

from evaluation.errors import EvaluationError

Row = TypeVar("Row", bound=BaseModel)


def read_rows(file: Path, kind: type[Row]) -> Iterator[tuple[int, Row]]:
    """Each line as a `kind`, with its number from 1; empty lines are passed over.

    Raises:
        EvaluationError: the file cannot be read, or a line cannot be used; the text names both.
    """
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            row = kind.model_validate(json.loads(line))
        except (ValidationError, ValueError, RecursionError) as error:
            raise unusable(file, number, short(error)) from error
        yield number, row


def unusable(file: Path, line: int, why: str) -> EvaluationError:
    """The error for a line that cannot be used; `why` is a sentence."""
    return EvaluationError(f"{file}, line {line}, cannot be used: {why}")


def short(error: Exception) -> str:
    """The first thing that is wrong with a line, as a sentence."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        return f"{where}: {first['msg'].removeprefix('Value error, ').rstrip('.')}."
    return f"{error}."


def _lines(file: Path) -> Iterator[str]:
    try:
        with _opened(file) as stream:
            for line in stream:
                yield line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{file} is not UTF-8 text; save it as UTF-8.") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EvaluationError(
            f"{file} cannot be read ({reason}); give a file of JSON lines, gzipped or not."
        ) from error


def _opened(file: Path) -> IO[bytes]:
    with file.open("rb") as head:
        zipped = head.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(file)) if zipped else file.open("rb")
