"""What offers cost and bring, and who gets one while the budget lasts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.advice.advising import RuleAdviser
from loyalty.advice.nouns import Advice
from loyalty.advice.offers import OfferRules, chosen_within, offer_value
from loyalty.scores.scoring import score_customers
from tests.support.loyalty_histories import NOW, order, somebody

money = st.floats(0.01, 50)


def offer(cost: float, gain: float) -> Advice:
    return Advice("offer", "r", "en", "zh", (), cost, gain, Advice("leave_alone", "quiet", "why", "为何"))


rounds = st.dictionaries(st.text(min_size=1, max_size=4), st.builds(offer, money, st.floats(0, 200)), max_size=12)


@given(rounds, st.floats(0, 120))
def test_the_budget_is_never_exceeded(offers: dict[str, Advice], budget: float) -> None:
    kept = RuleAdviser(OfferRules(budget=budget)).within_budget(offers)
    assert set(kept) == set(offers)
    assert math.fsum(one.cost for one in kept.values()) <= budget + 1e-9
    assert math.fsum(round(one.cost, 2) for one in kept.values()) <= budget + 0.005


@given(rounds, st.floats(0, 120), st.data())
def test_the_order_of_customers_is_irrelevant(offers: dict[str, Advice], budget: float, data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(offers.items()))))
    assert chosen_within(offers, budget) == chosen_within(shuffled, budget)


@given(rounds, money, st.floats(0, 100), st.floats(0.01, 50), st.floats(0, 120))
def test_the_better_of_two_at_the_same_cost_never_loses(
    others: dict[str, Advice], cost: float, gain: float, more: float, budget: float
) -> None:
    chosen = chosen_within({**others, "better-": offer(cost, gain + more), "a-worse": offer(cost, gain)}, budget)
    assert "better-" in chosen or "a-worse" not in chosen


@given(rounds, st.floats(0, 120), st.floats(0, 120))
def test_nobody_is_left_out_who_still_fits(offers: dict[str, Advice], budget: float, more: float) -> None:
    chosen = chosen_within(offers, budget)
    left = budget - sum(math.ceil(round(offers[id].cost * 100, 6)) / 100 for id in chosen)
    assert all(one.cost > left - 0.011 for id, one in offers.items() if id not in chosen)


def test_no_budget_makes_no_offers_and_enough_makes_all() -> None:
    offers = {"A": offer(2.0, 3.0), "B": offer(1.0, 3.0)}
    assert chosen_within(offers, 0.0) == frozenset()
    assert chosen_within(offers, 1.0) == {"B"}
    assert chosen_within(offers, 3.0) == {"A", "B"}
    assert chosen_within({}, 10.0) == frozenset()


def test_what_costs_nothing_is_never_touched() -> None:
    free = Advice("thank", "praise", "thanks", "谢谢")
    assert RuleAdviser(OfferRules(budget=0.0)).within_budget({"A": free}) == {"A": free}


def test_the_value_of_an_offer_by_its_formula() -> None:
    one = score_customers([somebody(order(100, 80.0), order(200, 120.0))], NOW)[0]
    again = one.leaving.again
    found = offer_value(one, OfferRules(discount=0.1, discount_most=20, uplift=0.25, margin=0.4))
    won = 0.25 * (1 - again)
    assert found.cost == pytest.approx((again + won) * 10.0)
    assert found.gain == pytest.approx(won * 100.0 * 0.4)
    assert found.net == pytest.approx(found.gain - found.cost)


def test_one_offer_gives_away_no_more_than_the_most() -> None:
    one = score_customers([somebody(order(100, 5_000.0), order(200, 5_000.0))], NOW)[0]
    assert offer_value(one, OfferRules(discount_most=20.0)).cost <= 20.0


def test_somebody_who_bought_nothing_costs_and_brings_nothing() -> None:
    nobody = score_customers([somebody()], NOW)[0]
    assert offer_value(nobody, OfferRules()).cost >= 0
    refunded = score_customers([somebody(order(40, 50.0, status="returned"))], NOW)[0]
    assert offer_value(refunded, OfferRules()).gain == 0
