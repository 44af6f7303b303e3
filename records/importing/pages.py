"""All customers, orders or conversations of a database, page by page; each page is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from sqlalchemy import func, select

from records.database import Database
from records.importing.transcript_rows import PastConversation
from records.nouns import Customer, Order, Turn
from records.rows import conversation_from, customer_from, order_from, turn_from
from records.tables import ConversationRow, CustomerRow, OrderRow, Table, TurnRow
from records.vault.sealing import opened, opened_row
from records.vault.vault import Vault

PAGE: Final = 500
_CONVERSATIONS: Final = 20
_Row = TypeVar("_Row", CustomerRow, OrderRow, ConversationRow)


def customers_of(database: Database, vault: Vault) -> Iterator[Customer]:
    """All customers, by id."""
    for page in _pages(database, CustomerRow, PAGE):
        yield from (customer_from(opened_row(vault, row)) for row in page)


def orders_of(database: Database) -> Iterator[Order]:
    """All orders, by id."""
    for page in _pages(database, OrderRow, PAGE):
        yield from map(order_from, page)


def conversations_of(database: Database, vault: Vault) -> Iterator[PastConversation]:
    """All conversations with their turns, by id."""
    for page in _pages(database, ConversationRow, _CONVERSATIONS):
        yield from _with_turns(database, vault, page)


def _with_turns(database: Database, vault: Vault, page: list[ConversationRow]) -> Iterator[PastConversation]:
    wanted = select(TurnRow).where(TurnRow.conversation_id.in_([row.id for row in page]))
    with database.reading() as session:
        held = [row.values() for row in session.scalars(wanted)]
    turns = by_conversation(turn_from(opened(vault, TurnRow, values)) for values in held)
    for row in page:
        conversation = conversation_from(opened(vault, ConversationRow, row.values()))
        yield PastConversation(conversation, tuple(turns.get(row.id, ())))


def by_conversation(turns: Iterable[Turn]) -> dict[str, list[Turn]]:
    """The turns of each conversation, in order."""
    grouped: dict[str, list[Turn]] = {}
    for turn in sorted(turns, key=lambda turn: turn.position):
        grouped.setdefault(turn.conversation_id, []).append(turn)
    return grouped


def count_of(database: Database, table: type[Table]) -> int:
    """How many rows the table has."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _pages(database: Database, table: type[_Row], size: int) -> Iterator[list[_Row]]:
    last = None
    while True:
        wanted = select(table).order_by(table.id).limit(size)
        with database.reading() as session:
            page = list(session.scalars(wanted if last is None else wanted.where(table.id > last)))
        if not page:
            return
        yield page
        last = page[-1].id
