"""Personal data in a conversation: nobody but the shopper reads it, and the shop still understands the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.agent.events import ChatEvent, Language, TextDelta, TurnEnded
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop
from records.nouns import Turn
from records.redaction.findings import Redacted
from records.redaction.placeholders import PLACEHOLDER
from records.redaction.redactor import Redactor
from tests.test_assistant.tool_turns import Shopper

OpenShop = Callable[..., Shop]
PRIVATE = ("13800138000", "anna.lee@example.com", "Anna Lee", "12 Oak Street")


def search(query: str, **arguments: Any) -> Step:
    return Step(tool_calls=[("search_products", {"query": query, **arguments})])


def script_of(shop: Shop) -> ScriptedChatModel:
    model = shop.language_model.chat_model
    assert isinstance(model, ScriptedChatModel)
    return model


def text_of(events: list[ChatEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def turn_of(events: list[ChatEvent]) -> Turn:
    assert isinstance(events[-1], TurnEnded)
    return events[-1].turn


def placeholder_in(text: str) -> str:
    found = PLACEHOLDER.search(text)
    assert found is not None
    return found[0]


def test_neither_log_nor_model_sees_what_was_redacted(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step("Of course, I can help you with that."))
    message = "My name is Anna Lee, mail anna.lee@example.com or ring 13800138000, I live at 12 Oak Street, hello"
    turn = turn_of(list(shop.chat.stream(message, conversation_id="c1")))
    heard = repr(script_of(shop).calls)
    kept = repr(shop.log.turns("c1")) + repr(turn)
    assert "[EMAIL_" in turn.text
    assert "[EMAIL_" in heard
    for secret in PRIVATE:
        assert secret not in kept
        assert secret not in heard


def test_a_number_is_no_budget_and_the_rest_is_read(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Have a look."))
    turn = turn_of(list(shop.chat.stream("my number is 13800138000, headphones under 200", conversation_id="c1")))
    assert turn.constraints == {"max_price": 200, "categories": ["headphones"]}
    assert turn.text.startswith("my number is [PHONE_")
    assert turn.text.endswith("], headphones under 200")


@pytest.mark.parametrize(
    ("message", "constraints"),
    [
        ("我叫王小明，电话13800138000，想买200元以内的耳机", {"max_price": 200}),
        ("ship it to Mary Jones, 500 Market Street, San Francisco, CA 94105. a kettle under $60", {"max_price": 60}),
        ("寄到北京市朝阳区建国路88号3单元502，100块以内的水壶", {"max_price": 100}),
    ],
)
def test_no_part_of_an_address_is_a_limit(
    message: str, constraints: dict[str, float], open_scripted_shop: OpenShop
) -> None:
    shop = open_scripted_shop(search("kettle"), Step("Have a look."))
    held = turn_of(list(shop.chat.stream(message, conversation_id="c1"))).constraints
    assert {name: held.get(name) for name in constraints} == constraints
    assert not {"min_price", "brands", "attributes"} & set(held)


def test_the_answer_greets_by_name_and_the_log_does_not(open_scripted_shop: OpenShop) -> None:
    redactor = Redactor(b"k" * 32)
    name = placeholder_in(redactor.redact("my name is Anna", "conversation:c1").text)
    shop = open_scripted_shop(Step(f"Hi {name}, what can I do for you?"), redactor=redactor)
    events = list(shop.chat.stream("Hi, my name is Anna", conversation_id="c1"))
    assert "Hi Anna, what can I do for you?" in text_of(events)
    assert turn_of(events).answer == f"Hi {name}, what can I do for you?"


def test_what_an_earlier_turn_gave_is_told_in_words(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step("Noted."), Step("We write to [EMAIL_QQQQ]."))
    list(shop.chat.stream("you can write to anna.lee@example.com", conversation_id="c1"))
    events = list(shop.chat.stream("do you remember what I told you before", conversation_id="c1"))
    assert text_of(events) == "We write to your e-mail address."
    assert turn_of(events).answer == "We write to [EMAIL_QQQQ]."


@pytest.mark.parametrize(
    ("before", "message", "language"),
    [("hello", "13800138000", "en"), ("你好", "13800138000", "zh"), ("你好", "anna.lee@example.com", "zh")],
)
def test_nothing_but_personal_data_gets_a_kind_answer(
    before: str, message: str, language: Language, open_scripted_shop: OpenShop
) -> None:
    shop = open_scripted_shop(Step("Hello!" if language == "en" else "您好！"))
    list(shop.chat.stream(before, conversation_id="c1"))
    events = list(shop.chat.stream(message, conversation_id="c1"))
    assert text_of(events) == shop.tool_box.replies.say("personal_data.only", language)
    assert turn_of(events).language == language
    assert turn_of(events).outcome == "answered"


def test_a_placeholder_that_a_shopper_types_stays_what_it_is(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("kettle"), Step("Have a look at [EMAIL_AB23]."))
    turn = turn_of(list(shop.chat.stream("[EMAIL_AB23] [PHONE_2345] kettles under 60", conversation_id="c1")))
    assert turn.text == "[EMAIL_AB23] [PHONE_2345] kettles under 60"
    assert turn.constraints["max_price"] == 60
    assert turn.constraints["categories"] == ["kettles"]


def test_originals_are_kept_where_the_shop_keeps_them(open_scripted_shop: OpenShop) -> None:
    kept: list[tuple[str, Redacted]] = []

    class Drawer:
        def keep(self, subject: str, redacted: Redacted) -> None:
            kept.append((subject, redacted))

    shop = open_scripted_shop(Step("Thank you."))
    shop.chat.originals = Drawer()
    list(shop.chat.stream("please write to anna.lee@example.com", conversation_id="c1"))
    assert [(subject, one.findings[0].original) for subject, one in kept] == [
        ("conversation:c1", "anna.lee@example.com")
    ]


def test_the_hand_off_names_placeholders_that_staff_can_look_up(open_scripted_shop: OpenShop) -> None:
    call = Step(tool_calls=[("hand_off", {"reason": "wants a person"})])
    shop = open_scripted_shop(call, Step("Of course."))
    message = "I want to talk to a person, mail me at anna.lee@example.com"
    list(shop.chat.stream(message, conversation_id="c1"))
    assert shop.ledger is not None
    (asked,) = shop.ledger.hand_offs()
    assert "anna.lee" not in repr(asked)
    assert PLACEHOLDER.search(asked.summary)


def test_a_yes_with_a_number_beside_it_is_still_a_yes(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    shopper.say("cancel my last order", ("cancel_order", {"order_id": "last"}))
    assert shopper.say("yes please, 13800138000").turn.tool_calls[0].name == "cancel_order"


def test_a_brand_of_the_shop_is_nobody(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step("Sure."))
    brand = sorted(shop.chat.words.read().brand_names)[0]
    turn = turn_of(list(shop.chat.stream(f"my name is {brand}", conversation_id="c1")))
    assert turn.text == f"my name is {brand}"
