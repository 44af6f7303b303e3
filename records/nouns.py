"""The things the shop keeps, as plain frozen values without any input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Outcome = Literal["answered", "fallback", "refused", "failed", "stopped", "with_person"]
"""What came of a turn; `with_person` is one that a person answers and the assistant does not, its answer is empty."""
RequestKind = Literal["return", "exchange"]


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who shops here; `language` is `en` or `zh`; `joined_at` is aware, UTC."""

    id: str
    name: str
    email: str
    language: str
    city: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One product of an order; `unit_price` in major units of the order's currency, at least 0."""

    product_id: str
    title: str
    quantity: int
    unit_price: float


@dataclass(frozen=True, slots=True)
class Order:
    """An order as placed; `total` = lines - `discount` + `shipping`, in major units of `currency`.

    `status` is one of placed, shipped, delivered, cancelled, returned.
    """

    id: str
    customer_id: str
    placed_at: datetime
    status: str
    currency: str
    lines: tuple[OrderLine, ...]
    discount: float = 0.0
    shipping: float = 0.0
    delivered_at: datetime | None = None

    @property
    def total(self) -> float:
        """What the customer paid, rounded to the cent."""
        return round(sum(line.quantity * line.unit_price for line in self.lines) - self.discount + self.shipping, 2)


@dataclass(frozen=True, slots=True)
class CartLine:
    """One product in a cart; `quantity` from 1 to 99, `unit_price` in major units of `currency` when it was put in."""

    product_id: str
    title: str
    quantity: int
    unit_price: float
    currency: str


@dataclass(frozen=True, slots=True)
class Cart:
    """What somebody means to buy, in the order it was put in; `owner` is as `records.carts.cart_owner` writes it."""

    owner: str
    lines: tuple[CartLine, ...] = ()

    @property
    def quantity(self) -> int:
        """How many pieces are in it."""
        return sum(line.quantity for line in self.lines)

    @property
    def totals(self) -> Mapping[str, float]:
        """What the lines cost in each currency, without shipping, rounded to the cent; empty for an empty cart."""
        currencies = dict.fromkeys(line.currency for line in self.lines)
        return {
            currency: round(sum(one.quantity * one.unit_price for one in self.lines if one.currency == currency), 2)
            for currency in currencies
        }


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """A customer's wish to send products of an order back, for money or for others.

    `product_ids` are as they stand in the order, each with its whole quantity. `wanted` says what an exchange is for,
    empty for a return. `status` is `open` until the shop has dealt with it.
    """

    id: str
    order_id: str
    customer_id: str
    kind: RequestKind
    product_ids: tuple[str, ...]
    reason: str
    wanted: str
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HandOff:
    """A conversation that a person is asked to take over.

    `customer_id` is None for a guest. `mood` is one word, empty where nobody judged it. `status` is `open` until
    somebody has taken it, then `taken`, and `closed` when they gave the conversation back; `taken_by` is an account id,
    empty until then.
    """

    id: str
    conversation_id: str
    customer_id: str | None
    at: datetime
    reason: str
    summary: str
    mood: str
    status: str
    taken_by: str = ""
    taken_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool the agent used in a turn; `result` is what the language model was given back, as text."""

    name: str
    arguments: Mapping[str, Any]
    result: str
    ok: bool
    duration_ms: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a shopper and the checked answer to it, with all that is needed to replay and explain it.

    `position` counts from 0 within the conversation. `language` is `en` or `zh`. `constraints` is what the shopper
    had asked for after this turn, as JSON-ready values. `shown_product_ids` are in the order shown. `claims` has
    `checked`, `repaired`, `dropped` and the `log` of what was changed; `usage` has `prompt_tokens`,
    `completion_tokens`; `timings_ms` has `products`, `first_text`, `total`, `model` (a key is absent where the thing
    did not happen). `prompt_hash` names the exact prompt text; `prompt` and `replies_prompt` are versions
    (`shopping_agent@3`) of what the language model was told and of what the program says itself. `trace` is how the
    answer came about, for staff, as JSON-ready values.
    """

    id: str
    conversation_id: str
    position: int
    at: datetime
    text: str
    answer: str
    language: str
    outcome: Outcome
    prompt: str = ""
    prompt_hash: str = ""
    model: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    constraints: Mapping[str, Any] = field(default_factory=dict)
    shown_product_ids: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)
    usage: Mapping[str, int] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    pending: Mapping[str, Any] = field(default_factory=dict)
    replies_prompt: str = ""
    trace: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A run of turns with one shopper: a customer, or a guest known only by the signed token of their browser.

    Neither is given where nobody may come back to it. `outcome` is what came of it, in the words of an imported
    conversation, `title` what its owner calls it; both empty where nobody has said.
    """

    id: str
    started_at: datetime
    customer_id: str | None = None
    outcome: str = ""
    guest_id: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message that was taken and not answered yet; `turn_id` is the id its turn will have."""

    turn_id: str
    conversation_id: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a shopper thought of one turn; `owner` is written as a cart's owner is."""

    id: str
    turn_id: str
    conversation_id: str
    owner: str
    helpful: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StaffMessage:
    """What a person of the shop said to the shopper in a conversation; `by` is an account id."""

    id: str
    conversation_id: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ConversationNote:
    """What a person of the shop noted on a conversation for the others; shoppers do not see it."""

    id: str
    conversation_id: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ConversationLabel:
    """One label on one conversation."""

    conversation_id: str
    label: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What a customer said about one use of their data; `source` is where they said it."""

    id: str
    customer_id: str
    purpose: str
    given: bool
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did or read; `actor` is an account id, `shell` for the command line."""

    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PromptPublication:
    """One version of a prompt that was put under a label; with an empty version the label was taken away."""

    id: str
    name: str
    version: str
    prompt_hash: str
    label: str
    reason: str
    published_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PromptShares:
    """How the conversations under a label are shared among versions of a prompt.

    `shares` has the whole percent of each version, 100 together.
    """

    id: str
    name: str
    label: str
    shares: Mapping[str, int]
    reason: str
    set_by: str
    at: datetime
