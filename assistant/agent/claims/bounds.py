"""Judges limits and ranges of price that nobody has named before: `all under $100`, `between $40 and $60`, 不到130."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from assistant.agent.claims.reading import Claim
from assistant.agent.claims.roles import Role
from assistant.agent.constraints.currencies import CURRENCY_PATTERN
from assistant.agent.constraints.numerals import DIGITS_PATTERN, read_number
from retrieval.catalog import Product

_CURRENCY: Final = rf"(?:\s*(?:{CURRENCY_PATTERN}))?\s*"
_LINK: Final = r"(?:-|to|and|到|至|和)"
_HIGHER: Final = re.compile(rf"{_CURRENCY}{_LINK}{_CURRENCY}({DIGITS_PATTERN})", re.ASCII)
_LOWER: Final = re.compile(rf"({DIGITS_PATTERN}){_CURRENCY}{_LINK}{_CURRENCY}$", re.ASCII)
_DENIED: Final = re.compile(r"\b(?:not|none|never)\b|n't\b|没有|并非|不是", re.ASCII)
WIDEST: Final = 2.0
"""How many times the highest price the upper end of a range may be; the same below the lowest."""


def bounds_hold(claim: Claim, role: Role, rows: Iterable[Product], text: str) -> bool:
    """Whether every row's price keeps the limit or lies in the range of folded text, and comes close enough to it."""
    prices = [row.price for row in rows]
    value = claim.value
    if not prices or value is None or _DENIED.search(text[max(0, claim.start - 24) : claim.start]):
        return False
    if role == "range":
        low, high = _range(claim, value, text)
        if low is None or high is None:
            return False
        return low <= min(prices) <= low * WIDEST and high / WIDEST <= max(prices) <= high
    if role == "upper":
        return max(prices) <= value <= WIDEST * max(prices)
    return role == "lower" and value <= min(prices) <= WIDEST * value


def _range(claim: Claim, value: float, text: str) -> tuple[float | None, float | None]:
    """The two ends of the range that a price is one of."""
    higher = _HIGHER.match(text, claim.end) or _HIGHER.match(text, claim.value_end)
    if higher:
        return value, read_number(higher[1])
    lower = _LOWER.search(text[: claim.start])
    return (read_number(lower[1]) if lower else None), value
