"""Days of conversations put together into weeks, and into sums over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from records.learned.talk_overview import TalkCount


@dataclass(frozen=True, slots=True)
class TalkSum:
    """Conversations of a span; means are None where nothing could be told of any."""

    conversations: int = 0
    turns: int = 0
    unresolved: int = 0
    mood: float | None = None
    satisfaction: float | None = None
    satisfied: int = 0
    """Of how many conversations satisfaction is the mean."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week, from `monday` to the Sunday after."""

    monday: date
    talks: TalkSum


def summed(counts: Iterable[TalkCount]) -> TalkSum:
    """All counts in one."""
    found = list(counts)
    moods, satisfied = sum(one.moods for one in found), sum(one.satisfied for one in found)
    return TalkSum(
        conversations=sum(one.conversations for one in found),
        turns=sum(one.turns for one in found),
        unresolved=sum(one.conversations for one in found if one.unresolved),
        mood=sum(one.mood for one in found) / moods if moods else None,
        satisfaction=sum(one.satisfaction for one in found) / satisfied if satisfied else None,
        satisfied=satisfied,
    )


def weeks(counts: Sequence[TalkCount]) -> tuple[Week, ...]:
    """The weeks from the first with a conversation to the last, also those without one."""
    by_week: dict[date, list[TalkCount]] = defaultdict(list)
    for one in counts:
        by_week[one.day - timedelta(days=one.day.weekday())].append(one)
    if not by_week:
        return ()
    first, last = min(by_week), max(by_week)
    mondays = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return tuple(Week(monday, summed(by_week[monday])) for monday in mondays)


def by_reason(counts: Iterable[TalkCount]) -> Mapping[str, TalkSum]:
    """The same by contact reason, most conversations first."""
    grouped: dict[str, list[TalkCount]] = defaultdict(list)
    for one in counts:
        grouped[one.contact_reason].append(one)
    sums = {reason: summed(found) for reason, found in grouped.items()}
    return dict(sorted(sums.items(), key=lambda item: (-item[1].conversations, item[0])))
