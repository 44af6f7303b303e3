"""Features of what was said: signals, mood, satisfaction, looking around, matters that are open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from loyalty.features.config import FeatureConfig
from loyalty.features.history import ABSENT, Feature, Source
from loyalty.features.known import Known
from loyalty.features.names import COMPLAINT_FEATURES, SIGNAL_FEATURES
from loyalty.nouns import ConversationReading, Signal

LOOKING: Final = frozenset({"find", "compare", "product_question"})
"""Contact reasons of somebody who looks at products."""
MIDDLE: Final = 3.5
"""The satisfaction of an unremarkable conversation, towards which few or old ones are drawn."""
OVERRULED: Final = frozenset({"complaint", "leave"})
"""What is said and then disproved by buying again."""
KIND: Final = frozenset({"praise", "buy_again", "recommend"})
"""What speaks well of the shop."""
UNSAID: Final = Feature(0.0)
DRAW: Final = 0.5
"""How many conversations of today that pull weighs."""


def talking_features(known: Known, config: FeatureConfig) -> dict[str, Feature]:
    """The features of `names.CHAT_FEATURES`."""
    faded = [(0.5 ** (known.days_since(one.started_at) / config.half_life_days), one) for one in known.readings]
    return {
        **_signals(known, faded, config.sources),
        **_looks(known, faded, config),
        **_mood(faded, config.sources),
        **_satisfaction(faded, config.sources),
        "conversations": Feature(float(sum(map(says_something, known.readings)))),
        "silence_days": Feature(known.days_since(known.readings[-1].ended_at)) if known.readings else ABSENT,
        "open_matters": _open_matters(known, config),
        "thumbs": _thumbs(known, config),
    }


def says_something(reading: ConversationReading) -> bool:
    """Whether anything could be read in it: a mood, a satisfaction or a signal."""
    return reading.mood is not None or reading.satisfaction is not None or any(one.signals for one in reading.turns)


Faded = Sequence[tuple[float, ConversationReading]]


def _signals(known: Known, faded: Faded, keep: int) -> dict[str, Feature]:
    """Each kind: over a conversation's signals 1 - product of (1 - strength * confidence), faded, summed.

    Deeds overrule words: each purchase day after a complaint or a threat to leave halves it.
    """
    bought = sorted({one.order.placed_at.date() for one in known.orders if one.is_purchase})
    sums: dict[str, float] = dict.fromkeys((*SIGNAL_FEATURES, *COMPLAINT_FEATURES), 0.0)
    said: dict[str, list[tuple[float, Signal]]] = {}
    for weight, reading in faded:
        unsaid: dict[str, float] = {}
        bad = weight * 0.5 ** (len(bought) - bisect_right(bought, reading.started_at.date()))
        for turn in reading.turns:
            for one in turn.signals:
                evidence = min(1.0, max(0.0, one.strength * one.confidence))
                counts = (bad if one.kind in OVERRULED else weight) * evidence
                for name in _names(one):
                    unsaid[name] = unsaid.get(name, 1.0) * (1 - evidence)
                    said.setdefault(name, []).append((counts, one))
        for name, rest in unsaid.items():
            sums[name] += (bad if name in OVERRULED or name in COMPLAINT_FEATURES else weight) * (1 - rest)
    return {name: Feature(value, _told(said[name], keep)) if name in said else UNSAID for name, value in sums.items()}


def _names(one: Signal) -> tuple[str, ...]:
    return ("complaint", f"complaint_{one.aspect}") if one.kind == "complaint" and one.aspect else (one.kind,)


def _told(said: Iterable[tuple[float, Signal]], keep: int) -> tuple[Source, ...]:
    """The strongest, each quote once."""
    found: dict[str, Source] = {}
    for _, one in sorted(said, key=lambda pair: (-pair[0], pair[1].at, pair[1].start)):
        found.setdefault(one.quote, Source("turn", one.turn_id, one.at, one.quote, one.aspect))
        if len(found) == keep:
            break
    return tuple(found.values())


def _looks(known: Known, faded: Faded, config: FeatureConfig) -> dict[str, Feature]:
    looks = [(weight, one) for weight, one in faded if one.contact_reason in LOOKING]
    if not looks:
        return {"looks": Feature(0.0), "last_look_days": ABSENT, "looks_unbought": Feature(0.0)}
    bought = max((one.order.placed_at for one in known.orders if one.is_purchase), default=None)
    unbought = [
        one
        for _, one in looks
        if known.days_since(one.started_at) <= config.look_days and (bought is None or bought < one.started_at)
    ]
    sources = _conversations([one for _, one in looks[-config.sources :]])
    return {
        "looks": Feature(sum(weight for weight, _ in looks), sources),
        "last_look_days": Feature(known.days_since(looks[-1][1].started_at), sources[-1:]),
        "looks_unbought": Feature(float(len(unbought)), _conversations(unbought[-config.sources :])),
    }


def _mood(faded: Faded, keep: int) -> dict[str, Feature]:
    moods = [(weight, one.mood, one) for weight, one in faded if one.mood is not None]
    if not moods:
        return {"mood": ABSENT, "mood_trend": ABSENT}
    weights = sum(weight for weight, _, _ in moods)
    mood = sum(weight * mood for weight, mood, _ in moods) / (weights + DRAW)
    telling = sorted(moods, key=lambda one: -one[0] * one[1] * (1 if mood >= 0 else -1))[:keep]
    sources = _conversations([one for _, value, one in telling if value * mood > 0], mood)
    if len(moods) == 1:
        return {"mood": Feature(mood, sources), "mood_trend": ABSENT}
    before = moods[:-1]
    earlier = sum(weight * value for weight, value, _ in before) / max(sum(weight for weight, _, _ in before), 1e-12)
    trend = moods[-1][1] - earlier
    last = _conversations([moods[-1][2]], trend)
    return {"mood": Feature(mood, sources), "mood_trend": Feature(trend, last)}


def _satisfaction(faded: Faded, keep: int) -> dict[str, Feature]:
    rated = [(weight, one.satisfaction.value, one) for weight, one in faded if one.satisfaction is not None]
    if not rated:
        return {"satisfaction_last": ABSENT, "satisfaction_mean": ABSENT}
    weights = sum(weight for weight, _, _ in rated)
    mean = (sum(weight * value for weight, value, _ in rated) + DRAW * MIDDLE) / (weights + DRAW)
    like_it = [one for one in rated if (one[1] >= MIDDLE) == (mean >= MIDDLE)]
    telling = sorted(like_it, key=lambda one: -one[0] * abs(one[1] - MIDDLE))[:keep]
    return {
        "satisfaction_last": Feature(rated[-1][1], _conversations([rated[-1][2]], rated[-1][1] - MIDDLE)),
        "satisfaction_mean": Feature(mean, _conversations([one for _, _, one in telling], mean - MIDDLE)),
    }


def _open_matters(known: Known, config: FeatureConfig) -> Feature:
    """A conversation is put right by a later one that ends well; a request by the shop."""
    left: list[ConversationReading] = []
    for one in known.readings:
        if one.unresolved:
            left.append(one)
        elif (one.mood or 0.0) > 0:
            left.clear()
    left = [one for one in left if known.days_since(one.ended_at) <= config.open_days]
    waiting = [one for one in known.requests if one.status == "open" and known.days_since(one.at) > config.request_days]
    sources = (
        *(Source("request", one.id, one.at, one.reason) for one in waiting[-config.sources :]),
        *_conversations(left[-config.sources :], -1),
    )
    return Feature(float(len(left) + len(waiting)), sources[: config.sources])


def _thumbs(known: Known, config: FeatureConfig) -> Feature:
    if not known.feedback:
        return ABSENT
    value = sum(
        (1 if one.helpful else -1) * 0.5 ** (known.days_since(one.at) / config.half_life_days) for one in known.feedback
    )
    sources = tuple(
        Source("feedback", one.id, one.at, one.reason)
        for one in reversed(known.feedback)
        if one.helpful == (value >= 0)
    )
    return Feature(value, sources[: config.sources])


def _conversations(readings: Sequence[ConversationReading], turn: float = 0.0) -> tuple[Source, ...]:
    """Each conversation as a source: the strongest thing said in it, or the conversation itself.

    `turn` above 0 asks for something kind, below 0 for something unkind; where nothing is, there is no quote.
    """
    return tuple(_conversation(one, turn) for one in readings)


def _conversation(reading: ConversationReading, turn: float) -> Source:
    signals = [one for each in reading.turns for one in each.signals if not turn or (one.kind in KIND) == (turn > 0)]
    if not signals:
        return Source("conversation", reading.conversation_id, reading.started_at)
    one = max(signals, key=lambda signal: signal.strength * signal.confidence)
    return Source("turn", one.turn_id, one.at, one.quote, one.aspect)
