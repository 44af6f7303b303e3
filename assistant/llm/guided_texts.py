"""The words that guided tool calls add to a prompt; they come from `prompts/`, never from Python."""

from __future__ import annotations

from dataclasses import dataclass

from prompts.prompt import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidedTexts:
    """Prompt texts of `GuidedChatModel`.

    `tools_prompt` explains tool calls and holds `{tools}`, where one tool a line is written as JSON; it follows the
    agent's own system prompt. `reply_description` describes the pseudo-tool `reply`, chosen when no tool is needed.
    `answer_instruction` ends the prompt of every free answer whose messages carry none of their own; may be empty.
    `repair_instruction` answers a decision that cannot be read and holds `{problem}`.
    """

    tools_prompt: str
    reply_description: str
    answer_instruction: str
    repair_instruction: str

    @classmethod
    def of(cls, prompt: Prompt) -> GuidedTexts:
        """Those of one version of the prompt `shopping_agent`.

        Raises:
            PromptError: it lacks one of them.
        """
        return cls(
            tools_prompt=prompt.render("guided.tools_prompt", tools="{tools}"),
            reply_description=prompt.render("guided.reply_description"),
            answer_instruction="",
            repair_instruction=prompt.render("guided.repair_instruction", problem="{problem}"),
        )

    def __post_init__(self) -> None:
        """Refuse a template that lacks its place; raises `ValueError`."""
        for name, place in (("tools_prompt", "{tools}"), ("repair_instruction", "{problem}")):
            if place not in getattr(self, name):
                raise ValueError(f"{name} must hold {place}")
