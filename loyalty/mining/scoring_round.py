"""Scores every customer from what is kept of them, and keeps the scores under their day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Any

from loyalty.advice.nouns import Advice, Adviser
from loyalty.features.history import CustomerHistory, Source
from loyalty.mining.job import Progress
from loyalty.mining.keeping import reading_from
from loyalty.scores.explain import explain
from loyalty.scores.nouns import Contribution, CustomerScores, Reason
from loyalty.scores.refit import Refit, refit_leaving
from loyalty.scores.scoring import HORIZON_DAYS, Scorecards, scored, shipped_scorecards
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptScore, KnownCustomer

SCORER = "scorer@2"
"""Names how scores are computed; it changes when the same history would be scored otherwise."""
_PAGE = 500


def score_everybody(
    known: KnownCustomers,
    scores: LoyaltyScores,
    adviser: Adviser,
    as_of: datetime,
    read_at: datetime,
    progress: Progress | None = None,
    *,
    horizon_days: int = HORIZON_DAYS,
) -> int:
    """Scores whoever was known at a moment (aware) and keeps that under its day, UTC; how many were kept.

    The leaving points are refitted on what the shop had seen when the day began, and stay as shipped unless that is
    better; so all rounds of a day use the same ones.
    `read_at` is now: what became of an order since `as_of` is not believed to have been known then.
    Words are kept for the newest day only: of earlier days the figures stay. A round that is killed is made up for by
    the next of the same day; so are the words about somebody of whom a conversation was deleted, or may no longer be
    learned from, while it ran. Holds the histories of all customers in memory, since each is ranked among the others.

    Raises:
        DatabaseFault: the records cannot be used.
    """
    histories = [one for one in _histories(known, read_at, progress) if _known_by(one, as_of)]
    if not histories:
        return 0
    day, kept = day_of(as_of), 0
    quoted = {one.customer_id: [said.conversation_id for said in one.readings] for one in histories}
    refit = refit_leaving(histories, day, horizon_days)
    cards, offered = Scorecards(shipped_scorecards().loyalty, refit.card), _Offered(adviser, refit)
    page: list[KeptScore] = []
    for done, one in enumerate(scored(histories, as_of, horizon_days, cards=cards), 1):
        advice = adviser.advice(one)
        if advice.cost:
            offered.hold(one, advice)
        else:
            page.append(kept_score(one, advice, day, refit))
        if len(page) == _PAGE:
            kept += scores.keep(page, quoted)
            page.clear()
        if progress is not None:
            progress("scores", done, len(histories))
    kept += scores.keep([*page, *offered.decided(day)], quoted)
    scores.forget_words_but_newest()
    return kept


def history_of(customer: KnownCustomer, read_at: datetime) -> CustomerHistory:
    """What is kept of a customer, as scores read it."""
    return CustomerHistory(
        customer_id=customer.id,
        joined_at=customer.joined_at,
        orders=customer.orders,
        requests=customer.requests,
        feedback=customer.feedback,
        readings=tuple(reading_from(one) for one in customer.readings),
        language=customer.language or "en",
        read_at=read_at,
    )


def kept_score(scores: CustomerScores, advice: Advice, day: datetime, refit: Refit) -> KeptScore:
    """What is kept of a customer's scores; `refit` is where their leaving points come from."""
    loyalty, forecast = scores.loyalty, scores.forecast
    return KeptScore(
        customer_id=scores.customer_id,
        as_of=day,
        scorer=SCORER,
        loyalty=round(loyalty.value, 2),
        loyalty_low=round(loyalty.low, 2),
        loyalty_high=round(loyalty.high, 2),
        value=round(scores.value.value, 2),
        risk=round(scores.leaving.probability, 4),
        again=round(scores.leaving.again, 4),
        purchases=round(forecast.purchases, 4),
        spend=round(forecast.spend, 2),
        tier=scores.tier,
        recommender=scores.group,
        action=advice.action,
        explanation=_explanation(scores, advice, refit),
    )


