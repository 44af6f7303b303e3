"""Erases everything that is kept of a customer, or of the conversation of somebody who is not known."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, Delete, Update, delete, select, update
from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.audit import audit_row
from records.carts import CUSTOMER, GUEST
from records.database import Database
from records.erasure.erased import bar, hash_of, wait_for_writers
from records.erasure.person import (
    AttemptsOf,
    Person,
    count_rows,
    find_conversations,
    find_person,
    rows_of,
    subject_of,
)
from records.erasure.personal_data import PERSONAL_DATA, Kept
from records.erasure.personal_store import PersonalStore
from records.erasure.receipts import Receipt, Receipts, write_receipt
from records.erasure.shredding import Shredded, shred
from records.errors import SealBroken, SubjectUnknown
from records.learned.quotes import forget_quotes
from records.nouns import AuditEntry
from records.people_tables import AuditRow, PromptPublicationRow, PromptShareRow
from records.tables import (
    ConversationLabelRow,
    ConversationNoteRow,
    CustomerRow,
    HandOffRow,
    OrderLineRow,
    OrderRequestLineRow,
    OrderRequestRow,
    OrderRow,
    StaffMessageRow,
    Table,
)
from records.vault.sealing import opened
from records.vault.vault import PLAIN, Vault

Orders = Literal["keep", "delete"]
"""What becomes of a customer's orders, returns and exchanges: kept under nobody's name, as the law asks of invoices, or
deleted as well."""
ANONYMOUS = "erased-"
"""What the id of a customer without name begins with, under whom the orders of one who was erased are kept."""
_OF_ORDERS = (OrderRow, OrderLineRow, OrderRequestRow, OrderRequestLineRow)
_ROW_BATCH = 500
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What came of it. `before` says that nothing was left to erase, and `receipt` is that of the last time.

    `shredded` tells whether the bytes are gone from the database's files as well.
    """

    receipt: Receipt
    before: bool
    shredded: Shredded


class Eraser:
    """Erases in a database that has been upgraded, also while the site runs in this or in another process.

    `attempts_of` is what failed tries of a login are kept under, see `records.access.attempts`; `stores` are what else
    learned from the person. Every call may raise `DatabaseFault`; nothing is erased then.
    """

    def __init__(
        self,
        database: Database,
        now: Now = utc_now,
        vault: Vault = PLAIN,
        stores: Sequence[PersonalStore] = (),
        attempts_of: AttemptsOf | None = None,
    ) -> None:
        self._database, self._now, self._vault = database, now, vault
        self._stores, self._attempts_of = stores, attempts_of

    def erase(
        self, who: str, *, by: str, role: str = "admin", orders: Orders = "keep", compact: bool = False
    ) -> Erasure:
        """Erases all rows of a customer (`C-001`) or a conversation (`conversation:<id>`), their keys, and all learned.

        It happens in one transaction: a process that is killed has erased everything in the database or nothing. What
        is on its way while it happens is not kept, see `records.erasure.erased`. Doing it again changes nothing. `by`
        is who does it, as on a receipt; a line of the audit trail tells it without naming whom. `compact` writes even
        a large SQLite file anew.

        Raises:
            SubjectUnknown: nothing is kept of them and nothing was erased before.
        """
        subject = subject_of(who)
        receipt = self._erased([subject], by, role, orders) if self._is_kept(subject) else None
        if receipt is None:
            known = Receipts(self._database).receipts(subject, limit=1)
            if not known:
                raise SubjectUnknown(who)
            return Erasure(known[0], True, shred(self._database, always=compact))
        return Erasure(receipt, False, shred(self._database, always=compact))

    def erase_conversations(self, ids: Collection[str], *, by: str, role: str = "admin") -> Erasure | None:
        """Erases conversations of somebody who is not known, all at once, as `erase` does; the receipt is one for all.

        None where nothing was kept of any of them.
        """
        receipt = self._erased([f"{GUEST}{id}" for id in sorted(ids)], by, role, "keep") if ids else None
        return None if receipt is None else Erasure(receipt, False, shred(self._database))

    def _is_kept(self, subject: str) -> bool:
        with self._database.reading() as session:
            kept = count_rows(session, find_person(session, subject, self._attempts_of))
        return bool(kept) or any(store.export(subject) for store in self._stores)

    def _erased(self, subjects: Sequence[str], by: str, role: str, orders: Orders) -> Receipt | None:
        """The receipt, for one customer or for conversations; None where somebody else has just done it."""
        subject = subjects[0]
        learned = self._unlearned(subjects)
        called = self._called(subject)
        with self._database.writing() as session:
            wait_for_writers(session)
            person = self._found(session, subjects)
            at = self._now()
            counts = Counter(learned) + erase_rows(session, person, at, orders, called)
            if not counts:
                return None
            for owner in person.ids["owner"]:
                self._vault.destroy(owner, session)
            bar(session, person.ids["owner"], at)
            session.add(audit_row(AuditEntry(at, by, role, "records.erase", f"erased:{hash_of(subject)}")))
            receipt = write_receipt(session, "erasure", counts, subject=subject, by=by, at=at)
        self._unlearned(subjects)  # what was made of the rows as long as they were there
        return receipt

    def _found(self, session: Session, subjects: Sequence[str]) -> Person:
        if len(subjects) == 1:
            return find_person(session, subjects[0], self._attempts_of, lock=True)
        return find_conversations(session, [one.removeprefix(GUEST) for one in subjects], lock=True)

    def _unlearned(self, subjects: Sequence[str]) -> Counter[str]:
        return Counter({store.name: sum(map(store.erase, subjects)) for store in self._stores})

    def _called(self, subject: str) -> frozenset[str]:
        """What people call the customer, which a note might say."""
        with self._database.reading() as session:
            row = session.get(CustomerRow, subject.removeprefix(CUSTOMER))
            values = {} if row is None else row.values()
        try:
            told = opened(self._vault, CustomerRow, values) if values else {}
        except SealBroken:
            return frozenset()  # nobody can read it any more, which must not keep it from being erased
        return frozenset(filter(None, (told.get("name"), told.get("email"))))


