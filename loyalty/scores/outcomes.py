"""What became of customers: whether they bought in a span of time."""

from __future__ import annotations

from datetime import datetime

from loyalty.features.history import CustomerHistory


def bought_between(history: CustomerHistory, after: datetime, until: datetime) -> bool:
    """Whether anything was bought after one date and at or before another, that was not cancelled."""
    return any(after < one.placed_at <= until and one.status != "cancelled" and one.total > 0 for one in history.orders)
