"""All that determines a language model's answer, in a form that is the same in every process, with its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage

from assistant.llm.guided_texts import GuidedTexts

SHARED: Final = ("system", "tools", "texts")
"""Parts that most calls have in common; a cassette has each of them once."""
_ROLES: Final = {"human": "user", "ai": "assistant", "AIMessageChunk": "assistant"}
_NOT_ASKED: Final = frozenset({"tool_calls", "function_call", "parsed", "refusal"})
"""What clients leave in `additional_kwargs` of an answer; it stands in `tool_calls` or says nothing."""


@dataclass(frozen=True)
class CallRequest:
    """One call: what the model is told, the messages, the tools offered with their schemas, and every other option.

    `texts` are those of guided tool calls; `seed` is None where none was wanted. Ids of tool calls are numbered as
    they come, since they are drawn by chance and mean nothing.
    """

    system: str = ""
    messages: Sequence[Mapping[str, Any]] = ()
    tools: Sequence[Mapping[str, Any]] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None

    @classmethod
    def of(
        cls,
        messages: Sequence[BaseMessage],
        stop: Sequence[str] | None,
        kwargs: Mapping[str, Any],
        texts: GuidedTexts | None,
        seed: int | None,
    ) -> CallRequest:
        """The call that a chat model is given as `messages`, `stop` and `kwargs`, tools among them."""
        told = [message.text for message in messages[:1] if isinstance(message, SystemMessage)]
        ids: dict[str, str] = {}
        options = {name: value for name, value in {**kwargs, "stop": stop}.items() if name != "tools" and value}
        return cls(
            system="".join(told),
            messages=plain([_message(message, ids) for message in messages[len(told) :]]),
            tools=plain(list(kwargs.get("tools") or ())),
            texts=asdict(texts) if texts else {},
            options=plain(options),
            seed=seed,
        )

    @cached_property
    def key(self) -> str:
        """The same for the same call, in every process and on every machine."""
        return digest([self.system, self.messages, self.tools, self.texts, self.options, self.seed])


def digest(value: Any) -> str:
    """A short hash of plain values."""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[
        :24
    ]


def plain(value: Any) -> Any:
    """The value as JSON would give it back."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))


def _message(message: BaseMessage, ids: dict[str, str]) -> dict[str, Any]:
    """A message without what differs from run to run; `ids` has the numbers of tool calls so far."""

    def number(id: str | None) -> str:
        return ids.setdefault(id or "", f"call {len(ids) + 1}")

    said: dict[str, Any] = {"role": _ROLES.get(message.type, message.type), "content": message.content}
    if isinstance(message, AIMessage) and message.tool_calls:
        calls = message.tool_calls
        said["tool_calls"] = [{"name": one["name"], "args": one["args"], "id": number(one["id"])} for one in calls]
    if isinstance(message, ToolMessage):
        said |= {"name": message.name, "tool_call_id": number(message.tool_call_id), "status": message.status}
    extra = {name: value for name, value in message.additional_kwargs.items() if name not in _NOT_ASKED}
    return {**said, **({"extra": extra} if extra else {})}
