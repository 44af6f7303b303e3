"""Customers by risk and value: a page of a table, and the points of the map, as JSON."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final

from interfaces.ui.loyalty.desk import LoyaltyDesk
from interfaces.ui.loyalty.score_view import listed
from records.learned.nouns import KeptScore
from records.learned.score_listing import ORDERS, Order, Place, Wanted

POINTS: Final = 400
"""Customers on the map, each with a point of their own; of more, those with most at stake, and how many are where."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked the list for; `called` is looked for in ids and names, `after` is a place as it was told."""

    tier: str = ""
    group: str = ""
    action: str = ""
    risk: tuple[float, float] = (0.0, 1.0)
    value: tuple[float, float] = (0.0, 100.0)
    called: str = ""
    order: Order = "stake"
    down: bool = True
    after: str = ""
    limit: int = 50


def customers(desk: LoyaltyDesk, asked: Asked) -> dict[str, Any]:
    """A page of the list; `total` counts all that fit, `next` is None at the end.

    `complete` is False where sealed names were not all looked through, so that there may be more.
    """
    day = desk.newest_day()
    if day is None:
        return {"as_of": None, "rows": [], "next": None, "total": 0, "complete": True}
    wanted, complete = _wanted(desk, asked)
    place = _place(asked.after, asked.order)
    found, last = desk.listing.page(day, wanted, asked.order, down=asked.down, after=place, limit=asked.limit)
    return {
        "as_of": day.isoformat(),
        "rows": _named(desk, found),
        "next": None if last is None else _told(last),
        "total": desk.listing.count(day, wanted),
        "complete": complete,
    }


def plot(desk: LoyaltyDesk, asked: Asked) -> dict[str, Any]:
    """The points of those with most at stake, and how many customers are where on the map."""
    day = desk.newest_day()
    if day is None:
        return {"as_of": None, "points": [], "cells": [], "total": 0}
    wanted, _ = _wanted(desk, asked)
    found, last = desk.listing.page(day, wanted, "stake", down=True, after=None, limit=POINTS)
    cells = desk.listing.cells(day, wanted) if last is not None else ()
    return {
        "as_of": day.isoformat(),
        "points": _named(desk, found),
        "cells": [{"risk": one.risk, "value": one.value, "customers": one.customers} for one in cells],
        "total": desk.listing.count(day, wanted),
    }


def _wanted(desk: LoyaltyDesk, asked: Asked) -> tuple[Wanted, bool]:
    called = desk.names.called(asked.called) if asked.called.strip() else None
    ids = None if called is None else called.ids
    wanted = Wanted(asked.tier, asked.group, asked.action, asked.risk, asked.value, ids)
    return wanted, called is None or called.complete


def _named(desk: LoyaltyDesk, found: tuple[KeptScore, ...]) -> list[dict[str, Any]]:
    names = desk.names.names([one.customer_id for one in found])
    return [listed(one, names.get(one.customer_id, "")) for one in found]


def _told(place: Place) -> str:
    """A place as text that goes through an address; nobody need understand it."""
    return base64.urlsafe_b64encode(json.dumps([place.figure, place.customer_id]).encode()).decode()


def _place(told: str, order: Order) -> Place | None:
    """The place that `_told` wrote; None, the beginning, for what it did not."""
    try:
        figure, customer_id = json.loads(base64.urlsafe_b64decode(told.encode()))
    except (ValueError, TypeError, binascii.Error):
        return None
    right = str if order == "customer" else (int, float)
    fits = isinstance(figure, right) and isinstance(customer_id, str)
    return Place(figure, customer_id) if fits else None


def checked_order(order: str) -> Order:
    """The order of that name; the first where there is none."""
    return next((one for one in ORDERS if one == order), ORDERS[0])
