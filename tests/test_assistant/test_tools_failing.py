"""Tools that are called wrongly or break inside: the model gets a sentence to act on, the shopper never a dead end."""

from __future__ import annotations

from string import Template
from typing import Any

import pytest

from assistant.agent.rails.data_rail import neutral
from assistant.agent.tools.hand_off_desk import mood_of
from records.errors import DatabaseUnreachable
from tests.test_assistant.tool_turns import OpenShop, Shopper

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("search_products", {}),
    ("search_products", {"query": 5 * "long " * 200}),
    ("search_products", {"query": "tent", "max_price": -4}),
    ("search_products", {"query": "tent", "max_price": "cheap"}),
    ("search_products", {"query": "tent", "min_rating": 11}),
    ("search_products", {"query": ["tent"]}),
    ("show_product", {}),
    ("show_product", {"product_id": None}),
    ("show_product", {"product_id": {"id": "AUD-001"}}),
    ("show_product", {"product_id": "x" * 500}),
    ("compare_products", {"product_ids": ["AUD-001"]}),
    ("compare_products", {"product_ids": ["1", "2", "3", "4", "5"]}),
    ("compare_products", {"product_ids": 7}),
    ("lookup_policy", {"topic": "returns"}),
    ("order_status", {}),
    ("cancel_order", {"order_id": ""}),
    ("start_return", {"order_id": ["D-1"]}),
    ("start_exchange", {"order_id": "last"}),
    ("cart_add", {"product_id": "AUD-001", "quantity": 1000}),
    ("cart_remove", {}),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("tool", "arguments"), WRONG)
def test_wrong_arguments_are_answered_with_a_question(
    open_scripted_shop: OpenShop, tool: str, arguments: dict[str, Any], language: str
) -> None:
    text = "do what I said" if language == "en" else "就照我说的办"
    told = Shopper(open_scripted_shop, "C-002").say(text, (tool, arguments), closing="")
    assert told.result.startswith("The arguments do not fit: ")
    assert not told.turn.tool_calls[0].ok
    assert told.answer.strip().endswith(("?", "？", ".", "。"))
    assert told.turn.outcome == "answered"


def test_the_shops_own_sentences_pass_the_rail_on_data(open_scripted_shop: OpenShop) -> None:
    prompt = open_scripted_shop().prompts.get("replies")
    own = {
        key: Template(text).safe_substitute(dict.fromkeys(prompt.variables, "5")) for key, text in prompt.texts.items()
    }
    told = {
        key: text for key, text in own.items() if key.startswith(("told.", "order.", "cart.", "confirm.", "hand_off."))
    }
    assert len(told) > 100
    assert {key: text for key, text in told.items() if neutral(text).strip() != text.strip()} == {}


def test_the_model_may_put_it_right(open_scripted_shop: OpenShop) -> None:
    wrong, right = ("compare_products", {"product_ids": ["AUD-001"]}), ("show_product", {"product_id": 1})
    shopper = Shopper(open_scripted_shop)
    shopper.show()
    told = shopper.say("how about that one", wrong, right, closing="It is a fine one.")
    assert [call.ok for call in told.turn.tool_calls] == [False, True]
    assert told.answer == "It is a fine one."


def test_arguments_nobody_knows_are_left_out(open_scripted_shop: OpenShop) -> None:
    call = ("cart_view", {"customer_id": "C-001", "runtime": "x", "owner": "customer:C-001"})
    told = Shopper(open_scripted_shop, "C-002").say("my cart", call)
    assert told.turn.tool_calls[0].ok
    assert told.turn.tool_calls[0].arguments == {}


@pytest.mark.parametrize("tool_calls", ["native", "guided"])
@pytest.mark.parametrize(
    ("text", "sorry"), [("my orders", "I cannot get at that right now."), ("我的订单", "这个我暂时查不到。")]
)
def test_with_the_records_away_the_turn_goes_on(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch, tool_calls: str, text: str, sorry: str
) -> None:
    shopper = Shopper(open_scripted_shop, "C-002", tool_calls)

    def away(*_: object) -> None:
        raise DatabaseUnreachable("Nobody answers.", "postgresql://somewhere")

    monkeypatch.setattr(type(shopper.shop.tool_box.orders.ledger), "orders", away)
    told = shopper.say(text, ("list_orders", {}), closing="")
    assert told.answer.startswith(sorry)
    assert told.turn.outcome == "answered"
    assert "postgresql" not in told.result


def test_a_bug_in_a_tool_does_not_end_the_turn(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shopper = Shopper(open_scripted_shop)
    monkeypatch.setattr(type(shopper.shop.tool_box.reviewing), "digest", lambda *_: 1 / 0)
    told = shopper.say("reviews?", ("review_digest", {"product_id": "AUD-001"}), closing="")
    assert told.answer.startswith("I cannot get at that right now.")
    assert "the tool review_digest failed" in caplog.text


@pytest.mark.parametrize("customer", [None, "C-002"])
def test_a_person_gets_what_happened(open_scripted_shop: OpenShop, customer: str | None) -> None:
    shopper = Shopper(open_scripted_shop, customer)
    shopper.say("headphones under $80", ("search_products", {"query": "headphones"}))
    told = shopper.say("This is ridiculous, give me a manager!!!", ("hand_off", {"reason": "angry"}), closing="")
    (kept,) = shopper.shop.tool_box.staff.ledger.hand_offs()
    assert (kept.conversation_id, kept.customer_id, kept.mood, kept.reason) == ("c", customer, "angry", "angry")
    assert "- headphones under $80" in kept.summary
    assert "max_price 80" in kept.summary
    assert "Shown last: " in kept.summary
    assert kept.id in told.answer
    assert "Support hours" in told.answer
    assert ("by email" in told.answer) == (customer is not None)


def test_ten_calls_hand_over_once(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    shopper.say("转人工", *[("hand_off", {"reason": "要找人"})] * 3)
    assert len(shopper.shop.tool_box.staff.ledger.hand_offs()) == 1


@pytest.mark.parametrize(
    ("texts", "mood"),
    [
        (["hello", "this is unacceptable"], "angry"), (["太过分了，我要投诉"], "angry"),
        (["It still has not arrived"], "calm"),
        (["I am so disappointed"], "disappointed"), (["很失望"], "disappointed"), (["it is urgent please"], "worried"),
        (["怎么办，很着急"], "worried"), (["this is unacceptable", "ok thanks a lot"], "pleased"),
        (["谢谢你"], "pleased"),
        (["where is my order"], "calm"), ([], "calm"), (["this is unacceptable", "where is it"], "angry"),
    ],
)  # fmt: skip
def test_the_mood_is_read_from_the_words(texts: list[str], mood: str) -> None:
    assert mood_of(texts) == mood
