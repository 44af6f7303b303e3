"""What the shop ledger promises for carts, orders, requests and hand-offs, asked on SQLite and on PostgreSQL."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.carts import MAX_LINES, cart_owner
from records.database import Database, open_database
from records.errors import (
    ActionConflict,
    AlreadyRequested,
    CartFull,
    LedgerRefusal,
    OrderStatusRefusal,
    OrderUnknown,
    ProductNotInOrder,
    QuantityRefusal,
)
from records.nouns import Cart, CartLine, Customer, Order, OrderLine
from records.shop_ledger import ShopLedger
from records.tables import Table

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FANG, GUEST = cart_owner("C-001", "t1"), cart_owner(None, "t1")
LINES = (OrderLine("AUD-1", "Brisa Ear", 2, 59.9), OrderLine("KIT-7", "保温杯", 1, 19.95))


class _Clock:
    """A second passes with each look."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def _url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite'}"
    server: Database = request.getfixturevalue("postgresql")
    with server.writing() as session:
        for table in reversed(Table.metadata.sorted_tables):
            session.execute(table.delete())
    return server.engine.url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind with nothing in it."""
    return _url(request.param, tmp_path, request)


@pytest.fixture
def ledger(url: str) -> Iterator[ShopLedger]:
    """A ledger with two customers; the first has an order in each status."""
    database = open_database(url)
    database.upgrade()
    made = ShopLedger(database, _Clock())
    for id, name in (("C-001", "王芳"), ("C-002", "Bea")):
        made.add_customer(Customer(id, name, f"{id}@example.com", "en", "Cork", START))
    for number, status in enumerate(("placed", "shipped", "delivered", "cancelled", "returned")):
        made.add_order(Order(f"D-{number}", "C-001", START, status, "EUR", LINES))
    made.add_order(Order("D-9", "C-002", START, "placed", "EUR", LINES))
    yield made
    database.close()


def line(product_id: str = "AUD-1", quantity: int = 1, **changes: Any) -> CartLine:
    return dataclasses.replace(CartLine(product_id, "Brisa Ear", quantity, 59.9, "EUR"), **changes)


def contents(cart: Cart) -> dict[str, int]:
    return {line.product_id: line.quantity for line in cart.lines}


# Carts


def test_a_cart_comes_back_in_the_order_it_was_filled(ledger: ShopLedger) -> None:
    first, second = line("ZZZ", 2, title="耳机", unit_price=0.1), line("AAA", currency="USD")
    assert ledger.add_to_cart(FANG, first).lines == (first,)
    assert ledger.add_to_cart(FANG, second) == ledger.cart(FANG) == Cart(FANG, (first, second))
    assert ledger.cart(FANG).quantity == 3
    assert ledger.cart(FANG).totals == {"EUR": 0.2, "USD": 59.9}


def test_nobody_has_a_cart_before_they_put_something_in(ledger: ShopLedger) -> None:
    assert ledger.cart(GUEST) == Cart(GUEST)
    assert ledger.remove_from_cart(GUEST, "AUD-1") == Cart(GUEST)
    assert ledger.cart(cart_owner(None, "\x00")).lines == ()


def test_carts_do_not_see_each_other(ledger: ShopLedger) -> None:
    ledger.add_to_cart(GUEST, line("AUD-1"))
    ledger.add_to_cart(FANG, line("KIT-7"))
    ledger.remove_from_cart(FANG, "AUD-1")
    assert contents(ledger.cart(GUEST)) == {"AUD-1": 1}
    assert contents(ledger.cart(FANG)) == {"KIT-7": 1}


def test_the_same_product_again_adds_up_at_the_newer_price(ledger: ShopLedger) -> None:
    ledger.add_to_cart(FANG, line("AUD-1", 2))
    ledger.add_to_cart(FANG, line("KIT-7"))
    cart = ledger.add_to_cart(FANG, line("AUD-1", 3, unit_price=49.0, title="Brisa Ear 2"))
    assert cart.lines == (line("AUD-1", 5, unit_price=49.0, title="Brisa Ear 2"), line("KIT-7"))


@pytest.mark.parametrize(("taken", "left"), [(None, {}), (1, {"AUD-1": 2}), (3, {}), (99, {})])
def test_taking_out(ledger: ShopLedger, taken: int | None, left: dict[str, int]) -> None:
    ledger.add_to_cart(FANG, line("AUD-1", 3))
    assert contents(ledger.remove_from_cart(FANG, "AUD-1", taken)) == left
    assert contents(ledger.cart(FANG)) == left


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**20, True, 1.5])
def test_a_quantity_that_is_none_is_refused(ledger: ShopLedger, quantity: Any) -> None:
    ledger.add_to_cart(FANG, line(quantity=2))
    with pytest.raises(QuantityRefusal) as caught:
        ledger.add_to_cart(FANG, line(quantity=quantity))
    assert (caught.value.product_id, caught.value.limit) == ("AUD-1", 99)
    with pytest.raises(QuantityRefusal):
        ledger.remove_from_cart(FANG, "AUD-1", quantity)
    assert contents(ledger.cart(FANG)) == {"AUD-1": 2}


def test_no_more_than_99_pieces_in_all(ledger: ShopLedger) -> None:
    ledger.add_to_cart(FANG, line(quantity=60))
    with pytest.raises(QuantityRefusal, match="120"):
        ledger.add_to_cart(FANG, line(quantity=60), action_id="a")
    assert contents(ledger.add_to_cart(FANG, line(quantity=39), action_id="a")) == {"AUD-1": 99}


def test_the_51st_product_is_refused_and_one_more_of_a_known_one_is_not(ledger: ShopLedger) -> None:
    for number in range(MAX_LINES):
        ledger.add_to_cart(FANG, line(f"P-{number}"))
    with pytest.raises(CartFull):
        ledger.add_to_cart(FANG, line("P-new"))
    assert contents(ledger.add_to_cart(FANG, line("P-0")))["P-0"] == 2
    ledger.remove_from_cart(FANG, "P-1")
    assert ledger.add_to_cart(FANG, line("P-new")).lines[-1].product_id == "P-new"


@pytest.mark.parametrize("owner", ["", "C-001", "customer:", "conversation:", "shop:1"])
def test_an_owner_that_is_none_is_refused(ledger: ShopLedger, owner: str) -> None:
    for act in (ledger.cart, lambda who: ledger.add_to_cart(who, line())):
        with pytest.raises(ValueError, match="cart_owner"):
            act(owner)


def test_a_guests_cart_becomes_the_customers(ledger: ShopLedger) -> None:
    ledger.add_to_cart(FANG, line("AUD-1", 98))
    ledger.add_to_cart(GUEST, line("AUD-1", 5))
    ledger.add_to_cart(GUEST, line("KIT-7", 2))
    assert contents(ledger.adopt_cart(GUEST, FANG)) == {"AUD-1": 99, "KIT-7": 2}
    assert ledger.cart(GUEST).lines == ()
    assert contents(ledger.adopt_cart(GUEST, FANG)) == {"AUD-1": 99, "KIT-7": 2}


def test_what_does_not_fit_stays_with_the_guest(ledger: ShopLedger) -> None:
    for number in range(MAX_LINES - 1):
        ledger.add_to_cart(FANG, line(f"P-{number}"))
    for product in ("G-1", "G-2", "P-0"):
        ledger.add_to_cart(GUEST, line(product))
    assert len(ledger.adopt_cart(GUEST, FANG).lines) == MAX_LINES
    assert contents(ledger.cart(GUEST)) == {"G-2": 1}


@pytest.mark.parametrize(("giver", "taker"), [(FANG, cart_owner("C-002", "")), (GUEST, GUEST), (FANG, GUEST)])
def test_only_a_guests_cart_is_adopted_and_only_by_a_customer(ledger: ShopLedger, giver: str, taker: str) -> None:
    ledger.add_to_cart(giver, line())
    with pytest.raises(ValueError, match="cannot become"):
        ledger.adopt_cart(giver, taker)
    assert contents(ledger.cart(giver)) == {"AUD-1": 1}


STEPS = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-99, 99).filter(bool)), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_cart_counts_like_a_dictionary(ledger: ShopLedger, steps: list[tuple[str, int]]) -> None:
    for product in "ABC":
        ledger.remove_from_cart(FANG, product)
    expected: dict[str, int] = {}
    for product, change in steps:
        held = expected.get(product, 0)
        if change < 0:
            ledger.remove_from_cart(FANG, product, -change)
        elif held + change <= 99:
            ledger.add_to_cart(FANG, line(product, change))
        else:
            continue
        expected[product] = max(held + change, 0)
        if not expected[product]:
            del expected[product]
    assert list(contents(ledger.cart(FANG)).items()) == list(expected.items())


# Orders


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


# Once for each action


def test_the_same_action_again_does_nothing_more(ledger: ShopLedger) -> None:
    for _ in range(2):
        assert contents(ledger.add_to_cart(FANG, line(quantity=2), action_id="a")) == {"AUD-1": 2}
    for _ in range(2):
        assert contents(ledger.remove_from_cart(FANG, "AUD-1", 1, action_id="b")) == {"AUD-1": 1}
    for _ in range(2):
        assert ledger.cancel_order("C-001", "D-0", action_id="c").status == "cancelled"
    returned = [ledger.request_return("C-001", "D-2", ["KIT-7"], "", action_id="d") for _ in range(2)]
    assert returned[0] == returned[1]
    assert ledger.order_requests("C-001") == (returned[0],)


def test_an_action_that_was_refused_may_be_tried_again(ledger: ShopLedger) -> None:
    with pytest.raises(OrderStatusRefusal):
        ledger.request_return("C-001", "D-1", [], "", action_id="a")
    ledger.add_order(Order("D-1", "C-001", START, "delivered", "EUR", LINES))
    assert ledger.request_return("C-001", "D-1", [], "", action_id="a").status == "open"


def test_an_action_id_stands_for_one_thing_only(ledger: ShopLedger) -> None:
    ledger.cancel_order("C-001", "D-0", action_id="a")
    for act in (
        lambda: ledger.cancel_order("C-002", "D-9", action_id="a"),
        lambda: ledger.request_return("C-001", "D-2", [], "", action_id="a"),
        lambda: ledger.add_to_cart(FANG, line(), action_id="a"),
    ):
        with pytest.raises(ActionConflict):
            act()
    assert ledger.customer_order("C-002", "D-9").status == "placed"
    assert ledger.cart(FANG).lines == ledger.order_requests("C-001") == ()


def test_what_cannot_be_undone_needs_an_action_id(ledger: ShopLedger) -> None:
    with pytest.raises(ValueError, match="action id"):
        ledger.cancel_order("C-001", "D-0", action_id="")
    assert ledger.customer_order("C-001", "D-0").status == "placed"


def _at_once(act: Callable[[int], object], times: int = 8) -> list[object]:
    def attempt(number: int) -> object:
        try:
            return act(number)
        except LedgerRefusal as refusal:
            return refusal

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(attempt, range(times)))


def test_one_action_from_many_threads_is_done_once(ledger: ShopLedger) -> None:
    carts = _at_once(lambda _: ledger.add_to_cart(FANG, line(quantity=7), action_id="a"))
    assert carts == [Cart(FANG, (line(quantity=7),))] * 8
    orders = _at_once(lambda _: ledger.cancel_order("C-001", "D-0", action_id="b"))
    assert orders == [ledger.order("D-0")] * 8
    requests = _at_once(lambda _: ledger.request_return("C-001", "D-2", [], "", action_id="c"))
    assert requests == list(ledger.order_requests("C-001")) * 8


def test_many_actions_at_once_lose_nothing(ledger: ShopLedger) -> None:
    _at_once(lambda number: ledger.add_to_cart(FANG, line(quantity=1 + number % 2), action_id=f"a{number}"))
    assert contents(ledger.cart(FANG)) == {"AUD-1": 12}
    _at_once(lambda number: ledger.add_to_cart(GUEST, line(f"P-{number}")))
    assert sorted(contents(ledger.cart(GUEST))) == [f"P-{number}" for number in range(8)]


def test_of_many_who_cancel_or_return_one_does_and_the_others_are_told(ledger: ShopLedger) -> None:
    cancelled = _at_once(lambda number: ledger.cancel_order("C-001", "D-0", action_id=f"c{number}"))
    assert sum(isinstance(one, Order) for one in cancelled) == 1
    assert sum(isinstance(one, OrderStatusRefusal) and one.status == "cancelled" for one in cancelled) == 7
    returned = _at_once(lambda number: ledger.request_return("C-001", "D-2", [], "", action_id=f"r{number}"))
    assert sum(isinstance(one, AlreadyRequested) for one in returned) == 7
    assert len(ledger.order_requests("C-001")) == 1


def test_the_last_place_in_a_cart_is_given_once(ledger: ShopLedger) -> None:
    for number in range(MAX_LINES - 1):
        ledger.add_to_cart(FANG, line(f"P-{number}"))
    answers = _at_once(lambda number: ledger.add_to_cart(FANG, line(f"Q-{number}")))
    assert sum(isinstance(one, CartFull) for one in answers) == 7
    assert len(ledger.cart(FANG).lines) == MAX_LINES


def test_adopting_from_many_threads_moves_each_piece_once(ledger: ShopLedger) -> None:
    ledger.add_to_cart(GUEST, line("AUD-1", 5))
    _at_once(lambda _: ledger.adopt_cart(GUEST, FANG))
    assert contents(ledger.cart(FANG)) == {"AUD-1": 5}


# Hand-offs


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


def test_a_hand_off_from_many_threads_is_kept_once(ledger: ShopLedger) -> None:
    _at_once(lambda _: ledger.add_hand_off("t1", None, reason="r", summary="s", action_id="a"))
    assert len(ledger.hand_offs()) == 1


# For good


def test_texts_that_no_database_can_hold_are_replaced(ledger: ShopLedger) -> None:
    odd = "a\x00b\ud83d"
    clean = "a\ufffdb\ufffd"
    owner = cart_owner(None, odd)
    assert contents(ledger.add_to_cart(owner, line(odd), action_id=odd)) == {clean: 1}
    assert contents(ledger.add_to_cart(owner, line(odd), action_id=odd)) == {clean: 1}
    assert ledger.remove_from_cart(owner, odd).lines == ()
    assert ledger.request_return("C-001", "D-2", ["AUD-1"], odd, action_id="x").reason == clean
    assert ledger.add_hand_off(odd, None, reason=odd, summary=odd, action_id="y").summary == clean


def test_everything_outlives_the_one_who_wrote_it(ledger: ShopLedger, url: str) -> None:
    cart = ledger.add_to_cart(FANG, line(), action_id="a")
    order = ledger.cancel_order("C-001", "D-0", action_id="b")
    asked = ledger.request_exchange("C-001", "D-2", [], "blue", action_id="c")
    handed = ledger.add_hand_off("t1", None, reason="r", summary="s", action_id="d")
    again = open_database(url)
    later = ShopLedger(again)
    assert later.add_to_cart(FANG, line(), action_id="a") == later.cart(FANG) == cart
    assert later.cancel_order("C-001", "D-0", action_id="b") == later.order("D-0") == order
    assert later.order_requests("C-001") == (asked,)
    assert later.hand_offs() == (handed,)
    again.close()
