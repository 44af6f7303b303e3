"""Tells an answer from noise: the least a product must have in common with a request to be shown at all."""

from __future__ import annotations

import random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Embedder, Vectors

ENOUGH_COVERAGE: Final = 0.3
"""A product that holds this share of what the request says in words needs no nearness in meaning as well."""

LEAST_COVERAGE: Final = 0.05
"""The share that must do where meaning cannot be compared: one telling word of a long request."""

PROBES: Final = 32


def relevant(
    coverage: NDArray[np.float32], similarity: NDArray[np.float32] | None, similarity_floor: float
) -> NDArray[np.bool_]:
    """Which products are worth showing: enough of the words, or nearer in meaning than gibberish gets.

    `coverage` is 0 to 1; `similarity` is a cosine, NaN where unknown, None where nothing was compared.
    """
    if similarity is None:
        return coverage >= LEAST_COVERAGE
    least = np.where(np.isnan(similarity), LEAST_COVERAGE, ENOUGH_COVERAGE)
    return (coverage >= least) | (np.nan_to_num(similarity, nan=-1.0) > similarity_floor)


def chance_similarity(embedder: Embedder, vectors: Vectors) -> float:
    """The cosine that meaningless requests reach with their best product, nine times in ten.

    Measured with `PROBES` strings of random letters, the same on every call, so that the floor suits any embedder.
    """
    best = (embedder.encode(_gibberish()) @ vectors.T).max(axis=1)
    return float(np.quantile(best, 0.9))


def _gibberish() -> list[str]:
    letters = random.Random(20261122)
    return [
        " ".join("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=letters.randint(4, 9))) for _ in range(words))
        for words in (1, 2) * (PROBES // 2)
    ]
