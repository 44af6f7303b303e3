"""An agent that remembers which turns its language model failed, so that an endpoint's faults are told as such."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.errors import LanguageModelError, OperatorError, UnreadableCallError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from assistant.agent.shopping_agent import ShoppingAgent
    from assistant.agent.turn_context import TurnContext


class WatchedAgent:
    """In all else the agent that `open_agent` gives, which is asked for when the first turn wants it."""

    def __init__(self, open_agent: Callable[[], ShoppingAgent]) -> None:
        self._open = open_agent
        self._faults: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._open(), name)

    def run(self, turn: TurnContext, history: Sequence[BaseMessage]) -> Iterator[Any]:
        """See `ShoppingAgent.run`; a fault of the endpoint or the installation is noted before it goes on."""
        try:
            yield from self._open().run(turn, history)
        except OperatorError as error:
            self._faults[turn.key] = str(error)
            raise
        except LanguageModelError as error:
            own = isinstance(error, UnreadableCallError)
            if (error.retryable or error.timed_out) and not own:  # what no other try would heal is the model's failure
                self._faults[turn.key] = str(error)
            raise

    def fault(self, turn_id: str) -> str:
        """What was wrong with the endpoint in this turn, empty where nothing was; asked once."""
        return self._faults.pop(turn_id, "")
