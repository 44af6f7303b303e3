"""Tool calls for language models too small to be trusted with them.

A turn is one decision, held to a JSON schema so that it is always a valid call, and after the tool one free, streamed
answer with no tools offered. The agent sees ordinary LangChain tool calls. Wishes for one turn travel in
`additional_kwargs` of the shopper's message, or of a tool's result, where they weigh more:

- `answer_instruction` ends the prompt of the answer.
- `answer_sentences` is the most sentences the answer may have, `answer_without` the characters it may not have; both
  are held by llama.cpp's grammar.
- `reply_text` (on the shopper's message) is the whole answer where the decision is to use no tool.
- `tools_withheld` (names, on the shopper's message) are listed in the prompt and cannot be chosen.
- `decide_again` (True, on a tool's result) asks for a second decision.
- `most_decisions` (on the shopper's message) is how many there may be then, instead of two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.llm.config import DECISION_TOKENS
from assistant.llm.guided_answer import unwrapped
from assistant.llm.guided_hold import Hold, held_answer, held_decision
from assistant.llm.guided_prompt import (
    DECISION_TEXT,
    answer_sentences,
    answer_without,
    reply_text,
    wants_decision,
    withheld_tools,
    write_prompt,
)
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.guided_tools import (
    Decision,
    UnreadableDecisionError,
    decision_schema,
    read_decision,
    tool_lines,
)
from assistant.llm.streamed import StreamedChatModel, Tool

Attempt = tuple[str, UsageMetadata | None]
GUIDED_FAILURE = "guided_failure"
_CALL_OPENS = "<tool_call>\n"


class GuidedChatModel(StreamedChatModel):
    """Wraps a chat model that speaks OpenAI's protocol; `inner` never sees a `tools` parameter.

    `hold` says how the decision is held: "json_schema" sends `response_format`, which any server of that protocol
    understands; "grammar" sends llama.cpp's own grammar after an opened `<tool_call>`, which keeps the model in its
    own format and its prompt cache whole. `decision_tokens` bounds one decision.
    """

    inner: BaseChatModel
    texts: GuidedTexts
    hold: Hold = "json_schema"
    decision_tokens: int = DECISION_TOKENS

    @property
    def _llm_type(self) -> str:
        return "guided"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"inner": self.inner._llm_type, "hold": self.hold}

    def told(self, texts: GuidedTexts) -> GuidedChatModel:
        """The same over the same server with other texts."""
        return self.model_copy(update={"texts": texts})

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        """One decision, or one free answer, or a decision to reply and then the answer; "any" allows no `reply`."""
        tools, tool_choice = kwargs.pop("tools", ()), kwargs.pop("tool_choice", None)
        if tools and tool_choice != "none" and wants_decision(messages):
            decision, text, usage = self._decide(messages, tools, tool_choice)
            if decision is not None and not decision.is_reply:
                yield _call_chunk(decision, text, usage)
                return
            yield _usage_chunk(usage, failed=decision is None)
            if fixed := reply_text(messages):
                yield ChatGenerationChunk(message=AIMessageChunk(content=fixed))
                return
        yield from self._answer(messages, tools, stop, kwargs)

    def _answer(
        self, messages: list[BaseMessage], tools: Sequence[Tool], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        """The free answer; a model that starts a call here is stopped, for nobody would run it."""
        prompt = self._prompt(messages, tools, answering=True)
        held = held_answer(answer_sentences(messages), self.hold, answer_without(messages))
        extra_body = {**kwargs.pop("extra_body", {}), **held}
        chunks = self.inner._stream(prompt, stop=[*(stop or ()), "<tool_call>"], extra_body=extra_body, **kwargs)
        yield from chunks if held else unwrapped(chunks)

    def _decide(
        self, messages: list[BaseMessage], tools: Sequence[Tool], tool_choice: str | None
    ) -> tuple[Decision | None, str, UsageMetadata | None]:
        """The decision, its text and its usage; one repair try, then no decision."""
        withheld = withheld_tools(messages)
        offered = [
            tool
            for tool in tools
            if tool_choice in (None, "auto", "any", tool["function"]["name"])
            and tool["function"]["name"] not in withheld
        ]
        held = held_decision(decision_schema(offered, may_reply=tool_choice in (None, "auto")), self.hold)
        prompt = self._prompt(messages, tools, answering=False)
        text, usage = self._attempt(prompt, held)
        try:
            return read_decision(text, offered), text, usage
        except UnreadableDecisionError as error:
            problem = self.texts.repair_instruction.replace("{problem}", str(error))
        text, more = self._attempt([*prompt, AIMessage(text or "{"), HumanMessage(problem)], held)
        usage = add_usage(usage, more)
        try:
            return read_decision(text, offered), text, usage
        except UnreadableDecisionError:
            return None, text, usage

    def _attempt(self, prompt: list[BaseMessage], held: dict[str, Any]) -> Attempt:
        """One held completion: its text, with the tag that was opened for it whether or not the server echoes it."""
        opened = [AIMessage(_CALL_OPENS)] if self.hold == "grammar" else []
        chunks = self.inner._stream(
            [*prompt, *opened], extra_body=held, temperature=0.0, max_tokens=self.decision_tokens, decides=True
        )
        result = generate_from_stream(chunks).generations[0].message
        assert isinstance(result, AIMessage)
        text = result.text if not opened else _CALL_OPENS + result.text.removeprefix(_CALL_OPENS)
        return text, result.usage_metadata

    def _prompt(self, messages: list[BaseMessage], tools: Sequence[Tool], *, answering: bool) -> list[BaseMessage]:
        lines = tool_lines(tools, self.texts.reply_description)
        tools_text = self.texts.tools_prompt.replace("{tools}", lines) if tools else ""
        return write_prompt(messages, tools_text, self.texts.answer_instruction, answering=answering)


def _call_chunk(decision: Decision, text: str, usage: UsageMetadata | None) -> ChatGenerationChunk:
    """The whole tool call in one chunk; `text` is kept so that the next prompt extends this one letter for letter."""
    call = tool_call_chunk(
        name=decision.name,
        args=json.dumps(dict(decision.arguments), ensure_ascii=False),
        id=f"call_{uuid4().hex[:12]}",
        index=0,
    )
    message = AIMessageChunk(
        content="",
        tool_call_chunks=[call],
        usage_metadata=usage,
        additional_kwargs={DECISION_TEXT: text},
        response_metadata={"finish_reason": "tool_calls"},
    )
    return ChatGenerationChunk(message=message)


def _usage_chunk(usage: UsageMetadata | None, *, failed: bool) -> ChatGenerationChunk:
    """What a decision that led to no tool has cost, added to the answer's own usage."""
    metadata = {GUIDED_FAILURE: True} if failed else {}
    return ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=usage, response_metadata=metadata))
