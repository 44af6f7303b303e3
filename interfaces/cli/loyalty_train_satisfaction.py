"""`daogou loyalty train satisfaction`: weights of predicted satisfaction from a shop's own rated conversations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli.desk import AsJson, desk
from interfaces.cli.evaluate_satisfaction import Data, Ratings

Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the weights are written.")]
Name = Annotated[str, typer.Option(metavar="NAME", help="What the weights are called in readings.")]


def satisfaction(
    context: typer.Context,
    data: Data,
    out: Out,
    ratings: Ratings = None,
    name: Name = "satisfaction-own",
    as_json: AsJson = False,
) -> None:
    """Learn the weights of predicted satisfaction from rated conversations."""
    from interfaces.cli.satisfaction_readings import turn_reader
    from loyalty.satisfaction.training import train_satisfaction

    here = desk(context)
    trained = train_satisfaction(data, turn_reader(here.composition.settings(None)), name, ratings)
    trained.weights.save(out)
    for reason, count in trained.left_out.items():
        here.note(f"{reason}: {count}")
    if as_json:
        here.answer({"model": name, "file": str(out), **trained.weights.trained_on, "left_out": dict(trained.left_out)})
        return
    here.say(f"{name}: learned from {trained.weights.trained_on['conversations']} conversations, written to {out}")
    for feature, one in sorted(trained.weights.features.items(), key=lambda item: -abs(item[1].weight)):
        if one.weight:
            here.say(f"  {feature:16} {one.weight:+.3f} stars a deviation")
