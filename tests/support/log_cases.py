"""Conversations, messages and turns that the contract suites of the conversation log share."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

from records.conversation_log import ConversationLog
from records.nouns import Conversation, ReceivedMessage, ToolCall, Turn

START = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)


def conversation(id: str = "c1", customer_id: str | None = None, minutes: int = 0) -> Conversation:
    return Conversation(id, START + timedelta(minutes=minutes), customer_id)


def turn(position: int = 0, conversation_id: str = "c1", **changes: Any) -> Turn:
    made = Turn(
        id=f"{conversation_id}-{position}",
        conversation_id=conversation_id,
        position=position,
        at=START + timedelta(minutes=position),
        text="Wireless headphones under 80 euros? 无线耳机",
        answer="Two fit. “Brisa” is 59.90 €.",
        language="en",
        outcome="answered",
        prompt="shopping_agent@1",
        prompt_hash="ab" * 32,
        model="qwen2.5-coder-1.5b",
        tool_calls=(ToolCall("search_products", {"text": "headphones", "max_price": 80}, "[…]", True, 41.5),),
        constraints={"max_price": 80.0, "categories": ["audio"], "attributes": {"colour": ["red", "黑色"]}},
        shown_product_ids=("AUD-2", "AUD-1"),
        claims={"checked": 3, "repaired": 1, "log": [{"sentence": "60 €", "shown": "59.90 €", "why": "price"}]},
        usage={"prompt_tokens": 420, "completion_tokens": 61},
        timings_ms={"products": 812.25, "first_text": 1650.0, "total": 3900.5},
        pending={"id": "A-1", "tool": "cancel_order", "arguments": {"order_id": "D-1"}, "text": "取消吗？"},
    )
    return dataclasses.replace(made, **changes)


def started(log: ConversationLog, *ids: str) -> ConversationLog:
    for id in ids or ("c1",):
        log.start(conversation(id))
    return log


def message(position: int = 0, conversation_id: str = "c1", **changes: Any) -> ReceivedMessage:
    """What the shopper wrote in `turn` of the same position."""
    said = turn(position, conversation_id)
    return dataclasses.replace(ReceivedMessage(said.id, conversation_id, said.at, said.text), **changes)
