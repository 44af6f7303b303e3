"""Puts one batch of customers or orders into the database, in one transaction, and says what came of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import erased_among, refuse_erased
from records.errors import RowFault, SubjectErased
from records.importing.fields import Fields
from records.importing.report import Outcome
from records.nouns import Customer, Order
from records.order_desk import CANCELLING
from records.rows import customer_from, customer_row, order_from, order_row, storable
from records.tables import ActionRow, CustomerRow, OrderRow, Table
from records.vault.sealing import opened_row, sealed_row
from records.vault.vault import Vault

_TRIES: Final = 3
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Found(Generic[_Thing]):
    """What stands in a row, and the row, for what is wrong with it."""

    row: Fields
    thing: _Thing


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of each thing of a batch, in its order, and the rows to write."""

    outcomes: tuple[Outcome | RowFault, ...]
    new: tuple[Table, ...]
    changed: tuple[Table, ...]
    owners: frozenset[str]
    """Whose they are, where they might be erased meanwhile."""


def keep(database: Database, judge: Callable[[], Kept], *, write: bool) -> tuple[Outcome | RowFault, ...]:
    """Writes what `judge` says should be; it is asked again where somebody else changed the same things meanwhile."""
    for attempt in range(_TRIES):
        kept = judge()
        if not write or not (kept.new or kept.changed):
            break
        try:
            with database.writing() as session:
                _write(session, kept)
            break
        except (IntegrityError, SubjectErased):
            if attempt == _TRIES - 1:
                raise
    return kept.outcomes


def judge_customers(
    database: Database, vault: Vault, batch: Sequence[Found[Customer]], *, only_new: bool = False
) -> Kept:
    """New customers, changed ones (none where only new ones are wanted), and those who were erased."""
    wanted = [customer_from(customer_row(one.thing)) for one in batch]
    with database.reading() as session:
        rows = session.scalars(select(CustomerRow).where(CustomerRow.id.in_([one.id for one in wanted]))).all()
        erased = erased_among(session, map(owner_of, wanted))
    known = {row.id: customer_from(opened_row(vault, row)) for row in rows}
    outcomes = tuple(
        found.row.fault("id", "is of a customer who was erased")
        if owner_of(customer) in erased
        else "kept"
        if only_new and customer.id in known
        else _outcome(known.get(customer.id), customer)
        for found, customer in zip(batch, wanted, strict=True)
    )
    new, changed = (_with(outcomes, name, wanted) for name in ("new", "changed"))
    owners = frozenset(map(owner_of, (*new, *changed)))
    vault.prepare(owners)
    return Kept(outcomes, _sealed_rows(vault, new), _sealed_rows(vault, changed), owners)


def judge_orders(database: Database, batch: Sequence[Found[Order]], expected: Collection[str] = ()) -> Kept:
    """New orders and changed ones; none of unknown customers, but of `expected` ones, whom a trial did not write."""
    wanted = [order_from(order_row(one.thing)) for one in batch]
    with database.reading() as session:
        rows = session.scalars(select(OrderRow).where(OrderRow.id.in_([one.id for one in wanted]))).all()
        known = {row.id: order_from(row) for row in rows}
        customers = set(expected) | _customers(session, {one.customer_id for one in wanted})
        cancelled = _cancelled(session, [one.id for one in wanted])
    outcomes = tuple(
        _order_outcome(found.row, known.get(order.id), order, customers, cancelled)
        for found, order in zip(batch, wanted, strict=True)
    )
    new, changed = (tuple(map(order_row, _with(outcomes, name, wanted))) for name in ("new", "changed"))
    return Kept(outcomes, new, changed, frozenset())


def owner_of(customer: Customer) -> str:
    """The customer as an owner, and as the vault's subject."""
    return storable(cart_owner(customer.id, ""))


def _sealed_rows(vault: Vault, customers: Iterable[Customer]) -> tuple[CustomerRow, ...]:
    return tuple(sealed_row(vault, owner_of(one), customer_row(one)) for one in customers)


def _write(session: Session, kept: Kept) -> None:
    if kept.owners:
        refuse_erased(session, *kept.owners)
    session.add_all(kept.new)
    for row in kept.changed:
        session.merge(row)


def _outcome(known: _Thing | None, wanted: _Thing) -> Outcome:
    return "new" if known is None else "unchanged" if known == wanted else "changed"


def _order_outcome(
    row: Fields, known: Order | None, wanted: Order, customers: Collection[str], cancelled: Collection[str]
) -> Outcome | RowFault:
    if wanted.customer_id not in customers:
        return row.fault("customer_id", "names no customer that is kept here; import the customers first")
    if known is not None and known.customer_id != wanted.customer_id:
        return row.fault("id", "is that of an order of another customer")
    if wanted.id in cancelled and wanted.status != "cancelled":
        return "kept"
    return _outcome(known, wanted)


def _with(outcomes: Sequence[Outcome | RowFault], wanted: str, things: Sequence[_Thing]) -> list[_Thing]:
    return [thing for outcome, thing in zip(outcomes, things, strict=True) if outcome == wanted]


def _customers(session: Session, ids: Collection[str]) -> set[str]:
    return set(session.scalars(select(CustomerRow.id).where(CustomerRow.id.in_(ids))))


def _cancelled(session: Session, ids: Collection[str]) -> set[str]:
    """Of these orders those that were cancelled here."""
    return set(
        session.scalars(select(ActionRow.subject).where(ActionRow.kind == CANCELLING, ActionRow.subject.in_(ids)))
    )
