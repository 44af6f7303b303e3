"""What came of each version of a prompt with real shoppers, JSON-ready: figures, how sure they are, and verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from interfaces.ui.lab.outcome_statistics import Measured, interval, verdict
from records.desk.version_outcomes import ConversationFigures

if TYPE_CHECKING:
    from assistant.wiring import Shop

Part = Callable[[ConversationFigures], tuple[float, float]]
"""What is summed of a conversation, and over how many."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured: its `unit` (`share`, `ms`, `score`) and whether more is better."""

    name: str
    part: Part
    unit: str = "share"
    up_is_better: bool = True


def _answered(one: ConversationFigures) -> tuple[float, float]:
    # What was declined was declined for a reason, and a person's turns are not the assistant's.
    asked = one.turns - one.outcomes.get("refused", 0) - one.outcomes.get("with_person", 0)
    return one.outcomes.get("answered", 0), asked


MEASURES: tuple[Measure, ...] = (
    Measure("answered", _answered),
    Measure("fallback", lambda one: (one.outcomes.get("fallback", 0), one.turns), up_is_better=False),
    Measure("repaired", lambda one: (min(one.counted, one.repaired + one.dropped), one.counted), up_is_better=False),
    Measure("thumbs_up", lambda one: (one.helpful, one.helpful + one.unhelpful)),
    Measure("hand_offs", lambda one: (min(1, one.hand_offs), 1), up_is_better=False),
    Measure("mood", lambda one: (one.mood or 0.0, 0 if one.mood is None else 1), "score"),
    Measure("total", lambda one: (one.total_ms, one.timed), "ms", up_is_better=False),
)
"""`repaired` counts claims that were changed, at most one a message: how often an answer had to be touched."""


def outcomes(shop: Shop, name: str, days: int) -> dict[str, Any]:
    """Each version of a prompt that had conversations in the last `days`, by version.

    `against` is the version that the others are held against: the one under production or, where that had none, the one
    with most conversations. Each measure has `value`, its 95 % interval from `low` to `high`, and the `verdict`.
    """
    until = shop.now()
    since = until - timedelta(days=days)
    found = {
        figures.version: shop.version_outcomes.conversations(figures.version, since, until)
        for figures in shop.version_outcomes.of(name, since, until)
    }
    against = _yardstick(found, shop.shelf.standing(name).prompt.label)
    looked_at = len(MEASURES) * max(1, len(found) - 1)
    measured = {version: _measured(rows) for version, rows in found.items()}
    versions = [
        {
            "version": version.partition("@")[2],
            "measures": {
                "conversations": {"value": len(found[version]), "unit": "count", "low": None, "high": None},
                **{
                    one.name: _told(
                        one, figures[one.name], None if version == against else measured[against], looked_at
                    )
                    for one in MEASURES
                },
            },
        }
        for version, figures in measured.items()
    ]
    names = ["conversations", *(one.name for one in MEASURES)]
    return {"versions": versions, "measures": names, "against": against.partition("@")[2] if against else None}


def _yardstick(found: Mapping[str, Sequence[ConversationFigures]], standing: str) -> str:
    if standing in found or not found:
        return standing if found else ""
    return max(found, key=lambda version: len(found[version]))


def _measured(rows: Sequence[ConversationFigures]) -> dict[str, Measured]:
    told: dict[str, Measured] = {}
    for one in MEASURES:
        parts = np.array([one.part(row) for row in rows], dtype=np.float64).reshape(-1, 2)
        told[one.name] = Measured(parts[:, 0], parts[:, 1], one.unit == "share")
    return told


def _told(one: Measure, figure: Measured, yardstick: dict[str, Measured] | None, looked_at: int) -> dict[str, Any]:
    between = interval(figure)
    low, high = between or (None, None)
    found = None
    if yardstick is not None:
        found = verdict(figure, yardstick[one.name], up_is_better=one.up_is_better, looked_at=looked_at)
    return {"value": figure.mean, "unit": one.unit, "low": low, "high": high, "verdict": found}
