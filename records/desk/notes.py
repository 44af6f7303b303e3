"""What people of the shop note on conversations for each other; shoppers see it only in an export of their data."""

from __future__ import annotations

import secrets
from dataclasses import fields
from typing import Any

from sqlalchemy import delete, select

from records.actions import Now, utc_now
from records.database import Database
from records.desk.conversation_rows import fitting, held, sealed_for_conversation
from records.nouns import ConversationNote
from records.rows import storable
from records.tables import ConversationNoteRow
from records.vault.sealing import opened
from records.vault.vault import PLAIN, Vault

_COLUMNS = [getattr(ConversationNoteRow, field.name) for field in fields(ConversationNote)]


class ConversationNotes:
    """Keeps notes in a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, now: Now = utc_now, vault: Vault = PLAIN) -> None:
        self._database, self._now, self._vault = database, now, vault

    def add(self, conversation_id: str, by: str, text: str) -> ConversationNote:
        """Keeps a note for good; `by` is an account id.

        Raises:
            TextRefusal: the text is empty or longer than 10,000 characters.
            ConversationUnknown, SubjectErased: there is no such conversation.
        """
        wanted = storable(conversation_id)
        row = {"id": secrets.token_urlsafe(12), "conversation_id": wanted, "by": storable(by), "text": fitting(text)}
        row = sealed_for_conversation(self._database, self._vault, ConversationNoteRow, wanted, row)
        with self._database.writing() as session:
            held(session, wanted)
            kept = ConversationNoteRow(**row, at=self._now())
            session.add(kept)
            values = kept.values()
        return self._note(values)

    def of(self, conversation_id: str) -> tuple[ConversationNote, ...]:
        """The notes on a conversation, oldest first."""
        found = select(*_COLUMNS).where(ConversationNoteRow.conversation_id == storable(conversation_id))
        with self._database.reading() as session:
            rows = session.execute(found.order_by(ConversationNoteRow.at, ConversationNoteRow.id)).mappings().all()
        return tuple(self._note(dict(row)) for row in rows)

    def remove(self, conversation_id: str, note_id: str) -> bool:
        """Takes a note away; False where the conversation has none of this id."""
        gone = delete(ConversationNoteRow).where(
            ConversationNoteRow.id == storable(note_id),
            ConversationNoteRow.conversation_id == storable(conversation_id),
        )
        with self._database.writing() as session:
            return session.execute(gone.returning(ConversationNoteRow.id)).first() is not None

    def _note(self, values: dict[str, Any]) -> ConversationNote:
        return ConversationNote(**opened(self._vault, ConversationNoteRow, values))
