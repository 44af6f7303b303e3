"""Measures how long a turn waits for its language model, so that the rest of the turn can be held against the shop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse

from assistant.agent.turn_context import TurnContext


class ModelClock(AgentMiddleware[AgentState[Any], TurnContext]):
    """Stands right before the language model and adds the wall time of each call to `turn.model_ms`.

    A call that fails counts too. Put it last among the middleware, so that what spares a call spares its time.
    """

    def wrap_model_call(
        self, request: ModelRequest[TurnContext], handler: Callable[[ModelRequest[TurnContext]], ModelResponse]
    ) -> ModelResponse:
        """What the model says, with the time it took kept."""
        started = time.perf_counter()
        try:
            return handler(request)
        finally:
            turn = request.runtime.context
            if turn is not None:
                turn.model_ms += (time.perf_counter() - started) * 1000
