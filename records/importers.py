"""Puts the demo shop's customers, orders and past conversations into the database, once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.actions import utc_now
from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import erased_among
from records.errors import ImportFault
from records.import_rows import read_conversations, read_customers, read_orders
from records.importing.transcript_rows import PastConversation
from records.nouns import Customer, Order
from records.order_desk import CANCELLING
from records.rows import conversation_row, customer_row, order_row, storable, turn_row
from records.tables import ActionRow, ConversationRow, CustomerRow, SeedRow, TurnRow
from records.vault.sealing import sealed, sealed_row
from records.vault.vault import PLAIN, Vault

Progress = Callable[[str, int, int], None]
"""Called with what is being imported (`customers`, `orders`, `conversations`), how many are done, and of how many."""

FILES = ("customers.jsonl", "orders.jsonl", "conversations.jsonl")
_SEED = "demo"
_Item = TypeVar("_Item", Customer, Order, PastConversation)


def seed_demo(
    database: Database,
    folder: Path,
    progress: Progress | None = None,
    now: Callable[[], datetime] = utc_now,
    vault: Vault = PLAIN,
) -> bool:
    """Imports the three files of the demo shop in one transaction; False when the same files were imported before.

    When the files have changed since, customers and orders take the place of those with the same id, but not of orders
    that were cancelled here. Conversations already in the log stay as they are, since the log is never changed. Who was
    erased stays away, with their orders and conversations. What is personal is sealed by `vault`.

    Raises:
        ImportFault: a file is missing or a row is wrong; nothing is imported.
        DatabaseFault: the database cannot be used; nothing is imported.
    """
    fingerprint = fingerprint_of(folder)
    with database.reading() as session:
        if _was_imported(session, fingerprint):
            return False
    people = _People(tuple(read_customers(folder / FILES[0])), tuple(read_conversations(folder / FILES[2])), vault)
    vault.prepare(people.owners())
    with database.writing() as session:
        if _was_imported(session, fingerprint):
            return False
        _import(session, folder, people, progress or _silent)
        session.merge(SeedRow(name=_SEED, fingerprint=fingerprint, seeded_at=now()))
    return True


def fingerprint_of(folder: Path) -> str:
    """SHA-256, 64 hex digits, of what the three files hold.

    Raises:
        ImportFault: a file is missing or cannot be read.
    """
    digest = hashlib.sha256()
    for name in FILES:
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            message = (
                f"The demo file {folder / name} cannot be read ({error.strerror}); bring it back or turn seeding off."
            )
            raise ImportFault(message, name) from error
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _People:
    """Whom the files tell of; read before anything is written, since keys are made for them first."""

    customers: tuple[Customer, ...]
    conversations: tuple[PastConversation, ...]
    vault: Vault

    def owners(self) -> Iterator[str]:
        yield from (_owner(one.id) for one in self.customers)
        yield from (_owner(past.conversation.customer_id, past.id) for past in self.conversations)

    def without(self, gone: frozenset[str]) -> _People:
        """Those who were not erased."""
        customers = tuple(one for one in self.customers if _owner(one.id) not in gone)
        conversations = tuple(
            past
            for past in self.conversations
            if not gone & {_owner(past.conversation.customer_id, past.id), _owner(None, past.id)}
        )
        return replace(self, customers=customers, conversations=conversations)


def _owner(customer_id: str | None, conversation_id: str = "") -> str:
    return storable(cart_owner(customer_id, conversation_id))


def _was_imported(session: Session, fingerprint: str) -> bool:
    seed = session.get(SeedRow, _SEED)
    return seed is not None and seed.fingerprint == fingerprint


def _import(session: Session, folder: Path, people: _People, progress: Progress) -> None:
    alone = (_owner(None, past.id) for past in people.conversations)
    gone = erased_among(session, {*people.owners(), *alone})
    people = people.without(gone)
    for customer in _counted("customers", people.customers, progress):
        session.merge(sealed_row(people.vault, _owner(customer.id), customer_row(customer)))
    session.flush()
    cancelled = set(session.scalars(select(ActionRow.subject).where(ActionRow.kind == CANCELLING)))
    for order in _counted("orders", read_orders(folder / FILES[1]), progress):
        if _owner(order.customer_id) in gone:
            continue
        if session.get(CustomerRow, order.customer_id) is None:
            message = f"{FILES[1]}: order {order.id} names the customer {order.customer_id}, who is not in {FILES[0]}."
            raise ImportFault(message, FILES[1])
        if order.id not in cancelled:
            session.merge(order_row(order))
    session.flush()
    for past in _counted("conversations", people.conversations, progress):
        _import_conversation(session, past, people.vault)


def _import_conversation(session: Session, past: PastConversation, vault: Vault) -> None:
    if session.get(ConversationRow, past.id) is not None:
        return
    owner = _owner(past.conversation.customer_id, past.id)
    session.add(sealed_row(vault, owner, ConversationRow(**conversation_row(past.conversation))))
    session.flush()
    session.add_all(TurnRow(**sealed(vault, TurnRow, owner, turn_row(turn))) for turn in past.turns)


def _counted(what: str, items: Iterable[_Item], progress: Progress) -> Iterator[_Item]:
    known = list(items)
    seen: set[str] = set()
    progress(what, 0, len(known))
    for done, item in enumerate(known, start=1):
        if item.id in seen:
            raise ImportFault(f"{what}.jsonl, row {done}, field id: {item.id} stands twice.", f"{what}.jsonl", done)
        seen.add(item.id)
        yield item
        progress(what, done, len(known))


def _silent(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""
