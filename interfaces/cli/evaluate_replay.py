"""`daogou evaluate replay`, `grade` and `compare`: play what shoppers said again, judge it, hold two runs together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.cassette_options import MISSING, Record, Recorded, Tape, open_tape
from interfaces.cli.desk import AsJson, Desk, Home, desk
from interfaces.cli.interruption import INTERRUPTED, interruptible

if TYPE_CHECKING:
    from assistant.prompting.choice import PromptChoice
    from assistant.settings import Settings
    from assistant.wiring import Shop
    from evaluation.comparison.verdicts import Comparison
    from evaluation.replay.grading import GradedRun
    from evaluation.replay.replayed_turn import Run
    from evaluation.replay.transcripts import Transcript

Transcripts = Annotated[
    str, typer.Argument(metavar="TRANSCRIPTS", help="A file of JSON lines, gzipped or not, or the name of a saved set.")
]
Prompts = Annotated[
    list[str] | None,
    typer.Option("--prompt", metavar="NAME@VERSION", help="Speak with this version, or with a YAML file of one."),
]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="M", help="Ask the endpoint for this model; none: what the shop does on its own."),
]
Workers = Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Conversations played at once.")]
Repeat = Annotated[int, typer.Option(metavar="K", min=1, max=100, help="Play each so often: for noise and pass^k.")]
MaxUsd = Annotated[float | None, typer.Option("--max-usd", metavar="USD", min=0, help="Stop when so much is spent.")]
MaxMinutes = Annotated[float | None, typer.Option(metavar="M", min=0, help="Stop after so long.")]
SamplingSeed = Annotated[
    int | None, typer.Option("--seed", metavar="S", min=0, help="Sample the k-th play, from 0, with S + k.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Keep the run; a run that is there is gone on with.")]
Name = Annotated[str, typer.Option("--name", metavar="TEXT", help="What reports call this run.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `daogou evaluate replay --out` wrote.")]
Judged = Annotated[
    Path | None,
    typer.Option("--transcripts", metavar="FILE", help="Judge by the expectations of this file of the same words."),
]
FailOn = Annotated[
    list[str] | None,
    typer.Option("--fail-on", metavar="RULE", help="worse, or worse:state,claims: exit with 1 where B is."),
]
Seed = Annotated[int, typer.Option(metavar="S", help="Of the resamples.")]
Junit = Annotated[Path | None, typer.Option("--junit", metavar="XML", help="Write it for CI.")]
Markdown = Annotated[Path | None, typer.Option("--markdown", metavar="MD", help="Write it as Markdown.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="HTML", help="Write it as one page with a plot.")]


def replay(
    context: typer.Context,
    transcripts: Transcripts,
    out: Out,
    prompts: Prompts = None,
    model: Model = None,
    workers: Workers = 1,
    repeat: Repeat = 1,
    max_usd: MaxUsd = None,
    max_minutes: MaxMinutes = None,
    seed: SamplingSeed = None,
    record: Record = None,
    cassette: Recorded = None,
    name: Name = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Play the shopper's side of conversations to a fresh assistant, keep every step, and judge it.

    Nothing is written to the shop's own records or log. Exit code 3 where recorded calls are missing.
    """
    from evaluation.replay.checking import strangers
    from evaluation.replay.grading import facts_about, grade_run
    from evaluation.replay.missing_turns import missing_in
    from evaluation.replay.playing import Limits
    from evaluation.replay.replaying import ReplayTask
    from evaluation.replay.replaying import replay as play_again

    here = desk(context)
    settings = here.composition.settings(home)
    played = _read(transcripts, settings)
    tape = open_tape(record, cassette, model)
    with opened_shop(here, settings, model, tape) as shop:
        task = ReplayTask(
            played,
            prompts=chosen_prompts(shop, prompts),
            language_model=tape.model(shop),
            repeats=repeat,
            workers=workers,
            limits=Limits(max_usd, max_minutes),
            out=out,
            name=name,
            seed=seed,
            moment=tape.moment,
        )
        if unknown := strangers(played, shop):
            here.note(f"no customer of this shop, so played without orders: {', '.join(unknown)}")
        with interruptible(here) as cancelled, here.progress() as progress:
            run = play_again(task, shop, progress, cancelled)
        graded = grade_run(run, facts_about(shop, played))
    if run.left:
        here.note(f"{run.left} conversations are left: {run.stopped}; run it again with the same --out to go on")
    missing = missing_in(run.turns)
    for note in (*tape.notes(), *missing.told(), *tape.advice(missing.turns)):
        here.note(note)
    tell_run(here, graded, as_json)
    if cancelled() or missing.turns:
        raise typer.Exit(INTERRUPTED if cancelled() else MISSING)


