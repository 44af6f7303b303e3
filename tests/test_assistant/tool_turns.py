"""Turns of the demo shop in which a scripted large language model calls the tools that a test names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.agent.events import ChatEvent, ConfirmationAsked, ProductsShown, TextDelta, TurnEnded
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop
from records.nouns import Turn

OpenShop = Callable[..., Shop]
Call = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """What came of one message."""

    turn: Turn
    events: list[ChatEvent]

    @property
    def answer(self) -> str:
        """What the shopper read."""
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))

    @property
    def result(self) -> str:
        """What the last tool told the language model."""
        return self.turn.tool_calls[-1].result

    @property
    def asked(self) -> ConfirmationAsked | None:
        """The question that waits for a yes."""
        return next((event for event in self.events if isinstance(event, ConfirmationAsked)), None)

    @property
    def shown(self) -> list[str]:
        """Ids of the products shown."""
        return [hit.product.id for event in self.events if isinstance(event, ProductsShown) for hit in event.hits]


@dataclass
class Shopper:
    """Somebody in one conversation; `say` gives the calls that the language model makes on it, `closing` its words."""

    open_shop: OpenShop
    customer: str | None = None
    tool_calls: str = "native"
    conversation: str = "c"
    parts: dict[str, Any] = field(default_factory=dict)
    shop: Shop = field(init=False)

    def __post_init__(self) -> None:
        self.shop = self.open_shop(tool_calls=self.tool_calls, **self.parts)

    @property
    def script(self) -> ScriptedChatModel:
        """The language model's script."""
        model = self.shop.language_model.chat_model
        assert isinstance(model, ScriptedChatModel)
        return model

    def say(self, text: str, *calls: Call, closing: str | None = None) -> Told:
        """One message; what is scripted for a small model and not needed, since the words were plain, is forgotten."""
        written = [Step(tool_calls=[call]) for call in calls]
        if calls or closing is not None:
            written.append(Step("Very well." if closing is None else closing))
        self.script.steps.extend(written)
        events = list(self.shop.chat.stream(text, conversation_id=self.conversation, customer_id=self.customer))
        if self.tool_calls == "guided":
            del self.script.steps[len(self.script.calls) :]
        last = events[-1]
        assert isinstance(last, TurnEnded), last
        return Told(last.turn, events)

    def show(self, query: str = "headphones") -> Told:
        """A search that shows a numbered list."""
        self.script.steps.extend([Step(tool_calls=[("search_products", {"query": query})]), Step("Have a look.")])
        events = list(self.shop.chat.stream(query, conversation_id=self.conversation, customer_id=self.customer))
        assert isinstance(events[-1], TurnEnded)
        return Told(events[-1].turn, events)
