"""Whatever a guided model writes, what is taken for a call of a tool of the shop has arguments that the tool takes."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.tools import StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from openai_loopback import Answer, openai_loopback
from pydantic import BaseModel

from assistant.agent.tools.table import TOOLS
from assistant.llm.config import LanguageModelConfig
from assistant.llm.gateway import open_language_model
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.guided_tools import REPLY, UnreadableDecisionError, read_decision

ARGUMENTS: dict[str, type[BaseModel]] = {spec.name: spec.arguments for spec in TOOLS}
SHOP_TOOLS = [
    StructuredTool.from_function(
        lambda **_: "", name=spec.name, description=spec.name, args_schema=spec.arguments, infer_schema=False
    )
    for spec in TOOLS
]
OFFERED = [convert_to_openai_tool(tool) for tool in SHOP_TOOLS]
TEXTS = GuidedTexts(tools_prompt="{tools}", reply_description="", answer_instruction="", repair_instruction="{problem}")
WORDS = ["2", " ", "", "tent", "D-100001", "\ud83d", "\x00", "长" * 300, "1, 3", None, True, 0, -1, 3.5, 1e12, 10**30]
VALUES = st.one_of(
    st.sampled_from([*WORDS, float("nan"), float("inf"), ["1", "2"], ["1"], [], [" ", "2"], {"a": 1}]),
    st.text(max_size=30),
    st.floats(),
    st.integers(),
    st.lists(st.text(max_size=5), max_size=6),
)


@st.composite
def decisions(draw: st.DrawFn) -> str:
    """A tool with arguments of its own names, and of others, of any kind."""
    name = draw(st.sampled_from(sorted(ARGUMENTS)))
    known = sorted(ARGUMENTS[name].model_fields)
    names = draw(st.lists(st.sampled_from([*known, "customer_id", "colour"]), unique=True, max_size=6))
    return json.dumps({"name": name, "arguments": {argument: draw(VALUES) for argument in names}})


def expect_valid(name: str, arguments: dict[str, Any]) -> None:
    ARGUMENTS[name].model_validate(arguments)
    assert set(arguments) <= set(ARGUMENTS[name].model_fields)


@settings(max_examples=150, deadline=None)
@given(decisions() | st.text(max_size=80))
def test_what_is_read_as_a_call_is_one_that_the_tool_takes(text: str) -> None:
    with suppress(UnreadableDecisionError):
        decision = read_decision(text, OFFERED)
        if decision.name != REPLY:
            expect_valid(decision.name, dict(decision.arguments))


@pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)
def test_the_example_of_every_argument_is_taken(spec: Any) -> None:
    examples = {name: field.examples[0] for name, field in spec.arguments.model_fields.items()}
    decision = read_decision(json.dumps({"name": spec.name, "arguments": examples}), OFFERED)
    expect_valid(decision.name, dict(decision.arguments))
    assert dict(decision.arguments) == examples


GOOD = '{"name": "show_product", "arguments": {"product_id": "2"}}'
WRONG = [
    '{"name": "show_product", "arguments": {"product_id": " "}}',
    '{"name": "show_product", "arguments": {"product_id": 7}}',
    '{"name": "cart_add", "arguments": {"product_id": "1", "quantity": 1000}}',
    '{"name": "search_products", "arguments": {"query": "tent", "max_price": NaN}}',
    '{"name": "compare_products", "arguments": {"product_ids": ["1"]}}',
    '{"name": "teleport", "arguments": {}}',
    '{"name": "show_product", "arguments": {"product_id": "',
    "I would show the second one.",
    "",
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_server_that_ignores_the_schema_gets_one_repair_try(wrong: str) -> None:
    with openai_loopback(Answer(pieces=[wrong or " "]), Answer(pieces=[GOOD])) as server:
        config = LanguageModelConfig(base_url=server.base_url, model="m", tool_calls="guided", max_retries=0)
        model = open_language_model(config, TEXTS)
        message = model.chat_model.bind_tools(SHOP_TOOLS).invoke([SystemMessage("You sell."), HumanMessage("that one")])
        assert [(call["name"], call["args"]) for call in message.tool_calls] == [("show_product", {"product_id": "2"})]
        assert [request["response_format"]["type"] for request in server.requests] == ["json_schema"] * 2
        model.close()


def test_after_two_wrong_decisions_the_model_answers_without_a_tool() -> None:
    with openai_loopback(Answer(pieces=[WRONG[0]]), Answer(pieces=[WRONG[1]]), Answer(pieces=["Gladly."])) as server:
        config = LanguageModelConfig(base_url=server.base_url, model="m", tool_calls="guided", max_retries=0)
        model = open_language_model(config, TEXTS)
        message = model.chat_model.bind_tools(SHOP_TOOLS).invoke([SystemMessage("You sell."), HumanMessage("that one")])
        assert (message.text, message.tool_calls) == ("Gladly.", [])
        model.close()
