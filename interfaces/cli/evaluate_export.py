"""`daogou evaluate export`: past conversations of the shop's log as transcripts to be replayed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from interfaces.cli.desk import AsJson, Home, desk

if TYPE_CHECKING:
    from records.desk.filters import SearchFilters

Target = Annotated[
    str, typer.Argument(metavar="TARGET", help="A file, .gz or not, or the name of a saved set, which is added to.")
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Begun on this day (UTC) or later.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Begun on this day (UTC) or earlier.")]
Label = Annotated[str | None, typer.Option(metavar="LABEL", help="With this label of the conversation desk.")]
Outcome = Annotated[
    Literal["answered", "fallback", "refused", "failed", "stopped", "with_person"] | None,
    typer.Option(help="With a turn of which this came."),
]
Language = Annotated[Literal["en", "zh"] | None, typer.Option(help="With a turn in this language.")]
Words = Annotated[str, typer.Option("--words", metavar="TEXT", help="In which all of these words were said.")]
Unhelpful = Annotated[bool, typer.Option("--unhelpful", help="In which an answer was said to be unhelpful.")]
Changed = Annotated[bool, typer.Option("--claims-changed", help="In which a claim was repaired or dropped.")]
Most = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many, those that began last.")]


def export(
    context: typer.Context,
    target: Target,
    since: Day = None,
    until: Until = None,
    label: Label = None,
    outcome: Outcome = None,
    language: Language = None,
    words: Words = "",
    unhelpful: Unhelpful = False,
    claims_changed: Changed = False,
    limit: Most = 500,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write past conversations as transcripts: both sides as the log has them, personal data taken out.

    All that is asked for must be so. A conversation that the target has already is not doubled.
    """
    from evaluation.errors import EvaluationError
    from evaluation.replay.exporting import past_conversations
    from evaluation.replay.saved_sets import add_transcripts, set_file
    from records.audit import SHELL
    from records.desk.labels import folded_label

    here = desk(context)
    settings = here.composition.settings(home)
    file = set_file(settings.home, target) if _is_name(target) else Path(target)
    filters = _filters(since, until, label and folded_label(label), outcome, language, words, unhelpful, claims_changed)
    shop: Any = here.composition.open_shop(settings)
    try:
        found = list(past_conversations(shop, filters, limit, SHELL, "admin"))
    finally:
        shop.close()
    if not found:
        raise EvaluationError("No conversation of the log is like that; ask for less.")
    new = add_transcripts(file, reversed(found))
    told = {"file": str(file), "found": len(found), "new": new}
    if as_json:
        here.answer(told)
    else:
        here.say(f"{len(found)} conversations, {new} of them new, in {file}")


def _filters(
    since: datetime | None,
    until: datetime | None,
    label: str | None,
    outcome: Any,
    language: str | None,
    words: str,
    unhelpful: bool,
    claims_changed: bool,
) -> SearchFilters:
    from datetime import UTC, timedelta

    from records.desk.filters import SearchFilters

    return SearchFilters(
        text=words,
        outcome=outcome,
        label=label,
        language=language,
        unhelpful=unhelpful,
        claims_changed=claims_changed,
        since=since and since.replace(tzinfo=UTC),
        until=until and until.replace(tzinfo=UTC) + timedelta(days=1),
    )


def _is_name(target: str) -> bool:
    """Whether it names a saved set and no file: a name has no dot and no folder."""
    return Path(target).name == target and "." not in target
