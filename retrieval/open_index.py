"""A finished index, opened for reading: the products, columns, words and vectors of one generation."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from pathlib import Path
from typing import IO, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from retrieval.config import RetrievalConfig
from retrieval.dense_index import DenseIndex
from retrieval.document import searchable_text
from retrieval.embedding import Embedder
from retrieval.errors import IndexMismatchError, IndexMissingError
from retrieval.filters import FilterColumns
from retrieval.generations import hold_current
from retrieval.index_draft import COLUMNS, open_collection
from retrieval.lexical_index import LexicalIndex
from retrieval.manifest import Manifest, read_manifest
from retrieval.postings import Mask
from retrieval.product_store import ProductStore
from retrieval.query import SearchQuery
from retrieval.query_terms import QueryReader
from retrieval.tokens import is_han
from retrieval.vector_file import VectorFile
from retrieval.vocabulary import Vocabulary

_DAMAGED: Final = (OSError, EOFError, ValueError, KeyError, BadZipFile, sqlite3.DatabaseError)
"""What the files of an index raise when they are missing, cut short or not what they should be."""


class OpenIndex:
    """One generation of an index, held so that no build or sync removes it; several threads may read."""

    def __init__(self, folder: Path, held: IO[str], manifest: Manifest, chroma_url: str, embedder: Embedder) -> None:
        """Open the files in `folder`, which `held` keeps there; use `of`, which finds them."""
        self.manifest, self._held = manifest, held
        self.generation = folder.name
        self.columns = FilterColumns.load(folder / COLUMNS)
        self.lexical = LexicalIndex.load(folder)
        self.store = ProductStore(folder)
        self.alive = self.store.alive()
        self.dense = DenseIndex(
            VectorFile(folder, manifest.dimension, manifest.rows), lambda: open_collection(folder, manifest, chroma_url)
        )
        self.reader = QueryReader(
            self.lexical, lambda row: searchable_text(self.store.product(row)), embedder.knows_word
        )

    @classmethod
    def of(cls, config: RetrievalConfig, embedder: Embedder) -> OpenIndex:
        """The current index of `config.index_dir`, whose words are read with the help of `embedder`.

        Raises:
            IndexMissingError: no finished index stands there, or files of it are missing or damaged.
            IndexMismatchError: it was made with another embedder or in another format.
        """
        standing = hold_current(config.index_dir)
        if standing is None:
            raise _missing(config)
        folder, held = standing
        try:
            manifest = read_manifest(folder)
            if manifest is None:
                raise _missing(config)
            _check_fit(manifest, embedder.name)
            return cls(folder, held, manifest, config.chroma_url, embedder)
        except _DAMAGED as error:
            held.close()
            raise IndexMissingError(
                f"The index in {folder} is damaged ({error}); build it again: daogou index build CATALOG"
            ) from error
        except BaseException:
            held.close()
            raise

    @cached_property
    def standing(self) -> NDArray[np.float64]:
        """Each row's rating, pulled to the mean where few people stand behind it, 0 to 5."""
        return self.columns.standing(self.alive)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names the catalogue uses."""
        return Vocabulary.of_columns(self.columns, self.alive)

    @cached_property
    def has_chinese(self) -> bool:
        """Whether any product has Chinese text."""
        return any(map(is_han, self.lexical.terms))

    def named(self, text: str) -> NDArray[np.intp]:
        """The row of the product whose id is `text`, as typed or in capitals; none for any other text."""
        return np.array(list(self.store.rows_of([text, text.upper()]).values())[:1], np.intp)

    def considered(self, query: SearchQuery) -> Mask:
        """The rows (n,) that count before any constraint: alive, not excluded, not the product to be like."""
        rows = list(self.store.rows_of([*query.exclude_ids, query.similar_to]).values())
        if not rows:
            return self.alive
        mask = self.alive.copy()
        mask[rows] = False
        return mask

    def close(self) -> None:
        """Let go of the files."""
        self.dense.close()
        self.store.close()
        self._held.close()


def _missing(config: RetrievalConfig) -> IndexMissingError:
    return IndexMissingError(f"There is no index in {config.index_dir}; run: daogou index build CATALOG")


def _check_fit(manifest: Manifest, embedder_name: str) -> None:
    if manifest.embedder != embedder_name:
        raise IndexMismatchError(
            f"The index was made with the embedder {manifest.embedder}, not the configured {embedder_name}; "
            "build it again (daogou index build CATALOG) or configure that embedder."
        )
