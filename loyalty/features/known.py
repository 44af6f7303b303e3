"""What was known of a customer on a date: everything later is cut away before a feature is computed."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from loyalty.features.config import FeatureConfig
from loyalty.features.history import CustomerHistory
from loyalty.nouns import ConversationReading
from records.nouns import Feedback, Order, OrderRequest

DAY: Final = 86_400.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order and what had become of it.

    `is_purchase`: something was bought for money, whatever came after. `kept` is the money that stayed, below 0 where
    only a refund was booked.
    """

    order: Order
    cancelled: bool
    sent_back: bool
    kept: float
    is_purchase: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A history as it stood at `as_of`; all by time. `later` counts what is dated after it."""

    history: CustomerHistory
    as_of: datetime
    orders: tuple[KnownOrder, ...]
    requests: tuple[OrderRequest, ...]
    feedback: tuple[Feedback, ...]
    readings: tuple[ConversationReading, ...]
    later: int

    def days_since(self, at: datetime) -> float:
        """Days from then to `as_of`, at least 0."""
        return max(0.0, (self.as_of - at).total_seconds() / DAY)


def known_at(history: CustomerHistory, as_of: datetime, config: FeatureConfig) -> Known:
    """The history without anything after `as_of`; a conversation that goes on beyond it is cut short."""
    states_known = _states_known(history, as_of)
    requests = sorted((one for one in history.requests if one.at <= as_of), key=lambda one: (one.at, one.id))
    orders = known_orders(history, as_of, config)
    feedback = sorted((one for one in history.feedback if one.at <= as_of), key=lambda one: (one.at, one.id))
    readings = sorted(
        (one for one in history.readings if one.started_at <= as_of),
        key=lambda one: (one.started_at, one.conversation_id),
    )
    later = sum(
        len(every) - len(kept)
        for every, kept in (
            (history.orders, orders),
            (history.requests, requests),
            (history.feedback, feedback),
            (history.readings, readings),
        )
    )
    return Known(
        history,
        as_of,
        orders,
        tuple(requests) if states_known else tuple(_request_then(one, as_of, config) for one in requests),
        tuple(feedback),
        tuple(one if one.ended_at <= as_of else _cut(one, as_of) for one in readings),
        later,
    )


def known_orders(history: CustomerHistory, as_of: datetime, config: FeatureConfig) -> tuple[KnownOrder, ...]:
    """The orders until then by time, each as far as its state was known."""
    states_known = _states_known(history, as_of)
    back: dict[str, set[str]] = {}
    for one in history.requests:
        if one.kind == "return" and one.at <= as_of:
            back.setdefault(one.order_id, set()).update(one.product_ids)
    orders = sorted((one for one in history.orders if one.placed_at <= as_of), key=lambda one: (one.placed_at, one.id))
    return tuple(_order(one, back.get(one.id), as_of, states_known, config) for one in orders)


def _states_known(history: CustomerHistory, as_of: datetime) -> bool:
    return history.read_at is not None and history.read_at <= as_of


def _order(
    order: Order, back: Set[str] | None, as_of: datetime, states_known: bool, config: FeatureConfig
) -> KnownOrder:
    """`back` are the products that were asked to be taken back, None where nobody asked."""
    cancelled = order.status == "cancelled" and (
        states_known or order.placed_at + timedelta(days=config.cancel_known_days) <= as_of
    )
    arrived = order.delivered_at or order.placed_at
    returned = order.status == "returned" and (
        states_known or arrived + timedelta(days=config.return_known_days) <= as_of
    )
    total = order.total
    if cancelled or (returned and total > 0):
        kept = 0.0
    elif back is not None and total > 0:
        sent = sum(one.quantity * one.unit_price for one in order.lines if one.product_id in back)
        kept = max(0.0, total - sent)
    else:
        kept = total
    return KnownOrder(order, cancelled, returned or back is not None, kept, not cancelled and total > 0)


def _request_then(request: OrderRequest, as_of: datetime, config: FeatureConfig) -> OrderRequest:
    """The request in the state it is taken to have had: open at first, whatever came of it."""
    open_then = request.at + timedelta(days=config.request_known_days) > as_of
    return replace(request, status="open" if open_then else "done")


def _cut(reading: ConversationReading, as_of: datetime) -> ConversationReading:
    """The reading of the turns until then; what was judged over the whole conversation is taken back."""
    turns = tuple(one for one in reading.turns if one.at <= as_of)
    told = [one.sentiment.valence for one in turns if one.sentiment.label is not None]
    return replace(
        reading,
        ended_at=turns[-1].at if turns else reading.started_at,
        turns=turns,
        mood=sum(told) / len(told) if told else None,
        course="unknown",
        satisfaction=None,
        contact_reason="other",
        unresolved=False,
    )
