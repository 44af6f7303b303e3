"""What people complain about and praise, by product and aspect, and what was left open, as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from interfaces.ui.loyalty.desk import LoyaltyDesk
from records.access.rules import Visitor
from records.carts import cart_owner
from records.learned.talk_overview import HeardCount, Quoted

PRODUCTS: Final = 15
QUOTES: Final = 6
OPEN: Final = 12
KINDS: Final = ("complaint", "praise")


def complaints(desk: LoyaltyDesk) -> dict[str, Any]:
    """Counts by aspect, by product and aspect, and by week; nobody's words."""
    span = desk.span(desk.newest_day())
    talks = desk.talks
    named = [one.product_id or "" for kind in KINDS for one in talks.by_product(span, kind, limit=PRODUCTS)]
    products = list(dict.fromkeys(named))[: 2 * PRODUCTS]
    counted = talks.of_products(span, products)
    titles = desk.titles(products)
    return {
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "aspects": [{"kind": one.kind, "aspect": one.aspect, "count": one.count} for one in talks.by_aspect(span)],
        "products": [{"id": id, "title": titles[id]} for id in products],
        "cells": [
            {"product": one.product_id, "kind": one.kind, "aspect": one.aspect, "count": one.count} for one in counted
        ],
        "weeks": by_week(talks.heard_by_day(span)),
    }


def by_week(counts: Iterable[HeardCount]) -> list[dict[str, Any]]:
    """Complaints and praise of each week from the first to the last, also those without any."""
    sums: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(KINDS, 0))
    for one in counts:
        sums[one.day - timedelta(days=one.day.weekday())][one.kind] += one.count
    if not sums:
        return []
    first, last = min(sums), max(sums)
    mondays = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return [{"monday": monday.isoformat(), **sums[monday]} for monday in mondays]


def quotes(
    desk: LoyaltyDesk, visitor: Visitor, kind: str, aspect: str, product_id: str, unnamed: bool
) -> dict[str, Any]:
    """The plainest words behind a cell; whose they are is noted in the audit trail."""
    span = desk.span(desk.newest_day())
    found = desk.talks.quotes(
        span, kind, aspect=aspect or None, product_id=product_id or None, limit=QUOTES, unnamed=unnamed
    )
    _note(desk, visitor, ((one.customer_id, one.conversation_id) for one in found))
    return {"quotes": [_quote(one) for one in found]}


def unresolved(desk: LoyaltyDesk, visitor: Visitor) -> dict[str, Any]:
    """The newest conversations that ended unresolved, with their words; whose they are is noted."""
    found = desk.talks.unresolved(desk.span(desk.newest_day()), OPEN)
    _note(desk, visitor, ((one.customer_id, one.conversation_id) for one in found if one.quotes))
    names = desk.names.names([one.customer_id for one in found if one.customer_id])
    return {
        "matters": [
            {
                "conversation": one.conversation_id,
                "customer": one.customer_id,
                "name": names.get(one.customer_id or "", ""),
                "at": one.ended_at.isoformat(),
                "reason": one.contact_reason,
                "satisfaction": one.satisfaction,
                "quotes": list(one.quotes),
            }
            for one in found
        ]
    }


def _quote(one: Quoted) -> dict[str, Any]:
    return {
        "conversation": one.conversation_id,
        "customer": one.customer_id,
        "quote": one.signal.quote,
        "at": one.signal.at.isoformat(),
        "strength": one.signal.strength,
        "confidence": one.signal.confidence,
    }


def _note(desk: LoyaltyDesk, visitor: Visitor, whose: Iterable[tuple[str | None, str]]) -> None:
    for subject in dict.fromkeys(cart_owner(customer, talk) for customer, talk in whose):
        desk.note(visitor, subject, note="quotes")
