"""What comes out of a training: the model and its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from loyalty.nouns import Label
from loyalty.sentiment.training.fitting import Fitting
from loyalty.sentiment.training.metrics import Floats, LabelFigures, StarFigures
from loyalty.sentiment.training.private import Privacy
from loyalty.sentiment.training.recipe import Progress, Recipe, silent
from loyalty.sentiment.training.splits import Split


class TrainedModel(Protocol):
    """A model that was just taught, of whatever kind."""

    labels: tuple[Label, ...]

    def probabilities(self, texts: Sequence[str], progress: Progress = silent) -> Floats:
        """Calibrated probabilities, (texts, labels)."""
        ...

    def stars(self, texts: Sequence[str]) -> Floats | None:
        """Stars, 1 to 5, one a text; None where no rating head was taught."""
        ...

    def save(self, folder: Path) -> None:
        """Writes the model into a folder."""
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Training:
    """What came out: the model, and its figures on the test part, on each file's share of it, and on validation.

    `taught` counts the texts after rare labels were cared for. `stars` is None without a rating head. `without_privacy`
    are the figures of trainings without differential privacy by their names; empty where there was none.
    """

    model: TrainedModel
    recipe: Recipe
    split: Split
    taught: int
    fitting: Fitting
    test: LabelFigures
    by_file: Mapping[str, LabelFigures]
    validation: LabelFigures
    stars: StarFigures | None
    seconds: float
    privacy: Privacy | None = None
    without_privacy: Mapping[str, LabelFigures] | None = None

    def shape(self) -> dict[str, Any]:
        """All but the model, as one JSON object."""
        shaped: dict[str, Any] = {
            "model": self.recipe.model,
            "imbalance": self.recipe.imbalance,
            "labels": list(self.model.labels),
            "split": self.split.shape(),
            "taught": self.taught,
            "training": self.fitting.shape(),
            "validation": self.validation.shape(),
            "test": {**self.test.shape(), "by_file": {name: one.shape() for name, one in self.by_file.items()}},
            "seconds": round(self.seconds, 1),
        }
        if self.stars is not None:
            shaped["stars"] = self.stars.shape()
        if self.privacy is not None:
            without = self.without_privacy or {}
            shaped["private"] = {
                **self.privacy.shape(),
                "without_privacy": {name: one.shape() for name, one in without.items()},
            }
        return shaped
