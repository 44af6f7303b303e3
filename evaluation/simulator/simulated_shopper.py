"""A simulated shopper as a run casts one: the scene they look at, and whoever speaks for them in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evaluation.dialogue_facts import Facts
from evaluation.dialogue_sets import Language
from evaluation.dialogue_transcript import SeenTurn
from evaluation.simulator.faults import FAULTS, faults_of
from evaluation.simulator.goals import Goal
from evaluation.simulator.model_shopper import Instructions, ModelShopper
from evaluation.simulator.rule_shopper import RuleShopper
from evaluation.simulator.scene import Scene
from evaluation.simulator.shopper import Shopper, ShopperNote

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from prompts.prompt import Prompt

PROMPT: Final = "simulated_shopper"
MESSAGE_TOKENS: Final = 120

GoalCast = Callable[[Goal, int], Shopper]
"""Who plays a goal for the so-manieth time from 0."""


@dataclass(frozen=True)
class SimulatedShopper:
    """A `Shopper` and `Watcher`: what is seen goes into the scene, what is said comes from `speaker`."""

    scene: Scene
    speaker: RuleShopper | ModelShopper

    def says(self, answer: str | None) -> str | None:
        """The speaker's next words, who reads the cards on the screen below the answer; see `Shopper`."""
        return self.speaker.says(None if answer is None else self._read(answer))

    def saw(self, turn: SeenTurn) -> None:
        """See `Watcher`."""
        self.scene.turns.append(turn)

    def noted(self) -> ShopperNote:
        """See `Watcher`."""
        return self.speaker.noted()

    def _read(self, answer: str) -> str:
        shown = self.scene.last.products if self.scene.last else ()
        cards = [f"{number}. {self.scene.card(id)}" for number, id in enumerate(shown, 1)]
        return "\n".join([answer, *cards]).strip()


def by_rules(facts: Facts, seed: int = 0) -> GoalCast:
    """Deterministic shoppers: no language model, the same words for the same seed and answers."""

    def cast(goal: Goal, repeat: int) -> Shopper:
        scene = Scene(goal, facts)
        return SimulatedShopper(scene, RuleShopper(scene, f"{seed}/{repeat}"))

    return cast


def by_model(
    facts: Facts, language_model: LanguageModel, prompt: Prompt, seed: int = 0, guarded: bool = True
) -> GoalCast:
    """Shoppers for whom a language model speaks, with rules that guard it where it is `guarded`."""
    from assistant.llm.guided_texts import GuidedTexts

    told = language_model.told(GuidedTexts.of(prompt))

    def cast(goal: Goal, repeat: int) -> Shopper:
        scene = Scene(goal, facts)
        speaker = ModelShopper(
            told,
            instructions_of(goal, prompt),
            patience=goal.patience,
            guard=lambda proposal: faults_of(proposal, scene) if guarded else (),
            stand_in=RuleShopper(scene, f"{seed}/{repeat}") if guarded else None,
            seed=seed + repeat,
            max_tokens=MESSAGE_TOKENS,
        )
        return SimulatedShopper(scene, speaker)

    return cast


def instructions_of(goal: Goal, prompt: Prompt) -> Instructions:
    """What a language model is told of a goal, in the goal's language."""
    language: Language = goal.language
    known = [*goal.words.tells.values(), *goal.knows.values()]
    changes = goal.changes
    change = prompt.render(f"change.{language}", turn=changes.turn, says=changes.says) if changes else ""
    return Instructions(
        system=prompt.render(
            f"system.{language}",
            about=goal.persona.about,
            style=prompt.render(f"style.{goal.persona.style}.{language}"),
            goal=goal.goal,
            known="\n".join(f"- {one}" for one in known),
            change=change,
        ).strip(),
        greeting=prompt.render(f"greeting.{language}"),
        stops={},
        leaving={why: prompt.render(f"leaving.{why}.{language}") for why in ("goal_met", "gave_up")},
        saying=prompt.render(f"saying.{language}"),
        again=prompt.render(f"again.{language}", faults="{faults}", words="{words}"),
        faults={fault: prompt.render(f"faults.{fault}.{language}") for fault in FAULTS},
    )
