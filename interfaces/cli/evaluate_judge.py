"""`daogou evaluate judge`: a language model rates a run; `judge agreement` says how far it agrees with people."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from interfaces.cli.cassette_options import Record, Recorded, Tape, open_tape
from interfaces.cli.desk import AsJson, Desk, Home, desk
from interfaces.cli.evaluate_replay import MaxMinutes, MaxUsd
from interfaces.cli.interruption import INTERRUPTED, interruptible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.judging.agreement import Agreement
    from evaluation.judging.agreement_metrics import Figure
    from evaluation.judging.judge import Judge
    from evaluation.judging.judging import Work
    from evaluation.judging.judgment import Judgment

Rubric = Annotated[str, typer.Option("--rubric", metavar="judge@N", help="This version, or a YAML file of one.")]
JudgeModel = Annotated[
    str | None, typer.Option("--judge-model", metavar="M", help="Ask the judge's endpoint for this model.")
]
By = Annotated[Literal["conversation", "turn"], typer.Option("--by", help="What is rated.")]
Workers = Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Judged at once.")]
RecordTokens = Annotated[
    int | None, typer.Option("--record-tokens", metavar="N", min=200, help="Cut longer conversations in the middle.")
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `daogou evaluate replay --out` wrote.")]
Rated = Annotated[Path, typer.Argument(metavar="FILE", help="Conversations with people's ratings, .gz or not.")]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Draw so many conversations.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Of that drawing and of the resamples.")]
Half = Annotated[
    Literal["held-out", "develop", "all"], typer.Option("--half", help="develop: the half to write a rubric by.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Keep the judgments; go on with those there.")]


class JudgeVerbs(typer.core.TyperGroup):
    """`judge DIR` judges a run, so that no verb need be named for it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the verb for a run where none is named."""
        if args and args[0] not in self.commands and args[0] not in self.get_help_option_names(ctx):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=JudgeVerbs, no_args_is_help=True, help="Rate how helpful a run was, by a versioned rubric.")


@app.command()
def run(
    context: typer.Context,
    folder: Folder,
    rubric: Rubric = "judge",
    judge_model: JudgeModel = None,
    by: By = "conversation",
    workers: Workers = 1,
    record_tokens: RecordTokens = None,
    max_usd: MaxUsd = None,
    max_minutes: MaxMinutes = None,
    record: Record = None,
    cassette: Recorded = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Rate the conversations of a run, or each answer, which the judge's endpoint reads; `grade` then tells it too."""
    from evaluation.dialogue_evaluation import facts_of
    from evaluation.judging.helpfulness import with_judgments
    from evaluation.judging.judging import judge_all, left_to_judge
    from evaluation.judging.judgment import FILE, JudgmentFile
    from evaluation.judging.run_samples import samples_of
    from evaluation.replay.grading import GradedRun
    from evaluation.replay.run_folder import read_run

    here = desk(context)
    made = read_run(folder)
    samples = samples_of(made, by, facts_of(here.composition.settings(home)).products)
    file = JudgmentFile(folder / FILE)
    file.begin()
    tape = open_tape(record, cassette, judge_model)
    with _judge(here, home, rubric, judge_model, record_tokens, tape) as judge:
        waiting = left_to_judge(samples, judge, file.read())
        with interruptible(here) as cancelled, here.progress() as progress:
            stopped = judge_all(waiting, judge, file.keep, _work(workers, max_usd, max_minutes), progress, cancelled)
        who = judge.by
        if judge.language_model.name == made.header.model:
            here.note("The judge is the model that answered: models tend to like their own words.")
    mine = [one for one in file.read() if one.by == who and one.scope == by]
    caveats = with_judgments(GradedRun(made, ()), mine, here.composition.settings(home).home, who).caveats
    left = len(samples) - len({one.of for one in mine})
    shape = _shape_of_run(mine, left, stopped, [one.text for one in caveats.values()])
    if as_json:
        here.answer(shape)
    else:
        _tell_run(here, shape)
    for note in tape.notes():
        here.note(note)
    if left:
        here.note(f"{left} are not judged: {stopped}; run it again to go on")
    if cancelled():
        raise typer.Exit(INTERRUPTED)


