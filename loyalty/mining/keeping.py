"""Readings on their way into the records and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, cast

from loyalty.nouns import Aspect, ConversationReading, Sentiment, Signal, SignalKind, TurnReading
from loyalty.nouns import Course as CourseWord
from loyalty.nouns import Satisfaction as Satisfied
from records.learned.nouns import KeptReading, KeptSignal

SURE = 0.55
"""On the development half of the labelled messages what is surer than this is right in 96 of 100, the rest in half."""
_DECIMALS = 4
"""More says nothing about a mood, and is most of what a reading takes up."""

_SIGNAL = tuple(one.name for one in fields(Signal))


def kept_reading(reading: ConversationReading, reader: str) -> KeptReading:
    """What is kept of a reading; `reader` names what read it. Probabilities are rounded to four decimals.

    Signals less sure than `SURE` are not: they would be quoted as reasons, and half of them are none.
    """
    satisfaction = reading.satisfaction
    return KeptReading(
        conversation_id=reading.conversation_id,
        customer_id=reading.customer_id,
        started_at=reading.started_at,
        reader=reader,
        turns=len(reading.turns),
        ended_at=reading.ended_at,
        mood=None if reading.mood is None else round(reading.mood, _DECIMALS),
        course=reading.course,
        satisfaction=None if satisfaction is None else round(satisfaction.value, _DECIMALS),
        contact_reason=reading.contact_reason,
        unresolved=reading.unresolved,
        details={
            "turns": [_turn_details(turn) for turn in reading.turns],
            "satisfaction": None if satisfaction is None else _satisfaction_details(satisfaction),
        },
        signals=tuple([_kept_signal(one) for turn in reading.turns for one in turn.signals if one.confidence >= SURE]),
    )


def reading_from(kept: KeptReading) -> ConversationReading:
    """The reading that was kept."""
    signals: dict[str, list[Signal]] = defaultdict(list)
    for one in kept.signals:
        signals[one.turn_id].append(signal_from(one))
    told = kept.details.get("satisfaction")
    return ConversationReading(
        conversation_id=kept.conversation_id,
        customer_id=kept.customer_id,
        started_at=kept.started_at,
        ended_at=kept.ended_at,
        turns=tuple(_turn_from(turn, signals) for turn in kept.details["turns"]),
        mood=kept.mood,
        course=cast("CourseWord", kept.course),
        satisfaction=None if told is None else Satisfied(**told),
        contact_reason=cast("Any", kept.contact_reason),
        unresolved=kept.unresolved,
    )


def _turn_details(turn: TurnReading) -> dict[str, Any]:
    sentiment = turn.sentiment
    return {
        "id": turn.turn_id,
        "position": turn.position,
        "at": turn.at.isoformat(),
        "label": sentiment.label,
        "p": [round(share, _DECIMALS) for share in sentiment.probabilities],
        "why": sentiment.why,
    }


def _turn_from(told: Mapping[str, Any], signals: Mapping[str, list[Signal]]) -> TurnReading:
    negative, neutral, positive = told["p"]
    return TurnReading(
        turn_id=told["id"],
        position=told["position"],
        at=datetime.fromisoformat(told["at"]),
        sentiment=Sentiment(told["label"], (negative, neutral, positive), told["why"]),
        signals=tuple(signals.get(told["id"], ())),
    )


def _satisfaction_details(satisfaction: Satisfied) -> dict[str, Any]:
    figures = {
        name: round(getattr(satisfaction, name), _DECIMALS) for name in ("value", "low", "high", "unhappy", "base")
    }
    return {**figures, "reasons": {name: round(stars, _DECIMALS) for name, stars in satisfaction.reasons.items()}}


def _kept_signal(signal: Signal) -> KeptSignal:
    # Not by way of `asdict`, which copies deeply: that took as long as all the rest.
    return KeptSignal(**{name: getattr(signal, name) for name in _SIGNAL})


def signal_from(kept: KeptSignal) -> Signal:
    """The signal that was kept."""
    values = {name: getattr(kept, name) for name in _SIGNAL}
    kind, aspect = cast("SignalKind", values.pop("kind")), cast("Aspect | None", values.pop("aspect"))
    return Signal(kind=kind, aspect=aspect, **values)
