"""`daogou evaluate signals`: whether loyalty signals are found in shoppers' words, and nothing where none is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, desk

if TYPE_CHECKING:
    from evaluation.shares import Tally
    from evaluation.signals_metrics import ReadMessage, SignalsReport

Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", help="Lines of text and signals (kind, aspect, quote); else the sets shipped."),
]
Part = Annotated[
    str | None, typer.Option("--part", metavar="NAME", help="Only this one; the sets shipped: development, held_out.")
]
ShowFailures = Annotated[
    bool, typer.Option("--show-failures", help="Every message with a miss or a stray too, but none held out.")
]


def signals(
    context: typer.Context,
    files: Files = None,
    part: Part = None,
    show_failures: ShowFailures = False,
    as_json: AsJson = False,
) -> None:
    """Measure loyalty signals: precision, recall, F1 by kind, aspects, reasons of contact, by language and part."""
    from evaluation.signals_evaluation import evaluate_signals
    from evaluation.signals_sets import PACKAGED

    here = desk(context)
    report = evaluate_signals(files or PACKAGED, part)
    failures = [_failure(one) for one in report.failures()] if show_failures else []
    if as_json:
        here.answer({**report.shape(), **({"failures": failures} if show_failures else {})})
        return
    for one in failures:
        here.say("\n".join([f"{one['id']}: {' '.join(one['text'].split())}", *_lines(one)]))
    _show(here, report)


def _show(here: Desk, report: SignalsReport) -> None:
    parts = report.groups(lambda message: message.part)
    by_language = {
        f"{name}, {language}": of
        for name, one in parts.items()
        for language, of in one.groups(lambda message: message.language).items()
    }
    for name, group in {"all": report, **parts, **by_language}.items():
        here.say(f"{name}: {len(group.messages)} messages, F1 {_share(group.f1())}{_interval(group.f1_interval())}")
        here.say(f"  precision         {_told(group.precision())}")
        here.say(f"  recall            {_told(group.recall())}")
        here.say(f"  aspect agreement  {_told(group.aspect_agreement())}")
        here.say(f"  false alarms      {_told(group.false_alarm_rate())}")
        here.say(f"  contact reason    {_told(group.contact_reason_accuracy())}")
        for kind in group.kinds:
            here.say(
                f"  {kind:16}  F1 {_share(group.f1(kind))}, precision {_short(group.precision(kind))}, "
                f"recall {_short(group.recall(kind))}"
            )


def _told(tally: Tally) -> str:
    return f"{_short(tally)}{_interval(tally.interval())}" if tally.judged else "nothing to judge"


def _short(tally: Tally) -> str:
    return f"{tally.right} of {tally.judged}, {_share(tally.share)}" if tally.judged else "of none"


def _share(share: float | None) -> str:
    return "none" if share is None else f"{share:.3f}"


def _interval(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f" ({interval[0]:.3f} to {interval[1]:.3f})"


def _failure(one: ReadMessage) -> dict[str, Any]:
    text = one.labelled.text.encode("utf-8", "replace").decode()  # halves of surrogate pairs cannot be printed
    return {
        "id": one.labelled.id,
        "text": text,
        "missed": [{"kind": label.kind, "quote": label.quote} for label in one.missed()],
        "strays": [{"kind": seen.kind, "quote": text[seen.start : seen.end]} for seen in one.strays()],
    }


def _lines(failure: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name in ("missed", "strays"):
        found += [f"  {name} {entry['kind']}: {entry['quote']}" for entry in failure[name]]
    return found
