"""Pros and cons of products, from their reviews and from what was said in conversations, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from interfaces.ui.loyalty.desk import LoyaltyDesk
from interfaces.ui.loyalty.talks_view import by_week
from loyalty.reviews.analysis import ReviewAnalyst
from loyalty.reviews.nouns import ReviewAnalysis, ReviewPoint
from loyalty.reviews.points import shown
from loyalty.reviews.review_files import read_reviews

MOST: Final = 60
"""Products in the list: those that may hurt somebody first."""
_QUOTES: Final = 2


@dataclass(slots=True)
class ShopReviews:
    """The analyses of the shop's reviews, made when they are first asked for and anew when the file has changed."""

    file: Path
    catalogue: Any
    _lock: Lock = field(default_factory=Lock)
    _stamp: tuple[int, int] | None = None
    _found: tuple[ReviewAnalysis, ...] = ()

    def analyses(self) -> tuple[ReviewAnalysis, ...]:
        """Of every product with a review, the most telling first; empty where the shop has no reviews."""
        from loyalty.report.reviews_part import most_telling

        with self._lock:
            stamp = self._now()
            if stamp is None:
                return ()
            if stamp != self._stamp:
                analyst = self._analyst()
                self._found = most_telling(analyst, len(analyst.products()))
                self._stamp = stamp
            return self._found

    def _now(self) -> tuple[int, int] | None:
        try:
            there = self.file.stat()
        except OSError:
            return None
        return there.st_mtime_ns, there.st_size

    def _analyst(self) -> ReviewAnalyst:
        reviews, _ = read_reviews(self.file)
        products = {one.product_id: self.catalogue().product(one.product_id) for one in reviews}
        there = {id: product for id, product in products.items() if product is not None}
        departments = {id: product.category[0] for id, product in there.items() if product.category}
        return ReviewAnalyst(reviews, departments, names={id: product.title for id, product in there.items()})


def reviewed(desk: LoyaltyDesk, reviews: ShopReviews) -> dict[str, Any]:
    """A line for each of the most telling products."""
    found = reviews.analyses()
    titles = desk.titles([one.product_id for one in found[:MOST]])
    return {
        "total": len(found),
        "products": [
            {
                "id": one.product_id,
                "title": titles[one.product_id],
                "reviews": one.reviews,
                "stars": one.mean_stars,
                "pros": [_name(point) for point in shown(one.pros)],
                "cons": [_name(point) for point in shown(one.cons)],
                "latent": [{**_name(problem.point), "why": list(problem.reasons)} for problem in one.latent],
            }
            for one in found[:MOST]
        ],
    }


def product(desk: LoyaltyDesk, reviews: ShopReviews, product_id: str) -> dict[str, Any] | None:
    """What is said of one product, in its reviews and in conversations; None where nobody knows it."""
    told = next((one for one in reviews.analyses() if one.product_id == product_id), None)
    span = desk.span(desk.newest_day())
    counted = desk.talks.of_products(span, [product_id])
    title = desk.titles([product_id])[product_id]
    if told is None and not counted and title["en"] == product_id:
        return None
    weekly = by_week(desk.talks.heard_by_day(span, product_id=product_id)) if counted else []
    return {
        "id": product_id,
        "title": title,
        "reviews": None if told is None else _analysis(told),
        "said": [{"kind": one.kind, "aspect": one.aspect, "count": one.count} for one in counted],
        "weeks": weekly,
        "since": span.since.isoformat(),
    }


def _analysis(told: ReviewAnalysis) -> dict[str, Any]:
    return {
        "count": told.reviews,
        "read": told.read,
        "stars": told.mean_stars,
        "each": {str(stars): count for stars, count in told.stars.items()},
        "pros": _points(shown(told.pros)),
        "cons": _points(shown(told.cons)),
        "latent": [{**_point(one.point), "why": list(one.reasons)} for one in told.latent],
        "contradictory": len(told.contradictory),
        "other_language": len(told.other_language),
    }


def _points(points: Sequence[ReviewPoint]) -> list[dict[str, Any]]:
    return [_point(one) for one in points]


def _point(one: ReviewPoint) -> dict[str, Any]:
    said = [{"text": quote.text, "stars": quote.stars, "language": quote.language} for quote in one.quotes[:_QUOTES]]
    return {**_name(one), "count": one.count, "of": one.of, "low": one.low, "high": one.high, "quotes": said}


def _name(one: ReviewPoint) -> dict[str, Mapping[str, str]]:
    return {"name": {tongue: one.names.get(tongue) or one.aspect for tongue in ("en", "zh")}}
