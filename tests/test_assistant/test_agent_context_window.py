"""Every prompt fits into the model's context, whatever the conversation was like."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from assistant.agent.context_window import CUT, fitted, message_tokens
from assistant.agent.token_count import estimated_tokens, tokens_at_most


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


COUNTED = {
    "我想买一个适合两个人用的轻便帐篷，预算五百以内": 14,
    "Is it waterproof and how many hours does the battery last?": 12,
    "$1,299.00 [1] 4.5 stars MX-4002": 23,
    "!!!???###": 3,
    "aéüñ ßø": 7,
    "🎧🎧": 2,
    "ａｂｃ１２３": 6,
    "讓我們繁體字試試": 7,
    "Привет как дела": 5,
    "": 0,
}
"""Counted with the tokenizer of the default embedded model."""


@pytest.mark.parametrize(("text", "counted"), COUNTED.items(), ids=[str(count) for count in COUNTED.values()])
def test_the_estimate_errs_high(text: str, counted: int) -> None:
    assert tokens_at_most(text) >= counted


def test_the_rough_estimate_counts_json_by_its_length() -> None:
    assert estimated_tokens('{"name": "search_products"}') == 10
    assert estimated_tokens("帐篷") == 3
