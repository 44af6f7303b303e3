"""What search finds before training, query by query: where hard negatives and the products to rerank come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.document import embedded_text, term_counts
from retrieval.embedding import Embedder
from retrieval.fusion import weighted_sum
from retrieval.lexical_index import LexicalIndex
from retrieval.query_terms import QueryReader
from retrieval.training.examples import JudgedQuery
from retrieval.vectors import Vectors

Scores = NDArray[np.float32]
Rows = NDArray[np.intp]

DEPTH: Final = 50
"""Products kept a query, best first."""

QUERIES_AT_ONCE: Final = 64
PRODUCTS_AT_ONCE: Final = 2_048

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best products of one query by words and meaning together, best first; scores are 0 to 1."""

    rows: Rows
    scores: Scores

    def unjudged(self, query: JudgedQuery) -> list[int]:
        """Those that nobody has judged for the query: they look right and are taken not to be."""
        return [int(row) for row in self.rows if int(row) not in query.grades]


class FirstStage:
    """Words and meaning over the whole catalogue, fused as the engine does."""

    def __init__(self, products: Sequence[Product], vectors: Vectors) -> None:
        """`vectors` are the products', by row: unit length, or zeros where nothing can be read."""
        self._words = LexicalIndex.build(term_counts(product) for product in products)
        self._reader = QueryReader(self._words)
        self._vectors = vectors
        self._unread = ~vectors.any(axis=1)

    def search(
        self, queries: Sequence[JudgedQuery], vectors: Vectors, progress: Progress, depth: int = DEPTH
    ) -> dict[str, Found]:
        """The best `depth` products of every query, by its id; `vectors` are the queries', by place."""
        found = {}
        for start in range(0, len(queries), QUERIES_AT_ONCE):
            progress("candidates", start, len(queries))
            some = queries[start : start + QUERIES_AT_ONCE]
            cosines = vectors[start : start + len(some)] @ self._vectors.T
            cosines[:, self._unread] = np.nan
            for query, dense in zip(some, cosines, strict=True):
                found[query.id] = _best(weighted_sum(self.words(query), dense, 1.0), depth)
        progress("candidates", len(queries), len(queries))
        return found

    def words(self, query: JudgedQuery) -> Scores:
        """BM25 of every product for the query, read as search reads it (typos, codes, word forms); 0 upwards."""
        return self._words.scores(self._reader.read(query.text).weights)


def embedded_products(products: Sequence[Product], embedder: Embedder, progress: Progress) -> Vectors:
    """One vector a product, by row; zeros where the embedder can read nothing."""
    texts = [embedded_text(product, embedder.unknown_share) for product in products]
    readable = [row for row, text in enumerate(texts) if text]
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)
    for start in range(0, len(readable), PRODUCTS_AT_ONCE):
        progress("products", start, len(readable))
        rows = readable[start : start + PRODUCTS_AT_ONCE]
        vectors[rows] = embedder.encode([texts[row] for row in rows])
    progress("products", len(readable), len(readable))
    return vectors


def _best(scores: Scores, depth: int) -> Found:
    """The best rows that have any score at all."""
    depth = min(depth, len(scores))
    rows = np.argpartition(-scores, depth - 1)[:depth]
    rows = rows[np.lexsort((rows, -scores[rows]))]
    rows = rows[scores[rows] > 0]
    return Found(rows, scores[rows])
