"""Writes LangChain messages as the plain messages a guided model reads.

The stable part comes first and each call extends the last one, so that llama.cpp can reuse what it has read: system
prompt and tools, then the conversation, then the decision and the tool's result in the model's own format, then the
instruction for the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from assistant.llm.guided_tools import write_call

ANSWER_INSTRUCTION = "answer_instruction"
ANSWER_SENTENCES = "answer_sentences"
ANSWER_WITHOUT = "answer_without"
TOOLS_WITHHELD = "tools_withheld"
REPLY_TEXT = "reply_text"
DECIDE_AGAIN = "decide_again"
DECISION_TEXT = "decision_text"
MOST_DECISIONS = "most_decisions"
MAX_DECISIONS = 2
CALL_CLOSES = "\n</tool_call>"


def wants_decision(messages: Sequence[BaseMessage]) -> bool:
    """Whether the next call chooses a tool: at a turn's start, and again where a tool's result asks for it.

    There are at most `MAX_DECISIONS` in a turn, or as many as the shopper's message allows.
    """
    turn = _current_turn(messages)
    results = _trailing_results(turn)
    if not results:
        return True
    decisions = sum(1 for message in turn if isinstance(message, AIMessage) and message.tool_calls)
    most = int(_of_turn(messages, MOST_DECISIONS) or MAX_DECISIONS)
    return decisions < most and any(m.additional_kwargs.get(DECIDE_AGAIN) for m in results)


def answer_sentences(messages: Sequence[BaseMessage]) -> int | None:
    """The most sentences the answer may have, from the newest message of the turn that says so; None for any number."""
    limit = _of_turn(messages, ANSWER_SENTENCES)
    return None if limit is None else max(1, int(limit))


def answer_without(messages: Sequence[BaseMessage]) -> str:
    """The characters that the answer may not have, from the newest message of the turn that names any."""
    return str(_of_turn(messages, ANSWER_WITHOUT) or "")


def reply_text(messages: Sequence[BaseMessage]) -> str:
    """What is answered where the decision is to use no tool, without asking the model; empty where it is to write."""
    return str(_of_turn(messages, REPLY_TEXT) or "")


def withheld_tools(messages: Sequence[BaseMessage]) -> frozenset[str]:
    """The tools that cannot be chosen in this turn, though the prompt still lists them: it must not change."""
    return frozenset(_of_turn(messages, TOOLS_WITHHELD) or ())


def _of_turn(messages: Sequence[BaseMessage], key: str) -> Any:
    """What the newest message of the turn says under `key`, or None."""
    for message in reversed(messages):
        if (value := message.additional_kwargs.get(key)) is not None:
            return value
        if isinstance(message, HumanMessage):
            break
    return None


def write_prompt(
    messages: Sequence[BaseMessage], tools_text: str, default_instruction: str, *, answering: bool
) -> list[BaseMessage]:
    """The messages to send; with `answering` the last one ends with the answer's instruction.

    Messages that were answered in earlier turns keep their instruction, so that the text stays as it was read.
    """
    written: list[BaseMessage] = []
    instruction = default_instruction
    for position, message in enumerate(messages):
        following = messages[position + 1] if position + 1 < len(messages) else None
        if isinstance(message, HumanMessage):
            instruction = message.additional_kwargs.get(ANSWER_INSTRUCTION, default_instruction)
        answered = answering if following is None else _is_answer(following)
        _write(written, message, _instruction(message, instruction) if answered else "")
    return [_with_tools(written, tools_text), *(m for m in written[_system_count(written) :])]


def _is_answer(message: BaseMessage) -> bool:
    return isinstance(message, AIMessage) and not message.tool_calls


def _instruction(message: BaseMessage, of_turn: str) -> str:
    """A tool's result may carry its own instruction; otherwise the turn's holds."""
    return str(message.additional_kwargs.get(ANSWER_INSTRUCTION, of_turn))


def _write(written: list[BaseMessage], message: BaseMessage, instruction: str) -> None:
    """Append one message in the model's format; the results of one decision share one user message."""
    if isinstance(message, ToolMessage):
        text = f"<tool_response>\n{message.text}\n</tool_response>"
        if written and isinstance(written[-1], HumanMessage) and written[-1].additional_kwargs.get("results"):
            text = f"{written.pop().text}\n{text}"
        written.append(HumanMessage(_joined(text, instruction), additional_kwargs={"results": True}))
    elif isinstance(message, HumanMessage):
        written.append(HumanMessage(_joined(message.text, instruction)))
    elif isinstance(message, AIMessage):
        written.append(AIMessage(_joined(message.text, _calls(message), "\n")))
    else:
        written.append(SystemMessage(message.text))


def _calls(message: AIMessage) -> str:
    """The decision letter for letter as the model wrote it, where that is known."""
    own: Any = message.additional_kwargs.get(DECISION_TEXT)
    return (
        f"{own}{CALL_CLOSES}"
        if own
        else "\n".join(write_call(call["name"], call["args"]) for call in message.tool_calls)
    )


def _joined(text: str, addition: str, gap: str = "\n\n") -> str:
    return f"{text}{gap}{addition}" if text and addition else text or addition


def _system_count(written: Sequence[BaseMessage]) -> int:
    return 1 if written and isinstance(written[0], SystemMessage) else 0


def _with_tools(written: Sequence[BaseMessage], tools_text: str) -> SystemMessage:
    """The agent's system prompt followed by the tools, which never change within a conversation."""
    own = written[0].text if _system_count(written) else ""
    return SystemMessage(_joined(own, tools_text))


def _current_turn(messages: Sequence[BaseMessage]) -> Sequence[BaseMessage]:
    """The messages after the shopper's last one."""
    last = max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    return messages[last + 1 :]


def _trailing_results(turn: Sequence[BaseMessage]) -> list[ToolMessage]:
    results: list[ToolMessage] = []
    for message in reversed(turn):
        if not isinstance(message, ToolMessage):
            break
        results.append(message)
    return results
