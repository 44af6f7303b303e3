"""Which products mean much the same as a request: exact cosines, and the nearest among the products allowed.

Few products are compared one by one. Among more, their sketches are compared first and the vectors of the likeliest
are read. Where nearly everything is allowed and there is very much of it, Chroma's graph names the likeliest instead,
as its work hardly grows with the catalogue; if it finds too few of the allowed, or its server is away, the sketches
serve. Every way ends in the exact cosine of the vector itself.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.chroma_collection import ChromaCollection, Nearest
from retrieval.errors import VectorStoreError
from retrieval.vector_file import VectorFile
from retrieval.vector_sketch import differing_bits, least

EXACT_ROWS: Final = 8_000
"""Up to this many allowed products are compared one by one, which misses none; among more the sketches are faster."""

READ_ROWS: Final = 5_000
READ_SHARE: Final = 1 / 200
"""Vectors read after the sketches were compared, and what of the allowed is read besides: recall@10 stays above 0.99
from 100,000 products to a million (docs/evaluation.md)."""

GRAPH_ROWS: Final = 2_000_000
"""From this many allowed products on the graph is asked; below, comparing all sketches is as fast and misses less."""

GRAPH_LEAST: Final = 1_000
"""The graph is asked for no fewer than this: it looks as far around as it is asked to answer."""

GRAPH_MOST: Final = 10_000
"""Nor for more: the sketches are faster then."""

ENOUGH: Final = 100
"""The graph's answer is used when this many of it are allowed, or as many as were asked for."""

RETRY_SECONDS: Final = 30.0
"""How long the graph is left alone after it failed, so that not every search waits for it."""

Rows = NDArray[np.intp]
Similarities = NDArray[np.float32]
Vectors = NDArray[np.float32]
OpenCollection = Callable[[], ChromaCollection]

logger = logging.getLogger(__name__)


class DenseIndex:
    """A finished index's vectors, opened for reading; several threads may search at once."""

    def __init__(self, vectors: VectorFile, open_collection: OpenCollection) -> None:
        """Search in `vectors`; `open_collection` is called when the graph is first needed, perhaps never."""
        self._vectors, self._graph = vectors, _Graph(open_collection)
        self._all_have_vectors = bool(vectors.has_vector.all())

    def similarities(self, query: NDArray[np.float32], rows: Rows) -> Similarities:
        """The exact cosine of each of `rows` to the unit vector `query`; NaN for a product without a vector."""
        products = self._vectors.products(rows, query)
        return np.where(self._vectors.has_vector[rows], products, np.float32(np.nan)).astype(np.float32)

    def nearest(self, query: NDArray[np.float32], allowed: Rows, limit: int) -> Nearest:
        """The `limit` nearest of the rows `allowed` (ascending) that have a vector, with exact cosines.

        There may be fewer, though no fewer than ENOUGH, where the graph was asked.
        Up to EXACT_ROWS none is missed; above, about one in a thousand of the best ten is (docs/evaluation.md).
        """
        if not self._all_have_vectors:
            allowed = allowed[self._vectors.has_vector[allowed]]
        likely = allowed if len(allowed) <= EXACT_ROWS else self._likely(query, allowed, limit)
        similarities = self._vectors.products(likely, query)
        best = np.argsort(-similarities, kind="stable")[:limit]
        return Nearest(likely[best], similarities[best])

    def vectors(self, rows: Rows) -> Vectors:
        """The unit vectors of `rows` (n, dimension), zeros where there is none."""
        return self._vectors.read(rows)

    def warm(self) -> None:
        """Have the vectors read from the disk now rather than in the first searches."""
        self._vectors.warm()

    def close(self) -> None:
        """Let go of the files and of Chroma."""
        self._graph.close()
        self._vectors.close()

    def _likely(self, query: NDArray[np.float32], allowed: Rows, limit: int) -> Rows:
        if len(allowed) >= GRAPH_ROWS:
            found = self._by_graph(query, allowed, limit)
            if len(found) >= min(limit, ENOUGH):
                return found
        return self._by_sketch(query, allowed, max(limit, READ_ROWS + int(READ_SHARE * len(allowed))))

    def _by_graph(self, query: NDArray[np.float32], allowed: Rows, limit: int) -> Rows:
        """The allowed among so many of the nearest that about `limit` should be."""
        wanted = max(GRAPH_LEAST, int(limit * self._vectors.rows / len(allowed)))
        if wanted > GRAPH_MOST:
            return allowed[:0]
        found = self._graph.nearest(query, wanted)
        places = np.minimum(np.searchsorted(allowed, found), len(allowed) - 1)
        return np.sort(found[allowed[places] == found])

    def _by_sketch(self, query: NDArray[np.float32], allowed: Rows, keep: int) -> Rows:
        code = self._vectors.sketch.codes(query[np.newaxis])[0]
        return allowed[least(differing_bits(self._vectors.codes, code, allowed), keep)]


class _Graph:
    """Chroma's collection, opened when first asked; while it fails it finds nothing, which the log says once."""

    def __init__(self, open_collection: OpenCollection) -> None:
        self._open_collection = open_collection
        self._lock, self._rest_until = threading.Lock(), 0.0
        self._collection: ChromaCollection | None = None

    def nearest(self, query: NDArray[np.float32], count: int) -> Rows:
        """The rows of about `count` of the nearest, nearest first; none where Chroma cannot be asked."""
        if monotonic() < self._rest_until:
            return np.zeros(0, np.intp)
        try:
            return self._opened().nearest(query, count).rows
        except VectorStoreError as error:
            self._rest_until = monotonic() + RETRY_SECONDS
            logger.warning("Searching without Chroma's graph: %s", error)
            return np.zeros(0, np.intp)

    def close(self) -> None:
        """Let go of the collection if it was opened."""
        with self._lock:
            if self._collection is not None:
                self._collection.close()

    def _opened(self) -> ChromaCollection:
        with self._lock:
            if self._collection is None:
                self._collection = self._open_collection()
            return self._collection
