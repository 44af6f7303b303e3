"""One chat model made of several: the next is asked where one fails before the shopper has seen a word.

LangChain's `ModelFallbackMiddleware` asks the next model only after the whole call of the one before, so that a model
that dies in the middle of its answer would be followed by a second answer; `with_fallbacks` does not stream past the
first chunk and cannot bind tools per model. Here a call is held back until its first text, and up to there it can be
tried again or handed on.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from assistant.errors import LanguageModelError, UnreadableCallError
from assistant.llm.breaker import Breaker
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.streamed import StreamedChatModel, asked, with_texts

logger = logging.getLogger(__name__)

ANSWERED_BY = "answered_by"
"""Under this key the first chunk of an answer names the model that gives it, in its `response_metadata`."""
GUIDED = "guided"
LONGEST_RETRY_WAIT_SECONDS = 8.0
"""A server that asks to wait longer is not asked again in this turn."""
_BACKOFF = wait_random_exponential(multiplier=0.5, max=4.0)
Opened = tuple[list[ChatGenerationChunk], Iterator[ChatGenerationChunk]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model of the list; `retries` counts tries after the first."""

    name: str
    chat_model: BaseChatModel
    guided: bool
    retries: int = 2
    breaker: Breaker = field(default_factory=lambda: Breaker(3, 30.0))


class FallbackChatModel(StreamedChatModel):
    """Asks `candidates` in order; the first that says something answers.

    Raises the last `LanguageModelError` where none does, and that of the answering model where it breaks off after
    its first text. `sleep` waits between tries.
    """

    candidates: Sequence[Candidate]
    sleep: Callable[[float], None] = time.sleep

    @property
    def _llm_type(self) -> str:
        return "fallback"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"models": [candidate.name for candidate in self.candidates]}

    def told(self, texts: GuidedTexts) -> FallbackChatModel:
        """The same models with other texts for guided tool calls."""
        candidates = [replace(one, chat_model=with_texts(one.chat_model, texts)) for one in self.candidates]
        return self.model_copy(update={"candidates": candidates})

    def resting(self) -> tuple[str, ...]:
        """The models that are left alone at the moment, because they failed too often in a row."""
        return tuple(candidate.name for candidate in self.candidates if candidate.breaker.is_open)

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        """The answer of the first model that says something, with the tools offered to each in its own way."""
        return self._answer(lambda candidate: asked(candidate.chat_model, messages, stop, kwargs))

    def _answer(self, ask: Callable[[Candidate], Iterator[ChatGenerationChunk]]) -> Iterator[ChatGenerationChunk]:
        failure = LanguageModelError("Every language model failed too often in a row; they are left alone for a while.")
        for candidate in self.candidates:
            if not candidate.breaker.allows():
                continue
            try:
                held, rest = self._retrying(candidate.retries)(_opened, ask, candidate)
            except LanguageModelError as error:
                failure = error
                _keep(candidate, error)
                continue
            yield _name_chunk(candidate)
            yield from held
            yield from _to_its_end(candidate, rest)
            return
        raise failure

    def _retrying(self, retries: int) -> Retrying:
        return Retrying(
            sleep=self.sleep,
            stop=stop_after_attempt(retries + 1),
            wait=_wait_seconds,
            retry=retry_if_exception(_worth_another_try),
            reraise=True,
        )


def _opened(ask: Callable[[Candidate], Iterator[ChatGenerationChunk]], candidate: Candidate) -> Opened:
    """The chunks up to the first text, and the rest; an answer without text, a tool call, is read to its end."""
    chunks = ask(candidate)
    held: list[ChatGenerationChunk] = []
    for chunk in chunks:
        held.append(chunk)
        if chunk.text.strip():
            return held, chunks
    _expect_a_call_that_can_be_read(held)
    return held, iter(())


def _expect_a_call_that_can_be_read(held: Sequence[ChatGenerationChunk]) -> None:
    """A call that was cut off must not run with half of its arguments, as LangChain would have it."""
    whole = AIMessageChunk(content="")
    for chunk in held:
        if isinstance(chunk.message, AIMessageChunk):
            whole += chunk.message
    for call in whole.tool_call_chunks:
        try:
            arguments = json.loads(call["args"] or "{}")
        except ValueError:
            arguments = None
        if not isinstance(arguments, dict):
            raise UnreadableCallError("The language model wrote a tool call that cannot be read.")


def _to_its_end(candidate: Candidate, rest: Iterator[ChatGenerationChunk]) -> Iterator[ChatGenerationChunk]:
    """The rest of an answer that has begun: nothing can be tried again, for the shopper may have read it."""
    try:
        yield from rest
    except LanguageModelError as error:
        _keep(candidate, error)
        raise
    candidate.breaker.succeeded()


def _keep(candidate: Candidate, error: LanguageModelError) -> None:
    """Count a failure, unless the model is well and only this request was at fault."""
    logger.warning("language model %s: %s", candidate.name, error)
    if not error.request_at_fault:
        candidate.breaker.failed()


def _worth_another_try(error: BaseException) -> bool:
    """A model that was too slow once would only make the shopper wait twice."""
    return (
        isinstance(error, LanguageModelError)
        and error.retryable
        and not error.timed_out
        and (error.retry_after_seconds or 0.0) <= LONGEST_RETRY_WAIT_SECONDS
    )


def _wait_seconds(state: RetryCallState) -> float:
    """Exponential with full jitter, and never shorter than the server asked for."""
    error = state.outcome.exception() if state.outcome else None
    asked = getattr(error, "retry_after_seconds", None) or 0.0
    return max(_BACKOFF(state), asked)


def _name_chunk(candidate: Candidate) -> ChatGenerationChunk:
    metadata = {ANSWERED_BY: candidate.name, GUIDED: candidate.guided}
    return ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=metadata))
