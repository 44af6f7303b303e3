"""Why somebody wrote: one reason a conversation, from its words, its complaints and the tools it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, get_args

from loyalty.nouns import ContactReason
from loyalty.signals.finding import Found

_TOOLS: Final[dict[str, tuple[ContactReason, float]]] = {
    "order_status": ("order_status", 2.0),
    "list_orders": ("order_status", 1.0),
    "cancel_order": ("order_status", 2.0),
    "start_return": ("return_exchange", 3.0),
    "start_exchange": ("return_exchange", 3.0),
    "compare_products": ("compare", 2.0),
    "search_products": ("find", 1.0),
}
"""What the shop did in answer tells why it was asked."""
_LATER: Final = 0.6
"""What a turn weighs against the turn before it: people say early why they come."""
_COMPLAINT: Final = 2.4
_ORDER: Final[tuple[ContactReason, ...]] = get_args(ContactReason)


def turn_reasons(found: Found, tools: Iterable[str] = ()) -> dict[ContactReason, float]:
    """How much one turn speaks for each reason; empty where for none."""
    weights: dict[ContactReason, float] = {}
    named = [*found.reasons, *(_TOOLS[tool] for tool in tools if tool in _TOOLS)]
    if any(signal.kind in ("complaint", "unresolved") for signal in found.signals):
        named.append(("complaint", _COMPLAINT))
    for reason, weight in named:
        weights[reason] = max(weights.get(reason, 0.0), weight)
    return weights


def contact_reason(turns: Sequence[dict[ContactReason, float]]) -> ContactReason:
    """The reason that the turns of a conversation, in order, speak for most; `other` where they speak for none."""
    total: dict[ContactReason, float] = {}
    share = 1.0
    for weights in turns:
        for reason, weight in weights.items():
            total[reason] = total.get(reason, 0.0) + share * weight
        share *= _LATER if weights else 1.0
    return max(total, key=lambda reason: (total[reason], -_ORDER.index(reason)), default="other")
