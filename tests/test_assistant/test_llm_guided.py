"""One guided turn after another, over a scripted model that records what it was asked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langgraph.prebuilt import ToolRuntime

from assistant.errors import LanguageModelError
from assistant.llm.guided import GuidedChatModel
from assistant.llm.guided_hold import Hold, held_answer
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.scripted import ScriptedChatModel, Step

TEXTS = GuidedTexts(
    tools_prompt="# Tools\n{tools}\nCall one.",
    reply_description="say something",
    answer_instruction="Be short.",
    repair_instruction="Wrong: {problem}",
)
SYSTEM = SystemMessage("You sell umbrellas.")
ASKED = HumanMessage("an umbrella?")
SEARCH = '{"name": "search", "arguments": {"query": "umbrella"}}'
REPLY = '{"name": "reply", "arguments": {}}'
RESULT = ToolMessage("[1] Drizzle", tool_call_id="c1")
CALLED = AIMessage("", tool_calls=[{"name": "search", "args": {"query": "umbrella"}, "id": "c1"}])


@tool
def search(query: str) -> str:
    """Find products."""
    return f"[1] Drizzle for {query}"


@tool
def orders(runtime: ToolRuntime) -> ToolMessage:
    """List the shopper's orders."""
    return ToolMessage("O-1, O-2", tool_call_id=runtime.tool_call_id or "", additional_kwargs={"decide_again": True})


def guided(*steps: Step, hold: Hold = "json_schema") -> tuple[GuidedChatModel, ScriptedChatModel]:
    inner = ScriptedChatModel(steps=list(steps))
    return GuidedChatModel(inner=inner, texts=TEXTS, hold=hold), inner


def body(inner: ScriptedChatModel, number: int) -> dict[str, Any]:
    return inner.calls[number].options["extra_body"]


def test_a_decision_is_held_to_the_schema_and_becomes_a_tool_call() -> None:
    model, inner = guided(Step(text=SEARCH))

    message = model.bind_tools([search]).invoke([SYSTEM, ASKED])

    assert [(c["name"], c["args"]) for c in message.tool_calls] == [("search", {"query": "umbrella"})]
    assert message.text == ""
    assert body(inner, 0)["response_format"]["type"] == "json_schema"
    assert inner.calls[0].options["temperature"] == 0
    assert inner.calls[0].options["max_tokens"] == model.decision_tokens
    assert inner.calls[0].tools == ()
    assert '"name": "search"' in inner.calls[0].messages[0].text


def test_with_a_grammar_the_model_goes_on_inside_an_opened_call() -> None:
    model, inner = guided(Step(text=SEARCH), hold="grammar")

    message = model.bind_tools([search]).invoke([SYSTEM, ASKED])

    assert inner.calls[0].messages[-1] == AIMessage("<tool_call>\n")
    assert '"const":"search"' in body(inner, 0)["grammar"].replace(" ", "")
    assert message.additional_kwargs["decision_text"] == f"<tool_call>\n{SEARCH}"


def test_the_answer_after_a_tool_is_free_and_streamed_with_the_same_beginning() -> None:
    model, inner = guided(Step(text=SEARCH), Step(text="Take the Drizzle."))
    offered = model.bind_tools([search])
    offered.invoke([SYSTEM, ASKED])

    pieces = [chunk.text for chunk in offered.stream([SYSTEM, ASKED, CALLED, RESULT]) if chunk.text]

    assert "".join(pieces) == "Take the Drizzle."
    assert len(pieces) == 3
    assert body(inner, 1) == {}
    assert inner.calls[1].messages[:2] == inner.calls[0].messages[:2]
    assert inner.calls[1].options["stop"] == ["<tool_call>"]


def test_a_reply_is_a_free_answer_whose_usage_counts_the_decision() -> None:
    model, _inner = guided(
        Step(text=REPLY, prompt_tokens=100, completion_tokens=10),
        Step(text="Hello there!", expects="Be short.", prompt_tokens=105, completion_tokens=3),
    )

    chunks = list(model.bind_tools([search]).stream([SYSTEM, ASKED]))
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk

    assert whole.text == "Hello there!"
    assert whole.usage_metadata is not None
    assert (whole.usage_metadata["input_tokens"], whole.usage_metadata["output_tokens"]) == (205, 13)
    assert "guided_failure" not in whole.response_metadata


@pytest.mark.parametrize("decided", [[REPLY], ["hm", ""]])
def test_a_reply_that_is_fixed_needs_no_answer_of_the_model(decided: list[str]) -> None:
    model, inner = guided(*(Step(text=text) for text in decided))
    asked = HumanMessage(ASKED.text, additional_kwargs={"reply_text": "I know this shop only."})

    message = model.bind_tools([search]).invoke([SYSTEM, asked])

    assert message.text == "I know this shop only."
    assert not message.tool_calls
    inner.assert_done()


def test_an_unreadable_decision_gets_one_repair_try_with_the_reason() -> None:
    model, _inner = guided(
        Step(text='{"name": "fly", "arguments": {}}'), Step(text=SEARCH, expects="Wrong: there is no tool named fly")
    )

    message = model.bind_tools([search]).invoke([SYSTEM, ASKED])

    assert message.tool_calls[0]["name"] == "search"
    assert message.usage_metadata is not None
    assert message.usage_metadata["input_tokens"] == 200


