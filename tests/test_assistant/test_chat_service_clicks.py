"""A click on a chip, or in its editor, as a turn of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.agent.events import ConstraintsChanged, ProductsShown, TurnEnded
from records.nouns import Turn

OpenShop = Callable[..., Any]


def changed(shop: Any, name: str, value: Any, text: str = "Now: something else") -> Turn:
    events = list(shop.chat.change_constraint("c", name, value, text=text))
    assert isinstance(events[-1], TurnEnded), events[-1]
    return events[-1].turn


@pytest.fixture
def shop(open_scripted_shop: OpenShop) -> Any:
    """The demo shop, which needs no language model for any of this."""
    opened = open_scripted_shop(tool_calls="guided")
    opened.chat.reply("wireless headphones under $150", conversation_id="c")
    return opened


def test_a_changed_limit_is_a_turn_of_its_own_with_the_search_anew(shop: Any) -> None:
    turn = changed(shop, "max_price", {"min": None, "max": 60}, "Now: under $60")
    assert (turn.text, turn.outcome, turn.position) == ("Now: under $60", "answered", 1)
    assert turn.constraints["max_price"] == 60
    products = [shop.search_engine.product(id) for id in turn.shown_product_ids]
    assert products
    assert all(product.price <= 60 for product in products)
    assert shop.log.turns("c")[-1] == turn


def test_another_value_and_another_kind(shop: Any) -> None:
    turn = changed(shop, "attributes.wireless", ["no"])
    assert turn.constraints["attributes"] == {"wireless": ["no"]}
    assert turn.shown_product_ids
    changed(shop, "attributes.wireless", ["yes"])
    earbuds = changed(shop, "categories", ["earbuds"])
    assert earbuds.constraints["categories"] == ["earbuds"]
    assert {shop.search_engine.product(id).category[-1] for id in earbuds.shown_product_ids} == {"earbuds"}


def test_nonsense_changes_nothing_and_says_what_holds(shop: Any) -> None:
    before = shop.log.turns("c")[-1].constraints
    turn = changed(shop, "min_rating", 99)
    assert turn.constraints == before
    assert turn.outcome == "answered"


def test_the_next_message_goes_on_from_there(shop: Any) -> None:
    changed(shop, "max_price", {"min": None, "max": 60})
    turn = shop.chat.reply("only in stock", conversation_id="c")
    assert (turn.constraints["max_price"], turn.constraints["in_stock"]) == (60, True)


def test_the_page_is_told_before_the_products(shop: Any) -> None:
    events = list(shop.chat.change_constraint("c", "max_price", {"max": 60}, text="Now: under $60"))
    kinds = [type(event) for event in events]
    assert kinds.index(ConstraintsChanged) < kinds.index(ProductsShown)


def test_all_at_once_is_a_fresh_start(shop: Any) -> None:
    events = list(shop.chat.remove_constraint("c", "all", text="No longer: any of it"))
    assert events[-1].turn.constraints == {}
    assert "fresh start" in events[-1].turn.answer
