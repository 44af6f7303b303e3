"""`daogou loyalty reviews`: what the reviews of a product say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from assistant.settings import Settings
    from loyalty.reviews.nouns import ReviewAnalysis, ReviewPoint

Product = Annotated[str, typer.Argument(metavar="PRODUCT", help="The id of a product.")]
File = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="Reviews, instead of reviews.jsonl beside the catalogue.")
]
Language = Annotated[str, typer.Option(metavar="en|zh", help="What aspects are called in.")]

_REASONS = {
    "hidden": "hidden in reviews of 4 and 5 stars",
    "over_represented": "the department's other products hardly have it",
    "rising": "more often in the last 90 days",
    "safety": "about safety",
}


def reviews(
    context: typer.Context,
    product: Product,
    file: File = None,
    language: Language = "en",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Pros, cons and latent problems of a product, each with the reviews behind it."""
    if language not in ("en", "zh"):
        raise typer.BadParameter("is en or zh", param_hint="--language")
    here = desk(context)
    analysis, refused = _analysed(here.composition.settings(home), product, file)
    if refused:
        here.note(f"{refused} lines are no reviews and were left out; a review has a product_id and stars from 1 to 5.")
    if as_json:
        here.answer(_shape(analysis))
        return
    _show(here, analysis, language)


def _analysed(settings: Settings, product: str, file: Path | None) -> tuple[ReviewAnalysis, int]:
    """What the product's reviews say, and how many lines of the file are none."""
    from assistant.errors import OperatorError
    from loyalty.reviews.analysis import ReviewAnalyst
    from loyalty.reviews.review_files import read_reviews
    from retrieval.catalog_reader import load_catalog

    catalogue = settings.catalog
    found, refused = read_reviews(file or settings.shop_folder / "reviews.jsonl")
    products = load_catalog(catalogue).products
    departments = {one.id: one.category[0] for one in products if one.category}
    names = {one.id: one.title for one in products}
    if product not in names and all(one.product_id != product for one in found):
        raise OperatorError(f"No product “{product}” is known; give an id of the catalogue.")
    return ReviewAnalyst(found, departments, names=names).analyse(product), refused


def _shape(analysis: ReviewAnalysis) -> dict[str, Any]:
    shape = asdict(analysis)
    shape["stars"] = {str(stars): count for stars, count in analysis.stars.items()}
    return shape


def _show(here: Desk, analysis: ReviewAnalysis, language: str) -> None:
    from loyalty.reviews.points import shown

    if not analysis.reviews:
        here.say(f"{analysis.product_id} has no reviews.")
        return
    stars = ", ".join(f"{count} of {star}" for star, count in analysis.stars.items())
    here.say(f"{analysis.product_id}: {analysis.reviews} reviews, {analysis.mean_stars:.1f} stars ({stars})")
    for name, points in (("pros", shown(analysis.pros)), ("cons", shown(analysis.cons))):
        here.say(f"{name}:" if points else f"{name}: none")
        for point in points:
            _show_point(here, point, language)
    for problem in analysis.latent:
        why = "; ".join(_REASONS[reason] for reason in problem.reasons)
        here.say(f"latent problem: {_called(problem.point, language)} ({why})")
        if problem.point not in shown(analysis.cons):
            _show_quotes(here, problem.point)
    for name, ids in (
        ("words against their stars", analysis.contradictory),
        ("stars only", analysis.stars_only),
        ("another language", analysis.other_language),
        ("repeated", analysis.repeated),
    ):
        if ids:
            here.say(f"{name}: {', '.join(ids)}")


def _show_point(here: Desk, point: ReviewPoint, language: str) -> None:
    told = f"{point.count} of {point.of} reviews, {100 * point.low:.0f} to {100 * point.high:.0f} %"
    here.say(f"  {_called(point, language)}: {told}")
    _show_quotes(here, point)


def _show_quotes(here: Desk, point: ReviewPoint) -> None:
    for quote in point.quotes[:2]:
        here.say(f"    “{quote.text}” ({quote.review_id}, {quote.stars} stars)")


def _called(point: ReviewPoint, language: str) -> str:
    return point.names.get(language, point.aspect)
