"""Which queries are evaluated: those with enough judgments of products there are, or a seeded sample of them."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from evaluation.errors import EvaluationError
from retrieval.training.judgments import Grades


@dataclass(frozen=True, slots=True)
class JudgedQueries:
    """The queries to search for (id -> text) and their grades; what was left out is counted.

    `unknown_query` and `unknown_product` count judgments, `too_few` and `not_drawn` count queries: those with fewer
    judgments than asked for (none at all included), and those that the sample passed over.
    """

    texts: Mapping[str, str]
    grades: Grades
    unknown_query: int
    unknown_product: int
    too_few: int
    not_drawn: int

    @property
    def judgments(self) -> int:
        """Judgments of the chosen queries."""
        return sum(len(judged) for judged in self.grades.values())


def choose_queries(
    texts: Mapping[str, str],
    grades: Grades,
    products: Collection[str],
    *,
    min_judgments: int = 1,
    limit: int | None = None,
    seed: int = 0,
) -> JudgedQueries:
    """Queries of `texts` with at least `min_judgments` on `products` (ids; quick to look up), in their order.

    Judgments of products that the catalogue lacks are left out of the ideal ranking too: nobody could find them.
    `limit` draws so many at random, the same for the same seed.

    Raises:
        EvaluationError: no query is left.
    """
    known = {query: _within(grades.get(query, {}), products) for query in texts}
    enough = [query for query, judged in known.items() if len(judged) >= max(1, min_judgments)]
    if not enough:
        raise EvaluationError(_why_none(texts, grades, known, min_judgments))
    drawn = set(enough if limit is None else random.Random(seed).sample(enough, min(limit, len(enough))))
    chosen = [query for query in enough if query in drawn]
    return JudgedQueries(
        texts={query: texts[query] for query in chosen},
        grades={query: known[query] for query in chosen},
        unknown_query=sum(len(judged) for query, judged in grades.items() if query not in texts),
        unknown_product=sum(len(grades[query]) - len(judged) for query, judged in known.items() if query in grades),
        too_few=len(texts) - len(enough),
        not_drawn=len(enough) - len(chosen),
    )


def _within(judged: Mapping[str, float], products: Collection[str]) -> dict[str, float]:
    return {product: grade for product, grade in judged.items() if product in products}


def _why_none(texts: Mapping[str, str], grades: Grades, known: Grades, min_judgments: int) -> str:
    if not any(query in texts for query in grades):
        return "None of the judgments names a query of the queries file; give the two files of one set."
    if not any(known.values()):
        return "None of the judgments names a product of the catalogue; give the catalogue that was judged."
    most = max(len(judged) for judged in known.values())
    return f"No query has {min_judgments} judgments; the most that one has is {most}: lower --min-judgments."
