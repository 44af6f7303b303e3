"""The tools as LangChain offers them to a language model; what they do is in `tool_box` and the desks behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import uuid4

from langchain.tools import ToolRuntime
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import Field, create_model

from assistant.agent.tools.arguments import EnglishSearchArguments, PolicyArguments, SearchArguments
from assistant.agent.tools.calling import call_tool
from assistant.agent.tools.table import TOOLS, ToolSpec
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from prompts.library import Prompt

ANSWER_SENTENCES = 2
ROW_MARKS = "$¥€£:："
"""Marks a small model needs to copy a row with its price, which the cards show already, instead of answering."""
Runtime = ToolRuntime[TurnContext, Any]
_ANSWERED_ALIKE = {"similar_products": "search_products"}


def shop_tools(box: ToolBox, prompt: Prompt) -> list[BaseTool]:
    """The agent's tools with the words of `prompt`; one that the shop has no data for is left out.

    Each carries `metadata={"writes": ...}`: whether it changes anything.
    """
    return [_tool(spec, box, prompt) for spec in TOOLS if spec.is_offered(box)]


def answer_form(prompt: Prompt, tool: str, language: str) -> dict[str, Any]:
    """How the answer after `tool` is to be written, as guided models read it; `reply` for an answer without a tool."""
    like = _ANSWERED_ALIKE.get(tool, tool)
    key = f"answer.{like}.{language}"
    instruction = prompt.render(key if key in prompt.texts else f"answer.reply.{language}", limit=ANSWER_SENTENCES)
    if like == "search_products":  # the shop's own sentence stands before it
        return {"answer_instruction": instruction, "answer_sentences": 1, "answer_without": ROW_MARKS}
    return {"answer_instruction": instruction, "answer_sentences": ANSWER_SENTENCES}


def _tool(spec: ToolSpec, box: ToolBox, prompt: Prompt) -> BaseTool:
    """The schema goes as JSON, so that arguments reach `_run` as the model wrote them, and a wrong one is answered."""

    def run(runtime: Runtime, **arguments: Any) -> ToolMessage:
        return _run(spec, box, prompt, runtime, arguments)

    return StructuredTool.from_function(
        run,
        name=spec.name,
        description=prompt.render(f"tool_notes.{spec.name}", topics=", ".join(box.policies.topics)),
        args_schema=_schema(spec, box, prompt),
        infer_schema=False,
        metadata={"writes": spec.writes},
    )


def _run(spec: ToolSpec, box: ToolBox, prompt: Prompt, runtime: Runtime, written: Mapping[str, Any]) -> ToolMessage:
    """Make the call, and tell the model what came of it and how to answer."""
    turn, call_id = runtime.context, runtime.tool_call_id or uuid4().hex
    call = call_tool(spec, box, turn, written, runtime.stream_writer, call_id)
    return ToolMessage(
        call.result,
        tool_call_id=call_id,
        name=spec.name,
        status="success" if call.ok else "error",
        additional_kwargs=answer_form(prompt, spec.name, turn.language),
    )


def _schema(spec: ToolSpec, box: ToolBox, prompt: Prompt) -> dict[str, Any]:
    """The JSON schema of the tool's arguments, each described in the prompt's words."""
    model = spec.arguments
    if model is SearchArguments and box.guided and not box.reads_chinese:
        model = EnglishSearchArguments
    if model is PolicyArguments and box.policies.topics:
        topic: Any = (Literal[box.policies.topics], Field(examples=[box.policies.topics[0]]))
        model = create_model("PolicyArguments", __base__=PolicyArguments, topic=topic)
    schema = model.model_json_schema()
    schema.pop("description", None)
    for name, described in schema.get("properties", {}).items():
        described["description"] = prompt.render(_key(name, spec, prompt))
    return schema


def _key(name: str, spec: ToolSpec, prompt: Prompt) -> str:
    """An argument's own description for this tool, or the one it has everywhere."""
    own = f"tool_arguments.{spec.name}.{name}"
    return own if own in prompt.texts else f"tool_arguments.{name}"
