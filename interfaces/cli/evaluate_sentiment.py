"""`daogou evaluate sentiment`: how well a sentiment model tells moods, on reviews and on chats side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from evaluation.sentiment_evaluation import SentimentEvaluation

Data = Annotated[
    list[Path], typer.Argument(metavar="DATA...", help="Reviews or lines with labels: JSONL, JSON, CSV, TSV; .gz too.")
]
TwoClass = Annotated[bool, typer.Option("--two-class", help="Leave neutral texts out; choose negative or positive.")]
Model = Annotated[
    str | None, typer.Option(metavar="M", help="builtin, a folder or a hub name, instead of DAOGOU_SENTIMENT_MODEL.")
]


def sentiment(
    context: typer.Context,
    data: Data,
    two_class: TwoClass = False,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Measure a sentiment model: accuracy, macro-F1, calibration; by language and by file.

    A text in a language the model was not taught counts as wrong, one it is unsure of by its likeliest label.
    """
    from evaluation.sentiment_evaluation import evaluate_sentiment
    from loyalty.sentiment.opening import open_sentiment_model

    here = desk(context)
    config = here.composition.settings(home).loyalty()
    opened = open_sentiment_model(config if model is None else replace(config, sentiment_model=model))
    with here.progress() as progress:
        done = evaluate_sentiment(data, opened, two_class=two_class, progress=progress)
    if as_json:
        here.answer(done.shape())
    else:
        _show(here, done)


def _show(here: Desk, done: SentimentEvaluation) -> None:
    shape = done.shape()
    here.say(f"{shape['model']}: {shape['n']} texts, {' or '.join(shape['labels'])}")
    _show_figures(here, "all", shape)
    for name, figures in shape["domains"].items():
        _show_figures(here, name, figures)
        for language, part in figures["languages"].items() if len(figures["languages"]) > 1 else ():
            _show_figures(here, f"{name}, {language}", part)
    for one in shape["left_out"]:
        here.note(f"left out: {one['reason']} ({one['count']})")


def _show_figures(here: Desk, name: str, figures: dict[str, Any]) -> None:
    intervals = figures["intervals"]
    here.say(f"{name}: {figures['n']} texts")
    here.say(f"  accuracy {figures['accuracy']:.4f}{_between(intervals['accuracy'])}")
    here.say(f"  macro-F1 {figures['macro_f1']:.4f}{_between(intervals['macro_f1'])}")
    here.say(f"  calibration error {figures['calibration_error']:.4f}")
    for label, one in figures["classes"].items():
        told = f"precision {one['precision']:.3f}, recall {one['recall']:.3f}, F1 {one['f1']:.3f}"
        here.say(f"  {label}: {told}, {one['n']} texts")
    why = ", ".join(f"{reason} {count}" for reason, count in figures["cannot_tell"]["why"].items())
    here.say(f"  cannot tell {figures['cannot_tell']['n']}{f' ({why})' if why else ''}")


def _between(interval: list[float] | None) -> str:
    return "" if interval is None else f" ({interval[0]:.4f} to {interval[1]:.4f})"
