"""What the shop answers when no language model does: a search and fixed sentences, never an empty bubble."""

from __future__ import annotations

import re

from assistant.agent.replies import Replies
from assistant.agent.tools.tool_box import Emit, SearchWords, ToolBox
from assistant.agent.turn_context import TurnContext
from records.nouns import ToolCall

RULE_WORDS = re.compile(
    r"\b(?:ship(?:ping)?|deliver(?:y|ed)?|return(?:s|ed)?|refunds?|exchange|warrant(?:y|ies)|guarantee|pay(?:ment|ing)?|"
    r"credit card|paypal|privacy|personal data|polic(?:y|ies))\b"
    "|运费|包邮|配送|发货|快递|退货|退款|换货|保修|质保|支付|付款|隐私|政策",
    re.IGNORECASE,
)


def answer_without_model(turn: TurnContext, box: ToolBox, replies: Replies, emit: Emit) -> str:
    """An answer from what the turn's tools found, or from a search or rule look-up of the message itself."""
    if turn.searched is not None:
        return turn.ways_out or replies.found(turn.searched, turn.constraints, turn.language)
    if turn.evidence.passages:
        return turn.evidence.passages[-1]
    if RULE_WORDS.search(turn.text):
        sections = box.policies.find(turn.text, turn.language, top_k=1)
        if sections:
            return replies.fallback("policy", turn.language, text=sections[0].text[turn.language])
    if turn.calls:
        return replies.fallback("interrupted_bare", turn.language)
    told = box.search(SearchWords(turn.text), turn, emit)
    turn.calls.append(ToolCall("search_products", {"query": turn.text, **turn.constraints.as_json()}, told, True, 0.0))
    return turn.ways_out or replies.found(turn.searched or (), turn.constraints, turn.language)


def interruption(turn: TurnContext, replies: Replies) -> str:
    """What is added to an answer that broke off."""
    return replies.fallback("interrupted" if turn.searched else "interrupted_bare", turn.language)
