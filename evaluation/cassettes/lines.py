"""The lines of a cassette: how it was made, texts that many calls share, and the calls with their answers.

```json
{"cassette": 1, "model": "qwen…", "guided": true, "prompt_tokens": 5744, "temperature": 0.2}
{"part": "system", "hash": "8f3c…", "value": "You are …"}
{"conversation": "t1", "turn": 0, "repeat": 0, "number": 0, "key": "77ab…", "prompts": ["shopping_agent@7"],
 "system": "8f3c…", "tools": "09de…", "messages": [{"role": "user", "content": "a tent"}], "options": {},
 "chunks": ["Here ", "is one.", {"usage": [812, 9]}], "waits_ms": [310, 21, 20]}
```
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import BaseModel, ConfigDict, Field

from assistant.llm.streamed import WAITED_MS
from evaluation.cassettes.call_request import SHARED, CallRequest, digest, plain
from evaluation.cassettes.place import Place

FORMAT: Final = 1
Chunk = str | Mapping[str, Any]
"""A piece of an answer: its text, or an object where it holds more than text."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CassetteHeader(_Line):
    """The first line: the format's version, and the language model as `LanguageModel` has it.

    `moment` is where the clock of the conversations stood, None where nobody knows.
    """

    cassette: int = FORMAT
    model: str
    guided: bool
    prompt_tokens: int
    temperature: float | None = None
    moment: datetime | None = None


class SharedPart(_Line):
    """What calls have in common, written once; calls name it by its hash."""

    part: Literal["system", "tools", "texts"]
    hash: str
    value: Any


class RecordedError(_Line):
    """Why the model would not take a request; no such call is worth another try."""

    message: str
    request_at_fault: bool = True


class RecordedCall(_Line):
    """One call and its answer. `number` is how often the same was asked before in this play of the turn.

    `system`, `tools` and `texts` are hashes of shared parts, empty where there is none. `waits_ms` are
    the milliseconds before each chunk. `cut` says that nobody read on from there.
    """

    conversation: str
    turn: int
    repeat: int
    number: int
    key: str
    prompts: tuple[str, ...] = ()
    system: str = ""
    tools: str = ""
    texts: str = ""
    seed: int | None = None
    options: Mapping[str, Any] = Field(default_factory=dict)
    messages: tuple[Mapping[str, Any], ...] = ()
    chunks: tuple[Chunk, ...] = ()
    error: RecordedError | None = None
    waits_ms: tuple[int, ...] = ()
    cut: bool = False

    @property
    def place(self) -> Place:
        """The turn that it belongs to."""
        return Place(self.conversation, self.turn, self.repeat)


def shared_parts(request: CallRequest) -> tuple[SharedPart, ...]:
    """The parts of a request that other calls will have too."""
    values = {name: getattr(request, name) for name in SHARED}
    return tuple(
        SharedPart.model_validate({"part": name, "hash": digest(value), "value": value})
        for name, value in values.items()
        if value
    )


def written(chunk: ChatGenerationChunk) -> Chunk:
    """A chunk as a cassette has it, without ids that mean nothing and without the headers of a response."""
    message = chunk.message
    assert isinstance(message, AIMessageChunk)
    used = message.usage_metadata
    more: dict[str, Any] = {
        "content": message.content,
        "calls": [{name: one[name] for name in ("name", "args", "id", "index")} for one in message.tool_call_chunks],
        "usage": [used["input_tokens"], used["output_tokens"]] if used else None,
        "extra": plain(message.additional_kwargs),
        "metadata": plain(_kept(message.response_metadata)),
        "info": plain(_kept(chunk.generation_info or {})),
        "last": message.chunk_position == "last",
    }
    kept = {name: value for name, value in more.items() if value}
    return message.content if set(kept) <= {"content"} and isinstance(message.content, str) else kept


def read(chunk: Chunk, waited_ms: int = 0) -> ChatGenerationChunk:
    """The chunk that was written, which says that it was waited for so long."""
    waited = {WAITED_MS: waited_ms} if waited_ms else {}
    if isinstance(chunk, str):
        return ChatGenerationChunk(message=AIMessageChunk(content=chunk, response_metadata=waited))
    used = chunk.get("usage")
    tokens = UsageMetadata(input_tokens=used[0], output_tokens=used[1], total_tokens=sum(used)) if used else None
    message = AIMessageChunk(
        content=chunk.get("content", ""),
        tool_call_chunks=[tool_call_chunk(**one) for one in chunk.get("calls", ())],
        usage_metadata=tokens,
        additional_kwargs=dict(chunk.get("extra", {})),
        response_metadata={**chunk.get("metadata", {}), **waited},
        chunk_position="last" if chunk.get("last") else None,
    )
    return ChatGenerationChunk(message=message, generation_info=chunk.get("info"))


def _kept(about: Mapping[str, Any]) -> dict[str, Any]:
    """What a client says about an answer, without the response's headers and its id."""
    return {name: value for name, value in about.items() if name not in ("headers", "id")}
