"""The tools as LangChain offers them to a language model; what they do is in `tool_box` and the desks behind it."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any, Literal
from uuid import uuid4

from langchain.tools import ToolRuntime
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field, ValidationError, create_model

from assistant.agent.events import ToolFinished, ToolStarted
from assistant.agent.rails.data_rail import neutral
from assistant.agent.tools.arguments import EnglishSearchArguments, PolicyArguments, SearchArguments
from assistant.agent.tools.counter import ToolRefusal
from assistant.agent.tools.table import TOOLS, ToolSpec
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from prompts.library import Prompt
from records.nouns import ToolCall

ANSWER_SENTENCES = 2
ROW_MARKS = "$¥€£:："
"""Marks a small model needs to copy a row with its price, which the cards show already, instead of answering."""
Runtime = ToolRuntime[TurnContext, Any]
_ANSWERED_ALIKE = {"similar_products": "search_products"}
logger = logging.getLogger(__name__)


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
    """Do the work between its two events, keep the call for the log, and tell the model how to answer."""
    turn, emit = runtime.context, runtime.stream_writer
    call_id = runtime.tool_call_id or uuid4().hex
    arguments, checked = _checked(spec, written)
    emit(ToolStarted(call_id, spec.name, arguments))
    started = time.perf_counter()
    told, ok = _outcome(spec, box, turn, checked, emit)
    told = neutral(told)
    duration_ms = (time.perf_counter() - started) * 1000
    if spec.name == "search_products" and ok:
        arguments = {"query": arguments["query"], **turn.constraints.as_json()}
    turn.calls.append(ToolCall(spec.name, arguments, told, ok, duration_ms))
    emit(ToolFinished(call_id, spec.name, ok, duration_ms))
    return ToolMessage(
        told,
        tool_call_id=call_id,
        name=spec.name,
        status="success" if ok else "error",
        additional_kwargs=answer_form(prompt, spec.name, turn.language),
    )


def _checked(spec: ToolSpec, written: Mapping[str, Any]) -> tuple[dict[str, Any], BaseModel | ValidationError]:
    """The arguments as the log keeps them, and checked, or what is wrong with them; an empty one counts as left out."""
    given = {name: value for name, value in written.items() if value not in (None, "", [])}
    try:
        checked = spec.arguments.model_validate(given)
    except ValidationError as error:
        return {name: str(value)[:200] for name, value in given.items()}, error
    return checked.model_dump(exclude_none=True), checked


def _outcome(
    spec: ToolSpec, box: ToolBox, turn: TurnContext, checked: BaseModel | ValidationError, emit: Any
) -> tuple[str, bool]:
    """What the model is told, and whether the tool did what it is for."""
    if isinstance(checked, ValidationError):
        box.counter.say(box.replies.say(spec.question, turn.language), turn)
        return box.replies.told("bad_arguments", topic=_problem(checked)), False
    try:
        return spec.work(box, checked, turn, emit), True
    except ToolRefusal as refusal:
        return str(refusal), False
    except Exception:  # whatever breaks inside a tool, the shopper gets a sentence and the turn goes on
        logger.exception("the tool %s failed", spec.name)
        box.counter.say(box.replies.say("fallback.tool_failed", turn.language), turn)
        return box.replies.told("tool_failed"), False


def _problem(error: ValidationError) -> str:
    """What is wrong with the arguments, in one line."""
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())[:300]


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
