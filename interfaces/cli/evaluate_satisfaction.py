"""`daogou evaluate satisfaction`: whether predicted satisfaction agrees with the ratings people gave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, desk

if TYPE_CHECKING:
    from evaluation.satisfaction_metrics import SatisfactionReport

Data = Annotated[
    list[Path], typer.Argument(metavar="DATA...", help="Rated conversations: JSON lines or an array, .gz or not.")
]
Folds = Annotated[int, typer.Option(metavar="N", help="Learn and predict in so many parts.")]
Shipped = Annotated[bool, typer.Option("--shipped", help="Only the weights as they are, nothing learned.")]
Weights = Annotated[Path | None, typer.Option("--model", metavar="FILE", help="Weights other than the shipped ones.")]
Ratings = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Lines of id and rating, where DATA does not carry them.")
]


def satisfaction(
    context: typer.Context,
    data: Data,
    folds: Folds = 5,
    shipped: Shipped = False,
    model: Weights = None,
    ratings: Ratings = None,
    as_json: AsJson = False,
) -> None:
    """Measure predicted satisfaction: rank correlation, AUC, error, calibration, coverage."""
    from evaluation.satisfaction_evaluation import evaluate_satisfaction
    from interfaces.cli.satisfaction_readings import turn_reader

    here = desk(context)
    reads = turn_reader(here.composition.settings(None))
    done = evaluate_satisfaction(data, reads, None if shipped else folds, model, ratings)
    for reason, count in done.used["left_out"].items():
        here.note(f"{reason}: {count}")
    if as_json:
        here.answer(done.shape())
        return
    _show(here, f"weights as they are ({done.used['model']})", done.as_is)
    if done.refit is not None:
        _show(here, f"refit in {folds} folds", done.refit)


def _show(here: Desk, name: str, report: SatisfactionReport) -> None:
    figures = report.shape()
    here.say(f"{name}: {figures['n']} conversations")
    here.say(f"  spearman           {_told(figures, 'spearman')}")
    here.say(f"  auc                {_told(figures, 'auc')}")
    here.say(f"  mae                {figures['mae']:.3f} (always the usual rating: {figures['usual_mae']:.3f})")
    here.say(f"  calibration error  {figures['calibration_error']:.3f}")
    here.say(f"  coverage           {figures['coverage']:.3f} of an interval meant for 0.800")


def _told(figures: dict[str, Any], name: str) -> str:
    if figures[name] is None:
        return "nothing to judge"
    low, high = figures[f"{name}_interval"]
    return f"{figures[name]:.3f} ({low:.3f} to {high:.3f})"
