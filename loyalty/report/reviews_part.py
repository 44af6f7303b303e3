"""The part of the report about products: what their reviews praise, blame, and hide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loyalty.report.contents import ReportContents
from loyalty.report.markup import Html, joined, tag
from loyalty.report.words import Words
from loyalty.reviews.analysis import ReviewAnalyst
from loyalty.reviews.nouns import LatentProblem, ReviewAnalysis, ReviewPoint

_POINTS: Final = 3
_LEAST: Final = 2
"""A point that one review makes is that review's, not the product's."""


def most_telling(analyst: ReviewAnalyst, most: int) -> tuple[ReviewAnalysis, ...]:
    """The analyses of at most so many products: those that may hurt somebody first, then those with another latent
    problem, then those with most reviews.

    Every product is analysed; the reviews are read once each.
    """
    found = [analyst.analyse(id) for id in analyst.products()]
    found.sort(key=lambda one: (-_alarm(one), -one.reviews, one.product_id))
    return tuple(found[:most])


def what_reviews_say(told: ReportContents, words: Words) -> Html:
    """One card a product."""
    if not told.reviews:
        return tag("p", words("products.none"), cls="quiet")
    cards = [_card(one, told.title(one.product_id), words) for one in told.reviews]
    return joined(tag("p", words("products.lead"), cls="lead"), tag("ul", cards, cls="cards two"))


def point_name(point: ReviewPoint, words: Words) -> str:
    """What an aspect is called; a word of the reviews stands as it was written."""
    return words.picked(point.names) or point.aspect


def _card(one: ReviewAnalysis, title: str, words: Words) -> Html:
    stars = f"{one.mean_stars:.1f}" if one.mean_stars is not None else "–"
    latent = [tag("li", _latent(problem, words), cls="latent") for problem in one.latent[:_POINTS]]
    hidden = {problem.point.aspect for problem in one.latent[:_POINTS]}
    open_cons = [point for point in one.cons if point.aspect not in hidden]
    return tag(
        "li",
        tag("h4", tag("bdi", title)),
        tag("p", words("products.stars", stars=stars, n=words.count(one.reviews)), cls="quiet"),
        joined(tag("h5", words("products.latent")), tag("ul", latent, cls="points-list")) if latent else None,
        tag(
            "div",
            tag("div", _points("products.pros", "good", one.pros, words)),
            tag("div", _points("products.cons", "bad", open_cons, words)),
            cls="pair close",
        ),
        cls="card",
    )


def _alarm(one: ReviewAnalysis) -> int:
    """2 for a problem that may hurt somebody, 1 for another one that is easily missed, else 0."""
    return max((2 if "safety" in problem.reasons else 1 for problem in one.latent), default=0)


def _points(title: str, colour: str, found: Sequence[ReviewPoint], words: Words) -> Html:
    shared = [one for one in found if one.count >= _LEAST][:_POINTS]
    if not shared:
        return joined(tag("h5", words(title)), tag("p", words("products.no_points"), cls="quiet"))
    return joined(
        tag("h5", words(title)),
        tag("ul", [tag("li", _point(one, words), cls=colour) for one in shared], cls="points-list"),
    )


def _point(one: ReviewPoint, words: Words) -> Html:
    quote = next((said for said in one.quotes if said.language == words.tongue), next(iter(one.quotes), None))
    return joined(
        tag("strong", tag("bdi", point_name(one, words))),
        tag("small", words("products.of", n=one.count, of=one.of)),
        tag("q", quote.text, dir="auto") if quote else None,
    )


def _latent(one: LatentProblem, words: Words) -> Html:
    why = ["latent." + reason for reason in one.reasons]
    return joined(_point(one.point, words), [tag("span", words(name), cls="chip") for name in why])
