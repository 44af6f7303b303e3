"""Reads the demo shop's customers, orders and conversations, and stops at the first row that is wrong.

What every field means stands in `data/README.md`; a field the reader does not know is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from records.importing.customer_rows import customer_of
from records.importing.fields import Fields, Unreadable
from records.importing.order_rows import order_of
from records.importing.source import open_source
from records.importing.transcript_rows import PastConversation, conversation_of
from records.nouns import Customer, Order


def read_customers(file: Path) -> Iterator[Customer]:
    """The customers in `customers.jsonl`.

    Raises:
        ImportFault: the file cannot be read, or a row is wrong.
    """
    return map(customer_of, _rows(file))


def read_orders(file: Path) -> Iterator[Order]:
    """The orders in `orders.jsonl`.

    Raises:
        ImportFault: the file cannot be read, or a row is wrong.
    """
    return map(order_of, _rows(file))


def read_conversations(file: Path) -> Iterator[PastConversation]:
    """The conversations in `conversations.jsonl`.

    Raises:
        ImportFault: the file cannot be read, or a row is wrong.
    """
    return map(conversation_of, _rows(file))


def _rows(file: Path) -> Iterator[Fields]:
    with open_source(file) as source:
        for row in source.rows:
            if isinstance(row, Unreadable):
                raise row.fault
            yield row
