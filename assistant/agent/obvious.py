"""Model calls that need no language model: the decision is plain from the words, or the answer is already there.

Deciding on a tool takes the embedded model two to four seconds. Where the shopper says "a light tent for two", the
decision can only be to search; where the shop's own words are the answer, there is nothing left to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage

from assistant.agent.constraints.money import normalise, without_price_limits
from assistant.agent.fallback import RULE_WORDS
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext

MOST_CHARS = 120
_SOMETHING_ELSE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|last|that|this|these|those|it|its|them|they|one|ones|both|compare|"
    r"difference|versus|vs|which|why|how|when|who|is|are|was|does|did|will|should|thanks?|thank you|bought|ordered|"
    r"orders?|broken|broke|arrived|already|love|hate|cancel|cart|complaint|speak|human|person(?! tent)|hello|hi)\b"
    r"|第[一二三四五六\d]|[这那它哪]|比较|对比|区别|怎么|为什么|如何|多久|多少|几|吗|谢|买了|买过|订单|坏了|收到|已经|取消"
    r"|购物车|投诉|人工|你好"
    r"|\[\d|\b[a-z]{2,}-\d+",
    re.ASCII,
)
_CHEAPER = re.compile(
    r"\bcheaper\b(?! than)|\bless expensive\b|\blower price|(?:更|再|又)?便宜(?:一?[点些]|的)|太贵|再便宜|更便宜"
)
_ASKING = re.compile(
    r"\?|\b(?:can|could|how|do you|what|when|is|are|does|may|where)\b|吗|多少|怎么|如何|多久|几天|能不能|可以|是否|？"
)
_OWN_ORDER = re.compile(r"\bmy (?:order|parcel|package|refund|return)\b|我的(?:订单|包裹|快递|退款)", re.ASCII)


def asks_cheaper(text: str) -> bool:
    """Whether the message asks for something cheaper than what was shown."""
    return bool(_CHEAPER.search(normalise(text)))


def obvious_search(turn: TurnContext, reads_chinese: bool) -> str | None:
    """What to search for, in the shopper's own words without the price; None where a model must decide.

    `reads_chinese` says whether the catalogue has Chinese text; without it a model has to translate.
    """
    text = normalise(turn.text)
    if len(text) > MOST_CHARS or RULE_WORDS.search(text):
        return None
    if turn.wants_cheaper and turn.earlier_query and not turn.read.categories:
        return turn.earlier_query
    if not turn.read.categories or _SOMETHING_ELSE.search(text) or (turn.language == "zh" and not reads_chinese):
        return None
    words = without_price_limits(turn.text)
    return (words if reads_chinese else _english_words(words)) or None


def _english_words(text: str) -> str:
    """The words that a search over an English catalogue takes, from the first of at least three letters on."""
    words = re.findall(r"[a-z0-9][a-z0-9'-]*", text)
    first = next((place for place, word in enumerate(words) if re.fullmatch(r"[a-z]{3,}", word)), len(words))
    return " ".join(words[first:])


class Shortcuts(AgentMiddleware[AgentState[Any], TurnContext]):
    """Stands in front of a guided model and spares it the calls that are obvious."""

    def __init__(self, box: ToolBox) -> None:
        """`box` knows the catalogue's languages and the shop's rules."""
        super().__init__()
        self._box = box
        self._reads_chinese = box.reads_chinese  # looks through the catalogue: once, not in every turn

    def wrap_model_call(
        self, request: ModelRequest[TurnContext], handler: Callable[[ModelRequest[TurnContext]], ModelResponse]
    ) -> ModelResponse | AIMessage:
        """A tool call or an end without the model, or whatever the model says."""
        turn = request.runtime.context
        if turn is None:
            return handler(request)
        if isinstance(request.messages[-1], HumanMessage):
            return self._opening(turn) or handler(request)
        return AIMessage("") if turn.quotes else handler(request)

    def _opening(self, turn: TurnContext) -> AIMessage | None:
        """The decision of a turn where it is plain."""
        text = normalise(turn.text)
        if RULE_WORDS.search(text) and _ASKING.search(text) and not _OWN_ORDER.search(text):
            return self._look_up(turn)
        query = obvious_search(turn, self._reads_chinese)
        return _call("search_products", {"query": query[:MOST_CHARS]}) if query else None

    def _look_up(self, turn: TurnContext) -> AIMessage | None:
        """The rule that answers best; a shop without rules says so, for a model would make one up."""
        if not self._box.policies.topics:
            turn.quotes.append(self._box.replies.fallback("no_rule", turn.language))
            return AIMessage("")
        found = self._box.policies.find(turn.text, turn.language, top_k=1)
        return _call("lookup_policy", {"topic": found[0].topic, "question": turn.text[:200]}) if found else None


def _call(name: str, arguments: Mapping[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": name, "args": dict(arguments), "id": f"call_{uuid4().hex[:12]}"}])
