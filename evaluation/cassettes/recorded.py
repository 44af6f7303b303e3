"""Language models that record their calls, or answer from recorded ones. Read `recorded` and `played` first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import LanguageModelError
from assistant.llm.gateway import LanguageModel
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.sampling import sampling_seed
from assistant.llm.streamed import StreamedChatModel, asked, with_texts
from evaluation.cassettes.call_request import SHARED, CallRequest, digest
from evaluation.cassettes.cassette import Cassette
from evaluation.cassettes.lines import CassetteHeader, Chunk, RecordedCall, RecordedError, read, written
from evaluation.cassettes.missing import MissingCallError
from evaluation.cassettes.place import TurnCalls, calls_here


def recorded(language_model: LanguageModel, cassette: Cassette, moment: datetime | None = None) -> LanguageModel:
    """The same model, whose calls are answered from `cassette` where it has them and added to it where not.

    `moment` is where the clock of the conversations stands, kept with a new recording. Closing the model closes
    nothing, for it opened nothing. Put calls that belong to a turn within `calls_of`.

    Raises:
        EvaluationError: the cassette was recorded with another model, or cannot be written.
    """
    cassette.begin(
        CassetteHeader(
            model=language_model.name,
            guided=language_model.guided,
            prompt_tokens=language_model.prompt_tokens,
            temperature=language_model.temperature,
            moment=moment,
        )
    )
    chat_model = CassetteChatModel(cassette=cassette, inner=language_model.chat_model)
    return _with(chat_model, cassette)


def played(cassette: Cassette) -> LanguageModel:
    """A language model that needs no model: it knows what is in `cassette` and nothing else.

    A call that is not there raises `MissingCallError`.
    """
    return _with(CassetteChatModel(cassette=cassette), cassette)


def _with(chat_model: BaseChatModel, cassette: Cassette) -> LanguageModel:
    made = cassette.header
    assert made is not None  # a cassette that was read or begun has one
    return LanguageModel(
        chat_model, made.model, made.guided, prompt_tokens=made.prompt_tokens, temperature=made.temperature
    )


class CassetteChatModel(StreamedChatModel):
    """Answers from `cassette`; what it lacks is asked of `inner`, where there is one, and kept.

    An endpoint's fault (it is down, too slow, refuses the key) is not kept: it says nothing of the model, and would be
    repeated for ever. That the model would not take a request is kept, since it never will.
    """

    cassette: Cassette
    inner: BaseChatModel | None = None
    texts: GuidedTexts | None = None

    @property
    def _llm_type(self) -> str:
        return "cassette"

    def told(self, texts: GuidedTexts) -> CassetteChatModel:
        """The same with other texts for guided tool calls."""
        inner = self.inner and with_texts(self.inner, texts)
        return self.model_copy(update={"texts": texts, "inner": inner})

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        """The recorded answer, or the model's own."""
        request = CallRequest.of(messages, stop, kwargs, self.texts, sampling_seed())
        calls = calls_here() or self.cassette.elsewhere
        found, number = self.cassette.find(request, calls)
        if found is not None:
            yield from _answer(found)
        elif self.inner is None:
            raise MissingCallError(self.cassette.miss(request, calls))
        else:
            yield from self._kept(asked(self.inner, messages, stop, kwargs), request, calls, number)

    def _kept(
        self, pieces: Iterator[ChatGenerationChunk], request: CallRequest, calls: TurnCalls, number: int
    ) -> Iterator[ChatGenerationChunk]:
        """The model's pieces, kept when they are over or nobody reads on."""
        taken = _Taken()
        try:
            for piece in pieces:
                taken.note(piece)
                yield piece
                taken.waits()
        except GeneratorExit:
            self._keep(taken, request, calls, number, cut=True)
            raise
        except LanguageModelError as error:
            if error.request_at_fault and not error.retryable:
                self._keep(taken, request, calls, number, error=RecordedError(message=str(error)))
            raise
        self._keep(taken, request, calls, number)

    def _keep(self, taken: _Taken, request: CallRequest, calls: TurnCalls, number: int, **more: Any) -> None:
        shared: dict[str, Any] = {name: digest(value) for name in SHARED if (value := getattr(request, name))}
        call = RecordedCall(
            conversation=calls.place.conversation,
            turn=calls.place.turn,
            repeat=calls.place.repeat,
            number=number,
            key=request.key,
            prompts=tuple(calls.prompts),
            **shared,
            seed=request.seed,
            options=request.options,
            messages=tuple(request.messages),
            chunks=tuple(taken.chunks),
            waits_ms=tuple(taken.waits_ms),
            **more,
        )
        self.cassette.keep(call, request)


class _Taken:
    """The pieces of an answer so far, and how long each was waited for."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.waits_ms: list[int] = []
        self._waiting_since = time.perf_counter()

    def note(self, piece: ChatGenerationChunk) -> None:
        """One more piece has come."""
        self.waits_ms.append(round((time.perf_counter() - self._waiting_since) * 1000))
        self.chunks.append(written(piece))

    def waits(self) -> None:
        """The next piece is waited for from now on; what was done with the last one is not the model's."""
        self._waiting_since = time.perf_counter()


def _answer(call: RecordedCall) -> Iterator[ChatGenerationChunk]:
    waits = (*call.waits_ms, *[0] * len(call.chunks))
    yield from map(read, call.chunks, waits)
    if call.error is not None:
        raise LanguageModelError(call.error.message, retryable=False, request_at_fault=call.error.request_at_fault)
