"""Tells an answer from noise: the least a product must have in common with a request to be shown at all."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Embedder, Vectors

ENOUGH_COVERAGE: Final = 0.3
"""A product that holds this share of what the request says in words needs no nearness in meaning as well."""

LEAST_COVERAGE: Final = 0.05
"""The share that must do where meaning cannot be compared: one telling word of a long request."""

PROBES: Final = 32


@dataclass(frozen=True, slots=True)
class Noise:
    """The cosine gibberish reaches with its best product: half of all gibberish `usual`, one in twenty `rare`."""

    usual: float
    rare: float


def relevant(coverage: NDArray[np.float32], similarity: NDArray[np.float32] | None, noise: Noise) -> NDArray[np.bool_]:
    """Which products are worth showing; none at all for a request that looks like gibberish.

    A request is taken for meant when one product holds enough of its words or comes nearer than gibberish hardly ever
    does; a product is then shown when it holds enough of the words or is nearer than gibberish usually comes.
    `coverage` is 0 to 1; `similarity` is a cosine, NaN where unknown, None where nothing was compared.
    """
    if similarity is None:
        return coverage >= LEAST_COVERAGE
    least = np.where(np.isnan(similarity), LEAST_COVERAGE, ENOUGH_COVERAGE)
    enough_words = coverage >= least
    cosine = np.nan_to_num(similarity, nan=-1.0)
    meant = bool(enough_words.any() or (cosine > noise.rare).any())
    return (enough_words | (cosine > noise.usual)) & meant


def measure_noise(embedder: Embedder, vectors: Vectors) -> Noise:
    """What gibberish reaches among `vectors`: `PROBES` strings of random letters, the same on every call.

    Measured, because it differs by embedder and grows with the catalogue.
    """
    best = (embedder.encode(_gibberish()) @ vectors.T).max(axis=1)
    return Noise(usual=float(np.quantile(best, 0.5)), rare=float(np.quantile(best, 0.95)))


def _gibberish() -> list[str]:
    letters = random.Random(20261122)
    return [
        " ".join("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=letters.randint(4, 9))) for _ in range(words))
        for words in (1, 2) * (PROBES // 2)
    ]
