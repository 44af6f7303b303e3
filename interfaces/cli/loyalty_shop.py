"""`daogou loyalty mine`, `score` and `explain`: what a shop learns of its own customers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from records.learned.nouns import KeptScore

Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="A customer's id.")]
Date = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="As of the end of this day, UTC, instead of now."),
]
Language = Annotated[str, typer.Option("--language", metavar="en|zh", help="In which language to explain.")]


def mine(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """Read what shoppers said since the last time: mood, signals, satisfaction.

    What was read is kept a page at a time: stopped at any moment, it goes on where it was.
    """
    with open_loyalty(context, home) as (here, shop):
        with here.progress() as progress:
            done = shop.loyalty.mine(progress)
        if as_json:
            here.answer({"conversations": done.conversations, "turns": done.turns, "signals": done.signals})
        elif done.conversations:
            here.say(f"{done.conversations} conversations read, {done.turns} turns, {done.signals} signals.")
        else:
            here.say("Nothing was said since the last time.")


def score(context: typer.Context, date: Date = None, as_json: AsJson = False, home: Home = None) -> None:
    """Score every customer: loyalty, value, risk of leaving, what to do. Reads first what was said meanwhile."""
    from assistant.errors import OperatorError

    with open_loyalty(context, home) as (here, shop):
        with here.progress() as progress:
            shop.loyalty.mine(progress)
            day = None if date is None else date.replace(tzinfo=UTC)
            count = shop.loyalty.score(progress, day=day)
        as_of = shop.loyalty.day(day)
        if day is not None and not count:
            raise OperatorError(f"No customer was known by {as_of.date()}; give a later day.")
        kept = sorted(shop.loyalty.scores.of_day(as_of), key=lambda one: -one.risk)
        if as_json:
            here.answer({"as_of": as_of.date().isoformat(), "customers": count, "scores": [shape(one) for one in kept]})
            return
        if not count:
            here.say("No customer is known yet.")
            return
        here.say(f"{count} customers scored as of {as_of.date()}; those likeliest to leave first:")
        for one in kept:
            here.say(_line(one))


def explain(
    context: typer.Context, customer: Customer, language: Language = "en", as_json: AsJson = False, home: Home = None
) -> None:
    """Say why a customer's scores are what they are, with the words and orders behind each point."""
    from assistant.errors import OperatorError

    if language not in ("en", "zh"):
        raise typer.BadParameter("is en or zh", param_hint="--language")
    with open_loyalty(context, home) as (here, shop):
        found = shop.loyalty.newest(customer)
        if found is None:
            raise OperatorError(
                f"Nothing is known of how loyal “{customer}” is; check the id, or run daogou loyalty score first."
            )
        if as_json:
            here.answer({**shape(found), "explanation": dict(found.explanation)})
            return
        for line in _explained(found, "zh" if language == "zh" else "en"):
            here.say(line)


@contextmanager
def open_loyalty(context: typer.Context, home: Path | None) -> Iterator[tuple[Desk, Any]]:
    """The desk and the shop, of which the records are opened, and those of the demo shop filled."""
    from assistant.preparation import prepare_records

    here = desk(context)
    settings = here.composition.settings(home)
    shop: Any = here.composition.open_shop(settings)
    try:
        with here.progress() as progress:
            prepare_records(settings, progress, shop)
        yield here, shop
    finally:
        shop.close()


def shape(one: KeptScore) -> dict[str, Any]:
    """The figures of one customer, ready for JSON."""
    names = ("loyalty", "loyalty_low", "loyalty_high", "value", "risk", "again", "purchases", "spend")
    words = ("tier", "recommender", "action")
    return {
        "customer": one.customer_id,
        "as_of": one.as_of.date().isoformat(),
        **{name: getattr(one, name) for name in (*names, *words)},
    }


def _line(one: KeptScore) -> str:
    return (
        f"{one.customer_id}  risk {one.risk:.0%}  loyalty {one.loyalty:.0f} ({one.loyalty_low:.0f} to "
        f"{one.loyalty_high:.0f})  value {one.value:.0f}  {one.tier}  {one.action}"
    )


def _explained(one: KeptScore, language: Literal["en", "zh"]) -> Iterator[str]:
    told = one.explanation
    if not told:
        yield _line(one)
        return
    yield told["headline"][language]
    for reason in told["reasons"]:
        yield from _reason(reason, language)
    for reason in told["leaving"]:
        yield from _reason(reason, language, "%")
    yield from told["caveats"][language]
    yield told["advice"]["reason"][language]


def _reason(reason: dict[str, Any], language: Literal["en", "zh"], unit: str = "") -> Iterator[str]:
    yield f"  {reason['points']:+d}{unit}  {reason['text'][language]}"
    for line in reason["evidence"][language]:
        yield f"        {line}"
