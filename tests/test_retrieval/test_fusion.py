"""Fusion by hand-worked cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import DENSE_WEIGHT, weighted_sum


def array(*values: float) -> np.typing.NDArray[np.float32]:
    return np.array(values, np.float32)


def test_fusion_scales_both_sides_and_weighs_them() -> None:
    fused = weighted_sum(array(4, 2, 0), array(-0.2, 0.6, 0.3), 1.0)
    w = DENSE_WEIGHT
    assert fused == pytest.approx([1 - w, (1 - w) / 2 + w, w / 2])


def test_a_score_does_not_change_when_a_filter_takes_the_worst_away() -> None:
    lexical, dense = array(4, 2, 0), array(0.5, 0.6, 0.1)
    assert weighted_sum(lexical[:2], dense[:2], 1.0) == pytest.approx(weighted_sum(lexical, dense, 1.0)[:2])


def test_a_side_that_reads_half_the_request_has_half_its_weight() -> None:
    fused = weighted_sum(array(4, 0), array(0, 0.6), 0.5)
    assert fused == pytest.approx([1 - DENSE_WEIGHT / 2, DENSE_WEIGHT / 2])


def test_without_meaning_the_words_decide() -> None:
    for dense in (None, array(np.nan, np.nan)):
        assert weighted_sum(array(4, 1), dense, 1.0) == pytest.approx([1, 0.25])


def test_a_product_that_cannot_be_read_is_judged_by_its_words() -> None:
    fused = weighted_sum(array(4, 3), array(0.5, np.nan), 1.0)
    assert fused == pytest.approx([1, 0.75])


def test_a_side_that_reads_nothing_is_left_out() -> None:
    assert weighted_sum(array(4, 1), array(0, 0.6), 0.0) == pytest.approx([1, 0.25])


def test_nothing_to_join() -> None:
    assert len(weighted_sum(array(), array(), 1.0)) == 0
    assert weighted_sum(array(0, 0), array(0, -0.3), 1.0).tolist() == [0, 0]


@given(
    st.lists(
        st.tuples(st.floats(0, 50, width=32), st.floats(-1, 1, width=32) | st.just(float("nan"))),
        min_size=1,
        max_size=9,
    ),
    st.floats(0, 1),
)
def test_fused_scores_are_finite_and_bounded(pairs: list[tuple[float, float]], readable: float) -> None:
    fused = weighted_sum(array(*(p[0] for p in pairs)), array(*(p[1] for p in pairs)), readable)
    assert np.isfinite(fused).all()
    assert ((fused >= 0) & (fused <= 1.0001)).all()
