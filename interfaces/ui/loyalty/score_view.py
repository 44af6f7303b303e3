"""Kept scores as JSON, with the reasons in both languages and nobody's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from records.learned.nouns import KeptScore

FIGURES: Final = ("loyalty", "loyalty_low", "loyalty_high", "value", "risk", "again", "purchases", "spend")
_WORDS: Final = ("tier", "recommender", "action")
REASONS: Final = 3


def figures(one: KeptScore) -> dict[str, Any]:
    """The figures of one customer on one day."""
    return {
        "id": one.customer_id,
        "as_of": one.as_of.isoformat(),
        **{name: getattr(one, name) for name in (*FIGURES, *_WORDS)},
    }


def listed(one: KeptScore, name: str) -> dict[str, Any]:
    """One line of a list: figures, name and the first reasons; quotes are for the customer's own page."""
    return {**figures(one), "name": name, "reasons": list(_reasons(one.explanation))[:REASONS]}


def _reasons(explanation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What speaks for leaving first, then what takes from loyalty, then what adds to it; each feature once."""
    leaving = [("percent", one) for one in explanation.get("leaving", ()) if one["points"] > 0]
    loyalty = sorted(explanation.get("reasons", ()), key=lambda one: float(one["points"] > 0))
    seen: set[str] = set()
    for unit, one in [*leaving, *(("points", one) for one in loyalty)]:
        if one["feature"] not in seen and one["points"]:
            seen.add(one["feature"])
            yield {"unit": unit, "points": one["points"], "text": one["text"]}
