"""A language model that is never there, to see what a shop does without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import LanguageModelError
from assistant.llm.streamed import StreamedChatModel


class AbsentChatModel(StreamedChatModel):
    """Fails at every call, at once and for good: no retry would help."""

    @property
    def _llm_type(self) -> str:
        return "absent"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        raise LanguageModelError("No language model takes part.", retryable=False)
