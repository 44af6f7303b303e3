"""Search, from the request to the hits: constraints, words and meaning, fusion, order. Read this first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from retrieval.candidates import Candidates, Rows, Scores, among, best_places, places_of
from retrieval.catalog import Product
from retrieval.conditions import allowed
from retrieval.config import RetrievalConfig
from retrieval.diversity import diversify
from retrieval.document import UNREADABLE, searchable_text
from retrieval.embedding import Embedder, open_embedder
from retrieval.errors import InvalidQueryError
from retrieval.facets import facets
from retrieval.fusion import DENSE_WEIGHT, weighted_sum
from retrieval.matching import matched_terms
from retrieval.model_settings import model_share
from retrieval.open_index import OpenIndex
from retrieval.query import SearchHit, SearchQuery, SearchResult
from retrieval.query_terms import LONGEST_TEXT, QueryTerms
from retrieval.relaxation import relaxations
from retrieval.relevance import relevant
from retrieval.rerank import Reranker, open_reranker, rerank
from retrieval.sorting import order
from retrieval.stopwatch import Stopwatch
from retrieval.tokens import says_nothing
from retrieval.units import convertible
from retrieval.vectors import Vectors, unit_length
from retrieval.vocabulary import Vocabulary

COMPARED_WHOLE: Final = 8_000
"""Up to this many allowed products are all ranked; of more, the best by words and the best by meaning."""

POOL: Final = 1_000
"""How many each of the two names then."""

DIVERSE_FROM: Final = 5
"""Diverse hits are chosen among this many times as many good ones."""

NEARLY_AS_GOOD: Final = 0.5
"""Where price or date orders the hits, only those with this share of the best score take part: no cheap accessory
leads the list of what was asked for."""

NAMED: Final = 2.0
"""The score of a product whose id is the whole text; others reach 1."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for beyond the constraints: a text, its words to find, and a direction to look in (or None).

    `readable` is the share of the text, 0 to 1, that the embedder can read.
    """

    text: str
    terms: QueryTerms
    vector: Scores | None
    readable: float


class SearchEngine:
    """An opened index. Several threads may search at once; a build or sync does not disturb it."""

    def __init__(
        self, index: OpenIndex, embedder: Embedder, reranker: Reranker | None, rerank_depth: int, dense_weight: float
    ) -> None:
        """Search `index`; use `open`, which takes the rest from the settings.

        `rerank_depth` is how many of the best hits the reranker reads, `dense_weight` (0 to 1) the share of meaning.
        """
        self._index, self._embedder, self._reranker = index, embedder, reranker
        self._rerank_depth, self._dense_weight = rerank_depth, dense_weight

    @classmethod
    def open(
        cls, config: RetrievalConfig, embedder: Embedder | None = None, reranker: Reranker | None = None
    ) -> SearchEngine:
        """Open the current index of `config.index_dir`, with the configured models unless some are given.

        Raises:
            IndexMissingError: no finished index stands there.
            IndexMismatchError: it was made with another embedder or in another format.
        """
        embedder, reranker = embedder or open_embedder(config), reranker or open_reranker(config)
        dense_weight = model_share(config.embedding_model, "dense_weight", DENSE_WEIGHT)
        return cls(OpenIndex.of(config, embedder), embedder, reranker, config.rerank_depth, dense_weight)

    def search(self, query: SearchQuery) -> SearchResult:
        """The first `query.top_k` of the products that satisfy every constraint, in the order asked for.

        With a text, products that have neither words nor meaning in common with it are left out, so there may be
        fewer hits, or none; `total` counts all that satisfy the constraints either way. Where a category, brand or
        attribute is asked for, none is left out: that already says what is meant, and the text only orders.

        Raises:
            UnknownNameError: the catalogue has no such category, brand or attribute; it offers the nearest names.
            InvalidQueryError: a unit does not fit its attribute, or `similar_to` is no product.
        """
        watch = Stopwatch()
        alive, considered = self._index.alive, self._index.considered(query)
        mask = allowed(self._index.columns, query, alive) & considered
        rows = np.flatnonzero(mask)
        watch.lap("filter")
        wish = self._wish(query, watch)
        found = self._browsed(rows) if wish is None else self._found(wish, query, rows, watch)
        shown = self._shown(found, wish, query)
        corrections = wish.terms.corrections if wish and wish.text and len(shown) else {}
        hits = self._hits(shown, " ".join([_read(query.text), *corrections.values()]).strip())
        watch.lap("fusion")
        counted = facets(self._index.columns, mask, query.facets, alive)
        ways_out = () if len(rows) else relaxations(self._index.columns, query, alive, considered)
        return SearchResult(query, hits, len(rows), watch.read(), counted, ways_out, corrections)

    def product(self, product_id: str) -> Product | None:
        """The product with that id, or None."""
        return self._index.store.by_id().get(product_id)

    def products(self) -> Mapping[str, Product]:
        """Every product by its id, changed ones last; read only, and each is read when it is asked for."""
        return self._index.store.by_id()

    def vectors(self, product_ids: Sequence[str]) -> Vectors:
        """The unit vectors of those products, shape (n, dimension), zeros where the embedder can read nothing.

        Raises:
            KeyError: there is no product with one of the ids.
        """
        row_of = self._index.store.rows_of(product_ids)
        return self._index.dense.vectors(np.array([row_of[product_id] for product_id in product_ids], np.intp))

    @property
    def generation(self) -> str:
        """Names the opened index; another build or sync has another name."""
        return self._index.generation

    @property
    def vocabulary(self) -> Vocabulary:
        """The names the catalogue uses."""
        return self._index.vocabulary

    def vocabulary_of(self, categories: tuple[str, ...]) -> Vocabulary:
        """The names that the products of some categories use, any of them.

        Raises:
            UnknownNameError: the catalogue has no such category.
        """
        rows = allowed(self._index.columns, SearchQuery("", categories=categories), self._index.alive)
        return Vocabulary.of_columns(self._index.columns, rows)

    @property
    def currency(self) -> str:
        """The catalogue's currency (ISO 4217), in which prices are filtered."""
        return self._index.store.currency

    @property
    def has_chinese(self) -> bool:
        """Whether any product has Chinese text."""
        return self._index.has_chinese

    def knows_word(self, word: str) -> bool:
        """Whether the embedder knows a folded English word as one that exists; common words are, slips hardly ever."""
        return self._embedder.knows_word(word)

    def warm(self) -> None:
        """Load the weights, the vectors, the units and the tables of the speller now, not in the first search."""
        self._embedder.encode(["warm"])
        convertible("g", "lb")
        self._index.reader.warm()
        self._index.dense.warm()
        if self._reranker is not None:
            self._reranker.scores("warm", ["warm"])

    def close(self) -> None:
        """Let go of the files; the engine must not be used after."""
        self._index.close()

    def _wish(self, query: SearchQuery, watch: Stopwatch) -> Wish | None:
        """The request as words and direction; that of a product to be like is its title and its own vector."""
        text = _read(query.text)
        text = "" if says_nothing(text) else text
        like = self._to_be_like(query)
        if not text and like is None:
            return None
        terms = self._index.reader.read(text or self._index.store.product(int(like[0])).title)  # type: ignore[index]
        watch.lap("reading")
        vector, readable = self._direction(text) if text else (None, 1.0)
        if like is not None:
            own = self._index.dense.vectors(like)[0]
            if own.any():  # where the text has no direction, the product's is all there is to go by, and whole
                readable = 1.0 if vector is None else readable
                vector = unit_length((own if vector is None else own + vector)[np.newaxis])[0]
        watch.lap("embedding")
        return Wish(text, terms, vector, readable)

    def _to_be_like(self, query: SearchQuery) -> Rows | None:
        if not query.similar_to:
            return None
        row = self._index.store.row_of(query.similar_to)
        if row is None:
            raise InvalidQueryError(f"There is no product {query.similar_to!r} to find the like of.", "similar_to")
        return np.array([row], np.intp)

    def _direction(self, text: str) -> tuple[Scores | None, float]:
        """The text's vector, None where the embedder cannot read it, and the share of it that it can read."""
        readable = 1 - self._embedder.unknown_share(text)
        return (self._embedder.encode([text])[0] if readable > 1 - UNREADABLE else None), readable

    def _browsed(self, rows: Rows) -> Candidates:
        """All of `rows`; without a text nothing but their standing tells them apart."""
        nothing = np.zeros(len(rows), np.float32)
        return Candidates(rows, self._index.standing[rows].astype(np.float32), nothing, nothing)

    def _found(self, wish: Wish, query: SearchQuery, rows: Rows, watch: Stopwatch) -> Candidates:
        """Those of `rows` that answer the wish, best first."""
        bm25 = self._index.lexical.scores(wish.terms.weights)
        watch.lap("lexical")
        pool = rows if len(rows) <= COMPARED_WHOLE else self._pool(wish, query, rows, bm25[rows])
        named = among(self._index.named(wish.text), rows)
        pool = np.union1d(pool, named) if len(named) else pool
        dense = None if wish.vector is None else self._index.dense.similarities(wish.vector, pool)
        watch.lap("dense")
        lexical, coverage = bm25[pool], self._index.lexical.coverage(wish.terms.evidence, pool)
        scores = weighted_sum(lexical, dense, wish.readable, self._dense_weight)
        is_named = np.isin(pool, named)
        scores[is_named], coverage[is_named] = NAMED, 1.0
        found = Candidates(pool, scores, lexical, coverage, dense)
        if not (query.is_narrowed or query.similar_to):
            found = found.chosen(relevant(found.coverage, found.dense, self._index.manifest.noise))
            if query.sort != "relevance":
                found = found.chosen(found.scores >= NEARLY_AS_GOOD * found.scores.max(initial=0.0))
        return self._reranked(found.scored(found.scores), wish, query)

    def _pool(self, wish: Wish, query: SearchQuery, rows: Rows, bm25: Scores) -> Rows:
        """The best of `rows` by words and the nearest by meaning, ascending.

        Where none is left out, also the first in the order asked for, whatever the text says of them.
        """
        most = max(POOL, query.top_k)
        found = [rows[best_places(bm25, most)]]
        if wish.vector is not None:
            found.append(self._index.dense.nearest(wish.vector, rows, most).rows)
        if query.is_narrowed or query.similar_to:
            found.append(order(self._index.columns, rows, query.sort, bm25, self._index.standing, most))
        return np.unique(np.concatenate(found))

    def _reranked(self, found: Candidates, wish: Wish, query: SearchQuery) -> Candidates:
        """The best few in the order of the reranker, where there is one, it can read the text and order matters."""
        depth = min(len(found), self._rerank_depth)
        if self._reranker is None or depth < 2 or not wish.text or query.sort != "relevance":
            return found
        if self._reranker.unknown_share(wish.text) >= UNREADABLE:
            return found
        said, scores = rerank(wish.text, self._index.store.products(found.rows[:depth]), found.scores, self._reranker)
        return replace(found, rerank=said).scored(scores)

    def _shown(self, found: Candidates, wish: Wish | None, query: SearchQuery) -> Candidates:
        """The first `top_k` of the candidates: best first, as unlike as asked for, or in the order asked for."""
        if query.diversity and query.sort == "relevance":
            good = found.chosen(np.argsort(-found.scores, kind="stable")[: DIVERSE_FROM * query.top_k])
            vectors = self._index.dense.vectors(good.rows)
            return good.chosen(diversify(good.scores, vectors, query.diversity, query.top_k))
        rows = order(self._index.columns, found.rows, query.sort, found.scores, self._index.standing, query.top_k)
        return found.chosen(places_of(rows, found.rows))

    def _hits(self, shown: Candidates, text: str) -> tuple[SearchHit, ...]:
        """The candidates as hits; `text` is what was asked for, with the words it was read as."""
        products = self._index.store.products(shown.rows)
        return tuple(
            SearchHit(
                product,
                float(shown.scores[place]),
                shown.stage_scores(place),
                matched_terms(text, searchable_text(product)) if text else (),
            )
            for place, product in enumerate(products)
        )


def _read(text: str) -> str:
    """What is read of a request: its beginning, without half letters (lone surrogates), which no model can take."""
    return text[:LONGEST_TEXT].encode("utf-8", "ignore").decode("utf-8").strip()
