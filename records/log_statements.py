"""What the conversation log asks of a database, and how rows come back from it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Connection, Result, Text, bindparam, delete, func, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from records.database import read_json
from records.learned.quotes import forget_quotes
from records.people_tables import OriginalRow, VaultKeyRow
from records.tables import Table

Values = dict[str, Any]
"""A row's column values by name."""
TABLES = Table.metadata.tables
CONVERSATIONS, TURNS, RECEIVED = (TABLES[name].c for name in ("conversations", "turns", "received_messages"))
_WANTED: Any = bindparam("wanted")

CONVERSATION = select(*CONVERSATIONS).where(CONVERSATIONS.id == _WANTED)
CUSTOMER = select(CONVERSATIONS.customer_id).where(CONVERSATIONS.id == _WANTED)
MESSAGE = select(*RECEIVED).where(RECEIVED.turn_id == _WANTED)
UNANSWERED = (
    select(*RECEIVED)
    .where(RECEIVED.conversation_id == _WANTED, ~select(TURNS.id).where(TURNS.id == RECEIVED.turn_id).exists())
    .order_by(RECEIVED.at, RECEIVED.turn_id)
)
ANSWERED = delete(TABLES["received_messages"]).where(RECEIVED.turn_id == _WANTED)
STANDING = select(
    select(TURNS.id).where(TURNS.id == bindparam("turn")).scalar_subquery().label("known"),
    select(CONVERSATIONS.id).where(CONVERSATIONS.id == _WANTED).scalar_subquery().label("conversation"),
    select(func.max(TURNS.position)).where(TURNS.conversation_id == _WANTED).scalar_subquery().label("last"),
)
"""All that decides whether a turn is the next one, in one question."""


_OF_CONVERSATIONS = (
    "signals", "conversation_readings", "turns", "received_messages", "feedback", "hand_offs", "staff_messages",
    "conversation_notes", "conversation_labels",
)  # fmt: skip


class LogStatements:
    """What differs between the kinds of database.

    The JSON of turns is read from SQLite as text: of a long conversation it is nearly all, and SQLAlchemy's way to it
    takes longer than its parsing. PostgreSQL's driver gives it parsed.
    """

    def __init__(self, dialect: str) -> None:
        is_sqlite = dialect == "sqlite"
        kind: Any = sqlite if is_sqlite else postgresql
        self.add_conversation, self.add_message, self.add_turn = (
            kind.insert(TABLES[name]).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
            for name in ("conversations", "received_messages", "turns")
        )
        self._texts = [column.name for column in TURNS if is_sqlite and isinstance(column.type, JSON)]
        columns = [type_coerce(c, Text).label(c.name) if c.name in self._texts else c for c in TURNS]
        self.turn = select(*columns).where(TURNS.id == _WANTED)
        self.newest_turns = select(*columns).where(TURNS.conversation_id == _WANTED).order_by(TURNS.position.desc())
        listed: Any = bindparam("listed", expanding=True)
        self.first_turns = select(*columns).where(TURNS.conversation_id.in_(listed), TURNS.position == 0)

    def parsed(self, turn: Values) -> Values:
        """The same row of a turn, changed in place: what is JSON as lists, dicts, or a text where it is sealed."""
        for name in self._texts:
            turn[name] = read_json(turn[name])
        return turn


def all_rows(found: Result[Any]) -> list[Values]:
    """The rows as plain dicts."""
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def first_row(found: Result[Any]) -> Values | None:
    """The first row, None where there is none."""
    return next(iter(all_rows(found)), None)


def delete_conversation(connection: Connection, conversation_id: str) -> bool:
    """Takes away all that hangs on a conversation; False where there is none of this id."""
    # Locked first, so that on PostgreSQL no turn is added meanwhile.
    if connection.execute(CONVERSATION.with_for_update(), {"wanted": conversation_id}).first() is None:
        return False
    forget_quotes(connection, [conversation_id])
    for name in _OF_CONVERSATIONS:
        connection.execute(delete(TABLES[name]).where(TABLES[name].c.conversation_id == conversation_id))
    for name in ("carts", "actions"):
        connection.execute(delete(TABLES[name]).where(TABLES[name].c.owner == f"conversation:{conversation_id}"))
    connection.execute(delete(TABLES["conversations"]).where(CONVERSATIONS.id == conversation_id))
    for subject in (OriginalRow.subject, VaultKeyRow.subject):
        connection.execute(delete(subject.class_).where(subject == f"conversation:{conversation_id}"))
    return True
