"""Reads queries and graded judgments from tab-separated files; every fault names file, row and field.

Shared by training and by evaluation.
"""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from retrieval.errors import RetrievalError

HIGHEST_GRADE: Final = 50.0
"""Gains are 2 to the power of the grade, so a grade is a step on a short scale and not a percentage."""

Grades = Mapping[str, Mapping[str, float]]
"""Query id -> product id -> grade, 0 (not relevant) to `HIGHEST_GRADE`; fractions are grades like any other."""


class JudgmentsError(RetrievalError):
    """A file of queries or judgments cannot be used; `row` (from 1, the header not counted; 0: the file) and `field`.

    The text says what to do.
    """

    def __init__(self, message: str, row: int = 0, field: str = "") -> None:
        super().__init__(message)
        self.row, self.field = row, field


def read_queries(path: Path | str) -> dict[str, str]:
    """The queries of a file with the columns `query_id` and `query`, in file order; further columns are ignored.

    UTF-8, tab-separated, a header first, `.gz` or not; cells hold no tabs and are not quoted.

    Raises:
        JudgmentsError: the file cannot be read, has no header or no rows, or a row is malformed or repeats an id.
    """
    path = Path(path)
    queries: dict[str, str] = {}
    row_of: dict[str, int] = {}
    for row, (query_id, text) in _rows(path, ("query_id", "query")):
        if query_id in queries:
            raise _fault(path, row, "query_id", f"{query_id!r} is also the id of row {row_of[query_id]}")
        queries[query_id], row_of[query_id] = text, row
    return queries


def read_judgments(path: Path | str) -> dict[str, dict[str, float]]:
    """The grades of a file with the columns `query_id`, `product_id` and `grade`: query id -> product id -> grade.

    The file is as for `read_queries`; queries and products come in file order.

    Raises:
        JudgmentsError: as for `read_queries`; also for a grade that is no number from 0 to `HIGHEST_GRADE`, and for
            a second judgment of the same query and product.
    """
    path = Path(path)
    grades: dict[str, dict[str, float]] = {}
    row_of: dict[tuple[str, str], int] = {}
    for row, (query_id, product_id, stated) in _rows(path, ("query_id", "product_id", "grade")):
        if (query_id, product_id) in row_of:
            first = row_of[query_id, product_id]
            reason = f"{product_id!r} is judged for query {query_id!r} in row {first} already; keep one of the two"
            raise _fault(path, row, "product_id", reason)
        row_of[query_id, product_id] = row
        grades.setdefault(query_id, {})[product_id] = _grade(path, row, stated)
    return grades


def _grade(path: Path, row: int, stated: str) -> float:
    try:
        grade = float(stated)
    except ValueError:
        grade = math.nan
    if not 0 <= grade <= HIGHEST_GRADE:  # also false for NaN
        raise _fault(path, row, "grade", f"{stated!r} is not a number from 0 to {HIGHEST_GRADE:g}")
    return grade


def _rows(path: Path, fields: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Row numbers, from 1, and the cells of `fields`, stripped and none empty."""
    lines = _text(path).replace("\r\n", "\n").split("\n")  # splitlines would also cut at U+2028 and form feeds
    names = [name.strip().casefold() for name in lines[0].split("\t")]
    missing = [field for field in fields if field not in names]
    if missing:
        raise JudgmentsError(
            f"{path.name} has no column {missing[0]!r}; its first line must name the columns "
            f"{', '.join(fields)}, separated by tabs."
        )
    places = [names.index(field) for field in fields]
    row = 0
    for line in lines[1:]:
        if line.strip():
            row += 1
            yield row, _cells(path, row, line.split("\t"), dict(zip(fields, places, strict=True)), len(names))
    if not row:
        raise JudgmentsError(f"{path.name} has a header but no rows; give at least one.")


def _cells(path: Path, row: int, cells: list[str], places: Mapping[str, int], columns: int) -> list[str]:
    if len(cells) > columns:
        raise _fault(path, row, "", f"there are {len(cells)} cells where the header has {columns}")
    found = []
    for field, place in places.items():
        cell = cells[place].strip() if place < len(cells) else ""
        if not cell:
            raise _fault(path, row, field, "the cell is missing or empty")
        found.append(cell)
    return found


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if path.name.casefold().endswith(".gz"):
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise JudgmentsError(f"{path.name} is not UTF-8 (line {line}); save it as UTF-8.") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise JudgmentsError(f"The file {path} cannot be read ({reason}).") from error
    if not text.strip():
        raise JudgmentsError(f"{path.name} is empty; its first line must name the columns, separated by tabs.")
    return text


def _fault(path: Path, row: int, field: str, reason: str) -> JudgmentsError:
    place = f"row {row}, {field}" if field else f"row {row}"
    return JudgmentsError(f"{path.name}, {place}: {reason}.", row, field)
