"""The tools that a model calls at once run in the order in which it wrote them, whichever thread comes first."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.messages import AIMessage, ToolMessage

from assistant.agent import call_limits
from assistant.agent.call_limits import CallLimits
from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.held import Constraints
from assistant.agent.turn_context import TurnContext


def turn() -> TurnContext:
    none = Constraints()
    return TurnContext("hello", "en", none, none, Evidence("USD"), none)


def request(context: TurnContext, number: int, written: int = 3) -> Any:
    calls = [{"name": "search_products", "args": {"query": str(n)}, "id": f"c{n}"} for n in range(written)]
    runtime = SimpleNamespace(context=context)
    return SimpleNamespace(
        tool_call=calls[number], state={"messages": [AIMessage("", tool_calls=calls)]}, runtime=runtime
    )


def test_a_call_waits_for_those_written_before_it() -> None:
    limits, context, ran = CallLimits(None), turn(), []  # type: ignore[arg-type, var-annotated]

    def run(call: Any) -> ToolMessage:
        ran.append(call.tool_call["id"])
        return ToolMessage("found", tool_call_id=call.tool_call["id"])

    threads = [threading.Thread(target=limits.wrap_tool_call, args=(request(context, n), run)) for n in (2, 1, 0)]
    for thread in threads[:2]:
        thread.start()
    assert ran == []
    threads[2].start()
    for thread in threads:
        thread.join(20)
    assert ran == ["c0", "c1", "c2"]


def test_a_call_that_fails_holds_nobody_up() -> None:
    limits, context = CallLimits(None), turn()  # type: ignore[arg-type]

    def breaks(_: Any) -> ToolMessage:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        limits.wrap_tool_call(request(context, 0), breaks)
    told = limits.wrap_tool_call(request(context, 1), lambda call: ToolMessage("ok", tool_call_id="c1"))
    assert isinstance(told, ToolMessage)


def test_a_call_that_never_comes_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_limits, "LONGEST_WAIT_SECONDS", 0.01)
    found = ToolMessage("found", tool_call_id="c2")
    assert CallLimits(None).wrap_tool_call(request(turn(), 2), lambda _: found) is found  # type: ignore[arg-type]