def day_of(moment: datetime) -> datetime:
    """The beginning of the moment's day, UTC."""
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)


def end_of(day: datetime) -> datetime:
    """The last moment of a day."""
    return day + timedelta(days=1) - timedelta(microseconds=1)


class _Offered:
    """The customers to whom something would be given away, until it is known for whom the budget lasts."""

    def __init__(self, adviser: Adviser, refit: Refit) -> None:
        self._adviser, self._refit = adviser, refit
        self._scores: dict[str, CustomerScores] = {}
        self._advice: dict[str, Advice] = {}

    def hold(self, scores: CustomerScores, advice: Advice) -> None:
        self._scores[scores.customer_id], self._advice[scores.customer_id] = scores, advice

    def decided(self, day: datetime) -> list[KeptScore]:
        within = self._adviser.within_budget(self._advice)
        return [kept_score(scores, within[id], day, self._refit) for id, scores in self._scores.items()]


def _histories(known: KnownCustomers, read_at: datetime, progress: Progress | None) -> Iterator[CustomerHistory]:
    ids = known.ids()
    for start in range(0, len(ids), _PAGE):
        for one in known.customers(ids[start : start + _PAGE]):
            yield history_of(one, read_at)
        if progress is not None:
            progress("customers", min(start + _PAGE, len(ids)), len(ids))


def _known_by(one: CustomerHistory, moment: datetime) -> bool:
    """Whether they had joined, ordered or written by then."""
    began = (one.joined_at, *(order.placed_at for order in one.orders), *(said.started_at for said in one.readings))
    return any(at is not None and at <= moment for at in began)


def _explanation(scores: CustomerScores, advice: Advice, refit: Refit) -> dict[str, Any]:
    """All in words, ready for JSON."""
    told, coverage = explain(scores), scores.coverage
    return {
        "headline": {"en": told.headline_en, "zh": told.headline_zh},
        "base": told.base,
        "score": told.score,
        "reasons": [_reason(one) for one in told.reasons],
        "leaving": [_reason(one) for one in told.leaving],
        "caveats": {"en": list(told.caveats_en), "zh": list(told.caveats_zh)},
        "value": [_points(one) for one in scores.value.contributions],
        "value_base": round(scores.value.base, 2),
        "known": {
            "orders": coverage.orders,
            "conversations": coverage.conversations,
            "share": round(coverage.share, 3),
        },
        "horizon_days": scores.forecast.horizon_days,
        "forecast_model": scores.forecast.model,
        "leaving_points": _leaving_points(refit),
        "advice": {
            "action": advice.action,
            "rule": advice.rule,
            "reason": {"en": advice.reason_en, "zh": advice.reason_zh},
            "sources": [_source(one) for one in advice.sources],
            "cost": round(advice.cost, 2),
            "gain": round(advice.gain, 2),
        },
    }


def _leaving_points(refit: Refit) -> dict[str, Any]:
    """Which were used, and how much less log loss, with its interval at 95 %, refitting had; None if not tried."""
    tried = refit.refitted_log_loss is not None
    return {
        "used": "refitted" if refit.used else "shipped",
        "gain": [round(one, 4) for one in refit.gain] if tried else None,
    }


def _reason(one: Reason) -> dict[str, Any]:
    return {
        "feature": one.feature,
        "points": one.points,
        "text": {"en": one.text_en, "zh": one.text_zh},
        "evidence": {"en": list(one.evidence_en), "zh": list(one.evidence_zh)},
        "sources": [_source(source) for source in one.sources],
    }


def _points(one: Contribution) -> dict[str, Any]:
    return {"feature": one.feature, "points": round(one.points, 2), "value": one.value}


def _source(one: Source) -> dict[str, Any]:
    return {**asdict(one), "at": one.at.isoformat()}
