"""Additive points: a table of curves, one a feature, whose values add up to a logit.

A scorecard is a JSON file. A curve is given by knots: straight between two of them, flat beyond the outermost. Which
way it goes is declared and checked, so that more complaints can never raise loyalty whatever the table says.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from loyalty.errors import TrainingDataError
from loyalty.features.history import CustomerFeatures
from loyalty.features.names import FEATURES
from loyalty.scores.nouns import Contribution

LOYALTY: Final = Path(__file__).with_name("loyalty_points.json")
LEAVING: Final = Path(__file__).with_name("leaving_points.json")
Side = Literal["purchases", "words"]


class Term(BaseModel):
    """One feature's curve: `knots` are (figure, logits), by figure; `reason` says why it is as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    feature: str
    side: Side
    goes: Literal["up", "down"]
    knots: tuple[tuple[float, float], ...] = Field(min_length=2)
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _sensible(self) -> Term:
        if self.feature not in FEATURES:
            raise ValueError(f"there is no feature {self.feature!r}")
        figures = [x for x, _ in self.knots]
        logits = [y if self.goes == "up" else -y for _, y in self.knots]
        if not all(map(math.isfinite, (*figures, *logits))):
            raise ValueError(f"a knot of {self.feature} is not finite")
        if figures != sorted(set(figures)) or logits != sorted(logits):
            raise ValueError(f"the knots of {self.feature} must rise in the figure and only go {self.goes}")
        return self


class ScorecardFile(BaseModel):
    """A scorecard as it is written down; `forecast` is how much the forecast's own logit counts, at least 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    about: str
    base: float = Field(allow_inf_nan=False)
    forecast: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A term made ready: `weight` multiplies its logits, 1 unless it was refitted."""

    feature: str
    side: Side
    figures: tuple[float, ...]
    logits: tuple[float, ...]
    weight: float = 1.0

    def at(self, figure: float) -> float:
        """The logits at that figure."""
        figures, logits = self.figures, self.logits
        if figure <= figures[0]:
            return self.weight * logits[0]
        if figure >= figures[-1]:
            return self.weight * logits[-1]
        after = bisect_right(figures, figure)
        left, low = figures[after - 1], logits[after - 1]
        return self.weight * (low + (logits[after] - low) * (figure - left) / (figures[after] - left))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Curves, the logit that holds without any (`base`), and how much a forecast's logit counts (`forecast`)."""

    name: str
    base: float
    forecast: float
    curves: tuple[Curve, ...]

    def contributions(self, features: CustomerFeatures) -> tuple[Contribution, ...]:
        """What each feature adds, in logits, in the order of the table; a missing one adds 0."""
        found = []
        for curve in self.curves:
            feature = features.features[curve.feature]
            value = feature.value
            points = 0.0 if value is None else curve.at(value)
            found.append(Contribution(curve.feature, points, value, feature.sources))
        return tuple(found)

    def of(self, side: Side) -> frozenset[str]:
        """The features of one side."""
        return frozenset(one.feature for one in self.curves if one.side == side)

    def reweighted(self, weights: Mapping[str, float], base: float, forecast: float) -> Scorecard:
        """The same curves, each multiplied by its weight, which must be at least 0 so that it goes the same way.

        Raises:
            ValueError: a weight is below 0.
        """
        if min((*weights.values(), forecast), default=0.0) < 0:
            raise ValueError("A weight below 0 would turn a curve round.")
        curves = tuple(replace(one, weight=weights.get(one.feature, one.weight)) for one in self.curves)
        return replace(self, base=base, forecast=forecast, curves=curves)


def load_scorecard(file: Path) -> Scorecard:
    """Read and check a scorecard.

    Raises:
        TrainingDataError: the file cannot be read, or a curve does not go the way it declares.
    """
    try:
        read = ScorecardFile.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError) as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise TrainingDataError(f"The scorecard {file.name} cannot be used: {said}; mend it.", str(file)) from error
    curves = tuple(
        Curve(one.feature, one.side, tuple(x for x, _ in one.knots), tuple(y for _, y in one.knots))
        for one in read.terms
    )
    return Scorecard(read.name, read.base, read.forecast, curves)
