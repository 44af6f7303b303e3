"""What the shop answers when no language model does, from its own facts: never an empty bubble.

Every kind of request is answered as far as it goes without a model: what the turn's tools found already, else what the
message plainly asks for (`turn.plain`), else the rule it is about, else a search with the shopper's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.agent.rails.data_rail import neutral
from assistant.agent.requests.plain import PlainRequest, ShopSays
from assistant.agent.requests.rules import is_about_rules
from assistant.agent.tools.calling import call_tool
from assistant.agent.tools.comparison import as_table, compared
from assistant.agent.tools.counter import ToolRefusal
from assistant.agent.tools.product_names import product_named
from assistant.agent.tools.table import TOOLS
from assistant.agent.tools.tool_box import Emit, ToolBox
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product

_OWN_ORDERS = re.compile(
    r"\bmy (?:\w+ )?(?:orders?|parcels?|packages?)\b|\bi ordered\b|我的?(?:订单|包裹|快递)", re.IGNORECASE
)
_DESCRIBING = ("show_product", "compare_products")
_QUERY_CHARS = 120


def answer_without_model(turn: TurnContext, box: ToolBox, emit: Emit, *, broken: bool = True) -> str:
    """The whole answer in the turn's language; `broken` says that the model failed, which the shopper is told once.

    Raises:
        RailError: what the answer is made of could not be read as data; nothing of it may be shown.
    """
    answer = _of_what_was_done(turn, box)
    if answer is None:
        request = _request(turn, box)
        if isinstance(request, ShopSays):
            return box.replies.say(request.key, turn.language, **request.values)
        _carry_out(request, turn, box, emit)
        answer = _of_what_was_done(turn, box) or box.replies.fallback("no_model", turn.language)
    told_before = bool(turn.past) and turn.past[-1].outcome == "fallback"
    reason = box.replies.fallback("no_chat", turn.language) if broken and not told_before else ""
    return reason + neutral(answer)


def interruption(turn: TurnContext, box: ToolBox) -> str:
    """What is added to an answer that broke off."""
    return box.replies.fallback("interrupted" if turn.searched else "interrupted_bare", turn.language)


def _of_what_was_done(turn: TurnContext, box: ToolBox) -> str | None:
    """The answer that the turn's tools leave; None where none of them has done anything to speak of."""
    if turn.pending is not None:
        return turn.pending.text
    if turn.searched:
        return turn.lead.strip() or box.replies.found(turn.searched, turn.constraints, turn.language)
    if turn.quotes:
        return "\n\n".join(dict.fromkeys(turn.quotes))
    if turn.searched is not None:
        return turn.ways_out.strip() or box.replies.found((), turn.constraints, turn.language)
    described = [call for call in turn.calls if call.ok and call.name in _DESCRIBING]
    return _facts(described[-1].arguments, turn, box) if described else None


def _facts(arguments: Mapping[str, Any], turn: TurnContext, box: ToolBox) -> str | None:
    """What the catalogue states of the products a tool was asked about: one as a list, several as a table."""
    named = arguments.get("product_ids") or [arguments.get("product_id", "")]
    try:
        products = [product_named(str(one), turn, box.counter) for one in named]
    except ToolRefusal:
        return "\n\n".join(turn.quotes) or None
    lines = compared(products, box.replies, turn.language)
    if len(products) > 1:
        return as_table(products, lines, turn.language)
    return _described(products[0], [f"- {what}: {value}" for what, (value,) in lines], turn)


def _described(product: Product, facts: list[str], turn: TurnContext) -> str:
    text = product.description_in(turn.language)
    return "\n".join([f"**{product.title_in(turn.language)}**", *facts, *([f"\n{text}"] if text else [])])


def _request(turn: TurnContext, box: ToolBox) -> PlainRequest | ShopSays:
    """What the message asks for as far as it can be read; the last resort is to search for its words."""
    if turn.plain is not None:
        return turn.plain
    if box.ledger is not None and _OWN_ORDERS.search(turn.text):
        return PlainRequest("list_orders")
    if is_about_rules(turn.text):
        sections = box.policies.find(turn.text, turn.language, top_k=1)
        if sections:
            return PlainRequest("lookup_policy", {"topic": sections[0].topic, "question": turn.text[:200]})
    return PlainRequest("search_products", {"query": turn.text[:_QUERY_CHARS]})


def _carry_out(request: PlainRequest, turn: TurnContext, box: ToolBox, emit: Emit) -> None:
    """Do what the request says, as a model's call would be done; what the shop says of it is in `turn.quotes`.

    Front ends are told nothing of it: nobody decided on it, it only stands in for an answer.
    """
    spec = next((spec for spec in TOOLS if spec.name == request.tool and spec.is_offered(box)), None)
    if spec is not None:
        call_tool(spec, box, turn, request.arguments, emit, announced=False)
