"""What an answer shows beside its cards and words: a comparison, orders, the card of a question, what to ask next.

It is looked up while the turn's events pass by, in the thread that reads them; what the browser gets is plain texts.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    Language,
    OrdersTold,
    ProductsCompared,
    TurnEnded,
    TurnStarted,
)
from assistant.agent.next_questions import Question
from interfaces.ui.floor.comparison import ComparisonWriter
from interfaces.ui.floor.order_cards import OrderCards
from records.nouns import Turn

logger = logging.getLogger(__name__)
Part = Literal["comparison", "orders", "question", "sign_in", "next"]
_FOR_CUSTOMERS = frozenset({"list_orders", "order_status", "cancel_order", "start_return", "start_exchange"})
_TABLE = re.compile(r"(?:^\|.*\|[ \t]*(?:\n|$))+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One part of an answer as the page draws it, JSON-ready."""

    part: Part
    value: Any


Suggest = Callable[[Turn, Collection[str]], tuple[Question, ...]]
DrawnEvent = ChatEvent | Drawn


@dataclass(frozen=True, slots=True)
class Drawing:
    """Adds to a turn's events what they make the page draw."""

    comparisons: ComparisonWriter
    orders: OrderCards
    suggest: Suggest

    def over(
        self, events: Iterable[ChatEvent], customer_id: str | None, asked: Callable[[], Collection[str]] | None
    ) -> Iterator[DrawnEvent]:
        """The events with the parts before or behind them.

        `customer_id` is whose conversation it is; nobody else's orders are drawn. `asked` gives the shopper's earlier
        messages, of which none is suggested; None where nothing is, as it is no longer the last turn.
        """
        try:
            yield from self._over(events, customer_id, asked)
        finally:
            # Whoever stops reading stops the turn.
            if (close := getattr(events, "close", None)) is not None:
                close()

    def _over(
        self, events: Iterable[ChatEvent], customer_id: str | None, asked: Callable[[], Collection[str]] | None
    ) -> Iterator[DrawnEvent]:
        language: Language = "en"
        for event in events:
            if isinstance(event, TurnStarted):
                language = event.language
            if isinstance(event, TurnEnded):
                yield from self._at_the_end(event.turn, customer_id, asked)
            yield event
            try:
                yield from list(self._parts(event, customer_id, language))
            except Exception:  # what is drawn beside an answer never takes the answer away
                logger.exception("a part of an answer could not be drawn")

    def _at_the_end(
        self, turn: Turn, customer_id: str | None, asked: Callable[[], Collection[str]] | None
    ) -> Iterator[Drawn]:
        if needs_customer(turn, customer_id):
            yield Drawn("sign_in", True)
        if asked is None:
            return
        try:
            questions = self.suggest(turn, asked())
        except Exception:  # an answer without anything to ask next is an answer still
            logger.exception("nothing could be suggested")
            return
        yield Drawn("next", [{"ask": one.ask, "shown": one.shown} for one in questions])

    def _parts(self, event: ChatEvent, customer_id: str | None, language: Language) -> Iterator[Drawn]:
        if isinstance(event, ProductsCompared):
            yield Drawn("comparison", self.comparisons.drawn(event.products, language))
        elif isinstance(event, OrdersTold):
            if cards := self.orders.orders(customer_id, event.order_ids, language):
                yield Drawn("orders", cards)
        elif isinstance(event, ConfirmationAsked):
            card = self.orders.question(customer_id, event.tool, event.arguments, language)
            if card is not None:
                yield Drawn("question", card)


def needs_customer(turn: Turn, customer_id: str | None) -> bool:
    """Whether a logged turn asked for what only a customer has, and a guest asked."""
    return customer_id is None and any(call.name in _FOR_CUSTOMERS for call in turn.tool_calls)


def without_what_is_drawn(text: str, parts: Collection[str], named: Collection[str] = ()) -> str:
    """The answer's words without the table, or the lines about orders, that stand beside them as a picture.

    `named` are the ids and titles of what is drawn: a line of a list goes where it names one of them.
    """
    if "comparison" in parts:
        text = _TABLE.sub("", text)
    if "orders" in parts and named:
        lines = text.split("\n")
        kept = [line for line in lines if not (line.startswith("- ") and any(one in line for one in named))]
        text = "\n".join(kept) if kept else text
    return text
