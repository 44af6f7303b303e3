"""Suggested questions: made by rules from what was shown, and each kind answered well by the real chat service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.agent.next_questions import _WORDS, NextQuestions, Question
from records.nouns import ToolCall, Turn
from retrieval.catalog import Product

AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
TOPICS = ("returns", "shipping", "warranty")


def product(number: int, price: float = 10.0, **stated: Any) -> Product:
    return Product(f"P-{number}", f"Thing {number}", price, "USD", title_zh=f"东西{number}", **stated)


def call(name: str, ok: bool = True) -> ToolCall:
    return ToolCall(name, {}, "", ok, 1.0)


def turn(*shown: Product, tool: str = "search_products", **changes: Any) -> Turn:
    plain = Turn("t", "c", 0, AT, "things", "Here.", "en", "answered", tool_calls=(call(tool),))
    return replace(plain, shown_product_ids=tuple(one.id for one in shown), **changes)


def after(
    turn: Turn,
    products: tuple[Product, ...] = (),
    *,
    asked: tuple[str, ...] = (),
    reviewed: str = "",
    topics: tuple[str, ...] = TOPICS,
) -> list[str]:
    shelf: Any = SimpleNamespace(of=lambda id: ["good"] if id == reviewed else [])
    made = NextQuestions({one.id: one for one in products}.get, lambda: shelf, lambda: topics)
    return [question.shown for question in made.after(turn, asked)]


# ---- the rules -------------------------------------------------------------------------------------------------------


def test_two_are_compared_and_of_more_the_first_two() -> None:
    two = (product(1), product(2))
    assert after(turn(*two), two) == ["Compare these two"]
    three = (*two, product(3))
    assert after(turn(*three), three) == ["Compare the first two"]
    assert after(turn(two[0]), two) == []


def test_stock_is_asked_about_where_it_differs_and_was_not_asked_for() -> None:
    mixed = (product(1, stock=0), product(2, stock=4))
    assert "Only in stock" in after(turn(*mixed), mixed)
    assert "Only in stock" not in after(turn(*mixed, constraints={"in_stock": True}), mixed)
    gone = (product(1, stock=0), product(2, stock=0))
    assert "Only in stock" not in after(turn(*gone), gone)


def test_a_limit_stands_where_prices_spread() -> None:
    spread = (product(1, 20), product(2, 45), product(3, 200))
    assert "Under $50" in after(turn(*spread), spread)
    assert "Under $50" not in after(turn(*spread, constraints={"max_price": 50}), spread)
    assert "$50以内" in after(turn(*spread, language="zh"), spread)
    near = (product(1, 20), product(2, 22), product(3, 24))
    assert not any("Under" in one for one in after(turn(*near), near))
    foreign = turn(*spread, constraints={"max_price": 9000, "currency": "CNY"})
    assert not any("Under" in one for one in after(foreign, spread))
    unpriced = (product(1, float("nan")), product(2, 45), product(3, 200))
    assert not any("Under" in one for one in after(turn(*unpriced), unpriced))


def test_measures_are_asked_about_where_they_differ() -> None:
    light = (product(1, attributes={"weight_g": 100.0}), product(2, attributes={"weight_g": 200.0}))
    assert "Which of these is lightest?" in after(turn(*light), light)
    alike = (product(1, attributes={"weight_g": 100.0}), product(2, attributes={"weight_g": 100.0}))
    assert "Which of these is lightest?" not in after(turn(*alike), alike)


def test_reviews_are_named_by_title_and_asked_for_by_id() -> None:
    two = (product(1), product(2))
    assert "What do reviewers say about Thing 2?" in after(turn(*two), two, reviewed="P-2")
    shelf: Any = SimpleNamespace(of=lambda id: ["good"])
    [_, asked] = NextQuestions({one.id: one for one in two}.get, lambda: shelf, tuple).after(turn(*two))
    assert asked == Question("What do reviewers say about Thing 1 (P-1)?", "What do reviewers say about Thing 1?")
    [_, asked] = NextQuestions({one.id: one for one in two}.get, lambda: shelf, tuple).after(turn(*two, language="zh"))
    assert asked == Question("大家怎么评价东西1（P-1）？", "大家怎么评价东西1？")


def test_nothing_is_suggested_that_was_asked() -> None:
    two = (product(1), product(2))
    assert after(turn(*two, text="compare these two"), two) == []
    assert after(turn(*two), two, asked=("Compare these two!",)) == []
    assert after(turn(*two), two, asked=("What do reviewers say about Thing 2?",), reviewed="P-2") == [
        "Compare these two"
    ]


@pytest.mark.parametrize("outcome", ["refused", "failed", "stopped", "with_person"])
def test_a_turn_without_an_answer_suggests_nothing(outcome: Any) -> None:
    two = (product(1), product(2))
    assert after(turn(*two, outcome=outcome), two) == []


def test_a_question_that_waits_is_not_talked_over() -> None:
    two = (product(1), product(2))
    assert after(turn(*two, pending={"id": "a", "tool": "cart_add"}), two) == []


def test_rules_are_asked_about_where_the_shop_has_them() -> None:
    assert after(turn(tool="list_orders")) == ["How long does a refund take?", "How long can I return it?"]
    assert after(turn(tool="list_orders"), topics=()) == []
    assert after(turn(tool="cart_add"))[0] == "How much is shipping?"


@pytest.mark.parametrize(
    ("topic", "told", "others"),
    [
        ("returns", "How long can I return it?", "How much is shipping?"),
        ("shipping", "How much is shipping?", "How long can I return it?"),
    ],
)
def test_a_rule_that_was_just_told_is_not_suggested(topic: str, told: str, others: str) -> None:
    looked_up = ToolCall("lookup_policy", {"topic": topic, "question": "may I?"}, "", True, 1.0)
    suggested = after(turn(tool_calls=(looked_up,)))
    assert told not in suggested
    assert others in suggested


def test_where_nothing_was_found_what_helps_is_offered() -> None:
    empty = turn(trace={"searches": [{"relaxations": ["max_price", "attributes.colour", "brands"]}]})
    assert after(empty) == ["The price doesn't matter", "The brand doesn't matter"]
    assert after(turn()) == []


def test_never_more_than_four() -> None:
    rich = tuple(
        product(n, 10.0 * n, stock=n - 1, attributes={"weight_g": 10.0 * n, "battery_hours": 3.0 * n})
        for n in range(1, 7)
    )
    assert len(after(turn(*rich), rich, reviewed="P-1")) == 4


def test_gone_products_and_odd_turns_do_not_break_it() -> None:
    gone = product(1)
    assert after(turn(gone)) == []
    assert after(turn(tool="no_such_tool")) == []
    assert after(turn(tool="show_product", trace={"drawn": {"compared": ["P-9"]}})) == [
        "How long can I return it?",
        "Is there a warranty on it?",
    ]


# ---- played against the demo shop ------------------------------------------------------------------------------------

STARTS = (
    (None, "Quiet wireless headphones under $150"),
    (None, "running shoes"),
    (None, "headphones under $20"),
    (None, "what is in my cart"),
    ("C-017", "my orders"),
    (None, "1000元以内的降噪耳机"),
    (None, "吸尘器"),
    (None, "头戴式耳机 $20以内"),
    ("C-022", "我的订单"),
)
KINDS = {
    "compare_both": ("wireless headphones under $60", "$60以内的头戴式耳机"),
    "compare": ("tents", "帐篷"),
    "in_stock": ("vacuum cleaners", "吸尘器"),
    "under": ("tents", "帐篷"),
    "weight": ("tents", "帐篷"),
    "battery": ("smartphones", "手机"),
    "noise": ("vacuum cleaners", "吸尘器"),
    "reviews": ("tents", "帐篷"),
    "similar": ("tents", "帐篷"),
    "cart": ("tents", "帐篷"),
    "price_given_up": ("headphones under $20", "头戴式耳机 $20以内"),
    "brand_given_up": ("Larkspur headphones with 4 stars or more", "云雀的头戴式耳机，4星以上"),
    "rating_given_up": ("Larkspur headphones with 4 stars or more", "云雀的头戴式耳机，4星以上"),
    "return": ("tents", "帐篷"),
    "refund": ("tents", "帐篷"),
    "shipping": ("tents", "帐篷"),
    "warranty": ("tents", "帐篷"),
    "orders": ("tents", "帐篷"),
}
"""Each kind of question -> where it makes sense."""
NAMED = {"price": "$400", "title": "Fellhart Lapwing 2 backpacking tent", "id": "OUT-001"}


def useful(turn: Turn, language: str) -> None:
    """No fallback, no empty search, nothing refused, in the turn's language."""
    made = [one for one in turn.tool_calls if one.name in ("search_products", "similar_products")]
    assert (turn.outcome, turn.language) == ("answered", language), turn.text
    assert turn.answer, turn.text
    assert not made or turn.shown_product_ids, f"{turn.text}: an empty search"
    assert all(one.ok for one in turn.tool_calls), turn.text


