"""The verbs of `daogou prompts` that say which version answers whom; a running site follows within seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from assistant.prompting.course import ShelfEvent
    from assistant.prompting.shelf import PromptShelf, ShelvedVersion, Standing
    from records.nouns import PromptPublication

Name = Annotated[str, typer.Argument(help="shopping_agent or replies.")]
AnyName = Annotated[str | None, typer.Argument(help="Of this prompt only.")]
Label = Annotated[str, typer.Option("--label", metavar="LABEL", help="production answers shoppers.")]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, for whoever looks at the history.")]
OnLabel = Annotated[str | None, typer.Option("--label", metavar="LABEL", help="Of this label only.")]
TakeAway = Annotated[str | None, typer.Option("--take-away", metavar="LABEL", help="Take this label off.")]
Shares = Annotated[list[str] | None, typer.Argument(metavar="[VERSION=PERCENT]…", help="Whole percents, 100 together.")]
End = Annotated[bool, typer.Option("--end", help="End the trial for all conversations at once.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many.")]


def publish(
    context: typer.Context,
    name: Name,
    which: Annotated[str, typer.Argument(metavar="VERSION|FILE", help="A version's number, or a draft's file.")],
    label: Label,
    reason: Reason,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Put a version under a label; a draft's file becomes the shop's next version first."""
    from records.audit import SHELL

    with prompt_desk(context, home) as (here, shelf):
        if which.isdecimal():
            done = shelf.publish(name, int(which), label=label, reason=reason, by=SHELL)
        else:
            done = _publish_file(shelf, name, Path(which), label, reason)
        if as_json:
            here.answer(_publication(done))
        else:
            here.say(f"{done.name}@{done.version} stands under {done.label}.")


def rollback(
    context: typer.Context,
    name: Name,
    reason: Reason,
    label: Label = "production",
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Go back one step, for all conversations at once: end a trial, or else to what stood there before."""
    from records.audit import SHELL

    with prompt_desk(context, home) as (here, shelf):
        standing = shelf.roll_back(name, label=label, reason=reason, by=SHELL)
        _tell_standing(here, label, standing, as_json)


def labels(
    context: typer.Context,
    name: AnyName = None,
    take_away: TakeAway = None,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why it is taken away.")] = "",
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """List what stands under each label, or take one off."""
    from assistant.prompting.choice import PROMPTS
    from records.audit import SHELL

    with prompt_desk(context, home) as (here, shelf):
        if take_away is not None:
            if name is None:
                raise typer.BadParameter("Name the prompt to take the label off.", param_hint="NAME")
            shelf.take_away(name, label=take_away, reason=reason, by=SHELL)
        names = [name] if name else PROMPTS
        found = [one for of in names for one in shelf.labels(of).values()]
        if as_json:
            here.answer({"labels": [_publication(one) for one in found]})
            return
        for one in found:
            here.say(f"{one.label}: {one.name}@{one.version}, {_who(one.published_by, one.at, one.reason)}")
        for of in names:
            if "production" not in shelf.labels(of):
                here.say(f"production: {shelf.standing(of).prompt.label}, the newest that came with Daogou")


def shares(
    context: typer.Context,
    name: Name,
    wanted: Shares = None,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, where shares are set.")] = "",
    end: End = False,
    label: Label = "production",
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show or set how new conversations are shared among versions: `shares replies 6=90 1001=10`."""
    from records.audit import SHELL

    with prompt_desk(context, home) as (here, shelf):
        if wanted or end:
            said = {} if end else _percents(wanted or [])
            shelf.share(name, said, label=label, reason=reason, by=SHELL)
        found = shelf.shares(name, label)
        if as_json:
            here.answer({"name": name, "label": label, "shares": {str(one): found[one] for one in sorted(found)}})
            return
        for version in sorted(found):
            here.say(f"{name}@{version}  {found[version]} %")


def history(
    context: typer.Context,
    name: AnyName = None,
    label: OnLabel = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Tell who published, shared and took back what, when and why; the newest first."""
    with prompt_desk(context, home) as (here, shelf):
        events = shelf.history(name, label)[:limit]
        if as_json:
            here.answer({"history": [_event(one) for one in events]})
            return
        for one in events:
            what = one.version or " ".join(f"{version}={percent}" for version, percent in one.shares.items())
            words = one.kind.replace("_", " ")
            here.say(f"{one.name} {one.label}: {words} {what}, {_who(one.by, one.at, one.reason)}".replace(" ,", ","))


VERBS = (publish, rollback, labels, shares, history)


@contextmanager
def prompt_desk(context: typer.Context, home: Path | None) -> Iterator[tuple[Desk, PromptShelf]]:
    """The desk and the shelf of the shop, of which only the records are opened."""
    here = desk(context)
    shop: Any = here.composition.open_shop(here.composition.settings(home))
    try:
        yield here, shop.shelf
    finally:
        shop.close()


def shelved_json(one: ShelvedVersion) -> dict[str, Any]:
    """How a version stands, as JSON-ready values."""
    return {
        "own": one.prompt.is_own,
        "labels": list(one.labels),
        "withdrawn": one.withdrawn,
        "fault": one.fault,
        "first_published": one.published and _publication(one.published),
    }


def _publish_file(shelf: PromptShelf, name: str, file: Path, label: str, reason: str) -> PromptPublication:
    """A file goes the way of a draft, so that it is checked and numbered like one; the draft never stays."""
    from contextlib import suppress

    from prompts.errors import PromptError
    from prompts.schema import text_of
    from records.audit import SHELL

    draft = shelf.drafts.create(shelf.library.get(name), author=SHELL, title=file.name, text=text_of(file))
    try:
        return shelf.publish_draft(draft.id, draft.token, label=label, reason=reason, by=SHELL)
    finally:
        with suppress(PromptError):
            shelf.drafts.discard(draft.id, draft.token)


def _percents(wanted: list[str]) -> Mapping[int, int]:
    from assistant.prompting.errors import ShelfFault

    read: dict[int, int] = {}
    for one in wanted:
        version, _, percent = one.partition("=")
        if not version.isdecimal() or not percent.isdecimal() or int(version) in read:
            raise ShelfFault(f"{one!r} is no share; write each version once, like 6=90 1001=10.")
        read[int(version)] = int(percent)
    return read


def _tell_standing(here: Desk, label: str, standing: Standing, as_json: bool) -> None:
    prompt = standing.prompt
    if as_json:
        told = {"name": prompt.name, "label": label, "version": prompt.version, "trouble": standing.trouble}
        here.answer({**told, "published": standing.publication is not None})
    else:
        here.say(f"{prompt.label} answers under {label}.")


def _publication(one: PromptPublication) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": int(one.version) if one.version.isdecimal() else None,
        "label": one.label,
        "reason": one.reason,
        "by": one.published_by,
        "at": one.at.isoformat(),
    }


def _event(one: ShelfEvent) -> dict[str, Any]:
    told = {"kind": one.kind, "name": one.name, "label": one.label, "reason": one.reason, "by": one.by}
    version = int(one.version) if one.version.isdecimal() else None
    return {**told, "version": version, "shares": dict(one.shares), "at": one.at.isoformat()}


def _who(by: str, at: Any, reason: str) -> str:
    return f"{by}, {at.isoformat(timespec='minutes')}: {reason}"
