"""`daogou index build`, `daogou index sync` and `daogou index status`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from interfaces.cli.built_from import BuiltFrom, recall, remember
from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from retrieval.catalog_reader import CatalogStream

Report = TypeVar("Report")

DEFAULT_CURRENCY = "USD"

LISTED = 20
"""Rejected rows that are told to people; `--json` has them all."""

app = typer.Typer(
    no_args_is_help=True, help="Build the index of a catalogue, keep it up to date, see what stands there."
)

Catalog = Annotated[
    Path,
    typer.Argument(metavar="CATALOG", help="JSONL, CSV, YAML, a Shopify export or a Merchant feed; may be gzipped."),
]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave out the rows that cannot be read.")]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIELD=COLUMN", help="Where a field stands in the file; may be repeated."),
]
Currency = Annotated[str, typer.Option("--currency", metavar="ISO", help="Of the rows that name none.")]
Force = Annotated[bool, typer.Option("--force", help="Also where nine tenths of the products or more are gone.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which catalogue, how it is read, and whether it may have shrunk."""

    catalog: Path
    skip_bad: bool
    columns: tuple[str, ...]
    currency: str
    force: bool

    @property
    def with_options(self) -> bool:
        """Whether the catalogue cannot be read as well without being told anything."""
        return bool(self.columns) or self.currency != DEFAULT_CURRENCY


@app.command()
def build(
    context: typer.Context,
    catalog: Catalog,
    home: Home = None,
    skip_bad: SkipBad = False,
    column: Column = None,
    currency: Currency = DEFAULT_CURRENCY,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Build the index of a catalogue; the one before it stays until the new one is finished."""
    from retrieval.build import build_index

    here, started = desk(context), time.perf_counter()
    asked = Asked(catalog, skip_bad, tuple(column or ()), currency, force)
    report, stream = _write(here, home, asked, as_json, build_index)
    if as_json:
        here.answer({"products": report.products, **_rejected(stream), "seconds": _since(started)})
        return
    here.say(f"{report.products} products indexed in {_since(started):.1f} s.")
    _tell_rejected(here, stream)


@app.command()
def sync(
    context: typer.Context,
    catalog: Catalog,
    home: Home = None,
    skip_bad: SkipBad = False,
    column: Column = None,
    currency: Currency = DEFAULT_CURRENCY,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with a catalogue; only what is new or changed is embedded."""
    from dataclasses import asdict

    from retrieval.sync import sync_index

    here, started = desk(context), time.perf_counter()
    asked = Asked(catalog, skip_bad, tuple(column or ()), currency, force)
    report, stream = _write(here, home, asked, as_json, sync_index)
    if as_json:
        counts = {**asdict(report), "products": report.products, "seconds": _since(started)}
        here.answer({**counts, **_rejected(stream)})
        return
    here.say(
        f"{report.inserted} new, {report.changed} changed, {report.deleted} gone, {report.unchanged} as before; "
        f"{report.products} products in {_since(started):.1f} s."
    )
    _tell_rejected(here, stream)


@app.command()
def status(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """Say which index stands there and whether it fits the embedder."""
    from dataclasses import asdict

    from retrieval.build import index_status
    from retrieval.embedding import open_embedder
    from retrieval.errors import IndexMissingError

    here = desk(context)
    settings = here.composition.settings(home)
    config = settings.retrieval()
    found = index_status(config)
    if found is None:
        raise IndexMissingError(f"There is no index in {config.index_dir}; run: daogou index build CATALOG")
    fits = found.embedder == open_embedder(config).name
    built = recall(settings.home)
    if as_json:
        told = {"embedder_fits": fits, "rejected_rows": built.rejected if built else None}
        here.answer({**asdict(found), "folder": str(found.folder), **told})
        return
    here.say(f"{found.products} products, built {found.built_at}, in {found.folder}")
    here.say(f"embedder {found.embedder}, {found.dimension} dimensions{'' if fits else '; not the one configured'}")
    if found.dead_rows:
        here.say(f"{found.dead_rows} rows of products that changed or went, to be cleared away by a later sync")
    if built and built.rejected:
        here.say(f"{built.rejected} rows of {built.catalog} were left out")


def _write(
    here: Desk, home: Path | None, asked: Asked, as_json: bool, write: Callable[..., Report]
) -> tuple[Report, CatalogStream]:
    """Read the catalogue into the index by `write` (a build or a sync); remember in the home which one it was."""
    from retrieval.catalog_reader import all_good, stream_catalog
    from retrieval.embedding import open_embedder
    from retrieval.errors import CatalogError

    settings, started = here.composition.settings(home), time.perf_counter()
    stream = stream_catalog(asked.catalog, _mapping(asked.columns), default_currency=asked.currency)
    config = settings.retrieval()
    try:
        with here.progress() as progress:
            products = iter(stream) if asked.skip_bad else all_good(stream)
            report = write(products, config, open_embedder(config), progress, force=asked.force)
    except CatalogError:
        if as_json:
            here.answer({"products": 0, **_rejected(stream), "seconds": _since(started)})
        raise
    told = asked.with_options or bool(stream.rejected)
    remember(settings.home, BuiltFrom(str(asked.catalog.resolve()), told, len(stream.rejected)))
    return report, stream


def _tell_rejected(here: Desk, stream: CatalogStream) -> None:
    for row in stream.rejected[:LISTED]:
        here.say(f"left out: row {row.row}{f', {row.field}' if row.field else ''}: {row.reason}")
    more = len(stream.rejected) - LISTED
    if more > 0:
        here.say(f"left out: {more} more rows")


def _rejected(stream: CatalogStream) -> dict[str, Any]:
    report = stream.report()
    return {
        "rejected": report["rejected_rows"],
        "rejected_by_reason": report["rejected_by_reason"],
        "skipped": report["skipped"],
    }


def _mapping(columns: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for entry in columns:
        field, equals, column = entry.partition("=")
        if not (field and equals and column):
            raise typer.BadParameter(f"{entry!r} is not FIELD=COLUMN", param_hint="--column")
        pairs[field] = column
    return pairs


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)
