"""Every metric against numbers worked out by hand in the comments."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.retrieval_metrics import (
    METRICS,
    MRR,
    NDCG,
    PRECISION,
    RECALL_10,
    RECALL_50,
    coverage,
    diversity,
    left_out,
    score_rankings,
    usual_relevant_grade,
    values_of,
)
from retrieval.training.ranking_measure import ndcg
from retrieval.vectors import unit_length

FILLER = [f"f{place}" for place in range(60)]


def scored(
    ranking: list[str], judged: dict[str, float], relevant_grade: float = 1.0, depth: int = 50
) -> dict[str, float]:
    return score_rankings({"q": ranking}, {"q": judged}, relevant_grade=relevant_grade, depth=depth)["q"]


def test_whole_grades_by_hand() -> None:
    # Grades a 2, b 1, c 0, d 1; gains 2^g - 1: a 3, b 1, c 0, d 1. Found: b, x (not judged), a, c; d is not found.
    # DCG  = 1/log2(2) + 0 + 3/log2(4) + 0       = 1 + 1.5                       = 2.5
    # IDCG = 3/log2(2) + 1/log2(3) + 1/log2(4)   = 3 + 0.6309297536 + 0.5         = 4.1309297536
    # nDCG = 2.5 / 4.1309297536                                                  = 0.6051906...
    # Relevant from 1: a, b, d. First at rank 1: MRR 1. Two of three found: recall 2/3. Two of ten places: 0.2.
    found = scored(["b", "x", "a", "c"], {"a": 2, "b": 1, "c": 0, "d": 1})
    assert found[NDCG] == pytest.approx(2.5 / 4.1309297536, abs=1e-5)
    assert found[MRR] == 1.0
    assert found[RECALL_10] == pytest.approx(2 / 3)
    assert found[RECALL_50] == pytest.approx(2 / 3)
    assert found[PRECISION] == pytest.approx(0.2)


def test_fractional_grades_by_hand() -> None:
    # Grades a 1.33, b 2, c 0.67; gains: a 2^1.33 - 1 = 1.5140268, b 3, c 2^0.67 - 1 = 0.5910730. Found: c, a, b.
    # DCG  = 0.5910730 + 1.5140268 * 0.6309298 + 3 * 0.5      = 0.5910730 + 0.9552446 + 1.5   = 3.0463176
    # IDCG = 3 + 1.5140268 * 0.6309298 + 0.5910730 * 0.5      = 3 + 0.9552446 + 0.2955365     = 4.2507811
    # nDCG = 0.7166489
    # Relevant from 1.33: a (just) and b, the first at rank 2: MRR 0.5. Relevant from 1.34: b alone, rank 3.
    judged = {"a": 1.33, "b": 2.0, "c": 0.67}
    found = scored(["c", "a", "b"], judged, relevant_grade=1.33)
    assert found[NDCG] == pytest.approx(0.7166489, abs=1e-5)
    assert (found[MRR], found[RECALL_10], found[PRECISION]) == pytest.approx((0.5, 1.0, 0.2))
    assert scored(["c", "a", "b"], judged, relevant_grade=1.34)[MRR] == pytest.approx(1 / 3)


def test_what_stands_behind_the_cut_does_not_count() -> None:
    # The one relevant product at rank 11 of 12: nothing of it at 10, all of it at 50.
    ranking = [*FILLER[:10], "a", "b"]
    assert scored(ranking, {"a": 1.0}) == {NDCG: 0.0, MRR: 0.0, RECALL_10: 0.0, RECALL_50: 1.0, PRECISION: 0.0}
    # At rank 10 it counts: nDCG = 1/log2(11) = 0.2890648, MRR 0.1.
    found = scored(["a" if place == 9 else name for place, name in enumerate(FILLER[:12])], {"a": 1.0})
    assert found[NDCG] == pytest.approx(0.2890648, abs=1e-5)
    assert found[MRR] == pytest.approx(0.1)
    # At rank 51 it counts nowhere.
    assert scored([*FILLER[:50], "a"], {"a": 1.0})[RECALL_50] == 0.0


def test_the_ideal_is_over_the_judged_and_cut_at_ten() -> None:
    # Twelve products of grade 1, ten of them first: as good as can be, though two are missing.
    judged = dict.fromkeys(FILLER[:12], 1.0)
    found = scored(FILLER[:10], judged)
    assert found[NDCG] == pytest.approx(1.0)
    assert found[RECALL_10] == pytest.approx(10 / 12)
    assert found[PRECISION] == 1.0


def test_equal_grades_and_search_scores_keep_the_order_shown() -> None:
    # trec_eval breaks ties of scores by id; the order of the list must win, whatever the ids.
    judged = {"a": 1.0, "z": 0.0}
    assert scored(["a", "z"], judged)[MRR] == 1.0
    assert scored(["z", "a"], judged)[MRR] == 0.5
    assert scored(["z", "a"], judged)[NDCG] == pytest.approx(1 / log2(3), abs=1e-5)


def test_a_query_without_results_counts_as_zero() -> None:
    grades = {"none": {"a": 1.0}, "absent": {"a": 1.0}, "found": {"a": 1.0}}
    found = score_rankings({"none": [], "found": ["a"]}, grades, relevant_grade=1.0)
    assert found["none"] == found["absent"] == dict.fromkeys(METRICS, 0.0)
    assert values_of(found, NDCG).tolist() == [0.0, 0.0, 1.0]


def test_a_query_that_nothing_is_relevant_for_is_absent_and_counted() -> None:
    # "low" has a gain but nothing relevant; "zero" has neither.
    grades = {"low": {"a": 0.67}, "zero": {"a": 0.0}, "high": {"a": 2.0}}
    found = score_rankings({query: ["a"] for query in grades}, grades, relevant_grade=1.0)
    assert found["low"] == {NDCG: pytest.approx(1.0)}
    assert found["zero"] == {}
    assert (left_out(found, NDCG), left_out(found, MRR)) == (1, 2)
    assert values_of(found, RECALL_10).tolist() == [1.0]


def test_recall_at_50_is_absent_when_fewer_were_asked_for() -> None:
    assert RECALL_50 not in scored(["a"], {"a": 1.0}, depth=20)
    assert RECALL_50 in scored(["a"], {"a": 1.0}, depth=50)


def test_no_judged_query_gives_no_figures() -> None:
    assert score_rankings({}, {}, relevant_grade=1.0) == {}
    assert values_of({}, NDCG).tolist() == []


RANKING = st.lists(st.sampled_from(FILLER), unique=True, max_size=60)
JUDGED = st.dictionaries(
    st.sampled_from(FILLER), st.sampled_from([0.0, 0.33, 0.67, 1.0, 1.33, 1.67, 2.0, 30.0]), min_size=1
)


@given(RANKING, JUDGED)
def test_the_library_agrees_with_the_definitions(ranking: list[str], judged: dict[str, float]) -> None:
    found = scored(ranking, judged)
    gains = {name: 2**grade - 1 for name, grade in judged.items()}
    ideal = sum(gain / log2(place + 2) for place, gain in enumerate(sorted(gains.values(), reverse=True)[:10]))
    if ideal:
        dcg = sum(gains.get(name, 0) / log2(place + 2) for place, name in enumerate(ranking[:10]))
        assert found[NDCG] == pytest.approx(dcg / ideal, abs=2e-5)
    relevant = {name for name, grade in judged.items() if grade >= 1.0}
    assert (MRR in found) == bool(relevant)
    if relevant:
        first = next((place for place, name in enumerate(ranking[:10]) if name in relevant), None)
        assert found[MRR] == pytest.approx(0.0 if first is None else 1 / (first + 1))
        assert found[RECALL_10] == pytest.approx(len(relevant & set(ranking[:10])) / len(relevant))
        assert found[RECALL_50] == pytest.approx(len(relevant & set(ranking[:50])) / len(relevant))
        assert found[PRECISION] == pytest.approx(len(relevant & set(ranking[:10])) / 10)


@given(RANKING, JUDGED)
def test_training_chooses_by_the_same_measure(ranking: list[str], judged: dict[str, float]) -> None:
    grades = {FILLER.index(name): grade for name, grade in judged.items()}
    trained = ndcg([FILLER.index(name) for name in ranking], grades)
    assert trained == pytest.approx(scored(ranking, judged).get(NDCG, 0.0), abs=2e-5)


def test_coverage_counts_distinct_products_of_the_first_ten() -> None:
    # a to j and a, k: eleven distinct of 44; the eleventh hit of the first list does not count.
    assert coverage([[*"abcdefghij", "z"], ["a", "k"]], 44) == 0.25
    assert coverage([[]], 10) == 0.0


def test_diversity_by_hand() -> None:
    # Pairs: a b cosine 0, a c 0.6, b c 0.8; mean of 1, 0.4, 0.2 = 1.6 / 3.
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    assert diversity(vectors) == pytest.approx(1.6 / 3, abs=1e-6)
    assert diversity(np.array([[1, 0], [-1, 0]], np.float32)) == pytest.approx(2.0)
    assert diversity(np.array([[1, 0], [1, 0]], np.float32)) == pytest.approx(0.0)


def test_a_product_without_a_vector_is_no_part_of_the_diversity() -> None:
    assert diversity(np.array([[1, 0], [0, 0], [0, 1]], np.float32)) == pytest.approx(1.0)
    assert diversity(np.array([[1, 0], [0, 0]], np.float32)) is None
    assert diversity(np.zeros((0, 2), np.float32)) is None


@given(st.integers(2, 12), st.integers(0, 1000))
def test_diversity_is_the_mean_over_pairs(count: int, seed: int) -> None:
    vectors = unit_length(np.random.default_rng(seed).standard_normal((count, 6)).astype(np.float32))
    pairs = [1 - float(vectors[i] @ vectors[j]) for i in range(count) for j in range(i)]
    assert diversity(vectors) == pytest.approx(np.mean(pairs), abs=1e-5)


@pytest.mark.parametrize(
    ("grades", "expected"), [([0, 1], 0.66), ([0.0, 0.67, 2.0], 1.33), ([0, 3], 2.0), ([0, 0], 0.01), ([0.01], 0.01)]
)
def test_a_product_is_usually_relevant_from_two_thirds_of_the_highest_grade(
    grades: list[float], expected: float
) -> None:
    judged = {"q": {f"p{place}": grade for place, grade in enumerate(grades)}}
    assert usual_relevant_grade(judged) == pytest.approx(expected)