@pytest.mark.parametrize(("customer", "start"), STARTS)
def test_the_assistant_answers_what_it_suggests(
    open_scripted_shop: Callable[..., Any], customer: str | None, start: str
) -> None:
    shop = open_scripted_shop(tool_calls="guided")
    suggest = NextQuestions(shop.search_engine.product, lambda: shop.reviews, lambda: shop.policies.topics)
    first = shop.chat.reply(start, conversation_id="first", customer_id=customer)
    questions = suggest.after(first)
    assert questions
    for question in questions:
        shop.chat.reply(start, conversation_id=question.ask, customer_id=customer)
        answer = shop.chat.reply(question.ask, conversation_id=question.ask, customer_id=customer)
        useful(answer, first.language)
        assert question.ask not in {one.ask for one in suggest.after(answer, [start, question.ask])}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", _WORDS)
def test_each_kind_is_answered(open_scripted_shop: Callable[..., Any], kind: str, language: str) -> None:
    shop = open_scripted_shop(tool_calls="guided")
    in_chinese = language == "zh"
    customer = "C-017" if kind == "orders" else None
    shop.chat.reply(KINDS[kind][in_chinese], conversation_id="c", customer_id=customer)
    if kind == "similar":
        shop.chat.reply(_WORDS["reviews"][in_chinese].format(**NAMED), conversation_id="c")
    words = _WORDS[kind][in_chinese].format(**NAMED)
    turn = shop.chat.reply(words, conversation_id="c", customer_id=customer)
    useful(turn, language)
    gone = {"price_given_up": "max_price", "brand_given_up": "brands", "rating_given_up": "min_rating"}.get(kind)
    assert gone not in turn.constraints
