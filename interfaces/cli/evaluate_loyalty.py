"""`daogou evaluate loyalty`: what conversations add to purchases when it is foretold who buys again and who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from evaluation.demo_customers import ReadAll

Customers = Annotated[int, typer.Option(metavar="N", min=200, max=20_000, help="Of each simulated shop.")]
Seed = Annotated[int, typer.Option(metavar="S", help="Of the simulation.")]
NAMES: Final = {
    "buys_again": "buys again",
    "leaves": "leaves",
    "buys_again_of_writers": "buys again, of those who wrote",
}


def loyalty(
    context: typer.Context, customers: Customers = 4_000, seed: Seed = 0, home: Home = None, as_json: AsJson = False
) -> None:
    """Foretell purchases from purchases, from conversations, from both and naively: AUC, Brier, calibration.

    On simulated shops, since no public set joins conversations and purchases, and on the invented demo shop.
    """
    from evaluation.loyalty_ablation_sets import loyalty_ablations

    here = desk(context)
    with here.progress() as progress:
        done = [one.shape() for one in loyalty_ablations(customers, seed, _reader(here, home), progress)]
    if as_json:
        here.answer({"sets": done})
        return
    for one in done:
        _show(here, one)


def _reader(here: Desk, home: Any) -> ReadAll:
    from loyalty.satisfaction.additive import open_satisfaction_model
    from loyalty.sentiment.opening import open_sentiment_model
    from loyalty.signals.reader import SignalReader

    sentiment = open_sentiment_model(here.composition.settings(home).loyalty())
    return SignalReader(sentiment, open_satisfaction_model()).read_conversations


def _show(here: Desk, done: dict[str, Any]) -> None:
    here.say(done["data"])
    for refit in done["refitted"]:
        here.say(f"  {refit['why']}")
    for name, outcome in done["outcomes"].items():
        if not outcome["methods"]:
            here.say(f"  {NAMES[name]}: {outcome['n']} rows, all alike: nothing to judge")
            continue
        here.say(f"  {NAMES[name]}: {outcome['n']} rows of {outcome['customers']}, {100 * outcome['share']:.1f} % do")
        for method, figures in outcome["methods"].items():
            here.say(_method(method, figures))
        for pair, figures in outcome["differences"].items():
            here.say(_difference(pair, figures))
    here.say()


def _method(name: str, figures: dict[str, Any]) -> str:
    line = f"    {name.replace('_', ' '):16}AUC {_told(figures['auc'])}"
    if "brier" not in figures:
        return f"{line}  (ranks only)"
    return f"{line}  Brier {_told(figures['brier'])}  calibration error {figures['calibration_error']:.3f}"


def _difference(pair: str, figures: dict[str, Any]) -> str:
    one, other = (name.replace("_", " ") for name in pair.split("-"))
    value, low, high = figures["auc"]
    said = "better than" if low > 0 else "WORSE than" if high < 0 else "NOT distinguishable from"
    return f"    {one} is {said} {other}: AUC {value:+.4f} ({low:+.4f} to {high:+.4f})"


def _told(figure: list[float]) -> str:
    value, low, high = figure
    return f"{value:.3f} ({low:.3f} to {high:.3f})"
