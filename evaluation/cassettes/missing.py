"""A call that no recording answers: where it was made, and what differs from the nearest one that was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from assistant.errors import LanguageModelError
from evaluation.cassettes.call_request import SHARED, CallRequest, digest
from evaluation.cassettes.lines import RecordedCall
from evaluation.cassettes.place import MissingCall

_AROUND: Final = 40
"""Characters shown of two texts from where they part."""


class MissingCallError(LanguageModelError):
    """No recorded call answers this one; another try would not help."""

    def __init__(self, missing: MissingCall) -> None:
        super().__init__(f"No recorded call answers this one: {missing.why}.", retryable=False)
        self.missing = missing


def why_missing(
    request: CallRequest,
    prompts: Sequence[str],
    near: Sequence[RecordedCall],
    parts: Mapping[str, Any],
) -> str:
    """What differs from the closest of the calls that were recorded in the same turn, in words.

    `parts` has the values of shared parts by their hashes.
    """
    if not near:
        return "nothing is recorded of this turn"
    if same := sum(call.key == request.key for call in near):
        return f"the same is recorded {same} times and was asked once more"
    closest = min(near, key=lambda call: _distance(call, request))
    return "; ".join(_differences(closest, request, prompts, parts))


def _distance(call: RecordedCall, request: CallRequest) -> tuple[int, int, int, int]:
    """How unlike two calls are: messages too many or too few, those that differ, other parts; then the order."""
    differing = sum(a != b for a, b in zip(call.messages, request.messages, strict=False))
    others = sum(getattr(call, name) != _hash(getattr(request, name)) for name in SHARED)
    return abs(len(call.messages) - len(request.messages)), differing, others + (call.seed != request.seed), call.number


def _differences(
    call: RecordedCall, request: CallRequest, prompts: Sequence[str], parts: Mapping[str, Any]
) -> Iterator[str]:
    changed = [f"{a} -> {b}" for a, b in zip(call.prompts, prompts, strict=False) if a != b]
    if changed:
        yield f"prompt {', '.join(changed)}"
    if call.system != _hash(request.system):
        yield f"the system prompt, {_parting(parts.get(call.system, ''), request.system)}"
    if call.tools != _hash(request.tools):
        yield _tools(parts.get(call.tools, ()), request.tools)
    if call.texts != _hash(request.texts):
        yield "the texts of guided tool calls"
    if call.seed != request.seed:
        yield f"seed {call.seed} -> {request.seed}"
    if dict(call.options) != dict(request.options):
        yield f"options {dict(call.options)} -> {dict(request.options)}"
    yield from _messages(call.messages, request.messages)


def _messages(recorded: Sequence[Mapping[str, Any]], asked: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The first message that differs, which tells why the later ones do."""
    for number, (before, now) in enumerate(zip(recorded, asked, strict=False), 1):
        if before != now:
            yield f"message {number} of {len(asked)} ({_whose(now)}), {_parted(before, now)}"
            return
    if len(recorded) != len(asked):
        yield f"{len(recorded)} messages -> {len(asked)}"


def _whose(message: Mapping[str, Any]) -> str:
    match message["role"]:
        case "tool":
            return f"what {message.get('name') or 'a tool'} told"
        case "assistant":
            return "an earlier tool call" if message.get("tool_calls") else "an earlier answer"
        case "user":
            return "the shopper's"
        case other:
            return str(other)


def _parted(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    for field in ("role", "content", "tool_calls", "name", "status"):
        if before.get(field) != now.get(field):
            return _parting(_text(before.get(field)), _text(now.get(field)))
    extra_before, extra_now = before.get("extra", {}), now.get("extra", {})
    differing = sorted(name for name in {*extra_before, *extra_now} if extra_before.get(name) != extra_now.get(name))
    return f"its {', '.join(differing)}" if differing else "the ids of its tool calls"


def _parting(before: str, now: str) -> str:
    """Both texts from a little before where they part."""
    same = next((i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    start = max(0, same - _AROUND // 4)
    return " -> ".join(repr(text[start : start + _AROUND]) for text in (before, now))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _tools(recorded: Any, asked: Sequence[Mapping[str, Any]]) -> str:
    before, now = ({tool["function"]["name"]: tool for tool in tools} for tools in (recorded, asked))
    changes = [f"without {name}" for name in before if name not in now]
    changes += [f"with {name}" for name in now if name not in before]
    changes += [f"{name} is described otherwise" for name in now if name in before and before[name] != now[name]]
    return f"the tools: {', '.join(changes) or 'their order'}"


def _hash(value: Any) -> str:
    return digest(value) if value else ""
