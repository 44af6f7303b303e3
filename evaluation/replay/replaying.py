"""Replays transcripts in an open shop, with the prompts and the language model chosen. Read this first.

Play (`playing.py`) on stages (`stage.py`), keep (`run_folder.py`), then grade (`grading.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.llm.cost import FREE, ModelPrices, prices_of
from evaluation.dialogue_grading import NO_MODEL
from evaluation.dialogue_run import Progress
from evaluation.errors import EvaluationError
from evaluation.replay.checking import check_expectations, customers_of
from evaluation.replay.playing import Cast, Job, Limits, play, written
from evaluation.replay.replayed_turn import ReplayedTurn, Run, RunHeader, fingerprint_of
from evaluation.replay.run_folder import RunFolder, read_run
from evaluation.replay.stage import Stage, moment_in, open_stage, published
from evaluation.replay.transcripts import Transcript

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from assistant.prompting.choice import PromptChoice
    from assistant.wiring import Shop


@dataclass(frozen=True)
class ReplayTask:
    """What is replayed and how: None as `prompts` or `language_model` is what answers the shop's shoppers.

    Each conversation is played `repeats` times, the k-th from 0 sampled with `seed` + k where there is a seed. `out`
    keeps the run and is gone on with when it is there; `name` is what reports call it. The clock stands at `moment`;
    without it where `moment_in` says, or where that of the run in `out` stood. `cast` is who shops, called `shopper`
    where that is nobody's written words.
    """

    transcripts: Sequence[Transcript]
    prompts: PromptChoice | None = None
    language_model: LanguageModel | None = None
    repeats: int = 1
    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    out: Path | None = None
    name: str = ""
    seed: int | None = None
    moment: datetime | None = None
    cast: Cast = written
    shopper: str = ""


def replay(
    task: ReplayTask,
    shop: Shop,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Run:
    """Play what has not been played yet; the whole run, with what was kept of it before.

    Raises:
        EvaluationError: nothing to play, an expectation that names no product of the catalogue, or a folder that holds
            another run.
    """
    make_ready(task, shop)
    header = header_of(task, shop)
    kept: list[ReplayedTurn] = []

    def keep(_job: Job, turns: Sequence[ReplayedTurn]) -> None:
        folder.keep(turns) if folder else kept.extend(turns)

    folder = RunFolder(task.out, header, task.transcripts) if task.out else None
    moment = (folder.header if folder else header).moment
    done = folder.finished() if folder else frozenset()
    jobs = jobs_of(task)
    waiting = [job for job in jobs if (job.transcript.id, job.repeat) not in done]
    stopped = play(
        waiting,
        [stages_for(shop, task, moment)],
        keep,
        prices_in(shop),
        limits=task.limits,
        workers=task.workers,
        progress=progress,
        cancelled=cancelled,
        cast=task.cast,
    )
    run = read_run(task.out) if task.out else Run.of(header, task.transcripts, kept)
    if folder:
        folder.put_in_order(run.turns)
    left = len(jobs) - len({(turn.case, turn.repeat) for turn in run.turns})
    return run.model_copy(update={"left": left, "stopped": stopped})


def jobs_of(task: ReplayTask) -> list[Job]:
    """Every conversation as often as it is to be played, all of them once before any is played again."""
    plays = ((one, repeat) for repeat in range(task.repeats) for one in task.transcripts)
    return [Job(one, repeat, seed=None if task.seed is None else task.seed + repeat) for one, repeat in plays]


def make_ready(task: ReplayTask, shop: Shop) -> None:
    """Open what all stages share, so that the first turns are no slower than the rest.

    Raises:
        EvaluationError: there is nothing to play, or something is expected that can never be so in this shop.
    """
    if not task.transcripts:
        raise EvaluationError("There is no conversation to replay; choose a set that has some.")
    wordless = next((one.id for one in task.transcripts if not one.said), None)
    if wordless is not None and task.cast is written:
        raise EvaluationError(f"{wordless} is a goal without words; play goals with `daogou evaluate simulate`.")
    check_expectations(task.transcripts, shop)
    shop.search_engine.warm()
    shop.shop_words.warm()
    shop.redactor.warm()


def stages_for(shop: Shop, task: ReplayTask, moment: datetime | None = None) -> Callable[[], Stage]:
    """Opens stages for a task, all with their clocks at the same `moment`, without it that of the task or the shop."""
    customers = customers_of(task.transcripts, shop)
    stands = moment or task.moment or moment_in(shop)
    return lambda: open_stage(shop, task.prompts, task.language_model, customers=customers, now=lambda: stands)


def prices_in(shop: Shop) -> ModelPrices:
    """What the shop's language models cost; the one that is not there costs nothing."""
    known = prices_of(shop.settings.language_model())
    return replace(known, of_model={**known.of_model, NO_MODEL: FREE})


def header_of(task: ReplayTask, shop: Shop) -> RunHeader:
    """How a run of this task in this shop is made."""
    prompts = task.prompts or published(shop)
    model = task.language_model or shop.language_model
    return RunHeader(
        name=task.name,
        model=model.name,
        prompts={prompt.label: prompt.hash for prompt in (prompts.shopping_agent, prompts.replies)},
        fingerprint=fingerprint_of(task.transcripts),
        repeats=task.repeats,
        conversations=len(task.transcripts),
        seed=task.seed,
        temperature=model.temperature,
        moment=task.moment or moment_in(shop),
        shopper=task.shopper,
    )
