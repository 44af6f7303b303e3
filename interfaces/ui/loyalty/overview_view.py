"""What the desk shows first, as one JSON object: its size does not grow with the number of customers."""

from __future__ import annotations

from typing import Any, Final

from interfaces.ui.loyalty.desk import LoyaltyDesk
from interfaces.ui.loyalty.score_view import listed
from loyalty.report.contents import COURSE_DAYS
from loyalty.report.weeks import TalkSum, by_reason, summed, weeks
from records.access.rules import Visitor, may
from records.learned.score_days import DayInNumbers
from records.learned.talk_overview import Span, TalkCount

_FURTHEST: Final = 60
AT_STAKE: Final = 6
GONE: Final = ("at_risk", "lapsed")


def overview(desk: LoyaltyDesk, visitor: Visitor) -> dict[str, Any]:
    """Everything of the first view. `as_of` is None where nobody was scored, `weeks` empty where nothing was read."""
    days = desk.scores.days(_FURTHEST)
    newest = days[0] if days else None
    span = desk.span(newest)
    talks = desk.talks.by_day(span)
    told: dict[str, Any] = {
        "as_of": newest and newest.isoformat(),
        "now": desk.shop.now().isoformat(),
        "currency": desk.currency,
        "may": {name: _may(visitor, action) for name, action in _ACTIONS},
        **_talks(talks, span),
    }
    if newest is None:
        return told
    day = desk.days.numbers(newest)
    at_stake = [one for one in desk.scores.at_stake(newest, AT_STAKE) if one.risk > 0]
    names = desk.names.names([one.customer_id for one in at_stake])
    return {
        **told,
        **_day(day),
        "course": [
            {"day": one.isoformat(), "tiers": dict(tiers)} for one, tiers in desk.days.course(spread(list(days)))
        ],
        "at_stake": [listed(one, names.get(one.customer_id, "")) for one in at_stake],
    }


_ACTIONS: Final = (("export", "loyalty.export"), ("score", "loyalty.score"), ("conversations", "desk.open"))


def _may(visitor: Visitor, action: Any) -> bool:
    return may(visitor, action, visitor)


def spread(newest_first: list[Any]) -> list[Any]:
    """At most `COURSE_DAYS` of the days, as far apart as they go, oldest first; the first and the last are in."""
    days = list(reversed(newest_first))
    if len(days) <= COURSE_DAYS:
        return days
    return [days[round(n * (len(days) - 1) / (COURSE_DAYS - 1))] for n in range(COURSE_DAYS)]


def _day(day: DayInNumbers) -> dict[str, Any]:
    summary = day.summary
    spend = [day.spend[tier] for tier in GONE[:1] if tier in day.spend]
    return {
        "customers": summary.customers,
        "tiers": dict(summary.tiers),
        "groups": dict(summary.groups),
        "actions": dict(summary.actions),
        "loyalty": summary.loyalty,
        "value": summary.value,
        "risk": summary.risk,
        "loyalty_mean": summary.loyalty_mean,
        "width_mean": summary.width_mean,
        "at_risk": {
            "customers": summary.tiers.get("at_risk", 0),
            "lapsed": summary.tiers.get("lapsed", 0),
            "expected": sum(one.expected for one in spend),
            "if_back": sum(one.if_back for one in spend),
            "expected_of_all": round(sum(one.expected for one in day.spend.values()), 2),
        },
        "before": day.before and day.before.isoformat(),
        "moves": [{"before": one.before, "now": one.now, "customers": one.customers} for one in day.moves],
    }


def _talks(talks: tuple[TalkCount, ...], span: Span) -> dict[str, Any]:
    return {
        "since": span.since.isoformat(),
        "talks": _sum(summed(talks)),
        "weeks": [{"monday": one.monday.isoformat(), **_sum(one.talks)} for one in weeks(talks)],
        "reasons": [{"reason": reason, **_sum(talk)} for reason, talk in by_reason(talks).items()],
    }


def _sum(talks: TalkSum) -> dict[str, Any]:
    return {
        "conversations": talks.conversations,
        "unresolved": talks.unresolved,
        "mood": None if talks.mood is None else round(talks.mood, 3),
        "satisfaction": None if talks.satisfaction is None else round(talks.satisfaction, 3),
    }
