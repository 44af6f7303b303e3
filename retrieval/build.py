"""Builds an index from products, whole or not at all, and says what stands there now."""

from __future__ import annotations

import contextlib
import errno
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from retrieval.catalog import Product
from retrieval.chroma_collection import ChromaCollection
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder
from retrieval.errors import CatalogShrankError, IndexMismatchError, IndexStorageError, VectorStoreError
from retrieval.generations import GenerationWriter, current_folder, writing
from retrieval.index_draft import Draft, Progress
from retrieval.known_vectors import KnownVectors, VectorNote, keep_vectors_only
from retrieval.manifest import Manifest, catalog_fingerprint, products_before, read_manifest
from retrieval.vector_file import VECTORS

__all__ = ["BuildReport", "IndexStatus", "Progress", "build_index", "catalog_fingerprint", "index_status"]

SHRUNK: Final = 0.1
"""A catalogue that holds this share of the products before, or less, is taken for a broken one."""

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, None)
"""Why a file cannot grow; None is what NumPy raises when it could write only a part."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; times are wall seconds.

    `embedded` counts the texts that were embedded for it; the vectors of the others were known or equal.
    """

    products: int
    seconds: float
    embedded: int
    embedding_seconds: float
    fingerprint: str


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The finished index that stands in `folder`; `built_at` is ISO time, UTC.

    `dead_rows` are those of products changed or removed since the last full build, which a later sync clears away.
    `fingerprint` equals `catalog_fingerprint(products, embedder_name)` when the index is right for them.
    """

    folder: Path
    products: int
    dead_rows: int
    embedder: str
    dimension: int
    fingerprint: str
    format_version: int
    built_at: str


def build_index(
    products: Iterable[Product],
    config: RetrievalConfig,
    embedder: Embedder,
    progress: Progress | None = None,
    *,
    total: int = 0,
    force: bool = False,
) -> BuildReport:
    """Build the index of `products` in `config.index_dir`; until it is finished the one before it keeps answering.

    `products` may be a stream, gone through once; `total` is how many there are, for the progress, where that is
    known. Vectors of the index before, and of a build that was killed, are used again for equal texts. `force` lets
    the catalogue shrink by nine tenths and more.

    Raises:
        CatalogError: there are no products, or two share an id.
        CatalogShrankError: there are far fewer products than in the index before.
        IndexBusyError: another process is building this index.
        IndexStorageError: the disk is full.
        RetrievalError: the folder cannot be written, or Chroma does not answer.
    """
    started = time.perf_counter()
    with index_writer(config) as writer, known_vectors(writer, embedder) as known:
        draft, manifest = build_generation(writer, known, products, config, embedder, progress or silent, total, force)
    return BuildReport(
        products=manifest.products,
        seconds=time.perf_counter() - started,
        embedded=draft.encoded,
        embedding_seconds=draft.embedding_seconds,
        fingerprint=manifest.fingerprint,
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
        dead_rows=manifest.rows - manifest.products,
        embedder=manifest.embedder,
        dimension=manifest.dimension,
        fingerprint=manifest.fingerprint,
        format_version=manifest.format_version,
        built_at=manifest.built_at,
    )


@contextlib.contextmanager
def index_writer(config: RetrievalConfig) -> Iterator[GenerationWriter]:
    """The right to write the index; a full disk is told in one sentence.

    Raises:
        IndexBusyError: another process has it.
        IndexStorageError: the disk was full.
    """
    try:
        with writing(config.index_dir, partial(_drop_collection, config)) as writer:
            yield writer
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, OSError) and error.errno not in _FULL:
            raise
        raise IndexStorageError(
            f"The index in {config.index_dir} cannot be written ({error}); make room there and run it again: "
            "what answered before still does."
        ) from error


def build_generation(
    writer: GenerationWriter,
    known: KnownVectors,
    products: Iterable[Product],
    config: RetrievalConfig,
    embedder: Embedder,
    report: Progress,
    total: int = 0,
    force: bool = False,
) -> tuple[Draft, Manifest]:
    """A full build by a writer that has the right to."""
    before = current_folder(config.index_dir)
    with drafted(writer, lambda folder: Draft.begun(folder, config, embedder, report)) as draft:
        draft.add(products, len(products) if isinstance(products, Sized) else total)
        if not force:
            check_size(products_before(before), draft.products.size)
        draft.read_rows(known)
        draft.store_vectors()
        manifest = draft.finish()
    writer.publish(draft.folder)
    return draft, manifest


@contextlib.contextmanager
def drafted(writer: GenerationWriter, begin: Callable[[Path], Draft]) -> Iterator[Draft]:
    """What `begin` makes in a fresh folder; abandoned when the block fails."""
    folder = writer.fresh()
    try:
        draft = begin(folder)
    except BaseException:
        writer.remove(folder)
        raise
    try:
        yield draft
    except BaseException:
        draft.abandon()
        raise


@contextlib.contextmanager
def known_vectors(writer: GenerationWriter, embedder: Embedder) -> Iterator[KnownVectors]:
    """The vectors of the index that counts, and of the unfinished folder that has most; other such are removed."""
    left = [folder for folder in writer.unfinished() if _bytes_of_vectors(folder, embedder)]
    best = max(left, key=lambda folder: _bytes_of_vectors(folder, embedder), default=None)
    for folder in writer.unfinished():
        if folder == best:
            keep_vectors_only(folder)
        else:
            writer.remove(folder)
    current = current_folder(writer.index_dir)
    known = KnownVectors([folder for folder in (current, best) if folder], embedder.name, embedder.dimension)
    with contextlib.closing(known):
        yield known


def check_size(before: int, after: int) -> None:
    """Refuse a catalogue that has shrunk to a tenth or less.

    Raises:
        CatalogShrankError: it has.
    """
    if after <= before * SHRUNK:
        raise CatalogShrankError(before, after)


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""


def _bytes_of_vectors(folder: Path, embedder: Embedder) -> int:
    note, file = VectorNote.read(folder), folder / VECTORS
    usable = note is not None and note.embedder == embedder.name and file.is_file()
    return file.stat().st_size if usable else 0


def _drop_collection(config: RetrievalConfig, folder: Path) -> None:
    """Remove the vectors that a folder about to be removed has on the server, unless another folder shares them."""
    note = VectorNote.read(folder)
    others = (VectorNote.read(other) for other in config.index_dir.iterdir() if other != folder)
    if note is None or not note.collection or any(other and other.collection == note.collection for other in others):
        return
    try:
        with contextlib.closing(ChromaCollection.open_at(config.chroma_url, note.collection)) as collection:
            collection.drop()
    except VectorStoreError as error:
        logger.warning("The vectors %s of an index that is gone were not removed: %s", note.collection, error)
