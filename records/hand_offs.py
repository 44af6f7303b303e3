"""Conversations that a person is asked to take over."""

from __future__ import annotations

from sqlalchemy import select

from records.actions import LedgerPart, number_of
from records.carts import cart_owner
from records.erasure.erased import refuse_erased
from records.nouns import HandOff
from records.rows import hand_off_from, hand_off_row, storable
from records.tables import HandOffRow
from records.vault.sealing import opened_row, sealed_row


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
        hand_off = HandOff(number, conversation_id, customer_id, self._now(), reason, summary, mood, "open")
        row = sealed_row(self._vault, storable(owner), hand_off_row(hand_off))
        with self._database.writing() as session:
            refuse_erased(session, owner, cart_owner(None, conversation_id))
            if self._begins(session, action_id, "hand_off", owner, conversation_id):
                session.add(row)
                session.flush()
            kept = session.get_one(HandOffRow, number)
        return hand_off_from(opened_row(self._vault, kept))

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
            rows = session.scalars(found).all()
        return tuple(hand_off_from(opened_row(self._vault, row)) for row in rows)
