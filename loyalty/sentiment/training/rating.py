"""The second head: stars from text, by ridge regression over the same n-grams."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from loyalty.errors import SentimentModelMissing
from loyalty.sentiment.hashed_ngrams import NgramSpec
from loyalty.sentiment.training.features import Columns, matrix_of
from loyalty.sentiment.training.labelled import LabelledText
from loyalty.sentiment.training.metrics import Floats
from loyalty.sentiment.training.recipe import Progress

FILE: Final = "rating.npz"
PENALTIES: Final = (0.3, 1.0, 3.0)
"""Tried on the validation texts; of squared weights beside the summed squared error."""
PASSES: Final = 30


@dataclass(frozen=True, slots=True)
class LinearRating:
    """A weight for each bucket; the stars of a text are their sum and `middle`, held to 1 to 5."""

    spec: NgramSpec
    weights: NDArray[np.float32]
    middle: float

    def stars(self, texts: Sequence[str]) -> Floats:
        """Expected stars, 1 to 5, one a text."""
        return np.asarray(np.clip(matrix_of(texts, self.spec) @ self.weights + self.middle, 1, 5))

    def save(self, folder: Path) -> None:
        """Writes `rating.npz` into a folder, made if it is not there; weights in half precision."""
        folder.mkdir(parents=True, exist_ok=True)
        spec = np.array(json.dumps(asdict(self.spec)))
        weights = self.weights.astype(np.float16)
        np.savez_compressed(folder / FILE, weights=weights, middle=self.middle, spec=spec)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The rating head in a folder.

        Raises:
            SentimentModelMissing: there is none, or it is damaged.
        """
        try:
            with np.load(folder / FILE, allow_pickle=False) as kept:
                spec = NgramSpec(**json.loads(str(kept["spec"])))
                weights = kept["weights"].astype(np.float32)
                middle = float(kept["middle"])
            if weights.shape != (1 << spec.bits,):
                raise ValueError("the weights do not fit the n-grams")
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
            raise SentimentModelMissing(
                f"There is no rating head in {folder} that can be read ({error}); train with --head both.", str(folder)
            ) from error
        return cls(spec, weights, middle)


Part = tuple[Any, Sequence[LabelledText]]
"""A matrix of used columns and its texts."""


def teach_rating(
    training: Part, validation: Part, columns: Columns, spec: NgramSpec, progress: Progress
) -> LinearRating:
    """The rating head with the penalty whose squared error on the validation texts is least; texts without stars aside.

    At least one training text must have stars.
    """
    from scipy.sparse.linalg import lsqr

    (inside, given), (outside, expected) = _rated(training), _rated(validation)
    middle = float(given.mean())
    best: tuple[float, NDArray[np.float64]] | None = None
    for number, penalty in enumerate(PENALTIES, 1):
        weights = lsqr(inside, given - middle, damp=penalty**0.5, iter_lim=PASSES)[0]
        error = float(np.mean((outside @ weights + middle - expected) ** 2)) if len(expected) else 0.0
        if best is None or error < best[0]:
            best = (error, weights)
        progress("stars", number, len(PENALTIES))
    assert best is not None
    return LinearRating(spec, columns.spread(best[1][:, None], 1 << spec.bits)[:, 0], middle)


def _rated(part: Part) -> tuple[Any, NDArray[np.float64]]:
    matrix, rows = part
    places = [place for place, row in enumerate(rows) if row.stars is not None]
    return matrix[places], np.array([rows[place].stars for place in places], dtype=np.float64)
