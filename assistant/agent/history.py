"""Earlier turns as the messages a language model reads, made from the log alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from assistant.agent.constraints.held import Constraints
from assistant.agent.token_count import tokens_at_most
from assistant.agent.tools.offered import answer_form
from prompts.library import Prompt
from records.nouns import Turn

FEWEST_TURNS, MOST_TURNS = 3, 5
"""Earlier turns the language model is told of."""
TALK_TURNS = 20
"""Earlier turns the shop itself looks at, so that `the second one` still means something after many questions."""
_ARGUMENTS = frozenset({"min_price", "max_price", "min_rating", "in_stock"})
NOT_ARGUMENTS = frozenset(constraint.name for constraint in fields(Constraints)) - _ARGUMENTS
"""What a logged search honoured and no tool takes: the model never wrote it."""


def messages_of(turns: Iterable[Turn], prompt: Prompt, budget_tokens: int) -> list[BaseMessage]:
    """The latest turns that fit into `budget_tokens` (estimated), oldest first.

    Those without an answer and refused ones are left out.

    A turn reads as it did when it was answered, tool call and result included, so that a model server can reuse
    what it has read before.
    """
    chosen: list[list[BaseMessage]] = []
    for turn in reversed(_window([turn for turn in turns if turn.answer and turn.outcome != "refused"])):
        budget_tokens -= tokens_at_most(turn.text + turn.answer + "".join(call.result for call in turn.tool_calls))
        if budget_tokens < 0:
            break
        chosen.append(_messages(turn, prompt))
    return [message for messages in reversed(chosen) for message in messages]


def _window(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The last FEWEST_TURNS to MOST_TURNS; where it begins moves only every third turn.

    A window that moved with each turn would make a model server read all of it again each time.
    """
    if not turns:
        return ()
    step = MOST_TURNS - FEWEST_TURNS + 1
    begins = (turns[-1].position + 1 - FEWEST_TURNS) // step * step
    return [turn for turn in turns if turn.position >= begins]


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
