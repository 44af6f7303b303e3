"""`daogou loyalty report`: everything that was learned, on one page for whoever looks after customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import Home
from interfaces.cli.loyalty_shop import open_loyalty

if TYPE_CHECKING:
    from assistant.settings import Settings
    from loyalty.report.contents import ReportContents, ShopFacts
    from loyalty.reviews.nouns import ReviewAnalysis
    from records.database import Database
    from retrieval.catalog import Product

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE.html", help="Write there, or into that folder, instead of the home folder."),
]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], metavar="DATE", help="The day whose scores to tell; the newest."),
]
Language = Annotated[str, typer.Option("--language", metavar="en|zh", help="In which language.")]


def report(
    context: typer.Context, out: Out = None, date: Day = None, language: Language = "en", home: Home = None
) -> None:
    """Write what was learned as one HTML page: who is leaving and why, what to do, what people complain about.

    The page needs no network and holds no program. In the home folder it takes the place of the one before, and is
    deleted when any customer is erased.
    """
    from loyalty.report.page import report_page
    from loyalty.report.report_folder import ReportFolder
    from loyalty.report.trust_part import card_figures

    if language not in ("en", "zh"):
        raise typer.BadParameter("is en or zh", param_hint="--language")
    with open_loyalty(context, home) as (here, shop):
        folder = ReportFolder.of(shop.settings.home)
        name = f"loyalty-{language}.html"
        with nobody_erased_meanwhile(folder, shop.database) as written:
            told = _gathered(shop, None if date is None else date.replace(tzinfo=UTC), language)
            page = report_page(told, "zh" if language == "zh" else "en", card_figures(_card(shop.settings)))
            written.append(write_private(out / name if out and out.is_dir() else out or folder.place(name), page))
        here.say(f"The report of {told.summary.customers} customers as of {told.summary.as_of.date()} is {written[0]}.")
        if out is not None:
            here.note("It names and quotes customers; delete it yourself when one of them is erased.")


@contextmanager
def nobody_erased_meanwhile(folder: Any, database: Database) -> Iterator[list[Path]]:
    """What is written in the block and put into the list is deleted where somebody was erased during it.

    Raises:
        OperatorError: somebody was.
    """
    from assistant.errors import OperatorError
    from records.erasure.receipts import Receipts

    def state() -> tuple[str, str]:
        newest = Receipts(database).receipts(limit=1)
        return folder.erased_last(), newest[0].id if newest else ""

    before, written = state(), list[Path]()
    try:
        yield written
    finally:
        if state() != before:
            for file in written:
                file.unlink(missing_ok=True)
            raise OperatorError(
                "Records were erased while this was being made, and nothing of it was kept; run it again."
            )


def write_private(file: Path, text: str) -> Path:
    """Writes the text for its owner only, in the place of an older file; the file's path."""
    from assistant.errors import OperatorError
    from records.whole_file import written_whole

    try:
        with written_whole(file) as stream:
            stream.write(text.encode("utf-8", "replace"))
    except OSError as error:
        raise OperatorError(f"{file} cannot be written ({error.strerror}); give another --out.") from error
    return file


def _gathered(shop: Any, day: datetime | None, language: str) -> ReportContents:
    from loyalty.report.contents import gather
    from loyalty.report.reviews_part import most_telling
    from loyalty.reviews.analysis import ReviewAnalyst
    from loyalty.reviews.review_files import read_reviews
    from records.learned.score_overview import ScoreOverview
    from records.learned.talk_overview import TalkOverview

    products = _products(shop.settings)
    file = shop.settings.shop_folder / "reviews.jsonl"

    def reviews(most: int) -> Sequence[ReviewAnalysis]:
        departments = {one.id: one.category[0] for one in products if one.category}
        names = {one.id: one.title for one in products}
        return most_telling(ReviewAnalyst(read_reviews(file)[0], departments, names=names), most)

    return gather(
        ScoreOverview(shop.database, shop.vault),
        TalkOverview(shop.database, shop.vault),
        _facts(shop.settings, products, language),
        shop.now(),
        day=day,
        reviews=reviews if file.is_file() else lambda most: (),
        unread=shop.loyalty.unread.count(shop.loyalty.reader.name),
    )


def _facts(settings: Settings, products: Sequence[Product], language: str) -> ShopFacts:
    from loyalty.report.contents import ShopFacts

    zh = language == "zh"
    return ShopFacts(
        name=(settings.shop_name_zh if zh else "") or settings.shop_name,
        currency=products[0].currency if products else "",
        budget=settings.offers().budget,
        titles={one.id: (one.title_zh if zh else "") or one.title for one in products},
    )


def _products(settings: Settings) -> Sequence[Product]:
    """The catalogue; empty where it cannot be read, since a report can do without."""
    from retrieval.catalog_reader import load_catalog
    from retrieval.errors import RetrievalError

    try:
        return load_catalog(settings.catalog).products
    except RetrievalError:
        return ()


def _card(settings: Settings) -> Path:
    """The card of the sentiment model in use; one from the hub has none."""
    from loyalty.config import BUILTIN
    from loyalty.sentiment.opening import SHIPPED

    named = settings.loyalty().sentiment_model
    return (SHIPPED if named in ("", BUILTIN) else Path(named).expanduser()) / "card.json"
