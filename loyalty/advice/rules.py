"""Rules of what to do about customers: each a name, an action, when it holds, its reason and its evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from loyalty.advice.nouns import Action
from loyalty.features.names import FEATURES
from loyalty.scores.nouns import CustomerScores

SCORE_FIGURES: Final = {
    "loyalty": "the loyalty score, 0 to 100",
    "value": "the value score, 0 to 100",
    "risk": "the probability of not buying within the horizon, 0 to 1",
    "risk_by_words": "how far what was written raises that probability over what purchases say, -1 to 1",
    "spend": "expected spend within the horizon, in major units",
    "orders": "orders that count",
    "known": "how much is known of them, as a share of what is known of a well-known customer",
    "offer_net": "what an offer brings less what it costs, in major units",
}
"""What rules may ask about beside the features of `loyalty.features.names`."""
FIGURES: Final = {**FEATURES, **SCORE_FIGURES}
"""Everything that a rule may ask about; no language, no place and no name is among it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a figure must lie; a bound that is None does not bind. A missing figure lies nowhere."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None

    def hold(self, value: float | None) -> bool:
        """Whether the figure lies within all bounds."""
        return value is not None and not (
            (self.at_least is not None and value < self.at_least)
            or (self.above is not None and value <= self.above)
            or (self.at_most is not None and value > self.at_most)
            or (self.below is not None and value >= self.below)
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """All of it must be so: figures within bounds, a tier and a group among those named (empty: any), the consent.

    `may_contact` True asks that they may be written to unasked, False that they may not, None does not ask.
    """

    figures: Mapping[str, Bounds] = field(default_factory=dict)
    tiers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    may_contact: bool | None = None

    def holds(
        self, scores: CustomerScores, figures: Mapping[str, float | None], may_contact: Callable[[str], bool]
    ) -> bool:
        """Whether it holds for a customer; the consent is asked for last, and only where all else holds."""
        return (
            (not self.tiers or scores.tier in self.tiers)
            and (not self.groups or scores.group in self.groups)
            and all(bounds.hold(figures[name]) for name, bounds in self.figures.items())
            and (self.may_contact is None or may_contact(scores.customer_id) is self.may_contact)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table; it holds where one of `when` does. `evidence` names features, or `group`."""

    name: str
    action: Action
    when: tuple[Condition, ...]
    reason_en: str
    reason_zh: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The rules in their order, of which the first that holds speaks; the last holds for everybody and costs nothing.

    `used_up_en` and `used_up_zh` are said before the reason of what is done in the place of an offer that does not
    fit into the budget.
    """

    rules: tuple[Rule, ...]
    used_up_en: str
    used_up_zh: str
