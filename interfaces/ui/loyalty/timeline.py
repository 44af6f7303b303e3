"""What happened with one customer: orders, requests, conversations with their signals, feedback; newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from records.learned.nouns import KeptReading, KnownCustomer
from records.nouns import Conversation, Order

MOST: Final = 200
"""What is shown of a long history; how much there is before is said."""


def timeline(
    known: KnownCustomer, talks: Iterable[Conversation], titles: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """`timeline`, newest first, and how many things `earlier` ones are; `titles` are products' in both languages."""
    read = {one.conversation_id for one in known.readings}
    happened = [
        *(_order(one, titles) for one in known.orders),
        *(_request(one) for one in known.requests),
        *(_talk(one, titles) for one in known.readings),
        *({"kind": "unread", "at": one.started_at.isoformat(), "id": one.id} for one in talks if one.id not in read),
        *_feedback(known),
    ]
    happened.sort(key=lambda one: (str(one["at"]), str(one["id"])), reverse=True)
    return {"timeline": happened[:MOST], "earlier": max(0, len(happened) - MOST)}


def _order(one: Order, titles: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    lines = [
        {"title": titles.get(line.product_id, {"en": line.title, "zh": line.title}), "quantity": line.quantity}
        for line in one.lines
    ]
    return {
        "kind": "order",
        "at": one.placed_at.isoformat(),
        "id": one.id,
        "status": one.status,
        "total": one.total,
        "currency": one.currency,
        "lines": lines,
    }


def _request(one: Any) -> dict[str, Any]:
    """A return or an exchange."""
    told = {"order": one.order_id, "reason": one.reason, "wanted": one.wanted, "status": one.status}
    return {"kind": one.kind, "at": one.at.isoformat(), "id": one.id, **told}


def _talk(one: KeptReading, titles: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        "kind": "conversation",
        "at": one.started_at.isoformat(),
        "id": one.conversation_id,
        "turns": one.turns,
        "mood": one.mood,
        "course": one.course,
        "satisfaction": one.satisfaction,
        "reason": one.contact_reason,
        "unresolved": one.unresolved,
        "signals": [
            {
                "kind": signal.kind,
                "at": signal.at.isoformat(),
                "aspect": signal.aspect,
                "product": titles.get(signal.product_id) if signal.product_id else None,
                "quote": signal.quote,
                "strength": signal.strength,
                "confidence": signal.confidence,
            }
            for signal in one.signals
        ],
    }


def _feedback(known: KnownCustomer) -> Iterator[dict[str, Any]]:
    for one in known.feedback:
        told = {"helpful": one.helpful, "reason": one.reason, "conversation": one.conversation_id}
        yield {"kind": "feedback", "at": one.at.isoformat(), "id": one.id, **told}
