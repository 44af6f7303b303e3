"""What customers said about the uses of their data; every word is kept, the newest of a purpose holds."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Literal, get_args

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import refuse_erased
from records.errors import PurposeUnknown
from records.learned.refusals import LEARNING, forget_learned
from records.moments import next_moment
from records.nouns import Consent
from records.people_tables import ConsentRow
from records.rows import storable

Purpose = Literal["profile", "learning", "marketing"]
"""`profile`: searches follow earlier orders. `learning`: conversations teach the shop who is content and who leaves.
`marketing`: offers are made unasked."""
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
AGAIN_SECONDS = 10.0
"""How old what was read of everybody's refusals may be."""


class Consents:
    """Keeps consents in a database that has been upgraded; safe to call from several threads.

    Every call may raise `DatabaseFault`, and `PurposeUnknown` for a purpose that is not in `PURPOSES`. Customers need
    not be kept here.
    """

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

    def give(self, customer_id: str, purpose: str, source: str) -> Consent:
        """Keeps that the customer agrees, and where they said so (`chat`, `account page`, …); again changes nothing."""
        return self._say(customer_id, purpose, True, source)

    def withdraw(self, customer_id: str, purpose: str, source: str) -> Consent:
        """Keeps that the customer does not agree, or no longer; saying so again changes nothing.

        With the consent to `learning` all that was read of their conversations goes at once.
        """
        return self._say(customer_id, purpose, False, source)

    def current(self, customer_id: str) -> Mapping[str, Consent]:
        """The word that holds for each purpose; a purpose is absent where the customer has said nothing."""
        return MappingProxyType({one.purpose: one for one in self.history(customer_id)})

    def agrees(self, customer_id: str, purpose: str, unasked: bool = False) -> bool:
        """Whether the customer agrees to a purpose; `unasked` where they have said nothing."""
        with self._database.reading() as session:
            row = session.scalars(_newest(customer_id, purpose)).first()
        return unasked if row is None else row.given

    def refused(self, purpose: str) -> frozenset[str]:
        """The customers (as kept) whose newest word on a purpose is no, in one read."""
        if purpose not in PURPOSES:
            raise PurposeUnknown(purpose, PURPOSES)
        said = select(ConsentRow.customer_id, ConsentRow.given).where(ConsentRow.purpose == purpose)
        with self._database.reading() as session:
            newest = {row[0]: row[1] for row in session.execute(said.order_by(ConsentRow.at, ConsentRow.id))}
        return frozenset(id for id, given in newest.items() if not given)

    def history(self, customer_id: str) -> tuple[Consent, ...]:
        """All that the customer said, oldest first."""
        said = (
            select(ConsentRow)
            .where(ConsentRow.customer_id == storable(customer_id))
            .order_by(ConsentRow.at, ConsentRow.id)
        )
        with self._database.reading() as session:
            return tuple(_consent(row) for row in session.scalars(said))

    def _say(self, customer_id: str, purpose: str, given: bool, source: str) -> Consent:
        with self._database.writing() as session:
            refuse_erased(session, cart_owner(customer_id, ""))
            last = session.scalars(_newest(customer_id, purpose)).first()
            if last is not None and last.given == given:
                return _consent(last)
            added = self._added(session, customer_id, purpose, given, source, last)
            session.flush()
            if purpose == LEARNING and not given:
                forget_learned(session, customer_id)
            return _consent(added)

    def _added(
        self, session: Session, customer_id: str, purpose: str, given: bool, source: str, last: ConsentRow | None
    ) -> ConsentRow:
        row = ConsentRow(
            id=secrets.token_urlsafe(12),
            customer_id=storable(customer_id),
            purpose=purpose,
            given=given,
            # A clock that goes backwards must not make an older word the one that holds.
            at=next_moment(self._now(), None if last is None else last.at),
            source=storable(source),
        )
        session.add(row)
        return row


class Unrefused:
    """Says of many customers whether they refused a purpose: the refusals are read at once, and again now and then.

    For rounds that ask of everybody; who has said nothing did not refuse. A refusal is known after `AGAIN_SECONDS`.
    May raise `DatabaseFault` and `PurposeUnknown`.
    """

    def __init__(self, consents: Consents, purpose: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._consents, self._purpose, self._clock = consents, purpose, clock
        self._read_at: float | None = None
        self._refused: frozenset[str] = frozenset()

    def __call__(self, customer_id: str) -> bool:
        """Whether the customer did not refuse."""
        if self._read_at is None or self._clock() - self._read_at >= AGAIN_SECONDS:
            self._refused, self._read_at = self._consents.refused(self._purpose), self._clock()
        return storable(customer_id) not in self._refused


def _newest(customer_id: str, purpose: str) -> Select[ConsentRow]:
    if purpose not in PURPOSES:
        raise PurposeUnknown(purpose, PURPOSES)
    return (
        select(ConsentRow)
        .where(ConsentRow.customer_id == storable(customer_id), ConsentRow.purpose == purpose)
        .order_by(ConsentRow.at.desc(), ConsentRow.id.desc())
        .limit(1)
    )


def _consent(row: ConsentRow) -> Consent:
    return Consent(**{field.name: getattr(row, field.name) for field in fields(Consent)})
