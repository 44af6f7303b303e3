"""BG/NBD and Gamma-Gamma: the published figures, the theory's shape, and numbers that stay numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.purchase_sets import read_purchases
from loyalty.purchases.bg_nbd import BgNbd, LogPrior, RepeatHistory, fit_bg_nbd, log_likelihood, repeat_history
from loyalty.purchases.buy_til_you_die import TIMING_PRIOR
from loyalty.purchases.gamma_gamma import GammaGamma, fit_gamma_gamma
from loyalty.purchases.purchase_days import PurchaseDays, purchase_days
from loyalty.purchases.rfm import paid_and_known

PUBLISHED = BgNbd(0.243, 4.414, 0.793, 2.426)
PUBLISHED_AMOUNTS = GammaGamma(6.25, 3.74, 15.44)
SAMPLE = Path(__file__).parent / "cdnow_sample_ids.txt"

parameters = st.builds(BgNbd, st.floats(0.05, 20), st.floats(0.1, 50), st.floats(0.05, 10), st.floats(0.05, 20))


def one(repeats: float, last: float, age: float) -> RepeatHistory:
    return RepeatHistory(np.array([float(repeats)]), np.array([float(last)]), np.array([float(age)]))


@st.composite
def histories(draw: st.DrawFn) -> RepeatHistory:
    age = draw(st.floats(0, 500))
    repeats = draw(st.integers(0, 400)) if age > 0 else 0
    return one(repeats, draw(st.floats(0, age)) if repeats else 0.0, age)


@pytest.fixture(scope="module")
def tenth(shared_data: Path) -> PurchaseDays:
    """The 2,357 customers of the published sample, up to 30 September 1997."""
    ids = [f"{int(number):05d}" for number in SAMPLE.read_text().split()]
    purchases = read_purchases(shared_data / "transactions" / "cdnow.csv.gz").histories
    return purchase_days({one: purchases[one] for one in ids}, datetime(1997, 9, 30, 23, 59, tzinfo=UTC))


@pytest.mark.shared_data
def test_the_published_parameters_are_found(tenth: PurchaseDays) -> None:
    history = repeat_history(tenth)
    found = fit_bg_nbd(history)
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=6e-4)
    assert log_likelihood(found, history) == pytest.approx(-9582.4, abs=0.1)


@pytest.mark.shared_data
def test_the_published_amounts_are_found(tenth: PurchaseDays) -> None:
    paid, _ = paid_and_known(tenth)
    repeats = repeat_history(tenth).repeats
    later = (paid - tenth.amounts[tenth.starts[:-1]]) / np.maximum(repeats, 1)
    found = fit_gamma_gamma(repeats, np.where(repeats > 0, later, 0.0))
    assert found is not None
    assert (found.p, found.q, found.gamma) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)


def test_the_note_s_own_example() -> None:
    assert PUBLISHED.expected_purchases(one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=2e-3)


def test_an_amount_is_drawn_towards_the_mean_of_all() -> None:
    mean = PUBLISHED_AMOUNTS.population_mean
    told = PUBLISHED_AMOUNTS.expected_amount(np.array([0.0, 1, 5, 500, 2]), np.array([0.0, 100, 100, 100, np.nan]))
    assert told[0] == told[4] == pytest.approx(mean)
    assert mean < told[1] < told[2] < told[3] < 100


def test_what_was_drawn_from_the_model_is_found_again() -> None:
    draw, true, customers = np.random.default_rng(3), BgNbd(0.8, 6.0, 0.9, 2.5), 6000
    ages = draw.uniform(20, 60, customers)
    rates, stops = draw.gamma(true.r, 1 / true.alpha, customers), draw.beta(true.a, true.b, customers)
    repeats, lasts = np.zeros(customers), np.zeros(customers)
    for index in range(customers):
        moment = draw.exponential(1 / rates[index])
        while moment < ages[index]:
            repeats[index], lasts[index] = repeats[index] + 1, moment
            moment = np.inf if draw.random() < stops[index] else moment + draw.exponential(1 / rates[index])
    found = fit_bg_nbd(RepeatHistory(repeats, lasts, ages))
    assert (found.r, found.alpha) == pytest.approx((true.r, true.alpha), rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(true.a / (true.a + true.b), abs=0.05)


def test_whole_parameters_and_a_hundred_purchases_are_no_trap() -> None:
    whole, nearly = (BgNbd(1.0, 1.0, 2.0, b).expected_purchases(one(99, 20.0, 30.0), 10)[0] for b in (1.0, 1.001))
    assert whole == pytest.approx(nearly, rel=1e-2)
    assert whole > 0


@given(parameters, histories(), st.floats(0.1, 300))
def test_what_is_told_is_always_possible(model: BgNbd, history: RepeatHistory, weeks: float) -> None:
    alive, again = model.alive(history)[0], model.buys_again(history, weeks)[0]
    expected = model.expected_purchases(history, weeks)[0]
    assert 0 <= again <= alive <= 1
    assert np.isfinite(expected)
    assert 0 <= expected <= 7 * weeks
    assert again <= expected + 1e-6 or expected == pytest.approx(7 * weeks)


@given(parameters, st.integers(1, 40), st.floats(1, 200), st.floats(0, 1), st.floats(0, 1))
def test_who_bought_later_is_more_likely_active(
    model: BgNbd, repeats: int, age: float, early: float, late: float
) -> None:
    sooner, later = sorted((early * age, late * age))
    earlier, recent = one(repeats, sooner, age), one(repeats, later, age)
    assert model.alive(earlier)[0] <= model.alive(recent)[0] + 1e-12
    assert model.expected_purchases(earlier, 20)[0] <= model.expected_purchases(recent, 20)[0] + 1e-9


@given(parameters, histories(), st.floats(0.1, 100), st.floats(0.1, 100))
def test_a_longer_time_expects_no_less(model: BgNbd, history: RepeatHistory, first: float, second: float) -> None:
    short, long = sorted((first, second))
    assert model.buys_again(history, short)[0] <= model.buys_again(history, long)[0] + 1e-12
    assert model.expected_purchases(history, short)[0] <= model.expected_purchases(history, long)[0] + 1e-6


@pytest.mark.parametrize("repeats", [0, 1, 3, 30])
def test_more_purchases_up_to_now_expect_more(repeats: int) -> None:
    """Where the last purchase is on the day itself; a long silence tells more against a frequent customer."""
    fewer, more = one(repeats, 38.0 if repeats else 0.0, 38.0), one(repeats + 1, 38.0, 38.0)
    assert PUBLISHED.expected_purchases(fewer, 39)[0] < PUBLISHED.expected_purchases(more, 39)[0]


def test_silence_tells_more_against_the_frequent() -> None:
    assert PUBLISHED.alive(one(30, 10, 38))[0] < PUBLISHED.alive(one(2, 10, 38))[0]


def test_the_slopes_are_those_of_the_likelihood() -> None:
    from loyalty.purchases.bg_nbd import _Likelihood

    likelihood = _Likelihood(RepeatHistory(np.array([0.0, 2, 7]), np.array([0.0, 5, 20]), np.array([30.0, 9, 21])))
    logs = np.log([0.4, 3.0, 0.7, 2.0])
    _, slopes = likelihood.negative(logs)
    for index in range(4):
        step = np.eye(4)[index] * 1e-6
        rise = (likelihood.negative(logs + step)[0] - likelihood.negative(logs - step)[0]) / 2e-6
        assert slopes[index] == pytest.approx(rise, abs=1e-5)


@pytest.mark.parametrize("customers", [0, 1, 2, 500])
def test_customers_all_alike_leave_the_parameters_finite(customers: int) -> None:
    alike = RepeatHistory(np.full(customers, 3.0), np.full(customers, 9.0), np.full(customers, 12.0))
    for prior in (None, TIMING_PRIOR):
        found = fit_bg_nbd(alike, prior)
        assert all(np.isfinite(value) and value > 0 for value in (found.r, found.alpha, found.a, found.b))


def test_without_customers_the_prior_is_what_is_left() -> None:
    empty = RepeatHistory(np.zeros(0), np.zeros(0), np.zeros(0))
    prior = LogPrior((0.0, 1.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0))
    assert fit_bg_nbd(empty, prior).alpha == pytest.approx(np.e)


def test_nobody_who_pays_is_no_model_of_amounts() -> None:
    assert fit_gamma_gamma(np.array([1.0, 2.0]), np.array([0.0, np.nan])) is None