def erase_rows(
    session: Session, person: Person, at: datetime, orders: Orders = "keep", called: frozenset[str] = frozenset()
) -> Counter[str]:
    """Erases a person's rows in the session's transaction; how many of each table, also those that lost only a name.

    `called` are names and addresses of the person that a note of the trail might say.
    """
    counts = Counter({"audit_unnamed": _unname_trail(session, person, called)})
    counts.update(_unname_work(session, person))
    if orders == "keep":
        counts.update(_unname_orders(session, person, at))
    counts.update(delete_rows(session, person, _OF_ORDERS if orders == "delete" else ()))
    return +counts


def delete_rows(session: Session, person: Person, also: Collection[type[Table]] = ()) -> Counter[str]:
    """Deletes a person's rows of all tables whose rows erasing deletes, and of those in `also`; how many of each."""
    counts: Counter[str] = Counter()
    forget_quotes(session, person.ids["conversation"])
    # Rows that refer to others go before them.
    for kept in sorted(PERSONAL_DATA, key=lambda one: _RANKED[one.name], reverse=True):
        if kept.fate == "delete" or kept.table in also:
            for condition in person.conditions(kept):
                counts[kept.name] += _changed(session, delete(kept.table).where(condition))
    return +counts


def _unname_orders(session: Session, person: Person, at: datetime) -> dict[str, int]:
    if not person.ids["order"] | person.ids["request"]:
        return {}
    nobody = f"{ANONYMOUS}{secrets.token_hex(6)}"
    session.add(CustomerRow(id=nobody, name="", email="", language="", city="", joined_at=at))
    session.flush()
    theirs = person.ids["customer"]
    orders = update(OrderRow).where(OrderRow.customer_id.in_(theirs)).values(customer_id=nobody)
    requests = update(OrderRequestRow).where(OrderRequestRow.customer_id.in_(theirs))
    return {
        "orders_unnamed": _changed(session, orders),
        "order_requests_unnamed": _changed(session, requests.values(customer_id=nobody, reason="", wanted="")),
    }


def _unname_trail(session: Session, person: Person, called: frozenset[str]) -> int:
    """The lines stay, and say neither of whom nor what."""
    lines: dict[int, AuditRow] = {row.id: row for row in rows_of(session, _KEPT[AuditRow], person)}
    for row in _lines_that_say(session, person, called):
        lines[row.id] = row
    for row in lines.values():
        row.actor, row.subject, row.note = _unnamed(row.actor, person), _unnamed(row.subject, person), ""
    session.flush()
    return len(lines)


def _lines_that_say(session: Session, person: Person, called: frozenset[str]) -> list[AuditRow]:
    # A short id may be an ordinary word or number too: rather a note too many is taken out than one too few. Chinese
    # stands without spaces, so only Latin letters and digits beside it make another word of a name.
    names = sorted(person.ids["customer"] | person.ids["account"] | called) or [person.subject]
    said = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.ASCII | re.IGNORECASE)
    talks = person.ids["conversation"]  # thousands, perhaps, and each is one word
    noted = select(AuditRow).where(AuditRow.note != "").execution_options(yield_per=_ROW_BATCH)
    return [
        row for row in session.scalars(noted) if said.search(row.note) or not talks.isdisjoint(_WORD.findall(row.note))
    ]


def _unname_work(session: Session, person: Person) -> Counter[str]:
    """What somebody did as one of the shop stays without who it was."""
    counts: Counter[str] = Counter()
    for account in person.ids["account"]:
        for by in _DONE_BY:
            theirs = update(by.class_).where(by == account).values({by: _unnamed(account, person)})
            counts[f"{by.class_.__tablename__}_unnamed"] += _changed(session, theirs)
    return counts


def _unnamed(name: str, person: Person) -> str:
    """What stands for a name: the hash that is on the receipt where it is the person's own, of a thing its own."""
    if name not in person.ids["name"]:
        return name
    own = {person.subject, person.subject.partition(":")[2]}
    return f"erased:{hash_of(person.subject if name in own else name)}"


def _changed(session: Session, statement: Delete | Update) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount


_DONE_BY = (
    PromptPublicationRow.published_by,
    PromptShareRow.set_by,
    HandOffRow.taken_by,
    StaffMessageRow.by,
    ConversationNoteRow.by,
    ConversationLabelRow.by,
)
_RANKED = {table.name: rank for rank, table in enumerate(Table.metadata.sorted_tables)}
_KEPT: Mapping[type[Table], Kept] = {kept.table: kept for kept in PERSONAL_DATA}
