"""That the shop ledger does each action once and keeps it, asked on SQLite and on PostgreSQL, from many threads."""

from __future__ import annotations

import pytest
from ledger_cases import FANG, GUEST, LINES, START, at_once, contents, line

from records.carts import MAX_LINES, cart_owner
from records.database import open_database
from records.errors import (
    ActionConflict,
    AlreadyRequested,
    CartFull,
    OrderStatusRefusal,
)
from records.nouns import Cart, Order
from records.shop_ledger import ShopLedger
from records.vault.keyring import Keyring
from records.vault.vault import open_vault


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


def test_one_action_from_many_threads_is_done_once(ledger: ShopLedger) -> None:
    carts = at_once(lambda _: ledger.add_to_cart(FANG, line(quantity=7), action_id="a"))
    assert carts == [Cart(FANG, (line(quantity=7),))] * 8
    orders = at_once(lambda _: ledger.cancel_order("C-001", "D-0", action_id="b"))
    assert orders == [ledger.order("D-0")] * 8
    requests = at_once(lambda _: ledger.request_return("C-001", "D-2", [], "", action_id="c"))
    assert requests == list(ledger.order_requests("C-001")) * 8


def test_many_actions_at_once_lose_nothing(ledger: ShopLedger) -> None:
    at_once(lambda number: ledger.add_to_cart(FANG, line(quantity=1 + number % 2), action_id=f"a{number}"))
    assert contents(ledger.cart(FANG)) == {"AUD-1": 12}
    at_once(lambda number: ledger.add_to_cart(GUEST, line(f"P-{number}")))
    assert sorted(contents(ledger.cart(GUEST))) == [f"P-{number}" for number in range(8)]


def test_of_many_who_cancel_or_return_one_does_and_the_others_are_told(ledger: ShopLedger) -> None:
    cancelled = at_once(lambda number: ledger.cancel_order("C-001", "D-0", action_id=f"c{number}"))
    assert sum(isinstance(one, Order) for one in cancelled) == 1
    assert sum(isinstance(one, OrderStatusRefusal) and one.status == "cancelled" for one in cancelled) == 7
    returned = at_once(lambda number: ledger.request_return("C-001", "D-2", [], "", action_id=f"r{number}"))
    assert sum(isinstance(one, AlreadyRequested) for one in returned) == 7
    assert len(ledger.order_requests("C-001")) == 1


def test_the_last_place_in_a_cart_is_given_once(ledger: ShopLedger) -> None:
    for number in range(MAX_LINES - 1):
        ledger.add_to_cart(FANG, line(f"P-{number}"))
    answers = at_once(lambda number: ledger.add_to_cart(FANG, line(f"Q-{number}")))
    assert sum(isinstance(one, CartFull) for one in answers) == 7
    assert len(ledger.cart(FANG).lines) == MAX_LINES


def test_adopting_from_many_threads_moves_each_piece_once(ledger: ShopLedger) -> None:
    ledger.add_to_cart(GUEST, line("AUD-1", 5))
    at_once(lambda _: ledger.adopt_cart(GUEST, FANG))
    assert contents(ledger.cart(FANG)) == {"AUD-1": 5}


def test_a_hand_off_from_many_threads_is_kept_once(ledger: ShopLedger) -> None:
    at_once(lambda _: ledger.add_hand_off("t1", None, reason="r", summary="s", action_id="a"))
    assert len(ledger.hand_offs()) == 1


def test_texts_that_no_database_can_hold_are_replaced(ledger: ShopLedger) -> None:
    odd = "a\x00b\ud83d"
    clean = "a\ufffdb\ufffd"
    owner = cart_owner(None, odd)
    assert contents(ledger.add_to_cart(owner, line(odd), action_id=odd)) == {clean: 1}
    assert contents(ledger.add_to_cart(owner, line(odd), action_id=odd)) == {clean: 1}
    assert ledger.remove_from_cart(owner, odd).lines == ()
    assert ledger.request_return("C-001", "D-2", ["AUD-1"], odd, action_id="x").reason == clean
    assert ledger.add_hand_off(odd, None, reason=odd, summary=odd, action_id="y").summary == clean


def test_everything_outlives_the_one_who_wrote_it(ledger: ShopLedger, url: str, keyring: Keyring) -> None:
    cart = ledger.add_to_cart(FANG, line(), action_id="a")
    order = ledger.cancel_order("C-001", "D-0", action_id="b")
    asked = ledger.request_exchange("C-001", "D-2", [], "blue", action_id="c")
    handed = ledger.add_hand_off("t1", None, reason="r", summary="s", action_id="d")
    again = open_database(url)
    later = ShopLedger(again, vault=open_vault(again, keyring))
    assert later.add_to_cart(FANG, line(), action_id="a") == later.cart(FANG) == cart
    assert later.cancel_order("C-001", "D-0", action_id="b") == later.order("D-0") == order
    assert later.order_requests("C-001") == (asked,)
    assert later.hand_offs() == (handed,)
    again.close()
