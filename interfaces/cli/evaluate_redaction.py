"""`daogou evaluate redaction`: whether personal data is found, and shopping text left alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.desk import AsJson, Desk, desk

if TYPE_CHECKING:
    from evaluation.redaction_metrics import RedactedText, RedactionReport
    from evaluation.shares import Tally

File = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="Lines of text and spans (start, end, type); else the set shipped."),
]
Part = Annotated[
    str | None, typer.Option("--part", metavar="NAME", help="Only this one; the set shipped: development, held_out.")
]
ShowFailures = Annotated[bool, typer.Option("--show-failures", help="Every text with a miss or a false alarm too.")]


def redaction(
    context: typer.Context,
    file: File = None,
    part: Part = None,
    show_failures: ShowFailures = False,
    as_json: AsJson = False,
) -> None:
    """Measure redaction: recall, false alarms, precision, by kind, language and part."""
    from evaluation.redaction_evaluation import evaluate_redaction
    from evaluation.redaction_sets import PACKAGED

    here = desk(context)
    report = evaluate_redaction(file or PACKAGED, part)
    if as_json:
        here.answer(report.shape())
        return
    if show_failures:
        for one in report.failures():
            here.say(_failure(one))
    _show(here, report)


def _show(here: Desk, report: RedactionReport) -> None:
    for name, group in {
        "all": report,
        **report.groups(lambda text: text.part),
        **report.groups(lambda text: text.language),
    }.items():
        figures = group.figures()
        here.say(f"{name}: {figures['n']} texts, {figures['spans']} spans")
        here.say(f"  recall            {_told(group.recall())}")
        here.say(f"  false alarm rate  {_told(group.false_alarm_rate())}")
        here.say(f"  precision         {_told(group.precision())}")
        here.say(f"  outside rate      {_told(group.outside_rate())}")
    for kind in report.kinds:
        here.say(f"{kind}: recall {_told(report.recall(kind))}, taken for it {_told(report.kind_agreement(kind))}")


def _told(tally: Tally) -> str:
    interval = tally.interval()
    if interval is None:
        return "nothing to judge"
    return f"{tally.right} of {tally.judged}, {100 * tally.right / tally.judged:.2f} % ({_percent(interval)})"


def _percent(interval: tuple[float, float]) -> str:
    low, high = interval
    return f"{100 * low:.2f} to {100 * high:.2f}"


def _failure(one: RedactedText) -> str:
    text = one.labelled.text
    lines = [f"{one.labelled.id}: {' '.join(text.split())}"]
    lines += [f"  missed {span.type}: {text[span.start : span.end]}" for span in one.missed()]
    lines += [f"  not personal, taken for {span.type}: {text[span.start : span.end]}" for span in one.strays()]
    return "\n".join(lines)
