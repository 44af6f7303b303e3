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
_COMPLAINS: Final = REASONS.index("complaint")
_OTHER: Final = REASONS.index("other")


def shares_of(logits: Numbers) -> list[list[float]]:
    """Logits of the reasons, a row a turn, as probabilities that add up to 1."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
    shares: list[list[float]] = (odds / odds.sum(axis=1, keepdims=True)).tolist()
    return shares


def turn_reasons(shares: Sequence[float], found: Found, tools: Iterable[str] = ()) -> list[float]:
    """How much one turn speaks for each reason, from 0 on, in their order; `shares` are their probabilities."""
    weights = list(shares)
    for tool in tools:
        if tool in _TOOLS:
            reason, weight = _TOOLS[tool]
            weights[REASONS.index(reason)] += weight
    if any(signal.kind == "complaint" for signal in found.signals):
        weights[_COMPLAINS] += _COMPLAINT
    return weights


def contact_reason(turns: Sequence[Sequence[float]]) -> ContactReason:
    """The reason that the turns of a conversation, in order, speak for most; `other` where they speak for none.

    Small talk does not outweigh a turn that has a reason: `other` counts less in a conversation of several turns.
    """
    if not turns:
        return "other"
    total, share = list(turns[0]), 1.0
    for weights in turns[1:]:
        share *= _LATER
        total = [sum_ + share * weight for sum_, weight in zip(total, weights, strict=True)]
    if len(turns) > 1:
        total[_OTHER] *= _SMALL_TALK
    return REASONS[total.index(max(total))]
