"""The user of a task: a language model that is told the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from assistant.llm.usage import TokenUsage
from evaluation.simulator.model_shopper import Instructions, ModelShopper
from evaluation.tau2.agent import GREETING
from evaluation.tau2.simulation import Ending

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from evaluation.tau2.tasks import Task
    from prompts.prompt import Prompt

ENDINGS: Final[Mapping[str, Ending]] = {"STOP": "user_stop", "TRANSFER": "transfer", "OUT-OF-SCOPE": "out_of_scope"}
"""The user's marks without their `###`, which are also the names of the calls by which a small model leaves."""


class User(Protocol):
    """Who the agent talks with, for one conversation."""

    left: str
    """A key of `ENDINGS` once the user has ended the conversation, empty before."""
    last_words: str
    """What the user wrote in ending it."""
    usage: TokenUsage

    def says(self, answer: str | None) -> str | None:
        """The next message; None where it ends. `answer` is None for the agent's greeting."""


def model_user(task: Task, language_model: LanguageModel, prompt: Prompt, most: int) -> ModelShopper:
    """A user for whom a language model speaks, at most `most` messages; `prompt` is `tau2_user`.

    A model with guided calls ends the conversation by a call, since it can write nothing but calls; any other by tau2's
    marks.
    """
    guided = language_model.guided
    parts = ("system", "functions" if guided else "marks", "scenario")
    values = {"scenario": task.user_scenario.text}
    leaving = {mark: prompt.render(f"leaving.{mark}") for mark in ENDINGS if guided}
    told = Instructions(
        system="\n\n".join(prompt.render(part, **(values if part == "scenario" else {})) for part in parts),
        greeting=GREETING,
        stops={f"###{mark}###": mark for mark in ENDINGS},
        leaving=leaving,
        saying=prompt.render("saying") if guided else "",
    )
    return ModelShopper(language_model, told, patience=most)
