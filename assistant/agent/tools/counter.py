"""What every desk of the shop has at hand: the catalogue, the shop's own sentences, and who speaks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.agent.constraints.held import Exchange
from assistant.agent.events import ChatEvent
from assistant.agent.replies import Replies
from assistant.agent.turn_context import TurnContext
from retrieval.live import LiveSearchEngine

Emit = Callable[[ChatEvent], None]


class ToolRefusal(Exception):
    """A tool cannot do what was asked; its text is what the language model is told, and names the next step."""


class UnknownProductError(ToolRefusal):
    """No one product is meant; the shopper is asked which."""


@dataclass(frozen=True, slots=True)
class Counter:
    """The catalogue and the shop's sentences.

    With `guided`, for small language models, the shop itself says what the model must not retell: it turns "opened
    cosmetics cannot be returned" into its opposite often enough, and no check of numbers sees that.
    """

    engine: LiveSearchEngine
    exchange: Exchange
    replies: Replies
    guided: bool = False

    def say(self, text: str, turn: TurnContext) -> None:
        """Quote the shop's own words to the shopper: the whole answer with a small model, else where none comes."""
        if text.strip():
            turn.quotes.append(text.strip())

    def tell(self, text: str, turn: TurnContext) -> str:
        """Facts of the shop: quoted with a small model, given to a large one, and backing for whatever is claimed."""
        turn.evidence.add_facts(text)
        self.say(text, turn)
        return text

    def refuse(self, text: str, turn: TurnContext) -> ToolRefusal:
        """The error to raise where nothing can be done; `text` says so in the shopper's language, and what can."""
        self.say(text, turn)
        return ToolRefusal(text)