def test_two_unreadable_decisions_end_in_a_plain_answer_that_says_so() -> None:
    model, inner = guided(Step(text="hm"), Step(text=""), Step(text="How can I help?"))

    message = model.bind_tools([search]).invoke([SYSTEM, ASKED])

    assert message.text == "How can I help?"
    assert message.response_metadata["guided_failure"] is True
    assert not message.tool_calls
    inner.assert_done()


@pytest.mark.parametrize(
    ("choice", "alternatives"),
    [("auto", ["search", "orders", "reply"]), ("any", ["search", "orders"]), ("search", ["search"])],
)
def test_the_choice_of_tools_narrows_what_may_be_decided(choice: str, alternatives: list[str]) -> None:
    model, inner = guided(Step(text=SEARCH))

    model.bind_tools([search, orders], tool_choice=choice).invoke([SYSTEM, ASKED])

    schema = body(inner, 0)["response_format"]["json_schema"]["schema"]
    assert [a["properties"]["name"]["const"] for a in schema["anyOf"]] == alternatives


def test_no_tools_or_none_chosen_is_a_plain_answer() -> None:
    model, inner = guided(Step(text="Hello."), Step(text="Hello."))

    assert model.invoke([SYSTEM, ASKED]).text == "Hello."
    assert model.bind_tools([search], tool_choice="none").invoke([SYSTEM, ASKED]).text == "Hello."
    assert inner.calls[0].messages[0].text == SYSTEM.text


def test_a_call_that_nobody_asked_for_is_unwrapped_to_its_words() -> None:
    wrapped = json.dumps({"name": "reply", "arguments": {"message": "Hello! 你好"}}, ensure_ascii=False)
    model, _ = guided(Step(text=wrapped), Step(text="{not json"), Step(text="Plain {words}."))

    assert [model.invoke([SYSTEM, ASKED]).text for _ in range(3)] == ["Hello! 你好", "{not json", "Plain {words}."]


def test_a_failure_in_the_middle_keeps_what_was_streamed() -> None:
    model, _ = guided(Step(text="The first sentence.", error=LanguageModelError("gone")))
    heard = ""

    with pytest.raises(LanguageModelError, match="gone"):  # noqa: PT012
        for chunk in model.bind_tools([search]).stream([SYSTEM, ASKED, CALLED, RESULT]):
            heard += chunk.text

    assert heard == "The first sentence."


def test_an_agent_runs_a_turn_and_streams_each_token_once() -> None:
    model, inner = guided(Step(text=SEARCH), Step(text="Take the Drizzle.", expects="[1] Drizzle for umbrella"))
    agent = create_agent(model, [search], system_prompt=SYSTEM.text)

    streamed = [
        chunk.text
        for chunk, _ in agent.stream({"messages": [ASKED]}, stream_mode="messages")
        if chunk.type == "AIMessageChunk"
    ]

    assert "".join(streamed) == "Take the Drizzle."
    inner.assert_done()


def test_an_agent_decides_twice_where_the_first_result_asks_for_it_and_never_more() -> None:
    orders_call = '{"name": "orders", "arguments": {}}'
    model, inner = guided(Step(text=orders_call), Step(text=orders_call), Step(text="Two orders."))

    result = create_agent(model, [search, orders]).invoke({"messages": [ASKED]})

    assert result["messages"][-1].text == "Two orders."
    assert sum(1 for message in result["messages"] if message.type == "tool") == 2
    inner.assert_done()


def test_sentences_are_held_only_where_a_grammar_can() -> None:
    asked = HumanMessage("an umbrella?", additional_kwargs={"answer_sentences": 2})
    model, inner = guided(Step(text="One. Two."), hold="grammar")

    model.invoke([SYSTEM, asked])

    assert body(inner, 0) == held_answer(2, "grammar")
    assert held_answer(2, "json_schema") == {}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("The Drizzle costs 19.90 USD and weighs 0.4 kg.", True),
        ("Take it. It is light! Why not?", True),
        ("One. Two. Three. Four.", False),
        ("推荐小雨伞[1]，19.90元。很轻！真的？", True),
        ("很轻。很轻。很轻。很轻。", False),
        ("Both ended here.Without a space.", False),
        ("It costs 9 dollars.they say.", False),
        ("Take it.\nIt is light.", True),
        ("很轻。\n很小。", True),
        ("It is light.”””””", False),
        ("It is light...", False),
        ("It is light (and small.) Good.", True),
        ('She said "yes". Good.', True),
        ('{"name": "reply"}', False),
        ("- a list\n- of things.", False),
        ("1 of 2 fits. [1] is it.", True),
        ("No end", False),
        ("。。。", False),
    ],
)
def test_what_three_sentences_may_be(text: str, fits: bool) -> None:
    grammar = held_answer(3, "grammar")["grammar"]
    pattern = grammar.split("ANSWER: /", 1)[1].rsplit("/", 1)[0]

    assert bool(re.fullmatch(pattern, text)) is fits


def test_a_template_without_its_place_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tools_prompt must hold \{tools\}"):
        GuidedTexts(tools_prompt="no", reply_description="", answer_instruction="", repair_instruction="{problem}")


def test_a_withheld_tool_stays_in_the_prompt_and_cannot_be_chosen() -> None:
    model, inner = guided(Step(text=SEARCH))
    asked = HumanMessage("an umbrella?", additional_kwargs={"tools_withheld": ["orders"]})

    model.bind_tools([search, orders]).invoke([SYSTEM, asked])

    assert '"name": "orders"' in inner.calls[0].messages[0].text
    schema = json.dumps(body(inner, 0)["response_format"])
    assert '"search"' in schema
    assert '"orders"' not in schema
