"""Every query is asked once, timed and kept; the first search is not among those timed."""

from __future__ import annotations

from evaluation.retrieval_run import run_queries
from retrieval.catalog import Product
from retrieval.query import SearchHit, SearchQuery, SearchResult


class Counting:
    """Finds as many products as the text is long."""

    def __init__(self) -> None:
        self.asked: list[SearchQuery] = []

    def search(self, query: SearchQuery) -> SearchResult:
        self.asked.append(query)
        products = [Product(f"p{number}", "x", 0.0, "USD") for number in range(len(query.text))]
        return SearchResult(query, tuple(SearchHit(product, 1.0) for product in products), len(products))


def test_a_run_keeps_rankings_times_and_the_products_of_the_first_ten() -> None:
    searcher, told = Counting(), list[tuple[str, int, int]]()
    run = run_queries(searcher, {"a": "abc", "b": "x" * 12}, 20, lambda *step: told.append(step), 0.5)
    assert run.rankings == {"a": ("p0", "p1", "p2"), "b": tuple(f"p{number}" for number in range(12))}
    assert list(run.milliseconds) == ["a", "b"]
    assert all(milliseconds > 0 for milliseconds in run.milliseconds.values())
    assert sorted(run.shown) == sorted(f"p{number}" for number in range(10))
    assert told == [("searches", 0, 2), ("searches", 1, 2), ("searches", 2, 2)]
    assert [(query.text, query.top_k) for query in searcher.asked] == [("abc", 20), ("abc", 20), ("x" * 12, 20)]
    assert {query.diversity for query in searcher.asked} == {0.5}


def test_no_queries_give_an_empty_run() -> None:
    searcher = Counting()
    assert run_queries(searcher, {}, 10, lambda *_: None).rankings == {}
    assert searcher.asked == []
