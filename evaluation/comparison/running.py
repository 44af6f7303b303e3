"""Replays transcripts with two versions in turns, and compares them: what the prompt lab runs in the background.

Both are played in blocks, A B B A: neither has the quieter machine, and a small model seldom reads prompts anew.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from evaluation.comparison.comparing import compare_runs
from evaluation.comparison.verdicts import Comparison
from evaluation.dialogue_run import Progress
from evaluation.errors import EvaluationError
from evaluation.replay.grading import facts_about, grade_run
from evaluation.replay.playing import Job, Limits, play
from evaluation.replay.replayed_turn import ReplayedTurn, Run
from evaluation.replay.replaying import ReplayTask, header_of, make_ready, prices_in, stages_for
from evaluation.replay.transcripts import Transcript

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from assistant.prompting.choice import PromptChoice
    from assistant.wiring import Shop

BLOCK: Final = 4
"""Conversations played with one version before the other has its turn."""


@dataclass(frozen=True)
class Version:
    """Who answers: None is the shop's own; `name` is what reports call it."""

    prompts: PromptChoice | None = None
    language_model: LanguageModel | None = None
    name: str = ""


@dataclass(frozen=True)
class ComparisonTask:
    """What is played with both versions, and how; `seed` decides which version begins and draws the resamples."""

    transcripts: Sequence[Transcript]
    a: Version
    b: Version
    repeats: int = 1
    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    seed: int = 0


def run_comparison(
    shop: Shop,
    task: ComparisonTask,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Comparison:
    """Play both versions and compare them, as far as limits or `cancelled` let it come; from any thread.

    Raises:
        EvaluationError: nothing to play, an expectation that names no product, or stopped before both versions had
            played one conversation.
    """
    tasks = [
        ReplayTask(task.transcripts, one.prompts, one.language_model, task.repeats, name=one.name)
        for one in (task.a, task.b)
    ]
    for one in tasks:
        make_ready(one, shop)
    kept: tuple[list[ReplayedTurn], list[ReplayedTurn]] = ([], [])
    jobs = list(in_turns(task))
    stopped = play(
        jobs,
        [stages_for(shop, one) for one in tasks],
        lambda job, turns: kept[job.side].extend(turns),
        prices_in(shop),
        limits=task.limits,
        workers=task.workers,
        progress=progress,
        cancelled=cancelled,
    )
    together = secrets.token_hex(8)
    runs = [_run(one, shop, turns, together, len(jobs) // 2, stopped) for one, turns in zip(tasks, kept, strict=True)]
    if not all(run.turns for run in runs):
        raise EvaluationError(f"Nothing can be compared: {stopped or 'nothing was played'} too early.")
    facts = facts_about(shop, task.transcripts)
    a, b = (grade_run(run, facts) for run in runs)
    return compare_runs(a, b, task.seed)


def in_turns(task: ComparisonTask) -> Iterator[Job]:
    """Every conversation for both versions, in blocks A B B A; which begins is drawn with the seed."""
    plays = [Job(one, repeat) for repeat in range(task.repeats) for one in task.transcripts]
    first = random.Random(task.seed).randrange(2)
    for start in range(0, len(plays), BLOCK):
        block = plays[start : start + BLOCK]
        for side in (first, 1 - first):
            yield from (replace(job, side=side) for job in block)
        first = 1 - first


def _run(task: ReplayTask, shop: Shop, turns: Sequence[ReplayedTurn], together: str, wanted: int, stopped: str) -> Run:
    header = header_of(task, shop).model_copy(update={"together": together})
    run = Run.of(header, task.transcripts, turns)
    left = wanted - len({(turn.case, turn.repeat) for turn in turns})
    return run.model_copy(update={"left": left, "stopped": stopped if left else ""})
