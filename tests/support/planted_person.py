"""Rows of a person in every table of the database, each text in them a mark that is found again wherever it went."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, LargeBinary, String
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import Column

from records.erasure.personal_data import PERSONAL_DATA, Id, Kept
from records.tables import Table

_NUMBERS = count(1)


class Planted:
    """What is planted of one person; `key` is in each id and mark of theirs and in nobody else's."""

    def __init__(self, key: str, at: datetime) -> None:
        self.key, self._at = key, at
        self.customer, self.conversation = f"C-{key}", f"talk-{key}"
        self.ids: dict[Id, str] = {
            "customer": self.customer, "conversation": self.conversation, "owner": f"customer:{self.customer}",
            "order": f"O-{key}", "request": f"R-{key}", "account": f"A-{key}", "attempt": f"T-{key}",
            "name": f"customer:{self.customer}",
        }  # fmt: skip

    def mark(self, kept: Kept, column: str) -> str:
        """The mark in one column."""
        return f"mark-{self.key}-{kept.name}-{column}"

    def rows(self) -> list[tuple[Kept, dict[str, Any]]]:
        """A row for each table that holds something of people, in an order in which they can be added."""
        by_name = {kept.name: kept for kept in PERSONAL_DATA}
        tables = [by_name[table.name] for table in Table.metadata.sorted_tables]
        return [(kept, self._row(kept)) for kept in tables if kept.whose]

    def plant(self, session: Session) -> None:
        """Adds the rows."""
        for kept, values in self.rows():
            session.execute(kept.table.__table__.insert().values(**values))  # type: ignore[attr-defined]

    def _row(self, kept: Kept) -> dict[str, Any]:
        columns: list[Column[Any]] = list(kept.table.__table__.columns)
        values = {column.key: self._value(kept, column) for column in columns if column.autoincrement is not True}
        own = {"orders": "order", "order_requests": "request", "turns": "", "customers": "customer"}.get(kept.name)
        if own:
            values["id"] = self.ids[own]  # type: ignore[index]
        if "customer_id" in values:
            values["customer_id"] = self.customer
        return values

    def _value(self, kept: Kept, column: Column[Any]) -> Any:
        if column.key in kept.whose:
            return self.ids[kept.whose[column.key]]
        personal = column.key in (*kept.personal, *kept.secret)
        text = self.mark(kept, column.key) if personal else f"{kept.name}-{column.key}-{next(_NUMBERS)}"
        if isinstance(column.type, JSON):
            return {"deep": [text]}
        if isinstance(column.type, LargeBinary):
            return text.encode()
        if isinstance(column.type, String):
            return text
        if isinstance(column.type, Boolean):
            return True
        if isinstance(column.type, DateTime) or "DateTime" in type(column.type).__name__:
            return self._at
        return next(_NUMBERS)


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every column of every row of every table."""
    return {
        table.name: [dict(row) for row in session.execute(table.select()).mappings()]
        for table in Table.metadata.sorted_tables
    }
