"""Vectors in a Chroma collection, in a folder of this process or on a server: kept, removed, and the nearest found.

An id in Chroma is a row number as a string, and nearness is the cosine. Both kinds answer alike; the contract suite
`tests/contracts/test_vector_collection_contract.py` holds them to it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import VectorStoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

COLLECTION: Final = "products"
PAGE: Final = 4096
"""Vectors sent to Chroma at once; a client may allow fewer."""

WRITTEN_AT_ONCE: Final = 250_000
"""Up to so many vectors the graph is written once, with the last of them; a million unwritten ones took 5 GB."""

SYNC_ROWS: Final = 50_000
"""Rows between two writings of a larger graph (2.9 GB at a million); Chroma's own 1,000 writes all ids of a million
products a thousand times."""

SETTLED_ROWS: Final = 1_000
"""The same once a collection is filled and only small changes follow."""

CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 120.0
"""How long a server may take over one page of a build."""

SEARCH_SECONDS: Final = 5.0
"""How long it may take over a search, which can do without it."""

_BUILD: Final = "daogou index build CATALOG"

Rows = NDArray[np.intp]
Similarities = NDArray[np.float32]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Products near a query: row numbers and cosines (-1 to 1), nearest first."""

    rows: Rows
    similarities: Similarities


NONE_NEAR: Final = Nearest(np.zeros(0, np.intp), np.zeros(0, np.float32))


class ChromaCollection:
    """An open collection of vectors of one `dimension`; several threads may search at once.

    Every method raises `VectorStoreError` when Chroma cannot do it (server away, disk full, collection removed).
    """

    def __init__(self, client: ClientAPI, collection: Collection, place: str) -> None:
        """Use `create_embedded`, `open_embedded`, `create_at` or `open_at`; `place` is named in errors."""
        self._client, self._collection, self._place = client, collection, place
        self.dimension = int(cast("int", (collection.metadata or {}).get("dimension", 0)))

    @classmethod
    def create_embedded(cls, folder: Path, dimension: int, expected: int = SYNC_ROWS) -> ChromaCollection:
        """A new empty collection in `folder`, which is made where it is missing.

        The graph is written when all `expected` vectors have come, or, of very many, now and then; call `settle` then.

        Raises:
            VectorStoreError: a collection stands there already, or the folder cannot be written.
        """
        return cls._created(_embedded_client(folder), COLLECTION, dimension, str(folder), expected)

    @classmethod
    def open_embedded(cls, folder: Path) -> ChromaCollection:
        """The collection that stands in `folder`. One process at a time may have it open.

        Raises:
            VectorStoreError: there is none, or it cannot be read.
        """
        if not (folder / "chroma.sqlite3").is_file():
            raise VectorStoreError(f"There are no vectors in {folder}; build the index again: {_BUILD}")
        return cls._opened(_embedded_client(folder), COLLECTION, str(folder))

    @classmethod
    def create_at(cls, url: str, name: str, dimension: int, expected: int = SYNC_ROWS) -> ChromaCollection:
        """A new empty collection called `name` on the Chroma server at `url` (`http://host:port`).

        `expected` is as with `create_embedded`.

        Raises:
            VectorStoreError: no Chroma server answers there, or it has a collection of that name already.
        """
        return cls._created(_server_client(url, ANSWER_SECONDS), name, dimension, url, expected)

    @classmethod
    def open_at(cls, url: str, name: str, answer_seconds: float = ANSWER_SECONDS) -> ChromaCollection:
        """The collection called `name` on the Chroma server at `url`; one request may take `answer_seconds`.

        Raises:
            VectorStoreError: no Chroma server answers there, or it has no collection of that name.
        """
        return cls._opened(_server_client(url, answer_seconds), name, url)

    def upsert(self, rows: Rows, vectors: Vectors) -> None:
        """Keep `vectors` (n, dimension) under the n numbers in `rows`, in place of what stood there.

        A vector of zeros has no direction and must not be among them.
        """
        self._check(vectors.shape[-1])
        with _reported(self._place):
            page = self._page()
            for start in range(0, len(rows), page):
                end = start + page
                self._collection.upsert(ids=_ids(rows[start:end]), embeddings=vectors[start:end])

    def delete(self, rows: Rows) -> None:
        """Remove what is kept under `rows`; a row that is not there is no error."""
        with _reported(self._place):
            page = self._page()
            for start in range(0, len(rows), page):
                self._collection.delete(ids=_ids(rows[start : start + page]))

    def count(self) -> int:
        """How many vectors are kept."""
        with _reported(self._place):
            return self._collection.count()

    def nearest(self, vector: NDArray[np.float32], n: int) -> Nearest:
        """Up to `n` of the nearest to `vector` (dimension,), by a graph that may miss some or give fewer."""
        self._check(len(vector))
        if n < 1:
            return NONE_NEAR
        with _reported(self._place):
            found = self._collection.query(
                query_embeddings=cast("Any", vector[np.newaxis]), n_results=n, include=["distances"]
            )
        distances = np.array(cast("list[list[float]]", found["distances"])[0], np.float32)
        return Nearest(np.array(found["ids"][0], dtype=np.intp), 1 - distances)

    def drop(self) -> None:
        """Remove the collection with all that is in it; one that is gone already is no error."""
        from chromadb.errors import NotFoundError

        with _reported(self._place), contextlib.suppress(NotFoundError):
            self._client.delete_collection(self._collection.name)

    def settle(self) -> None:
        """The first vectors are all in: have Chroma write the graph after SETTLED_ROWS more, when next opened.

        Vectors that came since the graph was last written are put into it anew whenever it is opened, half a
        millisecond each.
        """
        with _reported(self._place):
            self._collection.modify(configuration={"hnsw": {"sync_threshold": SETTLED_ROWS}})

    def close(self) -> None:
        """Let go of the files or the connection."""
        _close(self._client)

    @classmethod
    def _created(cls, client: ClientAPI, name: str, dimension: int, place: str, expected: int) -> ChromaCollection:
        with _reported(place), _closing_on_error(client):
            collection = client.create_collection(
                name,
                configuration={"hnsw": {"space": "cosine", "sync_threshold": _written_every(expected)}},
                metadata={"dimension": dimension},
                embedding_function=None,
            )
        return cls(client, collection, place)

    @classmethod
    def _opened(cls, client: ClientAPI, name: str, place: str) -> ChromaCollection:
        with _reported(place), _closing_on_error(client):
            return cls(client, client.get_collection(name, embedding_function=None), place)

    def _page(self) -> int:
        return min(PAGE, self._client.get_max_batch_size())

    def _check(self, dimension: int) -> None:
        if dimension != self.dimension:
            raise VectorStoreError(
                f"The vectors in {self._place} have {self.dimension} numbers each, not {dimension}; "
                f"configure the embedder they were made with or build the index again: {_BUILD}"
            )


