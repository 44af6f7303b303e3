"""The forecaster: what it tells of one customer and of many, what it is chosen by, and bad input."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.errors import TrainingDataError
from loyalty.nouns import Purchase, PurchaseForecast
from loyalty.purchases import averaged, buy_til_you_die, learned, naive
from loyalty.purchases.additive import fit_additive, nothing_known
from loyalty.purchases.forecast import PurchaseForecaster, fit_forecaster
from loyalty.purchases.outlook import Outlook, median_purchases
from loyalty.purchases.prior import load_prior
from loyalty.purchases.traits import TRAITS, log_odds

START = datetime(2024, 1, 1, tzinfo=UTC)
AS_OF = START + timedelta(days=200)
Histories = Mapping[str, Sequence[Purchase]]


def drawn_shop(customers: int, seed: int = 0) -> dict[str, list[Purchase]]:
    """Customers with rates and amounts of their own, some of whom stop."""
    draw = np.random.default_rng(seed)
    found = {}
    for index in range(customers):
        day, gap, worth = draw.uniform(0, 150), draw.gamma(1.5, 20) + 2, draw.gamma(2, 20) + 1
        days = [day]
        while days[-1] < 320 and draw.random() > 0.15:
            days.append(days[-1] + draw.exponential(gap))
        found[str(index)] = [Purchase(START + timedelta(days=one), draw.gamma(3, worth / 3)) for one in days]
    return found


@pytest.fixture(scope="module")
def shop() -> Histories:
    return drawn_shop(900)


@pytest.fixture(scope="module")
def forecaster(shop: Histories) -> PurchaseForecaster:
    return fit_forecaster(shop, AS_OF, 60)


def possible(forecast: PurchaseForecast | None) -> bool:
    assert forecast is not None
    finite = all(math.isfinite(value) for value in (forecast.again, forecast.purchases, forecast.spend))
    within = 0 <= forecast.again <= 1 and forecast.again <= forecast.purchases <= forecast.horizon_days
    return finite and within and forecast.spend >= 0


def test_everybody_who_bought_is_told_something_possible(forecaster: PurchaseForecaster, shop: Histories) -> None:
    told = forecaster.forecast_all()
    assert set(told) == set(shop)
    bought = {customer for customer, purchases in shop.items() if any(one.at <= AS_OF for one in purchases)}
    assert {customer for customer, forecast in told.items() if forecast} == bought
    assert all(possible(told[customer]) for customer in bought)


def test_one_is_told_the_same_alone_and_among_others(forecaster: PurchaseForecaster, shop: Histories) -> None:
    among = forecaster.forecast_all()["7"]
    assert among == forecaster.forecast("7")
    assert among == forecaster.forecast(shop["7"])
    assert among == forecaster.forecast_all({"7": shop["7"], "8": shop["8"]})["7"]


def test_nothing_after_the_date_is_read(forecaster: PurchaseForecaster, shop: Histories) -> None:
    known = {customer: [one for one in purchases if one.at <= AS_OF] for customer, purchases in shop.items()}
    assert fit_forecaster(known, AS_OF, 60).forecast_all() == forecaster.forecast_all()


def test_the_chosen_one_lost_least_and_says_by_how_much(forecaster: PurchaseForecaster) -> None:
    verdict = forecaster.verdict
    assert set(verdict.losses) == {naive.NAME, buy_til_you_die.NAME, learned.NAME}
    assert verdict.losses[verdict.chosen] == min(verdict.losses.values())
    assert verdict.losses[naive.NAME] == 1
    assert verdict.gain == pytest.approx(1 - min(verdict.losses.values()))
    assert forecaster.forecast("7").model == verdict.chosen  # type: ignore[union-attr]


def test_forecasts_rank_who_then_buys(forecaster: PurchaseForecaster, shop: Histories) -> None:
    told = {customer: one for customer, one in forecaster.forecast_all().items() if one}
    end = AS_OF + timedelta(days=60)
    came = {customer: any(AS_OF < one.at <= end for one in shop[customer]) for customer in told}
    mean = {again: np.mean([told[c].again for c in told if came[c] == again]) for again in (True, False)}
    assert mean[True] > mean[False] + 0.2
    assert np.mean([one.again for one in told.values()]) == pytest.approx(np.mean(list(came.values())), abs=0.05)


def test_who_is_not_known_or_never_bought_is_told_nothing(forecaster: PurchaseForecaster) -> None:
    assert forecaster.forecast("nobody") is None
    assert forecaster.forecast([]) is None
    assert forecaster.forecast([Purchase(AS_OF + timedelta(days=1), 5)]) is None
    assert forecaster.forecast([Purchase(AS_OF, -5)]) is None


T = START + timedelta(days=100)
ALIKE = {str(index): [Purchase(T, 5.0), Purchase(T + timedelta(days=9), 5.0)] for index in range(400)}


@pytest.mark.parametrize(
    "histories",
    [
        {},
        {"none": []},
        {"one": [Purchase(T, 5.0)]},
        {"a": [Purchase(T, 5.0)], "b": [Purchase(START, 9.0)]},
        {"a": [Purchase(T, math.nan)], "b": [Purchase(T, math.inf), Purchase(T, -math.inf)]},
        {"a": [Purchase(T, 10.0), Purchase(T + timedelta(days=1), -1000.0)], "b": [Purchase(T, -3.0)]},
        {"future": [Purchase(AS_OF + timedelta(days=900), 5.0)]},
        {"today": [Purchase(AS_OF, 5.0)]},
        {"free": [Purchase(T, 0.0)], "cheap": [Purchase(T, 0.01)], "dear": [Purchase(T, 1e12)]},
        {"daily": [Purchase(START + timedelta(days=day), 1.0) for day in range(200)]},
        {str(index): [Purchase(T, 0.0)] for index in range(400)},
        {str(index): [Purchase(AS_OF, 3.0)] for index in range(400)},
        ALIKE,
    ],
)
@pytest.mark.filterwarnings("error")
def test_bad_input_is_told_something_possible(histories: Histories) -> None:
    for prior in ("both", None):
        told = fit_forecaster(histories, AS_OF, 30, prior).forecast_all()  # type: ignore[arg-type]
        assert set(told) == set(histories)
        assert all(possible(forecast) for forecast in told.values() if forecast)


def test_too_few_customers_to_judge_are_told_by_both_models() -> None:
    verdict = fit_forecaster(drawn_shop(20), AS_OF, 30).verdict
    assert (verdict.chosen, verdict.losses, verdict.gain, verdict.beats_naive) == (averaged.NAME, {}, 0, False)
    assert fit_forecaster(drawn_shop(20), AS_OF, 30, prior=None).verdict.chosen == buy_til_you_die.NAME


@pytest.mark.parametrize("customers", [1, 20, 250])
def test_in_a_small_shop_everybody_is_told_what_lies_between_the_two_models(customers: int) -> None:
    small = fit_forecaster(drawn_shop(customers), AS_OF, 60)
    some = small.fitted.of(small.fitted.counts > 0)
    both = [small.outlook(some, name) for name in (buy_til_you_die.NAME, learned.NAME)]
    told = small.outlook(some)
    for figure in ("again", "purchases", "spend"):
        ends = np.sort([getattr(one, figure) for one in both], axis=0)
        assert (ends[0] - 1e-3 <= getattr(told, figure)).all()
        assert (getattr(told, figure) <= np.maximum(ends[1], told.again) + 1e-3).all()
    odds = [log_odds(one.again) for one in (*both, told)]
    np.testing.assert_allclose(odds[2], (odds[0] + odds[1]) / 2, atol=0.01)


def test_who_bought_like_clockwork_and_has_long_stayed_away_is_hardly_expected() -> None:
    """Twenty buy every tenth day, ten did and stopped at different times, and one more is eight gaps late."""
    regulars = {f"r{i}": range(i % 10, 200, 10) for i in range(20)}
    stopped = {f"s{i}": range(i, 40 + 8 * i, 10) for i in range(10)}
    days = {**regulars, **stopped, "late": range(0, 121, 10)}
    shop = {who: [Purchase(START + timedelta(days=day), 5.0) for day in when] for who, when in days.items()}
    told = fit_forecaster(shop, AS_OF, 30).forecast_all()
    assert told["late"]
    assert told["r1"]
    assert told["late"].again < 0.25
    assert told["r1"].again > 0.9


@pytest.mark.parametrize("days", [0, -3])
def test_a_horizon_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(TrainingDataError, match="at least 1 day"):
        fit_forecaster({}, AS_OF, days)


def test_where_the_same_again_is_the_truth_nothing_else_is_chosen() -> None:
    """Half buy every tenth day for ever, half bought once: the past count is the future one."""
    every = {
        f"r{i}": [Purchase(START + timedelta(days=day), 5.0) for day in range(i % 10, 300, 10)] for i in range(300)
    }
    once = {f"o{i}": [Purchase(START + timedelta(days=i % 10), 5.0)] for i in range(300)}
    forecaster = fit_forecaster({**every, **once}, AS_OF, 50)
    told = forecaster.forecast("r1"), forecaster.forecast("o1")
    assert told[0]
    assert told[1]
    assert told[0].purchases == pytest.approx(5, abs=1.2)
    assert told[1].again < 0.1


def test_the_weights_can_be_read(forecaster: PurchaseForecaster) -> None:
    model = forecaster.models[learned.NAME]
    assert isinstance(model, learned.Learned)
    some = forecaster.fitted.of(forecaster.fitted.counts > 0)
    parts = model.contributions(some, 60)
    assert tuple(parts) == tuple(TRAITS)
    offset = math.log(model.level.again / (1 - model.level.again))
    odds = offset + model.again.bias + sum(parts.values())
    np.testing.assert_allclose(1 / (1 + np.exp(-odds)), model.outlook(some, 60).again)


@pytest.mark.parametrize("name", ["both", "cdnow", "uci"])
def test_every_prior_has_every_weight(name: str) -> None:
    models = load_prior(name).models  # type: ignore[arg-type]
    assert set(models) == {"again", "purchases", "spend"}
    assert all(len(one.weights) == len(TRAITS) and np.isfinite(one.weights).all() for one in models.values())
    with pytest.raises(ValueError, match="no prior 'mine'"):
        load_prior("mine")  # type: ignore[arg-type]


def test_additive_weights_are_found_and_start_from_what_is_known() -> None:
    draw = np.random.default_rng(1)
    columns = draw.normal(size=(4000, 2))
    target = draw.poisson(np.exp(0.3 + 0.5 * columns[:, 0])).astype(float)
    none, ones = np.zeros(4000), np.ones(4000)
    found = fit_additive(columns, target, none, ones, nothing_known("log", 2), 1.0)
    assert found.weights == pytest.approx([0.5, 0.0], abs=0.05)
    assert found.bias == pytest.approx(0.3, abs=0.05)
    held = fit_additive(columns[:3], target[:3], none[:3], ones[:3], found, 1e4)
    assert held.weights == pytest.approx(found.weights, abs=0.01)


@settings(max_examples=200)
@given(st.floats(0, 1), st.floats(0, 50))
def test_the_median_is_where_half_of_the_count_lies(again: float, more: float) -> None:
    outlook = Outlook(np.array([again]), np.array([again * (1 + more)]), np.zeros(1))
    median = median_purchases(outlook)[0]
    steps = np.arange(0, 3000)
    stays = 1 - 1 / (1 + more)
    above = again * stays**steps  # of more than n purchases
    assert median == np.argmax(above <= 0.5 + 1e-9) or above[int(median)] == pytest.approx(0.5, abs=1e-6)


def test_the_same_again_is_what_was_bought_lately() -> None:
    days = fit_forecaster({"a": [Purchase(START + timedelta(days=day), 4.0) for day in (0, 150, 190)]}, AS_OF, 20)
    told = days.outlook(days.fitted, naive.NAME)
    assert (told.purchases[0], told.spend[0]) == (1, 4)


def test_twenty_thousand_customers_are_all_told() -> None:
    small = drawn_shop(1000)
    many = {f"{copy}-{customer}": purchases for copy in range(20) for customer, purchases in small.items()}
    assert len(fit_forecaster(many, AS_OF, 60).forecast_all()) == 20_000


def test_more_paid_expects_more_spend(forecaster: PurchaseForecaster) -> None:
    model = forecaster.models[buy_til_you_die.NAME]
    times = [AS_OF - timedelta(days=day) for day in (90, 40, 10)]
    spends = []
    for amount in (5.0, 20.0, 80.0):
        told = fit_forecaster({"a": [Purchase(at, amount) for at in times]}, AS_OF, 60).fitted
        spends.append(model.outlook(told, 60).spend[0])
    assert all(low < high for low, high in pairwise(spends))
