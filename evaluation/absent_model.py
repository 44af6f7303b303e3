"""A language model that is never there, to see what a shop does without one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import LanguageModelError
from assistant.llm.streamed import StreamedChatModel

WHY: Final = "No language model takes part."


class AbsentChatModel(StreamedChatModel):
    """Fails at every call, at once and for good: no retry would help."""

    @property
    def _llm_type(self) -> str:
        return "absent"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        raise LanguageModelError(WHY, retryable=False)


@contextmanager
def unremarked() -> Iterator[None]:
    """Nobody is warned, turn by turn, that the language model is not there: that is what was asked for."""
    chat_logger = logging.getLogger("assistant.agent.chat_service")

    def is_news(record: logging.LogRecord) -> bool:
        return WHY not in record.getMessage()

    chat_logger.addFilter(is_news)
    try:
        yield
    finally:
        chat_logger.removeFilter(is_news)
