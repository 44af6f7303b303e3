"""Constraints through whole turns of the chat service, with a scripted model and the demo shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.agent.events import ChatEvent, ConstraintsChanged, ProductsShown, TextDelta, TurnEnded
from assistant.llm.scripted import Step
from assistant.wiring import Shop
from records.nouns import Turn
from retrieval.catalog import Product

OpenShop = Callable[..., Shop]


def search(query: str, **arguments: Any) -> Step:
    return Step(tool_calls=[("search_products", {"query": query, **arguments})])


def said(events: list[ChatEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def shown(events: list[ChatEvent]) -> list[Product]:
    return [hit.product for event in events if isinstance(event, ProductsShown) for hit in event.hits]


def changes(events: list[ChatEvent]) -> list[dict[str, Any]]:
    return [dict(event.constraints) for event in events if isinstance(event, ConstraintsChanged)]


def logged(events: list[ChatEvent]) -> Turn:
    assert isinstance(events[-1], TurnEnded)
    return events[-1].turn


def test_every_product_shown_keeps_ranges_refusals_and_attributes(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Have a look."))
    events = list(shop.chat.stream("wireless headphones with battery over 20 hours, lighter than 300 g, not Larkspur"))
    assert shown(events)
    for product in shown(events):
        assert float(str(product.attributes["battery_hours"])) >= 20
        assert float(str(product.attributes["weight_g"])) <= 300
        assert product.attributes["wireless"] is True
        assert product.brand != "Larkspur"
    assert changes(events)[-1] == {
        "categories": ["headphones"],
        "attributes": {"wireless": ["yes"]},
        "ranges": {"weight": {"max": 300, "unit": "g"}, "battery": {"min": 20, "unit": "h"}},
        "excluded_brands": ["Larkspur"],
    }
    assert logged(events).constraints == changes(events)[-1]


def test_a_contradiction_is_asked_about_once_and_the_answer_settles_it(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Here they are."))
    first = list(shop.chat.stream("headphones under $50 and over $100", conversation_id="c"))
    assert "$50" in said(first)
    assert "$100" in said(first)
    assert not shown(first)
    assert logged(first).tool_calls == ()
    assert logged(first).constraints == {}
    second = list(shop.chat.stream("under 50", conversation_id="c"))
    assert shown(second)
    assert all(product.price <= 50 and "headphones" in product.category for product in shown(second))
    assert logged(second).constraints == {"categories": ["headphones"], "max_price": 50, "currency": "USD"}


def test_the_question_is_asked_in_chinese(open_scripted_shop: OpenShop) -> None:
    events = list(open_scripted_shop().chat.stream("想要100元以下200元以上的耳机"))
    assert "¥100" in said(events)
    assert "¥200" in said(events)
    assert "还是" in said(events)


def test_a_click_searches_anew_under_what_is_left(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Here they are."))
    first = list(shop.chat.stream("black headphones under $60", conversation_id="c"))
    events = list(shop.chat.remove_constraint("c", "max_price", text="No longer: under $60"))
    turn = logged(events)
    assert changes(events) == [{"categories": ["headphones"], "attributes": {"colour": ["black"]}}]
    assert (turn.text, turn.position) == ("No longer: under $60", 1)
    assert [call.name for call in turn.tool_calls] == ["search_products"]
    assert said(events).strip()
    assert {product.id for product in shown(first)} < {product.id for product in shown(events)}
    assert {product.attributes["colour"] for product in shown(events)} == {"black"}


def test_a_click_on_what_does_not_hold_changes_nothing(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Here they are."))
    list(shop.chat.stream("headphones", conversation_id="c"))
    events = list(shop.chat.remove_constraint("c", "brands", "Larkspur"))
    assert changes(events) == []
    assert logged(events).constraints == {"categories": ["headphones"]}


def test_a_click_while_nothing_can_be_searched_is_answered_kindly(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Here they are."))
    list(shop.chat.stream("headphones under $60", conversation_id="c"))
    monkeypatch.setattr(type(shop.search_engine), "search", lambda *_: 1 / 0)
    events = list(shop.chat.remove_constraint("c", "max_price"))
    assert said(events) == shop.tool_box.replies.say("fallback.tool_failed", "en")
    assert [call.ok for call in logged(events).tool_calls] == [False]


def test_starting_over_clears_all_and_says_so(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Here they are."))
    list(shop.chat.stream("black headphones under $60", conversation_id="c"))
    events = list(shop.chat.stream("start over", conversation_id="c"))
    assert changes(events) == [{}]
    assert "fresh start" in said(events)
    assert logged(events).constraints == {}


def test_what_is_for_everything_outlives_the_kind_of_product(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("tent"), Step("Here."), search("sleeping bag"), Step("Here."))
    list(shop.chat.stream("a green tent for my mum, I have $400 in total for everything", conversation_id="c"))
    turn = logged(list(shop.chat.stream("and a sleeping bag", conversation_id="c")))
    assert turn.constraints == {
        "max_price": 400,
        "total_budget": 400,
        "budget_for_all": True,
        "currency": "USD",
        "categories": ["sleeping bags"],
        "recipient": "mum",
    }


def test_small_talk_about_something_bought_leaves_what_holds(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Here."), Step("I am sorry to hear that."))
    list(shop.chat.stream("headphones under $100", conversation_id="c"))
    events = list(shop.chat.stream("my old tent broke last week, so sad", conversation_id="c"))
    assert changes(events) == []
    assert logged(events).constraints == {"max_price": 100, "currency": "USD", "categories": ["headphones"]}
