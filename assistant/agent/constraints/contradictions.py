"""Finds wishes that cannot both hold, so that the shopper is asked which one is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.money import PriceLimits, numbers_in, price_statements, read_price_limits
from assistant.agent.constraints.numerals import normalise, read_number

Kind = Literal["price", "rating", "attribute"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two wishes that exclude each other.

    For `price`, `low` is the least and `high` the most that was asked for, `low` above `high`, in major units of
    `currency` (None: the shop's own), and `low_first` which was said first. For `rating`, `low` is the stars asked for.
    For `attribute`, `value` is both wanted and refused; `name` is `brands` or an attribute.
    """

    kind: Kind
    low: float = 0.0
    high: float = 5.0
    currency: str | None = None
    low_first: bool = True
    name: str = ""
    value: str = ""


_CHANGE = re.compile(
    r"\b(?:actually|instead|rather|make (?:it|that)|change|no|not|sorry|wait|hmm|oh|ok|okay|then|now|let's|what about|"
    r"how about|show me|or|even|raise|increase|go up|lower|cheaper|more expensive|better|forget|mean[ts]?|mind)\b|"
    r"改|换|还是|那|算了|不|其实|现在|要不|错了|提高|降|再|贵一?点|便宜|加到|放宽",
    re.ASCII,
)
_STARS = re.compile(
    r"(?:at least|over|above|more than|minimum|min|>=?|≥|"
    r"至少|不低于|高于|超过)\s*(?P<num>[6-9]|10)\s*(?:-\s*)?(?:stars?\b|颗?星)|"
    r"\brated\s*(?:at least |over |above )?(?P<num2>[6-9]|10)\s*(?:stars?|or (?:more|higher|better|above)|and up|\+)|"
    r"(?P<num3>[6-9]|10)\s*(?:\+|-|plus| or more| and up| and above)?\s*stars?\b|"
    r"(?:评分|星级)\s*(?:在|要|至少|高于|大于|超过)*\s*(?P<num4>[6-9]|10)(?![\d.])|"
    r"(?<![\d.])(?P<num5>[六七八九十6-9])\s*颗?星(?:以上|及以上|的)?",
    re.ASCII,
)
_FIRST = re.compile(r"\b(?:the )?(?:first|former)\b|前者|第一个|前一个|前面", re.ASCII)
_SECOND = re.compile(r"\b(?:the )?(?:second|latter|last)\b|后者|第二个|后一个|后面", re.ASCII)


def contradiction_in(text: str, read: Constraints, held: Constraints) -> Contradiction | None:
    """What in a message contradicts itself or, without a word of change, what is held; None where nothing does."""
    plain = normalise(text)
    return _in_itself(plain) or _rating(plain) or _attribute(read) or _with_held(plain, read, held)


def answered(text: str, asked: Contradiction) -> Constraints | None:
    """What an answer to the question settles; None where it settles nothing."""
    plain = normalise(text)
    if asked.kind == "price":
        return _price_answer(text, plain, asked)
    if asked.kind == "rating":
        stars = [number for number in numbers_in(plain) if 0 < number <= 5]
        return Constraints(min_rating=stars[0]) if len(stars) == 1 else None
    return None


def _price_answer(text: str, plain: str, asked: Contradiction) -> Constraints | None:
    limits = read_price_limits(text)
    if limits is not None:
        return Constraints(limits.minimum, limits.maximum, limits.currency or asked.currency)
    named = numbers_in(plain) & {asked.low, asked.high}
    chosen = [pattern for pattern in (_FIRST, _SECOND) if pattern.search(plain)]
    is_low = named == {asked.low} or (not named and chosen == [_FIRST if asked.low_first else _SECOND])
    is_high = named == {asked.high} or (not named and chosen == [_SECOND if asked.low_first else _FIRST])
    if is_low == is_high:
        return None
    low, high = (asked.low, None) if is_low else (None, asked.high)
    return Constraints(low, high, asked.currency)


def _in_itself(plain: str) -> Contradiction | None:
    """`under 50 ... over 100` without a word of change between the two."""
    said = price_statements(plain)
    for (first, at), (second, place) in pairwise(said):
        if not _CHANGE.search(plain, at, place) and (found := _apart(first, second)):
            return found
    return None


def _with_held(plain: str, read: Constraints, held: Constraints) -> Contradiction | None:
    """A bare new limit on the wrong side of a bare limit held, in the same money."""
    if read.currency not in (None, held.currency) or _CHANGE.search(plain):
        return None
    before = PriceLimits(held.min_price, held.max_price, held.currency)
    return _apart(before, PriceLimits(read.min_price, read.max_price, read.currency))


def _apart(first: PriceLimits, second: PriceLimits) -> Contradiction | None:
    """A floor alone and a ceiling alone with nothing between them."""
    if (first.minimum is None) == (first.maximum is None) or (second.minimum is None) == (second.maximum is None):
        return None
    low, high = (first, second) if first.minimum is not None else (second, first)
    if low.minimum is None or high.maximum is None or low.minimum <= high.maximum:
        return None
    return Contradiction("price", low.minimum, high.maximum, first.currency or second.currency, low is first)


def _rating(plain: str) -> Contradiction | None:
    match = _STARS.search(plain)
    if match is None:
        return None
    stars = next(read_number(number) for number in match.groups() if number)
    return Contradiction("rating", stars or 0.0)


def _attribute(read: Constraints) -> Contradiction | None:
    """A value both wanted and refused."""
    for name, refused in read.excluded_attributes.items():
        both = set(refused) & set(read.attributes.get(name, ()))
        if both:
            return Contradiction("attribute", name=name, value=min(both))
    both = set(read.brands) & set(read.excluded_brands)
    return Contradiction("attribute", name="brands", value=min(both)) if both else None


def without_contradiction(read: Constraints, found: Contradiction) -> Constraints:
    """What a message states but for its contradiction."""
    if found.kind == "price":
        return replace(read, min_price=None, max_price=None, currency=None)
    if found.kind == "rating":
        return replace(read, min_rating=None)
    for name in (
        ("brands", "excluded_brands")
        if found.name == "brands"
        else (
            f"attributes.{found.name}",
            f"excluded_attributes.{found.name}",
        )
    ):
        read = read.dropping(name, found.value)
    return read
