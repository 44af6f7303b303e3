"""Transcripts made by hand, and models that answer or fail as a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import LanguageModelError
from assistant.llm.gateway import LanguageModel
from assistant.llm.streamed import StreamedChatModel
from evaluation.replay.transcripts import Transcript


def said(id: str, *texts: str, expect: dict[str, Any] | None = None, **fields: Any) -> Transcript:
    """A transcript of a shopper's messages; `expect` is of the last."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": text} for text in texts]
    if expect is not None:
        messages[-1]["expect"] = expect
    return Transcript.model_validate({"id": id, "messages": messages, **fields})


class FailingChatModel(StreamedChatModel):
    """Fails at every call, as an endpoint that is down does, or for good."""

    retryable: bool = True

    @property
    def _llm_type(self) -> str:
        return "failing"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        raise LanguageModelError("nobody listens on the port", retryable=self.retryable)


def failing_model(retryable: bool = True) -> LanguageModel:
    """A language model whose endpoint is down; or, not `retryable`, one that cannot do what it is asked."""
    return LanguageModel(FailingChatModel(retryable=retryable), "down", guided=True)
