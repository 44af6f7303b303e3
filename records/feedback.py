"""What shoppers thought of turns: one word for each turn and owner, the latest."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.carts import cart_owner
from records.database import Database, insert
from records.erasure.erased import refuse_erased
from records.errors import TurnNotTheirs
from records.nouns import Feedback
from records.rows import storable
from records.tables import ConversationRow, FeedbackRow, TurnRow
from records.vault.sealing import opened, sealed
from records.vault.vault import PLAIN, Vault

MAX_REASON_CHARS = 2000
"""What is longer is cut."""


class FeedbackBox:
    """Keeps feedback in a database that has been upgraded; safe to call from several threads.

    Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, now: Now = utc_now, vault: Vault = PLAIN) -> None:
        self._database = database
        self._now = now
        self._vault = vault

    def give(self, turn_id: str, owner: str, helpful: bool, reason: str = "") -> Feedback:
        """Keeps what the owner thinks of a turn, in the place of what they thought of it before.

        Raises:
            TurnNotTheirs: there is no such turn, or it is of somebody else's conversation.
        """
        turn_id, owner = storable(turn_id), storable(owner)
        with self._database.reading() as session:
            _conversation_of(session, turn_id, owner)  # before a key is made for somebody who may not exist
        id = _id(turn_id, owner)
        values = {"id": id, "reason": storable(reason)[:MAX_REASON_CHARS]}
        reason = sealed(self._vault, FeedbackRow, owner, values)["reason"]
        with self._database.writing() as session:
            refuse_erased(session, owner)
            conversation_id = _conversation_of(session, turn_id, owner)
            said = {"conversation_id": conversation_id, "helpful": helpful, "reason": reason, "at": self._now()}
            insert(session, FeedbackRow(id=id, turn_id=turn_id, owner=owner, **said))
            row = session.get_one(FeedbackRow, id)
            for name, value in said.items():
                setattr(row, name, value)
            given = row.values()
        return self._opened(given)

    def take_back(self, turn_id: str, owner: str) -> bool:
        """Forgets what the owner thought of a turn; whether they had said anything."""
        wanted = _id(storable(turn_id), storable(owner))
        with self._database.writing() as session:
            row = session.get(FeedbackRow, wanted)
            if row is not None:
                session.delete(row)
        return row is not None

    def of_turn(self, turn_id: str, owner: str) -> Feedback | None:
        """What the owner thought of the turn; None where they did not say."""
        with self._database.reading() as session:
            row = session.get(FeedbackRow, _id(storable(turn_id), storable(owner)))
            values = None if row is None else row.values()
        return None if values is None else self._opened(values)

    def of_conversation(self, conversation_id: str) -> tuple[Feedback, ...]:
        """All feedback on a conversation, oldest first."""
        found = (
            select(FeedbackRow)
            .where(FeedbackRow.conversation_id == storable(conversation_id))
            .order_by(FeedbackRow.at, FeedbackRow.id)
        )
        with self._database.reading() as session:
            rows = [row.values() for row in session.scalars(found)]
        return tuple(self._opened(values) for values in rows)

    def _opened(self, values: dict[str, Any]) -> Feedback:
        return Feedback(**opened(self._vault, FeedbackRow, values))


def _id(turn_id: str, owner: str) -> str:
    """Always the same for one turn and owner, so that a second word finds the first; a turn's id is not guessed."""
    return hashlib.sha256(f"{turn_id}\n{owner}".encode()).hexdigest()[:24]


def _conversation_of(session: Session, turn_id: str, owner: str) -> str:
    turn = session.get(TurnRow, turn_id)
    conversation = None if turn is None else session.get(ConversationRow, turn.conversation_id)
    if conversation is None or cart_owner(conversation.customer_id, conversation.id) != owner:
        raise TurnNotTheirs(turn_id)
    return conversation.id
