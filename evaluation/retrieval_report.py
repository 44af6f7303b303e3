"""What an evaluation of retrieval found, in figures; `shape` is what scripts read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.intervals import Estimate, estimate
from evaluation.judged_queries import JudgedQueries
from evaluation.retrieval_metrics import (
    FIRST,
    METRICS,
    MRR,
    NDCG,
    Ranking,
    Scored,
    coverage,
    diversity,
    left_out,
    score_rankings,
    values_of,
)
from evaluation.retrieval_run import RetrievalRun

Vectors = Mapping[str, NDArray[np.float32]]
"""Product id -> unit vector, or zeros where the embedder cannot read the product."""


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """The figures of one evaluation.

    `metrics` has a mean over the queries a metric is defined for, absent where there is none; `coverage` is 0 to 1;
    `diversity` is 0 to 2, None where no list has two vectors; latencies are wall milliseconds a search, the query's
    embedding included; `differences` are ours minus the earlier run's, query by query, and
    `not_in_earlier` counts the queries for which that run has no hit: it found nothing, or was never asked.
    """

    metrics: Mapping[str, Estimate]
    coverage: float
    diversity: Estimate | None
    latency_p50_ms: float
    latency_p95_ms: float
    judged: JudgedQueries
    products: int
    scored: Scored
    run: RetrievalRun
    differences: Mapping[str, Estimate]
    not_in_earlier: int

    def shape(self, *, per_query: bool = False) -> dict[str, Any]:
        """The figures as one JSON object; a figure that is not defined is null."""
        known = {metric: self.metrics.get(metric) for metric in METRICS}
        shape: dict[str, Any] = {
            **{metric: _rounded(known[metric]) for metric in METRICS},
            "coverage@10": round(self.coverage, 6),
            "diversity@10": _rounded(self.diversity),
            "latency_ms": {"p50": round(self.latency_p50_ms, 2), "p95": round(self.latency_p95_ms, 2)},
            "intervals_95": {metric: _interval(found) for metric, found in known.items()},
            "queries": len(self.judged.texts),
            "judgments": self.judged.judgments,
            "products": self.products,
            "left_out": self.left_out(),
        }
        if self.differences:
            shape["differences"] = {metric: _rounded_all(found) for metric, found in self.differences.items()}
        if per_query:
            shape["per_query"] = [self._query(query) for query in self.judged.texts]
        return shape

    def left_out(self) -> dict[str, int]:
        """What was not counted, or counted as nothing found; the first two count judgments, the others queries."""
        return {
            "judgments_of_unknown_queries": self.judged.unknown_query,
            "judgments_of_unknown_products": self.judged.unknown_product,
            "queries_with_too_few_judgments": self.judged.too_few,
            "queries_not_drawn": self.judged.not_drawn,
            "queries_without_gain": left_out(self.scored, NDCG),
            "queries_without_relevant": left_out(self.scored, MRR),
            **({"queries_not_in_earlier_run": self.not_in_earlier} if self.differences else {}),
        }

    def _query(self, query: str) -> dict[str, Any]:
        values = self.scored[query]
        return {
            "query_id": query,
            "query": self.judged.texts[query],
            **{metric: round(values[metric], 6) if metric in values else None for metric in METRICS},
            "judgments": len(self.judged.grades[query]),
            "latency_ms": round(self.run.milliseconds[query], 2),
            "first": list(self.run.rankings[query][:FIRST]),
        }


def report_on(
    run: RetrievalRun,
    judged: JudgedQueries,
    *,
    products: int,
    vectors: Vectors,
    relevant_grade: float,
    top: int,
    earlier: Mapping[str, Ranking] | None = None,
) -> RetrievalReport:
    """Score a run of at most `top` hits a query, on a catalogue of so many `products`.

    `vectors` holds every product of a first ten. `earlier` is another run over the same queries to compare with; a
    query it lacks counts as found nothing.
    """
    scored = score_rankings(run.rankings, judged.grades, relevant_grade=relevant_grade, depth=top)
    times = np.array(list(run.milliseconds.values()))
    p50, p95 = np.percentile(times, (50, 95))
    return RetrievalReport(
        metrics=_estimates({metric: values_of(scored, metric) for metric in METRICS}),
        coverage=coverage(run.rankings.values(), products),
        diversity=estimate(_diversities(run.rankings, vectors)),
        latency_p50_ms=float(p50),
        latency_p95_ms=float(p95),
        judged=judged,
        products=products,
        scored=scored,
        run=run,
        differences={} if earlier is None else _differences(scored, earlier, judged, relevant_grade, top),
        not_in_earlier=0 if earlier is None else sum(1 for query in judged.texts if query not in earlier),
    )


def _differences(
    scored: Scored, earlier: Mapping[str, Ranking], judged: JudgedQueries, relevant_grade: float, top: int
) -> dict[str, Estimate]:
    before = score_rankings(earlier, judged.grades, relevant_grade=relevant_grade, depth=top)
    return _estimates({metric: values_of(scored, metric) - values_of(before, metric) for metric in METRICS})


def _estimates(values: Mapping[str, NDArray[np.float64]]) -> dict[str, Estimate]:
    found = {metric: estimate(each) for metric, each in values.items()}
    return {metric: each for metric, each in found.items() if each is not None}


def _diversities(rankings: Mapping[str, Ranking], vectors: Vectors) -> NDArray[np.float64]:
    lists = (ranking[:FIRST] for ranking in rankings.values())
    found = (diversity(np.array([vectors[product] for product in shown])) for shown in lists if len(shown) > 1)
    return np.array([value for value in found if value is not None])


def _rounded(found: Estimate | None) -> float | None:
    return None if found is None else round(found.mean, 6)


def _interval(found: Estimate | None) -> Sequence[float] | None:
    return None if found is None else (round(found.low, 6), round(found.high, 6))


def _rounded_all(found: Estimate) -> dict[str, float]:
    return {name: round(value, 6) for name, value in asdict(found).items()}
