"""Builds an index from products, whole or not at all, and says what stands there now."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from retrieval import product_rows
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.dense_index import write_vectors
from retrieval.document import embedded_text, term_counts
from retrieval.embedding import Embedder, Vectors
from retrieval.errors import CatalogError, IndexMismatchError
from retrieval.generations import current_folder, new_generation
from retrieval.lexical_index import save_lexical
from retrieval.manifest import FORMAT_VERSION, Manifest, catalog_fingerprint, read_manifest, write_manifest
from retrieval.relevance import measure_noise
from retrieval.term_postings import TermWriter

__all__ = ["BuildReport", "IndexStatus", "build_index", "catalog_fingerprint", "index_status"]

BATCHES_A_STEP = 4
"""Batches handed to the embedder at once, so that it can spread them over its devices."""

Progress = Callable[[str, int, int], None]
"""Called with a step's name (`words`, `vectors`, `store`), how many products are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; times are wall seconds. `embedded` counts the products that the embedder could read."""

    products: int
    seconds: float
    embedded: int
    embedding_seconds: float
    fingerprint: str


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The finished index that stands in `folder`; `built_at` is ISO time, UTC.

    `fingerprint` equals `catalog_fingerprint(products, embedder_name)` when the index is right for them.
    """

    folder: Path
    products: int
    embedder: str
    dimension: int
    fingerprint: str
    format_version: int
    built_at: str


def build_index(
    products: Sequence[Product], config: RetrievalConfig, embedder: Embedder, progress: Progress | None = None
) -> BuildReport:
    """Build the index of `products` in `config.index_dir`; until it is finished the one before it keeps answering.

    Raises:
        CatalogError: there are no products, or two share an id.
        RetrievalError: another build is running, or the folder cannot be written.
    """
    started = time.perf_counter()
    _check(products)
    report = progress or _silent
    with new_generation(config.index_dir) as folder:
        product_rows.write_products(folder, products)
        _build_words(folder, products, report)
        embedding_started = time.perf_counter()
        vectors = _embed(products, embedder, config.batch_size, report)
        embedding_seconds = time.perf_counter() - embedding_started
        report("store", 0, len(products))
        write_vectors(folder, [product.id for product in products], vectors)
        report("store", len(products), len(products))
        fingerprint = catalog_fingerprint(products, embedder.name)
        write_manifest(folder, _manifest(embedder, vectors, fingerprint))
    return BuildReport(
        products=len(products),
        seconds=time.perf_counter() - started,
        embedded=int(vectors.any(axis=1).sum()),
        embedding_seconds=embedding_seconds,
        fingerprint=fingerprint,
    )


def index_status(config: RetrievalConfig) -> IndexStatus | None:
    """What stands in `config.index_dir`, or None where no finished index of this format does; reads one small file."""
    folder = current_folder(config.index_dir)
    try:
        manifest = read_manifest(folder) if folder else None
    except IndexMismatchError:
        return None
    if folder is None or manifest is None:
        return None
    return IndexStatus(
        folder=folder,
        products=manifest.products,
        embedder=manifest.embedder,
        dimension=manifest.dimension,
        fingerprint=manifest.fingerprint,
        format_version=manifest.format_version,
        built_at=manifest.built_at,
    )


def _check(products: Sequence[Product]) -> None:
    if not products:
        raise CatalogError("There are no products to index; give a catalogue with at least one good row.")
    seen: set[str] = set()
    for product in products:
        if product.id in seen:
            raise CatalogError(f"Two products share the id {product.id!r}; give each its own.")
        seen.add(product.id)


def _build_words(folder: Path, products: Sequence[Product], report: Progress) -> None:
    report("words", 0, len(products))
    writer = TermWriter()
    for product in products:
        writer.add(term_counts(product))
    save_lexical(folder, writer.finish(), len(products))
    report("words", len(products), len(products))


def _embed(products: Sequence[Product], embedder: Embedder, batch_size: int, report: Progress) -> Vectors:
    """One vector a product, zeros where nothing can be read; like lengths share a batch, so that little is padded."""
    texts = [embedded_text(product, embedder.unknown_share) for product in products]
    order = sorted((row for row, text in enumerate(texts) if text), key=lambda row: len(texts[row]), reverse=True)
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)
    report("vectors", 0, len(order))
    step = batch_size * BATCHES_A_STEP
    for start in range(0, len(order), step):
        batch = order[start : start + step]
        vectors[batch] = embedder.encode([texts[row] for row in batch])
        report("vectors", start + len(batch), len(order))
    return vectors


def _manifest(embedder: Embedder, vectors: Vectors, fingerprint: str) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        embedder=embedder.name,
        dimension=embedder.dimension,
        products=len(vectors),
        fingerprint=fingerprint,
        noise=measure_noise(embedder, vectors),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _silent(step: str, done: int, total: int) -> None:
    """Report nothing."""
