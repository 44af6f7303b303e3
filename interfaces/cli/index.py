"""`daogou index build` and `daogou index status`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.built_from import BuiltFrom, remember
from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from retrieval.catalog_reader import CatalogReading
    from retrieval.config import RetrievalConfig
    from retrieval.errors import RejectedRow

DEFAULT_CURRENCY = "USD"

app = typer.Typer(no_args_is_help=True, help="Build the index of a catalogue, or see what stands there.")

Catalog = Annotated[Path, typer.Argument(metavar="CATALOG", help="A JSONL, CSV or YAML file, gzipped or not.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave out the rows that cannot be read.")]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIELD=COLUMN", help="Where a field stands in the file; may be repeated."),
]
Currency = Annotated[str, typer.Option("--currency", metavar="ISO", help="Of the rows that name none.")]


@app.command()
def build(
    context: typer.Context,
    catalog: Catalog,
    home: Home = None,
    skip_bad: SkipBad = False,
    column: Column = None,
    currency: Currency = DEFAULT_CURRENCY,
    as_json: AsJson = False,
) -> None:
    """Build the index of a catalogue; the one before it stays until the new one is finished."""
    from retrieval.errors import CatalogError

    here, started = desk(context), time.perf_counter()
    settings = here.composition.settings(home)
    try:
        reading = _read(catalog, column or (), currency, skip_bad)
    except CatalogError as error:
        if as_json:
            here.answer(_shape(0, error.rejected, started))
        raise
    products = _build(here, reading, settings.retrieval())
    told = bool(column or reading.rejected or currency != DEFAULT_CURRENCY)
    remember(settings.home, BuiltFrom(str(catalog.resolve()), told))
    if as_json:
        here.answer(_shape(products, reading.rejected, started))
        return
    here.say(f"{products} products indexed in {time.perf_counter() - started:.1f} s.")
    for row in reading.rejected:
        here.say(f"left out: row {row.row}{f', {row.field}' if row.field else ''}: {row.reason}")


@app.command()
def status(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """Say which index stands there and whether it fits the embedder."""
    from dataclasses import asdict

    from retrieval.build import index_status
    from retrieval.embedding import open_embedder
    from retrieval.errors import IndexMissingError

    here = desk(context)
    config = here.composition.settings(home).retrieval()
    found = index_status(config)
    if found is None:
        raise IndexMissingError(f"There is no index in {config.index_dir}; run: daogou index build CATALOG")
    fits = found.embedder == open_embedder(config).name
    if as_json:
        here.answer({**asdict(found), "folder": str(found.folder), "embedder_fits": fits})
        return
    here.say(f"{found.products} products, built {found.built_at}, in {found.folder}")
    here.say(f"embedder {found.embedder}, {found.dimension} dimensions{'' if fits else '; not the one configured'}")


def _read(catalog: Path, columns: list[str] | tuple[str, ...], currency: str, skip_bad: bool) -> CatalogReading:
    from retrieval.catalog_reader import load_catalog, require_all_good

    reading = load_catalog(catalog, _mapping(columns), default_currency=currency)
    if not skip_bad:
        require_all_good(reading)
    return reading


def _build(here: Desk, reading: CatalogReading, config: RetrievalConfig) -> int:
    from retrieval.build import build_index
    from retrieval.embedding import open_embedder

    with here.progress() as progress:
        return build_index(reading.products, config, open_embedder(config), progress).products


def _mapping(columns: list[str] | tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for entry in columns:
        field, equals, column = entry.partition("=")
        if not (field and equals and column):
            raise typer.BadParameter(f"{entry!r} is not FIELD=COLUMN", param_hint="--column")
        pairs[field] = column
    return pairs


def _shape(products: int, rejected: tuple[RejectedRow, ...], started: float) -> dict[str, Any]:
    return {
        "products": products,
        "rejected": [{"row": row.row, "field": row.field, "reason": row.reason} for row in rejected],
        "seconds": round(time.perf_counter() - started, 3),
    }
