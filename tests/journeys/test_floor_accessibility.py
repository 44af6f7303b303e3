"""The shop floor without a mouse, with a screen reader, with weak eyes and on a small or enlarged screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Visit, Visitor
from page_checks import focus_is_seen, page_faults
from scripted_shop import Answer, Gate, ScriptedShop, echo

pytestmark = pytest.mark.browser
CODES = {"en": "en-US", "zh": "zh-CN"}


def no_faults(visitor: Visitor) -> None:
    faults = page_faults(visitor.page)
    assert not faults, "\n".join(faults)


def tab_to(visitor: Visitor, selector: str, most: int = 60) -> None:
    """Presses Tab until that has the focus; whatever gets it on the way shows it."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        assert focus_is_seen(visitor.page), visitor.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if visitor.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_unnamed_pale_or_cut_off(visit: Visit, language: str, scheme: str) -> None:
    visitor = visit(locale=CODES[language], color_scheme=scheme, viewport={"width": 360, "height": 740})
    no_faults(visitor)
    visitor.say("headphones")
    visitor.answered()
    visitor.page.locator(".dg-thumb").last.click()
    visitor.page.locator(".dg-reasons").wait_for()
    no_faults(visitor)
    visitor.page.locator(".dg-past-button").click()
    visitor.page.locator(".dg-past-item").first.wait_for()
    no_faults(visitor)
    visitor.page.locator(".dg-privacy-button").click()
    visitor.page.locator(".dg-privacy[open]").wait_for()
    no_faults(visitor)
    visitor.page.keyboard.press("Escape")
    visitor.page.locator(".dg-past-button").click()
    visitor.page.locator(".dg-person-button").click()
    visitor.page.locator(".dg-ask-person[open]").wait_for()
    no_faults(visitor)


def test_everything_is_done_without_a_mouse(
    visit: Visit, shop: ScriptedShop, answer_with: Callable[[Answer], None]
) -> None:
    visitor = visit()
    keys = visitor.page.keyboard
    assert visitor.page.evaluate("document.activeElement.className") == "dg-input"  # one can type at once
    keys.type("headphones")
    keys.press("Enter")
    visitor.answered()
    tab_to(visitor, ".dg-thumb-down")
    keys.press("Enter")
    visitor.page.locator(".dg-reasons").wait_for()
    tab_to(visitor, ".dg-reason")
    with visitor.page.expect_response("**/feedback"):
        keys.press("Space")
    keys.press("Escape")
    assert visitor.page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    tab_to(visitor, ".dg-input")
    gate = Gate()

    def held(text: str, conversation_id: str) -> Any:
        gate.hold()
        yield from echo(text, conversation_id)

    answer_with(held)
    keys.type("something cheaper")
    keys.press("Enter")
    gate.wait()
    tab_to(visitor, ".dg-send")
    keys.press("Enter")  # stops it
    visitor.answered("stopped")
    gate.opened.set()
    answer_with(echo)
    tab_to(visitor, ".dg-past-button")
    keys.press("Enter")
    visitor.page.locator(".dg-past-item").first.wait_for()
    tab_to(visitor, ".dg-past-open")
    keys.press("Enter")
    visitor.page.locator(".dg-drawer").wait_for(state="hidden")
    assert visitor.page.locator(".dg-turn").count() == 2
    assert [said.helpful for said in shop.feedback.given.values()] == [False]


def test_the_page_is_whole_at_twice_its_size_and_on_a_small_screen(visit: Visit, picture: Any) -> None:
    for width, height in ((640, 400), (360, 640)):
        visitor = visit(viewport={"width": width, "height": height}, device_scale_factor=2)
        visitor.say("headphones")
        visitor.answered()
        no_faults(visitor)
        assert visitor.page.locator(".dg-input").is_visible()
        picture(visitor.page, f"floor-{width}-wide")


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    visitor = visit(reduced_motion="reduce")
    visitor.say("headphones")
    visitor.answered()
    moving = "() => document.getAnimations().filter((one) => one.playState === 'running').length"
    visitor.page.locator(".dg-past-button").click()
    assert visitor.page.evaluate(moving) == 0


def test_a_screen_reader_is_told_what_happens(visit: Visit) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    announcer = visitor.page.locator("[aria-live=polite].dg-announcer")
    visitor.page.wait_for_function("document.querySelector('.dg-announcer').textContent.includes('That is all.')")
    assert announcer.get_attribute("role") == "status"
    roles = visitor.page.locator(".dg").aria_snapshot()
    for expected in ('heading "Juniper & Co"', 'log "Conversation"', 'textbox "Your message"', 'button "Send"', "main"):
        assert expected in roles, expected
