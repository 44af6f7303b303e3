"""Holds the tool calls of one turn within bounds, whatever the language model does.

The same call twice is answered from the first result, after MOST_TOOL_CALLS no tool is offered any more, and the calls
of a model that writes several at once run one after another in its order, since a turn's state is one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langgraph.types import Command

from assistant.agent.replies import Replies
from assistant.agent.turn_context import TurnContext
from assistant.llm.fallback_model import GUIDED

MOST_TOOL_CALLS = 4
LONGEST_WAIT_SECONDS = 30.0
"""For a call that was written earlier and never comes; after that the order matters less than the answer."""


class CallLimits(AgentMiddleware[AgentState[Any], TurnContext]):
    """Stands before the tools and the language model; what it knows of a turn is in `turn.tool_results`."""

    def __init__(self, replies: Replies) -> None:
        """`replies` has what the model is told instead of a result."""
        super().__init__()
        self._replies = replies

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """The tool's result, the same one again, or a word that there have been calls enough."""
        turn: TurnContext | None = request.runtime.context
        if turn is None:
            return handler(request)
        key = json.dumps([request.tool_call["name"], request.tool_call["args"]], sort_keys=True, default=str)
        with _in_its_turn(turn, request):
            if key in turn.tool_results:
                turn.repeated_calls += 1
                return _again(turn.tool_results[key], request)
            if len(turn.tool_results) >= MOST_TOOL_CALLS:
                return _instead(self._replies.told("enough_tools"), request)
            result = turn.tool_results[key] = handler(request)
            return result

    def wrap_model_call(
        self, request: ModelRequest[TurnContext], handler: Callable[[ModelRequest[TurnContext]], ModelResponse]
    ) -> ModelResponse:
        """What the model says; one that has called enough, or the same twice, has to answer now.

        Where a small model stands in for a large one, the shop's own words are the answer, as they are in a shop that
        has only the small one.
        """
        turn = request.runtime.context
        if turn is not None and turn.quotes and _decided_by_small_model(request.messages):
            return ModelResponse(result=[AIMessage("")])
        if turn is not None and (len(turn.tool_results) >= MOST_TOOL_CALLS or turn.repeated_calls):
            request = request.override(tool_choice="none")
        return handler(request)


@contextmanager
def _in_its_turn(turn: TurnContext, request: ToolCallRequest) -> Iterator[None]:
    """Nobody else's tool runs within, and those that the model wrote before this one are done."""
    before = _written_before(request)
    with turn.tools_free:
        turn.tools_free.wait_for(lambda: before <= turn.tools_done, LONGEST_WAIT_SECONDS)
        try:
            yield
        finally:
            turn.tools_done.add(request.tool_call["id"] or "")
            turn.tools_free.notify_all()


def _written_before(request: ToolCallRequest) -> set[str]:
    """The ids of the calls that stand before this one in the model's message."""
    said = [message for message in request.state["messages"] if isinstance(message, AIMessage)]
    ids = [call["id"] or "" for call in said[-1].tool_calls] if said else []
    mine = request.tool_call["id"] or ""
    return set(ids[: ids.index(mine)]) if mine in ids else set()


def _decided_by_small_model(messages: Sequence[BaseMessage]) -> bool:
    """Whether the tool that has just run was chosen by a guided model out of a list of several."""
    calls = [message for message in messages if isinstance(message, AIMessage)]
    after_tool = bool(messages) and isinstance(messages[-1], ToolMessage)
    return after_tool and bool(calls) and bool(calls[-1].response_metadata.get(GUIDED))


def _again(result: ToolMessage | Command[Any], request: ToolCallRequest) -> ToolMessage | Command[Any]:
    """The first result under the id of the new call."""
    if not isinstance(result, ToolMessage):
        return result
    return result.model_copy(update={"tool_call_id": request.tool_call["id"], "id": None})


def _instead(told: str, request: ToolCallRequest) -> ToolMessage:
    call = request.tool_call
    return ToolMessage(told, tool_call_id=call["id"] or "", name=call["name"], status="error")
