"""What a comparison of two runs found, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from evaluation.replay.grades import Direction, Unit

Verdict = Literal["better", "worse", "higher", "lower", "not distinguishable", "not judged reliably"]
"""Of B against A; `higher` and `lower` where neither way is better."""
Reason = Literal["", "same", "unreliable", "few", "chance", "noise", "times", "small"]
"""What keeps a verdict from being given, for programs."""
Overall = Literal["better", "worse", "mixed", "not distinguishable"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class GradeComparison(_Frozen):
    """One grade in both runs, over the turns that have it in both.

    `a` and `b` are means, `difference` is b - a with its 95 % interval. `p` is that of the randomisation test, and
    `p_all` the same raised for the number of grades looked at. `noise` is how far two plays of one version lie apart
    at 95 %, None where nothing was played twice. `reason` and `why` say what keeps a verdict from being given; `beside`
    is what must be told with the figures wherever they stand.
    """

    name: str
    meaning: str
    unit: Unit
    better: Direction
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float
    p_all: float
    noise: float | None
    turns: int
    conversations: int
    verdict: Verdict
    reason: Reason = ""
    why: str = ""
    beside: str = ""


class Side(_Frozen):
    """One run in short; `spoiled` counts turns that the endpoint spoiled, `wrong` says what was, by grade."""

    name: str
    model: str
    prompts: Mapping[str, str]
    turns: int
    spoiled: int
    left: int
    stopped: str
    cost_usd: float | None
    passes: Mapping[str, float]


class TurnSide(_Frozen):
    """One run's side of a turn; `grades` are shares."""

    answer: str
    outcome: str
    tools: tuple[Mapping[str, Any], ...]
    products: tuple[str, ...]
    constraints: Mapping[str, Any]
    grades: Mapping[str, float]
    wrong: Mapping[str, str]


class Earlier(_Frozen):
    """A turn before: what the shopper said, and what each run answered."""

    text: str
    a: str
    b: str


class TurnPair(_Frozen):
    """A turn as both runs answered it; `grades` names those that changed, with b - a. `before` is the conversation up
    to it."""

    case: str
    turn: int
    text: str
    change: float
    grades: Mapping[str, float]
    a: TurnSide
    b: TurnSide
    before: tuple[Earlier, ...] = ()


class Agreement(_Frozen):
    """How alike the two runs are, 0 to 1 over all pairs of turns; `products` is Jaccard's, of turns that show any."""

    tools: float
    products: float | None
    outcome: float
    answer: float


class Comparison(_Frozen):
    """B against A. `turns` is how many were paired, `notes` what a reader should know, `changed` turns without a
    changed grade that were answered otherwise."""

    a: Side
    b: Side
    conversations: int
    turns: int
    verdict: Overall
    grades: tuple[GradeComparison, ...]
    agreement: Agreement | None
    regressions: tuple[TurnPair, ...]
    improvements: tuple[TurnPair, ...]
    changed: tuple[TurnPair, ...]
    notes: tuple[str, ...] = ()

    def grade(self, name: str) -> GradeComparison | None:
        """The grade of this name; None where it was not judged in both."""
        return next((one for one in self.grades if one.name == name), None)

    def shape(self) -> dict[str, Any]:
        """All of it as one JSON object."""
        return self.model_dump(mode="json")
