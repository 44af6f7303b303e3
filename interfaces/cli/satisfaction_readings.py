"""What the turns of conversations say, for the verbs that learn or measure predicted satisfaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings
    from loyalty.nouns import SaidConversation, TurnReading


def turn_reader(settings: Settings) -> Callable[[Sequence[SaidConversation]], list[tuple[TurnReading, ...]]]:
    """Reads mood and signals of turns with the sentiment model that is set, as mining does."""

    def read(conversations: Sequence[SaidConversation]) -> list[tuple[TurnReading, ...]]:
        from loyalty.sentiment.opening import open_sentiment_model
        from loyalty.signals.reader import SignalReader

        reader = SignalReader(open_sentiment_model(settings.loyalty()))
        return [reading.turns for reading in reader.read_conversations(conversations)]

    return read
