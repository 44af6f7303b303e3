"""Daogou's agent with tau2's tools and policy: the same LangChain agent, context window, guided calls and retries.

What belongs to Daogou's own shop is left out: its search, its rails, its check of claims against the catalogue, and its
buttons for confirming. A turn may take more tool calls than a shopper would wait for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse, ToolCallRequest
from langchain.tools import ToolRuntime
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.types import Command

from assistant.agent.context_window import ContextWindow
from assistant.llm.guided_texts import GuidedTexts
from evaluation.tau2.retail_tools import LISTS, TOOLS, WRITING, RetailTools
from evaluation.tau2.simulation import Call

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from prompts.prompt import Prompt

GREETING: Final = "Hi! How can I help you today?"
MOST_CALLS: Final = 20
"""Tool calls in one turn, after which the agent has to write to the user; tau2 has no such limit but its 200 steps."""
MOST_GUIDED_CALLS: Final = 6
"""The same for a small model, which without it calls in circles until its steps are used up."""
ANSWER_SENTENCES: Final = 4
MAY_BE_EMPTY: Final = "address2"


class OverError(Exception):
    """The conversation has used up its steps or its faults."""


@dataclass
class Course:
    """How one conversation goes: its tools, the steps taken, all calls made, and what the turn has called."""

    tools: RetailTools
    max_steps: int
    max_errors: int
    steps: int = 0
    errors: int = 0
    made: list[Call] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    """Of this turn since the last change: each call and what it told."""
    calls: int = 0
    again: bool = False

    def told(self, name: str, arguments: Mapping[str, Any]) -> tuple[str, bool]:
        """What a tool tells, and whether it could do what it was asked; counted as a call of this turn."""
        told, ok = self.tools.call(name, arguments)
        self.made.append(Call(name=name, arguments=arguments, result=told, ok=ok))
        key = json.dumps([name, arguments], sort_keys=True, default=str)
        self.calls += 1
        self.errors += not ok
        self.again = self.known.get(key) == told
        if ok and name in WRITING:
            self.known.clear()
        self.known[key] = told
        return told, ok

    def turn(self) -> None:
        """Begin a turn of the agent's."""
        self.known, self.calls, self.again = {}, 0, False

    @property
    def ended(self) -> str:
        """Which of tau2's limits is reached, empty where none is."""
        if self.errors >= self.max_errors:
            return "too_many_errors"
        return "max_steps" if self.steps >= self.max_steps else ""


class TurnLimits(AgentMiddleware[AgentState[Any], Course]):
    """Counts tau2's steps, and has a model that calls enough, or a small one the same twice, write to the user."""

    def __init__(self, most_calls: int, *, stop_circles: bool) -> None:
        super().__init__()
        self._most = most_calls
        self._stop_circles = stop_circles

    def wrap_model_call(
        self, request: ModelRequest[Course], handler: Callable[[ModelRequest[Course]], ModelResponse]
    ) -> ModelResponse:
        """What the model says; raises `OverError` where it may not say anything more."""
        course = request.runtime.context
        course.steps += isinstance(request.messages[-1], ToolMessage)  # what the tools told, however many were called
        if course.ended:
            raise OverError(course.ended)
        course.steps += 1
        enough = course.calls >= self._most or (self._stop_circles and course.again)
        return handler(request.override(tool_choice="none") if enough else request)

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """The tool's result; a tool that there is not is a fault like any other."""
        if request.tool is not None:
            return handler(request)
        call, course = request.tool_call, _course(request.runtime)
        told, _ = course.told(call["name"], call["args"])
        return ToolMessage(told, tool_call_id=call["id"] or "", name=call["name"], status="error")


def _course(runtime: Any) -> Course:
    """The course of the conversation that a tool is called in."""
    found: Course = runtime.context
    return found


