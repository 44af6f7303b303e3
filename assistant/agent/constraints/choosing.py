"""A constraint that is set to another value with a click, as the editor of its label does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from assistant.agent.constraints.bounds import Bounds
from assistant.agent.constraints.giving_up import GivenUp
from assistant.agent.constraints.held import PRICE, Constraints

Fault = Literal["not_a_number", "negative", "crossed", "nothing", "no_rating", "no_day", "past", "unknown"]
MOST_NAMES = 20
"""Brands, kinds or values that one constraint may allow."""
NAME_CHARS = 80
MOST = 1e9
"""No price and no measure is higher."""
_PRICES = (PRICE, "min_price", "max_price")
_LISTS = ("brands", "categories", "excluded_brands")
_OF_ATTRIBUTES = ("attributes", "excluded_attributes")


class ChoiceRefused(ValueError):
    """The value makes no sense; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True, slots=True)
class Chosen:
    """A constraint and what it is to be; `name` is as in `Constraints.dropping`, `value` as the page sends it.

    Limits of price and `ranges.NAME` are `{"min": …, "max": …}`, either of which may be None; `min_rating` is a number
    from 0 to 5; brands, categories and values of attributes a list of names; `deadline` is an ISO date.
    """

    name: str
    value: Any


Click = GivenUp | Chosen


def clicked(held: Constraints, click: Click, today: date) -> Constraints:
    """The constraints after a click; a choice that makes no sense leaves them as they are."""
    if isinstance(click, GivenUp):
        return held.dropping(click.name, click.value)
    try:
        return choose(held, click, today)
    except ChoiceRefused:
        return held


def choose(held: Constraints, chosen: Chosen, today: date) -> Constraints:
    """The constraints with that one as chosen, the others as they are; `today` is the first day of a deadline.

    Only what holds already can be changed. Whether the catalogue knows a name is not looked up here.

    Raises:
        ChoiceRefused: the value makes no sense, or nothing of that name holds.
    """
    kind, _, part = chosen.name.partition(".")
    if kind in _PRICES:
        return _priced(held, chosen.value)
    if kind == "min_rating":
        return replace(held, min_rating=_rating(chosen.value))
    if kind == "deadline":
        return replace(held, deadline=_day(chosen.value, today))
    if kind in _LISTS and getattr(held, kind):
        return _with(held, kind, _names(chosen.value))
    if kind in _OF_ATTRIBUTES and part in getattr(held, kind):
        return _with(held, kind, {**getattr(held, kind), part: _names(chosen.value)})
    if kind == "ranges" and part in held.ranges:
        low, high = _ends(chosen.value)
        return _with(held, kind, {**held.ranges, part: Bounds(low, high, held.ranges[part].unit)})
    raise ChoiceRefused("unknown")


def _with(held: Constraints, field_name: str, value: Any) -> Constraints:
    changes: dict[str, Any] = {field_name: value}
    return replace(held, **changes)


def _priced(held: Constraints, value: Any) -> Constraints:
    """A sum for everything stays one where it has an upper end still."""
    low, high = _ends(value)
    if (low or 0) < 0 or (high is not None and high <= 0):
        raise ChoiceRefused("negative")
    for_all = held.budget_for_all and high is not None
    return replace(
        held, min_price=low, max_price=high, budget_for_all=for_all, total_budget=high if for_all else held.total_budget
    )


def _ends(value: Any) -> tuple[float | None, float | None]:
    if not isinstance(value, Mapping):
        raise ChoiceRefused("not_a_number")
    low, high = (_number(value.get(end)) for end in ("min", "max"))
    if low is None and high is None:
        raise ChoiceRefused("nothing")
    if low is not None and high is not None and low > high:
        raise ChoiceRefused("crossed")
    return low, high


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > MOST or math.isnan(value):
        raise ChoiceRefused("not_a_number")
    return float(value)


def _rating(value: Any) -> float:
    rating = _number(value)
    if rating is None or not 0 < rating <= 5:
        raise ChoiceRefused("no_rating")
    return rating


def _day(value: Any, today: date) -> str:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None:
        raise ChoiceRefused("no_day")
    if day < today:
        raise ChoiceRefused("past")
    return day.isoformat()


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ChoiceRefused("unknown")
    names = tuple(dict.fromkeys(one.strip() for one in value if one.strip()))
    if not names:
        raise ChoiceRefused("nothing")
    if len(names) > MOST_NAMES or any(len(one) > NAME_CHARS for one in names):
        raise ChoiceRefused("unknown")
    return names
