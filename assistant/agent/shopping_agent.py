"""The LangChain agent: a language model, the shop's tools, and the stream of what happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphRecursionError

from assistant.agent.call_limits import CallLimits
from assistant.agent.context_window import ContextWindow
from assistant.agent.events import ChatEvent
from assistant.agent.model_clock import ModelClock
from assistant.agent.personal_data import words_for_model
from assistant.agent.requests.shortcuts import Shortcuts
from assistant.agent.tools.offered import ANSWER_SENTENCES, answer_form, shop_tools
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from assistant.errors import LanguageModelError
from assistant.llm.fallback_model import ANSWERED_BY
from assistant.llm.gateway import LanguageModel
from assistant.llm.gathering import GatheringChatModel
from assistant.llm.reader import Reader
from assistant.llm.streamed import WAITED_MS
from assistant.llm.usage import TokenUsage
from prompts.library import Prompt

STEP_LIMIT = 10
"""Model calls and tool runs in one turn, together; a model that calls tools in circles ends here."""


@dataclass(frozen=True, slots=True)
class DraftText:
    """A piece of the answer as the language model writes it, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """Tokens that a model call took, and which model it was where several may answer.

    `waited_ms` is what a recorded answer took when it was recorded: the turn is to count it as if it had been waited.
    """

    usage: TokenUsage = field(default_factory=TokenUsage)
    model: str = ""
    waited_ms: int = 0


class ShoppingAgent:
    """One language model with the shop's tools; several turns may run at once."""

    def __init__(self, model: LanguageModel, box: ToolBox, prompt: Prompt, system_prompt: str) -> None:
        """`system_prompt` is the stable first part of every prompt; see `system_prompt` for the usual one."""
        self.model = model
        self._prompt = prompt
        self._system_prompt = system_prompt
        self._replies = box.replies
        self._tools = shop_tools(box, prompt)
        self._graph = create_agent(
            GatheringChatModel(inner=model.chat_model),
            self._tools,
            system_prompt=system_prompt,
            middleware=[
                CallLimits(box.replies),
                *([Shortcuts(box.replies, box.finding.leads_nowhere)] if model.guided else []),
                ContextWindow(model.prompt_tokens, self._tools, model.guided),
                ModelClock(),
            ],
            context_schema=TurnContext,
        )

    def run(self, turn: TurnContext, history: Sequence[BaseMessage]) -> Iterator[ChatEvent | DraftText | ModelUsed]:
        """Answer the turn's message: tool events and products as they happen, then the draft of the answer in pieces.

        Raises:
            LanguageModelError: the model failed, or went in circles; what was yielded before stands.
        """
        wishes = answer_form(self._prompt, "reply", turn.language)
        if self.model.guided:
            wishes["reply_text"] = self._replies.say("courtesy.beyond", turn.language)
        if not turn.evidence.shown:
            wishes["tools_withheld"] = ["show_product", "compare_products"]
        asked = HumanMessage(words_for_model(turn), additional_kwargs=wishes)
        messages: Any = [*history, asked]
        reader = Reader()
        stream: Iterator[Any] = self._graph.stream(
            {"messages": messages},
            RunnableConfig(recursion_limit=STEP_LIMIT, callbacks=[reader]),
            context=turn,
            stream_mode=["messages", "custom"],
        )
        try:
            for mode, part in stream:
                if mode == "custom":
                    yield part
                else:
                    yield from _from_message(part[0])
        except GraphRecursionError as error:
            raise LanguageModelError("The language model called tools in circles.", retryable=False) from error
        finally:
            reader.leaves()

    def warm(self, *, every_slot: bool = True) -> None:
        """Have the model read the system prompt and the tools once, so that a server with a prompt cache keeps them.

        `every_slot` is as in `LanguageModel.warm`.

        Raises:
            LanguageModelError: the model does not answer.
        """
        opening: Any = [SystemMessage(self._system_prompt), HumanMessage("hello")]
        self.model.warm(opening, self._tools, every_slot=every_slot)


def system_prompt(prompt: Prompt, shop_name: str, departments: Sequence[str], guided: bool) -> str:
    """What the agent is told before every conversation; native tool calls need the rules of an answer here."""
    text = prompt.render("system", shop_name=shop_name, departments=", ".join(departments))
    return text if guided else f"{text}\n{prompt.render('native_rules', limit=ANSWER_SENTENCES)}"


def _from_message(message: BaseMessage) -> Iterator[DraftText | ModelUsed]:
    if not isinstance(message, AIMessageChunk):
        return
    if WAITED_MS in message.response_metadata:
        yield ModelUsed(waited_ms=message.response_metadata[WAITED_MS])
    if message.text:
        yield DraftText(message.text)
    if ANSWERED_BY in message.response_metadata:
        yield ModelUsed(model=str(message.response_metadata[ANSWERED_BY]))
    if message.usage_metadata:
        yield ModelUsed(TokenUsage(message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"]))