class RetailAgent:
    """One language model with tau2's tools; several conversations may go on at once, each with a course of its own."""

    def __init__(self, model: LanguageModel, prompt: Prompt, policy: str) -> None:
        """`prompt` is `tau2_agent`; the language model is told its texts for guided calls."""
        self.model = model.told(GuidedTexts.of(prompt))
        self._prompt = prompt
        self._tools = retail_tools(prompt, model.guided)
        self._system_prompt = prompt.render("system", policy=policy)
        most = MOST_GUIDED_CALLS if model.guided else MOST_CALLS
        self._wishes = _wishes(prompt, most) if model.guided else {}
        # Course stands where a shopper's turn would: the context window looks at neither
        window: Any = ContextWindow(model.prompt_tokens, self._tools, model.guided)
        self._graph = create_agent(
            self.model.chat_model,
            self._tools,
            system_prompt=self._system_prompt,
            middleware=[TurnLimits(most, stop_circles=model.guided), window],
            context_schema=Course,
        )

    def warm(self) -> None:
        """Have an embedded model read the policy and the tools once, before any conversation waits for it.

        Raises:
            LanguageModelError: it does not answer.
        """
        opening: list[BaseMessage] = [SystemMessage(self._system_prompt), HumanMessage("hello")]
        self.model.warm(opening, self._tools)

    def answer(self, text: str, history: Sequence[BaseMessage], course: Course) -> Iterator[BaseMessage]:
        """The agent's turn: each of its messages and each tool's result as it comes.

        Raises:
            OverError: the conversation's steps or faults are used up; what was yielded before stands.
            LanguageModelError: the model failed.
        """
        course.turn()
        asked = HumanMessage(text, additional_kwargs=self._wishes)
        messages: Any = [*history, asked]
        updates: Iterator[Any] = self._graph.stream(
            {"messages": messages},
            # one call after another, in the order in which the model wrote them
            RunnableConfig(recursion_limit=4 * course.max_steps + 8, max_concurrency=1),
            context=course,
            stream_mode="updates",
        )
        yield asked
        for update in updates:
            for part in update.values():
                yield from (part or {}).get("messages", ())


def retail_tools(prompt: Prompt, guided: bool = False) -> list[BaseTool]:
    """tau2's tools in the words of `prompt`; for guided calls, which know no empty text, the second line of an address
    may be left out."""
    return [_tool(name, names, prompt, guided) for name, (_, names) in TOOLS.items()]


def _wishes(prompt: Prompt, most_calls: int) -> dict[str, Any]:
    """What a guided model is told beside the user's words."""
    instruction = prompt.render("answer.reply", limit=ANSWER_SENTENCES)
    return {"answer_instruction": instruction, "answer_sentences": ANSWER_SENTENCES, "most_decisions": most_calls}


def _tool(name: str, names: Sequence[str], prompt: Prompt, guided: bool) -> BaseTool:
    def run(runtime: ToolRuntime[Course, Any], **arguments: Any) -> ToolMessage:
        return _run(name, arguments, runtime, guided)

    properties = {argument: _argument(argument, prompt) for argument in names}
    required = [argument for argument in names if not (guided and argument == MAY_BE_EMPTY)]
    return StructuredTool.from_function(
        run,
        name=name,
        description=prompt.render(f"tool_notes.{name}"),
        args_schema={"type": "object", "properties": properties, "required": required},
        infer_schema=False,
        metadata={"writes": name in WRITING},
    )


def _argument(name: str, prompt: Prompt) -> dict[str, Any]:
    of_type = {"type": "array", "items": {"type": "string"}} if name in LISTS else {"type": "string"}
    return {**of_type, "description": prompt.render(f"tool_arguments.{name}")}


def _run(name: str, arguments: Mapping[str, Any], runtime: ToolRuntime[Course, Any], guided: bool) -> ToolMessage:
    """Make the call; a guided model is asked for another decision after it."""
    course, call_id = runtime.context, runtime.tool_call_id or uuid4().hex
    if guided and MAY_BE_EMPTY in TOOLS[name][1]:
        arguments = {MAY_BE_EMPTY: "", **arguments}
    told, ok = course.told(name, arguments)
    return ToolMessage(
        in_lines(told) if guided else told,
        tool_call_id=call_id,
        name=name,
        status="success" if ok else "error",
        additional_kwargs={"decide_again": True},
    )


def in_lines(told: str) -> str:
    """The same JSON with a line for each part that has parts, so that the context window can leave out its end."""
    return told.replace("}, ", "},\n").replace("], ", "],\n")
