"""Keeps every prompt within the language model's context: the oldest turns go first, then the ends of tool results."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from assistant.agent.token_count import estimated_tokens, tokens_at_most
from assistant.agent.turn_context import TurnContext
from assistant.llm.guided_tools import tool_lines

MESSAGE_TOKENS = 8
"""What a message costs beside its text: its role and its marks."""
FIXED_TOKENS = 120
"""What guided calls add around the tools, or a server's own template."""
FEWEST_LINES = 2
"""A tool result keeps at least its head and its first row."""
CUT = "…"


class ContextWindow(AgentMiddleware[AgentState[Any], TurnContext]):
    """Stands before the language model and hands it what fits into `prompt_tokens`."""

    def __init__(self, prompt_tokens: int, tools: Sequence[BaseTool], guided: bool) -> None:
        """`prompt_tokens` is the context less the room for an answer; a guided model reads `tools` in fewer words."""
        super().__init__()
        # Written once: LangChain would write tools as OpenAI does anew for every call.
        self._offered = [convert_to_openai_tool(tool) for tool in tools]
        read = tool_lines(self._offered, "") if guided else json.dumps(self._offered)
        self._room = prompt_tokens - estimated_tokens(read)

    def wrap_model_call(
        self, request: ModelRequest[TurnContext], handler: Callable[[ModelRequest[TurnContext]], ModelResponse]
    ) -> ModelResponse:
        """What the model says to a prompt that fits, with the tools as OpenAI writes them."""
        room = self._room - tokens_at_most(request.system_prompt or "") - FIXED_TOKENS
        return handler(request.override(messages=fitted(request.messages, room), tools=list(self._offered)))


def fitted(messages: Sequence[AnyMessage], room: int) -> list[AnyMessage]:
    """The messages in at most `room` estimated tokens: without the oldest turns, then with shorter results.

    The shopper's last message stays, cut in its middle where even that is too long.
    """
    if sum(map(message_tokens, messages)) <= room:
        return list(messages)
    turns = _turns(messages)
    now = _shortened(turns.pop(), room)
    left = room - sum(map(message_tokens, now))
    while turns and sum(message_tokens(message) for turn in turns for message in turn) > left:
        turns.pop(0)
    return [message for turn in [*turns, now] for message in turn]


def message_tokens(message: BaseMessage) -> int:
    """What a message costs, with the instruction that a guided model's answer is given and the calls it made."""
    instruction = str(message.additional_kwargs.get("answer_instruction", ""))
    calls = message.tool_calls if isinstance(message, AIMessage) else []
    written = json.dumps([[call["name"], call["args"]] for call in calls], ensure_ascii=False) if calls else ""
    return sum(map(tokens_at_most, (message.text, instruction, written))) + MESSAGE_TOKENS


def _turns(messages: Sequence[AnyMessage]) -> list[list[AnyMessage]]:
    """The messages parted before each of the shopper's."""
    turns: list[list[AnyMessage]] = []
    for message in messages:
        if isinstance(message, HumanMessage) or not turns:
            turns.append([])
        turns[-1].append(message)
    return turns


def _shortened(turn: list[AnyMessage], room: int) -> list[AnyMessage]:
    """One turn in at most `room` tokens: the longest result loses lines first, the shopper's words come last."""
    turn = list(turn)
    while (over := sum(map(message_tokens, turn)) - room) > 0:
        results = [
            i for i, message in enumerate(turn) if isinstance(message, ToolMessage) and _lines(message) > FEWEST_LINES
        ]
        if not results:
            return [_cut(message, over) if isinstance(message, HumanMessage) else message for message in turn]
        longest = max(results, key=lambda i: message_tokens(turn[i]))
        lines = turn[longest].text.removesuffix(f"\n{CUT}").splitlines()
        turn[longest] = turn[longest].model_copy(update={"content": "\n".join([*lines[:-1], CUT])})
    return turn


def _lines(message: BaseMessage) -> int:
    return len(message.text.removesuffix(f"\n{CUT}").splitlines())


def _cut(message: HumanMessage, over: int) -> HumanMessage:
    """The message without its middle, so that it costs `over` tokens less; its beginning and end say most."""
    text = message.text
    keep = max(40, tokens_at_most(text) - over - 2)
    low, high = 0, len(text) // 2
    while low < high:
        middle = (low + high + 1) // 2
        if tokens_at_most(text[:middle] + CUT + text[-middle:]) <= keep:
            low = middle
        else:
            high = middle - 1
    return message.model_copy(update={"content": text[:low] + CUT + text[len(text) - low :]})
