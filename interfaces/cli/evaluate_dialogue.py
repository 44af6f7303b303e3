"""`daogou evaluate dialogue`: whether the assistant does what shoppers ask, says nothing false and lets nobody in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.wiring import Shop
    from evaluation.dialogue_report import DialogueReport

Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME", help="requests, conversations, attacks or ordinary; may be repeated."),
]
Model = Annotated[
    Literal["configured", "scripted"],
    typer.Option("--model", help="The one of the settings, or a script without a line: what the shop does on its own."),
]
Limit = Annotated[int | None, typer.Option(metavar="N", min=1, help="Draw so many cases of each set.")]
Seed = Annotated[int, typer.Option(metavar="S", help="Of that drawing.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="JSONL", help="Keep what was seen; a file that is there is gone on with."),
]
MaxMinutes = Annotated[float | None, typer.Option(metavar="M", min=0, help="Play no further case after so long.")]
From = Annotated[
    Path | None, typer.Option("--from", metavar="JSONL", help="Judge a kept file once more instead of playing.")
]
Report = Annotated[Path | None, typer.Option("--report", metavar="MD", help="Write the report with every failure.")]


def dialogue(
    context: typer.Context,
    sets: Sets = None,
    model: Model = "configured",
    limit: Limit = None,
    seed: Seed = 0,
    out: Out = None,
    max_minutes: MaxMinutes = None,
    kept: From = None,
    report: Report = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Measure the assistant: tools, budgets, constraints, false claims, attacks, refusals, latency.

    The demo shop is opened over records of its own; nobody's are touched.
    """
    from evaluation.dialogue_evaluation import DialogueTask, evaluate_dialogue, grade_file
    from evaluation.dialogue_sets import SETS

    here = desk(context)
    settings = here.composition.settings(home)
    chosen = tuple(sets or SETS)
    if kept is not None:
        done = grade_file(kept, settings, chosen)
    else:
        task = DialogueTask(sets=chosen, limit=limit, seed=seed, out=out, max_minutes=max_minutes)
        with _open(here, settings, model) as shop, here.progress() as progress:
            done = evaluate_dialogue(task, shop, progress)
    _tell(here, done, report, as_json)


@contextmanager
def _open(here: Desk, settings: Settings, model: str) -> Iterator[Shop]:
    """The shop over temporary records, seeded, with or without a language model."""
    from evaluation.absent_model import unremarked
    from evaluation.dialogue_stage import parts, staged, without_model

    absent = None if model == "configured" else without_model()
    with tempfile.TemporaryDirectory() as folder:
        own = staged(settings, Path(folder))
        shop: Any = here.composition.open_shop(own, **parts(own, absent))
        try:
            with here.progress() as progress:
                here.composition.prepare(own, progress, shop, language_model=absent is None, records=True)
            with unremarked():
                yield shop
        finally:
            shop.close()


def _tell(here: Desk, done: DialogueReport, report: Path | None, as_json: bool) -> None:
    from evaluation.dialogue_markdown import figures, markdown

    left = done.made.get("left")
    if left:
        here.note(f"time is up: {left} cases are left; run it again with the same --out")
    if report is not None:
        report.write_text(markdown(done), encoding="utf-8")
    if as_json:
        here.answer(done.shape())
    else:
        here.say(figures(done))
