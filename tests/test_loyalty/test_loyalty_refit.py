"""Leaving points are refitted on a shop's own purchases, and only where that is better."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import numpy as np
import pytest

from evaluation.simulated_customers import SimulatedShop, simulated_customers
from loyalty.features.history import CustomerHistory
from loyalty.scores.outcomes import bought_between
from loyalty.scores.refit import Evidence, fitted_weights, log_losses, refit_leaving
from loyalty.scores.scorecard import LEAVING, Scorecard, load_scorecard
from tests.support.loyalty_histories import NOW, ago, order, somebody


@lru_cache(maxsize=1)
def card() -> Scorecard:
    return load_scorecard(LEAVING)


def evidence(weight: float, size: int = 6_000, seed: int = 0) -> Evidence:
    """Customers of whom leaving follows the shipped curves times a weight."""
    draw = np.random.default_rng(seed)
    forecast = draw.normal(0, 1, size)
    curves = draw.normal(0, 0.3, (size, len(card().curves))) * (draw.random((size, 1)) < 0.5)
    chance = 1 / (1 + np.exp(-(forecast + weight * curves.sum(axis=1))))
    return Evidence(forecast, curves, (draw.random(size) < chance).astype(np.float64))


@pytest.mark.parametrize("weight", [0.0, 1.0, 2.0])
def test_the_weight_of_words_is_found(weight: float) -> None:
    found = fitted_weights(evidence(weight), card())
    assert found[1] == pytest.approx(1, abs=0.1)
    assert found[2:].mean() == pytest.approx(weight, abs=0.3)
    assert found[1:].min() >= 0


def test_words_that_mean_the_opposite_are_turned_off_and_not_round() -> None:
    found = fitted_weights(evidence(-1.0), card())
    assert found[2:].min() >= 0
    assert found[2:].mean() < 0.1


def test_what_was_learned_foretells_others_better() -> None:
    found, other = fitted_weights(evidence(2.0), card()), evidence(2.0, seed=1)
    shipped = np.asarray([0.0, 1.0, *[1.0] * len(card().curves)])
    assert log_losses(found, other).mean() < log_losses(shipped, other).mean()


def test_a_small_shop_keeps_the_shipped_points() -> None:
    histories = tuple(replace(somebody(order(at)), customer_id=f"C-{at}") for at in range(5, 400, 5))
    kept = refit_leaving(histories, NOW, 90)
    assert not kept.used
    assert kept.card == card()
    assert "too few" in kept.why


def test_nothing_after_the_date_is_learned_from() -> None:
    shop = SimulatedShop(customers=500, coupling=1.0, seed=5)
    histories = simulated_customers(shop)
    at = shop.until - timedelta(days=200)
    assert refit_leaving(histories, at, 60) == refit_leaving([_until(one, shop, 200) for one in histories], at, 60)


def _until(history: CustomerHistory, shop: SimulatedShop, days: float) -> CustomerHistory:
    at = shop.until - timedelta(days=days)
    return replace(
        history,
        orders=tuple(one for one in history.orders if one.placed_at <= at),
        readings=tuple(one for one in history.readings if one.started_at <= at),
    )


def test_bought_between() -> None:
    one = somebody(order(10), order(30, status="cancelled"), order(50, -5))
    assert bought_between(one, ago(11), ago(10))
    assert not bought_between(one, ago(10), NOW)
    assert not bought_between(one, ago(60), ago(11))
