"""Lets a profile nudge the order of what a search found: a little, and never out of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Literal

from assistant.agent.profile.shopper import ShopperProfile
from assistant.agent.profile.sizes import comes_in
from retrieval.catalog import Product
from retrieval.query import SearchHit

LIKED, SIZE, BAND = 0.15, 0.10, 0.05
"""What a liked brand, the usual size and the usual price are worth, as shares of the gap from the best score to the
worst: together less than a third, so that a much better match stays ahead."""
DISLIKED = -0.30
COMPLAINED_THIS = -1.0
"""The very product that broke is not shown first however well it fits: it goes behind the rest, and is still there."""

Ground = Literal[
    "brand", "size", "price", "returned", "bought", "praised", "praised_this", "complained", "complained_this"
]
SAID: frozenset[Ground] = frozenset({"praised", "praised_this", "complained", "complained_this"})
"""Grounds that are words of the shopper and not purchases."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a product stands where it stands; `value` is the brand or the size, `at` when it was bought last."""

    ground: Ground
    value: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shaped:
    """The same hits in a new order. `reasons` are by product id, only where there is something to say.

    `order_reasons` are those that changed the order, each once; empty where it is as it was.
    """

    hits: tuple[SearchHit, ...]
    reasons: Mapping[str, tuple[Because, ...]]

    @property
    def order_reasons(self) -> tuple[Because, ...]:
        """What changed the order, the first product's first; empty where nothing did."""
        said = (one for hit in self.hits for one in self.reasons.get(hit.product.id, ()))
        return tuple(dict.fromkeys(one for one in said if one.ground != "bought"))


def shaped_by(profile: ShopperProfile, hits: Sequence[SearchHit]) -> Shaped:
    """The hits, best first by relevance, with those the shopper would like a little further up.

    Nothing is added or left out. Scores are read as falling: where variety put a lower score first, it stays first
    unless the profile has a reason. What was bought already moves neither up nor down for its brand, but says so; it
    goes down where it was complained about.
    """
    grounds = [_grounds(profile, hit.product) for hit in hits]
    weights = [_moved(profile, hit.product, said) for hit, said in zip(hits, grounds, strict=True)]
    falling = list(accumulate((hit.score for hit in hits), min))
    gap = falling[0] - falling[-1] if falling else 0.0
    places = sorted(range(len(hits)), key=lambda i: (-(falling[i] + weights[i] * gap), -weights[i], i))
    reasons: dict[str, tuple[Because, ...]] = {}
    for new, old in enumerate(places):
        changed = weights[old] * (old - new) > 0
        said = (*(grounds[old] if changed else ()), *_bought(profile, hits[old].product))
        if said:
            reasons[hits[old].product.id] = said
    return Shaped(tuple(hits[i] for i in places), reasons)


def _grounds(profile: ShopperProfile, product: Product) -> tuple[Because, ...]:
    if product.id in profile.complained_products:
        return (Because("complained_this"),)
    if product.brand in profile.disliked_brands:
        return (Because("returned", product.brand),)
    if product.brand in profile.complained_brands:
        return (Because("complained", product.brand),)
    size = profile.sizes.get(product.category_path)
    band = profile.price_bands.get(product.category[0]) if product.category else None
    return (
        *_liked(profile, product),
        *((Because("size", size),) if size and comes_in(product, size) else ()),
        *((Because("price"),) if band and band.holds(product) else ()),
    )


def _liked(profile: ShopperProfile, product: Product) -> tuple[Because, ...]:
    """The best that speaks for the product or its brand, once."""
    if product.id in profile.praised_products:
        return (Because("praised_this"),)
    if product.brand in profile.liked_brands:
        return (Because("brand", product.brand),)
    return (Because("praised", product.brand),) if product.brand in profile.praised_brands else ()


def _moved(profile: ShopperProfile, product: Product, grounds: tuple[Because, ...]) -> float:
    bought = profile.purchases.get(product.id) is not None
    return 0.0 if bought and product.id not in profile.complained_products else sum(map(_worth, grounds))


def _worth(because: Because) -> float:
    worth = {
        "size": SIZE,
        "price": BAND,
        "returned": DISLIKED,
        "complained": DISLIKED,
        "complained_this": COMPLAINED_THIS,
    }
    return worth.get(because.ground, LIKED)


def _bought(profile: ShopperProfile, product: Product) -> tuple[Because, ...]:
    at = profile.purchases.get(product.id)
    return () if at is None else (Because("bought", at=at),)
