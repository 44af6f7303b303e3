"""The weights of predicted satisfaction and the file they are kept in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from loyalty.errors import OperatorLoyaltyError, TrainingDataError
from loyalty.satisfaction.features import DIRECTIONS
from records.whole_file import written_whole

SHIPPED: Final = Path(__file__).resolve().parent / "weights.json"
"""The weights that travel with the package."""
WIDEST: Final = 2.5
"""A feature counts for no more than so many deviations either way: one odd conversation is not all about one thing."""


@dataclass(frozen=True, slots=True)
class FeatureWeight:
    """A feature's usual value and deviation, and what one deviation is worth in stars."""

    mean: float
    deviation: float
    weight: float

    def stars(self, value: float) -> float:
        """What the feature's value adds to the rating."""
        return self.weight * self.deviations(value)

    def deviations(self, value: float) -> float:
        """How far the value lies from the usual one, cut at `WIDEST`; 0 for a feature that never varied."""
        if self.deviation <= 0:
            return 0.0
        return max(-WIDEST, min(WIDEST, (value - self.mean) / self.deviation))


@dataclass(frozen=True, slots=True)
class SatisfactionWeights:
    """An additive model: `base` and the stars of each feature.

    `below` and `above`, in stars, reach from the value to where four ratings of five lie. The probability of a rating
    of 2 or less is 1 / (1 + exp(`steepness` (value - `middle`))). `trained_on` says what from, for people.
    """

    name: str
    base: float
    features: Mapping[str, FeatureWeight]
    below: float
    above: float
    steepness: float
    middle: float
    trained_on: Mapping[str, Any] = field(default_factory=dict)

    def unhappy(self, value: float) -> float:
        """The probability of a rating of 2 or less where `value` is expected."""
        return 1 / (1 + math.exp(max(-50.0, min(50.0, self.steepness * (value - self.middle)))))

    def save(self, file: Path) -> None:
        """Writes the file whole or not at all: an earlier one stays until the new one stands.

        Raises:
            OperatorLoyaltyError: it cannot be written.
        """
        told = json.dumps(_rounded(asdict(self)), ensure_ascii=False, indent=1) + "\n"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(file) as stream:
                stream.write(told.encode())
        except OSError as error:
            raise OperatorLoyaltyError(f"{file} cannot be written ({error.strerror}); give another --out.") from error

    @classmethod
    def load(cls, file: Path = SHIPPED) -> SatisfactionWeights:
        """The weights in a file; features that are not known any more are passed over.

        Raises:
            TrainingDataError: the file cannot be read or is no such file.
        """
        try:
            row = json.loads(file.read_text(encoding="utf-8"))
            features = {name: FeatureWeight(**each) for name, each in row.pop("features").items() if name in DIRECTIONS}
            return cls(features=features, **row)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TrainingDataError(
                f"{file} holds no weights of satisfaction; write it with `daogou loyalty train satisfaction`.",
                str(file),
            ) from error


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return value
