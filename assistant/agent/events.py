"""What happens during a turn, in the order it happens; every front end renders these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from records.nouns import Turn
from retrieval.catalog import Product
from retrieval.query import SearchHit

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """The message was taken; the answer will be in `language`."""

    conversation_id: str
    turn_id: str
    language: Language


@dataclass(frozen=True, slots=True)
class ConstraintsChanged:
    """What the shopper has asked for so far, as JSON-ready values; replaces what was known."""

    constraints: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool was called with checked `arguments`; `call_id` pairs it with its `ToolFinished`."""

    call_id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """The tool is done; `duration_ms` is wall time in milliseconds."""

    call_id: str
    name: str
    ok: bool
    duration_ms: float


@dataclass(frozen=True, slots=True)
class ProductsShown:
    """Products to show at once, best first, before any prose.

    `reasons` maps a product id to one short line, in the turn's language, on why it is shown. `lead` is what the shop
    says of them; it comes with them since the next search may have begun before anybody reads this.
    """

    hits: tuple[SearchHit, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    lead: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ProductsCompared:
    """Two to four products set side by side; a front end that draws them needs no table in the answer's words."""

    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class OrdersTold:
    """The customer's own orders that the answer is about, in the order told; front ends look them up as they stand."""

    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """One more piece of the answer, already checked; pieces join without anything between them."""

    text: str


@dataclass(frozen=True, slots=True)
class ConfirmationAsked:
    """Nothing is done before the shopper says yes; `text` is the question, which also stands in the answer.

    The next message, or a click that sends the same word, answers it. `arguments` are those of the tool: `order_id`
    and `product_ids`, or `product_id` and `quantity`.
    """

    action_id: str
    tool: str
    text: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over and stands in the log as `turn`."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """The turn could not be finished.

    `message` is one kind sentence in the shopper's language; `code` names the reason for programs (`empty`,
    `too_long`, `no_words`, `internal`, ...). What was shown before stays shown.
    """

    code: str
    message: str


ChatEvent = (
    TurnStarted
    | ConstraintsChanged
    | ToolStarted
    | ToolFinished
    | ProductsShown
    | ProductsCompared
    | OrdersTold
    | ConfirmationAsked
    | TextDelta
    | TurnEnded
    | TurnFailed
)
