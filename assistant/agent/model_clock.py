"""Measures each wait of a turn for its language model, so that the rest of the turn can be held against the shop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage

from assistant.agent.turn_context import TurnContext
from assistant.llm.fallback_model import ANSWERED_BY

MOST_TOOLS = 10
"""Of one call, that are kept by name."""


class ModelClock(AgentMiddleware[AgentState[Any], TurnContext]):
    """Stands right before the language model and adds the wall time of each call to `turn.model_ms`.

    A call that fails counts too. Put it last among the middleware, so that what spares a call spares its time.
    """

    def wrap_model_call(
        self, request: ModelRequest[TurnContext], handler: Callable[[ModelRequest[TurnContext]], ModelResponse]
    ) -> ModelResponse:
        """What the model says, with the time it took and what it was kept."""
        started = time.perf_counter()
        said: ModelResponse | None = None
        try:
            said = handler(request)
            return said
        finally:
            turn = request.runtime.context
            if turn is not None:
                taken = (time.perf_counter() - started) * 1000
                turn.model_ms += taken
                turn.trace.model_call(taken, _told(said) if said else None)


def _told(said: ModelResponse) -> dict[str, Any]:
    """Which model it was where several may answer, its tokens, and the tools it chose."""
    told: dict[str, Any] = {}
    for message in said.result:
        if not isinstance(message, AIMessage):
            continue
        if message.usage_metadata:
            told["prompt_tokens"] = message.usage_metadata["input_tokens"]
            told["completion_tokens"] = message.usage_metadata["output_tokens"]
        if ANSWERED_BY in message.response_metadata:
            told["model"] = str(message.response_metadata[ANSWERED_BY])
        if message.tool_calls:
            told["tools"] = [call["name"] for call in message.tool_calls[:MOST_TOOLS]]
    return told
