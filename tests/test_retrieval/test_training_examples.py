"""What is learned from, the settings of a run, the loss and the measure it is chosen by."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog import Product
from retrieval.training.examples import JudgedQuery, collect_examples, split
from retrieval.training.losses import gain, listwise_cross_entropy
from retrieval.training.ranking_measure import best_rows, ndcg
from retrieval.training.recipe import Recipe, TrainingError

PRODUCTS = tuple(Product(f"P{n}", f"thing {n}", 1.0, "USD", title_zh="物") for n in range(6))
QUERIES = {f"q{n}": f"thing {n}" for n in range(6)}
GRADES = {f"q{n}": {f"P{n}": 2.0, f"P{(n + 1) % 6}": 0.33} for n in range(5)}


def reads_no_chinese(text: str) -> float:
    return float(not text.isascii())


def test_judgments_are_joined_by_row_and_what_is_left_out_is_counted() -> None:
    grades = {**GRADES, "q4": {"P4": 0.0}, "gone": {"P1": 1.0}, "q0": {"P0": 2.0, "X": 1.0, "Y": 0.0}}
    examples = collect_examples(QUERIES, grades, PRODUCTS, reads_no_chinese)
    assert [query.id for query in examples.queries] == ["q0", "q1", "q2", "q3"]
    assert examples.queries[1].grades == {1: 2.0, 2: 0.33}
    assert examples.texts[0] == "thing 0", "Chinese is not given to a network that cannot read it"
    assert (examples.judgments, examples.highest_grade) == (7, 2.0)
    assert (examples.unknown_products, examples.unknown_queries) == (2, 1)
    assert (examples.unjudged_queries, examples.worthless_queries) == (1, 1)


def test_equal_grades_are_enough() -> None:
    """One known product a query is all that many shops have."""
    grades = {f"q{n}": {f"P{n}": 1.0} for n in range(4)}
    assert len(collect_examples(QUERIES, grades, PRODUCTS, reads_no_chinese).queries) == 4


@pytest.mark.parametrize(
    "grades",
    [
        {},
        {"q0": {"P0": 1.0}},
        {f"q{n}": {f"P{n}": 0.0} for n in range(6)},
        {f"q{n}": {"elsewhere": 1.0} for n in range(6)},
    ],
    ids=["none", "one query", "nothing relevant", "another catalogue"],
)
def test_too_little_to_learn_from_is_one_sentence(grades: dict[str, dict[str, float]]) -> None:
    with pytest.raises(TrainingError, match="training needs at least 4") as caught:
        collect_examples(QUERIES, grades, PRODUCTS, reads_no_chinese)
    assert "\n" not in str(caught.value)


@given(count=st.integers(4, 60), share=st.floats(0.01, 0.5), seed=st.integers(0, 99))
def test_every_query_is_on_one_side_of_the_split(count: int, share: float, seed: int) -> None:
    queries = [JudgedQuery(f"q{n}", "x", {0: 1.0}) for n in range(count)]
    parts = split(queries, share, seed)
    assert sorted(q.id for q in (*parts.training, *parts.validation)) == sorted(q.id for q in queries)
    assert min(len(parts.training), len(parts.validation)) >= 2
    assert abs(len(parts.validation) - max(2, share * count)) <= 1
    assert split(queries, share, seed) == parts


def test_another_seed_is_another_split() -> None:
    queries = [JudgedQuery(f"q{n}", "x", {0: 1.0}) for n in range(50)]
    assert split(queries, 0.2, 0).validation != split(queries, 0.2, 1).validation


@pytest.mark.parametrize(
    "settings",
    [
        {"epochs": 0},
        {"batch_size": 1},
        {"learning_rate": 0.0},
        {"learning_rate": math.nan},
        {"validation_share": 0.6},
        {"validation_share": 0.0},
        {"patience": 0},
        {"max_minutes": -1.0},
        {"max_minutes": math.inf},
    ],
)
def test_a_recipe_outside_its_range_names_the_option(settings: dict[str, float]) -> None:
    (name,) = settings
    with pytest.raises(TrainingError, match=f"--{name.replace('_', '-')} must be from"):
        Recipe(**settings)  # type: ignore[arg-type]


def test_the_gain_of_a_grade_is_that_of_ndcg() -> None:
    assert [gain(0), gain(1), gain(2)] == [0, 1, 3]


def test_the_loss_is_the_cross_entropy_of_gains_worked_by_hand() -> None:
    import torch

    scores = torch.tensor([[math.log(1), math.log(2), math.log(5)], [0.0, 0.0, 0.0]])
    gains = torch.tensor([[0.0, 1.0, 3.0], [0.0, 0.0, 0.0]])
    by_hand = -(0.25 * math.log(2 / 8) + 0.75 * math.log(5 / 8))
    assert float(listwise_cross_entropy(scores, gains)) == pytest.approx(by_hand), "a query without gains adds nothing"


def test_one_positive_is_the_ranking_loss_of_sentence_transformers() -> None:
    import torch

    scores = torch.randn(5, 5, generator=torch.manual_seed(0))
    theirs = torch.nn.functional.cross_entropy(scores, torch.arange(5))
    assert float(listwise_cross_entropy(scores, torch.eye(5))) == pytest.approx(float(theirs))


def test_what_is_not_considered_does_not_count() -> None:
    import torch

    scores, gains = torch.tensor([[1.0, 2.0, 99.0]], requires_grad=True), torch.tensor([[0.0, 3.0, 0.0]])
    loss = listwise_cross_entropy(scores, gains, torch.tensor([[True, True, False]]))
    loss.backward()  # type: ignore[no-untyped-call]
    assert float(loss.detach()) == pytest.approx(-math.log(1 / (1 + math.exp(-1))))
    assert scores.grad is not None
    assert float(scores.grad[0, 2]) == 0


def test_ndcg_worked_by_hand() -> None:
    grades = {7: 2.0, 8: 1.0, 9: 0.0}
    ideal = 3 + 1 / math.log2(3)
    assert ndcg([7, 8], grades) == 1
    assert ndcg([5, 7, 9, 8], grades) == pytest.approx((3 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert ndcg([5], grades) == 0
    assert ndcg([5] * 10 + [7], grades) == 0, "only ten count"
    assert ndcg([9], {9: 0.0}) == 0


def test_equal_scores_keep_their_order() -> None:
    rows = np.array([4, 2, 9], np.intp)
    assert best_rows(np.array([0.5, 0.9, 0.5], np.float32), rows) == [2, 4, 9]
    assert best_rows(np.array([0.5, 0.9, 0.5], np.float32), rows, depth=1) == [2]
