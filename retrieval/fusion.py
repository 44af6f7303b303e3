"""Joins what the words say and what the meaning says into one score: a weighted sum of normalised scores."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

DENSE_WEIGHT: Final = 0.35
"""Share of the dense side when it reads the whole request; the lexical side has the rest."""

Scores = NDArray[np.float32]


def weighted_sum(
    lexical: Scores, dense: Scores | None, readable_share: float, dense_weight: float = DENSE_WEIGHT
) -> Scores:
    """One score a product, 0 to 1: each side divided by its best, the dense one weighted by what it can read.

    `lexical` is BM25 (0 upwards), `dense` cosines (one below 0 counts as 0; NaN for a product that the embedder
    cannot read, which is scored by its words alone), `readable_share` 0 to 1, the share of the request that the
    embedder can read, `dense_weight` 0 to 1. Method: Bruch, Gai and Ingber 2023, convex combination of normalised
    scores; dividing by the best rather than stretching from the worst keeps a score the same when a filter takes the
    worst away.
    """
    words = _scaled(lexical)
    if dense is None or np.isnan(dense).all():
        return words
    weight = dense_weight * readable_share
    meaning = np.where(np.isnan(dense), words, _scaled(np.nan_to_num(dense, nan=0.0)))
    fused: Scores = ((1 - weight) * words + weight * meaning).astype(np.float32)
    return fused


def _scaled(scores: Scores) -> Scores:
    best = float(scores.max(initial=0.0))
    return (np.maximum(scores, 0) / (best or 1.0)).astype(np.float32)