def grade(
    context: typer.Context, folder: Folder, transcripts: Judged = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Judge a kept run once more, without playing anything."""
    here = desk(context)
    (graded,) = _graded(here, [folder], home, transcripts)
    tell_run(here, graded, as_json)


def compare(
    context: typer.Context,
    a: Folder,
    b: Folder,
    fail_on: FailOn = None,
    seed: Seed = 0,
    junit_file: Junit = None,
    markdown_file: Markdown = None,
    html_file: Html = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Say for each grade whether run B is better than run A, worse, or not distinguishable from it."""
    from evaluation.comparison.comparing import compare_runs
    from evaluation.comparison.html_page import html_page
    from evaluation.comparison.written import failed_by, junit, markdown

    here = desk(context)
    run_a, run_b = _graded(here, [a, b], home)
    found = compare_runs(run_a, run_b, seed)
    failed = failed_by(found, fail_on or [])
    if junit_file is not None:
        _write(junit_file, junit(found, fail_on or []))
    if markdown_file is not None:
        _write(markdown_file, markdown(found))
    if html_file is not None:
        _write(html_file, html_page(found))
    if as_json:
        here.answer({**found.shape(), "failed": [one.name for one in failed]})
    else:
        _tell_comparison(here, found)
    if failed:
        here.note(f"worse than allowed: {', '.join(one.name for one in failed)}")
        raise typer.Exit(1)


@contextmanager
def opened_shop(here: Desk, settings: Settings, model: str | None, tape: Tape) -> Iterator[Shop]:
    """The shop, ready, with the language model asked for."""
    from evaluation.absent_model import unremarked
    from evaluation.dialogue_stage import without_model

    instead: dict[str, Any] = {"language_model": without_model()} if model == "none" else tape.parts
    own = settings if instead or model is None else settings.model_copy(update={"llm_model": model})
    shop: Any = here.composition.open_shop(own, **instead)
    try:
        with here.progress() as progress:
            here.composition.prepare(own, progress, shop, language_model=not instead, records=True)
        with unremarked():
            yield shop
    finally:
        shop.close()


def _read(named: str, settings: Settings) -> tuple[Transcript, ...]:
    """The transcripts of a file, or of a saved set where no file has this name."""
    from evaluation.errors import EvaluationError
    from evaluation.replay.importing import read_conversations
    from evaluation.replay.saved_sets import saved_sets, set_file

    file = Path(named)
    if not file.exists() and file.name == named and "." not in named:
        file = set_file(settings.home, named)
        if not file.is_file():
            known = ", ".join(one.name for one in saved_sets(settings.home)) or "none"
            raise EvaluationError(f"There is no file and no saved set {named!r}; saved sets: {known}.")
    return read_conversations(file)


def chosen_prompts(shop: Shop, wanted: list[str] | None) -> PromptChoice:
    """What stands in production, with the prompts asked for in their places."""
    from dataclasses import replace

    from assistant.prompting.choice import PROMPTS
    from evaluation.errors import EvaluationError
    from evaluation.replay.stage import published
    from prompts.schema import read_prompt

    choice = published(shop)
    for one in wanted or ():
        name, _, version = one.partition("@")
        if one.endswith((".yaml", ".yml")):
            prompt = read_prompt(Path(one))
        elif version.isdigit():
            prompt = shop.shelf.library.get(name, int(version))
        else:
            raise EvaluationError(f"--prompt {one!r} cannot be read; write NAME@VERSION or name a YAML file.")
        if prompt.name not in PROMPTS:
            raise EvaluationError(f"No conversation is held with {prompt.name}; choose {' or '.join(PROMPTS)}.")
        choice = replace(choice, **{prompt.name: prompt})
    return choice


def _graded(here: Desk, folders: list[Path], home: Path | None, judged: Path | None = None) -> list[GradedRun]:
    """The runs of the folders, graded, with what the last judge who judged all of them said."""
    from evaluation.judging.helpfulness import judge_of_all, judgments_in, with_judgments
    from evaluation.replay.grading import facts_about, grade_run
    from evaluation.replay.run_folder import read_run

    runs = [read_run(folder) for folder in folders]
    if judged is not None:
        runs = [_judged_by(run, judged) for run in runs]
    said = [judgments_in(folder) for folder in folders]
    by = judge_of_all(said)
    settings = here.composition.settings(home)
    shop: Any = here.composition.open_shop(settings)
    try:
        graded = [grade_run(run, facts_about(shop, run.transcripts)) for run in runs]
    finally:
        shop.close()
    return [with_judgments(one, mine, settings.home, by) for one, mine in zip(graded, said, strict=True)]


def _judged_by(run: Run, file: Path) -> Run:
    from evaluation.errors import EvaluationError
    from evaluation.replay.importing import read_conversations
    from evaluation.replay.replayed_turn import fingerprint_of

    transcripts = read_conversations(file)
    if fingerprint_of(transcripts) != run.header.fingerprint:
        raise EvaluationError(f"{file} has other conversations than the run; only what is expected may differ.")
    return run.model_copy(update={"transcripts": transcripts})


def tell_run(here: Desk, graded: GradedRun, as_json: bool) -> None:
    """Says what the grades of a run come to."""
    from evaluation.comparison.written import written
    from evaluation.replay.noise import noise_in
    from evaluation.replay.report import figures_of, shape_of
    from evaluation.simulator.errors import simulator_lines

    shape = shape_of(graded)
    if as_json:
        here.answer(shape)
        return
    for one in figures_of(graded):
        low, high = written(one.low, one.rule.unit), written(one.high, one.rule.unit)
        mean = written(one.mean, one.rule.unit)
        here.say(f"{one.rule.name:<16}{mean:>10}  {low} to {high}  {one.turns} turns: {one.rule.meaning}")
        if one.rule.name in graded.caveats:
            here.say(f"{'':<16}{graded.caveats[one.rule.name].text}")
    for name, rate in shape["passes"].items():
        here.say(f"{name:<16}{rate:>10.1%}")
    for line in simulator_lines(shape.get("simulator")):
        here.say(line)
    if noise := noise_in(graded.run.turns):
        here.say(noise.told())
    cost = "unknown" if shape["cost_usd"] is None else f"${shape['cost_usd']:.4f}"
    cause = "missing calls" if shape["missing"]["turns"] else "the endpoint"
    here.say(f"{shape['turns']} turns, {shape['spoiled']} spoiled by {cause}; cost {cost}")


def _tell_comparison(here: Desk, found: Comparison) -> None:
    from evaluation.comparison.written import HEADING, doubts, rows

    for note in (*found.notes, *doubts(found)):
        here.note(note)
    table = [HEADING, *rows(found)]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADING))]
    for row in table:
        here.say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    here.say(f"B is {found.verdict} ({found.turns} turns of {found.conversations} conversations)")


def _write(file: Path, text: str) -> None:
    from evaluation.errors import EvaluationError

    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{file} cannot be written ({error.strerror}); choose another place.") from error
