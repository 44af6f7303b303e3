"""Checks "the cheapest", "the best rated" and the like against the products the shopper was shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.agent.claims.quantities import sized
from retrieval.catalog import Product

_Measure = Callable[[Product], float | None]

_SUPERLATIVES: list[tuple[re.Pattern[str], _Measure]] = [
    (
        re.compile(
            r"\b(?:cheapest|most affordable|most budget[- ]friendly|least expensive|lowest[- ]priced?|lowest price)\b"
            r"|最便宜|价格最低|最实惠|最低价|价格最优"
        ),
        lambda product: -product.price,
    ),
    (re.compile(r"\b(?:most expensive|highest[- ]priced?|highest price|priciest)\b|最贵|价格最高"), lambda p: p.price),
    (
        re.compile(
            r"\b(?:(?:best|highest|top)[- ]rated|(?:highest|best) (?:star )?ratings?|best reviews?|best reviewed)\b"
            r"|(?:评分|评价|评级)(?:是)?最[高好]|口碑最好"
        ),
        lambda product: product.rating,
    ),
    (
        re.compile(r"\b(?:the )?lightest\b(?! (?:colou?r|shade))|最轻(?!松|微)"),
        lambda product: figure(product, "weight", -1),
    ),
    (re.compile(r"\bheaviest\b|最重(?!要)"), lambda product: figure(product, "weight")),
    (
        re.compile(r"\blongest (?:battery|playback|run ?time)|\blongest[- ]lasting|续航(?:时间)?最[长久]"),
        lambda product: figure(product, "battery"),
    ),
    (re.compile(r"\b(?:largest|biggest|highest) capacity|容量最大"), lambda product: figure(product, "capacity")),
    (re.compile(r"\bbest[- ]?sell\w*|销量(?:第一|最[高好])|最畅销|卖得最好"), lambda product: _sells(product)),
    (re.compile(r"\bnewest\b|最新款|最新上架"), lambda product: float(product.added_on.replace("-", "") or 0) or None),
    (re.compile(r"\b(?:largest|biggest) (?:screen|display)|屏幕最大"), lambda product: figure(product, "screen")),
    (
        re.compile(r"\bmost (?:reviews|reviewed|popular)\b|评[价论]最多|最受欢迎"),
        lambda product: float(product.review_count),
    ),
]


def _sells(product: Product) -> float | None:
    """1 where the catalogue itself says that a product sells best; sales are not counted here."""
    said = re.search(r"best[- ]?sell|畅销|卖得最好", f"{product.description} {product.description_zh}", re.IGNORECASE)
    return 1.0 if said else None


def figure(product: Product, about: str, sign: int = 1) -> float | None:
    """What a row's attribute on the weight, battery, ... states, in the base of its dimension."""
    for name, value in product.attributes.items():
        if name.split("_")[0] == about and isinstance(value, int | float) and not isinstance(value, bool):
            stated = sized(name, float(value))
            return sign * stated[1] if stated else None
    return None


def superlatives_in(text: str) -> int:
    """How many kinds of superlative a folded sentence claims."""
    return sum(bool(pattern.search(text)) for pattern, _ in _SUPERLATIVES)


def superlatives_hold(text: str, about: Sequence[Product], among: Sequence[Product]) -> bool:
    """Whether every superlative of a folded sentence is true of what it is about, among what was shown.

    False where it is not clear what the sentence is about, or where a product has no rating to compare.
    """
    claimed = [measure for pattern, measure in _SUPERLATIVES if pattern.search(text)]
    return all(any(_is_most(product, among, measure) for product in about) for measure in claimed)


def _is_most(product: Product, among: Sequence[Product], measure: _Measure) -> bool:
    own = measure(product)
    others = [value for other in among if (value := measure(other)) is not None]
    return own is not None and bool(others) and own >= max(others)
