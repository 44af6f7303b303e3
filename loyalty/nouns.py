"""The things that are learned, as plain frozen values without any input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from records.learned.nouns import SaidConversation as SaidConversation
from records.learned.nouns import SaidTurn as SaidTurn

Label = Literal["negative", "neutral", "positive"]
LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")
CannotTell = Literal["", "empty", "language", "unsure"]
"""Why a text has no label: nothing to read, a language that was never taught, or no label that is likely enough."""

SignalKind = Literal[
    "praise",
    "complaint",
    "buy_again",
    "leave",
    "recommend",
    "price_sensitive",
    "urgent",
    "unresolved",
    "wants_person",
]
Aspect = Literal["product", "price", "delivery", "service", "returns"]
"""What praise or a complaint is about."""
ContactReason = Literal[
    "find", "compare", "product_question", "order_status", "return_exchange", "complaint", "policy", "account", "other"
]
"""Why somebody wrote: one reason a conversation."""
Course = Literal["steady", "better", "worse", "mixed", "unknown"]
"""How the mood went over a conversation."""


@dataclass(frozen=True, slots=True)
class Sentiment:
    """How one text sounds.

    `probabilities` are calibrated, in the order of `LABELS`, and add up to 1. `label` is None where the model cannot
    tell, and `why` says why; the probabilities are then the best guess, equal where there was nothing to read.
    """

    label: Label | None
    probabilities: tuple[float, float, float]
    why: CannotTell = ""

    @property
    def valence(self) -> float:
        """The probability of positive less that of negative, -1 to 1."""
        return self.probabilities[2] - self.probabilities[0]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that a shopper's words say about their loyalty, and the words.

    `quote` is `text[start:end]` of the shopper's message, in code points. `strength`, 0 to 1, is how much is said
    ("fine" .3, "the best I ever had" 1); `confidence`, 0 to 1, how sure it is that it is said at all. `aspect` is given
    for praise and complaints, `product_id` where it is clear which product is meant.
    """

    kind: SignalKind
    turn_id: str
    at: datetime
    quote: str
    start: int
    end: int
    strength: float
    confidence: float
    aspect: Aspect | None = None
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class TurnReading:
    """What one turn says: its mood and its signals, in the order of the text."""

    turn_id: str
    position: int
    at: datetime
    sentiment: Sentiment
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How satisfied a conversation left its shopper.

    `value` is the expected rating, 1 to 5; `low` and `high` hold it four times out of five. `unhappy` is the
    calibrated probability of a rating of 2 or less. `reasons` are contributions to `value`, which add up to it with
    `base`, in stars, by the name of a feature.
    """

    value: float
    low: float
    high: float
    unhappy: float
    base: float
    reasons: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConversationReading:
    """What one conversation says. `mood` is the mean valence of its turns that could be told, -1 to 1, None if none."""

    conversation_id: str
    customer_id: str | None
    started_at: datetime
    ended_at: datetime
    turns: tuple[TurnReading, ...]
    mood: float | None
    course: Course
    satisfaction: Satisfaction | None
    contact_reason: ContactReason
    unresolved: bool


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase; `amount` is what was paid, net of discounts, in major units of one currency; never negative."""

    at: datetime
    amount: float


@dataclass(frozen=True, slots=True)
class PurchaseForecast:
    """What is to be expected of one customer in the `horizon_days` after a date.

    `again` is the calibrated probability of at least one purchase; `purchases` and `spend` are expected values, at
    least 0, `spend` in major units. `model` names what they were computed with.
    """

    horizon_days: int
    again: float
    purchases: float
    spend: float
    model: str
