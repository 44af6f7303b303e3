"""Saying yes or no to what the shop asks to confirm, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import Visit
from scripted_shop import Answer, ScriptedShop

from assistant.agent.events import ChatEvent, ConfirmationAsked, TextDelta, TurnFailed

pytestmark = pytest.mark.browser
AnswerWith = Callable[[Answer], None]
QUESTION = "Shall I cancel order D-100540? Please answer yes or no."


def asking(text: str, conversation_id: str) -> Iterator[ChatEvent]:
    """Asks about every message that speaks of cancelling, and says everything else back."""
    if "cancel" in text or "取消" in text:
        yield ConfirmationAsked("a1", "cancel_order", QUESTION)
        yield TextDelta(QUESTION)
    else:
        yield TextDelta(f"You said: {text}")


@pytest.mark.parametrize(("name", "words"), [("Confirm", "Confirm"), ("Keep as is", "Keep as is")])
def test_a_click_sends_the_word_and_the_buttons_go(
    visit: Visit, answer_with: AnswerWith, shop: ScriptedShop, name: str, words: str
) -> None:
    answer_with(asking)
    visitor = visit()
    visitor.say("cancel my last order")
    group = visitor.answered().get_by_role("group", name="Please confirm")
    assert [button.inner_text() for button in group.get_by_role("button").all()] == ["Confirm", "Keep as is"]
    group.get_by_role("button", name=name).click()
    visitor.page.locator(".dg-prose").get_by_text(f"You said: {words}").wait_for()
    assert [text for _, text in shop.chat.asked] == ["cancel my last order", words]
    assert visitor.page.locator(".dg-confirm").count() == 0


def test_the_buttons_are_reached_and_pressed_with_the_keyboard(visit: Visit, answer_with: AnswerWith) -> None:
    answer_with(asking)
    visitor = visit()
    visitor.say("cancel my last order")
    visitor.answered().locator(".dg-confirm").wait_for()
    visitor.page.locator(".dg-input").focus()
    for _ in range(3):
        visitor.page.keyboard.press("Shift+Tab")
        if visitor.page.evaluate("document.activeElement.className") == "dg-confirm-no":
            break
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".dg-prose").get_by_text("You said: Keep as is").wait_for()
    assert visitor.page.evaluate("document.activeElement.className") == "dg-input"


def test_typing_something_else_takes_the_buttons_away(visit: Visit, answer_with: AnswerWith) -> None:
    answer_with(asking)
    visitor = visit()
    visitor.say("cancel my last order")
    visitor.answered().locator(".dg-confirm").wait_for()
    visitor.say("what else do you sell?")
    visitor.page.locator(".dg-prose").get_by_text("You said: what else").wait_for()
    assert visitor.page.locator(".dg-confirm").count() == 0


def test_chinese_questions_get_chinese_buttons(visit: Visit, answer_with: AnswerWith) -> None:
    answer_with(asking)
    visitor = visit()
    visitor.say("取消我最近的订单")
    group = visitor.answered().locator(".dg-confirm")
    assert [button.inner_text() for button in group.get_by_role("button").all()] == ["确认", "保持原样"]
    group.get_by_role("button", name="确认").click()
    visitor.page.locator(".dg-prose").get_by_text("You said: 确认").wait_for()


def test_a_turn_that_failed_offers_no_buttons(visit: Visit, answer_with: AnswerWith) -> None:
    def fails(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ConfirmationAsked("a1", "cancel_order", QUESTION)
        yield TurnFailed("internal", "Something went wrong.")

    answer_with(fails)
    visitor = visit()
    visitor.say("cancel my last order")
    assert visitor.answered("failed").locator(".dg-confirm").count() == 0
