"""The page on phones, in the dark, in Chinese and by keyboard."""

from __future__ import annotations

import pytest
from conftest import Visit, Visitor
from scripted_shop import ScriptedShop

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 700}, "is_mobile": True, "has_touch": True}
OVERFLOWING = """() => [...document.querySelectorAll('.dg *')]
    .filter(node => !node.closest('.dg-cards') && !node.closest('.dg-hidden'))
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)
    .map(node => node.className)"""


def assert_no_sideways_scroll(visitor: Visitor) -> None:
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == visitor.page.viewport_size["width"]
    assert visitor.page.evaluate("document.querySelector('.dg-main').scrollWidth <= innerWidth")
    assert visitor.page.evaluate(OVERFLOWING) == []


def test_a_phone_needs_no_sideways_scrolling(visit: Visit) -> None:
    visitor = visit(**PHONE)
    assert_no_sideways_scroll(visitor)
    visitor.say("headphones " + "withoutanyspace" * 20)
    turn = visitor.answered()
    assert_no_sideways_scroll(visitor)
    row = turn.locator(".dg-cards")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth"), "the cards scroll within their row"
    assert visitor.page.locator(".dg-composer").bounding_box()["y"] < 700


def test_the_dark_follows_the_visitors_system(visit: Visit) -> None:
    colour = "getComputedStyle(document.querySelector('.dg')).backgroundColor"
    assert visit(color_scheme="dark").page.evaluate(colour) == "rgb(18, 22, 20)"
    assert visit(color_scheme="light").page.evaluate(colour) == "rgb(247, 246, 243)"


def test_the_browsers_language_decides_at_first_and_the_switch_is_remembered(visit: Visit) -> None:
    visitor = visit(locale="zh-CN")
    page = visitor.page
    assert page.locator("h2").inner_text() == "今天想找点什么？"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert (page.locator("h1").inner_text(), page.title()) == ("杜松百货", "杜松百货")
    page.get_by_role("button", name="English").click()
    assert page.locator("h2").inner_text() == "What are you looking for today?"
    assert page.get_by_role("button", name="English").get_attribute("aria-pressed") == "true"
    page.reload()
    page.locator("h2", has_text="What are you looking for today?").wait_for()


def test_the_whole_conversation_works_by_keyboard(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    page = visitor.page
    page.locator(".dg-input:focus").wait_for()
    page.keyboard.type("two lines")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("please")
    assert shop.chat.asked == []
    page.keyboard.press("Enter")
    visitor.answered()
    assert shop.chat.asked[0][1] == "two lines\nplease"
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('dg-ask')"):
            break
    page.keyboard.press("Enter")
    page.locator(".dg-turn").nth(1).wait_for()
    visitor.answered()
    assert len(shop.chat.asked) == 2


def test_enter_that_ends_a_chinese_composition_does_not_send(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit(locale="zh-CN")
    field = visitor.page.locator(".dg-input")
    field.fill("耳机")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert visitor.page.locator(".dg-turn").count() == 0
    field.press("Enter")
    visitor.answered()
    assert [text for _, text in shop.chat.asked] == ["耳机"]


def test_every_control_has_a_name_and_the_answer_is_announced(visit: Visit) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    nameless = visitor.page.evaluate(
        "[...document.querySelectorAll('.dg button, .dg textarea, .dg img:not([aria-hidden]), .dg [role=img]')]"
        ".filter(n => !(n.getAttribute('aria-label') || n.getAttribute('alt') || n.textContent.trim())).length"
    )
    assert nameless == 0
    assert "You asked: headphones" in visitor.page.locator(".dg-announcer").inner_text()
