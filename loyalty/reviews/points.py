"""Pros and cons: what reviews share, with who says it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from loyalty.reviews.aspects import OVERALL, aspect_names
from loyalty.reviews.nouns import Mention, ReviewPoint, ReviewQuote, ReviewText, Side

_Z: Final = 1.96
_MOST_QUOTES: Final = 5
MOST_SHOWN: Final = 5
SURE: Final = 0.5
"""A point of a single review is shown from this strength on: one word that the stars agree with, or two words."""
_SEVERAL: Final = 2


def points(mentions: Iterable[Mention], reviews: Mapping[str, ReviewText], found: frozenset[str]) -> list[ReviewPoint]:
    """Every aspect that is praised or blamed, the most often named first; a review counts once for each side."""
    grouped: dict[tuple[str, Side], dict[str, Mention]] = defaultdict(dict)
    for mention in mentions:
        if mention.tone == "neutral":
            continue
        side: Side = "pro" if mention.tone == "positive" else "con"
        told = grouped[mention.aspect, side]
        earlier = told.get(mention.review_id)
        if earlier is None or abs(mention.score) > abs(earlier.score):
            told[mention.review_id] = mention
    made = [
        _point(aspect, side, told, reviews, aspect in found and aspect != OVERALL)
        for (aspect, side), told in grouped.items()
    ]
    return sorted(made, key=lambda point: (-point.count, point.aspect == OVERALL, point.aspect))


def shown(points: Iterable[ReviewPoint]) -> list[ReviewPoint]:
    """At most `MOST_SHOWN` of one side's points in their order: what several reviews say, and what one says surely.

    One review that judges and names no aspect is no point of the product as a whole.
    """
    sure = (one for one in points if one.count >= _SEVERAL or (one.strength >= SURE and one.aspect != OVERALL))
    return list(islice(sure, MOST_SHOWN))


def wilson(count: int, of: int) -> tuple[float, float]:
    """Where a share lies at 95 % (Wilson, 1927); 0 to 1 where there is nothing to count."""
    if not of:
        return 0.0, 1.0
    share = count / of
    middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z / (1 + _Z**2 / of) * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _point(
    aspect: str, side: Side, told: Mapping[str, Mention], reviews: Mapping[str, ReviewText], found: bool
) -> ReviewPoint:
    strongest = sorted(told.values(), key=lambda mention: -abs(mention.score))[:_MOST_QUOTES]
    low, high = wilson(len(told), len(reviews))
    return ReviewPoint(
        aspect=aspect,
        side=side,
        count=len(told),
        of=len(reviews),
        share=len(told) / len(reviews),
        low=low,
        high=high,
        reviews=tuple(sorted(told)),
        quotes=tuple(
            ReviewQuote(one.review_id, reviews[one.review_id].stars, reviews[one.review_id].language, one.quote)
            for one in strongest
        ),
        names=aspect_names(aspect),
        found=found,
        strength=abs(strongest[0].score),
    )
