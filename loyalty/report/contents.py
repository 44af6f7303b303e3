"""What a report says, gathered from the records and the reviews: nothing in it grows with the number of customers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from loyalty.errors import OperatorLoyaltyError
from loyalty.reviews.nouns import ReviewAnalysis
from records.learned.nouns import KeptScore
from records.learned.score_overview import ScoreOverview, ScoreSummary
from records.learned.talk_overview import OpenMatter, Quoted, SignalCount, Span, TalkCount, TalkOverview

WEEKS: Final = 26
"""How far back conversations are looked at."""
COURSE_DAYS: Final = 12
"""Days whose tiers are shown beside each other."""
_FURTHEST: Final = 180
AT_STAKE: Final = 16
PRODUCTS: Final = 8
OPEN_MATTERS: Final = 8


@dataclass(frozen=True, slots=True)
class OfferTotals:
    """What the suggested offers would cost and bring together, as expected values in major units.

    Of `customers` so many are `explained`: of the others, as on every day but the newest, it is no longer known.
    """

    customers: int = 0
    explained: int = 0
    cost: float = 0.0
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the shop says of itself; `titles` are its products by id, `budget` that of offers, None where not known."""

    name: str
    currency: str = ""
    budget: float | None = None
    titles: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ReportContents:
    """Everything in a report as of one scored day.

    `course` are the tiers of earlier days, oldest first, the day itself last. `quotes` is by kind and aspect,
    `product_quotes` by product. `unread` counts conversations that nobody has read yet, None where it was not asked.
    """

    shop: ShopFacts
    made_at: datetime
    span: Span
    summary: ScoreSummary
    course: tuple[tuple[datetime, Mapping[str, int]], ...]
    at_stake: tuple[KeptScore, ...]
    offers: OfferTotals
    talks: tuple[TalkCount, ...]
    aspects: tuple[SignalCount, ...]
    quotes: Mapping[tuple[str, str | None], tuple[Quoted, ...]]
    products: tuple[SignalCount, ...]
    product_quotes: Mapping[str, tuple[Quoted, ...]]
    open_matters: tuple[OpenMatter, ...]
    titles: Mapping[str, str]
    reviews: tuple[ReviewAnalysis, ...]
    unread: int | None = None

    def title(self, product_id: str) -> str:
        """What a product is called; its id where nobody says."""
        return self.titles.get(product_id, product_id)


def gather(
    scores: ScoreOverview,
    talks: TalkOverview,
    shop: ShopFacts,
    made_at: datetime,
    *,
    day: datetime | None = None,
    reviews: Callable[[int], Sequence[ReviewAnalysis]] = lambda most: (),
    unread: int | None = None,
) -> ReportContents:
    """The contents as of a scored day, the newest where none is named; `reviews` is asked for at most so many.

    Raises:
        OperatorLoyaltyError: nobody was scored, or not on that day.
        DatabaseFault: the records cannot be used.
    """
    as_of = scored_day(scores, day)
    days = scores.days(_FURTHEST)
    span = Span(as_of + timedelta(days=1) - timedelta(weeks=WEEKS), as_of + timedelta(days=1))
    aspects = talks.by_aspect(span)
    products = talks.by_product(span, limit=PRODUCTS)
    named = tuple(dict.fromkeys(one.product_id for one in products if one.product_id))
    analyses = tuple(reviews(PRODUCTS))
    known = shop.titles or {}
    ids = {*named, *(one.product_id for one in analyses)}
    return ReportContents(
        shop=shop,
        made_at=made_at,
        span=span,
        summary=scores.summary(as_of),
        course=tuple((one, scores.tiers(one)) for one in _spread([d for d in days if d <= as_of])),
        at_stake=scores.at_stake(as_of, AT_STAKE),
        offers=_offers(scores.advised(as_of, "offer")),
        talks=talks.by_day(span),
        aspects=aspects,
        quotes={
            (one.kind, one.aspect): talks.quotes(span, one.kind, aspect=one.aspect, limit=2)
            for one in aspects
            if one.aspect
        },
        products=products,
        product_quotes={id: talks.quotes(span, "complaint", product_id=id, limit=2) for id in named},
        open_matters=talks.unresolved(span, OPEN_MATTERS),
        titles={**talks.titles(ids - known.keys()), **{id: known[id] for id in ids & known.keys()}},
        reviews=analyses,
        unread=unread,
    )


def scored_day(scores: ScoreOverview, wanted: datetime | None = None) -> datetime:
    """The day that is wanted, or the newest on which anybody was scored.

    Raises:
        OperatorLoyaltyError: nobody was scored, or not on that day.
    """
    days = scores.days(5)
    if not days:
        raise OperatorLoyaltyError("No customer was scored yet; run daogou loyalty score first.")
    if wanted is None or scores.tiers(wanted):
        return wanted or days[0]
    newest = ", ".join(one.date().isoformat() for one in days)
    raise OperatorLoyaltyError(
        f"Nobody was scored on {wanted.date()}; the newest scored days are {newest}, or run "
        f"daogou loyalty score --date {wanted.date()}."
    )


def _spread(newest_first: Sequence[datetime]) -> list[datetime]:
    """At most `COURSE_DAYS` of the days, as far apart as they go, oldest first; the first and the last are in."""
    days = list(reversed(newest_first))
    if len(days) <= COURSE_DAYS:
        return days
    return [days[round(n * (len(days) - 1) / (COURSE_DAYS - 1))] for n in range(COURSE_DAYS)]


def _offers(advised: Iterable[KeptScore]) -> OfferTotals:
    count, explained, cost, gain = 0, 0, 0.0, 0.0
    for one in advised:
        count += 1
        advice = one.explanation.get("advice", {})
        if "cost" in advice:
            explained, cost, gain = explained + 1, cost + advice["cost"], gain + advice.get("gain", 0.0)
    return OfferTotals(count, explained, cost, gain)
