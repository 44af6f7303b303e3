"""The vectors, in a Chroma collection on disk, and the nearest of them to a query."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

COLLECTION: Final = "products"
PAGE: Final = 4096
EXACT_ROWS: Final = 20_000
"""Up to this many allowed products are compared one by one, which misses none; more are left to Chroma's graph."""

Rows = NDArray[np.intp]
Similarities = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Products near a query: row numbers and cosines (-1 to 1), nearest first."""

    rows: Rows
    similarities: Similarities


class DenseIndex:
    """A finished collection, opened for reading; several threads may search at once."""

    def __init__(self, client: Client, collection: Collection, row_of: Mapping[str, int], dimension: int) -> None:
        self._client, self._collection, self._row_of = client, collection, row_of
        self._vectors = _read_vectors(collection, row_of, dimension)
        self._readable: NDArray[np.bool_] = np.any(self._vectors, axis=1)

    @classmethod
    def open(cls, folder: Path, row_of: Mapping[str, int], dimension: int) -> DenseIndex:
        """Open the collection in `folder`; `row_of` numbers its products, `dimension` is the length of a vector."""
        client = _client(folder)
        return cls(client, client.get_collection(COLLECTION, embedding_function=None), row_of, dimension)

    def similarities(self, query: NDArray[np.float32], rows: Rows) -> Similarities:
        """The exact cosine of each of `rows` to the unit vector `query`; NaN for a product without a vector."""
        chosen = self._vectors if len(rows) == len(self._vectors) else self._vectors[rows]
        return np.where(self._readable[rows], chosen @ query, np.float32(np.nan)).astype(np.float32)

    def nearest(self, query: NDArray[np.float32], limit: int) -> Nearest:
        """The `limit` nearest of all products by Chroma's graph, which may miss some; no filter applies."""
        count = min(limit, int(self._readable.sum()))
        if count == 0:
            return Nearest(np.zeros(0, np.intp), np.zeros(0, np.float32))
        found = self._collection.query(
            query_embeddings=query[np.newaxis].tolist(), n_results=count, include=["distances"]
        )
        distances = cast("list[list[float]]", found["distances"])[0]
        rows = np.array([self._row_of[product_id] for product_id in found["ids"][0]], np.intp)
        return Nearest(rows, 1 - np.array(distances, np.float32))

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def write_vectors(folder: Path, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Make the collection in `folder`; a product whose vector is all zeros is left out of it."""
    client = _client(folder)
    try:
        collection = client.create_collection(
            COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        kept = np.flatnonzero(vectors.any(axis=1))
        page = min(PAGE, client.get_max_batch_size())
        for start in range(0, len(kept), page):
            rows = kept[start : start + page]
            collection.add(ids=[ids[row] for row in rows], embeddings=vectors[rows])
    finally:
        client.close()


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    logging.getLogger("chromadb.telemetry").setLevel(logging.CRITICAL)
    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(path=str(folder / "chroma"), settings=settings))


def _read_vectors(collection: Collection, row_of: Mapping[str, int], dimension: int) -> NDArray[np.float32]:
    vectors = np.zeros((len(row_of), dimension), np.float32)
    for offset in range(0, collection.count(), PAGE):
        page = collection.get(limit=PAGE, offset=offset, include=["embeddings"])
        vectors[[row_of[product_id] for product_id in page["ids"]]] = np.asarray(page["embeddings"], np.float32)
    return vectors
