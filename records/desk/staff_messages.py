"""What people of the shop say to shoppers, in the conversations that they took over."""

from __future__ import annotations

import secrets
from dataclasses import fields
from typing import Any

from sqlalchemy import func, select

from records.actions import Now, utc_now
from records.database import Database
from records.desk.conversation_rows import fitting, held, sealed_for_conversation
from records.errors import HandOffTaken, NobodyThere
from records.moments import next_moment
from records.nouns import StaffMessage
from records.rows import hand_off_from, storable
from records.tables import HandOffRow, StaffMessageRow
from records.vault.sealing import opened
from records.vault.vault import PLAIN, Vault

_COLUMNS = [getattr(StaffMessageRow, field.name) for field in fields(StaffMessage)]


class StaffMessages:
    """Keeps messages in a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, now: Now = utc_now, vault: Vault = PLAIN) -> None:
        self._database, self._now, self._vault = database, now, vault

    def say(self, conversation_id: str, by: str, text: str, *, key: str = "") -> StaffMessage:
        """Keeps a message for good; `by` is the account that has taken the conversation over.

        With a `key`, which the caller makes for each message, the same message sent again is kept once.

        Raises:
            NobodyThere: nobody has taken the conversation over.
            HandOffTaken: somebody else has.
            TextRefusal: the text is empty or longer than 10,000 characters.
            ConversationUnknown, SubjectErased: there is no such conversation.
        """
        wanted, by = storable(conversation_id), storable(by)
        id = f"{wanted}:{storable(key)}" if key else secrets.token_urlsafe(12)
        row = {"id": id, "conversation_id": wanted, "by": by, "text": fitting(text)}
        row = sealed_for_conversation(self._database, self._vault, StaffMessageRow, wanted, row)
        with self._database.writing() as session:
            held(session, wanted)
            known = session.get(StaffMessageRow, id)
            if known is None:
                has = select(HandOffRow).where(HandOffRow.conversation_id == wanted, HandOffRow.status == "taken")
                person = session.scalars(has.limit(1)).first()
                if person is None:
                    raise NobodyThere(conversation_id)
                if person.taken_by != by:
                    raise HandOffTaken(hand_off_from(person))
                last = select(func.max(StaffMessageRow.at)).where(StaffMessageRow.conversation_id == wanted)
                known = StaffMessageRow(**row, at=next_moment(self._now(), session.scalar(last)))
                session.add(known)
            values = known.values()
        return self._message(values)

    def of(self, conversation_id: str, after: str | None = None) -> tuple[StaffMessage, ...]:
        """The messages of a conversation, oldest first; only those after the message of the id `after`, where given."""
        found = select(*_COLUMNS).where(StaffMessageRow.conversation_id == storable(conversation_id))
        if after is not None:
            seen = select(StaffMessageRow.at).where(StaffMessageRow.id == storable(after)).scalar_subquery()
            found = found.where((StaffMessageRow.at > seen) | seen.is_(None))
        with self._database.reading() as session:
            rows = session.execute(found.order_by(StaffMessageRow.at)).mappings().all()
        return tuple(self._message(dict(row)) for row in rows)

    def _message(self, values: dict[str, Any]) -> StaffMessage:
        return StaffMessage(**opened(self._vault, StaffMessageRow, values))
