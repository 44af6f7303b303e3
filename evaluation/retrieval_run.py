"""Asks a search engine every query and keeps what it answered and how long that took."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from evaluation.retrieval_metrics import FIRST
from retrieval.query import SearchQuery, SearchResult

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Searcher(Protocol):
    """Whatever answers a search; `SearchEngine` is one."""

    def search(self, query: SearchQuery) -> SearchResult:
        """The best hits, best first."""
        ...


@dataclass(frozen=True, slots=True)
class RetrievalRun:
    """Query id -> product ids, best first; query id -> wall milliseconds of the search, query embedding included."""

    rankings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)

    @property
    def shown(self) -> set[str]:
        """The ids of all products of a first ten."""
        return {product for ranking in self.rankings.values() for product in ranking[:FIRST]}


def run_queries(
    searcher: Searcher, texts: Mapping[str, str], top: int, report: Progress, diversity: float = 0.0
) -> RetrievalRun:
    """Search for each of `texts` (id -> text), one after the other, asking for `top` hits; `diversity` as in a search.

    One search before the first is thrown away: it loads what every later one finds loaded.
    """
    run = RetrievalRun()
    report("searches", 0, len(texts))
    for text in list(texts.values())[:1]:
        searcher.search(SearchQuery(text, top_k=top, diversity=diversity))
    for done, (query_id, text) in enumerate(texts.items(), start=1):
        started = time.perf_counter()
        hits = searcher.search(SearchQuery(text, top_k=top, diversity=diversity)).hits
        run.milliseconds[query_id] = (time.perf_counter() - started) * 1000
        run.rankings[query_id] = tuple(hit.product.id for hit in hits)
        report("searches", done, len(texts))
    return run
