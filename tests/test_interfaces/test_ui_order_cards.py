"""Orders as cards, and the cards of questions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from interfaces.ui.floor.order_cards import OrderCards
from records.errors import OrderUnknown
from records.nouns import Order, OrderLine, OrderRequest
from retrieval.catalog import Product
from retrieval.policies import PolicyShelf

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
SHOE = Product("SHO-1", "Boots", 80.0, "USD", title_zh="靴子", category=("fashion", "shoes"))
LINES = (OrderLine("SHO-1", "Boots as bought", 1, 75.0), OrderLine("OLD-1", "Gone thing", 2, 5.0))
ORDER = Order("D-1", "C-1", NOON - timedelta(days=9), "delivered", "USD", LINES, delivered_at=NOON - timedelta(days=3))
REQUEST = OrderRequest("R-9", "D-1", "C-1", "return", ("SHO-1",), "", "", "open", NOON)


@dataclass
class Ledger:
    orders: dict[str, Order]
    requests: tuple[OrderRequest, ...] = ()
    asked: list[str] = field(default_factory=list)

    def customer_order(self, customer_id: str, order_id: str) -> Order:
        order = self.orders.get(order_id)
        if order is None or order.customer_id != customer_id:
            raise OrderUnknown(order_id)
        return order

    def order_requests(self, customer_id: str) -> tuple[OrderRequest, ...]:
        self.asked.append(customer_id)
        return self.requests


@pytest.fixture(scope="module")
def policies(demo_catalog: Path) -> PolicyShelf:
    return PolicyShelf.load(demo_catalog.parent / "policies")


def cards(ledger: Any, policies: PolicyShelf, now: datetime = NOON) -> OrderCards:
    return OrderCards(lambda: ledger, lambda: policies, {"SHO-1": SHOE}.get, lambda product: "/pic", lambda: now)


def drawn(policies: PolicyShelf, order: Order = ORDER, language: Any = "en", **ledger: Any) -> dict[str, Any]:
    now = ledger.pop("now", NOON)
    [card] = cards(Ledger({order.id: order}, **ledger), policies, now).orders("C-1", [order.id], language)
    assert json.loads(json.dumps(card)) == card
    return card


def kinds(card: dict[str, Any]) -> list[list[str]]:
    return [[one["kind"] for one in line["actions"]] for line in card["lines"]]


def test_a_delivered_order_can_be_sent_back_while_the_rules_allow_it(policies: PolicyShelf) -> None:
    card = drawn(policies)
    assert (card["title"], card["status"], card["total"]) == (
        "Order D-1",
        "Delivered on 13 November 2026",
        "Paid in all: $85.00",
    )
    assert [(one["label"], one["state"]) for one in card["steps"]] == [
        ("Placed", "done"),
        ("Sent", "done"),
        ("Delivered", "now"),
    ]
    assert kinds(card)[0] == ["return", "exchange"], "shoes are exchanged too"
    back = card["lines"][0]["actions"][0]
    assert back["ask"] == "I want to return Boots (SHO-1) from order D-1"
    assert back["shown"] == "I want to return Boots from order D-1"
    assert back["hint"].startswith("until ")
    assert card["lines"][0]["actions"][1]["begins"].startswith("I want to exchange Boots (SHO-1) from order D-1 for ")
    assert card["lines"][1]["title"] == "Gone thing", "under the name it was bought by"
    assert card["actions"] == []


def test_too_late_is_not_offered(policies: PolicyShelf) -> None:
    assert kinds(drawn(policies, now=NOON + timedelta(days=400))) == [[], []]


def test_what_was_asked_for_is_said_and_not_offered_again(policies: PolicyShelf) -> None:
    card = drawn(policies, requests=(REQUEST,))
    assert card["lines"][0]["note"] == "Return R-9 was asked for on 16 November 2026"
    assert kinds(card)[0] == []
    assert drawn(policies, requests=(replace(REQUEST, order_id="D-2"),))["lines"][0]["note"] == ""


@pytest.mark.parametrize(
    ("status", "steps", "actions"),
    [
        ("placed", ["now", "next", "next"], ["cancel"]),
        ("shipped", ["done", "now", "next"], []),
        ("cancelled", ["done", "now"], []),
        ("returned", ["done", "done", "done", "now"], []),
        ("lost in space", [], []),
    ],
)
def test_each_status_has_its_way_and_what_can_be_done(
    policies: PolicyShelf, status: str, steps: list[str], actions: list[str]
) -> None:
    card = drawn(policies, replace(ORDER, status=status, delivered_at=None))
    assert [one["state"] for one in card["steps"]] == steps
    assert [one["kind"] for one in card["actions"]] == actions
    assert kinds(card) == [[], []]


def test_cancelling_names_exactly_that_order_in_both_languages(policies: PolicyShelf) -> None:
    placed = replace(ORDER, status="placed", delivered_at=None)
    assert drawn(policies, placed)["actions"][0]["ask"] == "Cancel order D-1"
    card = drawn(policies, placed, "zh")
    assert (card["actions"][0]["ask"], card["lines"][0]["title"]) == ("取消订单 D-1", "靴子")


def test_nobody_sees_anothers_order(policies: PolicyShelf) -> None:
    ledger = Ledger({"D-1": ORDER})
    assert cards(ledger, policies).orders("C-2", ["D-1"], "en") == []
    assert cards(ledger, policies).orders(None, ["D-1"], "en") == []
    assert cards(ledger, policies).question("C-2", "cancel_order", {"order_id": "D-1"}, "en") is None
    assert cards(None, policies).orders("C-1", ["D-1"], "en") == []


def test_a_question_says_what_will_happen(policies: PolicyShelf) -> None:
    asking = cards(Ledger({"D-1": ORDER}), policies)
    cancel = asking.question("C-1", "cancel_order", {"order_id": "D-1"}, "en")
    assert cancel is not None
    assert (cancel["title"], len(cancel["lines"])) == ("Cancel order D-1?", 2)
    assert "$85.00" in cancel["effect"]
    back = asking.question("C-1", "start_return", {"order_id": "D-1", "product_ids": ["SHO-1"]}, "zh")
    assert back is not None
    assert ([line["title"] for line in back["lines"]], back["title"]) == (["靴子"], "为订单 D-1 申请退货？")
    swap = asking.question("C-1", "start_exchange", {"order_id": "D-1", "wanted": "size 44"}, "en")
    assert swap is not None
    assert "size 44" in swap["effect"]


def test_a_question_about_the_cart_needs_no_customer(policies: PolicyShelf) -> None:
    asking = cards(None, policies)
    card = asking.question(None, "cart_add", {"product_id": "SHO-1", "quantity": 2}, "en")
    assert card is not None
    assert card["lines"] == [{"title": "Boots", "image": "/pic", "price": "$80.00", "quantity": 2}]
    assert asking.question(None, "cart_add", {"product_id": "NO"}, "en") is None
    assert asking.question(None, "hand_off", {}, "en") is None
