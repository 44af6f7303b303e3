"""Reads the fields of one row, of JSON or of CSV, and says which one cannot be used and why.

A reason never repeats what stands in the field: it may be somebody's name, and reasons are printed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from records.errors import RowFault

_MAX_AMOUNT = 10**9
_MAX_COUNT = 10**6
_DECIMALS = 4
"""Of amounts, as the database keeps them."""
_ZONE = re.compile(r"\s*(?:UTC|([+-]\d\d:?\d\d))$")


@dataclass(frozen=True, slots=True)
class Fields:
    """One row with the place it came from; `path` leads to it inside the row (`lines[0].`).

    `typed` says whether the format tells numbers from text, as JSON does and CSV does not; what is empty in CSV is
    null.
    """

    file: str
    row: int
    data: Mapping[str, Any]
    path: str = ""
    typed: bool = True

    def fault(self, field: str, reason: str) -> RowFault:
        """What is to be raised about a field."""
        return RowFault(self.file, self.row, f"{self.path}{field}", reason)

    def only(self, *fields: str) -> None:
        """Refuses fields of JSON that are not known: they may be misspelt. Those of CSV are passed over."""
        for field in self.data if self.typed else ():
            if field not in fields:
                raise self.fault(field, "is not known; remove it")

    def has(self, field: str) -> bool:
        """Whether the field is there and not null."""
        value = self.data.get(field)
        return value is not None and (self.typed or value != "")

    def text(self, field: str, *, empty: bool = False) -> str:
        """A text, empty only where that is allowed."""
        value = self._value(field)
        if not isinstance(value, str) or not (value or empty):
            raise self.fault(field, "must be a text")
        return value

    def one_of(self, field: str, allowed: tuple[str, ...]) -> str:
        """One of the texts allowed."""
        value = self._value(field)
        if value not in allowed:
            raise self.fault(field, f"must be one of {', '.join(allowed)}")
        return str(value)

    def amount(self, field: str) -> float:
        """A sum of money of at least 0, rounded to four decimals."""
        value = self._value(field) if self.typed else _number(self._value(field))
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_AMOUNT:
            raise self.fault(field, f"must be a number of at least 0 and at most {_MAX_AMOUNT}")
        return round(float(value), _DECIMALS)

    def duration(self, field: str) -> float:
        """So many milliseconds, exactly as given."""
        value = self._value(field)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_AMOUNT:
            raise self.fault(field, f"must be a number of at least 0 and at most {_MAX_AMOUNT}")
        return float(value)

    def count(self, field: str) -> int:
        """A whole number from 1 up."""
        value = self._value(field) if self.typed else _number(self._value(field))
        whole = int(value) if not self.typed and isinstance(value, float) and value.is_integer() else value
        if isinstance(whole, bool) or not isinstance(whole, int) or not 1 <= whole <= _MAX_COUNT:
            raise self.fault(field, f"must be a whole number of at least 1 and at most {_MAX_COUNT}")
        return whole

    def moment(self, field: str) -> datetime:
        """A moment with its time zone, in UTC."""
        text = _ZONE.sub(lambda zone: zone[1] or "Z", self.text(field).strip())
        try:
            value = datetime.fromisoformat(text)
            if value.tzinfo is not None:
                return value.astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.fault(field, "must be an ISO 8601 date and time, like 2026-03-01T09:30:00Z") from None
        raise self.fault(field, "must name its time zone, like 2026-03-01T09:30:00Z")

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, none empty."""
        value = self._value(field)
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fault(field, "must be a list of texts")
        return tuple(value)

    def json_object(self, field: str) -> dict[str, Any]:
        """An object of anything JSON can hold; empty where the field is not there."""
        value = self.data.get(field, {})
        if not isinstance(value, dict):
            raise self.fault(field, "must be an object")
        try:
            json.dumps(value, allow_nan=False)
        except ValueError:
            raise self.fault(field, "holds a number that is none (NaN or infinite)") from None
        return value

    def rows(self, field: str, *, empty: bool = False) -> tuple[Fields, ...]:
        """A list of objects, each to be read like a row."""
        value = self._value(field)
        if not isinstance(value, list) or not (value or empty) or not all(isinstance(item, dict) for item in value):
            raise self.fault(field, "must be a list of objects" if empty else "must be a list of at least one object")
        return tuple(
            Fields(self.file, self.row, item, f"{self.path}{field}[{index}].", self.typed)
            for index, item in enumerate(value)
        )

    def _value(self, field: str) -> Any:
        if field not in self.data:
            raise self.fault(field, "is missing")
        return self.data[field]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be read, and why; `data` has those of its cells that could be told apart all the same."""

    fault: RowFault
    data: Mapping[str, str]


Row = Fields | Unreadable


def unreadable(file: str, row: int, reason: str, data: Mapping[str, str] | None = None) -> Unreadable:
    """A row that cannot be read as a whole."""
    return Unreadable(RowFault(file, row, "", reason), data or {})


def _number(text: Any) -> float | None:
    try:
        return float(text.strip())
    except (ValueError, AttributeError):
        return None
