"""Who was erased: nothing is kept under their name any more, whatever was on its way when it happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.orm import Session

from records.errors import SubjectErased
from records.people_tables import ErasedRow
from records.rows import storable

_BATCH = 500
_LOCK = 0x0DA0_601
"""PostgreSQL's: shared by those who begin to keep something of somebody, alone for who erases."""


def hash_of(subject: str) -> str:
    """What stands for an owner (`customer:C-001`, `conversation:<id>`) that must not be named; 64 hex digits.

    It is a plain SHA-256: whoever comes with the id can find the receipt of its erasure, for ever and without any key.
    Who guesses an id learns from it that the id was erased, and nothing else: nothing else is kept under it. A salt
    kept beside it would hide nothing, and one that is thrown away would make the receipt proof of nothing.
    """
    return hashlib.sha256(f"daogou erased {storable(subject)}".encode()).hexdigest()


def refuse_erased(session: Session | Connection, *owners: str) -> None:
    """Ends the transaction where something of an erased owner would be kept; asked before an owner's first row.

    On PostgreSQL an erasure that is under way is waited for, and one that comes later waits for this transaction.

    Raises:
        SubjectErased: one of the owners was erased.
    """
    if erased_among(session, owners):
        raise SubjectErased


def erased_among(session: Session | Connection, owners: Iterable[str]) -> frozenset[str]:
    """Those of the owners that were erased, from here to the end of the transaction; imports leave them out."""
    if _dialect(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))
    named = {hash_of(owner): owner for owner in owners}
    gone: set[str] = set()
    for batch in batches(named):
        known = select(ErasedRow.subject_hash).where(ErasedRow.subject_hash.in_(batch))
        gone.update(named[one] for one in session.execute(known).scalars())
    return frozenset(gone)


def readmit(session: Session, subject: str) -> bool:
    """Lets an owner be kept again, who came back by their own wish; whether they had been erased."""
    gone = delete(ErasedRow).where(ErasedRow.subject_hash == hash_of(subject)).returning(ErasedRow.subject_hash)
    return session.execute(gone).first() is not None


def bar(session: Session, owners: Iterable[str], at: datetime) -> None:
    """Lets nothing be kept of the owners from here on."""
    wanted = frozenset(owners)
    fresh = sorted(wanted - erased_among(session, wanted))
    if fresh:
        session.execute(insert(ErasedRow), [{"subject_hash": hash_of(owner), "at": at} for owner in fresh])


def wait_for_writers(session: Session) -> None:
    """Returns when nobody is between `refuse_erased` and the end of their transaction; others wait from here on."""
    if _dialect(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in order, in lists short enough for one question."""
    rest = iter(sorted(values))
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _dialect(session: Session | Connection) -> str:
    bound = session.get_bind() if isinstance(session, Session) else session
    return bound.dialect.name
