"""The append-only log of what was said: the seam and its two implementations.

History for the language model, replay and loyalty all read this log; nothing in it is ever changed.
"""

from __future__ import annotations

from threading import Lock
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.database import Database, insert
from records.errors import ConversationTaken, ConversationUnknown, TurnConflict, TurnOutOfPlace
from records.nouns import Conversation, Turn
from records.rows import conversation_from, conversation_row, storable, turn_from, turn_row
from records.tables import ConversationRow, TurnRow


class ConversationLog(Protocol):
    """Where conversations are kept; safe to call from several threads.

    Texts are kept as given, except that what no database can hold (NUL, half a surrogate pair) becomes U+FFFD.
    Every call may also raise `DatabaseFault` when the log is kept in a database.
    """

    def start(self, conversation: Conversation) -> None:
        """Opens a conversation; doing so again for the same customer changes nothing.

        Raises:
            ConversationTaken: the id belongs to another customer, or to nobody, or to somebody while None is given.
        """
        ...

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation of this id, or None."""
        ...

    def append(self, turn: Turn) -> None:
        """Keeps the turn for good before it returns; appending the same turn again changes nothing.

        Raises:
            ConversationUnknown: the conversation was never started.
            TurnOutOfPlace: `position` is not the number of turns kept so far.
            TurnConflict: a different turn has this id.
        """
        ...

    def turns(self, conversation_id: str, last: int | None = None) -> tuple[Turn, ...]:
        """The turns in order, only the `last` (0 upwards) ones when given; empty for an unknown conversation."""
        ...

    def conversations(self, customer_id: str | None = None, limit: int = 50) -> tuple[Conversation, ...]:
        """At most `limit` conversations, newest first; of one customer, or of everybody when None."""
        ...


class MemoryConversationLog:
    """Keeps conversations until the process ends; for tests and for a shop that must not keep them."""

    def __init__(self) -> None:
        self._conversations: dict[str, Conversation] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._by_id: dict[str, Turn] = {}
        self._lock = Lock()

    def start(self, conversation: Conversation) -> None:
        """See `ConversationLog.start`."""
        conversation = conversation_from(conversation_row(conversation))
        with self._lock:
            known = self._conversations.setdefault(conversation.id, conversation)
        _check_owner(known, conversation)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """See `ConversationLog.conversation`."""
        return self._conversations.get(storable(conversation_id))

    def append(self, turn: Turn) -> None:
        """See `ConversationLog.append`."""
        turn = turn_from(turn_row(turn))
        with self._lock:
            if _is_repeat(self._by_id.get(turn.id), turn):
                return
            if turn.conversation_id not in self._conversations:
                raise _unknown(turn)
            kept = self._turns.setdefault(turn.conversation_id, [])
            _check_position(turn, len(kept))
            kept.append(turn)
            self._by_id[turn.id] = turn

    def turns(self, conversation_id: str, last: int | None = None) -> tuple[Turn, ...]:
        """See `ConversationLog.turns`."""
        kept = tuple(self._turns.get(storable(conversation_id), ()))
        return kept if last is None else kept[max(len(kept) - last, 0) :]

    def conversations(self, customer_id: str | None = None, limit: int = 50) -> tuple[Conversation, ...]:
        """See `ConversationLog.conversations`."""
        kept = [c for c in tuple(self._conversations.values()) if customer_id in (None, c.customer_id)]
        return tuple(sorted(kept, key=lambda c: (c.started_at, c.id), reverse=True)[:limit])


class SqlConversationLog:
    """Keeps conversations in a database that has been upgraded; a turn is on disk when `append` returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, conversation: Conversation) -> None:
        """See `ConversationLog.start`."""
        with self._database.writing() as session:
            known = session.get(ConversationRow, conversation_row(conversation)["id"])
            if known is None:
                insert(session, ConversationRow(**conversation_row(conversation)))
                known = session.get(ConversationRow, conversation_row(conversation)["id"])
            if known is not None:
                _check_owner(conversation_from(known.values()), conversation)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """See `ConversationLog.conversation`."""
        with self._database.reading() as session:
            row = session.get(ConversationRow, storable(conversation_id))
            return None if row is None else conversation_from(row.values())

    def append(self, turn: Turn) -> None:
        """See `ConversationLog.append`."""
        turn = turn_from(turn_row(turn))
        with self._database.writing() as session:
            if _is_repeat(_turn_of(session, turn.id), turn):
                return
            if session.get(ConversationRow, turn.conversation_id) is None:
                raise _unknown(turn)
            _check_position(turn, _count(session, turn.conversation_id))
            if insert(session, TurnRow(**turn_row(turn))) or _is_repeat(_turn_of(session, turn.id), turn):
                return
            # Another process appended between the count and the insert.
            raise _out_of_place(turn, _count(session, turn.conversation_id))

    def turns(self, conversation_id: str, last: int | None = None) -> tuple[Turn, ...]:
        """See `ConversationLog.turns`."""
        newest = (
            select(TurnRow)
            .where(TurnRow.conversation_id == storable(conversation_id))
            .order_by(TurnRow.position.desc())
        )
        with self._database.reading() as session:
            rows = session.scalars(newest if last is None else newest.limit(last)).all()
            return tuple(turn_from(row.values()) for row in reversed(rows))

    def conversations(self, customer_id: str | None = None, limit: int = 50) -> tuple[Conversation, ...]:
        """See `ConversationLog.conversations`."""
        newest = select(ConversationRow).order_by(ConversationRow.started_at.desc(), ConversationRow.id.desc())
        if customer_id is not None:
            newest = newest.where(ConversationRow.customer_id == storable(customer_id))
        with self._database.reading() as session:
            return tuple(conversation_from(row.values()) for row in session.scalars(newest.limit(limit)))


def _turn_of(session: Session, turn_id: str) -> Turn | None:
    row = session.get(TurnRow, turn_id)
    return None if row is None else turn_from(row.values())


def _count(session: Session, conversation_id: str) -> int:
    counted = select(func.count()).select_from(TurnRow).where(TurnRow.conversation_id == conversation_id)
    return session.scalar(counted) or 0


def _check_owner(known: Conversation, wanted: Conversation) -> None:
    if known.customer_id != wanted.customer_id:
        raise ConversationTaken(f"Conversation {wanted.id} belongs to another customer; start a new one.")


def _is_repeat(known: Turn | None, turn: Turn) -> bool:
    if known is None:
        return False
    if known != turn:
        raise TurnConflict(f"Another turn already has the id {turn.id}.")
    return True


def _check_position(turn: Turn, expected: int) -> None:
    if turn.position != expected:
        raise _out_of_place(turn, expected)


def _out_of_place(turn: Turn, expected: int) -> TurnOutOfPlace:
    message = f"Turn {turn.id} is at position {turn.position} where {expected} is next in {turn.conversation_id}."
    return TurnOutOfPlace(message, expected)


def _unknown(turn: Turn) -> ConversationUnknown:
    return ConversationUnknown(
        f"Conversation {turn.conversation_id} was never started; start it before turn {turn.id}."
    )
