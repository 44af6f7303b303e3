"""Small sets of rows within large ones, and what a candidate carries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.candidates import Candidates, among, best_places, places_of

SOME_ROWS = st.sets(st.integers(0, 60), max_size=40).map(sorted)


@given(SOME_ROWS, st.lists(st.integers(0, 60), max_size=5))
def test_those_among_are_those_in_both(rows: list[int], wanted: list[int]) -> None:
    found = among(np.array(wanted, np.intp), np.array(rows, np.intp))
    assert found.tolist() == [row for row in wanted if row in rows]


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0]), max_size=20), st.integers(1, 8))
def test_the_best_places_are_the_highest_above_nought_and_of_equals_the_first(scores: list[float], count: int) -> None:
    ranked = sorted((place for place, score in enumerate(scores) if score > 0), key=lambda place: -scores[place])
    assert best_places(np.array(scores, np.float32), count).tolist() == sorted(ranked[:count])


def test_places_follow_the_order_of_what_is_wanted() -> None:
    rows = np.array([7, 3, 9, 1], np.intp)
    assert places_of(np.array([9, 7], np.intp), rows).tolist() == [2, 0]
    assert places_of(np.zeros(0, np.intp), rows).tolist() == []


def test_new_scores_put_the_best_first_and_every_stage_follows() -> None:
    rows = np.array([4, 5, 6], np.intp)
    said = np.array([0.1, 0.2, np.nan], np.float32)
    found = Candidates(rows, said, said * 10, said, dense=said).scored(np.array([1, 3, 3], np.float32))
    assert found.rows.tolist() == [5, 6, 4]
    assert found.stage_scores(0) == {"lexical": pytest.approx(2.0), "dense": pytest.approx(0.2)}
    assert found.stage_scores(1) == {}