def _written_every(expected: int) -> int:
    """After how many vectors the graph is written: what waits to be written lies in memory a second time."""
    return max(expected, 2) if expected <= WRITTEN_AT_ONCE else SYNC_ROWS


def _ids(rows: Rows) -> list[str]:
    return [str(row) for row in rows.tolist()]


def _settings() -> Settings:
    from chromadb.config import Settings

    logging.getLogger("chromadb.telemetry").setLevel(logging.CRITICAL)
    return Settings(anonymized_telemetry=False)


def _embedded_client(folder: Path) -> ClientAPI:
    import chromadb

    with _reported(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=_settings())


def check_server(url: str) -> None:
    """See that a Chroma server answers at `url`, before much work is done for it.

    Raises:
        VectorStoreError: none does, or `url` is not `http://host:port`.
    """
    _close(_server_client(url, CONNECT_SECONDS))


def _server_client(url: str, answer_seconds: float) -> ClientAPI:
    """A client whose every request has a time limit; Chroma's own has none, so the server is tried first."""
    import chromadb
    import httpx

    host, port, encrypted = _address(url)
    limits = httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS)
    with _reported(url):
        httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=CONNECT_SECONDS).raise_for_status()
        client = chromadb.HttpClient(host, port, encrypted, settings=_settings())
        cast("Any", client)._server._session.timeout = limits
    return client


def _address(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise VectorStoreError(f"A Chroma server is named as http://host:port, not {url!r}; change the setting.")
    encrypted = parts.scheme == "https"
    return parts.hostname, port or (443 if encrypted else 80), encrypted


@contextlib.contextmanager
def _reported(place: str) -> Iterator[None]:
    """Turn what Chroma and its connection raise into one sentence about `place`."""
    import httpx
    from chromadb.errors import ChromaError, NotFoundError, UniqueConstraintError

    try:
        yield
    except NotFoundError as error:
        raise VectorStoreError(f"The vectors are not in {place} any more; build the index again: {_BUILD}") from error
    except UniqueConstraintError as error:
        raise VectorStoreError(f"There are vectors in {place} already; remove them or use another name.") from error
    except (httpx.TransportError, ConnectionError) as error:
        raise VectorStoreError(f"No Chroma server answers at {place}; start it or change the setting.") from error
    except (httpx.HTTPError, ChromaError, OSError, ValueError) as error:
        raise VectorStoreError(f"Chroma cannot use {place} ({_first_line(error)}); look after it there.") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


@contextlib.contextmanager
def _closing_on_error(client: ClientAPI) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _close(client)
        raise


def _close(client: ClientAPI) -> None:
    cast("Any", client).close()
