"""What is kept of what was learned, as plain frozen values; `loyalty.nouns` says what the words in them mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.nouns import Feedback, Order, OrderRequest


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """What loyalty reads of one logged turn: the words of both sides and what was shown; redacted as it was logged."""

    id: str
    position: int
    at: datetime
    text: str
    answer: str
    language: str
    outcome: str
    shown_product_ids: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidConversation:
    """One conversation as it was said; `customer_id` None for a guest. `turns` in order, possibly none."""

    id: str
    customer_id: str | None
    started_at: datetime
    turns: tuple[SaidTurn, ...]


@dataclass(frozen=True, slots=True)
class KeptSignal:
    """One signal of one turn; `quote` is `text[start:end]` of the shopper's message, in code points."""

    turn_id: str
    at: datetime
    kind: str
    quote: str
    start: int
    end: int
    strength: float
    confidence: float
    aspect: str | None = None
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What one conversation says. `turns` is how many were read; `details` is JSON-ready and holds nobody's words."""

    conversation_id: str
    customer_id: str | None
    started_at: datetime
    reader: str
    turns: int
    ended_at: datetime
    mood: float | None
    course: str
    satisfaction: float | None
    contact_reason: str
    unresolved: bool
    details: Mapping[str, Any] = field(default_factory=dict)
    signals: tuple[KeptSignal, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """All that loyalty may know of one customer: no name and no address. Everything in it is oldest first.

    Somebody whom a storefront names and who is kept elsewhere has no `joined_at`.
    """

    id: str
    language: str
    joined_at: datetime | None
    orders: tuple[Order, ...] = ()
    requests: tuple[OrderRequest, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    readings: tuple[KeptReading, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptScore:
    """What was to be said of one customer on the day `as_of`.

    `loyalty`, its interval and `value` are 0 to 100; `risk` (of leaving) and `again` (buying again) are probabilities;
    `purchases` and `spend` are expected values. `explanation` is JSON-ready and may hold quotes of what they wrote.
    """

    customer_id: str
    as_of: datetime
    scorer: str
    loyalty: float
    loyalty_low: float
    loyalty_high: float
    value: float
    risk: float
    again: float
    purchases: float
    spend: float
    tier: str
    recommender: str
    action: str
    explanation: Mapping[str, Any] = field(default_factory=dict)
