"""`daogou evaluate simulate`: shoppers with a goal, by rules or by a language model, talk to a fresh assistant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from interfaces.cli.cassette_options import open_tape
from interfaces.cli.desk import AsJson, Home, desk
from interfaces.cli.evaluate_replay import (
    MaxMinutes,
    MaxUsd,
    Model,
    Name,
    Out,
    Prompts,
    Repeat,
    Workers,
    chosen_prompts,
    opened_shop,
    tell_run,
)
from interfaces.cli.interruption import INTERRUPTED, interruptible

if TYPE_CHECKING:
    from assistant.llm.gateway import LanguageModel
    from assistant.wiring import Shop
    from evaluation.simulator.goals import Goal

Goals = Annotated[
    Path | None, typer.Argument(metavar="GOALS", help="JSON lines or a YAML list; without it the demo shop's goals.")
]
Who = Annotated[
    Literal["rules", "model"], typer.Option("--shopper", help="Who shops: fixed rules, or a language model.")
]
ShopperModel = Annotated[
    str | None, typer.Option("--shopper-model", metavar="M", help="Ask the endpoint for this model to play shoppers.")
]
Guarded = Annotated[
    bool, typer.Option("--guard/--no-guard", help="Whether rules hold the shopper's model to its goal.")
]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Draw so many of the goals.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", min=0, help="Of that drawing, the shoppers and the sampler.")]
Export = Annotated[
    Path | None, typer.Option("--export", metavar="FILE", help="Write the conversations as transcripts to replay.")
]


def simulate(
    context: typer.Context,
    out: Out,
    goals: Goals = None,
    shopper: Who = "rules",
    shopper_model: ShopperModel = None,
    guard: Guarded = True,
    prompts: Prompts = None,
    model: Model = None,
    workers: Workers = 1,
    repeat: Repeat = 1,
    limit: Limit = None,
    max_usd: MaxUsd = None,
    max_minutes: MaxMinutes = None,
    seed: Seed = 0,
    export: Export = None,
    name: Name = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Let simulated shoppers pursue goals with a fresh assistant; judge both it and them.

    The run can be graded and compared like a replay's. Nothing is written to the shop's own records or log.
    """
    from evaluation.replay.grading import facts_about, grade_run
    from evaluation.replay.playing import Limits
    from evaluation.replay.saved_sets import write_transcripts
    from evaluation.simulator.simulating import SimulationTask, conversations_of
    from evaluation.simulator.simulating import simulate as play

    here = desk(context)
    _check(shopper, shopper_model)
    chosen = _drawn(goals, limit, seed)
    with (
        opened_shop(here, here.composition.settings(home), model, open_tape(None, None, model)) as shop,
        _speaker(shop, shopper, shopper_model, without_assistant=model == "none") as speaker,
    ):
        task = SimulationTask(
            chosen,
            shopper_model=speaker,
            guarded=guard,
            prompts=chosen_prompts(shop, prompts),
            repeats=repeat,
            workers=workers,
            limits=Limits(max_usd, max_minutes),
            seed=seed,
            out=out,
            name=name,
        )
        with interruptible(here) as cancelled, here.progress() as progress:
            run = play(task, shop, progress, cancelled)
        facts = facts_about(shop, run.transcripts)
        graded = grade_run(run, facts)
        if export is not None:
            write_transcripts(export, conversations_of(run, facts))
    if run.left:
        here.note(f"{run.left} conversations are left: {run.stopped}; run it again with the same --out to go on")
    tell_run(here, graded, as_json)
    if cancelled():
        raise typer.Exit(INTERRUPTED)


def _check(shopper: str, model: str | None) -> None:
    from evaluation.errors import EvaluationError

    if shopper == "rules" and model is not None:
        raise EvaluationError("--shopper-model is for --shopper model; fixed rules ask no language model.")


def _drawn(file: Path | None, limit: int | None, seed: int) -> tuple[Goal, ...]:
    from evaluation.simulator.goals import SHIPPED, read_goals
    from evaluation.simulator.simulating import drawn

    return drawn(read_goals(file or SHIPPED), limit, seed)


@contextmanager
def _speaker(shop: Shop, shopper: str, model: str | None, *, without_assistant: bool) -> Iterator[LanguageModel | None]:
    """The language model that plays shoppers, the assistant's own where that is open; None where rules do."""
    from assistant.llm.guided_texts import GuidedTexts
    from evaluation.simulator.simulated_shopper import PROMPT

    if shopper == "rules":
        yield None
    elif model is None and not without_assistant:
        yield shop.language_model
    else:
        opened = shop.open_shopper(GuidedTexts.of(shop.prompts.get(PROMPT)), model)
        try:
            yield opened
        finally:
            opened.close()
