"""The one measure that training chooses by: nDCG@10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.training.losses import gain

DEPTH = 10


def ndcg(ranked: Sequence[int], grades: Mapping[int, float], depth: int = DEPTH) -> float:
    """nDCG of the rows `ranked`, best first: 0 to 1, gain 2^grade - 1, discount log2(rank + 1), unjudged 0.

    The ideal is over all that is judged, found or not (Järvelin and Kekäläinen 2002; gains of Burges et al. 2005).
    0 where nothing judged has a gain.
    """
    ideal = _dcg(sorted((gain(grade) for grade in grades.values()), reverse=True)[:depth])
    return _dcg([gain(grades.get(int(row), 0.0)) for row in ranked[:depth]]) / ideal if ideal else 0.0


def best_rows(scores: NDArray[np.float32], rows: NDArray[np.intp], depth: int = DEPTH) -> list[int]:
    """The `depth` of `rows` with the highest `scores`, best first, ties in the order of `rows`."""
    return [int(row) for row in rows[np.argsort(-scores, kind="stable")[:depth]]]


def _dcg(gains: Sequence[float]) -> float:
    return float(sum(worth / np.log2(rank + 2) for rank, worth in enumerate(gains)))
