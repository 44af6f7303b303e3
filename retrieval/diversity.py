"""Maximal marginal relevance: the next hit is the one that is both good and unlike those already chosen.

Carbonell and Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retrieval.vectors import Vectors

Order = NDArray[np.intp]


def diversify(scores: NDArray[np.floating], vectors: Vectors, strength: float, top_k: int) -> Order:
    """The places of the best `top_k` candidates (all, where there are fewer), the first to show first.

    Each step takes the highest of `(1 - strength) * relevance - strength * likeness`. Relevance is the score scaled
    to 0 to 1 over the candidates, since search scores have no scale of their own; likeness is the highest cosine to
    a candidate already taken. `strength` is 0 (best first, equal scores in the order given) to 1 (the best, then the
    least alike). `vectors`, shape (n, dimension), are of unit length; a row of zeros says that there is no vector:
    such a candidate counts as being as like the others as the average one, and nothing is like it.

    Cost: `top_k` products of the vectors with one of them.

    Raises:
        ValueError: `strength` is not from 0 to 1.
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"strength must be from 0 to 1, not {strength}")
    ranked = np.argsort(-np.asarray(scores), kind="stable")
    if strength == 0:
        return ranked[:top_k]
    return ranked[_greedy(_scaled(scores[ranked]), vectors[ranked], strength, top_k)]


def _greedy(relevance: NDArray[np.float64], vectors: Vectors, strength: float, top_k: int) -> Order:
    known: NDArray[np.bool_] = np.any(vectors, axis=1)
    likeness = np.full(len(relevance), -np.inf)
    left = np.ones(len(relevance), np.bool_)
    taken: list[int] = []
    for _ in range(min(top_k, len(relevance))):
        worth = (1 - strength) * relevance - strength * _filled(likeness, known & left)
        best = int(np.argmax(np.where(left, worth, -np.inf)))
        taken.append(best)
        left[best] = False
        if known[best]:
            likeness = np.maximum(likeness, np.where(known, vectors @ vectors[best], -np.inf))
    return np.array(taken, np.intp)


def _filled(likeness: NDArray[np.float64], measured: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Likeness with the average of the `measured` where it is unknown; 0 everywhere before anything is taken."""
    finite = np.isfinite(likeness)
    stated = likeness[finite & measured]
    return np.where(finite, likeness, stated.mean() if len(stated) else 0.0)


def _scaled(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Scores on 0 to 1; all 1 where they are equal."""
    values = np.asarray(scores, np.float64)
    if not len(values) or values.max() == values.min():
        return np.ones(len(values))
    scaled: NDArray[np.float64] = (values - values.min()) / (values.max() - values.min())
    return scaled
