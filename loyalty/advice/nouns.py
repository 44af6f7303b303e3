"""What to do about a customer, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from loyalty.features.history import Source
from loyalty.scores.nouns import CustomerScores

Action = Literal["thank", "repair", "win_back", "offer", "leave_alone"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a shop might do about one customer, why, and which rule says so.

    `cost` and `gain` are expected values in major units over the forecast's horizon: what the action gives away and
    what it brings; both 0 where nothing is given away. `instead` is what to do where the budget does not last for it,
    and costs nothing; None where nothing is given away anyhow.
    """

    action: Action
    rule: str
    reason_en: str
    reason_zh: str
    sources: tuple[Source, ...] = ()
    cost: float = 0.0
    gain: float = 0.0
    instead: Advice | None = None


class Adviser(Protocol):
    """Says what to do about customers."""

    def advice(self, scores: CustomerScores) -> Advice:
        """What to do about one customer, the budget left aside."""
        ...

    def within_budget(self, advice: Mapping[str, Advice]) -> Mapping[str, Advice]:
        """The same by customer id, with what does not fit into the budget replaced by what costs nothing."""
        ...
