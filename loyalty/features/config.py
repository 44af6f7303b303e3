"""How far features look back, and how fast words fade."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeatureConfig:
    """Spans in days.

    `half_life_days` after a conversation it counts half. `look_days` and `open_days` are how long a look and an
    unresolved conversation stay of interest. `request_days` is how long a request may be open before it is a matter.
    `return_known_days` after delivery a return is known at the latest where nobody dated it, `cancel_known_days` after
    the order a cancellation, `request_known_days` after a request that it was dealt with. `sources` is how many
    sources a feature keeps.
    """

    half_life_days: float = 180.0
    look_days: float = 60.0
    open_days: float = 90.0
    request_days: float = 7.0
    return_known_days: float = 30.0
    cancel_known_days: float = 3.0
    request_known_days: float = 14.0
    sources: int = 3


DEFAULT = FeatureConfig()
