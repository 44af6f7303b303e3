"""The profile of one customer, each point with what proves it: read `profile_of` first.

    profile = profile_of(history, find_facts, now)
    profile.of_kind("brand")[0].text_en, profile.as_json()

What counts as a brand that is kept or sent back, a usual size and a usual price is as in the assistant's own profile of
a shopper, so that what is told is what their searches follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from statistics import quantiles
from typing import Any, Final, Literal, TypeAlias, get_args

import yaml

from loyalty.advice.product_facts import FindFacts, ProductFacts
from loyalty.advice.tastes import SOURCES, Opinion, Tastes, tastes_of
from loyalty.features.history import CustomerHistory, Source
from loyalty.scores.wording import TONGUES, Tongue, source_in_words
from loyalty.scores.wording import texts as score_texts
from records.nouns import Order, OrderLine, OrderRequest

PointKind: TypeAlias = Literal["category", "brand", "size", "price", "language", "liked", "disliked"]
KINDS: Final[tuple[PointKind, ...]] = get_args(PointKind)
MOST: Final = 5
"""Points of one kind."""
LIKED_FROM: Final = 2
"""Purchases of a brand that were kept, from which on it is one of theirs."""
BAND_FROM: Final = 3
"""Purchases in a department, from which on there is a usual price."""


@dataclass(frozen=True, slots=True)
class ProfilePoint:
    """One thing that is known: its value as the catalogue writes it, in words, and what it was read from."""

    kind: PointKind
    value: str
    text_en: str
    text_zh: str
    sources: tuple[Source, ...] = ()

    def text(self, tongue: Tongue) -> str:
        """The point in words."""
        return self.text_zh if tongue == "zh" else self.text_en


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """What is known of one customer as of `at`; `points` are by kind, in the order of `KINDS`."""

    customer_id: str
    at: datetime
    points: tuple[ProfilePoint, ...]
    tastes: Tastes

    def of_kind(self, kind: PointKind) -> tuple[ProfilePoint, ...]:
        """The points of a kind, the most telling first."""
        return tuple(one for one in self.points if one.kind == kind)

    def as_json(self) -> dict[str, Any]:
        """The profile ready for JSON."""
        return {"customer": self.customer_id, "at": self.at.isoformat(), "points": [*map(self._point, self.points)]}

    def _point(self, point: ProfilePoint) -> dict[str, Any]:
        return {
            "kind": point.kind,
            "value": point.value,
            "text": {"en": point.text_en, "zh": point.text_zh},
            "evidence": {
                tongue: [source_in_words(one, self.at, tongue) for one in point.sources] for tongue in TONGUES
            },
            "sources": [{**asdict(one), "at": one.at.isoformat()} for one in point.sources],
        }


@dataclass(frozen=True, slots=True)
class _Bought:
    order: Order
    line: OrderLine
    facts: ProductFacts
    kept: bool
    request: OrderRequest | None

    @property
    def source(self) -> Source:
        if self.request is not None:
            return Source("request", self.request.id, self.request.at, self.request.reason)
        return Source("order", self.order.id, self.order.placed_at, self.line.title)


def profile_of(history: CustomerHistory, find_facts: FindFacts, now: datetime) -> CustomerProfile:
    """What the customer's orders, returns and words say until `now` (aware); points without any evidence are left out.

    Only the language is known from the customer's own record. Cancelled orders and products that the catalogue no
    longer has say nothing.
    """
    bought = list(_bought(history, find_facts, now))
    kept = [one for one in bought if one.kept]
    tastes = tastes_of(history.readings, find_facts, now)
    points = (
        *_categories(kept),
        *_brands(bought, back=False),
        *_sizes(kept),
        *_prices(kept),
        _language(history),
        *_opinions(tastes, find_facts, liked=True),
        *_opinions(tastes, find_facts, liked=False),
        *_brands(bought, back=True),
    )
    return CustomerProfile(history.customer_id, now, points, tastes)


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """The words of `profile.yaml`."""
    read: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("profile.yaml").read_text(encoding="utf-8"))
    return read


def _bought(history: CustomerHistory, find_facts: FindFacts, now: datetime) -> Iterator[_Bought]:
    """Every line of what was not cancelled and is known, oldest first."""
    asked = (one for one in history.requests if one.kind == "return" and one.at <= now)
    back = {(one.order_id, id): one for one in asked for id in one.product_ids}
    orders = (one for one in history.orders if one.placed_at <= now and one.status != "cancelled")
    for order in sorted(orders, key=lambda one: (one.placed_at, one.id)):
        for line in order.lines:
            facts = find_facts(line.product_id)
            if facts is not None:
                request = back.get((order.id, line.product_id))
                yield _Bought(order, line, facts, order.status != "returned" and request is None, request)


def _categories(kept: Sequence[_Bought]) -> Iterator[ProfilePoint]:
    for group in _most(kept, lambda one: " > ".join(one.facts.category))[:MOST]:
        facts = group[-1].facts
        yield _point("category", "category", " > ".join(facts.category), facts.category_names, group)


def _brands(bought: Sequence[_Bought], *, back: bool) -> Iterator[ProfilePoint]:
    """Brands of which more was kept than sent back, and kept twice; or, with `back`, those sent back as often."""
    brands = _most([one for one in bought if one.kept != back], lambda one: one.facts.brand)
    others: dict[str, int] = defaultdict(int)
    for one in bought:
        others[one.facts.brand] += one.kept == back
    told = 0
    for group in brands:
        name = group[0].facts.brand
        clear = len(group) >= others[name] if back else len(group) >= LIKED_FROM and len(group) > others[name]
        if clear and told < MOST:
            told += 1
            yield _point("disliked" if back else "brand", "returned_brand" if back else "brand", name, name, group)


def _sizes(kept: Sequence[_Bought]) -> Iterator[ProfilePoint]:
    last = {one.facts.category: one for one in kept if one.facts.size}
    for one in list(reversed(last.values()))[:MOST]:
        size = one.facts.size
        yield _point("size", "size", size, size, [one], of=one.facts.category_names)


def _prices(kept: Sequence[_Bought]) -> Iterator[ProfilePoint]:
    groups = _most(kept, lambda one: f"{one.facts.category[0]}\n{one.order.currency}" if one.facts.category else "")
    told: set[str] = set()
    for group in groups:
        facts, currency = group[-1].facts, group[-1].order.currency
        if len(group) < BAND_FROM or facts.category[0] in told or len(told) == MOST:
            continue
        told.add(facts.category[0])
        fifths = quantiles([one.line.unit_price for one in group], n=5, method="inclusive")
        low, high = f"{fifths[0]:.2f}", f"{fifths[-1]:.2f}"
        named = f"{low} {currency}" if low == high else f"{low} – {high} {currency}"
        yield _point("price", "price", f"{facts.category[0]}: {named}", named, group, of=facts.department_names)


def _language(history: CustomerHistory) -> ProfilePoint:
    words = texts()["languages"].get(history.language, {"en": history.language, "zh": history.language})
    return _point("language", "language", history.language, (words["en"], words["zh"]), ())


def _opinions(tastes: Tastes, find_facts: FindFacts, *, liked: bool) -> Iterator[ProfilePoint]:
    kind: PointKind = "liked" if liked else "disliked"
    for about, opinions, names in (
        ("product", tastes.products, lambda id: _titles(id, find_facts)),
        ("brand", tastes.brands, lambda name: (name, name)),
        ("aspect", tastes.aspects, _aspect),
    ):
        for name, opinion in _clearest(opinions, liked):
            said = names(name)
            if said is not None:
                yield ProfilePoint(kind, name, *_worded(f"{kind}_{about}", said), opinion.sources)


def _clearest(opinions: Mapping[str, Opinion], liked: bool) -> list[tuple[str, Opinion]]:
    fitting = [(name, one) for name, one in opinions.items() if one.liked is liked]
    return sorted(fitting, key=lambda one: (-abs(one[1].balance), one[0]))[:MOST]


def _titles(product_id: str, find_facts: FindFacts) -> tuple[str, str] | None:
    facts = find_facts(product_id)
    return None if facts is None else (facts.title_en, facts.title_zh or facts.title_en)


def _aspect(name: str) -> tuple[str, str]:
    words = texts()["aspects"].get(name) or score_texts()["aspects"][name]
    return words["en"], words["zh"]


def _most(bought: Sequence[_Bought], key: Callable[[_Bought], str]) -> list[list[_Bought]]:
    """Those of one key together, the largest group first, of equals the one bought last; without a key left out."""
    groups: dict[str, list[_Bought]] = defaultdict(list)
    for one in bought:
        if key(one):
            groups[key(one)].append(one)
    return sorted(groups.values(), key=lambda group: (len(group), group[-1].order.placed_at), reverse=True)


def _point(
    kind: PointKind,
    text: str,
    value: str,
    name: str | tuple[str, str],
    group: Sequence[_Bought],
    of: tuple[str, str] = ("", ""),
) -> ProfilePoint:
    names = (name, name) if isinstance(name, str) else name
    sources = tuple(dict.fromkeys(one.source for one in reversed(group)))[:SOURCES]
    return ProfilePoint(kind, value, *_worded(text, names, len(group), of), sources)


def _worded(text: str, names: tuple[str, str], count: int = 0, of: tuple[str, str] = ("", "")) -> tuple[str, str]:
    words = texts()["points"][text]
    plural = "" if count == 1 else "s"
    said = (words[tongue].format(name=names[at], n=count, s=plural, of=of[at]) for at, tongue in enumerate(TONGUES))
    english, chinese = said
    return english, chinese
