"""A language model that says what it is told to, strictly: for tests and for developing without a model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field, PrivateAttr

from assistant.llm.streamed import StreamedChatModel


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of the model.

    `tool_calls` are (name, arguments). `error` is raised after `text` has been streamed. `expects` must be found in
    the last message the model is given. `prompt_tokens` and `completion_tokens` are reported as used.
    """

    text: str = ""
    tool_calls: Sequence[tuple[str, Mapping[str, Any]]] = ()
    error: Exception | None = None
    expects: str = ""
    prompt_tokens: int = 100
    completion_tokens: int = 10


@dataclass(frozen=True, slots=True)
class ScriptedCall:
    """What the model was given in one call: the messages, the names of the tools offered, and every other option."""

    messages: tuple[BaseMessage, ...]
    tools: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


class ScriptMismatchError(AssertionError):
    """The program under test called the model differently than the script says."""


class ScriptedChatModel(StreamedChatModel):
    """Plays `steps` in order and fails on a call too many; `assert_done` fails on a step too many."""

    steps: list[Step] = Field(default_factory=list)
    _calls: list[ScriptedCall] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def calls(self) -> tuple[ScriptedCall, ...]:
        """Every call so far, oldest first."""
        return tuple(self._calls)

    def assert_done(self) -> None:
        """Raise `ScriptMismatchError` when steps are left."""
        left = len(self.steps) - len(self._calls)
        if left > 0:
            raise ScriptMismatchError(f"{left} of {len(self.steps)} scripted steps were not used")

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        """The next step; of the tools offered only the names are kept."""
        tools = tuple(tool["function"]["name"] for tool in kwargs.pop("tools", ()))
        step = self._next(ScriptedCall(tuple(messages), tools, {**kwargs, "stop": stop}))
        yield from (ChatGenerationChunk(message=message) for message in _written(step))
        if step.error is not None:
            raise step.error

    def _next(self, call: ScriptedCall) -> Step:
        """The step of this call, after recording it."""
        number = len(self._calls)
        self._calls.append(call)
        if number >= len(self.steps):
            raise ScriptMismatchError(f"call {number + 1} is not in the script of {len(self.steps)} steps")
        step = self.steps[number]
        last = call.messages[-1].text if call.messages else ""
        if step.expects not in last:
            raise ScriptMismatchError(f"call {number + 1} should have ended with {step.expects!r}, got {last!r}")
        unknown = [name for name, _ in step.tool_calls if name not in call.tools]
        if unknown:
            raise ScriptMismatchError(f"call {number + 1} offers no tool {', '.join(unknown)}")
        return step


def _written(step: Step) -> Iterator[AIMessageChunk]:
    """The step as a model streams it: words (single characters of Chinese), then tool calls, then usage."""
    for word in re.findall(r"\s*[^\s\u4e00-\u9fff]+\s*|\s*[\u4e00-\u9fff]|\s+", step.text):
        yield AIMessageChunk(content=word)
    if step.error is not None:
        return
    for index, (name, arguments) in enumerate(step.tool_calls):
        args = json.dumps(dict(arguments), ensure_ascii=False)
        call = tool_call_chunk(name=name, args=args, id=f"call_{name}_{index}", index=index)
        yield AIMessageChunk(content="", tool_call_chunks=[call])
    used = UsageMetadata(
        input_tokens=step.prompt_tokens,
        output_tokens=step.completion_tokens,
        total_tokens=step.prompt_tokens + step.completion_tokens,
    )
    yield AIMessageChunk(content="", usage_metadata=used)
