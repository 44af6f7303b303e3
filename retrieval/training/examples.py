"""Joins queries, judgments and a catalogue into what can be learned from, and parts the queries in two."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.catalog import Product
from retrieval.document import embedded_text
from retrieval.training.judgments import Grades
from retrieval.training.recipe import TrainingError

FEWEST_QUERIES = 4
"""Two to learn from, so that there is another query's product to tell apart, and two to choose by."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and its grades by product row, at least one above 0."""

    id: str
    text: str
    grades: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Examples:
    """Everything a training reads; product texts are by row, in catalogue order.

    What had to be left out is counted: `unknown_products` judgments of products that the catalogue does not have,
    `unknown_queries` judged queries without a text, `unjudged_queries` without a judgment, and `worthless_queries`
    of whose products none is graded above 0.
    """

    queries: tuple[JudgedQuery, ...]
    texts: tuple[str, ...]
    judgments: int
    unknown_products: int
    unknown_queries: int
    unjudged_queries: int
    worthless_queries: int

    @property
    def highest_grade(self) -> float:
        """The best grade given anywhere."""
        return max(max(query.grades.values()) for query in self.queries)


@dataclass(frozen=True, slots=True)
class Split:
    """Queries to learn from and queries to choose the best epoch by; no query is in both."""

    training: tuple[JudgedQuery, ...]
    validation: tuple[JudgedQuery, ...]


def collect_examples(
    queries: Mapping[str, str], grades: Grades, products: Sequence[Product], unknown_share: Callable[[str], float]
) -> Examples:
    """Join by id; queries come in the order of `queries`. Product texts are what a network of which `unknown_share`
    tells the share of unknown tokens is given in search.

    Grades may all be the same, as where one known product a query is all that is judged: products that are not
    judged then stand against them.

    Raises:
        TrainingError: fewer than `FEWEST_QUERIES` queries are left.
    """
    row_of = {product.id: row for row, product in enumerate(products)}
    found = [JudgedQuery(id, text, _by_row(grades.get(id, {}), row_of)) for id, text in queries.items()]
    useful = tuple(query for query in found if any(query.grades.values()))
    examples = Examples(
        queries=useful,
        texts=tuple(embedded_text(product, unknown_share) for product in products),
        judgments=sum(len(query.grades) for query in useful),
        unknown_products=sum(product not in row_of for judged in grades.values() for product in judged),
        unknown_queries=sum(id not in queries for id in grades),
        unjudged_queries=sum(id not in grades for id in queries),
        worthless_queries=sum(bool(query.grades) and not any(query.grades.values()) for query in found),
    )
    _check(examples)
    return examples


def split(queries: Sequence[JudgedQuery], validation_share: float, seed: int) -> Split:
    """Part the queries at random, the same way for the same seed; at least two fall on either side."""
    shuffled = list(queries)
    random.Random(seed).shuffle(shuffled)
    held = min(max(round(len(shuffled) * validation_share), 2), len(shuffled) - 2)
    return Split(training=tuple(shuffled[held:]), validation=tuple(shuffled[:held]))


def _by_row(judged: Mapping[str, float], row_of: Mapping[str, int]) -> dict[int, float]:
    return {row_of[product]: grade for product, grade in judged.items() if product in row_of}


def _check(examples: Examples) -> None:
    if len(examples.queries) < FEWEST_QUERIES:
        raise TrainingError(
            f"Only {len(examples.queries)} queries have a judgment above 0 of a product in the catalogue "
            f"({examples.unknown_products} judgments name products it does not have, {examples.unjudged_queries} "
            f"queries have none); training needs at least {FEWEST_QUERIES}."
        )
