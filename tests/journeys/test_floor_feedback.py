"""Thumbs with a reason under an answer, by mouse and by keyboard, in two languages; shown again after a reload."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Visit, Visitor
from scripted_shop import ScriptedShop

pytestmark = pytest.mark.browser


def thumb(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator(".dg-turn:last-child").get_by_role("button", name=name, exact=True)


def pressed(visitor: Visitor) -> list[str]:
    """The labels of everything that is pressed in the last turn."""
    found = visitor.page.locator(".dg-turn:last-child [aria-pressed=true]")
    return [one.get_attribute("aria-label") or one.inner_text() for one in found.all()]


def kept(shop: ScriptedShop) -> list[tuple[bool, str]]:
    return [(said.helpful, said.reason) for said in shop.feedback.given.values()]


def test_a_thumb_down_with_a_reason_is_kept_changed_and_seen_after_a_reload(
    visit: Visit, shop: ScriptedShop, picture: Any
) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    with visitor.page.expect_response("**/feedback"):
        thumb(visitor, "Not helpful").click()
    with visitor.page.expect_response("**/feedback"):
        visitor.page.get_by_role("button", name="Something is not true").click()
    visitor.page.get_by_role("textbox", name="In your own words").fill("They do have a cable, write to ann@example.com")
    picture(visitor.page, "floor-feedback-en")
    with visitor.page.expect_response("**/feedback"):
        visitor.page.get_by_role("button", name="Send", exact=True).first.click()
    visitor.page.locator(".dg-reasons").wait_for(state="detached")
    [(helpful, reason)] = kept(shop)
    assert not helpful
    assert reason.startswith("Something is not true\nThey do have a cable, write to [EMAIL_")

    visitor.page.reload()
    visitor.answered()
    assert pressed(visitor) == ["Not helpful"]
    thumb(visitor, "Not helpful").click()
    assert pressed(visitor) == ["Not helpful", "Something is not true"]
    assert visitor.page.locator(".dg-reasons input").input_value().endswith("write to (e-mail address)")

    with visitor.page.expect_response("**/feedback"):
        thumb(visitor, "Helpful").click()
    assert pressed(visitor) == ["Helpful"]
    assert kept(shop) == [(True, "")]
    with visitor.page.expect_response("**/feedback"):
        thumb(visitor, "Helpful").click()
    assert pressed(visitor) == []
    assert kept(shop) == []


def test_in_chinese_and_by_keyboard_alone(visit: Visit, shop: ScriptedShop, picture: Any) -> None:
    visitor = visit(locale="zh-CN", color_scheme="dark", viewport={"width": 360, "height": 740})
    visitor.page.locator(".dg-input").fill("降噪耳机")
    visitor.page.keyboard.press("Enter")
    visitor.answered()
    thumb(visitor, "有帮助").focus()
    with visitor.page.expect_response("**/feedback"):
        visitor.page.keyboard.press("Space")
    visitor.page.locator(".dg-reason").first.focus()
    with visitor.page.expect_response("**/feedback"):
        visitor.page.keyboard.press("Enter")
    picture(visitor.page, "floor-feedback-zh-dark")
    visitor.page.keyboard.press("Escape")
    assert visitor.page.evaluate("document.activeElement.getAttribute('aria-label')") == "有帮助"
    assert kept(shop) == [(True, "找到了想要的")]
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_could_not_be_kept_is_not_shown_as_kept_and_no_word_is_lost(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    with visitor.page.expect_response("**/feedback"):
        thumb(visitor, "Helpful").click()
    visitor.page.get_by_role("textbox", name="In your own words").fill("just right")
    visitor.page.route("**/feedback", lambda route: route.abort())
    visitor.page.get_by_role("button", name="Send", exact=True).first.click()
    visitor.page.locator(".dg-thumbs-told", has_text="did not work").wait_for()
    assert visitor.page.locator(".dg-reasons input").input_value() == "just right"
    assert kept(shop) == [(True, "")]
    visitor.complaints.clear()  # the browser reports the broken request


def test_an_answer_that_failed_or_was_stopped_asks_for_no_thumb(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    visitor.say("   .")
    visitor.answered()
    assert visitor.page.locator(".dg-thumbs").count() == 1
    shop.chat.answer = lambda text, id: iter(())
    visitor.say("nothing comes of this")
    visitor.answered("failed")
    assert visitor.page.locator(".dg-thumbs").count() == 1
