"""`daogou records import` and `daogou records dump`: customers, orders and transcripts from files and into files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from records.importing.reading import Kind
    from records.importing.report import ImportReport

LISTED = 20
"""Bad rows that are told to people; `--json` has up to a thousand."""

imports = typer.Typer(
    no_args_is_help=True, help="Import customers, orders or transcripts; what was imported before changes nothing."
)
dumps = typer.Typer(
    no_args_is_help=True, help="Write all customers, orders or transcripts into a file that can be imported."
)

Rows = Annotated[Path, typer.Argument(metavar="FILE", help="JSONL or CSV, gzipped or not.")]
Orders = Annotated[Path, typer.Argument(metavar="FILE", help="JSONL, CSV or Shopify's export of orders; .gz or not.")]
Lines = Annotated[Path, typer.Argument(metavar="FILE", help="JSONL, one conversation a line; .gz or not.")]
Table = Annotated[Path, typer.Argument(metavar="FILE", help="Ends in .csv or .jsonl, or in these with .gz.")]
Strict = Annotated[bool, typer.Option("--strict", help="Keep nothing where one row is bad.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Keep nothing; only say what would happen.")]


@imports.command("customers")
def import_customers(
    context: typer.Context,
    file: Rows,
    strict: Strict = False,
    dry_run: DryRun = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Import customers; one with an id that is kept here is brought up to date."""
    _import(desk(context), "customers", file, home, strict, dry_run, as_json)


@imports.command("orders")
def import_orders(
    context: typer.Context,
    file: Orders,
    strict: Strict = False,
    dry_run: DryRun = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Import orders of customers that are kept here; Shopify's make a customer of each new e-mail address.

    An order that was cancelled here stays cancelled.
    """
    _import(desk(context), "orders", file, home, strict, dry_run, as_json)


@imports.command("transcripts")
def import_transcripts(
    context: typer.Context,
    file: Lines,
    strict: Strict = False,
    dry_run: DryRun = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Import conversations with their turns; what the log has already is never changed.

    Personal data in shoppers' words is replaced by placeholders first.
    """
    _import(desk(context), "transcripts", file, home, strict, dry_run, as_json)


@dumps.command("customers")
def dump_customers(context: typer.Context, file: Table, home: Home = None) -> None:
    """Write all customers."""
    _dump(desk(context), "customers", file, home)


@dumps.command("orders")
def dump_orders(context: typer.Context, file: Table, home: Home = None) -> None:
    """Write all orders; in CSV a row for each product."""
    _dump(desk(context), "orders", file, home)


@dumps.command("transcripts")
def dump_transcripts(context: typer.Context, file: Lines, home: Home = None) -> None:
    """Write all conversations with their turns and tool calls."""
    _dump(desk(context), "transcripts", file, home)


def _import(here: Desk, kind: Kind, file: Path, home: Path | None, strict: bool, dry_run: bool, as_json: bool) -> None:
    from records.audit import SHELL
    from records.errors import ImportFault
    from records.importing.importer import Importer

    with _shop(here, home) as shop, here.progress() as progress:
        importer = Importer(shop.database, shop.site_secret, shop.vault, _redaction(shop), shop.now)
        report = importer.run(kind, file, strict=strict, dry_run=dry_run, progress=progress)
        if report.written:
            shop.audit.note(SHELL, "admin", "records.import", kind, f"{report.counts.total()} of them")
    if as_json:
        here.answer(report.shape())
    else:
        _tell(here, kind, report)
    if strict and report.bad_rows:
        raise ImportFault(f"{file.name} has {report.bad_rows} bad rows; nothing was imported.", file.name)


def _dump(here: Desk, kind: Kind, file: Path, home: Path | None) -> None:
    from records.audit import SHELL
    from records.importing.dumping import dump

    with _shop(here, home) as shop, here.progress() as progress:
        count = dump(kind, file, shop.database, shop.vault, progress)
        shop.audit.note(SHELL, "admin", "records.dump", kind, f"{count} of them")
    here.say(f"{count} {kind} written into {file}; they are personal data, readable by you alone.")


def _tell(here: Desk, kind: Kind, report: ImportReport) -> None:
    """The numbers on stdout, what is left out on stderr."""
    counts = report.counts
    here.say(
        f"{kind}: {counts['new']} new, {counts['changed']} changed, {counts['unchanged']} as before, "
        f"{report.bad_rows} bad{'' if report.written else '; nothing was kept'}"
    )
    if report.customers_made:
        here.say(f"customers: {report.customers_made} new, by their e-mail address")
    if counts["kept"]:
        here.say(f"{counts['kept']} were cancelled here and stay cancelled")
    if report.passed_over:
        here.note(f"columns passed over: {', '.join(report.passed_over)}")
    for one in report.bad[:LISTED]:
        here.note(f"left out: {one}")
    if report.bad_rows > LISTED:
        here.note(f"left out: {report.bad_rows - LISTED} more rows")


def _redaction(shop: Any) -> Any:
    """A shopper's words and their owner -> the words without personal data."""

    def redact(text: str, owner: str) -> str:
        return str(shop.redactor.redact(text, owner).text)

    return redact


@contextmanager
def _shop(here: Desk, home: Path | None) -> Iterator[Any]:
    """The shop, of which only the records are opened."""
    shop: Any = here.composition.open_shop(here.composition.settings(home))
    try:
        yield shop
    finally:
        shop.close()
