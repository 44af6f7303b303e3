"""Requests that need no language model to be understood: a kind of product is named and nothing else is asked.

Deciding on a tool takes the embedded model two to four seconds. Where the shopper says "a light tent for two", the
decision can only be to search, so the search starts at once and the model is left to write the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage

from assistant.agent.fallback import RULE_WORDS
from assistant.agent.money import normalise, without_price_limits
from assistant.agent.turn_context import TurnContext

MOST_CHARS = 120
_SOMETHING_ELSE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|last|that|this|these|those|it|its|them|they|one|ones|both|compare|"
    r"difference|versus|vs|which|why|how|when|who|is|are|was|does|did|will|should|thanks?|thank you|bought|ordered|order|"
    r"orders|broken|broke|arrived|already|love|hate|cancel|cart|complaint|speak|human|person(?! tent)|hello|hi)\b"
    r"|第[一二三四五六\d]|[这那它哪]|比较|对比|区别|怎么|为什么|如何|多久|多少|几|吗|谢|买了|买过|订单|坏了|收到|已经|取消"
    r"|购物车|投诉|人工|你好"
    r"|\[\d|\b[a-z]{2,}-\d+",
    re.ASCII,
)


def obvious_search(turn: TurnContext, reads_chinese: bool) -> str | None:
    """What to search for, in the shopper's own words without the price; None where a model must decide.

    `reads_chinese` says whether the catalogue has Chinese text; without it a model has to translate.
    """
    text = normalise(turn.text)
    if not turn.read.categories or len(text) > MOST_CHARS or (turn.language == "zh" and not reads_chinese):
        return None
    if _SOMETHING_ELSE.search(text) or RULE_WORDS.search(text):
        return None
    return without_price_limits(turn.text) or None


class ObviousSearch(AgentMiddleware[AgentState[Any], TurnContext]):
    """Answers the agent's first model call itself where the request is an obvious search."""

    def __init__(self, reads_chinese: bool) -> None:
        """See `obvious_search` for `reads_chinese`."""
        super().__init__()
        self._reads_chinese = reads_chinese

    def wrap_model_call(
        self, request: ModelRequest[TurnContext], handler: Callable[[ModelRequest[TurnContext]], ModelResponse]
    ) -> ModelResponse | AIMessage:
        """The search as a tool call, or whatever the model says."""
        turn = request.runtime.context
        opening = isinstance(request.messages[-1], HumanMessage)
        query = obvious_search(turn, self._reads_chinese) if opening and turn is not None else None
        if query is None:
            return handler(request)
        call = {"name": "search_products", "args": {"query": query[:MOST_CHARS]}, "id": f"call_{uuid4().hex[:12]}"}
        return AIMessage("", tool_calls=[call])
