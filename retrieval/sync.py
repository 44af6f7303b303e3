"""Brings an index up to date with a catalogue: only what is new or changed is read, embedded and stored."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence, Sized
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from retrieval.build import build_generation, check_size, drafted, index_writer, known_vectors, silent
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder
from retrieval.errors import IndexMismatchError
from retrieval.generations import GenerationWriter, current_folder
from retrieval.index_draft import CHUNK, Draft, Progress, chunks, no_products
from retrieval.manifest import read_manifest
from retrieval.product_rows import content_hash, product_line
from retrieval.product_store import ProductStore
from retrieval.product_writer import shared_id

MOST_DEAD: Final = 0.25
"""The share of dead rows above which the index is written anew without them."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, in products; `embedded` counts texts, `seconds` is wall time.

    `compacted`: the index was written anew, because there was none to go on from or too much of it was dead.
    """

    inserted: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    embedded: int = 0
    seconds: float = 0.0
    compacted: bool = False

    @property
    def wrote(self) -> bool:
        """Whether there is a new index now; one that is open does not show it."""
        return bool(self.inserted or self.changed or self.deleted)

    @property
    def products(self) -> int:
        """How many products the index holds now."""
        return self.inserted + self.changed + self.unchanged


def sync_index(
    products: Iterable[Product],
    config: RetrievalConfig,
    embedder: Embedder,
    progress: Progress | None = None,
    *,
    total: int = 0,
    force: bool = False,
) -> SyncReport:
    """Make the index one of `products`, going on from the one that stands there; nothing is written if they are equal.

    Where none stands that can be gone on from (another embedder, version or place of the vectors), it is built.
    The index before answers until the new one is whole. Arguments and errors are those of `build_index`.
    """
    started = time.perf_counter()
    report = progress or silent
    total = len(products) if isinstance(products, Sized) else total
    with index_writer(config) as writer, ExitStack() as stack:
        before = _standing(config, embedder)
        if before is None:
            known = stack.enter_context(known_vectors(writer, embedder))
            draft, manifest = build_generation(writer, known, products, config, embedder, report, total, force)
            done = SyncReport(inserted=manifest.products, embedded=draft.encoded, compacted=True)
        else:
            comparison = _Comparison(before, writer, config, embedder, report, stack)
            comparison.take(products, total)
            done = comparison.finish(force)
    return replace(done, seconds=time.perf_counter() - started)


def _standing(config: RetrievalConfig, embedder: Embedder) -> Path | None:
    """The index that can be gone on from."""
    folder = current_folder(config.index_dir)
    try:
        manifest = read_manifest(folder) if folder else None
    except IndexMismatchError:
        return None
    if manifest is None or manifest.embedder != embedder.name or bool(manifest.collection) != bool(config.chroma_url):
        return None
    return folder


class _Comparison:
    """A catalogue against the products of an index; the new index is begun with the first difference."""

    def __init__(
        self,
        before: Path,
        writer: GenerationWriter,
        config: RetrievalConfig,
        embedder: Embedder,
        report: Progress,
        stack: ExitStack,
    ) -> None:
        """Nothing is compared yet; `stack` closes what is opened."""
        self._before, self._writer, self._stack = before, writer, stack
        self._config, self._embedder, self._report = config, embedder, report
        self._store = stack.enter_context(closing(ProductStore(before)))
        self._alive = self._store.alive()
        self._met = ~self._alive
        self._draft: Draft | None = None
        self._dead: list[int] = []
        self._products = self._inserted = self._changed = 0

    def take(self, products: Iterable[Product], total: int) -> None:
        """Compare all of `products` and write down those that are new or changed.

        Raises:
            CatalogError: there are none, or two share an id.
        """
        for chunk in chunks(products, CHUNK):
            self._take(chunk)
            self._products += len(chunk)
            self._report("products", self._products, max(total, self._products))
        if not self._products:
            raise no_products()

    def finish(self, force: bool) -> SyncReport:
        """Finish and publish the new index, if there is any difference."""
        if not force:
            check_size(self._store.alive_count, self._products)
        gone = np.flatnonzero(~self._met)
        if len(gone):
            self._kill(gone.tolist())
        report = SyncReport(
            inserted=self._inserted,
            changed=self._changed,
            deleted=len(gone),
            unchanged=self._products - self._inserted - self._changed,
        )
        if self._draft is None:
            return report
        dead = self._draft.products.size - self._products
        if dead > MOST_DEAD * self._draft.products.size:
            return replace(report, embedded=self._rewritten(self._draft), compacted=True)
        self._publish(self._draft)
        return replace(report, embedded=self._draft.encoded)

    def _take(self, products: Sequence[Product]) -> None:
        there = self._store.find([product.id for product in products])
        new = []
        for product in products:
            line = product_line(product)
            row, digest = there.get(product.id, (None, b""))
            if row is not None and self._met[row]:
                raise shared_id(product.id)
            if row is not None:
                self._met[row] = True
            if row is None:
                self._inserted += 1
            elif digest != content_hash(line):
                self._changed += 1
                self._kill([row])
            else:
                continue
            new.append((product.id, line))
        if new:
            self._begun().products.add(new)

    def _kill(self, rows: list[int]) -> None:
        self._begun().products.kill(rows)
        self._dead += rows

    def _begun(self) -> Draft:
        if self._draft is None:
            self._known = self._stack.enter_context(known_vectors(self._writer, self._embedder))
            self._draft = self._stack.enter_context(drafted(self._writer, self._copied))
            self._draft.prepare()
        return self._draft

    def _copied(self, folder: Path) -> Draft:
        return Draft.copied(self._before, folder, self._config, self._embedder, self._report)

    def _publish(self, draft: Draft) -> None:
        draft.products.commit()
        dead = np.array(self._dead, np.intp)
        draft.take_out(dead)
        draft.read_rows(self._known)
        draft.store_beside()
        draft.finish()
        self._writer.publish(draft.folder)
        draft.remove_dead(dead)

    def _rewritten(self, draft: Draft) -> int:
        """A full build of what is alive; how many texts it had to embed."""
        draft.products.commit()
        with closing(ProductStore(draft.folder)) as alive:
            draft.close()
            whole, _ = build_generation(
                self._writer,
                self._known,
                alive,
                self._config,
                self._embedder,
                self._report,
                total=alive.alive_count,
                force=True,
            )
        return whole.encoded
