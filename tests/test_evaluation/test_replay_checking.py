"""What a transcript expects and no shop could ever do is told before anything is played."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.wiring import Shop
from evaluation.dialogue_stage import without_model
from evaluation.errors import EvaluationError
from evaluation.replay.checking import check_expectations, customers_of, strangers
from evaluation.replay.grading import facts_about, grade_run
from evaluation.replay.replaying import ReplayTask, replay
from tests.test_evaluation.replay_cases import said


@pytest.fixture
def shop(open_scripted_shop: Callable[..., Shop]) -> Shop:
    return open_scripted_shop(language_model=without_model())


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        ({"products_include": ["GONE-1"]}, "GONE-1, which is no product"),
        ({"state": {"cart": [{"product_id": "GONE-2"}]}}, "GONE-2, which is no product"),
        ({"tool": "show_product", "arguments": {"product_id": "GONE-3"}}, "GONE-3, which is no product"),
        ({"tool": "compare_products", "arguments": {"product_ids": ["KIT-007", "GONE-4"]}}, "GONE-4, which is no"),
        (
            {"products_all": {"category": ["tnets"]}},
            "No product has the category .tnets.; the nearest are .tents.",
        ),
        ({"products_all": {"category": ["tents"], "max_price": 1}}, "no product of the catalogue is like"),
        ({"state": {"orders": {"D-1": "placed"}}}, "the order D-1, which the shop's records do not have"),
    ],
)
def test_what_can_never_be_met_is_named(shop: Shop, expect: dict[str, Any], why: str) -> None:
    fine = said("fine", "a kettle", expect={"products_include": ["KIT-007"], "products_all": {"category": ["kettles"]}})
    with pytest.raises(EvaluationError, match=rf"t1, message 2, expects .*{why}"):
        check_expectations([fine, said("t1", "hello", "a kettle", expect=expect)], shop)


def test_a_product_that_an_earlier_message_shows_is_looked_up_when_it_is_there(shop: Shop) -> None:
    cart = {"state": {"cart": [{"product_id": "shown@1#1", "quantity": 1}]}}
    check_expectations([said("t1", "a tent", "add the first one to my cart", expect=cart)], shop)


def test_somebody_elses_order_is_looked_at_too(shop: Shop) -> None:
    owner = shop.ledger.order("D-100534").customer_id  # type: ignore[union-attr]
    judged = said("t1", "cancel order D-100534", "yes", customer_id="C-021", expect={"state": {"orders": {}}})
    expect: dict[str, Any] = {"state": {"orders": {"D-100534": "placed"}}}
    theirs = said("t1", "cancel order D-100534", "yes", customer_id="C-021", expect=expect)
    assert (customers_of([judged], shop), set(customers_of([theirs], shop))) == (("C-021",), {"C-021", owner})
    run = replay(ReplayTask([theirs]), shop)
    graded = grade_run(run, facts_about(shop, [theirs]))
    assert graded.turns[-1].turn.end is not None
    assert graded.turns[-1].turn.end.orders["D-100534"] == "placed"
    assert graded.turns[-1].grades["state"].value == 1
    wrong = said(
        "t1",
        "cancel order D-100534",
        "yes",
        customer_id="C-021",
        expect={"state": {"orders": {"D-100534": "cancelled"}}},
    )
    assert grade_run(run.model_copy(update={"transcripts": (wrong,)}), facts_about(shop, [])).turns[-1].wrong["state"]


def test_customers_that_the_records_do_not_know_are_named(shop: Shop) -> None:
    assert strangers([said("a", "hi", customer_id="C-017"), said("b", "hi", customer_id="C-999")], shop) == ("C-999",)
