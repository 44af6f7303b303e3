"""The demo shop's customers as histories: written for this project, no real people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from loyalty.features.history import CustomerHistory
from loyalty.nouns import ConversationReading, SaidConversation, SaidTurn
from records.import_rows import read_conversations, read_customers, read_orders
from records.importing.transcript_rows import PastConversation

DEMO: Final = Path(__file__).resolve().parents[1] / "data"
ReadAll = Callable[[Sequence[SaidConversation]], Sequence[ConversationReading]]
"""What conversations say, one reading each, in order."""


def demo_customers(read: ReadAll, folder: Path = DEMO, read_at: datetime | None = None) -> tuple[CustomerHistory, ...]:
    """All customers of the folder with their orders and conversations; those of guests belong to nobody.

    Raises:
        ImportFault: a file cannot be read, or a row is wrong.
    """
    orders, readings = list(read_orders(folder / "orders.jsonl")), read(demo_conversations(folder))
    return tuple(
        CustomerHistory(
            customer_id=customer.id,
            joined_at=customer.joined_at,
            orders=tuple(one for one in orders if one.customer_id == customer.id),
            readings=tuple(one for one in readings if one.customer_id == customer.id),
            language=customer.language,
            read_at=read_at,
        )
        for customer in read_customers(folder / "customers.jsonl")
    )


def demo_conversations(folder: Path = DEMO) -> tuple[SaidConversation, ...]:
    """All conversations of the folder as they were said, those of guests too."""
    return tuple(map(_said, read_conversations(folder / "conversations.jsonl")))


def _said(past: PastConversation) -> SaidConversation:
    turns = tuple(
        SaidTurn(
            id=one.id,
            position=one.position,
            at=one.at,
            text=one.text,
            answer=one.answer,
            language=one.language,
            outcome=one.outcome,
            shown_product_ids=one.shown_product_ids,
            tools=tuple(call.name for call in one.tool_calls),
        )
        for one in past.turns
    )
    return SaidConversation(past.id, past.conversation.customer_id, past.conversation.started_at, turns)
