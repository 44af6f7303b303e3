"""Changes master keys and seals what is still plain, while others read and write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from records.carts import cart_owner
from records.database import Database
from records.learned.tables import LoyaltyScoreRow, SignalRow
from records.people_tables import OriginalRow, VaultKeyRow
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
from records.vault.data_keys import unwrapped, wrapped_key
from records.vault.key_report import columns, is_plain
from records.vault.keyring import Keyring
from records.vault.sealing import SEALED, key_of, sealed_anew
from records.vault.vault import Vault

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_KEYS_AT_ONCE, _ROWS_AT_ONCE = 500, 100


def rotate_keys(database: Database, keyring: Keyring, progress: Progress | None = None) -> int:
    """Wraps every data key with the current master key; how many were wrapped with another one.

    What was sealed stays as it is. Others may read and write meanwhile, where they know both keys; an interrupted run
    is taken up by the next.

    Raises:
        WrongKeys: a master key that is in use is not configured, or is another one; those before it are done.
        DatabaseFault: the database cannot be used.
    """
    other = VaultKeyRow.master_key_id != keyring.current.id
    with database.reading() as session:
        total = session.scalar(select(func.count()).where(other)) or 0
    seen = rotated = 0
    for rows in _pages(database, select(VaultKeyRow).where(other), VaultKeyRow.id, _KEYS_AT_ONCE):
        wrapped = {row.id: wrapped_key(unwrapped(row, keyring), row.id, row.subject, keyring.current) for row in rows}
        with database.writing() as session:
            for row in rows:
                # One that was destroyed or rotated meanwhile is not touched.
                same = update(VaultKeyRow).where(VaultKeyRow.id == row.id, VaultKeyRow.wrapped == row.wrapped)
                new = same.values(wrapped=wrapped[row.id], master_key_id=keyring.current.id)
                rotated += session.execute(new.returning(VaultKeyRow.id)).first() is not None
        seen += len(rows)
        if progress is not None:
            progress("keys", seen, total)
    return rotated


def seal_plain(database: Database, vault: Vault, progress: Progress | None = None) -> int:
    """Seals every text that is not; how many rows held one. Others may read and write meanwhile.

    Raises:
        WrongKeys, DatabaseFault: see `Vault`; what is done stays done, and another run goes on.
    """
    done = 0
    for table in (one for one in SEALED if one is not OriginalRow):  # whose rows are never plain
        found = select(table).where(or_(*(is_plain(column) for column in columns(table))))
        with database.reading() as session:
            total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        (key,), seen = key_of(table), 0
        for rows in _pages(database, found, getattr(table, key), _ROWS_AT_ONCE):
            done += _seal_rows(database, vault, table, [getattr(row, key) for row in rows])
            seen += len(rows)
            if progress is not None:
                progress(table.__tablename__, seen, total)
    return done


def _seal_rows(database: Database, vault: Vault, table: type[Table], ids: list[str]) -> int:
    with database.reading() as session:
        subjects = {id: _subject(session, session.get(table, id)) for id in ids}
    vault.prepare(subject for subject in subjects.values() if subject)
    sealed = 0
    with database.writing() as session:
        for id in ids:
            # Read again, and held, since it may have been changed or deleted meanwhile.
            row, subject = session.get(table, id, with_for_update=True), subjects[id]
            if row is not None and subject is not None:
                for name, value in sealed_anew(vault, table, subject, row.values()).items():
                    setattr(row, name, value)
                sealed += 1
    return sealed


def _subject(session: Session, row: Any) -> str | None:
    """Whose words stand in a row; None where it is gone."""
    match row:
        case LoyaltyScoreRow():
            return cart_owner(row.customer_id, "")
        case CustomerRow():
            return cart_owner(row.id, "")
        case ConversationRow():
            return cart_owner(row.customer_id, row.id)
        case TurnRow() | ReceivedMessageRow() | SignalRow() | StaffMessageRow() | ConversationNoteRow():
            return _subject(session, session.get(ConversationRow, row.conversation_id))
        case HandOffRow():
            return cart_owner(row.customer_id, row.conversation_id)
        case OrderRequestRow():
            return cart_owner(row.customer_id, "")
        case ActionRow() | FeedbackRow():
            return row.owner
    return None


def _pages(database: Database, found: Any, key: Any, size: int) -> Iterator[list[Any]]:
    """The rows in the order of their key, page by page, each read when it is its turn."""
    last = ""
    while True:
        with database.reading() as session:
            rows = list(session.scalars(found.where(key > last).order_by(key).limit(size)))
        if not rows:
            return
        yield rows
        last = getattr(rows[-1], key.key)
