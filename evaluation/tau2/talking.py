"""Holds one conversation by tau2's protocol: the agent greets, the user and the agent take turns, until one ends it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from assistant.errors import LanguageModelError, OperatorError, UnreadableCallError
from assistant.llm.fallback_model import ANSWERED_BY
from assistant.llm.usage import TokenUsage, sum_usage
from evaluation.tau2.agent import GREETING, Course, OverError, RetailAgent
from evaluation.tau2.retail_tools import RetailTools
from evaluation.tau2.simulation import Ending, Message, Simulation, Used
from evaluation.tau2.user import ENDINGS, User

if TYPE_CHECKING:
    from assistant.llm.cost import ModelPrices
    from evaluation.tau2.database import Database
    from evaluation.tau2.tasks import Task

MAX_STEPS = 200
MAX_ERRORS = 10


class Conversation:
    """One conversation about a task; what is said and done in it is in `messages`."""

    def __init__(self, task: Task, agent: RetailAgent, user: User, database: Database, max_steps: int) -> None:
        self.task = task
        self.messages: list[Message] = [Message(role="assistant", text=GREETING)]
        self.course = Course(RetailTools(database.fresh()), max_steps, MAX_ERRORS)
        self._agent = agent
        self._user = user
        self._history: list[BaseMessage] = [AIMessage(GREETING)]
        self._answered_by = ""

    def held(self, over: Callable[[], bool]) -> tuple[Ending | str, str]:
        """Talk to the end: the ending, empty where `over` said so first, and why where that is not plain.

        Raises:
            LanguageModelError, OperatorError: an endpoint is at fault.
        """
        answer: str | None = None
        while not (ended := self.course.ended):
            if over():
                return "", ""
            said = self._user.says(answer)
            self.course.steps += 1
            if said is None:
                words = self._user.last_words
                self.messages += [Message(role="user", text=words)] if words else []
                return ENDINGS.get(self._user.left, "max_steps"), ""
            self.messages.append(Message(role="user", text=said))
            if not said.strip():
                return "user_error", "the user wrote nothing"
            if ended := self.course.ended:
                break
            try:
                answer = self._answered(said)
            except OverError as over_error:
                return str(over_error), ""
            except LanguageModelError as error:
                if (error.retryable or error.timed_out) and not isinstance(error, UnreadableCallError):
                    raise
                return "agent_error", str(error)
            if not answer.strip():
                return "agent_error", "the agent wrote nothing"
        return ended, ""

    @property
    def agent_usage(self) -> tuple[str, TokenUsage]:
        """The agent's model, and its tokens."""
        return self._answered_by or self._agent.model.name, sum_usage(self._history)

    def _answered(self, text: str) -> str:
        """The agent's turn, each message of which is kept as it comes; its last words are those to the user."""
        answer = ""
        for message in self._agent.answer(text, tuple(self._history), self.course):
            self._history.append(message)
            if isinstance(message, ToolMessage):
                self._called()
            elif isinstance(message, AIMessage):
                answer = message.text
                self._answered_by = str(message.response_metadata.get(ANSWERED_BY, self._answered_by))
                self.messages.append(Message(role="assistant", text=answer))
        return answer

    def _called(self) -> None:
        """Write the next call to the agent's message that made it."""
        last = self.messages[-1]
        call = self.course.made[sum(len(message.calls) for message in self.messages)]
        self.messages[-1] = last.model_copy(update={"calls": (*last.calls, call)})


def talk(
    task: Task,
    trial: int,
    agent: RetailAgent,
    user: User,
    database: Database,
    prices: ModelPrices,
    user_model: str,
    *,
    max_steps: int = MAX_STEPS,
    over: Callable[[], bool] = lambda: False,
) -> Simulation | None:
    """One conversation as it was seen; None where `over` said that no further message may be sent."""
    started = time.monotonic()
    conversation = Conversation(task, agent, user, database, max_steps)
    ended, why, fault = "", "", ""
    try:
        ended, why = conversation.held(over)
        if not ended:
            return None
    except (LanguageModelError, OperatorError) as error:
        fault = str(error)
    name, used = conversation.agent_usage
    return Simulation.model_validate(
        {
            "task": task.id,
            "trial": trial,
            "ended": ended,
            "why": why,
            "infrastructure": fault,
            "messages": conversation.messages,
            "steps": conversation.course.steps,
            "seconds": round(time.monotonic() - started, 3),
            "agent": used_by(name, used, prices),
            "user": used_by(user_model, user.usage, prices),
        }
    )


def used_by(model: str, usage: TokenUsage, prices: ModelPrices) -> Used:
    """The tokens with what they cost."""
    cost = prices.cost_usd(model, usage) if usage != TokenUsage() else 0.0
    return Used(
        model=model, prompt_tokens=usage.prompt_tokens, completion_tokens=usage.completion_tokens, cost_usd=cost
    )
