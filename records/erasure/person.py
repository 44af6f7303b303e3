"""Finds all that is kept of one customer, or of one conversation of somebody who is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from records.carts import CUSTOMER, GUEST
from records.erasure.erased import batches
from records.erasure.personal_data import PERSONAL_DATA, Id, Kept
from records.people_tables import AccountRow
from records.rows import storable
from records.tables import CartRow, ConversationRow, OrderRequestRow, OrderRow

AttemptsOf = Callable[[str], str]
"""What failed tries of a login are kept under."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data is meant: `subject` is an owner; `ids` are all ids under which something of theirs is kept."""

    subject: str
    ids: Mapping[Id, frozenset[str]]

    def conditions(self, kept: Kept) -> Iterator[ColumnElement[bool]]:
        """Which rows of a table are theirs: each condition finds some, all together all, a row perhaps twice."""
        for column, kind in kept.whose.items():
            attribute: InstrumentedAttribute[str] = getattr(kept.table, column)
            for batch in batches(self.ids[kind]):
                yield attribute.in_(batch)


def subject_of(text: str) -> str:
    """The owner that an operator means: `conversation:<id>` and `customer:<id>` as they are, otherwise a customer."""
    text = storable(text.strip())
    return text if text.startswith((CUSTOMER, GUEST)) else f"{CUSTOMER}{text}"


def find_person(session: Session, subject: str, attempts_of: AttemptsOf | None = None, *, lock: bool = False) -> Person:
    """Everything that the subject is known under, as the database stands now.

    With `lock`, no turn, order, request, cart line or sign-in is added to what was found before the transaction ends.
    Without `attempts_of`, failed tries to sign in are not found: their hashes are made with a secret not kept here.
    """
    if not subject.startswith(CUSTOMER):
        return find_conversations(session, [subject.removeprefix(GUEST)], lock=lock)
    of = frozenset([subject.removeprefix(CUSTOMER)])
    found: dict[Id, frozenset[str]] = {
        "order": _ids(session, OrderRow.id, OrderRow.customer_id, of, lock),
        "request": _ids(session, OrderRequestRow.id, OrderRequestRow.customer_id, of, lock),
        "account": _ids(session, AccountRow.id, AccountRow.customer_id, of, lock),
    }
    if attempts_of is not None:
        logins = _ids(session, AccountRow.login, AccountRow.customer_id, of, False)
        found["attempt"] = frozenset(map(attempts_of, logins))
    conversations = _ids(session, ConversationRow.id, ConversationRow.customer_id, of, lock)
    return _person(session, subject, of, conversations, found, lock)


def find_conversations(session: Session, ids: Collection[str], *, lock: bool = False) -> Person:
    """What belongs to conversations alone; the subject is that of the first."""
    conversations = frozenset(ids)
    _ids(session, ConversationRow.id, ConversationRow.id, conversations, lock)
    return _person(session, f"{GUEST}{min(ids)}", frozenset(), conversations, {}, lock)


def _person(
    session: Session,
    subject: str,
    customers: frozenset[str],
    conversations: frozenset[str],
    found: Mapping[Id, frozenset[str]],
    lock: bool,
) -> Person:
    owners = frozenset([subject, *(f"{GUEST}{id}" for id in conversations)])
    none: frozenset[str] = frozenset()
    ids: dict[Id, frozenset[str]] = {
        "customer": customers, "conversation": conversations, "owner": owners,
        "order": none, "request": none, "account": none, "attempt": none, **found,
    }  # fmt: skip
    if lock:
        _ids(session, CartRow.owner, CartRow.owner, owners, lock)
    kinds: tuple[Id, ...] = ("customer", "conversation", "account", "order", "request")
    names = {f"{kind}:{id}" for kind in kinds for id in ids[kind]}
    bare = customers | conversations | ids["account"]
    return Person(subject, {**ids, "name": frozenset(names | bare)})


def _ids(
    session: Session,
    wanted: InstrumentedAttribute[str],
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    values: frozenset[str],
    lock: bool,
) -> frozenset[str]:
    found: set[str] = set()
    for batch in batches(values):
        rows = select(wanted).where(column.in_(batch))
        found.update(session.scalars(rows.with_for_update() if lock else rows))
    return frozenset(found)


def rows_of(session: Session, kept: Kept, person: Person) -> list[Any]:
    """Their rows of one table, each once, in the order of the table's keys."""
    found: dict[object, Any] = {}
    keys = list(kept.table.__table__.primary_key.columns)  # type: ignore[attr-defined]
    for condition in person.conditions(kept):
        for row in session.scalars(select(kept.table).where(condition)):
            found[tuple(getattr(row, key.key) for key in keys)] = row
    return [found[key] for key in sorted(found, key=repr)]


def count_rows(session: Session, person: Person) -> Counter[str]:
    """How many rows of each table are theirs."""
    counts: Counter[str] = Counter()
    for kept in PERSONAL_DATA:
        keys = kept.table.__table__.primary_key.columns  # type: ignore[attr-defined]
        theirs = (session.execute(select(*keys).where(condition)) for condition in person.conditions(kept))
        counts[kept.name] = len({tuple(row) for rows in theirs for row in rows})
    return +counts
