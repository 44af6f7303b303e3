"""All tools in one table: what each is asked, what it does, whether it changes anything, and when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from assistant.agent.tools.arguments import (
    CancelArguments,
    CartAddArguments,
    CompareArguments,
    ExchangeArguments,
    HandOffArguments,
    NoArguments,
    OrderArguments,
    PolicyArguments,
    ProductArguments,
    ReturnArguments,
    SearchArguments,
)
from assistant.agent.tools.cart_words import plainly_asks
from assistant.agent.tools.counter import Emit
from assistant.agent.tools.finding import SearchWords
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext

Work = Callable[[ToolBox, Any, TurnContext, Emit], str]


def _always(_: ToolBox) -> bool:
    return True


def _has_ledger(box: ToolBox) -> bool:
    return box.ledger is not None


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """One tool; `work` is given checked arguments and gives back what the language model is told.

    `question` is what the shopper is asked where the arguments do not do, a key of the replies.
    """

    name: str
    arguments: type[BaseModel]
    work: Work
    writes: bool = False
    is_offered: Callable[[ToolBox], bool] = _always
    question: str = "fallback.which"


def _search(box: ToolBox, given: Any, turn: TurnContext, emit: Emit) -> str:
    words = SearchWords(given.query, given.min_price, given.max_price, given.min_rating, bool(given.in_stock))
    return box.search(words, turn, emit)


def _cart_add(box: ToolBox, given: Any, turn: TurnContext, emit: Emit) -> str:
    """At once where the shopper plainly said so, else after a yes."""
    if turn.is_plainly("cart_add") or plainly_asks("cart_add", turn.text):
        return box.cart.add(given.product_id, given.quantity, turn)
    return box.ask(box.cart.ask_add(given.product_id, given.quantity, turn), turn, emit)


def _cart_remove(box: ToolBox, given: Any, turn: TurnContext, emit: Emit) -> str:
    """At once where the shopper plainly said so, else after a yes."""
    if turn.is_plainly("cart_remove") or plainly_asks("cart_remove", turn.text):
        return box.cart.remove(given.product_id, turn)
    return box.ask(box.cart.ask_remove(given.product_id, turn), turn, emit)


def _cancel(box: ToolBox, given: Any, turn: TurnContext, emit: Emit) -> str:
    return box.ask(box.changes.ask_cancel(given.order_id, given.reason or "", turn), turn, emit)


def _return(box: ToolBox, given: Any, turn: TurnContext, emit: Emit) -> str:
    return box.ask(box.changes.ask_return(given.order_id, given.product_id, given.reason, turn), turn, emit)


def _exchange(box: ToolBox, given: Any, turn: TurnContext, emit: Emit) -> str:
    return box.ask(box.changes.ask_exchange(given.order_id, given.product_id, given.wanted, turn), turn, emit)


SEARCH = ToolSpec("search_products", SearchArguments, _search, question="fallback.say_more")
TOOLS: tuple[ToolSpec, ...] = (
    SEARCH,
    ToolSpec("show_product", ProductArguments, lambda box, a, turn, _: box.showing.show(a.product_id, turn)),
    ToolSpec("compare_products", CompareArguments, lambda box, a, t, emit: box.showing.compare(a.product_ids, t, emit)),
    ToolSpec("similar_products", ProductArguments, lambda box, a, t, emit: box.finding.similar(a.product_id, t, emit)),
    ToolSpec(
        "review_digest",
        ProductArguments,
        lambda box, a, turn, _: box.reviewing.digest(a.product_id, turn),
        is_offered=lambda box: bool(box.reviews),
    ),
    ToolSpec(
        "lookup_policy",
        PolicyArguments,
        lambda box, a, turn, _: box.rules.look_up(a.topic, a.question, turn),
        is_offered=lambda box: bool(box.policies.topics),
        question="fallback.say_more",
    ),
    ToolSpec(
        "list_orders",
        NoArguments,
        lambda box, _, turn, emit: box.orders.list_orders(turn, emit),
        is_offered=_has_ledger,
    ),
    ToolSpec(
        "order_status",
        OrderArguments,
        lambda box, a, turn, emit: box.orders.status(a.order_id, turn, emit),
        is_offered=_has_ledger,
        question="order.which",
    ),
    ToolSpec("cancel_order", CancelArguments, _cancel, True, _has_ledger, "order.which"),
    ToolSpec("start_return", ReturnArguments, _return, True, _has_ledger, "order.which"),
    ToolSpec("start_exchange", ExchangeArguments, _exchange, True, _has_ledger, "order.which"),
    ToolSpec("cart_view", NoArguments, lambda box, _, turn, emit: box.cart.view(turn), is_offered=_has_ledger),
    ToolSpec("cart_add", CartAddArguments, _cart_add, True, _has_ledger),
    ToolSpec("cart_remove", ProductArguments, _cart_remove, True, _has_ledger),
    ToolSpec(
        "hand_off",
        HandOffArguments,
        lambda box, a, turn, _: box.staff.hand_off(a.reason, turn),
        True,
        _has_ledger,
        "fallback.say_more",
    ),
)
"""In the order in which the language model reads them."""
