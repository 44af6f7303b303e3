"""Which queries are evaluated, and what is said of the others."""

from __future__ import annotations

import pytest

from evaluation.errors import EvaluationError
from evaluation.judged_queries import choose_queries

TEXTS = {f"q{number}": f"query {number}" for number in range(6)}
GRADES = {
    "q0": {"a": 1.0, "b": 0.0},
    "q1": {"a": 2.0, "gone": 1.0},
    "q3": {"gone": 1.0},
    "q4": {"c": 0.5, "b": 1.0, "a": 0.0},
    "other": {"a": 1.0, "b": 1.0},
}
PRODUCTS = {"a", "b", "c"}


def test_queries_keep_their_order_and_what_is_left_out_is_counted() -> None:
    chosen = choose_queries(TEXTS, GRADES, PRODUCTS)
    assert list(chosen.texts) == list(chosen.grades) == ["q0", "q1", "q4"]
    assert chosen.grades["q1"] == {"a": 2.0}
    assert chosen.judgments == 6
    assert (chosen.unknown_query, chosen.unknown_product, chosen.too_few, chosen.not_drawn) == (2, 2, 3, 0)


def test_queries_with_too_few_judgments_are_left_out() -> None:
    chosen = choose_queries(TEXTS, GRADES, PRODUCTS, min_judgments=2)
    assert list(chosen.texts) == ["q0", "q4"]
    assert chosen.too_few == 4


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    texts = {str(number): "x" for number in range(100)}
    grades = {number: {"a": 1.0} for number in texts}
    first, same, other = (choose_queries(texts, grades, PRODUCTS, limit=20, seed=seed) for seed in (1, 1, 2))
    assert list(first.texts) == list(same.texts) != list(other.texts)
    assert (len(first.texts), first.not_drawn) == (20, 80)
    assert list(first.texts) == sorted(first.texts, key=int)
    assert choose_queries(texts, grades, PRODUCTS, limit=1000).not_drawn == 0


@pytest.mark.parametrize(
    ("grades", "min_judgments", "said"),
    [
        ({"other": {"a": 1.0}}, 1, "names a query of the queries file"),
        ({"q1": {"gone": 1.0}}, 1, "names a product of the catalogue"),
        (GRADES, 4, "the most that one has is 3"),
    ],
)
def test_when_no_query_is_left_the_reason_is_told(grades: dict, min_judgments: int, said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        choose_queries(TEXTS, grades, PRODUCTS, min_judgments=min_judgments)
