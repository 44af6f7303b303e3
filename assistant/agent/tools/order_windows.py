"""Until when a product of an order may be sent back, as the shop's rules have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from records.nouns import Order
from retrieval.policies import PolicyShelf


class NotTakenBack(Exception):
    """The shop has rules on it, and none of them takes this kind of product."""


def last_day(policies: PolicyShelf, kind: str, order: Order, category: Sequence[str]) -> date | None:
    """The last day for a product of the order; None where the shop sets no limit.

    `kind` is `return` or `exchange`, `category` the product's.

    Raises:
        NotTakenBack: the shop exchanges products, but none of this kind.
    """
    section = policies.section_on(kind, category)
    if section is None and any(one.window and one.window.kind == kind for one in policies.sections):
        raise NotTakenBack(kind)
    if section is None or section.window is None or order.delivered_at is None:
        return None
    return section.window.last_day(order.placed_at.date(), order.delivered_at.date())
