"""Tells what in a database is sealed with which master key, and what is not sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Text, cast, func, select

from records.database import Database
from records.errors import WrongKeys
from records.people_tables import VaultKeyRow
from records.tables import Table
from records.vault.data_keys import CHECK, ID_LETTERS, unwrapped
from records.vault.keyring import Keyring
from records.vault.sealing import SEALED
from records.vault.vault import SEALED_PREFIX


@dataclass(frozen=True, slots=True)
class MasterKeyUse:
    """One master key and how much depends on it.

    `state` is `current`, `kept` (configured, for what is there), `wrong` (the configured bytes do not open it) or
    `missing` (not configured).
    """

    id: str
    state: str
    subjects: int
    texts: int


@dataclass(frozen=True, slots=True)
class KeyReport:
    """How a database is sealed: `plain` counts by table the texts that are not, `lost` those whose key is gone."""

    master_keys: tuple[MasterKeyUse, ...]
    plain: Mapping[str, int]
    lost: int


def report_keys(database: Database, keyring: Keyring | None) -> KeyReport:
    """What is sealed with which master key and what is not; reads everything, about a second for 100,000 turns.

    Raises:
        DatabaseFault: the database cannot be read.
    """
    texts: Counter[str | None] = Counter()
    with database.reading() as session:
        samples = select(func.min(VaultKeyRow.id)).group_by(VaultKeyRow.master_key_id)
        used = list(session.scalars(select(VaultKeyRow).where(VaultKeyRow.id.in_(samples))))
        counted = select(VaultKeyRow.master_key_id, func.count()).where(VaultKeyRow.subject != CHECK)
        subjects = _counts(session.execute(counted.group_by(VaultKeyRow.master_key_id)))
        for query in _sealed_counts():
            texts.update(_counts(session.execute(query)))
        plain = {table.__tablename__: sum(session.execute(_plain_counts(table)).one()) for table in SEALED}
    states = {row.master_key_id: _state(row, keyring) for row in used}
    if keyring is not None:
        states.setdefault(keyring.current.id, "current")
    uses = (MasterKeyUse(id, states[id], subjects.get(id, 0), texts[id]) for id in sorted(states))
    return KeyReport(tuple(uses), plain, texts[None])


def is_plain(column: Any) -> ColumnElement[bool]:
    """The condition that a column holds a text, or a list or a dict with something in it, that is not sealed."""
    text, _ = _as_text(column)
    return text.not_in(["", "{}", "[]"]) & ~_is_sealed(column)


def columns(table: type[Table]) -> list[Any]:
    """The sealed columns of a table."""
    return [getattr(table, name) for name in SEALED[table]]


def _state(row: VaultKeyRow, keyring: Keyring | None) -> str:
    if keyring is None or keyring.key(row.master_key_id) is None:
        return "missing"
    try:
        unwrapped(row, keyring)
    except WrongKeys:
        return "wrong"
    return "current" if row.master_key_id == keyring.current.id else "kept"


def _counts(rows: Iterable[Any]) -> dict[Any, int]:
    return {row[0]: row[1] for row in rows}


def _sealed_counts() -> Iterator[Any]:
    """For each sealed column how many texts there are by master key, None where the key is gone."""
    places: list[Any] = [(table, column) for table in SEALED for column in columns(table)]
    for table, column in places:
        text, start = _as_text(column)
        key = func.substr(text, start + len(SEALED_PREFIX), ID_LETTERS)
        joined = select(VaultKeyRow.master_key_id, func.count()).select_from(table)
        sealed = joined.outerjoin(VaultKeyRow, VaultKeyRow.id == key).where(_is_sealed(column))
        yield sealed.group_by(VaultKeyRow.master_key_id)


def _plain_counts(table: type[Table]) -> Any:
    """One row: how many texts of each sealed column are plain."""
    return select(*(func.count().filter(is_plain(column)) for column in columns(table))).select_from(table)


def _is_sealed(column: Any) -> ColumnElement[bool]:
    # Not LIKE, for which SQLite takes large letters for small ones.
    text, start = _as_text(column)
    return func.substr(text, start, len(SEALED_PREFIX)) == SEALED_PREFIX


def _as_text(column: Any) -> tuple[ColumnElement[str], int]:
    """The column as text and where a sealed one begins in it, counted from 1: a JSON text stands in quotes."""
    return (cast(column, Text), 2) if isinstance(column.type, JSON) else (column, 1)
