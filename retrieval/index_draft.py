"""An index in the making: rows are added, each is read once for its words, columns and vector, and the rest follows."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval import product_store
from retrieval.catalog import Product
from retrieval.chroma_collection import SEARCH_SECONDS, ChromaCollection, check_server
from retrieval.config import RetrievalConfig
from retrieval.document import DOCUMENT_VERSION, embedded_text, term_counts
from retrieval.embedding import Embedder
from retrieval.errors import CatalogError, IndexMissingError
from retrieval.filters import FilterColumns
from retrieval.known_vectors import KnownVectors, VectorNote, keep_vectors_only
from retrieval.lexical_index import load_postings, save_lexical
from retrieval.manifest import FORMAT_VERSION, Manifest, fingerprint, read_manifest, write_manifest
from retrieval.product_rows import content_hash, product_line, read_line
from retrieval.product_store import ProductStore
from retrieval.product_writer import ProductWriter
from retrieval.relevance import measure_noise
from retrieval.term_postings import TermWriter
from retrieval.vector_file import VectorFile, Vectors, VectorWriter

Item = TypeVar("Item")
Rows = NDArray[np.intp]
Progress = Callable[[str, int, int], None]
"""Called with a step's name (`products`, `vectors`, `store`), how many are done and how many there are (0: unknown)."""

CHUNK: Final = 1_000
"""Products taken from the catalogue at once."""

WINDOW: Final = 8_192
"""Rows read, sorted by length and embedded together; what a killed build loses at most."""

BATCHES_A_STEP: Final = 4
"""Batches handed to the embedder at once, so that it can spread them over its devices."""

WORTH_KEEPING: Final = 1_000
"""New vectors a failed build must have made for its folder to be kept for the next one."""

PAGE: Final = 4_096
"""Vectors handed to Chroma between two reports."""

COLUMNS: Final = "columns"
CHROMA: Final = "chroma"


