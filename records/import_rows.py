"""Reads customers, orders and conversations from JSON lines and names the file, row and field of whatever is wrong.

What every field means stands in `data/README.md`; a field the reader does not know is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records.errors import ImportFault
from records.nouns import Conversation, Customer, Order, OrderLine, Turn

STATUSES = ("placed", "shipped", "delivered", "cancelled", "returned")
LANGUAGES = ("en", "zh")
_MAX_AMOUNT = 10**9
_MAX_COUNT = 10**6


@dataclass(frozen=True, slots=True)
class PastConversation:
    """A conversation of the past with its turns."""

    conversation: Conversation
    turns: tuple[Turn, ...]

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self.conversation.id


@dataclass(frozen=True, slots=True)
class _Row:
    """One JSON object with the place it came from; `path` leads to it inside the row (`lines[0].`)."""

    file: str
    row: int
    data: Mapping[str, Any]
    path: str = ""

    def fault(self, field: str, reason: str) -> ImportFault:
        return ImportFault(f"{self.file}, row {self.row}, field {self.path}{field}: {reason}.", self.file, self.row)

    def only(self, *fields: str) -> None:
        for field in self.data:
            if field not in fields:
                raise self.fault(field, "is not known; remove it")

    def text(self, field: str, *, empty: bool = False) -> str:
        value = self._value(field)
        if not isinstance(value, str) or not (value or empty):
            raise self.fault(field, "must be a text")
        return value

    def one_of(self, field: str, allowed: tuple[str, ...]) -> str:
        value = self._value(field)
        if value not in allowed:
            raise self.fault(field, f"must be one of {', '.join(allowed)}")
        return str(value)

    def amount(self, field: str) -> float:
        value = self._value(field)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_AMOUNT:
            raise self.fault(field, f"must be a number of at least 0 and at most {_MAX_AMOUNT}")
        return float(value)

    def count(self, field: str) -> int:
        value = self._value(field)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MAX_COUNT:
            raise self.fault(field, f"must be a whole number of at least 1 and at most {_MAX_COUNT}")
        return value

    def moment(self, field: str) -> datetime:
        try:
            value = datetime.fromisoformat(self.text(field))
            if value.tzinfo is not None:
                return value.astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.fault(field, "must be an ISO 8601 date and time, like 2026-03-01T09:30:00Z") from None
        raise self.fault(field, "must name its time zone, like 2026-03-01T09:30:00Z")

    def optional(self, field: str) -> bool:
        """Whether the field is there and not null."""
        return self.data.get(field) is not None

    def texts(self, field: str) -> tuple[str, ...]:
        value = self._value(field)
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.fault(field, "must be a list of texts")
        return tuple(value)

    def rows(self, field: str) -> tuple[_Row, ...]:
        value = self._value(field)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.fault(field, "must be a list of at least one object")
        return tuple(
            _Row(self.file, self.row, item, f"{self.path}{field}[{index}].") for index, item in enumerate(value)
        )

    def _value(self, field: str) -> Any:
        if field not in self.data:
            raise self.fault(field, "is missing")
        return self.data[field]


def read_customers(file: Path) -> Iterator[Customer]:
    """The customers in `customers.jsonl`.

    Raises:
        ImportFault: the file cannot be read, or a row is wrong.
    """
    for row in _rows(file):
        row.only("id", "name", "email", "language", "city", "joined_at")
        yield Customer(
            id=row.text("id"),
            name=row.text("name"),
            email=row.text("email", empty=True),
            language=row.one_of("language", LANGUAGES),
            city=row.text("city", empty=True),
            joined_at=row.moment("joined_at"),
        )


def read_orders(file: Path) -> Iterator[Order]:
    """The orders in `orders.jsonl`.

    Raises:
        ImportFault: the file cannot be read, or a row is wrong.
    """
    fields = ("id", "customer_id", "placed_at", "status", "currency", "lines", "discount", "shipping", "delivered_at")
    for row in _rows(file):
        row.only(*fields)
        yield Order(
            id=row.text("id"),
            customer_id=row.text("customer_id"),
            placed_at=row.moment("placed_at"),
            status=row.one_of("status", STATUSES),
            currency=row.text("currency"),
            lines=tuple(_order_line(line) for line in row.rows("lines")),
            discount=row.amount("discount"),
            shipping=row.amount("shipping"),
            delivered_at=row.moment("delivered_at") if row.optional("delivered_at") else None,
        )


def read_conversations(file: Path) -> Iterator[PastConversation]:
    """The conversations in `conversations.jsonl`.

    Raises:
        ImportFault: the file cannot be read, or a row is wrong.
    """
    for row in _rows(file):
        row.only("id", "customer_id", "started_at", "language", "outcome", "turns")
        conversation = Conversation(
            id=row.text("id"),
            started_at=row.moment("started_at"),
            customer_id=row.text("customer_id") if row.optional("customer_id") else None,
            outcome=row.text("outcome"),
        )
        language = row.one_of("language", LANGUAGES)
        turns = (_turn(turn, conversation.id, index, language) for index, turn in enumerate(row.rows("turns")))
        yield PastConversation(conversation, tuple(turns))


def _order_line(row: _Row) -> OrderLine:
    row.only("product_id", "title", "quantity", "unit_price")
    return OrderLine(row.text("product_id"), row.text("title"), row.count("quantity"), row.amount("unit_price"))


def _turn(row: _Row, conversation_id: str, position: int, language: str) -> Turn:
    row.only("text", "answer", "at", "shown_product_ids")
    return Turn(
        id=f"{conversation_id}/{position}",
        conversation_id=conversation_id,
        position=position,
        at=row.moment("at"),
        text=row.text("text"),
        answer=row.text("answer", empty=True),
        language=language,
        outcome="answered",
        shown_product_ids=row.texts("shown_product_ids"),
    )


def _rows(file: Path) -> Iterator[_Row]:
    number = 0
    for line in _lines(file):
        if not line.strip():
            continue
        number += 1
        try:
            data = json.loads(line)
        except ValueError as error:
            message = f"{file.name}, row {number}: is not valid JSON ({error})."
            raise ImportFault(message, file.name, number) from error
        if not isinstance(data, dict):
            raise ImportFault(f"{file.name}, row {number}: must be a JSON object.", file.name, number)
        yield _Row(file.name, number, data)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFault(f"{file} cannot be read as UTF-8 text ({error}).", file.name) from error
