"""`daogou loyalty export`: what was learned as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from interfaces.cli.desk import AsJson, Home
from interfaces.cli.loyalty_report import nobody_erased_meanwhile
from interfaces.cli.loyalty_shop import open_loyalty

if TYPE_CHECKING:
    from loyalty.features.history import CustomerFeatures
    from loyalty.report.export_columns import ExportSources, Row, What
    from loyalty.report.exporting import Format

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR|FILE", help="Write there instead of reports/export in the home folder."),
]
Kind = Annotated[str | None, typer.Option("--format", metavar="parquet|csv", help="Kind of file; parquet.")]
Table = Annotated[
    str | None,
    typer.Option("--what", metavar="scores|signals|readings|features", help="One table; all four if not given."),
]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], metavar="DATE", help="Scores of this day, features at its end."),
]
_PAGE = 500


def export(
    context: typer.Context,
    out: Out = None,
    format_: Kind = None,
    what: Table = None,
    date: Day = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Write what was learned as tables, Parquet or CSV: one row a customer, a signal or a conversation.

    In the home folder they take the place of those before, and are deleted when any customer is erased.
    """
    from loyalty.report.export_columns import WHAT
    from loyalty.report.report_folder import ReportFolder

    wanted = _wanted(what, WHAT)
    file = out if out is not None and out.suffix.casefold() in (".parquet", ".csv") and not out.is_dir() else None
    kind = _kind(format_, file)
    if file is not None and len(wanted) > 1:
        raise typer.BadParameter("names a file, which holds one table: say which with --what", param_hint="--out")
    with open_loyalty(context, home) as (here, shop):
        folder = ReportFolder.of(shop.settings.home)
        place = file.parent if file is not None else out or folder.place("export")
        counts: dict[str, int] = {}
        with nobody_erased_meanwhile(folder, shop.database) as written, here.progress() as progress:
            sources = _sources(shop, None if date is None else date.replace(tzinfo=UTC))
            for one in wanted:
                written.append(file or place / f"{one}.{kind}")
                counts[one] = _write(one, _told(sources.rows(one), one, progress), written[-1], kind)
        if as_json:
            here.answer({"format": kind, "rows": counts, "files": [str(path) for path in written]})
            return
        for one, path in zip(wanted, written, strict=True):
            here.say(f"{counts[one]} {one}: {path}")
        if out is not None:
            here.note("These files tell of customers; delete them yourself when one of them is erased.")


def _wanted(what: str | None, known: Sequence[What]) -> tuple[What, ...]:
    if what is None:
        return tuple(known)
    if what not in known:
        raise typer.BadParameter(f"is one of {', '.join(known)}", param_hint="--what")
    return (cast("What", what),)


def _kind(format_: str | None, file: Path | None) -> Format:
    named = file.suffix.casefold().removeprefix(".") if file is not None else None
    if format_ not in (None, "parquet", "csv"):
        raise typer.BadParameter("is parquet or csv", param_hint="--format")
    if named is not None and format_ not in (None, named):
        raise typer.BadParameter(f"is {format_}, but --out names a .{named} file", param_hint="--format")
    return cast("Format", format_ or named or "parquet")


def _sources(shop: Any, day: datetime | None) -> ExportSources:
    from loyalty.report.contents import scored_day
    from loyalty.report.export_columns import ExportSources
    from records.learned.score_overview import ScoreOverview

    overview = ScoreOverview(shop.database, shop.vault)
    return ExportSources(
        scores=lambda: shop.loyalty.scores.of_day(scored_day(overview, day)),
        readings=lambda: shop.loyalty.readings.in_order(),
        features=lambda: _features(shop, day),
    )


def _features(shop: Any, day: datetime | None) -> Iterator[CustomerFeatures]:
    """Everybody's features at the end of the day, or now, a page of customers at a time."""
    from loyalty.features.features import features_at
    from loyalty.mining.scoring_round import end_of, history_of

    now, known = shop.now(), shop.loyalty.known
    as_of = now if day is None else min(now, end_of(day))
    ids = known.ids()
    for start in range(0, len(ids), _PAGE):
        for one in known.customers(ids[start : start + _PAGE]):
            yield features_at(history_of(one, now), as_of)


def _told(rows: Iterator[Row], what: str, progress: Any) -> Iterator[Row]:
    count = 0
    for row in rows:
        count += 1
        yield row
        if count % _PAGE == 0:
            progress(what, count, 0)
    progress(what, count, max(count, 1))


def _write(what: What, rows: Iterator[Row], file: Path, kind: Format) -> int:
    from assistant.errors import OperatorError
    from loyalty.report.exporting import export as write

    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return write(what, rows, file, kind)
    except OSError as error:
        raise OperatorError(f"{file} cannot be written ({error.strerror}); give another --out.") from error