class Draft:
    """The folder of an index that nobody reads yet."""

    def __init__(
        self,
        folder: Path,
        before: Path | None,
        note: VectorNote,
        vectors: VectorWriter,
        config: RetrievalConfig,
        embedder: Embedder,
        report: Progress,
    ) -> None:
        """Use `begun` or `copied`."""
        if config.chroma_url:
            check_server(config.chroma_url)
        self.folder, self._before, self._note, self._vectors = folder, before, note, vectors
        self._config, self._embedder, self._report = config, embedder, report
        note.write(folder)
        self.products = ProductWriter(folder)
        self.first_row = self.products.size
        self.encoded, self.embedding_seconds = 0, 0.0
        self._beside = ThreadPoolExecutor(1, "index-vectors")
        self._owed: list[Future[None]] = []
        self._collection: ChromaCollection | None = None

    @classmethod
    def begun(cls, folder: Path, config: RetrievalConfig, embedder: Embedder, report: Progress) -> Draft:
        """An index of no rows, in the empty `folder`."""
        collection = f"daogou-{folder.name}" if config.chroma_url else ""
        note = VectorNote(embedder.name, embedder.dimension, collection)
        vectors = VectorWriter.create(folder, embedder.dimension)
        return cls(folder, None, note, vectors, config, embedder, report)

    @classmethod
    def copied(cls, before: Path, folder: Path, config: RetrievalConfig, embedder: Embedder, report: Progress) -> Draft:
        """An index that goes on from the finished one in `before`, in the empty `folder`.

        On a Chroma server both share one collection.
        """
        shutil.copyfile(before / product_store.FILE, folder / product_store.FILE)
        manifest = read_manifest(before)
        if manifest is None:
            raise IndexMissingError(f"The index in {before} is not whole; build it again: daogou index build CATALOG")
        note = VectorNote(manifest.embedder, manifest.dimension, manifest.collection)
        vectors = VectorWriter.copy(before, folder, manifest.dimension, manifest.rows)
        return cls(folder, before, note, vectors, config, embedder, report)

    def add(self, products: Iterable[Product], total: int = 0) -> None:
        """Append `products`, `total` of them if that is known, as new rows.

        Raises:
            CatalogError: there are none, or two share an id.
        """
        for chunk in chunks(products, CHUNK):
            self.products.add([(product.id, product_line(product)) for product in chunk])
            self._report("products", self.products.size, max(total, self.products.size))
        if self.products.size == self.first_row:
            raise no_products()
        self.products.commit()

    def read_rows(self, known: KnownVectors) -> None:
        """Count the words of the new rows, lay out their columns, and write their vectors, also the `known` ones."""
        before, size = self._before, self.products.size
        postings = load_postings(before) if before else None
        words = postings.writer() if postings else TermWriter()
        alive = self._alive()
        columns = [FilterColumns.load(before / COLUMNS).living(alive[: self.first_row])] if before else []
        self._report("vectors", 0, size - self.first_row)
        for first in range(self.first_row, size, WINDOW):
            products = [read_line(line) for line in self.products.lines(first, WINDOW)]
            for product in products:
                words.add(term_counts(product))
            columns.append(FilterColumns.of(products))
            self._embed(first, products, known)
        self._vectors.close()
        grown = postings.grown(words, alive[: self.first_row]) if postings else words.finish()
        save_lexical(self.folder, grown, int(alive.sum()))
        (self.folder / COLUMNS).mkdir()
        FilterColumns.joined(columns).save(self.folder / COLUMNS)

    def prepare(self) -> None:
        """Have the embedder read its weights, and Chroma opened, while the catalogue is still being read.

        Each takes seconds. What goes wrong is raised where it is needed, for then it is tried again.
        """
        self._beside.submit(self._embedder.encode, ())
        self._beside.submit(self._opened)

    def take_out(self, dead: Rows) -> None:
        """Take the `dead` rows' vectors out of a Chroma in the folder, while the new rows' are made."""
        if not self._note.collection:
            self._owe(lambda: self._opened().delete(dead))

    def store_beside(self) -> None:
        """As `store_vectors`, while the index is finished; what goes wrong there is raised by `finish`."""
        self._owe(self.store_vectors)

    def store_vectors(self) -> None:
        """Put the new rows' vectors into Chroma."""
        size = self.products.size
        with closing(self._open_vectors()) as vectors:
            collection = self._opened(vectors)
            self._report("store", 0, size - self.first_row)
            for first in range(self.first_row, size, PAGE):
                after = min(first + PAGE, size)
                self._store_page(collection, np.arange(first, after), vectors)
                self._report("store", after - self.first_row, size - self.first_row)
            if self._before is None:
                collection.settle()
        self._close_collection()

    def remove_dead(self, dead: Rows) -> None:
        """Take the `dead` rows off a Chroma server; to be called once this index is the one that counts."""
        if self._note.collection:
            with closing(ChromaCollection.open_at(self._config.chroma_url, self._note.collection)) as collection:
                collection.delete(dead)

    def finish(self) -> Manifest:
        """Write what the index says about itself; the folder is whole then, and closed."""
        self.products.close()
        with closing(ProductStore(self.folder)) as store, closing(self._open_vectors()) as vectors:
            manifest = Manifest(
                format_version=FORMAT_VERSION,
                document_version=DOCUMENT_VERSION,
                embedder=self._embedder.name,
                dimension=self._embedder.dimension,
                products=store.alive_count,
                rows=store.size,
                collection=self._note.collection,
                fingerprint=fingerprint(store.hashes(), self._embedder.name),
                noise=measure_noise(self._embedder, alive_pages(vectors, store.alive())),
                built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        self._settle()
        write_manifest(self.folder, manifest)
        return manifest

    def close(self) -> None:
        """Let go of the files as they are, once nothing works on them any more."""
        self._beside.shutdown(cancel_futures=True)
        self._close_collection()
        self.products.close()
        self._vectors.close()

    def abandon(self) -> None:
        """Close an index that cannot be finished, and leave of it what the next build can use."""
        self.close()
        if self.encoded >= WORTH_KEEPING:
            keep_vectors_only(self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _owe(self, work: Callable[[], None]) -> None:
        self._owed.append(self._beside.submit(work))

    def _settle(self) -> None:
        """Wait for what was begun beside; raise what went wrong there."""
        for work in self._owed:
            work.result()
        self._beside.shutdown()

    def _alive(self) -> NDArray[np.bool_]:
        with closing(ProductStore(self.folder)) as store:
            return store.alive()

    def _embed(self, first: int, products: Sequence[Product], known: KnownVectors) -> None:
        """Write a window's vectors, zeros where nothing can be read; like lengths share a batch, to pad little."""
        texts = [embedded_text(product, self._embedder.unknown_share) for product in products]
        keys = [content_hash(text) for text in texts]
        text_of = dict(zip(keys, texts, strict=True))
        found = known.find(list(text_of))
        missing = sorted(
            (key for key in text_of if text_of[key] and key not in found), key=lambda key: -len(text_of[key])
        )
        done = first - self.first_row + len(products) - len(missing)
        self._progress(done)
        started, step = time.perf_counter(), self._config.batch_size * BATCHES_A_STEP
        for start in range(0, len(missing), step):
            batch = missing[start : start + step]
            found |= zip(batch, self._embedder.encode([text_of[key] for key in batch]), strict=True)
            self._progress(done + start + len(batch))
        self.embedding_seconds += time.perf_counter() - started
        self.encoded += len(missing)
        nothing = np.zeros(self._embedder.dimension, np.float32)
        self._vectors.append(np.stack([found.get(key, nothing) for key in keys]))
        self._vectors.flush()
        self.products.embedded(first, keys)

    def _progress(self, done: int) -> None:
        self._report("vectors", done, self.products.size - self.first_row)

    def _opened(self, vectors: VectorFile | None = None) -> ChromaCollection:
        """The collection, opened when it is first asked for; a new one expects as many as the `vectors` are."""
        if self._collection is None:
            self._collection = self._open_collection(int(vectors.has_vector.sum()) if vectors else 0)
        return self._collection

    def _close_collection(self) -> None:
        if self._collection is not None:
            self._collection.close()
        self._collection = None

    def _open_collection(self, expected: int) -> ChromaCollection:
        chroma, url, name = self.folder / CHROMA, self._config.chroma_url, self._note.collection
        if self._before and name:
            return ChromaCollection.open_at(url, name)
        if self._before:
            shutil.rmtree(chroma, ignore_errors=True)  # what an attempt before left half done
            shutil.copytree(self._before / CHROMA, chroma)
            return ChromaCollection.open_embedded(chroma)
        if name:
            return ChromaCollection.create_at(url, name, self._embedder.dimension, expected)
        return ChromaCollection.create_embedded(chroma, self._embedder.dimension, expected)

    def _open_vectors(self) -> VectorFile:
        return VectorFile(self.folder, self._embedder.dimension, self.products.size)

    def _store_page(self, collection: ChromaCollection, rows: Rows, vectors: VectorFile) -> None:
        """A row without a vector is left out, and what a killed sync may have put there is removed."""
        there = vectors.has_vector[rows]
        collection.upsert(rows[there], vectors.read(rows[there]))
        if self._before and self._note.collection and not there.all():
            collection.delete(rows[~there])


def alive_pages(vectors: VectorFile, alive: NDArray[np.bool_]) -> Iterator[Vectors]:
    """The vectors of the rows `alive`, a few at a time."""
    rows = np.flatnonzero(alive)
    return (vectors.read(rows[first : first + PAGE]) for first in range(0, len(rows), PAGE))


def open_collection(folder: Path, manifest: Manifest, chroma_url: str) -> ChromaCollection:
    """The collection of the finished index in `folder`, for searching.

    Raises:
        VectorStoreError: it is not there, or its server does not answer.
    """
    if manifest.collection:
        return ChromaCollection.open_at(chroma_url, manifest.collection, SEARCH_SECONDS)
    return ChromaCollection.open_embedded(folder / CHROMA)


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def no_products() -> CatalogError:
    """The error for a catalogue without products."""
    return CatalogError("There are no products to index; give a catalogue with at least one good row.")
