"""Runs one call of a tool, whoever made it: a language model, or the shop where none answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ValidationError

from assistant.agent.events import ToolFinished, ToolStarted
from assistant.agent.rails.data_rail import neutral
from assistant.agent.tools.counter import Emit, ToolRefusal
from assistant.agent.tools.table import ToolSpec
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from records.nouns import ToolCall

logger = logging.getLogger(__name__)


def call_tool(
    spec: ToolSpec,
    box: ToolBox,
    turn: TurnContext,
    written: Mapping[str, Any],
    emit: Emit,
    call_id: str = "",
    *,
    announced: bool = True,
) -> ToolCall:
    """Do the work, between its two events where it is `announced`, and keep the call for the log and later prompts.

    Its result has passed the rail on data. Wrong arguments, a refusal and a bug inside the tool are results too: the
    language model is told what is wrong, the shopper is asked or told it by the shop itself.

    Raises:
        RailError: what the tool told could not be read; nothing of it may be used.
    """
    call_id = call_id or uuid4().hex
    arguments, checked = _checked(spec, written)
    if announced:
        emit(ToolStarted(call_id, spec.name, arguments))
    started = time.perf_counter()
    told, ok = _outcome(spec, box, turn, checked, emit)
    told = neutral(told)
    duration_ms = (time.perf_counter() - started) * 1000
    if spec.name == "search_products" and ok:
        arguments = {"query": arguments["query"], **turn.constraints.as_json()}
    call = ToolCall(spec.name, arguments, told, ok, duration_ms)
    turn.calls.append(call)
    if announced:
        emit(ToolFinished(call_id, spec.name, ok, duration_ms))
    return call


def _checked(spec: ToolSpec, written: Mapping[str, Any]) -> tuple[dict[str, Any], BaseModel | ValidationError]:
    """The arguments as the log keeps them, and checked, or what is wrong with them; an empty one counts as left out."""
    given = {name: value for name, value in written.items() if value not in (None, "", [])}
    try:
        checked = spec.arguments.model_validate(given)
    except ValidationError as error:
        return {name: str(value)[:200] for name, value in given.items()}, error
    return checked.model_dump(exclude_none=True), checked


def _outcome(
    spec: ToolSpec, box: ToolBox, turn: TurnContext, checked: BaseModel | ValidationError, emit: Emit
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
