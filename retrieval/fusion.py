"""Joins what the words say and what the meaning says into one score: a weighted sum of normalised scores."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

DENSE_WEIGHT: Final = 0.4
"""Share of the dense side when it reads the whole request; the lexical side has the rest."""

Scores = NDArray[np.float32]


def weighted_sum(lexical: Scores, dense: Scores | None, readable_share: float) -> Scores:
    """One score a product, 0 to 1: both sides scaled to their best, the dense one weighted by what it can read.

    `lexical` is BM25 (0 upwards), `dense` cosines (NaN for a product without a vector, which scores by its words
    alone), `readable_share` 0 to 1. Method: Bruch, Gai and Ingber 2023, convex combination of normalised scores.
    """
    words = _scaled(lexical, 0.0)
    if dense is None:
        return words
    known = ~np.isnan(dense)
    if not known.any():
        return words
    meaning = np.where(known, _scaled(dense, float(dense[known].min())), 0)
    weight = DENSE_WEIGHT * readable_share
    fused: Scores = ((1 - weight) * words + weight * meaning).astype(np.float32)
    return fused


def _scaled(scores: Scores, lowest: float) -> Scores:
    highest = float(np.nanmax(scores, initial=lowest))
    spread = highest - lowest
    return (scores - np.float32(lowest)) / np.float32(spread) if spread > 0 else np.zeros_like(scores)
