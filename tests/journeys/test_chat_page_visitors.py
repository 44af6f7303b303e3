"""Trying the demo shop as one of its customers, in a real browser."""

from __future__ import annotations

import pytest
from conftest import Visit
from scripted_shop import ScriptedShop

from interfaces.ui.floor.visitors import DEMO_CUSTOMERS

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(shop: ScriptedShop, is_demo: bool) -> ScriptedShop:
    """The echoing shop with customers on record."""
    shop.is_demo, shop.customer_names = is_demo, {DEMO_CUSTOMERS[0]: "Aaliyah Freeman"}
    return shop


@pytest.mark.parametrize("is_demo", [True])
def test_passing_for_a_customer_begins_a_conversation_of_theirs(shop: ScriptedShop, visit: Visit) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    choice = visitor.page.locator(".dg-visitor")
    choice.select_option(label="Aaliyah Freeman (demo)")
    assert visitor.page.locator(".dg-turn").count() == 0
    visitor.say("where is my order")
    visitor.answered()
    choice.select_option("")
    visitor.say("and now?")
    visitor.answered()
    assert shop.chat.customers == [None, DEMO_CUSTOMERS[0], None]
    assert len({conversation for conversation, _ in shop.chat.asked}) == 3


@pytest.mark.parametrize("is_demo", [False])
def test_a_real_shop_offers_no_one_to_pass_for(visit: Visit) -> None:
    visitor = visit()
    assert visitor.page.locator(".dg-visitor").is_hidden()
    assert visitor.page.locator(".dg-visitor option").count() == 1
