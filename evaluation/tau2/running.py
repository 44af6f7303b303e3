"""Runs tau2's tasks with an agent and a user, several conversations at once, and keeps each. Read `run_tasks` first.

Holding one conversation is `talking.py`; judging what was kept is `grading.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import LanguageModelError, OperatorError
from assistant.llm.sampling import seeded
from assistant.llm.usage import TokenUsage
from evaluation.errors import EvaluationError
from evaluation.run_course import Limits, Progress, RunCourse, work_through
from evaluation.tau2.asserting import rests_on_words
from evaluation.tau2.run_folder import Header, Tau2Folder, read_run
from evaluation.tau2.simulation import JUDGED, Simulation
from evaluation.tau2.talking import MAX_STEPS, talk, used_by

if TYPE_CHECKING:
    from assistant.llm.cost import ModelPrices
    from evaluation.tau2.agent import RetailAgent
    from evaluation.tau2.data import RetailData
    from evaluation.tau2.tasks import Task
    from evaluation.tau2.user import User

Judge = Callable[["Task", Simulation], tuple[tuple[bool, ...], TokenUsage]]
"""Whether each of a task's assertions holds, and the tokens of `user_model` that took."""
MakeUser = Callable[["Task", int], "User"]
"""The user of a task in one of its trials, from 0."""


@dataclass(frozen=True)
class Tau2Run:
    """A run as far as it came; `left` is how many conversations were not held, `stopped` why."""

    header: Header
    simulations: tuple[Simulation, ...]
    left: int = 0
    stopped: str = ""


@dataclass(frozen=True)
class Tau2Task:
    """What is run: `tasks` of `data`, each `trials` times, with an agent and users whose model is `user_model`.

    `judge` says which assertions in words hold, None where nobody is to be asked. `prompts` are the labels and hashes
    of what all are told. `out` keeps the run; one that is there is gone on with.
    """

    data: RetailData
    tasks: Sequence[Task]
    agent: RetailAgent
    user: MakeUser
    user_model: str
    prices: ModelPrices
    out: Path
    prompts: dict[str, str] = field(default_factory=dict)
    judge: Judge | None = None
    trials: int = 1
    workers: int = 1
    seed: int = 0
    max_steps: int = MAX_STEPS
    limits: Limits = field(default_factory=Limits)

    @property
    def header(self) -> Header:
        """How the run is made."""
        return Header(
            model=self.agent.model.name,
            user_model=self.user_model,
            prompts=self.prompts,
            data=self.data.fingerprint,
            folder=str(self.data.folder),
            tasks=tuple(task.id for task in self.tasks),
            trials=self.trials,
            seed=self.seed,
            max_steps=self.max_steps,
        )


def run_tasks(
    work: Tau2Task, progress: Progress | None = None, cancelled: Callable[[], bool] = lambda: False
) -> Tau2Run:
    """Hold what has not been held yet; the whole run, with what was kept of it before.

    Raises:
        EvaluationError: no task, a folder with another run, or a limit on costs that nobody knows.
    """
    if not work.tasks:
        raise EvaluationError("There is no task to run; choose some with --tasks or a split with --split.")
    work.limits.check(work.prices, work.agent.model.name, work.user_model)
    folder = Tau2Folder(work.out, work.header)
    done = folder.finished()
    jobs = [(task, trial) for trial in range(work.trials) for task in work.tasks]
    waiting = [(task, trial) for task, trial in jobs if (task.id, trial) not in done]
    course = RunCourse(work.limits, cancelled, len(waiting), progress)
    work_through(waiting, course, work.workers, lambda _: lambda job: _hold(work, folder, course, *job))
    header, simulations = read_run(work.out)
    return Tau2Run(header, simulations, len(jobs) - len(simulations), course.stopped)


def _hold(work: Tau2Task, folder: Tau2Folder, course: RunCourse, task: Task, trial: int) -> None:
    """One conversation, kept where it came to its end before the run is over."""
    with seeded(work.seed + trial):
        held = _talk(work, task, trial, course)
    if held is not None:
        with course.lock:
            course.spent(held.cost_usd)
            folder.keep(held)
            course.finished(bool(held.infrastructure))


def _talk(work: Tau2Task, task: Task, trial: int, course: RunCourse) -> Simulation | None:
    """One conversation of the run, and what its assertions come to where the reward rests on them."""
    held = talk(
        task,
        trial,
        work.agent,
        work.user(task, trial),
        work.data.database,
        work.prices,
        work.user_model,
        max_steps=work.max_steps,
        over=course.over,
    )
    if held is None or held.ended not in JUDGED or work.judge is None or not rests_on_words(task):
        return held
    try:
        assertions, usage = work.judge(task, held)
    except (LanguageModelError, OperatorError) as error:
        return held.model_copy(update={"infrastructure": f"the judge: {error}"})
    used = used_by(work.user_model, usage, work.prices)
    return held.model_copy(update={"assertions": assertions, "judge": used})
