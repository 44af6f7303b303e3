"""`daogou evaluate purchases`: how well what customers buy is forecast, against what they then bought."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from interfaces.cli.desk import AsJson, Desk, desk

if TYPE_CHECKING:
    from evaluation.purchase_evaluation import PurchaseReport
    from evaluation.purchase_metrics import Figure

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV: CDNOW, UCI Online Retail, or customer, date, amount; .gz or not.")
]
Calibration = Annotated[int, typer.Option(metavar="W", min=1, help="Weeks from the first purchase on that are known.")]
Holdout = Annotated[int, typer.Option(metavar="W", min=1, help="Weeks after them that are forecast.")]
Horizon = Annotated[int | None, typer.Option(metavar="D", min=1, help="Days to forecast, instead of --holdout-weeks.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="The last day known, instead of --calibration-weeks."),
]
PriorChoice = Annotated[
    Literal["none", "both", "cdnow", "uci"],
    typer.Option(metavar="P", help="What other shops taught; none, both, cdnow or uci: never the shop measured."),
]


def purchases(
    context: typer.Context,
    file: File,
    calibration_weeks: Calibration = 39,
    holdout_weeks: Holdout = 39,
    horizon_days: Horizon = None,
    as_of: AsOf = None,
    prior: PriorChoice = "none",
    as_json: AsJson = False,
) -> None:
    """Measure forecasts of purchases: how many, whether again, how much, for every model and the chosen one."""
    from evaluation.purchase_evaluation import PurchaseTask, evaluate_purchases

    here = desk(context)
    task = PurchaseTask(
        file=file,
        calibration_days=7 * calibration_weeks,
        horizon_days=horizon_days or 7 * holdout_weeks,
        prior=None if prior == "none" else prior,
        as_of=as_of.date() if as_of else None,
    )
    report = evaluate_purchases(task)
    for why, count in report.read.left_out.items():
        here.note(f"left out, {why}: {count}")
    if as_json:
        here.answer(report.shape())
    else:
        _show(here, report)


def _show(here: Desk, report: PurchaseReport) -> None:
    shape = report.shape()
    actual, judged = shape["actual"], shape["validation"]
    here.say(f"{shape['customers']} customers known on {shape['as_of']}, {shape['horizon_days']} days forecast")
    here.say(
        f"what came: {100 * actual['again']:.1f} % bought again, {actual['purchases']:.3f} purchase days and "
        f"{actual['spend']:.2f} a customer"
    )
    for name, measured in report.measured.items():
        here.say(name)
        for metric, figure in measured.figures.items():
            here.say(f"  {metric:18} {_told(figure)}")
    here.say("chosen less bg_nbd")
    for metric, figure in report.gains.items():
        here.say(f"  {metric:18} {_told(figure, '+')}")
    here.say("pearson and rmse are of the expected value, mae of the median, mae_expected of the expected value")
    here.say(_verdict(shape["chosen"], judged))


def _verdict(chosen: str, judged: dict[str, object]) -> str:
    if not judged["losses"]:
        return f"chosen: {chosen}; {judged['customers']} customers are too few to judge, so nothing was validated"
    gain = f"{100 * float(str(judged['gain_over_naive'])):.1f} %"
    if not judged["beats_naive"]:
        return f"chosen: {chosen}; no model beat the naive one in {judged['days']} days before the date"
    return f"chosen: {chosen}, {gain} less loss than the naive one in {judged['days']} days before the date"


def _told(figure: Figure, sign: str = "") -> str:
    if figure.value is None:
        return "not defined"
    if figure.low is None or figure.high is None:
        return f"{figure.value:{sign}.4f}"
    return f"{figure.value:{sign}.4f} ({figure.low:{sign}.4f} to {figure.high:{sign}.4f})"
