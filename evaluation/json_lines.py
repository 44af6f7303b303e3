"""Files with one JSON object a line, gzipped or not, read as typed values; whatever is wrong is said with its line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, TypeVar, cast

from pydantic import BaseModel, ValidationError

from evaluation.errors import EvaluationError

Row = TypeVar("Row", bound=BaseModel)

LONGEST: Final = 16 * 1024 * 1024
"""Bytes of a line; a longer one is no conversation, and a small gzipped file could hold one of any length."""


def read_rows(file: Path, kind: type[Row], *, may_be_cut: bool = False) -> Iterator[tuple[int, Row]]:
    """Each line as a `kind`, with its number from 1; empty lines are passed over.

    With `may_be_cut` also a last line without its end, which a kill left half written.

    Raises:
        EvaluationError: the file cannot be read, or a line cannot be used; the text names both.
    """
    for number, line in enumerate(_lines(file, may_be_cut), 1):
        if not line.strip():
            continue
        try:
            row = kind.model_validate(_read(line))
        except (ValidationError, ValueError, RecursionError) as error:
            if may_be_cut and not line.endswith("\n"):
                return
            raise unusable(file, number, short(error)) from error
        yield number, row


def unusable(file: Path, line: int, why: str) -> EvaluationError:
    """The error for a line that cannot be used; `why` is a sentence."""
    return EvaluationError(f"{file}, line {line}, cannot be used: {why}")


def short(error: Exception) -> str:
    """The first thing that is wrong with a line, as a sentence."""
    if isinstance(error, RecursionError):
        return "its lists and objects stand too deep in each other."
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        if not first["loc"] and first["type"] in ("model_type", "model_attributes_type", "dict_type"):
            return "it is no JSON object; write one {…} a line."
        where = ".".join(map(str, first["loc"])) or "the line"
        return f"{where}: {first['msg'].removeprefix('Value error, ').rstrip('.')}."
    return f"{error}."


def _read(line: str) -> Any:
    """What stands in a line.

    Raises:
        ValueError: it is no JSON, or holds what can be neither shown nor kept.
    """
    found = json.loads(line, parse_constant=_refuse)
    if "\\u" in line:
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            half = error.object[error.start]
            raise ValueError(f"\\u{ord(half):x} is half a character; write its other half too") from error
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _lines(file: Path, may_be_cut: bool) -> Iterator[str]:
    try:
        with _opened(file) as stream:
            for number, line in enumerate(iter(lambda: stream.readline(LONGEST + 1), b""), 1):
                if len(line) > LONGEST:
                    raise unusable(file, number, f"it is longer than {LONGEST // 2**20} MiB.")
                half = may_be_cut and not line.endswith(b"\n")
                yield line.decode("utf-8-sig", "replace" if half else "strict")
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
