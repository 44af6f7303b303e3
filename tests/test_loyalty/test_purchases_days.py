"""Purchases by day, and the figures that are counted from them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.nouns import Purchase
from loyalty.purchases.purchase_days import day_number, purchase_days
from loyalty.purchases.rfm import rfm, segments
from loyalty.purchases.windows import past_windows, window_at

START = datetime(2024, 1, 1, 9, tzinfo=UTC)
AS_OF = START + timedelta(days=30)


def bought(day: float, amount: float = 10.0) -> Purchase:
    return Purchase(START + timedelta(days=day), amount)


def test_purchases_of_a_day_are_one() -> None:
    days = purchase_days({"a": [bought(0.1, 5), bought(3), bought(0, 7)]}, AS_OF)
    assert days.counts.tolist() == [2]
    assert days.amounts.tolist() == [12, 10]


def test_recency_frequency_monetary_tenure() -> None:
    figures = rfm(purchase_days({"a": [bought(0, 5), bought(20, 15)], "none": []}, AS_OF))
    assert (figures.recency[0], figures.frequency[0], figures.monetary[0], figures.tenure[0]) == (10, 2, 10, 30)
    assert figures.total.tolist() == [20, 0]
    assert figures.frequency[1] == 0
    assert np.isnan([figures.recency[1], figures.monetary[1], figures.tenure[1]]).all()


def test_the_moment_itself_counts_and_the_next_does_not() -> None:
    days = purchase_days({"a": [Purchase(AS_OF, 1), Purchase(AS_OF + timedelta(seconds=1), 100)]}, AS_OF)
    assert days.amounts.tolist() == [1]


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(-50, 500)), max_size=12),
    st.lists(st.tuples(st.floats(0.001, 400), st.floats(-50, 500)), max_size=5),
)
def test_nothing_later_changes_anything(past: list[tuple[float, float]], later: list[tuple[float, float]]) -> None:
    known = [bought(day, amount) for day, amount in past]
    added = known + [Purchase(AS_OF + timedelta(days=day), amount) for day, amount in later]
    one, other = (rfm(purchase_days({"a": history}, AS_OF)) for history in (known, added))
    for name in ("recency", "frequency", "monetary", "tenure", "total"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_a_refund_lessens_its_day_and_undoes_it() -> None:
    days = purchase_days({"half": [bought(0, 50), bought(0, -20)], "all": [bought(1, 50), bought(1, -50)]}, AS_OF)
    assert days.counts.tolist() == [1, 0]
    assert days.amounts.tolist() == [30]


def test_refunds_larger_than_purchases_leave_nothing_below_zero() -> None:
    figures = rfm(purchase_days({"a": [bought(0, 50), bought(5, -500)]}, AS_OF))
    assert (figures.frequency[0], figures.monetary[0], figures.total[0]) == (1, 50, 0)


@pytest.mark.parametrize("amount", [math.nan, math.inf, -math.inf])
def test_an_amount_that_is_no_number_is_unknown(amount: float) -> None:
    figures = rfm(purchase_days({"a": [bought(0, amount)], "b": [bought(0, amount), bought(2, 8)]}, AS_OF))
    assert figures.frequency.tolist() == [1, 2]
    assert np.isnan(figures.monetary[0])
    assert figures.monetary[1] == 8


def test_days_are_those_of_utc_and_a_time_without_a_zone_is_utc() -> None:
    late = datetime(2024, 1, 2, 1, tzinfo=timezone(timedelta(hours=8)))
    assert day_number(late) == day_number(datetime(2024, 1, 1, 12)) == day_number(START)
    naive = purchase_days({"a": [Purchase(datetime(2024, 1, 1), 1)]}, datetime(2024, 1, 3))
    assert naive.counts.tolist() == [1]


def test_what_was_known_earlier() -> None:
    days = purchase_days({"a": [bought(0), bought(10)], "b": [bought(12)]}, AS_OF)
    earlier = days.until(day_number(START) + 10)
    assert earlier.counts.tolist() == [2, 0]
    assert days.until(day_number(AS_OF) + 5) is days
    assert days.of(np.array([False, True])).customer_ids == ("b",)


def test_a_window_keeps_what_came_apart_from_what_was_known() -> None:
    days = purchase_days({"a": [bought(0), bought(10, 4), bought(12, 6)], "new": [bought(11)]}, AS_OF)
    window = window_at(days, day_number(START) + 9, 3)
    assert window.bought.customer_ids == ("a",)
    assert (window.purchases.tolist(), window.spend.tolist(), window.again.tolist()) == ([2], [10], [True])


def test_windows_end_by_the_date_and_are_not_longer_than_asked() -> None:
    days = purchase_days({"a": [bought(day) for day in range(0, 300, 7)]}, START + timedelta(days=300))
    windows = past_windows(days, 40)
    assert [window.days for window in windows] == [40, 30, 40, 40, 40]
    assert all(window.bought.as_of_day + window.days <= days.as_of_day for window in windows)
    assert past_windows(purchase_days({"a": [bought(0)]}, START + timedelta(days=9)), 40) == []


def test_fifths() -> None:
    assert segments(np.arange(10.0)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert segments(np.array([1.0, 2, np.nan]), higher_is_better=False)[2] == 0
    assert segments(np.full(7, 3.0)).tolist() == [3] * 7
    assert segments(np.array([np.nan])).tolist() == [0]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=50))
def test_segments_follow_the_values(values: list[float]) -> None:
    found = segments(np.array(values))
    assert set(found) <= {1, 2, 3, 4, 5}
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
