"""People of the shop take conversations over from the assistant, one person a conversation, and give them back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Literal

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from records.actions import Now, number_of, utc_now
from records.database import Database
from records.desk.conversation_rows import held, sealed_for_conversation
from records.errors import HandOffTaken, HandOffUnknown, NobodyThere
from records.nouns import HandOff
from records.rows import hand_off_from, storable
from records.tables import ConversationRow, HandOffRow
from records.vault.sealing import opened_row
from records.vault.vault import PLAIN, Vault

HandOffStatus = Literal["open", "taken", "closed"]
_IS_TAKEN = (
    select(HandOffRow.id)
    .where(HandOffRow.conversation_id == bindparam("wanted"), HandOffRow.status == "taken")
    .limit(1)
)
STATUSES: tuple[HandOffStatus, ...] = ("open", "taken", "closed")
"""In the order of the inbox."""


class TakingOver:
    """Who answers which conversation, in a database that has been upgraded; safe from several processes.

    Whoever takes a conversation has all of its hand-offs, and gives all of them back. Every call may raise
    `DatabaseFault`.
    """

    def __init__(self, database: Database, now: Now = utc_now, vault: Vault = PLAIN) -> None:
        self._database, self._now, self._vault = database, now, vault

    def take(self, hand_off_id: str, by: str) -> HandOff:
        """Gives the conversation to an account; of several that ask at once exactly one gets it, and may ask again.

        Raises:
            HandOffUnknown: there is none of this id.
            HandOffTaken: somebody else has the conversation, or it was given back already; the error says who.
            ConversationUnknown, SubjectErased: the conversation was deleted.
        """
        wanted, by = storable(hand_off_id), storable(by)
        with self._database.writing() as session:
            known = session.get(HandOffRow, wanted)
            if known is None:
                raise HandOffUnknown(hand_off_id)
            held(session, known.conversation_id)
            session.refresh(known)
            if known.status == "closed":
                raise HandOffTaken(hand_off_from(known))
            self._give(session, known.conversation_id, by)
            session.flush()
        return hand_off_from(opened_row(self._vault, self._row(wanted)))

    def take_conversation(self, conversation_id: str, by: str, reason: str = "") -> HandOff:
        """The same for a conversation, also one for which nobody asked for a person: that makes a hand-off.

        `reason` is why, in that case.

        Raises:
            HandOffTaken: somebody else has it; the error says who.
            ConversationUnknown, SubjectErased: there is no such conversation.
        """
        wanted, by = storable(conversation_id), storable(by)
        id = number_of("H", secrets.token_hex(16))
        words = {"id": id, "reason": storable(reason.strip()), "summary": ""}
        words = sealed_for_conversation(self._database, self._vault, HandOffRow, wanted, words)
        with self._database.writing() as session:
            conversation = held(session, wanted)
            if not self._give(session, wanted, by):
                row = HandOffRow(
                    **words, conversation_id=wanted, customer_id=conversation.customer_id, at=self._now(), mood="",
                    status="open",
                )  # fmt: skip
                session.add(row)
                session.flush()
                self._give(session, wanted, by)
            session.flush()
        return self._taken(wanted) or hand_off_from(opened_row(self._vault, self._row(id)))

    def give_back(self, conversation_id: str, by: str) -> HandOff:
        """Ends a taking over, whoever's it is: from here on the assistant answers again. `by` is who does it.

        Raises:
            NobodyThere: nobody has the conversation.
        """
        wanted = storable(conversation_id)
        with self._database.writing() as session:
            # Nothing is added here, so a conversation that is being deleted need not be held.
            taken = session.scalars(_of(wanted, "taken").with_for_update()).all()
            if not taken:
                raise NobodyThere(conversation_id)
            for row in taken:
                row.status, row.closed_at = "closed", self._now()
            session.flush()
            last = taken[-1].id
        return hand_off_from(opened_row(self._vault, self._row(last)))

    def person_in(self, conversation_id: str) -> HandOff | None:
        """The hand-off by which a person answers the conversation now; None while the assistant does."""
        return self._taken(storable(conversation_id))

    def is_taken(self, conversation_id: str) -> bool:
        """Whether a person answers the conversation now; asked before every turn, one question to one index."""
        with self._database.reading() as session:
            return session.execute(_IS_TAKEN, {"wanted": storable(conversation_id)}).first() is not None

    def inbox(self, status: HandOffStatus | None = None, limit: int = 50) -> tuple[HandOff, ...]:
        """At most `limit` hand-offs: open ones first, then taken ones, oldest first, then closed ones, newest first.

        `customer_id` is whose the conversation is by now: a guest may have signed in since.
        """
        rows: list[tuple[HandOffRow, str | None]] = []
        with self._database.reading() as session:
            for one in STATUSES if status is None else (status,):
                rows += session.execute(_listed(one).limit(limit - len(rows))).all()
            for row, customer_id in rows:
                session.expunge(row)
                row.customer_id = customer_id or row.customer_id
        return self._opened(row for row, _ in rows)

    def counts(self) -> Mapping[HandOffStatus, int]:
        """How many hand-offs are in each status."""
        with self._database.reading() as session:
            counted = select(HandOffRow.status, func.count()).group_by(HandOffRow.status)
            found = dict(session.execute(counted).all())
        return {status: found.get(status, 0) for status in STATUSES}

    def _give(self, session: Session, conversation_id: str, by: str) -> bool:
        """Gives the open hand-offs of a conversation that is held to an account; whether it has any then."""
        taken = session.scalars(_of(conversation_id, "taken")).all()
        for row in taken:
            if row.taken_by != by:
                raise HandOffTaken(hand_off_from(row))
        fresh = session.scalars(_of(conversation_id, "open")).all()
        for row in fresh:
            row.status, row.taken_by, row.taken_at = "taken", by, self._now()
        return bool(taken or fresh)

    def _taken(self, conversation_id: str) -> HandOff | None:
        with self._database.reading() as session:
            row = session.scalars(_of(conversation_id, "taken").limit(1)).first()
        return None if row is None else hand_off_from(opened_row(self._vault, row))

    def _row(self, id: str) -> HandOffRow:
        with self._database.reading() as session:
            row = session.get(HandOffRow, id)
        if row is None:
            raise HandOffUnknown(id)
        return row

    def _opened(self, rows: Iterable[HandOffRow]) -> tuple[HandOff, ...]:
        return tuple(hand_off_from(opened_row(self._vault, row)) for row in rows)


def _of(conversation_id: str, status: HandOffStatus) -> Select[HandOffRow]:
    """The newest last."""
    found = select(HandOffRow).where(HandOffRow.conversation_id == conversation_id, HandOffRow.status == status)
    return found.order_by(HandOffRow.at, HandOffRow.id)


def _listed(status: HandOffStatus) -> Select[HandOffRow, str | None]:
    found = select(HandOffRow, ConversationRow.customer_id).where(HandOffRow.status == status)
    found = found.outerjoin(ConversationRow, ConversationRow.id == HandOffRow.conversation_id)
    if status == "closed":
        return found.order_by(HandOffRow.at.desc(), HandOffRow.id.desc())
    return found.order_by(HandOffRow.at, HandOffRow.id)
