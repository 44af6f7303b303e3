"""People with carts and orders, for the contract of the shop ledger."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from records.carts import cart_owner
from records.errors import LedgerRefusal
from records.nouns import Cart, CartLine, OrderLine

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FANG, GUEST = cart_owner("C-001", "t1"), cart_owner(None, "t1")
LINES = (OrderLine("AUD-1", "Brisa Ear", 2, 59.9), OrderLine("KIT-7", "保温杯", 1, 19.95))


class Clock:
    """A second passes with each look."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def line(product_id: str = "AUD-1", quantity: int = 1, **changes: Any) -> CartLine:
    """A cart line."""
    return dataclasses.replace(CartLine(product_id, "Brisa Ear", quantity, 59.9, "EUR"), **changes)


def contents(cart: Cart) -> dict[str, int]:
    """How many of each product are in the cart."""
    return {line.product_id: line.quantity for line in cart.lines}


def at_once(act: Callable[[int], object], times: int = 8) -> list[object]:
    """What `act` gives back or refuses, called from as many threads."""

    def attempt(number: int) -> object:
        try:
            return act(number)
        except LedgerRefusal as refusal:
            return refusal

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(attempt, range(times)))
