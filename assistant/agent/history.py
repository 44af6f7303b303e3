"""Earlier turns as the messages a language model reads, made from the log alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from assistant.agent.tools.offered import answer_form
from prompts.library import Prompt
from records.nouns import Turn

HISTORY_TURNS = 4
"""Earlier turns the language model is told of."""
TALK_TURNS = 20
"""Earlier turns the shop itself looks at, so that `the second one` still means something after many questions."""
NOT_ARGUMENTS = frozenset({"currency", "categories", "brands", "attributes"})
"""What a logged search honoured and no tool takes: the model never wrote it."""
_HAN = re.compile(r"[\u3400-\u9fff]")


def messages_of(turns: Iterable[Turn], prompt: Prompt, budget_tokens: int) -> list[BaseMessage]:
    """The latest turns, at most HISTORY_TURNS, that fit into `budget_tokens` (estimated), oldest first; turns without an answer are left out.

    A turn reads as it did when it was answered, tool call and result included, so that a model server can reuse
    what it has read before.
    """
    chosen: list[list[BaseMessage]] = []
    for turn in reversed([turn for turn in turns if turn.answer][-HISTORY_TURNS:]):
        budget_tokens -= estimated_tokens(turn.text + turn.answer + "".join(call.result for call in turn.tool_calls))
        if budget_tokens < 0:
            break
        chosen.append(_messages(turn, prompt))
    return [message for messages in reversed(chosen) for message in messages]


def estimated_tokens(text: str) -> int:
    """A rough count that errs high: one token a Chinese character, one per three other characters."""
    han = len(_HAN.findall(text))
    return han + (len(text) - han) // 3 + 1


def _messages(turn: Turn, prompt: Prompt) -> list[BaseMessage]:
    form = answer_form(prompt, "reply", turn.language)
    messages: list[BaseMessage] = [HumanMessage(turn.text, additional_kwargs=form)]
    for number, call in enumerate(turn.tool_calls):
        call_id = f"{turn.id}-{number}"
        told = answer_form(prompt, call.name, turn.language)
        args = {name: value for name, value in call.arguments.items() if name not in NOT_ARGUMENTS}
        messages.append(AIMessage("", tool_calls=[{"name": call.name, "args": args, "id": call_id}]))
        messages.append(ToolMessage(call.result, tool_call_id=call_id, name=call.name, additional_kwargs=told))
    return [*messages, AIMessage(turn.answer)]