@app.command()
def agreement(
    context: typer.Context,
    file: Rated,
    rubric: Rubric = "judge",
    judge_model: JudgeModel = None,
    half: Half = "held-out",
    limit: Limit = None,
    seed: Seed = 0,
    out: Out = None,
    workers: Workers = 1,
    record_tokens: RecordTokens = None,
    max_usd: MaxUsd = None,
    max_minutes: MaxMinutes = None,
    record: Record = None,
    cassette: Recorded = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Hold a judge's ratings against people's, beside predictors that ask no model; `grade` and `compare` tell it.

    What is measured on the held-out half, or on all, is kept in the home folder: figures only.
    """
    from evaluation.judging.agreement import AgreementTask, measure_agreement
    from evaluation.judging.kept_agreement import keep_agreement, own_file
    from interfaces.cli.satisfaction_readings import turn_reader

    here = desk(context)
    settings = here.composition.settings(home)
    tape = open_tape(record, cassette, judge_model)
    task = AgreementTask(file, half, limit, seed, out, _work(workers, max_usd, max_minutes))
    with (
        _judge(here, home, rubric, judge_model, record_tokens, tape) as judge,
        interruptible(here) as cancelled,
        here.progress() as progress,
    ):
        found = measure_agreement(task, judge, turn_reader(settings), progress, cancelled)
    if half != "develop":
        keep_agreement(own_file(settings.home), found.kept)
    if as_json:
        here.answer(found.shape())
    else:
        _tell_agreement(here, found)
    if found.left:
        here.note(f"{found.left} conversations are not judged: {found.stopped}; run it again with --out to go on")
    if cancelled():
        raise typer.Exit(INTERRUPTED)


@contextmanager
def _judge(
    here: Desk, home: Path | None, rubric: str, model: str | None, record_tokens: int | None, tape: Tape
) -> Iterator[Judge]:
    """The judge asked for, with its language model open, unless its calls were recorded."""
    from assistant.llm.cost import prices_of
    from evaluation.cassettes.recorded import recorded
    from evaluation.judging.judge import Judge
    from evaluation.judging.rubric import find_rubric

    settings = here.composition.settings(home)
    config = settings.judging_model(model)
    shop: Any = here.composition.open_shop(settings)
    try:
        found = find_rubric(shop.prompts, rubric)
        if played := tape.parts:
            yield Judge(found, played["language_model"], prices_of(config), record_tokens)
            return
        language_model = shop.open_judge(model)
        try:
            asked = language_model if tape.cassette is None else recorded(language_model, tape.cassette)
            yield Judge(found, asked, prices_of(config), record_tokens)
        finally:
            language_model.close()
    finally:
        shop.close()


def _work(workers: int, max_usd: float | None, max_minutes: float | None) -> Work:
    from evaluation.judging.judging import Work
    from evaluation.run_course import Limits

    return Work(workers, Limits(max_usd, max_minutes))


def _shape_of_run(judgments: Sequence[Judgment], left: int, stopped: str, beside: Sequence[str]) -> dict[str, Any]:
    from evaluation.judging.run_figures import run_figures

    return {**run_figures(judgments), "left": left, "stopped": stopped, "beside": list(beside)}


def _tell_run(here: Desk, shape: dict[str, Any]) -> None:
    mean = shape["mean"]
    here.say(
        f"{'helpfulness':<16}{'not judged' if mean is None else f'{mean:.2f}':>10}  of 5, {shape['judged']} judged"
    )
    here.say("ratings         " + "  ".join(f"{one}: {count}" for one, count in shape["ratings"].items()))
    length = shape["spearman_with_length"]
    here.say(f"longer words rated higher: {'cannot be told' if length is None else f'Spearman {length:+.2f}'}")
    for what, count in {**shape["unusable"], "the endpoint failed": shape["infrastructure"]}.items():
        if count:
            here.say(f"not judged, {what.replace('_', ' ')}: {count}")
    for sentence in shape["beside"]:
        here.say(sentence)
    cost = shape["spent"]["cost_usd"]
    here.say(f"asked {shape['asked']} times; cost {'unknown' if cost is None else f'${cost:.4f}'}")


def _tell_agreement(here: Desk, found: Agreement) -> None:
    names = tuple(found.judge)
    here.say(f"{'':<22}" + "".join(f"{name:>26}" for name in names))
    for name, figures in {"judge": found.judge, "judge, as written": found.as_written, **found.baselines}.items():
        here.say(f"{name:<22}" + "".join(f"{_told(figures.get(one)):>26}" for one in names))
    for name, figure in found.beyond.items():
        here.say(f"judge − {name}: {_told(figure)} Spearman")
    for who, value in found.by_length.items():
        told = "cannot be told" if value is None else f"Spearman {value:+.2f}"
        here.say(f"length of the assistant's words and the ratings of {who}: {told}")
    here.say("people gave, the judge wrote: " + "".join(f"{one:>6}" for one in found.confusion))
    for person, row in found.confusion.items():
        here.say(f"{person:>28}: " + "".join(f"{count:>6}" for count in row.values()))
    for what, count in {**found.unusable, "the endpoint failed": found.infrastructure, **found.left_out}.items():
        if count:
            here.say(f"not judged, {what.replace('_', ' ')}: {count}")
    here.say(f"cut in the middle: {found.cut}; weighed by probability: {found.weighed} of {found.kept.n}")
    here.say(found.kept.sentence())


def _told(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "–"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
