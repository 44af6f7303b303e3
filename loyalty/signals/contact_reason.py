"""Why somebody wrote: one reason a conversation, from its words, its complaints and the tools it took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from loyalty.nouns import ContactReason
from loyalty.signals.finding import Found
from loyalty.signals.learned import REASONS, Numbers

_TOOLS: Final[dict[str, tuple[ContactReason, float]]] = {
    "order_status": ("order_status", 0.7),
    "list_orders": ("order_status", 0.3),
    "cancel_order": ("order_status", 0.7),
    "start_return": ("return_exchange", 1.0),
    "start_exchange": ("return_exchange", 1.0),
    "compare_products": ("compare", 0.5),
    "search_products": ("find", 0.3),
}
"""What the shop did in answer tells why it was asked."""
_LATER: Final = 0.6
"""What a turn weighs against the turn before it: people say early why they come."""
_COMPLAINT: Final = 0.3
_SMALL_TALK: Final = 0.5


def turn_reasons(logits: Numbers, found: Found, tools: Iterable[str] = ()) -> dict[ContactReason, float]:
    """How much one turn speaks for each reason, from 0 on; `logits` are those of the reasons, in their order."""
    odds = np.exp(logits - logits.max())
    weights = dict(zip(REASONS, (float(one) for one in odds / odds.sum()), strict=True))
    for tool in tools:
        if tool in _TOOLS:
            reason, weight = _TOOLS[tool]
            weights[reason] += weight
    if any(signal.kind == "complaint" for signal in found.signals):
        weights["complaint"] += _COMPLAINT
    return weights


def contact_reason(turns: Sequence[dict[ContactReason, float]]) -> ContactReason:
    """The reason that the turns of a conversation, in order, speak for most; `other` where they speak for none.

    Small talk does not outweigh a turn that has a reason: `other` counts less in a conversation of several turns.
    """
    total = dict.fromkeys(REASONS, 0.0)
    share = 1.0
    for weights in turns:
        for reason, weight in weights.items():
            total[reason] += share * weight
        share *= _LATER
    if len(turns) > 1:
        total["other"] *= _SMALL_TALK
    return max(total, key=lambda reason: total[reason]) if any(total.values()) else "other"
