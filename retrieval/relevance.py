"""Tells an answer from noise: the least a product must have in common with a request to be shown at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Embedder, Vectors

ANSWERS: Final = 0.6
"""A product that holds this share of what the request says in words answers it."""

ENOUGH_COVERAGE: Final = 0.3
"""Once something answers, a product that holds this share needs no nearness in meaning as well."""

LEAST_COVERAGE: Final = 0.1
"""The share that must do where meaning cannot be compared: one telling word of a long request."""

ELSEWHERE: Final = (
    "tuesday gravity", "parliament whisper", "the theory of relativity", "grammar lesson", "stock market crash",
    "medieval philosophy", "tax return deadline", "football league table", "quantum physics", "divorce lawyer",
    "volcano eruption", "election results", "weather forecast tomorrow", "ancient rome", "birth certificate",
    "train timetable", "moral courage", "photosynthesis", "interest rate", "dinosaur fossil", "civil war", "mortgage",
    "jazz history", "chemical reaction", "traffic jam", "job interview", "love letter", "national anthem",
    "blood pressure", "space station", "lottery numbers", "poetry",
)  # fmt: skip
"""Requests for what no shop sells; real words come nearer to products than random letters do."""


LEAST_SPREAD: Final = 0.01
"""Between usual and rare, so that a catalogue of one product has a scale too."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The cosine that requests for something else reach with their best product: half `usual`, one in twenty `rare`."""

    usual: float
    rare: float


def relevant(coverage: NDArray[np.float32], similarity: NDArray[np.float32] | None, noise: Noise) -> NDArray[np.bool_]:
    """Which products are worth showing; none at all where none answers the request.

    A request is answered when one product holds most of its words, or when the share it holds and its nearness make 1
    together, nearness being 0 where requests for something else usually come and 1 where they hardly ever do. Then
    each product is shown that holds enough of the words or comes nearer than usual. `coverage` is 0 to 1;
    `similarity` is a cosine, NaN where unknown, None where nothing was compared.
    """
    if similarity is None:
        return coverage >= LEAST_COVERAGE
    unread = np.isnan(similarity)
    nearness = (np.nan_to_num(similarity, nan=-1.0) - noise.usual) / (noise.rare - noise.usual)
    answers = (coverage >= ANSWERS) | (coverage + nearness >= 1) | (unread & (coverage >= LEAST_COVERAGE))
    shown = (coverage >= np.where(unread, LEAST_COVERAGE, ENOUGH_COVERAGE)) | (nearness > 0)
    return shown & bool(answers.any())


def measure_noise(embedder: Embedder, pages: Iterable[Vectors]) -> Noise:
    """What the requests `ELSEWHERE` reach among all products, whose vectors come in `pages` (n, dimension).

    Measured, because it differs by embedder and grows with the catalogue.
    """
    requests = embedder.encode(ELSEWHERE)
    best = np.max([(requests @ page.T).max(axis=1) for page in pages], axis=0)
    usual, rare = (float(quantile) for quantile in np.quantile(best, (0.5, 0.95)))
    return Noise(usual, max(rare, usual + LEAST_SPREAD))
