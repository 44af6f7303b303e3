"""What a guided model may decide and how a decision is read."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, Field

from assistant.llm.guided_tools import (
    MAX_LIST_ITEMS,
    MAX_STRING_CHARACTERS,
    UnreadableDecisionError,
    decision_schema,
    read_decision,
    tool_lines,
    write_call,
)


class Topic(StrEnum):
    """A rule's topic."""

    SHIPPING = "shipping"
    RETURNS = "returns"


class Box(BaseModel):
    """A size."""

    width_cm: int = Field(ge=1, le=300)


@tool
def search(
    query: str,
    max_price: Annotated[float | None, Field(description="highest price")] = None,
    limit: int = 5,
    tags: list[str] | None = None,
) -> str:
    """Find products."""
    return query


@tool
def policy(topic: Topic, kind: Literal["short", "long"] = "short") -> str:
    """Look up a rule."""
    return topic


@tool
def fits(box: Box) -> str:
    """Find what fits."""
    return str(box)


TOOLS = [convert_to_openai_tool(each) for each in (search, policy, fits)]


def arguments_of(name: str) -> dict[str, Any]:
    for alternative in decision_schema(TOOLS)["anyOf"]:
        if alternative["properties"]["name"]["const"] == name:
            return alternative["properties"]["arguments"]
    raise AssertionError(name)


def test_there_is_one_alternative_a_tool_and_reply() -> None:
    names = [a["properties"]["name"]["const"] for a in decision_schema(TOOLS)["anyOf"]]

    assert names == ["search", "policy", "fits", "reply"]
    assert len(decision_schema(TOOLS, may_reply=False)["anyOf"]) == 3


def test_everything_a_model_could_run_on_in_has_an_end() -> None:
    properties = arguments_of("search")["properties"]

    assert properties["query"] == {"type": "string", "maxLength": MAX_STRING_CHARACTERS}
    assert properties["tags"]["maxItems"] == MAX_LIST_ITEMS
    assert properties["tags"]["items"]["maxLength"] == MAX_STRING_CHARACTERS
    assert properties["limit"]["maximum"] > 0
    assert properties["max_price"] == {"type": "number"}


def test_references_enums_and_own_bounds_are_kept() -> None:
    assert arguments_of("policy")["properties"]["topic"]["enum"] == ["shipping", "returns"]
    assert arguments_of("policy")["properties"]["kind"]["enum"] == ["short", "long"]
    assert arguments_of("fits")["properties"]["box"]["properties"]["width_cm"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 300,
    }
    assert "$ref" not in json.dumps(decision_schema(TOOLS))
    jsonschema.Draft202012Validator.check_schema(decision_schema(TOOLS))


def test_the_prompt_shows_one_tool_a_line_with_descriptions_and_without_null() -> None:
    lines = tool_lines(TOOLS, "say something").splitlines()

    assert [json.loads(line)["function"]["name"] for line in lines] == ["search", "policy", "fits", "reply"]
    price = json.loads(lines[0])["function"]["parameters"]["properties"]["max_price"]
    assert price == {"description": "highest price", "type": "number"}
    assert json.loads(lines[3])["function"]["description"] == "say something"


def test_a_decision_is_read_out_of_tags_fences_and_spaces() -> None:
    call = '{"name": "search", "arguments": {"query": "雨伞"}}'

    for text in (call, f"<tool_call>\n{call}\n</tool_call>", f"```json\n{call}\n```", f"  {call}\n"):
        decision = read_decision(text, TOOLS)
        assert (decision.name, decision.arguments) == ("search", {"query": "雨伞"})


def test_optional_arguments_that_say_nothing_are_left_out() -> None:
    text = '{"name": "search", "arguments": {"query": "tent", "max_price": null, "limit": 0, "tags": []}}'

    assert read_decision(text, TOOLS).arguments == {"query": "tent"}


def test_a_reply_needs_nothing() -> None:
    assert read_decision('{"name": "reply", "arguments": {"message": "hi"}}', TOOLS).is_reply


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not one JSON object"),
        ("I would search.", "not one JSON object"),
        ('{"name": "search", "arguments": {"query": "te', "not one JSON object"),
        ('{"arguments": {}}', "not one JSON object"),
        ('{"name": "search", "arguments": 5}', "not one JSON object"),
        ('{"name": "buy", "arguments": {}}', "no tool named buy"),
        ('{"name": "search", "arguments": {}}', "'query' is a required property"),
        ('{"name": "search", "arguments": {"query": ["a"]}}', "is not of type 'string'"),
        ('{"name": "search", "arguments": {"query": "a", "colour": "red"}}', "Additional properties"),
        ('{"name": "policy", "arguments": {"topic": "love"}}', "is not one of"),
    ],
)
def test_what_is_no_decision_is_refused_with_the_reason(text: str, problem: str) -> None:
    with pytest.raises(UnreadableDecisionError, match=problem):
        read_decision(text, TOOLS)


@given(st.text())
def test_any_text_is_a_decision_or_a_refusal(text: str) -> None:
    try:
        read_decision(text, TOOLS)
    except UnreadableDecisionError:
        return


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["name", "arguments", "query"]), inner),
    )
)
def test_any_json_is_a_decision_or_a_refusal(value: object) -> None:
    try:
        read_decision(json.dumps(value), TOOLS)
    except UnreadableDecisionError:
        return


@given(
    query=st.text(min_size=1, max_size=MAX_STRING_CHARACTERS).map(str.strip).filter(bool),
    price=st.floats(min_value=0.01, max_value=1e6, allow_nan=False),
)
def test_a_written_call_reads_back_as_it_was(query: str, price: float) -> None:
    decision = read_decision(write_call("search", {"query": query, "max_price": price}), TOOLS)

    assert decision.arguments == {"query": query, "max_price": price}


def test_the_prompt_says_each_thing_once_and_no_bounds() -> None:
    named = {"type": "string", "maxLength": 80, "examples": ["2"], "description": "Number or id."}
    topic = {"type": "string", "enum": ["a", "b"], "description": "The topic."}

    def function(name: str, required: list[str], **properties: object) -> dict[str, object]:
        parameters = {"type": "object", "properties": properties, "required": required}
        return {"function": {"name": name, "description": name, "parameters": parameters}}

    tools = [function("show", ["id"], id=named), function("ask", ["topic"], topic=topic, id=named)]
    show, ask, _ = (json.loads(line)["function"]["parameters"] for line in tool_lines(tools, "Talk.").splitlines())
    assert show == {"type": "object", "properties": {"id": {"type": "string", "description": "Number or id."}}}
    assert ask["properties"] == {"topic": {"type": "string", "enum": ["a", "b"]}, "id": {"type": "string"}}
    assert ask["required"] == ["topic"]
