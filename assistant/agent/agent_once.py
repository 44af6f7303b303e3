"""Opens an agent when it is first needed, once, whoever needs it at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from assistant.agent.shopping_agent import ShoppingAgent


class AgentOnce:
    """Gives the agent that `make` builds; `lock` is shared by all whose making opens the same language model."""

    def __init__(self, make: Callable[[], ShoppingAgent], lock: Lock) -> None:
        self._make, self._lock = make, lock
        self._made: ShoppingAgent | None = None

    def __call__(self) -> ShoppingAgent:
        """The agent; whatever building it raises is raised, and the next call tries again."""
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = self._make()
        return self._made
