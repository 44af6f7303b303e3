"""The scripted model is strict about being called as the script says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool

from assistant.errors import LanguageModelError
from assistant.llm.scripted import ScriptedChatModel, ScriptMismatchError, Step
from assistant.llm.usage import TokenUsage, sum_usage


@tool
def search(query: str) -> str:
    """Find products."""
    return query


def test_the_steps_are_played_in_order_and_the_calls_recorded() -> None:
    model = ScriptedChatModel(steps=[Step(text="one"), Step(tool_calls=[("search", {"query": "雨伞"})])])

    assert model.invoke("a").text == "one"
    called = model.bind_tools([search]).invoke([SystemMessage("s"), HumanMessage("b")], stop=["x"])

    assert called.tool_calls[0]["args"] == {"query": "雨伞"}
    assert [call.tools for call in model.calls] == [(), ("search",)]
    assert [message.text for message in model.calls[1].messages] == ["s", "b"]
    assert model.calls[1].options["stop"] == ["x"]
    model.assert_done()


def test_a_call_too_many_and_a_step_too_many_fail() -> None:
    model = ScriptedChatModel(steps=[Step(text="one")])

    with pytest.raises(ScriptMismatchError, match="1 of 1 scripted steps were not used"):
        model.assert_done()
    model.invoke("a")
    with pytest.raises(ScriptMismatchError, match="call 2 is not in the script of 1 steps"):
        model.invoke("b")
    model.assert_done()


def test_an_unexpected_last_message_fails() -> None:
    model = ScriptedChatModel(steps=[Step(text="yes", expects="umbrella")])

    with pytest.raises(ScriptMismatchError, match="should have ended with 'umbrella', got 'tent'"):
        model.invoke("tent")


def test_a_tool_that_was_not_offered_fails() -> None:
    model = ScriptedChatModel(steps=[Step(tool_calls=[("buy", {})])])

    with pytest.raises(ScriptMismatchError, match="offers no tool buy"):
        model.bind_tools([search]).invoke("x")


def test_an_error_comes_after_the_text() -> None:
    model = ScriptedChatModel(steps=[Step(text="half of", error=LanguageModelError("died"))])
    heard = []

    with pytest.raises(LanguageModelError, match="died"):  # noqa: PT012
        for chunk in model.stream("x"):
            heard.append(chunk.text)

    assert "".join(heard) == "half of"


@given(st.text(max_size=80))
def test_any_text_is_streamed_whole(text: str) -> None:
    chunks = list(ScriptedChatModel(steps=[Step(text=text)]).stream("x"))

    assert "".join(chunk.text for chunk in chunks) == text


def test_chinese_is_streamed_in_pieces_too() -> None:
    chunks = [chunk.text for chunk in ScriptedChatModel(steps=[Step(text="推荐小雨伞。")]).stream("x") if chunk.text]

    assert len(chunks) >= 5


def test_usage_is_summed_over_the_messages_of_a_turn() -> None:
    model = ScriptedChatModel(
        steps=[Step(text="a", prompt_tokens=7, completion_tokens=2), Step(text="b", prompt_tokens=11)]
    )
    turn = [HumanMessage("x"), model.invoke("x"), AIMessage("without usage"), model.invoke("y")]

    assert sum_usage(turn) == TokenUsage(prompt_tokens=18, completion_tokens=12)
    assert sum_usage([]) == TokenUsage(0, 0)
