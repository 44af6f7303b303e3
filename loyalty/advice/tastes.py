"""What somebody said they like and dislike: products, their brands, and the ways of the shop."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from loyalty.advice.product_facts import FindFacts
from loyalty.features.history import Source
from loyalty.features.known import DAY
from loyalty.nouns import ConversationReading, Signal

HALF_LIFE_DAYS: Final = 180.0
"""After so many days an opinion counts half."""
CLEAR: Final = 0.25
"""An opinion below that, either way, is none."""
BRAND_TALKS: Final = 2
"""A brand is judged by what was said in so many conversations at least: one may be about one bad piece, or misread."""
SOURCES: Final = 3
SIGNS: Final = {"praise": 1.0, "complaint": -1.0}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was said of one thing: praise less complaints, faded; above 0 it is liked.

    `sources` are what was said for the side that prevails, the newest first.
    """

    balance: float
    sources: tuple[Source, ...]

    @property
    def liked(self) -> bool:
        """Whether praise prevails."""
        return self.balance > 0


@dataclass(frozen=True, slots=True)
class Tastes:
    """Clear opinions: by product id, by brand as the catalogue writes it, and by aspect where no product is meant."""

    products: Mapping[str, Opinion] = field(default_factory=dict)
    brands: Mapping[str, Opinion] = field(default_factory=dict)
    aspects: Mapping[str, Opinion] = field(default_factory=dict)

    @property
    def liked_products(self) -> frozenset[str]:
        """Ids of products that were praised."""
        return frozenset(id for id, one in self.products.items() if one.liked)

    @property
    def disliked_products(self) -> frozenset[str]:
        """Ids of products that were complained about."""
        return frozenset(id for id, one in self.products.items() if not one.liked)

    @property
    def liked_brands(self) -> frozenset[str]:
        """Brands whose products were praised."""
        return frozenset(name for name, one in self.brands.items() if one.liked)

    @property
    def disliked_brands(self) -> frozenset[str]:
        """Brands whose products were complained about."""
        return frozenset(name for name, one in self.brands.items() if not one.liked)


@dataclass(frozen=True, slots=True)
class _Said:
    """Praise (weight above 0) or a complaint (below), and in which conversation."""

    weight: float
    signal: Signal
    conversation_id: str


def tastes_of(readings: Iterable[ConversationReading], find_facts: FindFacts, now: datetime) -> Tastes:
    """The opinions in one customer's conversations, as `tastes_from` has them."""
    said = ((one.conversation_id, signal) for one in readings for turn in one.turns for signal in turn.signals)
    return tastes_from(said, find_facts, now)


def tastes_from(said: Iterable[tuple[str, Signal]], find_facts: FindFacts, now: datetime) -> Tastes:
    """The opinions in signals, each with its conversation's id, in any order; what is dated after `now` is left out.

    Each praise and complaint counts by strength and confidence, by half less every `HALF_LIFE_DAYS`. One about a
    product speaks of it, and together with one in another conversation of its brand; one about its price, its delivery
    and the like does not, and stands under its aspect.
    """
    products: dict[str, list[_Said]] = defaultdict(list)
    brands: dict[str, list[_Said]] = defaultdict(list)
    aspects: dict[str, list[_Said]] = defaultdict(list)
    for opinion in _opinions(said, now):
        one = opinion.signal
        if one.product_id is None or one.aspect not in (None, "product"):
            aspects[one.aspect or "product"].append(opinion)
            continue
        products[one.product_id].append(opinion)
        facts = find_facts(one.product_id)
        if facts is not None and facts.brand:
            brands[facts.brand].append(opinion)
    return Tastes(_clear(products), _clear(brands, BRAND_TALKS), _clear(aspects))


def _opinions(signals: Iterable[tuple[str, Signal]], now: datetime) -> list[_Said]:
    """Praise and complaints until now, the newest first."""
    said = [
        _Said(_weight(signal, now), signal, conversation_id)
        for conversation_id, signal in signals
        if signal.kind in SIGNS and signal.at <= now
    ]
    return sorted(said, key=lambda one: (one.signal.at, one.signal.turn_id, one.signal.start), reverse=True)


def _weight(signal: Signal, now: datetime) -> float:
    faded = math.pow(0.5, (now - signal.at).total_seconds() / DAY / HALF_LIFE_DAYS)
    return SIGNS[signal.kind] * signal.strength * signal.confidence * faded


def _clear(said: Mapping[str, list[_Said]], talks: int = 1) -> dict[str, Opinion]:
    """What was said clearly enough, in `talks` conversations on the side that prevails; the newest first."""
    found = {}
    for name, weighed in sorted(said.items()):
        balance = sum(one.weight for one in weighed)
        prevailing = [one for one in weighed if one.weight * balance > 0]
        if abs(balance) >= CLEAR and len({one.conversation_id for one in prevailing}) >= talks:
            quotes = {one.signal.quote: one.signal for one in reversed(prevailing)}
            newest = sorted(quotes.values(), key=lambda one: (one.at, one.turn_id, one.start), reverse=True)[:SOURCES]
            sources = tuple(Source("turn", one.turn_id, one.at, one.quote, one.aspect) for one in newest)
            found[name] = Opinion(balance, sources)
    return found
