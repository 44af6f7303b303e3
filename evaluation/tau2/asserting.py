"""Has a language model say whether a task's assertions in words hold of a conversation.

Only tasks whose reward rests on them are asked about: none of those that the wheel carries, some of newer versions.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from langchain_core.messages import HumanMessage, SystemMessage

from assistant.errors import LanguageModelError
from assistant.llm.usage import TokenUsage, sum_usage
from evaluation.tau2.simulation import Simulation

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from evaluation.tau2.tasks import Task
    from prompts.prompt import Prompt


def rests_on_words(task: Task) -> bool:
    """Whether the task's reward rests on assertions in words."""
    criteria = task.evaluation_criteria
    return "NL_ASSERTION" in criteria.reward_basis and bool(criteria.nl_assertions)


def assertions_hold(
    task: Task, simulation: Simulation, judge: LanguageModel, prompt: Prompt
) -> tuple[tuple[bool, ...], TokenUsage]:
    """Whether each assertion holds, in their order, and the tokens that took; `prompt` is `tau2_judge`.

    Raises:
        LanguageModelError: the judge does not answer, or not for each assertion.
    """
    wanted = task.evaluation_criteria.nl_assertions
    asked = prompt.render(
        "ask",
        conversation=script_of(simulation),
        assertions="\n".join(f"{number}. {text}" for number, text in enumerate(wanted, 1)),
        count=len(wanted),
    )
    messages: Any = [SystemMessage(prompt.render("system")), HumanMessage(asked)]
    said: Any = judge.chat_model.bind_tools([_verdict(prompt, len(wanted))], tool_choice="any").invoke(messages)
    holds = said.tool_calls[0]["args"].get("holds") if said.tool_calls else None
    if not isinstance(holds, list) or [type(one) for one in holds] != [bool] * len(wanted):
        raise LanguageModelError("The judge of tau2's assertions did not say of each whether it holds.")
    return tuple(holds), sum_usage([said])


def script_of(simulation: Simulation) -> str:
    """The conversation as one reads it, calls and their results with it."""
    lines: list[str] = []
    for message in simulation.messages:
        if message.text:
            lines.append(f"{'agent' if message.role == 'assistant' else 'user'}: {message.text}")
        lines += [f"agent calls {one.name} {json.dumps(dict(one.arguments))}: {one.result}" for one in message.calls]
    return "\n".join(lines)


def _verdict(prompt: Prompt, count: int) -> dict[str, Any]:
    """The call by which the judge answers; a guided model is held to it."""
    holds = {"type": "array", "items": {"type": "boolean"}, "minItems": count, "maxItems": count}
    parameters = {"type": "object", "properties": {"holds": holds}, "required": ["holds"]}
    description = prompt.render("verdict")
    return {"type": "function", "function": {"name": "verdict", "description": description, "parameters": parameters}}
