"""The index an evaluation searches: one that stands there and is right for the catalogue, or one built for it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evaluation.retrieval_run import Progress
from retrieval.build import build_index, catalog_fingerprint, index_status
from retrieval.catalog import Product
from retrieval.catalog_reader import stream_catalog
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder
from retrieval.engine import SearchEngine

FOLDER: Final = "evaluation"
"""Within a home: indexes of catalogues that were evaluated and are not the shop's own, by fingerprint."""


@dataclass(frozen=True, slots=True)
class JudgedCatalog:
    """A catalogue file gone through once: the ids of its products, its fingerprint, how many rows were rejected."""

    path: Path
    ids: frozenset[str]
    fingerprint: str
    rejected_rows: int

    @classmethod
    def read(cls, path: Path, embedder_name: str) -> JudgedCatalog:
        """Go through the file; only the ids stay in memory. Rows need no price.

        Raises:
            CatalogError: the file cannot be read or has no good row.
        """
        stream, ids = stream_catalog(path, require_price=False), set[str]()
        fingerprint = catalog_fingerprint(_noting(stream, ids), embedder_name)
        return cls(path, frozenset(ids), fingerprint, len(stream.rejected))

    def products(self) -> Iterator[Product]:
        """The products, read anew."""
        return iter(stream_catalog(self.path, require_price=False))


@dataclass(frozen=True, slots=True)
class EvaluatedIndex:
    """An opened index, whether it was there before, and its bytes on disk (without what a Chroma server keeps)."""

    engine: SearchEngine
    reused: bool
    disk_bytes: int


@contextmanager
def evaluated_index(
    catalog: JudgedCatalog, config: RetrievalConfig, embedder: Embedder, home: Path | None, report: Progress
) -> Iterator[EvaluatedIndex]:
    """Open an index of the catalogue for the time of the block; the engine is the one shoppers get.

    With a `home`, the shop's index (`config.index_dir`) is searched where its fingerprint says that it holds just
    these products; another catalogue's is kept under `home/evaluation`, so that the shop's is never replaced. Without
    one, the index is built in a temporary folder. Only the shop's own index may be on a Chroma server.

    Raises:
        RetrievalError: the index cannot be built or opened.
    """
    with tempfile.TemporaryDirectory(prefix="daogou-evaluation-") as temporary:
        chosen = config
        if home is None or not _is_of(catalog.fingerprint, config):
            folder = Path(temporary) if home is None else home / FOLDER / catalog.fingerprint[:16]
            chosen = replace(config, index_dir=folder / "index", chroma_url="")
        reused = _is_of(catalog.fingerprint, chosen)
        if not reused:
            build_index(catalog.products(), chosen, embedder, report, total=len(catalog.ids))
        engine = SearchEngine.open(chosen, embedder)
        try:
            yield EvaluatedIndex(engine, reused, _disk_bytes(chosen))
        finally:
            engine.close()


def _noting(products: Iterable[Product], ids: set[str]) -> Iterator[Product]:
    for product in products:
        ids.add(product.id)
        yield product


def _is_of(fingerprint: str, config: RetrievalConfig) -> bool:
    status = index_status(config)
    return status is not None and status.fingerprint == fingerprint


def _disk_bytes(config: RetrievalConfig) -> int:
    status = index_status(config)
    files = status.folder.rglob("*") if status else ()
    return sum(file.stat().st_size for file in files if file.is_file())
