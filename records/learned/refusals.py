"""Whoever does not want to be learned from: nothing is read of what they say, and what was read is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, false, or_, select
from sqlalchemy.orm import Session, aliased

from records.erasure.erased import batches
from records.learned.quotes import forget_quotes
from records.learned.tables import ConversationReadingRow, SignalRow
from records.people_tables import ConsentRow
from records.rows import storable
from records.tables import ConversationRow

LEARNING = "learning"
"""The purpose in question, as `Consents` calls it."""


def may_be_learned_from() -> ColumnElement[bool]:
    """The condition that a conversation is a guest's or of somebody who did not refuse."""
    whose: Any = ConversationRow.customer_id
    return or_(whose.is_(None), whose.not_in(_refused()))


def learnable(session: Session, conversation_ids: Iterable[str], *, lock: bool = True) -> frozenset[str]:
    """Which of the conversations are there and may be learned from.

    With `lock`, on PostgreSQL none of them is deleted, and read by somebody else, before the transaction ends.
    """
    there: set[str] = set()
    for batch in batches(conversation_ids):
        found = select(ConversationRow.id).where(ConversationRow.id.in_(batch))
        if lock:
            session.execute(found.order_by(ConversationRow.id).with_for_update())
        # A statement of its own sees who refused while the lock was waited for.
        there.update(session.scalars(found.where(may_be_learned_from())))
    return frozenset(there)


def forget_learned(session: Session | Connection, customer_id: str) -> None:
    """Deletes what was read of a customer's conversations, and every quote of them; the conversations stay."""
    theirs = select(ConversationRow.id).where(ConversationRow.customer_id == storable(customer_id))
    # Locked, so that on PostgreSQL nobody keeps a reading of one meanwhile.
    ids = list(session.scalars(theirs.order_by(ConversationRow.id).with_for_update()))
    forget_quotes(session, ids)
    for table in (SignalRow, ConversationReadingRow):
        session.execute(delete(table).where(table.conversation_id.in_(theirs)))


def forget_if_refused(session: Session | Connection, customer_id: str) -> None:
    """The same where the customer refused: for what was read while they were a guest and nobody could know that."""
    if session.scalars(_refused().where(ConsentRow.customer_id == storable(customer_id))).first() is not None:
        forget_learned(session, customer_id)


def _refused() -> Select[Any]:
    """The customers whose newest word on it is no."""
    newer = aliased(ConsentRow)
    again = select(newer.id).where(
        newer.customer_id == ConsentRow.customer_id, newer.purpose == LEARNING, newer.at > ConsentRow.at
    )
    said_no = select(ConsentRow.customer_id).where(ConsentRow.purpose == LEARNING, ConsentRow.given == false())
    return said_no.where(~again.exists())
