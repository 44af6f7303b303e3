"""Customers and orders come back as they were kept."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.database import Database
from records.errors import LedgerConflict
from records.nouns import Customer, Order, OrderLine
from records.shop_ledger import ShopLedger


@pytest.fixture
def ledger(database: Database, customer: Customer, order: Order) -> ShopLedger:
    """A ledger with one customer and one order."""
    made = ShopLedger(database)
    made.add_customer(customer)
    made.add_order(order)
    return made


def test_a_customer_and_an_order_come_back(ledger: ShopLedger, customer: Customer, order: Order) -> None:
    assert ledger.customer("C-001") == customer
    assert ledger.order("D-100001") == order
    assert order.total == 139.65


def test_nobody_is_made_up(ledger: ShopLedger) -> None:
    assert ledger.customer("C-404") is None
    assert ledger.order("D-404") is None
    assert ledger.orders("C-404") == ()
    assert ledger.customer("\x00") is None


def test_orders_are_the_customers_own_newest_first(ledger: ShopLedger, customer: Customer, order: Order) -> None:
    ledger.add_customer(dataclasses.replace(customer, id="C-002"))
    later = dataclasses.replace(order, id="D-100002", placed_at=order.placed_at + timedelta(days=1), delivered_at=None)
    foreign = dataclasses.replace(order, id="D-100003", customer_id="C-002")
    for one in (later, foreign):
        ledger.add_order(one)
    assert ledger.orders("C-001") == (later, order)
    assert ledger.orders("C-002") == (foreign,)


def test_an_order_takes_the_place_of_itself(ledger: ShopLedger, order: Order) -> None:
    returned = dataclasses.replace(order, status="returned", lines=order.lines[:1])
    ledger.add_order(returned)
    assert ledger.orders("C-001") == (returned,)


def test_an_order_of_nobody_is_refused(ledger: ShopLedger, order: Order) -> None:
    with pytest.raises(LedgerConflict, match="customer C-404, who is not known"):
        ledger.add_order(dataclasses.replace(order, id="D-9", customer_id="C-404"))
    assert ledger.order("D-9") is None


CENTS = st.integers(0, 10**8).map(lambda cents: cents / 100)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=st.lists(CENTS, max_size=4), discount=CENTS)
def test_amounts_are_exact_to_the_cent(ledger: ShopLedger, order: Order, prices: list[float], discount: float) -> None:
    lines = tuple(OrderLine(f"P-{price}", "x", 1, price) for price in prices)
    kept = dataclasses.replace(order, lines=lines, discount=discount)
    ledger.add_order(kept)
    assert ledger.order(order.id) == kept
