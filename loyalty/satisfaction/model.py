"""The seam: whatever can say how satisfied a conversation left its shopper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from loyalty.nouns import SaidConversation, Satisfaction, TurnReading


class SatisfactionModel(Protocol):
    """Predicts ratings of conversations, 1 to 5; safe to call from several threads."""

    @property
    def name(self) -> str:
        """Which model it is, with its version: predictions made with another name are out of date."""
        ...

    def read(
        self, conversations: Sequence[SaidConversation], readings: Sequence[tuple[TurnReading, ...]]
    ) -> list[Satisfaction | None]:
        """One prediction a conversation, in order; `readings` holds what each one's turns say, or nothing for any.

        None where there is nothing to judge: no turn, no word of the shopper's in any, or every turn in a language that
        its reading could not tell. Any text is taken.

        Raises:
            ValueError: not as many readings as conversations.
        """
        ...
