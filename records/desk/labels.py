"""Labels on conversations, by which staff find them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from sqlalchemy import delete, func, select

from records.actions import Now, utc_now
from records.database import Database
from records.desk.conversation_rows import fitting, held
from records.nouns import ConversationLabel
from records.rows import storable
from records.tables import ConversationLabelRow

MAX_LABEL_CHARS = 40
_COLUMNS = [getattr(ConversationLabelRow, field.name) for field in fields(ConversationLabel)]


class ConversationLabels:
    """Keeps labels in a database that has been upgraded; they are not sealed. Every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database, self._now = database, now

    def put(self, conversation_id: str, label: str, by: str) -> ConversationLabel:
        """Puts a label, as `folded_label` writes it, on a conversation; one that it has stays as it is.

        Raises:
            TextRefusal: the label is empty or longer than 40 characters.
            ConversationUnknown, SubjectErased: there is no such conversation.
        """
        wanted, label = storable(conversation_id), folded_label(label)
        with self._database.writing() as session:
            held(session, wanted)
            row = session.get(ConversationLabelRow, (wanted, label))
            if row is None:
                row = ConversationLabelRow(conversation_id=wanted, label=label, by=storable(by), at=self._now())
                session.add(row)
            return ConversationLabel(**row.values())

    def take_off(self, conversation_id: str, label: str) -> bool:
        """Takes a label off; False where the conversation does not have it."""
        gone = delete(ConversationLabelRow).where(
            ConversationLabelRow.conversation_id == storable(conversation_id),
            ConversationLabelRow.label == folded_label(label),
        )
        with self._database.writing() as session:
            return session.execute(gone.returning(ConversationLabelRow.label)).first() is not None

    def of(self, conversation_id: str) -> tuple[ConversationLabel, ...]:
        """The labels on a conversation, in the order of their words."""
        found = select(*_COLUMNS).where(ConversationLabelRow.conversation_id == storable(conversation_id))
        with self._database.reading() as session:
            rows = session.execute(found.order_by(ConversationLabelRow.label)).mappings().all()
        return tuple(ConversationLabel(**row) for row in rows)

    def in_use(self, limit: int = 200) -> Mapping[str, int]:
        """At most `limit` labels and on how many conversations each is, the most used first."""
        count = func.count()
        used = select(ConversationLabelRow.label, count).group_by(ConversationLabelRow.label)
        with self._database.reading() as session:
            rows = session.execute(used.order_by(count.desc(), ConversationLabelRow.label).limit(limit)).all()
        return dict(rows)


def folded_label(label: str) -> str:
    """A label as it is kept: in small letters, one space between words.

    Raises:
        TextRefusal: nothing is left of it, or it has more than 40 characters.
    """
    return fitting(" ".join(label.split()).casefold(), MAX_LABEL_CHARS)
