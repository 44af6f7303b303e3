"""One chat service for each pair of prompts that somebody is answered with, kept for the next conversation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Lock, Thread

from assistant.agent.chat_service import ChatService
from assistant.prompting.choice import PromptChoice
from assistant.prompting.shelf import PromptShelf
from prompts.library import Prompt
from records.nouns import Turn

logger = logging.getLogger(__name__)

MOST_PAIRS = 16
"""Chat services kept; the one that was used longest ago is let go, and made again in milliseconds if need be."""


class PromptedSpeakers:
    """The seam `assistant.agent.chat_service.Speakers` over the shelf."""

    def __init__(self, shelf: PromptShelf, make: Callable[[PromptChoice], ChatService]) -> None:
        """`make` puts a chat service together; it opens nothing."""
        self._shelf = shelf
        self._made = lru_cache(maxsize=MOST_PAIRS)(make)
        self._warm: set[Prompt] = set()
        self._warming = Lock()

    def of(self, conversation_id: str | None, past: Sequence[Turn]) -> ChatService:
        """The chat service with the prompts of this conversation."""
        return self._made(self._shelf.choice(conversation_id, past))

    def warm(self) -> None:
        """Has the language model read what new conversations begin with, and from now on what is published too.

        A small embedded model takes up to a minute for a prompt that it never read; without this the first shopper
        after a publication would wait for it.

        Raises:
            LanguageModelError: the language model does not answer; what is published later is tried all the same.
        """
        self._shelf.when_changed(lambda: Thread(target=self._warm_later, name="prompts-warm", daemon=True).start())
        self._warm_what_is_new(at_the_start=True)

    def _warm_later(self) -> None:
        try:
            self._warm_what_is_new(at_the_start=False)
        except Exception as error:  # the first conversation with the new prompt reads it itself
            logger.info("what was published could not be read ahead: %s", error)

    def _warm_what_is_new(self, *, at_the_start: bool) -> None:
        with self._warming:
            for number, choice in enumerate(self._shelf.in_use()):
                if choice.shopping_agent not in self._warm:
                    self._made(choice).agent().warm(every_slot=at_the_start and number == 0)
                    self._warm.add(choice.shopping_agent)
