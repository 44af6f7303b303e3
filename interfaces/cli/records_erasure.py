"""`daogou records export`, `erase`, `receipts` and the like: what a shop owes those it keeps data about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from records.erasure.erasing import Erasure, Orders
    from records.erasure.receipts import Receipt

Who = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="A customer's id, or conversation:<id> for somebody not signed in.")
]
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="A customer's id.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write there, readable by you alone; a folder is fine too.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")]
WithOrders = Annotated[
    str,
    typer.Option(
        "--orders",
        metavar="keep|delete",
        help="keep: orders stay as invoices must, under nobody's name. delete: they go as well.",
    ),
]
Compact = Annotated[
    bool, typer.Option("--compact", help="Write a large SQLite file anew, too; nobody can write to it meanwhile.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]
Subject = Annotated[
    str | None, typer.Option("--subject", metavar="SUBJECT", help="Only lines about it, like customer:C-001.")
]
Actor = Annotated[str | None, typer.Option("--actor", metavar="WHO", help="Only what one account, or shell, did.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most so many, newest first.")]
Give = Annotated[str | None, typer.Option("--give", metavar="PURPOSE", help="Keep that the customer agrees to it.")]
Withdraw = Annotated[
    str | None, typer.Option("--withdraw", metavar="PURPOSE", help="Keep that the customer does not agree to it.")
]


def export(context: typer.Context, customer: Who, out: Out = None, home: Home = None) -> None:
    """Print everything that is kept about a customer as one JSON object."""
    with _records(context, home) as (here, shop):
        told = shop.customer_export.of(customer, by="shell")
        text = json.dumps(told, ensure_ascii=False, indent=2)
        if out is None:
            here.say(text)
            return
        here.note(f"Everything about {customer} is in {_written(out, customer, text)}.")


def erase(
    context: typer.Context,
    customer: Who,
    orders: WithOrders = "keep",
    yes: Yes = False,
    compact: Compact = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Erase everything that is kept about a customer, and write a receipt.

    Orders are kept without the customer's name unless --orders delete is given: a shop must keep its invoices.
    Ends with 1 when the rows are gone but a copy may be left in unused space of the database's file.
    """
    if orders not in ("keep", "delete"):
        raise typer.BadParameter("is keep or delete", param_hint="--orders")
    with _records(context, home) as (here, shop):
        if not yes:
            typer.confirm(f"Erase everything about {customer}? It cannot be undone.", abort=True, err=True)
        chosen: Orders = "delete" if orders == "delete" else "keep"
        done = shop.eraser.erase(customer, by="shell", orders=chosen, compact=compact)
        _tell_erasure(here, done, as_json)
    if not done.shredded.whole:
        raise typer.Exit(1)


