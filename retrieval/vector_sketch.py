"""A sketch of each vector, 64 bytes, by which far vectors are passed over without being read.

Each bit says on which side of a random plane through the centre of the catalogue a vector lies; two vectors differ in
a share of their bits that grows with the angle between them (Charikar, Similarity Estimation Techniques from Rounding
Algorithms, STOC 2002). The planes are random, so that no embedder's habits matter; the centre is taken off first
because some embedders give vectors that all point much the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

BITS: Final = 512
WORDS: Final = BITS // 64
SEED: Final = 20_260

BLOCK: Final = 32_768
GATHER_COST: Final = 3
"""Picking one code out costs as much as comparing this many that lie side by side."""

Vectors = NDArray[np.float32]
Codes = NDArray[np.uint64]
"""(n, WORDS); a vector of zeros has the code of zeros, and no other vector has."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """How vectors of one catalogue become codes: their `centre` (dimension,) and the `planes` (dimension, BITS)."""

    centre: Vectors
    planes: Vectors

    @classmethod
    def around(cls, sample: Vectors) -> Sketch:
        """Planes through the mean of `sample` (n, dimension), n at least 0; the same for the same sample."""
        kept = sample[sample.any(axis=1)]
        centre = kept.mean(axis=0) if len(kept) else np.zeros(sample.shape[1])
        planes = np.random.default_rng(SEED).standard_normal((sample.shape[1], BITS), np.float32)
        return cls(centre.astype(np.float32), planes)

    @classmethod
    def load(cls, path: Path) -> Sketch:
        """What `save` wrote."""
        with np.load(path) as stored:
            return cls(stored["centre"], stored["planes"])

    def save(self, path: Path) -> None:
        """Write to `path`, an `.npz`."""
        with path.open("wb") as file:
            np.savez(file, centre=self.centre, planes=self.planes)

    def codes(self, vectors: Vectors) -> Codes:
        """The code of each of `vectors` (n, dimension)."""
        sides = (vectors - self.centre) @ self.planes >= 0  # so that one at the centre itself is not taken for none
        codes: Codes = np.packbits(sides, axis=1).view(np.uint64)
        codes[~vectors.any(axis=1)] = 0
        return codes


def differing_bits(planes: Codes, code: Codes, rows: NDArray[np.intp]) -> NDArray[np.uint16]:
    """In how many bits, 0 to BITS, the code of each of `rows` (ascending, no row twice) differs from `code` (WORDS,).

    `planes` is (WORDS, n): the first word of all codes, then the second, as they lie together in memory.
    """
    if len(rows) * GATHER_COST < planes.shape[1]:
        return _count(planes.take(rows, axis=1), code)
    count = _count(planes, code)
    return count if len(rows) == planes.shape[1] else count[rows]


def _count(planes: Codes, code: Codes) -> NDArray[np.uint16]:
    """Block by block, so that what is counted stays in the processor's cache."""
    count = np.zeros(planes.shape[1], np.uint16)
    for start in range(0, len(count), BLOCK):
        block = slice(start, start + BLOCK)
        for words, word in zip(planes[:, block], code, strict=True):
            count[block] += np.bitwise_count(words ^ word)
    return count


def least(counts: NDArray[np.uint16], keep: int) -> NDArray[np.intp]:
    """Where the `keep` smallest of `counts` stand, in order of place, with all that equal the largest of them."""
    if keep >= len(counts):
        return np.arange(len(counts))
    limit = int(np.searchsorted(np.cumsum(np.bincount(counts, minlength=BITS + 1)), keep))
    return np.flatnonzero(counts <= limit)
