"""What the shop ledger promises for carts, asked on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_cases import FANG, GUEST, contents, line

from records.carts import MAX_LINES, cart_owner
from records.errors import (
    CartFull,
    QuantityRefusal,
)
from records.nouns import Cart
from records.shop_ledger import ShopLedger


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


def test_so_many_are_in_it_however_many_there_were(ledger: ShopLedger) -> None:
    ledger.add_to_cart(FANG, line("AUD-1", 3))
    ledger.add_to_cart(FANG, line("KIT-7"))
    cart = ledger.set_in_cart(FANG, line("AUD-1", 2, unit_price=1.0, title="Newer"))
    assert cart.lines == (line("AUD-1", 2), line("KIT-7")), "where it was, at the price it was put in at"
    assert ledger.set_in_cart(FANG, line("NEW-1", 4)).lines[-1] == line("NEW-1", 4)


def test_setting_comes_twice_and_late_without_harm(ledger: ShopLedger) -> None:
    ledger.set_in_cart(FANG, line("AUD-1", 2), action_id="first")
    ledger.set_in_cart(FANG, line("AUD-1", 5), action_id="second")
    assert contents(ledger.set_in_cart(FANG, line("AUD-1", 2), action_id="first")) == {"AUD-1": 5}


@pytest.mark.parametrize("quantity", [0, -1, 100, True, 1.5])
def test_a_quantity_that_is_none_is_not_set(ledger: ShopLedger, quantity: Any) -> None:
    ledger.add_to_cart(FANG, line("AUD-1", 3))
    with pytest.raises(QuantityRefusal):
        ledger.set_in_cart(FANG, line("AUD-1", quantity))
    assert contents(ledger.cart(FANG)) == {"AUD-1": 3}


def test_the_51st_product_is_not_set_either(ledger: ShopLedger) -> None:
    for number in range(MAX_LINES):
        ledger.set_in_cart(FANG, line(f"P-{number}"))
    with pytest.raises(CartFull):
        ledger.set_in_cart(FANG, line("P-new"))
