"""Search, from the request to the hits: filter, words, meaning, fusion. Read this first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.dense_index import EXACT_ROWS, DenseIndex
from retrieval.document import UNREADABLE, searchable_text
from retrieval.embedding import Embedder, open_embedder
from retrieval.errors import IndexMismatchError, IndexMissingError
from retrieval.filters import FilterColumns
from retrieval.fusion import weighted_sum
from retrieval.generations import hold_current
from retrieval.index_draft import COLUMNS, open_collection
from retrieval.lexical_index import LexicalIndex, LexicalScores
from retrieval.manifest import Manifest, read_manifest
from retrieval.matching import matched_terms
from retrieval.product_store import ProductStore
from retrieval.query import SearchHit, SearchQuery, SearchResult
from retrieval.relevance import relevant
from retrieval.stopwatch import Stopwatch
from retrieval.tokens import evidence_tokens, query_tokens, says_nothing
from retrieval.vector_file import VectorFile
from retrieval.vocabulary import Vocabulary

Rows = NDArray[np.intp]
Scores = NDArray[np.float32]

LONGEST_TEXT = 2_000
"""Characters of a request that are read; no shopper's wish needs more and the embedder reads fewer."""

NEAREST = 1_000
"""Products fetched from Chroma's graph when there are too many to compare one by one."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows to rank and what each stage says of them; `dense` is None where nothing was compared."""

    rows: Rows
    lexical: Scores
    coverage: Scores
    dense: Scores | None

    def kept(self, mask: NDArray[np.bool_]) -> Candidates:
        """Those for which `mask` is true."""
        dense = None if self.dense is None else self.dense[mask]
        return Candidates(self.rows[mask], self.lexical[mask], self.coverage[mask], dense)

    def stage_scores(self, place: int) -> dict[str, float]:
        """What `SearchHit.stage_scores` holds for the candidate at `place`."""
        stages = {"lexical": float(self.lexical[place])} if self.lexical[place] > 0 else {}
        if self.dense is not None and not np.isnan(self.dense[place]):
            stages["dense"] = float(self.dense[place])
        return stages


class SearchEngine:
    """An opened index. Several threads may search at once; a rebuild does not disturb it, and is seen on reopening."""

    def __init__(self, folder: Path, held: IO[str], manifest: Manifest, embedder: Embedder, chroma_url: str) -> None:
        """Load the finished index in `folder`; use `open`, which checks that it is one and fits the embedder."""
        self._held = held
        self._manifest, self._embedder = manifest, embedder
        self._store = ProductStore(folder)
        self._alive = self._store.alive()
        self._columns = FilterColumns.load(folder / COLUMNS)
        self._lexical = LexicalIndex.load(folder)
        self._dense = DenseIndex(
            VectorFile(folder, manifest.dimension, manifest.rows), lambda: open_collection(folder, manifest, chroma_url)
        )
        self.vocabulary = Vocabulary.of(self._store)

    @classmethod
    def open(cls, config: RetrievalConfig, embedder: Embedder | None = None) -> SearchEngine:
        """Open the current index of `config.index_dir`, with the configured embedder unless one is given.

        Raises:
            IndexMissingError: no finished index stands there.
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
            chosen = embedder or open_embedder(config)
            _check_fit(manifest, chosen.name)
            return cls(folder, held, manifest, chosen, config.chroma_url)
        except BaseException:
            held.close()
            raise

    def search(self, query: SearchQuery) -> SearchResult:
        """The best `query.top_k` of the products that satisfy every constraint, best first.

        With a text, products that have neither words nor meaning in common with it are left out, so there may be
        fewer hits, or none; `total` counts all that satisfy the constraints either way. Where a category, brand or
        attribute is asked for, none is left out: that already says what is meant, and the text only orders.
        """
        watch = Stopwatch()
        rows = np.flatnonzero(self._columns.mask(query, self._alive, self._excluded(query)))
        watch.lap("filter")
        text = query.text[:LONGEST_TEXT].strip()
        if not text or says_nothing(text):
            hits = self._browse(rows, query.top_k)
        elif len(rows):
            hits = self._ranked(text, query, rows, watch)
        else:
            hits = ()
        return SearchResult(query, hits, len(rows), watch.read())

    def product(self, product_id: str) -> Product | None:
        """The product with that id, or None."""
        return self.products().get(product_id)

    def products(self) -> Mapping[str, Product]:
        """Every product by its id, changed ones last; read only, and each is read when it is asked for."""
        return self._store.by_id()

    @property
    def currency(self) -> str:
        """The catalogue's currency (ISO 4217), in which prices are filtered."""
        return self._store.currency

    def warm(self) -> None:
        """Load the embedder's weights now rather than in the first search."""
        self._embedder.encode(["warm"])

    def close(self) -> None:
        """Let go of the files; the engine must not be used after."""
        self._dense.close()
        self._store.close()
        self._held.close()

    def _excluded(self, query: SearchQuery) -> list[int]:
        return list(self._store.rows_of([*query.exclude_ids, query.similar_to]).values())

    def _ranked(self, text: str, query: SearchQuery, rows: Rows, watch: Stopwatch) -> tuple[SearchHit, ...]:
        words = self._lexical.scores(query_tokens(text), evidence_tokens(text))
        watch.lap("lexical")
        readable = 1 - self._embedder.unknown_share(text)
        vector = self._embedder.encode([text])[0] if readable > 1 - UNREADABLE else None
        watch.lap("embedding")
        found = self._compared(rows, words, vector)
        watch.lap("dense")
        if not query.is_narrowed:
            found = found.kept(relevant(found.coverage, found.dense, self._manifest.noise))
        scores = weighted_sum(found.lexical, found.dense, readable)
        best = np.argsort(-scores, kind="stable")[: query.top_k]
        hits = tuple(self._hit(text, found, int(place), float(scores[place])) for place in best)
        watch.lap("fusion")
        return hits

    def _compared(self, rows: Rows, words: LexicalScores, vector: Scores | None) -> Candidates:
        """The rows to rank, with cosines where there is a vector: all, or the best of both sides of many."""
        if vector is not None and len(rows) > EXACT_ROWS:
            by_words = rows[np.argsort(-words.bm25[rows], kind="stable")[:NEAREST]]
            rows = np.union1d(by_words, self._dense.nearest(vector, rows, NEAREST).rows)
        dense = None if vector is None else self._dense.similarities(vector, rows)
        return Candidates(rows, words.bm25[rows], words.coverage[rows], dense)

    def _hit(self, text: str, found: Candidates, place: int, score: float) -> SearchHit:
        product = self._store.product(int(found.rows[place]))
        return SearchHit(product, score, found.stage_scores(place), matched_terms(text, searchable_text(product)))

    def _browse(self, rows: Rows, top_k: int) -> tuple[SearchHit, ...]:
        """The best rated first, a rating weighing as much as the number of people behind it."""
        standing = self._columns.standing(self._alive)[rows]
        best = np.argsort(-standing, kind="stable")[:top_k]
        found = self._store.products(rows[best])
        return tuple(SearchHit(product, float(standing[i])) for product, i in zip(found, best, strict=True))


def _missing(config: RetrievalConfig) -> IndexMissingError:
    return IndexMissingError(f"There is no index in {config.index_dir}; run: daogou index build CATALOG")


def _check_fit(manifest: Manifest, embedder_name: str) -> None:
    if manifest.embedder != embedder_name:
        raise IndexMismatchError(
            f"The index was made with the embedder {manifest.embedder}, not the configured {embedder_name}; "
            "build it again (daogou index build CATALOG) or configure that embedder."
        )
