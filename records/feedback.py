"""What shoppers thought of turns: one word for each turn and owner, the latest."""

from __future__ import annotations

import secrets
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.carts import cart_owner
from records.database import Database, insert
from records.errors import TurnNotTheirs
from records.nouns import Feedback
from records.rows import storable
from records.tables import ConversationRow, FeedbackRow, TurnRow

MAX_REASON_CHARS = 2000
"""What is longer is cut."""


class FeedbackBox:
    """Keeps feedback in a database that has been upgraded; safe to call from several threads.

    Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

    def give(self, turn_id: str, owner: str, helpful: bool, reason: str = "") -> Feedback:
        """Keeps what the owner thinks of a turn, in the place of what they thought of it before.

        Raises:
            TurnNotTheirs: there is no such turn, or it is of somebody else's conversation.
        """
        turn_id, owner = storable(turn_id), storable(owner)
        with self._database.writing() as session:
            conversation_id = _conversation_of(session, turn_id, owner)
            row = _of_turn(session, turn_id, owner)
            if row is None:
                made = FeedbackRow(
                    id=secrets.token_urlsafe(12), turn_id=turn_id, conversation_id=conversation_id, owner=owner,
                    helpful=helpful, reason="", at=self._now(),
                )  # fmt: skip
                insert(session, made)
                row = _of_turn(session, turn_id, owner) or made
            row.helpful, row.at = helpful, self._now()
            row.reason = storable(reason)[:MAX_REASON_CHARS]
            return _feedback(row)

    def of_turn(self, turn_id: str, owner: str) -> Feedback | None:
        """What the owner thought of the turn; None where they did not say."""
        with self._database.reading() as session:
            row = _of_turn(session, storable(turn_id), storable(owner))
            return None if row is None else _feedback(row)

    def of_conversation(self, conversation_id: str) -> tuple[Feedback, ...]:
        """All feedback on a conversation, oldest first."""
        found = (
            select(FeedbackRow)
            .where(FeedbackRow.conversation_id == storable(conversation_id))
            .order_by(FeedbackRow.at, FeedbackRow.id)
        )
        with self._database.reading() as session:
            return tuple(_feedback(row) for row in session.scalars(found))


def _conversation_of(session: Session, turn_id: str, owner: str) -> str:
    turn = session.get(TurnRow, turn_id)
    conversation = None if turn is None else session.get(ConversationRow, turn.conversation_id)
    if conversation is None or cart_owner(conversation.customer_id, conversation.id) != owner:
        raise TurnNotTheirs(turn_id)
    return conversation.id


def _of_turn(session: Session, turn_id: str, owner: str) -> FeedbackRow | None:
    found = select(FeedbackRow).where(FeedbackRow.turn_id == turn_id, FeedbackRow.owner == owner)
    return session.scalars(found.with_for_update()).first()


def _feedback(row: FeedbackRow) -> Feedback:
    return Feedback(**{field.name: getattr(row, field.name) for field in fields(Feedback)})
