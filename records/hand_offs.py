"""Conversations that a person is asked to take over."""

from __future__ import annotations

from sqlalchemy import select

from records.actions import LedgerPart, number_of
from records.carts import cart_owner
from records.nouns import HandOff
from records.rows import hand_off_from, hand_off_row, storable
from records.tables import HandOffRow


class HandOffs(LedgerPart):
    """The list that support staff work through."""

    def add_hand_off(
        self,
        conversation_id: str,
        customer_id: str | None,
        *,
        reason: str,
        summary: str,
        mood: str = "",
        action_id: str,
    ) -> HandOff:
        """Asks a person to take the conversation over; see `HandOff` for the texts."""
        number = number_of("H", action_id)
        owner = cart_owner(customer_id, conversation_id)
        with self._database.writing() as session:
            if self._begins(session, action_id, "hand_off", owner, conversation_id):
                hand_off = HandOff(number, conversation_id, customer_id, self._now(), reason, summary, mood, "open")
                session.add(hand_off_row(hand_off))
                session.flush()
            return hand_off_from(session.get_one(HandOffRow, number))

    def hand_offs(
        self, status: str | None = "open", conversation_id: str | None = None, limit: int = 50
    ) -> tuple[HandOff, ...]:
        """At most `limit` hand-offs, oldest first; only those of a status or a conversation where one is given."""
        found = select(HandOffRow).order_by(HandOffRow.at, HandOffRow.id).limit(limit)
        if status is not None:
            found = found.where(HandOffRow.status == storable(status))
        if conversation_id is not None:
            found = found.where(HandOffRow.conversation_id == storable(conversation_id))
        with self._database.reading() as session:
            return tuple(hand_off_from(row) for row in session.scalars(found))
