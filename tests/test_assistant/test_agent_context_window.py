"""Every prompt fits into the model's context, whatever the conversation was like."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from assistant.agent.context_window import CUT, estimated_tokens, fitted, message_tokens


def turn(number: int, answer: str = "Fine.", rows: int = 3) -> list[AnyMessage]:
    call = {"name": "search_products", "args": {"query": f"tent {number}"}, "id": f"c{number}"}
    told = "\n".join(["3 products fit", *(f"[{row}] Tent {number}-{row}: $10{row}.00" for row in range(1, rows + 1))])
    return [
        HumanMessage(f"tents please, number {number}"),
        AIMessage("", tool_calls=[call]),
        ToolMessage(told, tool_call_id=f"c{number}"),
        AIMessage(answer),
    ]


def cost(messages: list[AnyMessage]) -> int:
    return sum(map(message_tokens, messages))


def test_what_fits_stays_as_it_is() -> None:
    messages = [*turn(1), *turn(2)[:3]]
    assert fitted(messages, cost(messages)) == messages


def test_the_oldest_turns_go_first_and_whole() -> None:
    messages = [*turn(1), *turn(2), *turn(3), *turn(4)[:3]]
    kept = fitted(messages, cost(messages) - 1)
    assert kept == messages[4:]
    assert fitted(messages, cost(messages[8:]) + 1) == messages[8:]


def test_only_then_the_results_lose_their_last_rows() -> None:
    now = turn(2, rows=20)[:3]
    kept = fitted([*turn(1), *now], cost(now) - 30)
    assert [message.text for message in kept[:2]] == [message.text for message in now[:2]]
    lines = kept[2].text.splitlines()
    assert lines[:2] == now[2].text.splitlines()[:2]
    assert lines[-1] == CUT
    assert len(lines) < 21
    assert kept[2].tool_call_id == "c2"


def test_a_message_that_is_too_long_keeps_its_beginning_and_its_end() -> None:
    kept = fitted([HumanMessage("I want a tent. " + "Blah. " * 2000 + "Under $100!")], 300)
    assert kept[0].text.startswith("I want a tent.")
    assert kept[0].text.endswith("Under $100!")
    assert cost(kept) <= 300


@given(
    st.lists(st.tuples(st.text(max_size=300), st.integers(0, 40)), min_size=1, max_size=12),
    st.integers(250, 3000),
    st.sampled_from(["", "长", "word ", "$1,299.00 "]),
)
def test_it_always_fits(turns: list[tuple[str, int]], room: int, padding: str) -> None:
    messages = [m for number, (answer, rows) in enumerate(turns) for m in turn(number, answer, rows)][:-1]
    messages[-3:-2] = [HumanMessage("begin " + padding * 900)]
    assert cost(fitted(messages, room)) <= room


def test_instructions_and_calls_count_too() -> None:
    plain: Any = HumanMessage("hello")
    told = HumanMessage("hello", additional_kwargs={"answer_instruction": "Answer in one short sentence, in English."})
    assert message_tokens(told) > message_tokens(plain) + 10
    call = {"name": "search_products", "args": {"query": "a very long query indeed"}, "id": "c"}
    assert message_tokens(AIMessage("", tool_calls=[call])) > message_tokens(AIMessage("")) + 10


@pytest.mark.parametrize(
    ("text", "least"), [("", 0), ("a tent for two", 4), ("两人帐篷", 4), ("$1,299.00", 8), ("MX-4002", 6)]
)
def test_the_estimate_errs_high(text: str, least: int) -> None:
    assert estimated_tokens(text) >= least
