"""One conversation about one task as it was seen: every message, why it ended, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Ending = Literal["user_stop", "transfer", "out_of_scope", "max_steps", "too_many_errors", "agent_error", "user_error"]
"""Why a conversation ended. The first three are the user's doing and are judged; tau2 counts the rest as failed."""
JUDGED: frozenset[Ending] = frozenset({"user_stop", "transfer", "out_of_scope"})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Call(_Frozen):
    """A tool call of the agent's, what it was told, and whether the tool could do it."""

    name: str
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    result: str = ""
    ok: bool = True


class Message(_Frozen):
    """What the agent or the user wrote, or which tools the agent called."""

    role: Literal["assistant", "user"]
    text: str = ""
    calls: tuple[Call, ...] = ()


class Used(_Frozen):
    """Tokens that a language model read and wrote, and what they cost; None where its price is not known."""

    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0


class Simulation(_Frozen):
    """One conversation. `infrastructure` says what was wrong with an endpoint, which is no failure of the agent.

    `steps` are counted as tau2 does: each message, and each round of tool results. `assertions` is whether each
    assertion in words holds, None where that was not asked.
    """

    task: str
    trial: int
    ended: Ending | Literal[""] = ""
    why: str = ""
    infrastructure: str = ""
    messages: tuple[Message, ...] = ()
    steps: int = 0
    seconds: float = 0.0
    agent: Used = Field(default_factory=Used)
    user: Used = Field(default_factory=Used)
    judge: Used = Field(default_factory=Used)
    assertions: tuple[bool, ...] | None = None

    @property
    def calls(self) -> tuple[Call, ...]:
        """All tool calls in their order."""
        return tuple(call for message in self.messages for call in message.calls)

    @property
    def cost_usd(self) -> float | None:
        """What all models cost together; None where a price is not known."""
        costs = [one.cost_usd for one in (self.agent, self.user, self.judge)]
        return None if None in costs else sum(cost or 0.0 for cost in costs)
