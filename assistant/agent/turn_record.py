"""Gathers what happens in a turn until it is written to the log."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.events import ChatEvent, OrdersTold, ProductsCompared, ProductsShown, TextDelta
from assistant.agent.turn_context import TurnContext
from assistant.llm.usage import TokenUsage
from prompts.library import Prompt
from records.actions import utc_now
from records.nouns import Outcome, Turn


@dataclass
class TurnRecord:
    """One turn as it grows; `timings_ms` counts from the moment the message came in.

    `rail` names the safety rail that declined the message, or the one that broke. `drawn` is what a front end draws
    beside the words: the `reasons` on cards, ids of the products `compared` and of the `orders` told.
    """

    turn_id: str
    conversation_id: str
    position: int
    model: str = ""
    at: datetime = field(default_factory=utc_now)
    outcome: Outcome = "answered"
    usage: TokenUsage = field(default_factory=TokenUsage)
    texts: list[str] = field(default_factory=list)
    shown: tuple[str, ...] = ()
    rail: str = ""
    drawn: dict[str, Any] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    _started: float = field(default_factory=time.perf_counter)

    def note(self, event: ChatEvent) -> ChatEvent:
        """Keep what the log needs of an event on its way to the front end."""
        if isinstance(event, ProductsShown):
            self.shown = tuple(hit.product.id for hit in event.hits)
            if event.reasons:
                self.drawn["reasons"] = dict(event.reasons)
            self._mark("products")
        elif isinstance(event, ProductsCompared):
            self.drawn["compared"] = [product.id for product in event.products]
        elif isinstance(event, OrdersTold):
            self.drawn["orders"] = list(event.order_ids)
        elif isinstance(event, TextDelta):
            self.texts.append(event.text)
            self._mark("first_text")
        return event

    def waited(self, milliseconds: float, turn: TurnContext) -> None:
        """Count time as spent in the language model that a recorded answer did not take now."""
        self._started -= milliseconds / 1000
        turn.model_ms += milliseconds

    @property
    def answer(self) -> str:
        """What the shopper was told so far."""
        return "".join(self.texts).strip()

    def finish(self, turn: TurnContext, checker: ClaimChecker, prompt: Prompt, replies: Prompt) -> Turn:
        """The turn as the log keeps it; `prompt` and `replies` are the versions that it was held with."""
        self._mark("total")
        return Turn(
            id=self.turn_id,
            conversation_id=self.conversation_id,
            position=self.position,
            at=self.at,
            text=turn.typed,
            answer=self.answer,
            language=turn.language,
            outcome=self.outcome,
            prompt=prompt.label,
            prompt_hash=prompt.hash,
            replies_prompt=replies.label,
            model=self.model,
            tool_calls=tuple(turn.calls),
            constraints=turn.constraints.as_json(),
            shown_product_ids=self.shown,
            claims={
                **checker.counts(),
                "log": [entry.as_json() for entry in checker.log],
                **({"rail": self.rail} if self.rail else {}),
            },
            usage={"prompt_tokens": self.usage.prompt_tokens, "completion_tokens": self.usage.completion_tokens},
            timings_ms={**self.timings_ms, **({"model": round(turn.model_ms, 1)} if turn.model_ms else {})},
            pending=turn.pending.as_json() if turn.pending else {},
            trace={**turn.trace.as_json(), **({"drawn": self.drawn} if self.drawn else {})},
        )

    def _mark(self, what: str) -> None:
        """The first time something happens, in milliseconds from the start."""
        self.timings_ms.setdefault(what, round((time.perf_counter() - self._started) * 1000, 1))
