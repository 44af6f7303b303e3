"""`daogou loyalty profile`: what is known of one customer, with the orders and words that prove it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from interfaces.cli.desk import AsJson, Home
from interfaces.cli.loyalty_shop import Customer, Language, open_loyalty

if TYPE_CHECKING:
    from loyalty.advice.profile import CustomerProfile
    from loyalty.scores.wording import Tongue


def profile(
    context: typer.Context, customer: Customer, language: Language = "en", as_json: AsJson = False, home: Home = None
) -> None:
    """Show a customer's profile: what they buy, wear and pay, like and dislike, each point with what proves it.

    It is what their own searches follow, and what they are told when they ask.
    """
    from assistant.errors import OperatorError
    from assistant.preparation import prepare_index

    if language not in ("en", "zh"):
        raise typer.BadParameter("is en or zh", param_hint="--language")
    with open_loyalty(context, home) as (here, shop):
        with here.progress() as progress:
            prepare_index(shop.settings, progress, shop)
        found = shop.profiles.profile(customer)
        if found is None:
            raise OperatorError(f"No customer “{customer}” is known; ask for one by the id that orders are kept under.")
        if as_json:
            here.answer(found.as_json())
            return
        for line in _lines(found, "zh" if language == "zh" else "en"):
            here.say(line)


def _lines(profile: CustomerProfile, tongue: Tongue) -> Iterator[str]:
    from loyalty.advice.profile import KINDS, texts
    from loyalty.scores.wording import source_in_words

    for kind in KINDS:
        points = profile.of_kind(kind)
        if points:
            yield str(texts()["kinds"][kind][tongue])
        for point in points:
            yield f"  {point.text(tongue)}"
            for source in point.sources:
                yield f"      {source_in_words(source, profile.at, tongue)}"
