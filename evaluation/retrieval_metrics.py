"""How good rankings are against graded judgments. Every metric is defined here; `pytrec_eval` computes them.

`grade` is what a judge gave a product for a query, 0 upwards. A product without a judgment counts as not relevant,
which is not known to be so: figures of sparsely judged sets are lower bounds. A product is **relevant** from the grade
`relevant_grade` on; that matters to all metrics but nDCG, which uses the grades themselves.

- nDCG@10: the sum over the first ten of `(2^grade - 1) / log2(rank + 1)`, divided by the same sum over the ten best
  judged products in the best order. The gain is of Burges et al., "Learning to rank using gradient descent", ICML 2005,
  the metric of Järvelin and Kekäläinen, ACM TOIS 20(4), 2002.
- MRR@10: 1 / rank of the first relevant product, 0 where there is none among the first ten (Voorhees, TREC-8, 1999).
- recall@k: the relevant products among the first k, divided by all relevant judged products.
- precision@10: the relevant products among the first ten, divided by ten, however few were found.
- coverage@10: the products that stand in any first ten, divided by the catalogue's products (Ge et al., RecSys 2010).
- diversity@10: the mean of 1 - cosine over all pairs of the first ten's vectors (Ziegler et al., WWW 2005), then the
  mean over queries.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.training.judgments import Grades

NDCG: Final = "ndcg@10"
MRR: Final = "mrr@10"
RECALL_10: Final = "recall@10"
RECALL_50: Final = "recall@50"
PRECISION: Final = "precision@10"
METRICS: Final = (NDCG, MRR, RECALL_10, RECALL_50, PRECISION)

FIRST: Final = 10
DEEPEST: Final = 50

GAIN_STEPS: Final = 100_000
"""trec_eval takes whole gains and reserves memory by the highest, so each query's best gain becomes this number.

nDCG does not change when all gains are multiplied; rounding to these steps moves it by less than 0.00001.
"""

Ranking = Sequence[str]
"""Product ids, best first, none twice."""

Scored = dict[str, dict[str, float]]
"""Query id -> metric -> value, 0 to 1; a metric that is not defined for a query is absent there."""


def score_rankings(
    rankings: Mapping[str, Ranking], grades: Grades, *, relevant_grade: float, depth: int = DEEPEST
) -> Scored:
    """Every query of `grades` with its metrics; one that `rankings` lacks found nothing and gets zeros.

    nDCG is absent for a query whose judgments are all 0, the others where no product is relevant, and recall@50 where
    only `depth` < 50 products were asked for.
    """
    found = {query: list(rankings.get(query, ())) for query in grades}
    scored: Scored = {query: {} for query in grades}
    gains = {query: whole for query, judged in grades.items() if (whole := _whole_gains(judged))}
    relevant = {query: kept for query, judged in grades.items() if (kept := _relevant(judged, relevant_grade))}
    _add(scored, found, gains, {f"ndcg_cut_{FIRST}": NDCG})
    _add(scored, {query: ids[:FIRST] for query, ids in found.items()}, relevant, {"recip_rank": MRR})
    names = {f"recall_{FIRST}": RECALL_10, f"recall_{DEEPEST}": RECALL_50, f"P_{FIRST}": PRECISION}
    if depth < DEEPEST:
        del names[f"recall_{DEEPEST}"]
    _add(scored, found, relevant, names)
    return scored


def coverage(rankings: Iterable[Ranking], products: int) -> float:
    """coverage@10, 0 to 1, of a catalogue of that many products."""
    return len({product for ranking in rankings for product in ranking[:FIRST]}) / products


def diversity(vectors: NDArray[np.float32]) -> float | None:
    """diversity@10 of one list, 0 to 2, from unit vectors, shape (n, dimension); None for fewer than two.

    A row of zeros is a product without a vector and is left out.
    """
    known = vectors[np.any(vectors, axis=1)]
    count = len(known)
    if count < 2:
        return None
    alike = float(np.sum(known.sum(axis=0, dtype=np.float64) ** 2)) - count  # all pairs, both ways
    return 1 - alike / (count * (count - 1))


def left_out(scored: Scored, metric: str) -> int:
    """How many queries the metric is not defined for."""
    return sum(1 for values in scored.values() if metric not in values)


def values_of(scored: Scored, metric: str) -> NDArray[np.float64]:
    """The metric's values over the queries it is defined for, in order."""
    return np.array([values[metric] for values in scored.values() if metric in values], np.float64)


def _add(
    scored: Scored, found: Mapping[str, Ranking], judged: Mapping[str, Mapping[str, int]], names: Mapping[str, str]
) -> None:
    """Let trec_eval compute the measures `names` (its name -> ours) for the queries of `judged`."""
    from pytrec_eval import RelevanceEvaluator

    run = {query: _by_rank(found[query]) for query in judged}
    for query, values in RelevanceEvaluator(judged, set(names)).evaluate(run).items():
        scored[query] |= {ours: values[theirs] for theirs, ours in names.items()}


def _by_rank(ranking: Ranking) -> dict[str, float]:
    """Scores that fall by rank: trec_eval orders by score and would break ties by id, which no shopper sees."""
    return {product: float(-rank) for rank, product in enumerate(ranking)}


def _whole_gains(judged: Mapping[str, float]) -> dict[str, int]:
    gains = {product: 2.0**grade - 1 for product, grade in judged.items()}
    highest = max(gains.values(), default=0.0)
    return {product: round(GAIN_STEPS * gain / highest) for product, gain in gains.items()} if highest > 0 else {}


def usual_relevant_grade(grades: Grades) -> float:
    """The grade from which a product counts as relevant where nobody says: two thirds of the highest, cut to cents.

    Of grades 0 and 1 that is 0.66, which only 1 reaches; of means of several judges from 0 to 2 it is 1.33, "rather
    relevant" by two of three.
    """
    highest = max((grade for judged in grades.values() for grade in judged.values()), default=1.0)
    return max(math.floor(100 * highest * 2 / 3) / 100, 0.01)


def _relevant(judged: Mapping[str, float], relevant_grade: float) -> dict[str, int]:
    return {product: 1 for product, grade in judged.items() if grade >= relevant_grade}
