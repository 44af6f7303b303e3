"""A deterministic embedder without weights, for tests and demonstrations."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from retrieval.tokens import normalise
from retrieval.vectors import Vectors, unit_length


class HashEmbedder:
    """Character trigrams and words hashed to fixed directions: texts that share spelling are near, synonyms are not."""

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.name = f"hash-{dimension}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order; an empty text gets the first axis."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram in _grams(text):
                code = zlib.crc32(gram.encode())
                row[code % self.dimension] += 1.0 if code & 0x80000000 else -1.0
            if not row.any():
                row[0] = 1.0
        return unit_length(rows)

    def unknown_share(self, text: str) -> float:
        """Always 0: every text can be hashed."""
        return 0.0

    def knows_word(self, word: str) -> bool:
        """Always False: there is no vocabulary."""
        return False


def _grams(text: str) -> list[str]:
    grams = []
    for word in normalise(text).split():
        padded = f" {word} "
        grams += [word, *(padded[i : i + 3] for i in range(len(padded) - 2))]
    return grams
