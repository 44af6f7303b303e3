"""Plays goals with simulated shoppers against a fresh assistant; the run is one like a replay's. Read this first."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.dialogue_facts import Facts
from evaluation.dialogue_run import Progress
from evaluation.replay.expectations import TurnExpectation
from evaluation.replay.grading import facts_about
from evaluation.replay.playing import Job, Limits
from evaluation.replay.replayed_turn import ReplayedTurn, Run
from evaluation.replay.replaying import ReplayTask, prices_in, replay
from evaluation.replay.success import reached
from evaluation.replay.transcripts import Transcript, TranscriptMessage
from evaluation.simulator.goals import Goal, check_goals
from evaluation.simulator.shopper import Shopper
from evaluation.simulator.simulated_shopper import PROMPT, GoalCast, by_model, by_rules

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from assistant.prompting.choice import PromptChoice
    from assistant.wiring import Shop

_PARTS = {
    "state": ("state",),
    "products": ("products_all", "products_include", "shows"),
    "facts": ("says", "says_all", "says_not"),
}


@dataclass(frozen=True)
class SimulationTask:
    """What is played and by whom: without a `shopper_model` shoppers speak by rules.

    Without `guarded` what the shopper's model says is said whatever it is. The other fields are those of `ReplayTask`.
    """

    goals: Sequence[Goal]
    shopper_model: LanguageModel | None = None
    guarded: bool = True
    prompts: PromptChoice | None = None
    repeats: int = 1
    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    out: Path | None = None
    name: str = ""


def simulate(
    task: SimulationTask,
    shop: Shop,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Run:
    """Play every goal that has not been played yet; the whole run, with what was kept of it before.

    Raises:
        EvaluationError: no goal, one that cannot be reached in this shop, a limit on costs that nobody knows, or a
            folder that holds another run.
    """
    check_goals(task.goals, lambda id: shop.search_engine.product(id) is not None, lambda id: _orders(shop, id))
    if task.shopper_model is not None:
        task.limits.check(prices_in(shop), task.shopper_model.name)
    transcripts = [Transcript.of_goal(goal) for goal in task.goals]
    cast, called = _cast(task, shop, facts_about(shop, transcripts))

    def shopper(job: Job) -> Shopper:
        assert job.transcript.goal is not None
        return cast(job.transcript.goal, job.repeat)

    replayed = ReplayTask(
        transcripts,
        prompts=task.prompts,
        repeats=task.repeats,
        workers=task.workers,
        limits=task.limits,
        out=task.out,
        name=task.name,
        seed=task.seed,
        cast=shopper,
        shopper=called,
    )
    return replay(replayed, shop, progress, cancelled)


def drawn(goals: Sequence[Goal], limit: int | None, seed: int) -> tuple[Goal, ...]:
    """At most `limit` of the goals, drawn at random, as many of each language as can be, in their order."""
    if limit is None or limit >= len(goals):
        return tuple(goals)
    shuffled = random.Random(seed).sample(list(goals), len(goals))
    places: dict[str, int] = {}
    ranked: list[tuple[int, str]] = []
    for one in shuffled:
        places[one.language] = places.get(one.language, 0) + 1
        ranked.append((places[one.language], one.id))
    chosen = {id for _, id in sorted(ranked, key=lambda one: one[0])[:limit]}
    return tuple(one for one in goals if one.id in chosen)


def conversations_of(run: Run, facts: Facts) -> Iterator[Transcript]:
    """What was said in a simulated run, as transcripts to be replayed word for word.

    What the goal wanted is expected of the message at which it was reached; of a goal that was not reached nothing is.
    """
    known = {one.id: one for one in run.transcripts}
    for (case, repeat), turns in groupby(run.turns, lambda turn: (turn.case, turn.repeat)):
        goal, played = known[case].goal, [turn for turn in turns if turn.text]
        if goal is None or not played:
            continue
        yield Transcript(
            id=f"{case}-{repeat}",
            customer_id=goal.customer_id,
            language=goal.language,
            source="simulator",
            messages=tuple(_messages(goal, played, facts)),
        )


def _messages(goal: Goal, turns: Sequence[ReplayedTurn], facts: Facts) -> Iterator[TranscriptMessage]:
    expected: dict[int, dict[str, Any]] = {}
    for names in _PARTS.values():
        part = {name: value for name in names if (value := getattr(goal.success, name)) not in (None, ())}
        found = reached(((0, TurnExpectation(**part)),), turns, facts) if part else None
        if found is not None and found.turn is not None:
            expected.setdefault(found.turn - 1, {}).update(part)
    for number, turn in enumerate(turns):
        expect = TurnExpectation(**expected[number]) if number in expected else None
        yield TranscriptMessage(role="user", content=turn.text, expect=expect)
        if turn.shown_text:
            yield TranscriptMessage(role="assistant", content=turn.shown_text)


def _cast(task: SimulationTask, shop: Shop, facts: Facts) -> tuple[GoalCast, str]:
    """Who shops, and what the run calls them."""
    if task.shopper_model is None:
        return by_rules(facts, task.seed), "rules"
    prompt = shop.prompts.get(PROMPT)
    called = f"{task.shopper_model.name}, {prompt.label}{'' if task.guarded else ', unguarded'}"
    return by_model(facts, task.shopper_model, prompt, task.seed, task.guarded), called


def _orders(shop: Shop, customer: str) -> list[str] | None:
    """The customer's orders; None where the shop does not know them."""
    if shop.ledger is None or shop.ledger.customer(customer) is None:
        return None
    return [order.id for order in shop.ledger.orders(customer)]
