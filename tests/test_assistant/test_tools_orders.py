"""A signed-in shopper's orders: looked at, cancelled, sent back, exchanged, and never anybody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from records.nouns import Order, OrderLine
from tests.test_assistant.tool_turns import OpenShop, Shopper

MINE, THEIRS, NOBODYS = "D-100529", "D-100540", "D-999999"
ORDER_TOOLS: list[tuple[str, dict[str, Any]]] = [
    ("order_status", {}),
    ("cancel_order", {}),
    ("start_return", {"reason": "too big"}),
    ("start_exchange", {"wanted": "size L"}),
]


def order_of(order_id: str, customer: str, status: str, *products: str, **values: Any) -> Order:
    lines = tuple(OrderLine(product, f"Title of {product}", 1, 20.0) for product in products)
    placed = values.pop("placed_at", datetime(2026, 11, 2, tzinfo=UTC))
    return Order(order_id, customer, placed, status, "USD", lines, **values)


def test_orders_are_listed_newest_first(open_scripted_shop: OpenShop) -> None:
    told = Shopper(open_scripted_shop, "C-002").say("what did I order?", ("list_orders", {})).result
    assert told.startswith("You have ")
    ids = [line.split("**")[1] for line in told.splitlines() if line.startswith("- **")]
    assert ids == sorted(ids, reverse=True)
    assert ids[0] == MINE
    assert "older ones" in told.splitlines()[-1]


def test_an_order_is_told_with_everything_paid(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-004")
    told = shopper.say("D-100521 里有什么", ("order_status", {"order_id": "100521"})).result
    order = shopper.shop.tool_box.orders.ledger.order("D-100521")
    assert order is not None
    assert f"${order.total:,.2f}" in told
    assert "2026年11月6日" in told
    assert "2026年11月13日签收" in told
    assert len([line for line in told.splitlines() if line.startswith("- ")]) == len(order.lines)


@pytest.mark.parametrize("word", ["last", "LATEST", "my last order", "最近一单", "上一单"])
def test_the_last_order_goes_by_its_name(open_scripted_shop: OpenShop, word: str) -> None:
    assert MINE in Shopper(open_scripted_shop, "C-002").say("where is it", ("order_status", {"order_id": word})).result


@pytest.mark.parametrize(("tool", "more"), ORDER_TOOLS)
def test_somebody_elses_order_is_as_unknown_as_none(
    open_scripted_shop: OpenShop, tool: str, more: dict[str, Any]
) -> None:
    theirs, nobodys = (
        Shopper(open_scripted_shop, "C-002", conversation=one).say(
            f"about order {one}", (tool, {"order_id": one, **more})
        )
        for one in (THEIRS, NOBODYS)
    )
    assert theirs.result.replace(THEIRS, "X") == nobodys.result.replace(NOBODYS, "X")
    assert theirs.asked is None
    assert MINE in theirs.result
    assert not theirs.turn.tool_calls[0].ok


@pytest.mark.parametrize(("tool", "more"), [("list_orders", {}), *ORDER_TOOLS])
def test_a_guest_is_asked_to_sign_in(open_scripted_shop: OpenShop, tool: str, more: dict[str, Any]) -> None:
    arguments = {} if tool == "list_orders" else {"order_id": THEIRS, **more}
    told = Shopper(open_scripted_shop).say("我的订单呢", (tool, arguments), closing="")
    assert told.answer.startswith("请先登录")
    assert told.asked is None


@pytest.mark.parametrize(("tool", "more"), [("list_orders", {}), *ORDER_TOOLS])
def test_somebody_without_orders_hears_so(open_scripted_shop: OpenShop, tool: str, more: dict[str, Any]) -> None:
    arguments = {} if tool == "list_orders" else {"order_id": "last", **more}
    told = Shopper(open_scripted_shop, "C-nobody").say("my orders please", (tool, arguments), closing="")
    assert told.answer == "You have no orders with us yet."


@pytest.mark.parametrize(
    ("order_id", "customer", "told"),
    [
        ("D-100529", "C-002", "already on its way, so it cannot be cancelled"),
        ("D-100521", "C-004", "has been delivered, so it cannot be cancelled"),
    ],
)
def test_what_has_left_is_not_cancelled(open_scripted_shop: OpenShop, order_id: str, customer: str, told: str) -> None:
    said = Shopper(open_scripted_shop, customer).say("cancel it", ("cancel_order", {"order_id": order_id}), closing="")
    assert told in said.answer
    assert said.asked is None
    assert said.turn.pending == {}


def test_a_return_names_its_last_day_and_the_exception_that_applies(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-004")
    told = shopper.say("send the cream back", ("start_return", {"order_id": "D-100521", "product_id": "BEA-001"}))
    assert told.asked is not None
    assert "until 31 January 2027" in told.asked.text  # placed on 6 November: the holidays' longer time
    assert "opened cosmetics" in told.asked.text
    done = shopper.say("yes").answer
    assert "Done: the return R-" in done
    assert "**How to send something back**" in done
    status = shopper.say("how is it?", ("order_status", {"order_id": "D-100521"})).result
    assert "A return was asked for" in status


def test_books_have_a_shorter_time(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-004")
    told = shopper.say("the book too", ("start_return", {"order_id": "D-100521", "product_id": "BOO-005"}))
    assert told.asked is not None
    assert "until 27 November 2026" in told.asked.text


def test_what_arrived_broken_is_told_the_rule_for_it(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-003")
    told = shopper.say("它是坏的", ("start_return", {"order_id": "D-100509", "reason": "到货就坏了"}))
    assert told.asked is not None
    assert "到货破损、故障或发错货" in told.asked.text


def test_too_late_is_said_with_the_rule(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-052")
    told = shopper.say(
        "return my press", ("start_return", {"order_id": "D-100001", "product_id": "KIT-005"}), closing=""
    )
    assert "ended on 31 January 2026" in told.answer
    assert "**30 days to change your mind**" in told.answer
    assert told.asked is None


def test_of_a_whole_order_only_what_is_in_time_goes_back(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-002")
    ledger = shopper.shop.tool_box.orders.ledger
    delivered = datetime(2026, 10, 25, tzinfo=UTC)
    placed = datetime(2026, 10, 20, tzinfo=UTC)
    ledger.add_order(
        order_of("D-7", "C-002", "delivered", "BOO-005", "AUD-001", placed_at=placed, delivered_at=delivered)
    )
    told = shopper.say("send it all back", ("start_return", {"order_id": "D-7"}))
    assert told.turn.pending["arguments"]["product_ids"] == ["AUD-001"]
    assert told.asked is not None
    assert "until 24 November 2026" in told.asked.text


def test_the_same_thing_is_not_sent_back_twice(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-004")
    call = ("start_return", {"order_id": "D-100521", "product_id": "BEA-001"})
    shopper.say("send the cream back", call)
    shopper.say("yes")
    again = shopper.say("send the cream back", call, closing="")
    assert "already asked for (R-" in again.answer
    rest = shopper.say("send all of it back", ("start_return", {"order_id": "D-100521"}))
    assert "BEA-001" not in rest.turn.pending["arguments"]["product_ids"]


@pytest.mark.parametrize(("named", "product"), [("bea-001", "BEA-001"), ("2", "BEA-001"), ("【3】", "BEA-003")])
def test_a_product_of_an_order_is_named_as_people_do(open_scripted_shop: OpenShop, named: str, product: str) -> None:
    shopper = Shopper(open_scripted_shop, "C-004")
    told = shopper.say("that one back", ("start_return", {"order_id": "D-100521", "product_id": named}))
    assert told.turn.pending["arguments"]["product_ids"] == [product]


def test_a_product_that_is_not_in_the_order_is_asked_about(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-004")
    told = shopper.say("the tent back", ("start_return", {"order_id": "D-100521", "product_id": "tent"}), closing="")
    assert told.answer.startswith("Order D-100521 has ")
    assert told.answer.endswith("Which of them do you mean?")


def test_clothes_are_exchanged_and_other_things_are_not(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-002")
    ledger = shopper.shop.tool_box.orders.ledger
    coat = next(p for p in (shopper.shop.search_engine.product(f"FAS-{n:03}") for n in range(1, 40)) if p)
    delivered = datetime(2026, 11, 5, tzinfo=UTC)
    ledger.add_order(order_of("D-8", "C-002", "delivered", coat.id, "AUD-001", delivered_at=delivered))
    asked = shopper.say("换大号", ("start_exchange", {"order_id": "D-8", "product_id": coat.id, "wanted": "L码"}))
    assert asked.asked is not None
    assert "换成“L码”" in asked.asked.text
    assert "申请换货" in shopper.say("好的").answer
    assert [one.kind for one in ledger.order_requests("C-002")] == ["exchange"]
    other = shopper.say(
        "换耳机", ("start_exchange", {"order_id": "D-8", "product_id": "AUD-001", "wanted": "白"}), closing=""
    )
    assert "不能直接换货" in other.answer


def test_an_order_whose_products_are_gone_is_still_told(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-002")
    shopper.shop.tool_box.orders.ledger.add_order(order_of("D-9", "C-002", "odd status", "OLD-1"))
    told = shopper.say("D-9?", ("order_status", {"order_id": "D-9"})).result
    assert "Title of OLD-1" in told
    refused = shopper.say("cancel D-9", ("cancel_order", {"order_id": "D-9"}), closing="")
    assert "cannot be done" in refused.answer


@pytest.mark.parametrize(
    ("words", "named", "product"),
    [
        ("my bike helmet arrived cracked, I want my money back", "", "SPO-016"),
        ("the helmets don't fit, take them back", "helmet", "SPO-016"),
        ("手持搅拌棒坏了，我要退货", "", "KIT-021"),
        ("the wireless charging pad is faulty", "charger", "ELE-028"),
    ],
)
def test_a_kind_of_thing_names_its_line_of_the_order(
    open_scripted_shop: OpenShop, words: str, named: str, product: str
) -> None:
    shopper = Shopper(open_scripted_shop, "C-002")
    shopper.shop.tool_box.orders.ledger.add_order(
        order_of(
            "D-8",
            "C-002",
            "delivered",
            "SPO-016",
            "KIT-021",
            "ELE-028",
            delivered_at=datetime(2026, 11, 5, tzinfo=UTC),
        )
    )
    told = shopper.say(words, ("start_return", {"order_id": "D-8", "product_id": named or None, "reason": words}))
    assert told.turn.pending["arguments"]["product_ids"] == [product]


def test_an_order_of_one_thing_needs_no_name_for_it(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-002")
    shopper.shop.tool_box.orders.ledger.add_order(
        order_of("D-8", "C-002", "delivered", "AUD-001", delivered_at=datetime(2026, 11, 5, tzinfo=UTC))
    )
    told = shopper.say("要退货", ("start_return", {"order_id": "D-8", "product_id": "商品"}))
    assert told.turn.pending["arguments"]["product_ids"] == ["AUD-001"]


def test_an_id_that_the_shopper_never_wrote_means_their_newest_order(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-002")
    told = shopper.say("上一单到哪了", ("order_status", {"order_id": "D-100001"}))
    assert shopper.shop.tool_box.orders.ledger.orders("C-002")[0].id in told.result
