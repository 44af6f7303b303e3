"""Features of what was bought, sent back and cancelled: recency, frequency, money, and how they came about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Final

from loyalty.features.config import FeatureConfig
from loyalty.features.history import ABSENT, Feature, Source
from loyalty.features.known import Known, KnownOrder

SHORTEST_GAP: Final = 14.0
"""Days; two orders in one week do not make somebody late in the next."""


def buying_features(known: Known, config: FeatureConfig) -> dict[str, Feature]:
    """The features of `names.PURCHASE_FEATURES`."""
    keep = config.sources
    purchases = [one for one in known.orders if one.is_purchase]
    found = _spending(known, purchases, keep)
    found["tenure_days"] = _tenure(known, purchases)
    found.update(_rhythm(known, purchases, keep))
    found.update(_shares(known, purchases, keep))
    return found


def order_source(one: KnownOrder) -> Source:
    """The order as a source, with the title of its first product."""
    order = one.order
    return Source("order", order.id, order.placed_at, order.lines[0].title if order.lines else "")


def net_spend(known: Known) -> float:
    """Money kept over all orders; below 0 where more went back than came in."""
    return sum(one.kept for one in known.orders)


def _spending(known: Known, purchases: Sequence[KnownOrder], keep: int) -> dict[str, Feature]:
    days = len({one.order.placed_at.date() for one in purchases})
    net = max(0.0, net_spend(known))
    dearest = sorted(purchases, key=lambda one: -one.kept)[:keep]
    sources = tuple(map(order_source, dearest))
    return {
        "purchase_days": Feature(float(days), tuple(map(order_source, purchases[-keep:]))),
        "net_spend": Feature(net, sources),
        "mean_spend": Feature(net / days, sources) if days else ABSENT,
    }


def _tenure(known: Known, purchases: Sequence[KnownOrder]) -> Feature:
    began: list[datetime] = [one.order.placed_at for one in purchases[:1]]
    if known.history.joined_at is not None and known.history.joined_at <= known.as_of:
        began.append(known.history.joined_at)
    return Feature(known.days_since(min(began))) if began else ABSENT


def _rhythm(known: Known, purchases: Sequence[KnownOrder], keep: int) -> dict[str, Feature]:
    if not purchases:
        return {"recency_days": ABSENT, "gap_days": ABSENT, "overdue": ABSENT}
    last = known.days_since(purchases[-1].order.placed_at)
    sources = tuple(map(order_source, purchases[-1:]))
    days = sorted({one.order.placed_at.date().toordinal() for one in purchases})
    if len(days) < 2:
        return {"recency_days": Feature(last, sources), "gap_days": ABSENT, "overdue": ABSENT}
    gap = float(median(later - earlier for earlier, later in pairwise(days)))
    recent = tuple(map(order_source, purchases[-keep:]))
    return {
        "recency_days": Feature(last, sources),
        "gap_days": Feature(gap, recent),
        "overdue": Feature(last / max(gap, SHORTEST_GAP), sources),
    }


def _shares(known: Known, purchases: Sequence[KnownOrder], keep: int) -> dict[str, Feature]:
    cancelled = [one for one in known.orders if one.cancelled]
    found = {"cancelled_share": _share(cancelled, len(known.orders), keep)}
    back = [one for one in purchases if one.sent_back]
    refunded = any(one.kept < 0 for one in known.orders)
    # Money that went back of its own says that something did, and not what.
    found["returns_share"] = ABSENT if refunded and not back else _share(back, len(purchases), keep)
    discounted = [one for one in purchases if one.order.discount > 0]
    found["discount_share"] = _share(discounted, len(purchases), keep)
    only = len(discounted) == len(purchases)
    found["discount_only"] = (
        Feature(float(only), found["discount_share"].sources if only else ()) if len(purchases) > 1 else ABSENT
    )
    return found


def _share(some: Sequence[KnownOrder], of: int, keep: int) -> Feature:
    return Feature(len(some) / of, tuple(map(order_source, some[-keep:]))) if of else ABSENT