def receipts(
    context: typer.Context,
    id: Annotated[str | None, typer.Argument(metavar="ID", help="One receipt; all where none is named.")] = None,
    subject: Annotated[
        str | None, typer.Option("--customer", metavar="CUSTOMER", help="Only those of an id that was erased.")
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show what was erased, how much, when and by whom, and whether the receipt is as it was written.

    Ends with 1 when one was changed.
    """
    from records.erasure.person import subject_of
    from records.erasure.receipts import Receipts

    with _records(context, home) as (here, shop):
        kept = Receipts(shop.database)
        found = (kept.receipt(id),) if id else kept.receipts(subject_of(subject) if subject else None, limit)
        if as_json:
            here.answer({"receipts": [_receipt(one) for one in found]})
        else:
            for one in found:
                _tell_receipt(here, one)
    if not all(one.is_intact for one in found):
        raise typer.Exit(1)


def readmit(context: typer.Context, customer: Customer, home: Home = None) -> None:
    """Let a customer who was erased be kept again, because they came back."""
    from records.audit import SHELL
    from records.erasure.erased import readmit as let_in
    from records.erasure.person import subject_of

    with _records(context, home) as (here, shop):
        with shop.database.writing() as session:
            was_out = let_in(session, subject_of(customer))
        if was_out:
            shop.audit.note(SHELL, "admin", "records.readmit", subject_of(customer))
        here.say(f"{customer} may be kept again." if was_out else f"{customer} was not erased; nothing has changed.")


def retention(context: typer.Context, dry_run: DryRun = False, as_json: AsJson = False, home: Home = None) -> None:
    """Delete what is older than DAOGOU_RETENTION_DAYS_… allow, as the running site does once a day."""
    from records.audit import SHELL

    with _records(context, home) as (here, shop):
        receipt = None if dry_run else shop.retention.apply(SHELL)
        counts = shop.retention.due() if dry_run else dict(receipt.counts) if receipt else {}
        if as_json:
            here.answer({"dry_run": dry_run, "receipt": receipt and receipt.id, "counts": counts})
            return
        here.say(_sum(counts) or "Nothing is too old.")
        here.say("Nothing was deleted." if dry_run else f"Receipt {receipt.id}." if receipt else "")


def audit(
    context: typer.Context,
    subject: Subject = None,
    actor: Actor = None,
    limit: Limit = 100,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show who did or read what, newest first."""
    with _records(context, home) as (here, shop):
        found = shop.audit.entries(subject=subject, actor=actor, limit=limit)
        if as_json:
            here.answer({"entries": [_ready(asdict(one)) for one in found]})
            return
        for one in found:
            here.say(f"{one.at.isoformat(timespec='seconds')}  {one.actor} ({one.role})  {one.action}  {one.subject}")
            if one.note:
                here.say(f"    {one.note}")


def consents(
    context: typer.Context,
    customer: Customer,
    give: Give = None,
    withdraw: Withdraw = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show what a customer agreed to, or keep what they said elsewhere; the purposes: profile, learning, marketing."""
    from records.consents import Consents

    with _records(context, home) as (here, shop):
        kept = Consents(shop.database, shop.now)
        for purpose, say in ((give, kept.give), (withdraw, kept.withdraw)):
            if purpose is not None:
                say(customer, purpose, "shell")
                shop.audit.note("shell", "admin", "consents.write", f"customer:{customer}", purpose)
        said = kept.current(customer)
        if as_json:
            here.answer({"consents": {name: _ready(asdict(one)) for name, one in said.items()}})
            return
        for one in said.values():
            word = "agrees" if one.given else "does not agree"
            here.say(f"{one.purpose}: {word} ({one.source}, {one.at.isoformat(timespec='seconds')})")
        if not said:
            here.say(f"{customer} has said nothing.")


@contextmanager
def _records(context: typer.Context, home: Path | None) -> Iterator[tuple[Desk, Any]]:
    """The desk and the shop, of which only the records are opened."""
    here = desk(context)
    shop: Any = here.composition.open_shop(here.composition.settings(home))
    try:
        _ = shop.vault
        yield here, shop
    finally:
        shop.close()


def _written(out: Path, customer: str, text: str) -> Path:
    """Writes the text into a file of the owner's only, in the place of an older one; the file's path."""
    from assistant.errors import OperatorError
    from records.whole_file import written_whole

    plain = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in customer)
    file = out / f"{plain}.json" if out.is_dir() else out
    try:
        with written_whole(file) as written:
            written.write(f"{text}\n".encode())
    except OSError as error:
        raise OperatorError(f"{file} cannot be written ({error.strerror}); give another --out.") from error
    return file


def _tell_erasure(here: Desk, done: Erasure, as_json: bool) -> None:
    left = "" if done.shredded.whole else (
        "A copy may be left in unused space of the database's file, since it is large or another program was at it; "
        "run the same again with --compact when the shop is closed."
    )  # fmt: skip
    if as_json:
        here.answer({**_receipt(done.receipt), "before": done.before, "shredded": done.shredded.whole})
    else:
        here.say("Nothing was left; this is the receipt of the last time." if done.before else "Erased.")
        _tell_receipt(here, done.receipt)
    if left:
        here.note(f"daogou: {left}")


def _tell_receipt(here: Desk, receipt: Receipt) -> None:
    intact = "intact" if receipt.is_intact else "CHANGED since it was written"
    here.say(f"{receipt.id}  {receipt.kind}  {receipt.at.isoformat(timespec='seconds')}  by {receipt.done_by}")
    here.say(f"    {_sum(receipt.counts)}")
    if receipt.subject_hash:
        here.say(f"    of {receipt.subject_hash}")
    here.say(f"    digest {receipt.digest} ({intact})")


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {**_ready(asdict(receipt)), "intact": receipt.is_intact}


def _ready(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _sum(counts: Any) -> str:
    """The counts in words; rows that stay without a name come last."""
    gone = [f"{count} {name}" for name, count in counts.items() if not name.endswith("_unnamed")]
    unnamed = [
        f"{count} {name.removesuffix('_unnamed')} without a name"
        for name, count in counts.items()
        if name.endswith("_unnamed")
    ]
    return ", ".join([*gone, *unnamed]).replace("_", " ")


VERBS = (export, erase, receipts, readmit, retention, audit, consents)
"""In the order in which they are listed."""
