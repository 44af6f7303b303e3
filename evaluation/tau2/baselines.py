"""Agents that need no language model, to hold the harness and its figures against: one that does what is expected, and
one that does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.llm.gateway import LanguageModel
from assistant.llm.streamed import StreamedChatModel
from assistant.llm.usage import TokenUsage
from evaluation.tau2.retail_tools import TRANSFER
from evaluation.tau2.tasks import Action, Task

GOLD: Final = "gold"
NOTHING: Final = "nothing"
BASELINES: Final = (GOLD, NOTHING)
_ABOUT: Final = "This is about task "
MANY_TOKENS: Final = 1_000_000


class ExpectedCourseModel(StreamedChatModel):
    """Makes the calls of a task's expected course, one a message, and then tells what is to be told.

    It finds the task in the user's words and its place in the course by the tools' results, so that one model serves
    all conversations.
    """

    courses: Mapping[str, tuple[Sequence[Action], str]]

    @property
    def _llm_type(self) -> str:
        return "expected"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        said = next(message.text for message in messages if isinstance(message, HumanMessage))
        actions, told = self.courses[said.removeprefix(_ABOUT)]
        done = sum(isinstance(message, ToolMessage) for message in messages)
        if done < len(actions):
            call = tool_call_chunk(
                name=actions[done].name,
                args=json.dumps(dict(actions[done].arguments)),
                id=f"call_{done}",
                index=0,
            )
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))
        else:
            yield ChatGenerationChunk(message=AIMessageChunk(content=told))


def baseline_model(name: str, tasks: Sequence[Task]) -> LanguageModel:
    """The language model of a baseline, by its name in `BASELINES`."""
    courses = {
        task.id: (task.actions, "\n".join(("Done.", *task.evaluation_criteria.communicate_info)))
        if name == GOLD
        else ((), "I can do nothing for you.")
        for task in tasks
    }
    return LanguageModel(ExpectedCourseModel(courses=courses), name, guided=False, prompt_tokens=MANY_TOKENS)


class BaselineUser:
    """Says which task it is about, and leaves after the answer."""

    def __init__(self, task: Task) -> None:
        self.left = ""
        self.last_words = ""
        self.usage = TokenUsage()
        self._task = task

    def says(self, answer: str | None) -> str | None:
        """The task's id first, then nothing more."""
        if answer is None:
            return f"{_ABOUT}{self._task.id}"
        handed_over = any(action.name == TRANSFER for action in self._task.actions)
        self.left = "TRANSFER" if handed_over else "STOP"
        return None
