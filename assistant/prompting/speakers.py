"""One chat service for each pair of prompts that somebody is answered with, kept for the next conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.agent.chat_service import ChatService
from assistant.prompting.choice import PromptChoice
from assistant.prompting.shelf import PromptShelf
from records.nouns import Turn

MOST_PAIRS = 16
"""Chat services kept; the one that was used longest ago is let go, and made again in milliseconds if need be."""


class PromptedSpeakers:
    """The seam `assistant.agent.chat_service.Speakers` over the shelf."""

    def __init__(self, shelf: PromptShelf, make: Callable[[PromptChoice], ChatService]) -> None:
        """`make` puts a chat service together; it opens nothing."""
        self._shelf = shelf
        self._made = lru_cache(maxsize=MOST_PAIRS)(make)

    def of(self, conversation_id: str | None, past: Sequence[Turn]) -> ChatService:
        """The chat service with the prompts of this conversation."""
        return self._made(self._shelf.choice(conversation_id, past))
