"""What the shop ledger promises for orders, requests and hand-offs, asked on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from ledger_cases import LINES, START

from records.errors import (
    AlreadyRequested,
    OrderStatusRefusal,
    OrderUnknown,
    ProductNotInOrder,
)
from records.nouns import Order
from records.shop_ledger import ShopLedger


def test_an_order_is_read_by_its_customer_only(ledger: ShopLedger) -> None:
    assert ledger.customer_order("C-001", "D-0").status == "placed"
    for customer, order in (("C-002", "D-0"), ("C-001", "D-404"), ("C-404", "D-0"), ("", "")):
        with pytest.raises(OrderUnknown):
            ledger.customer_order(customer, order)


def test_a_placed_order_is_cancelled(ledger: ShopLedger) -> None:
    cancelled = ledger.cancel_order("C-001", "D-0", action_id="a", reason="买错了")
    assert cancelled.status == "cancelled"
    assert cancelled == ledger.order("D-0")
    assert cancelled.lines == LINES


@pytest.mark.parametrize(
    ("order", "status"), [("D-1", "shipped"), ("D-2", "delivered"), ("D-3", "cancelled"), ("D-4", "returned")]
)
def test_an_order_that_left_is_not_cancelled_and_the_error_says_how_it_stands(
    ledger: ShopLedger, order: str, status: str
) -> None:
    with pytest.raises(OrderStatusRefusal) as caught:
        ledger.cancel_order("C-001", order, action_id="a")
    assert (caught.value.order_id, caught.value.status) == (order, status)
    assert ledger.customer_order("C-001", order).status == status


ACTS: list[Callable[[ShopLedger, str, str], object]] = [
    lambda ledger, customer, order: ledger.cancel_order(customer, order, action_id="a"),
    lambda ledger, customer, order: ledger.request_return(customer, order, ["AUD-1"], "", action_id="a"),
    lambda ledger, customer, order: ledger.request_exchange(customer, order, [], "in blue", action_id="a"),
    lambda ledger, customer, order: ledger.customer_order(customer, order),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("order", ["D-9", "D-404", "", "\x00", "x' OR '1'='1"])
def test_somebody_elses_order_is_like_one_that_does_not_exist(
    ledger: ShopLedger, act: Callable[[ShopLedger, str, str], object], order: str
) -> None:
    with pytest.raises(OrderUnknown) as caught:
        act(ledger, "C-001", order)
    assert str(caught.value) == f"There is no order {order}."
    assert ledger.customer_order("C-002", "D-9").status == "placed"
    assert ledger.order_requests("C-001") == ledger.order_requests("C-002") == ()


def test_a_return_is_kept(ledger: ShopLedger) -> None:
    asked = ledger.request_return("C-001", "D-2", ["KIT-7", "KIT-7"], "太小了", action_id="a")
    assert (asked.kind, asked.order_id, asked.customer_id) == ("return", "D-2", "C-001")
    assert (asked.product_ids, asked.reason, asked.wanted, asked.status) == (("KIT-7",), "太小了", "", "open")
    assert asked.id.startswith("R-")
    assert START < asked.at < START + timedelta(minutes=1)
    assert ledger.order_requests("C-001") == (asked,)
    assert ledger.customer_order("C-001", "D-2").status == "delivered"


def test_an_exchange_of_the_whole_order_is_kept(ledger: ShopLedger) -> None:
    asked = ledger.request_exchange("C-001", "D-2", [], "in blue, please", action_id="a", reason="colour")
    assert (asked.kind, asked.product_ids) == ("exchange", ("AUD-1", "KIT-7"))
    assert (asked.wanted, asked.reason) == ("in blue, please", "colour")


def test_requests_are_the_customers_own_newest_first(ledger: ShopLedger) -> None:
    ledger.add_order(Order("D-8", "C-002", START, "delivered", "EUR", LINES))
    first = ledger.request_return("C-001", "D-2", ["KIT-7"], "", action_id="a")
    second = ledger.request_exchange("C-001", "D-2", ["AUD-1"], "red", action_id="b")
    other = ledger.request_return("C-002", "D-8", [], "", action_id="c")
    assert ledger.order_requests("C-001") == (second, first)
    assert ledger.order_requests("C-002") == (other,)
    assert ledger.order_requests("C-404") == ()


@pytest.mark.parametrize(
    ("order", "status"), [("D-0", "placed"), ("D-1", "shipped"), ("D-3", "cancelled"), ("D-4", "returned")]
)
def test_only_what_was_delivered_can_come_back(ledger: ShopLedger, order: str, status: str) -> None:
    with pytest.raises(OrderStatusRefusal) as caught:
        ledger.request_return("C-001", order, ["AUD-1"], "", action_id="a")
    assert (caught.value.status, caught.value.needed) == (status, "delivered")
    assert ledger.order_requests("C-001") == ()


def test_what_is_not_in_the_order_cannot_come_back(ledger: ShopLedger) -> None:
    with pytest.raises(ProductNotInOrder) as caught:
        ledger.request_return("C-001", "D-2", ["AUD-1", "TOY-1"], "", action_id="a")
    assert caught.value.product_ids == ("TOY-1",)
    assert ledger.order_requests("C-001") == ()


@pytest.mark.parametrize("products", [["AUD-1"], ["KIT-7", "AUD-1"], []])
def test_nothing_is_asked_for_twice(ledger: ShopLedger, products: list[str]) -> None:
    ledger.request_return("C-001", "D-2", ["AUD-1"], "", action_id="a")
    for act in (ledger.request_return, ledger.request_exchange):
        with pytest.raises(AlreadyRequested) as caught:
            act("C-001", "D-2", products, "", action_id="b")
        assert caught.value.product_ids == ("AUD-1",)
    assert len(ledger.order_requests("C-001")) == 1


def test_a_hand_off_is_kept_once_and_listed_oldest_first(ledger: ShopLedger) -> None:
    kept = [
        ledger.add_hand_off("t1", "C-001", reason="想找人工", summary="两次退货失败", mood="angry", action_id="a")
        for _ in range(2)
    ]
    guest = ledger.add_hand_off("t2", None, reason="allergy", summary="", action_id="b")
    assert kept[0] == kept[1]
    assert (kept[0].reason, kept[0].summary, kept[0].mood, kept[0].status) == (
        "想找人工",
        "两次退货失败",
        "angry",
        "open",
    )
    assert ledger.hand_offs() == (kept[0], guest)
    assert ledger.hand_offs(conversation_id="t2") == (guest,)
    assert ledger.hand_offs(limit=1) == (kept[0],)
    assert ledger.hand_offs(status="done") == ()
    assert ledger.hand_offs(status=None) == (kept[0], guest)
