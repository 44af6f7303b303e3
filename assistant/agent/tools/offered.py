"""The tools as LangChain offers them to a language model; what they do is in `tool_box`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal
from uuid import uuid4

from langchain.tools import ToolRuntime
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field, create_model

from assistant.agent.events import ToolFinished, ToolStarted
from assistant.agent.tools.tool_box import Emit, SearchWords, ToolBox, UnknownProductError
from assistant.agent.turn_context import TurnContext
from prompts.library import Prompt
from records.nouns import ToolCall

ANSWER_SENTENCES = 2
ROW_MARKS = "$¥€£:："
"""Marks a small model needs to copy a row with its price, which the cards show already, instead of answering."""
Runtime = ToolRuntime[TurnContext, Any]
Price = Annotated[float, Field(ge=0, le=1_000_000)]


class SearchArguments(BaseModel):
    """What the model may ask of a search."""

    query: str = Field(max_length=120, examples=["noise cancelling headphones"])
    max_price: Price | None = Field(None, examples=[200])  # before min_price: small models fill in the first they see
    min_price: Price | None = Field(None, examples=[50])
    min_rating: Annotated[float, Field(ge=0, le=5)] | None = Field(None, examples=[4])
    in_stock: bool | None = Field(None, examples=[True])


class _EnglishSearchArguments(SearchArguments):
    """The same for a small model over a catalogue without Chinese text: held to this pattern, it translates."""

    query: str = Field(max_length=120, pattern="^[a-z]{3,}( [a-z0-9'-]+)*$", examples=["noise cancelling headphones"])


class ShowArguments(BaseModel):
    """Which product to show."""

    product_id: str = Field(max_length=40, examples=["2"])


class CompareArguments(BaseModel):
    """Which products to compare."""

    product_ids: list[Annotated[str, Field(max_length=40)]] = Field(min_length=2, max_length=4, examples=[["1", "3"]])


class PolicyArguments(BaseModel):
    """Which rule is asked for; `topic` becomes one of the shop's own topics."""

    topic: str = Field(max_length=20, examples=["returns"])
    question: str = Field(max_length=200, examples=["How long can I return a jacket?"])


def shop_tools(box: ToolBox, prompt: Prompt) -> list[BaseTool]:
    """The agent's tools, all of them reading only, with the words of `prompt`."""

    def search_products(
        runtime: Runtime,
        query: str,
        min_price: float | None = None,
        max_price: float | None = None,
        min_rating: float | None = None,
        in_stock: bool | None = None,
    ) -> ToolMessage:
        words = SearchWords(query, min_price, max_price, min_rating, bool(in_stock))

        def work(turn: TurnContext, emit: Emit) -> tuple[str, Mapping[str, Any]]:
            told = box.search(words, turn, emit)
            return told, {"query": query, **turn.constraints.as_json()}

        return _run("search_products", {"query": query}, runtime, prompt, work)

    def show_product(runtime: Runtime, product_id: str) -> ToolMessage:
        arguments = {"product_id": product_id}
        return _run("show_product", arguments, runtime, prompt, lambda t, _: (box.show(product_id, t), arguments))

    def compare_products(runtime: Runtime, product_ids: list[str]) -> ToolMessage:
        arguments = {"product_ids": product_ids}
        return _run(
            "compare_products", arguments, runtime, prompt, lambda t, _: (box.compare(product_ids, t), arguments)
        )

    def lookup_policy(runtime: Runtime, topic: str, question: str) -> ToolMessage:
        arguments = {"topic": topic, "question": question}
        return _run(
            "lookup_policy", arguments, runtime, prompt, lambda t, _: (box.policy(topic, question, t), arguments)
        )

    tools: list[tuple[Callable[..., ToolMessage], type[BaseModel]]] = [
        (search_products, _EnglishSearchArguments if box.guided and not box.reads_chinese else SearchArguments),
        (show_product, ShowArguments),
        (compare_products, CompareArguments),
        (lookup_policy, _with_topics(box.policies.topics)),
    ]
    return [_tool(function, schema, prompt, box) for function, schema in tools if _has_use(function.__name__, box)]


def _run(
    name: str,
    arguments: Mapping[str, Any],
    runtime: Runtime,
    prompt: Prompt,
    work: Callable[[TurnContext, Emit], tuple[str, Mapping[str, Any]]],
) -> ToolMessage:
    """Do the work between its two events, keep the call for the log, and tell the model how to answer."""
    turn, emit = runtime.context, runtime.stream_writer
    call_id = runtime.tool_call_id or uuid4().hex
    emit(ToolStarted(call_id, name, arguments))
    started = time.perf_counter()
    try:
        told, arguments = work(turn, emit)
        ok = True
    except UnknownProductError as error:
        told, ok = str(error), False
    duration_ms = (time.perf_counter() - started) * 1000
    turn.calls.append(ToolCall(name, arguments, told, ok, duration_ms))
    emit(ToolFinished(call_id, name, ok, duration_ms))
    return ToolMessage(
        told,
        tool_call_id=call_id,
        name=name,
        status="success" if ok else "error",
        additional_kwargs=answer_form(prompt, name, turn.language),
    )


def answer_form(prompt: Prompt, tool: str, language: str) -> dict[str, Any]:
    """How the answer after `tool` is to be written, as guided models read it; `reply` for an answer without a tool."""
    instruction = prompt.render(f"answer.{tool}.{language}", limit=ANSWER_SENTENCES)
    form = {"answer_instruction": instruction, "answer_sentences": ANSWER_SENTENCES}
    return {**form, "answer_without": ROW_MARKS} if tool == "search_products" else form


def _tool(function: Callable[..., ToolMessage], schema: type[BaseModel], prompt: Prompt, box: ToolBox) -> BaseTool:
    name = function.__name__
    note = prompt.render(f"tool_notes.{name}", topics=", ".join(box.policies.topics))
    return StructuredTool.from_function(
        function,
        name=name,
        description=note,
        args_schema=_described(schema, name, prompt),
        infer_schema=False,
    )


def _described(schema: type[BaseModel], tool: str, prompt: Prompt) -> type[BaseModel]:
    """The schema with each argument described in the prompt's words."""
    fields: dict[str, Any] = {
        name: (info.annotation, _copied(info, prompt.render(f"tool_arguments.{tool}.{name}")))
        for name, info in schema.model_fields.items()
    }
    return create_model(schema.__name__, __base__=schema, **fields)


def _copied(info: Any, description: str) -> Any:
    copy = info._copy() if hasattr(info, "_copy") else info
    copy.description = description
    return copy


def _with_topics(topics: tuple[str, ...]) -> type[BaseModel]:
    """The policy arguments with `topic` held to the shop's own topics."""
    if not topics:
        return PolicyArguments
    topic: Any = (Literal[topics], Field(examples=[topics[0]]))
    return create_model("PolicyArguments", __base__=PolicyArguments, topic=topic)


def _has_use(tool: str, box: ToolBox) -> bool:
    """A shop without policies has nothing to look up."""
    return tool != "lookup_policy" or bool(box.policies.topics)
