"""Forgetting oneself and asking for a person, on a real shop in a real browser, in two languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import PASSWORD, Visit, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(demo_shop: Any) -> Any:
    return demo_shop


def ask(visitor: Visitor, words: str) -> Any:
    visitor.say(words)
    visitor.page.locator(".dg-bubble", has_text=words).wait_for()
    return visitor.answered()


def open_privacy(visitor: Visitor, conversations: str, data: str) -> Any:
    visitor.page.get_by_role("button", name=conversations, exact=True).click()
    visitor.page.get_by_role("button", name=data).click()
    return visitor.page.get_by_role("dialog", name=data)


def test_a_guest_has_everything_deleted_and_goes_on_as_somebody_new(
    visit: Visit, shop: Any, picture: Any, tmp_path: Path
) -> None:
    visitor = visit()
    ask(visitor, "what is in my cart?")
    before = visitor_conversation(visitor)
    box = open_privacy(visitor, "Conversations", "My data")
    with visitor.page.expect_download() as saved:
        box.get_by_role("link", name="Save all as JSON").click()
    told = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert [one["id"] for one in told["conversations"]] == [before]
    picture(visitor.page, "floor-my-data-en")
    box.get_by_role("button", name="Forget me").click()
    sure = box.get_by_role("button", name="Delete everything")
    assert sure.is_disabled()
    box.get_by_role("textbox").fill("Forget Me")
    picture(visitor.page, "floor-forget-me-en")
    sure.click()
    box.get_by_text("Your receipt: E-").wait_for()
    with visitor.page.expect_download() as saved:
        box.get_by_role("link", name="Save the receipt").click()
    receipt = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert receipt["counts"]["conversations"] == 1
    picture(visitor.page, "floor-forgotten-en")
    assert shop.log.conversation(before) is None
    assert "my cart" not in visitor.page.locator(".dg-thread").inner_text()
    box.get_by_role("button", name="New conversation").click()
    ask(visitor, "how long do I have to return something?")
    assert visitor_conversation(visitor) != before


def visitor_conversation(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("sessionStorage.getItem('daogou-conversation')"))


def test_a_shopper_is_told_what_stays_and_is_gone_on_the_other_device_too(
    visit: Visit, shop: Any, picture: Any
) -> None:
    phone = visit(locale="zh-CN", color_scheme="dark", viewport={"width": 360, "height": 740})
    laptop = visit(locale="zh-CN")
    for visitor in (phone, laptop):
        visitor.page.get_by_role("button", name="登录", exact=True).first.click()
        visitor.page.locator(".dg-login").fill("aaliyah")
        visitor.page.locator(".dg-password").fill(PASSWORD)
        visitor.page.locator(".dg-sign-in-go").click()
        visitor.page.locator(".dg-sign-in").wait_for(state="hidden")
    ask(phone, "我的购物车里有什么？")
    box = open_privacy(phone, "对话记录", "我的数据")
    assert "不再与任何人的姓名关联" in box.inner_text()
    picture(phone.page, "floor-my-data-zh-dark")
    box.get_by_role("button", name="忘记我").click()
    box.get_by_role("textbox").fill("忘记我")
    box.get_by_role("button", name="全部删除").click()
    box.get_by_text("您的回执：E-").wait_for()
    assert shop.ledger.customer("C-017") is None
    laptop.page.reload()
    laptop.page.get_by_role("button", name="登录", exact=True).first.wait_for()
    assert laptop.page.locator(".dg-turn").count() == 0


def test_a_person_is_asked_for_once_and_what_happens_next_is_said(visit: Visit, shop: Any, picture: Any) -> None:
    visitor = visit()
    ask(visitor, "how long do I have to return something?")
    visitor.page.locator(".dg-input").fill("half a thought")
    visitor.page.get_by_role("button", name="Talk to a person").click()
    box = visitor.page.get_by_role("dialog", name="Talk to a person")
    box.get_by_role("button", name="Ask for a person").wait_for()
    picture(visitor.page, "floor-ask-person-en")
    box.get_by_role("button", name="Ask for a person").click()
    visitor.page.locator(".dg-bubble", has_text="I would like to talk to a person").wait_for()
    visitor.answered()
    [hand_off] = shop.ledger.hand_offs("open", visitor_conversation(visitor))
    assert "how long do I have to return something?" in hand_off.summary
    assert hand_off.mood == "calm"
    assert visitor.page.locator(".dg-input").input_value() == "half a thought"
    visitor.page.get_by_role("button", name="Talk to a person").click()
    box.get_by_text(hand_off.id).wait_for()
    assert box.get_by_role("button", name="Ask for a person").count() == 0
    picture(visitor.page, "floor-person-waiting-en")


def test_what_an_answer_stands_on_is_quoted_also_after_a_reload(visit: Visit, shop: Any, picture: Any) -> None:
    visitor = visit()
    ask(visitor, "what do reviewers say about the Larkspur Hush 2 wireless over-ear headphones?")
    for _ in range(2):
        why = visitor.page.locator(".dg-turn:last-child").get_by_role("button", name="Why this answer")
        why.wait_for()
        assert why.get_attribute("aria-expanded") == "false"
        why.click()
        quotes = visitor.page.locator(".dg-turn:last-child .dg-sources blockquote")
        words = quotes.all_inner_texts()
        assert words
        told = visitor.page.locator(".dg-turn:last-child .dg-prose").inner_text()
        assert all(quote in told for quote in words)
        assert visitor.page.get_by_role("img", name="5 of 5 stars").count() >= 1
        picture(visitor.page, "floor-sources-en")
        visitor.page.reload()
        visitor.answered()
    ask(visitor, "what is in my cart?")
    assert visitor.page.locator(".dg-turn:last-child .dg-why-this").count() == 0


def test_the_rules_behind_an_answer_are_quoted_in_chinese(visit: Visit, shop: Any, picture: Any) -> None:
    visitor = visit(locale="zh-CN", color_scheme="dark", viewport={"width": 360, "height": 740})
    ask(visitor, "耳机可以退货吗")
    visitor.page.locator(".dg-turn:last-child").get_by_role("button", name="回答依据").click()
    assert "出于卫生原因" in visitor.page.locator(".dg-turn:last-child .dg-quote").first.inner_text()
    visitor.page.locator(".dg-turn:last-child .dg-sources").scroll_into_view_if_needed()
    picture(visitor.page, "floor-sources-zh-dark")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_thumb_down_offers_a_person(visit: Visit, shop: Any, picture: Any) -> None:
    visitor = visit()
    ask(visitor, "how long do I have to return something?")
    visitor.page.get_by_role("button", name="Not helpful", exact=True).click()
    visitor.page.locator(".dg-offer-person").get_by_role("button", name="Talk to a person").click()
    visitor.page.get_by_role("dialog", name="Talk to a person").get_by_role(
        "button", name="Ask for a person"
    ).wait_for()
