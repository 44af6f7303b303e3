"""Which columns are sealed, and how a row goes through the vault on its way in and out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from json import JSONEncoder
from typing import Any, TypeVar

import orjson
from sqlalchemy.orm import object_session

from records.errors import KeyDestroyed
from records.learned.tables import LoyaltyScoreRow, SignalRow
from records.people_tables import OriginalRow
from records.tables import (
    ActionRow,
    ConversationNoteRow,
    ConversationRow,
    CustomerRow,
    FeedbackRow,
    HandOffRow,
    OrderRequestRow,
    ReceivedMessageRow,
    StaffMessageRow,
    Table,
    TurnRow,
)
from records.vault.vault import PlainVault, Vault, is_marked, is_sealed

SEALED: Mapping[type[Table], Mapping[str, type]] = {
    CustomerRow: {"name": str, "email": str, "city": str},
    ConversationRow: {"title": str},
    TurnRow: {
        "text": str,
        "answer": str,
        "tool_calls": list,
        "constraints": dict,
        "claims": dict,
        "pending": dict,
        "trace": dict,
    },
    ReceivedMessageRow: {"text": str},
    HandOffRow: {"reason": str, "summary": str},
    OrderRequestRow: {"reason": str, "wanted": str},
    ActionRow: {"note": str},
    FeedbackRow: {"reason": str},
    StaffMessageRow: {"text": str},
    ConversationNoteRow: {"text": str},
    SignalRow: {"quote": str},
    LoyaltyScoreRow: {"explanation": dict},
    OriginalRow: {"sealed": str},
}
"""The sealed columns of each table, and what they hold; a list or a dict is sealed as one JSON text."""
ERASED = "[erased]"
"""What stands for a text whose key was destroyed; a list or a dict is empty then."""
_JSON = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_Row = TypeVar("_Row", bound=Table)


def sealed(vault: Vault, table: type[Table], subject: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row's column values, ready to be written; those that are not sealed are as they were."""
    row = dict(values)
    for name in SEALED[table]:
        if value := row[name]:
            row[name] = _sealed(vault, subject, value, place(table, name, row))
    return row


def opened(vault: Vault, table: type[Table], values: Mapping[Any, Any]) -> dict[str, Any]:
    """A row's column values as they were before `sealed`; `ERASED` or empty where the key was destroyed.

    Raises:
        SealBroken, KeysMissing: see `Vault.open`.
    """
    row = dict(values)
    for name, kind in SEALED[table].items():
        if isinstance(value := row[name], str) and is_marked(value):
            row[name] = _opened(vault, kind, value, place(table, name, row))
    return row


def sealed_anew(vault: Vault, table: type[Table], subject: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a row's sealed columns that were written plain, as `sealed` makes them."""
    plain = {name: values[name] for name in SEALED[table] if not _is_sealed(values[name])}
    known = {name: _opened(vault, SEALED[table][name], value, "") for name, value in plain.items()}
    return {name: _sealed(vault, subject, value, place(table, name, values)) for name, value in known.items()}


def sealed_row(vault: Vault, subject: str, row: _Row) -> _Row:
    """The same row, changed in place as `sealed` does."""
    return _changed(row, sealed(vault, type(row), subject, row.values()))


def opened_row(vault: Vault, row: _Row) -> _Row:
    """The same row, changed in place as `opened` does.

    Raises:
        ValueError: the row still belongs to a transaction, which might write what is opened.
    """
    if object_session(row) is not None:
        raise ValueError("a row is opened when its transaction has ended")
    return _changed(row, opened(vault, type(row), row.values()))


def place(table: type[Table], column: str, values: Mapping[Any, Any]) -> str:
    """The place of one column of one row, as `Vault` wants it: `turns.text/<turn id>`."""
    names = key_of(table)
    row = values[names[0]] if len(names) == 1 else "/".join(values[name] for name in names)
    return f"{table.__tablename__}.{column}/{row}"


@cache
def key_of(table: type[Table]) -> tuple[str, ...]:
    """The names of the columns that tell the rows of a sealed table apart."""
    return tuple(table.__table__.primary_key.columns.keys())  # type: ignore[attr-defined]


def _changed(row: _Row, values: Mapping[str, Any]) -> _Row:
    for name in SEALED[type(row)]:
        setattr(row, name, values[name])
    return row


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and is_sealed(value)


def _sealed(vault: Vault, subject: str, value: Any, where: str) -> Any:
    if isinstance(value, str):
        return vault.seal(subject, value, where)
    if not value or isinstance(vault, PlainVault):
        return value
    return vault.seal(subject, _JSON.encode(value), where)


def _opened(vault: Vault, kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        text = vault.open(value, where)
    except KeyDestroyed:
        return ERASED if kind is str else kind()
    return text if kind is str else orjson.loads(text)
