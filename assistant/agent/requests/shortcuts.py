"""Stands in front of a guided model and spares it what is plain: a decision, or an answer that is already there.

Where the shop's own words are the answer (a rule, a cart, "nothing fits that price") no model writes another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from assistant.agent.replies import Replies
from assistant.agent.requests.plain import PlainRequest, ShopSays
from assistant.agent.turn_context import TurnContext

LeadsNowhere = Callable[[str, TurnContext], bool]

_FINDING = frozenset({"search_products", "similar_products"})


class Shortcuts(AgentMiddleware[AgentState[Any], TurnContext]):
    """Makes the tool call that `TurnContext.plain` names where that tool is offered, or says its sentence."""

    def __init__(self, replies: Replies, leads_nowhere: LeadsNowhere) -> None:
        """`replies` are the shop's sentences; `leads_nowhere` tells of a search in the shopper's own words."""
        super().__init__()
        self._replies = replies
        self._leads_nowhere = leads_nowhere

    def wrap_model_call(
        self, request: ModelRequest[TurnContext], handler: Callable[[ModelRequest[TurnContext]], ModelResponse]
    ) -> ModelResponse | AIMessage:
        """A tool call or an end without the model, or whatever the model says."""
        turn = request.runtime.context
        if turn is None:
            return handler(request)
        last = request.messages[-1]
        if isinstance(last, HumanMessage):
            return self._opening(turn, request) or handler(request)
        return AIMessage("") if turn.quotes or _says_it_all(last, turn) else handler(request)

    def _opening(self, turn: TurnContext, request: ModelRequest[TurnContext]) -> AIMessage | None:
        """The decision of a turn where it is plain."""
        if self._needs_other_words(turn):
            turn.plain = None
        plain = turn.plain
        if isinstance(plain, ShopSays):
            turn.quotes.append(self._replies.say(plain.key, turn.language, **plain.values))
            return AIMessage("")
        offered = {getattr(tool, "name", "") for tool in request.tools}
        return _call(plain.tool, plain.arguments) if plain is not None and plain.tool in offered else None

    def _needs_other_words(self, turn: TurnContext) -> bool:
        """Whether the shopper's own words find nothing, so that the model is to decide and may write others."""
        plain = turn.plain
        return (
            isinstance(plain, PlainRequest)
            and plain.tool == "search_products"
            and not turn.refine
            and self._leads_nowhere(str(plain.arguments["query"]), turn)
        )


def _says_it_all(result: AnyMessage, turn: TurnContext) -> bool:
    """Whether what the shop itself says of the products found or compared is the whole answer.

    A small model adds praise that no check of numbers catches ("fits foot massage", of canvas shoes), and takes six
    seconds for it.
    """
    if not isinstance(result, ToolMessage) or result.status == "error":
        return False
    return result.name == "compare_products" or (result.name in _FINDING and bool(turn.lead))


def _call(name: str, arguments: Mapping[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": dict(arguments), "id": f"call_{uuid4().hex[:12]}"}])
