"""A history as the purchases that a forecast is made from."""

from __future__ import annotations

from datetime import datetime

from loyalty.features.config import DEFAULT, FeatureConfig
from loyalty.features.history import CustomerHistory
from loyalty.features.known import known_orders
from loyalty.nouns import Purchase


def purchases_of(history: CustomerHistory, as_of: datetime, config: FeatureConfig = DEFAULT) -> tuple[Purchase, ...]:
    """What was bought until `as_of`, by time: nothing cancelled, sent back counts as bought for what was kept.

    An order with a total below 0 is a refund and keeps its sign.
    """
    return tuple(
        Purchase(one.order.placed_at, one.kept)
        for one in known_orders(history, as_of, config)
        if one.is_purchase or one.kept < 0
    )
