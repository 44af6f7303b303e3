"""The profile within a turn: whose it is, when it counts, what is said of it, and switching it off and on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import ChatEvent, ConstraintsChanged, Language, ProductsShown, TextDelta, TurnEnded
from assistant.agent.profile.shaping import ProfileShaping, switched
from assistant.agent.profile.switch import ProfileSwitch
from assistant.agent.replies import Replies
from assistant.agent.requests.refinement import Refinement
from assistant.agent.turn_context import TurnContext
from assistant.llm.scripted import Step
from assistant.wiring import Shop
from prompts.library import PromptLibrary
from records.database import open_database
from records.nouns import Customer, Order, OrderLine, Turn
from records.shop_ledger import ShopLedger
from retrieval.catalog import Product
from retrieval.query import SearchHit, SearchQuery, SearchResult

MARCH = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def product(id: str, brand: str, **changes: Any) -> Product:
    return Product(id, f"{brand} {id}", 50.0, "USD", brand=brand, category=("audio", "headphones"), **changes)


ROWS = {one.id: one for one in (product("P-1", "Plain"), product("L-1", "Larkspur"), product("N-1", "Norvale"))}
BOUGHT = {one.id: one for one in (product("L-8", "Larkspur"), product("L-9", "Larkspur"), product("N-9", "Norvale"))}
FOUND = tuple(SearchHit(ROWS[id], score) for id, score in (("N-1", 1.0), ("P-1", 0.95), ("L-1", 0.9)))
FAR = SearchHit(product("F-1", "Far"), 0.0)
QUERY = SearchQuery("headphones")


@pytest.fixture
def replies() -> Replies:
    return Replies(PromptLibrary.load().get("replies"), 4000)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[ShopLedger]:
    """A customer who keeps Larkspur and sends Norvale back, and one who has bought nothing."""
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    database.upgrade()
    made = ShopLedger(database)
    for id in ("C-001", "C-002"):
        made.add_customer(Customer(id, id, "", "en", "", MARCH))
    for number, (id, status) in enumerate((("L-8", "delivered"), ("L-9", "delivered"), ("N-9", "returned"))):
        line = OrderLine(id, id, 1, 50.0)
        made.add_order(Order(f"D-{number}", "C-001", MARCH, status, "USD", (line,)))
    yield made
    database.close()


@pytest.fixture
def shaping(ledger: ShopLedger, replies: Replies) -> ProfileShaping:
    return ProfileShaping(ledger, {**ROWS, **BOUGHT}.get, replies)


def turn(customer_id: str | None = "C-001", language: Language = "en", **changes: Any) -> TurnContext:
    empty = Constraints()
    made = TurnContext("headphones", language, empty, empty, Evidence("USD"), empty, customer_id=customer_id)
    return dataclasses.replace(made, **changes)


def found(**query: Any) -> SearchResult:
    return SearchResult(dataclasses.replace(QUERY, **query), (*FOUND, FAR), 4)


def ids(hits: tuple[SearchHit, ...]) -> list[str]:
    return [hit.product.id for hit in hits]


def test_the_order_bends_a_little_and_the_cards_and_the_answer_say_why(shaping: ProfileShaping) -> None:
    now = turn()
    shaped = shaping.shape(found(), now)
    assert ids(shaped.hits) == ["L-1", "P-1", "N-1", "F-1"]
    assert shaped.reasons == {"L-1": "you bought Larkspur before", "N-1": "you sent Norvale back before"}
    assert now.notes == [
        "Your earlier purchases count a little in this order: "
        "you bought Larkspur before; you sent Norvale back before. ",
        "Say “don't use my purchase history” to turn that off. ",
    ]


def test_the_same_in_chinese(shaping: ProfileShaping) -> None:
    now = turn(language="zh")
    shaped = shaping.shape(found(), now)
    assert shaped.reasons["L-1"] == "您以前买过Larkspur"
    assert "".join(now.notes) == (
        "排序稍微参考了您以前的购买：您以前买过Larkspur；您退过Norvale的商品。"
        "不想参考的话，说一声“别参考我的购买记录”就行。"
    )


@pytest.mark.parametrize(
    ("language", "said"), [("en", "you bought this in March 2026"), ("zh", "您在2026年3月买过这款")]
)
def test_what_was_bought_already_says_when(
    shaping: ProfileShaping, ledger: ShopLedger, language: Language, said: str
) -> None:
    ledger.add_order(Order("D-7", "C-001", MARCH, "delivered", "USD", (OrderLine("P-1", "x", 1, 50.0),)))
    assert shaping.shape(found(), turn(language=language)).reasons["P-1"] == said


def test_a_return_that_was_asked_for_counts(shaping: ProfileShaping, ledger: ShopLedger) -> None:
    for order in ("D-0", "D-1"):
        ledger.request_return("C-001", order, [], "broken", action_id=f"return {order}")
    assert shaping.shape(found(), turn()).reasons.get("L-1") != "you bought Larkspur before"


@pytest.mark.parametrize("customer", [None, "C-002", "C-404"])
def test_nobody_elses_purchases_are_used(shaping: ProfileShaping, customer: str | None) -> None:
    now = turn(customer)
    shaped = shaping.shape(found(), now)
    assert (ids(shaped.hits), shaped.reasons, now.notes) == (["N-1", "P-1", "L-1", "F-1"], {}, [])


@pytest.mark.parametrize(
    ("changes", "query"),
    [
        ({"constraints": Constraints(ignore_profile=True)}, {}),
        ({"constraints": Constraints(recipient="dad")}, {}),
        ({"refine": Refinement(cheaper=True)}, {}),
        ({}, {"sort": "price_low"}),
        ({}, {"diversity": 0.5}),
        ({}, {"similar_to": "P-1"}),
    ],
)
def test_another_order_or_a_gift_is_left_as_found(
    shaping: ProfileShaping, changes: Mapping[str, Any], query: Mapping[str, Any]
) -> None:
    now = turn(**changes)
    assert shaping.shape(found(**query), now).hits == (*FOUND, FAR)
    assert now.notes == []


def test_a_shop_without_a_ledger_shows_what_it_found(replies: Replies) -> None:
    assert ProfileShaping(None, ROWS.get, replies).shape(found(), turn()).hits == (*FOUND, FAR)


def test_why_is_said_again_only_where_it_is_another_and_how_to_stop_it_once(shaping: ProfileShaping) -> None:
    first = turn()
    shaping.shape(found(), first)
    answered = Turn("t", "c", 0, MARCH, "headphones", f"{''.join(first.notes)}I found 4.", "en", "answered")
    again = turn(past=(answered,))
    shaping.shape(found(), again)
    assert again.notes == []
    fewer = turn(past=(answered,))
    shaping.shape(SearchResult(QUERY, (FOUND[1], FOUND[2], FAR), 3), fewer)
    assert fewer.notes == ["Your earlier purchases count a little in this order: you bought Larkspur before. "]


# Switching


def said_of(switch: ProfileSwitch, now: TurnContext, replies: Replies) -> list[ChatEvent]:
    return list(switched(switch, now, replies))


def test_switching_off_holds_and_is_answered(replies: Replies) -> None:
    now = turn(held=Constraints(max_price=80), constraints=Constraints(max_price=80))
    events = said_of(ProfileSwitch(use=False), now, replies)
    assert now.constraints == now.held == Constraints(max_price=80, ignore_profile=True)
    assert events == [
        ConstraintsChanged({"max_price": 80, "ignore_profile": True}),
        TextDelta(replies.say("profile.off", "en").strip()),
    ]


def test_with_something_else_it_is_a_note_before_the_answer(replies: Replies) -> None:
    now = turn(language="zh")
    events = said_of(ProfileSwitch(use=False, rest="kettles"), now, replies)
    assert [type(event) for event in events] == [ConstraintsChanged]
    assert now.notes == [replies.say("profile.off", "zh")]
    assert now.held.ignore_profile


def test_switching_on_where_it_is_on_changes_nothing(replies: Replies) -> None:
    now = turn()
    assert said_of(ProfileSwitch(use=True, rest="kettles"), now, replies) == []
    assert now.notes == []


def test_a_guest_is_asked_to_sign_in_before_purchases_can_count(replies: Replies) -> None:
    (answer,) = said_of(ProfileSwitch(use=True), turn(customer_id=None), replies)
    assert isinstance(answer, TextDelta)
    assert "sign in" in answer.text


def test_it_stays_off_for_another_thing_and_when_all_else_is_dropped() -> None:
    off = Constraints(categories=("kettles",), max_price=50, ignore_profile=True)
    other = off.then(Constraints(categories=("phones",)))
    assert other == Constraints(categories=("phones",), ignore_profile=True)
    assert off.dropping("all") == Constraints(ignore_profile=True)
    assert off.dropping("ignore_profile").ignore_profile is False
    assert Constraints.from_json(off.as_json()) == off
    assert "ignore_profile" not in Constraints().as_json()


# In the chat


def search(query: str) -> list[Step]:
    return [Step(tool_calls=[("search_products", {"query": query})]), Step("Have a look.")]


def stream(shop: Shop, text: str, customer_id: str | None) -> tuple[list[ChatEvent], Turn]:
    events = list(shop.chat.stream(text, conversation_id=f"c {customer_id}", customer_id=customer_id))
    assert isinstance(events[-1], TurnEnded)
    return events, events[-1].turn


def reasons_in(events: list[ChatEvent]) -> str:
    return " ".join(reason for event in events if isinstance(event, ProductsShown) for reason in event.reasons.values())


def test_a_conversation_with_earlier_purchases_without_them_and_with_them_again(
    open_scripted_shop: Callable[..., Shop],
) -> None:
    shop = open_scripted_shop(*search("headphones"), *search("headphones"), *search("headphones"))
    events, first = stream(shop, "headphones", "C-002")
    assert "you bought this in " in reasons_in(events)
    _, off = stream(shop, "don't use my purchase history", "C-002")
    assert (off.outcome, off.constraints.get("ignore_profile"), off.tool_calls) == ("answered", True, ())
    assert "I won't use your earlier purchases" in off.answer
    events, second = stream(shop, "headphones", "C-002")
    assert "bought" not in reasons_in(events)
    assert second.constraints["ignore_profile"] is True
    assert sorted(second.shown_product_ids) == sorted(first.shown_product_ids)
    _, on = stream(shop, "可以重新参考我的购买记录", "C-002")
    assert "ignore_profile" not in on.constraints
    events, _ = stream(shop, "headphones", "C-002")
    assert "bought" in reasons_in(events) or "买过" in reasons_in(events)


def test_a_wish_in_the_same_message_is_searched_for_and_the_log_has_all_of_it(
    open_scripted_shop: Callable[..., Shop],
) -> None:
    shop = open_scripted_shop(*search("headphones"))
    said = "Show me headphones under $90, and don't use my purchase history!"
    events, turn = stream(shop, said, "C-002")
    assert turn.text == said
    assert turn.constraints == {
        "categories": ["headphones"],
        "max_price": 90,
        "currency": "USD",
        "ignore_profile": True,
    }
    assert turn.answer.startswith(f"{shop.chat.replies.say('profile.off', 'en').strip()} ")
    assert reasons_in(events)
    assert "bought" not in reasons_in(events)


def test_a_guest_gets_what_was_found(open_scripted_shop: Callable[..., Shop]) -> None:
    shop = open_scripted_shop(*search("headphones"))
    events, turn = stream(shop, "headphones", None)
    assert "bought" not in reasons_in(events)
    assert "purchases" not in turn.answer
