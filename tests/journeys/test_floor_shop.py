"""Finding, comparing, a cart and sending something back in the demo shop, in a real browser and both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Visit, Visitor

pytestmark = pytest.mark.browser
Picture = Callable[..., Path]
PHONE = {"width": 360, "height": 740}
CHINESE = {"locale": "zh-CN"}


@pytest.fixture
def shop(demo_shop: Any) -> Any:
    """Whatever is loaded once is loaded before the first shopper comes."""
    demo_shop.chat.reply("tents", conversation_id="before-anybody-came")
    return demo_shop


def ask(visitor: Visitor, words: str) -> Any:
    count = visitor.page.locator(".dg-turn").count()
    visitor.say(words)
    return answered(visitor, count)


def answered(visitor: Visitor, before: int) -> Any:
    visitor.page.locator(f".dg-turn:nth-child({before + 1})").wait_for()
    return visitor.answered()


def press(visitor: Visitor, button: Any) -> Any:
    """The turn that a click asks."""
    count = visitor.page.locator(".dg-turn").count()
    button.click()
    return answered(visitor, count)


def cart_count(visitor: Visitor) -> str:
    return str(visitor.page.locator(".dg-cart-count").text_content())


# ---- find and compare ------------------------------------------------------------------------------------------------


def test_two_cards_are_ticked_and_stand_side_by_side(visit: Visit, picture: Picture) -> None:
    visitor = visit()
    turn = ask(visitor, "tents")
    cards = turn.locator(".dg-card")
    cards.nth(0).get_by_label("Compare").check()
    go = visitor.page.locator(".dg-compare-go")
    assert go.is_disabled()
    cards.nth(1).get_by_label("Compare").check()
    assert go.inner_text() == "Compare (2)"
    titles = [cards.nth(n).locator(".dg-card-title").inner_text() for n in (0, 1)]
    compared = press(visitor, go)
    table = compared.get_by_role("table", name="Products side by side")
    assert [cell.inner_text() for cell in table.locator("th[scope=col] .dg-column-title").all()] == titles
    labels = [label.text_content() for label in table.locator("th[scope=row]").all()]
    assert labels[:3] == ["Price (differs)", "Rating (differs)", "Stock"]
    assert "weight" in " ".join(labels).lower()
    assert re.search(r"\d kg", table.inner_text())
    assert compared.locator(".dg-prose table").count() == 0, "the drawn table stands for the one in words"
    assert compared.locator(".dg-bubble").inner_text() == f"Compare {titles[0]} and {titles[1]}"
    assert visitor.page.locator(".dg-compare-bar").is_hidden()
    picture(visitor.page, "floor_compare_en")
    alike = table.locator(".dg-alike").count()
    compared.get_by_label("Show only what differs").check()
    assert alike > 0
    assert table.locator(".dg-alike").first.is_hidden()


def test_the_comparison_is_there_after_a_reload(visit: Visit) -> None:
    visitor = visit()
    ask(visitor, "tents")
    before = ask(visitor, "compare the first two")
    table, prose = before.locator("table").inner_text(), before.locator(".dg-prose").inner_text()
    asked = [one.inner_text() for one in before.locator(".dg-next-question").all()]
    reasons = visitor.page.locator(".dg-why").all_inner_texts()
    visitor.page.reload()
    after = visitor.answered()
    after.locator("table").wait_for()
    assert after.locator("table").inner_text() == table
    assert after.locator(".dg-prose").inner_text() == prose
    assert [one.inner_text() for one in after.locator(".dg-next-question").all()] == asked
    assert visitor.page.locator(".dg-why").all_inner_texts() == reasons
    assert visitor.page.locator(".dg-next").count() == 1, "only the last turn says what to ask next"


def test_comparing_on_a_phone_in_chinese_keeps_the_facts_in_sight(visit: Visit, picture: Picture) -> None:
    visitor = visit(viewport=PHONE, color_scheme="dark", **CHINESE)
    ask(visitor, "降噪耳机")
    turn = ask(visitor, "对比前三款")
    scroll = turn.locator(".dg-comparison-scroll")
    scroll.evaluate("node => { node.scrollLeft = 1000 }")
    assert scroll.evaluate("node => node.scrollLeft") > 0
    first = turn.locator("tbody th").first
    assert first.bounding_box()["x"] == pytest.approx(scroll.bounding_box()["x"], abs=2)
    assert visitor.page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert "续航" in turn.locator("table").inner_text()
    picture(visitor.page, "floor_compare_zh_phone_dark")


def test_four_at_most_are_ticked(visit: Visit) -> None:
    visitor = visit()
    turn = ask(visitor, "tents")
    boxes = turn.get_by_label("Compare")
    for number in range(5):
        boxes.nth(number).click()
    assert visitor.page.locator(".dg-compare-go").inner_text() == "Compare (4)"
    assert not boxes.nth(4).is_checked()
    assert "Four at most" in visitor.page.locator(".dg-toast").inner_text()
    visitor.page.get_by_role("button", name="Untick all").click()
    assert not boxes.nth(0).is_checked()


# ---- out of stock ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "words", "similar", "reason"),
    [
        ({}, "vacuum cleaners", "Similar ones", "Sold out, so it cannot go into the cart"),
        (CHINESE, "吸尘器", "类似商品", "已售罄，无法加入购物车"),
    ],
)
def test_what_is_sold_out_leads_to_its_like(
    visit: Visit, picture: Picture, context: dict[str, Any], words: str, similar: str, reason: str
) -> None:
    visitor = visit(**context)
    turn = ask(visitor, words)
    gone = turn.locator(".dg-card", has=visitor.page.locator(".dg-stock-out")).first
    assert gone.locator(".dg-put").is_disabled()
    assert gone.locator(".dg-put").get_attribute("aria-label") == reason
    title = gone.locator(".dg-card-title").inner_text()
    gone.scroll_into_view_if_needed()
    picture(visitor.page, f"floor_sold_out_{'zh' if context else 'en'}")
    like = press(visitor, gone.get_by_role("button", name=similar))
    assert title in like.locator(".dg-bubble").inner_text()
    assert like.locator(".dg-card").count() > 0
    visitor.page.reload()
    visitor.answered().locator(".dg-card").first.wait_for()
    assert title in visitor.answered().locator(".dg-bubble").inner_text()


# ---- chips -----------------------------------------------------------------------------------------------------------


def open_editor(visitor: Visitor, chip: str) -> Any:
    visitor.page.get_by_role("button", name=chip).click()
    editor = visitor.page.locator(".dg-wish")
    editor.wait_for()
    return editor


def test_a_limit_is_changed_and_the_search_shown_anew(visit: Visit, picture: Picture) -> None:
    visitor = visit()
    ask(visitor, "wireless headphones under $150")
    editor = open_editor(visitor, "Change: under $150")
    assert editor.get_by_label("Up to").input_value() == "150"
    assert "What fits costs $28" in editor.inner_text()
    editor.get_by_label("From").fill("500")
    editor.get_by_role("button", name="Apply").click()
    editor.get_by_role("alert").get_by_text("The lower number has to stand first.").wait_for()
    picture(visitor.page, "floor_chip_editor_en")
    editor.get_by_label("From").fill("")
    editor.get_by_label("Up to").fill("60")
    turn = press(visitor, editor.get_by_role("button", name="Apply"))
    assert turn.locator(".dg-bubble").inner_text() == "Now: under $60"
    prices = [float(price.removeprefix("$")) for price in turn.locator(".dg-now").all_inner_texts()]
    assert prices
    assert max(prices) <= 60
    visitor.page.get_by_role("button", name="Change: under $60").wait_for()
    assert visitor.page.locator(".dg-wish").is_hidden()


def test_a_kind_is_chosen_with_the_keyboard_in_chinese(visit: Visit, picture: Picture) -> None:
    visitor = visit(**CHINESE)
    ask(visitor, "蓝牙音箱")
    chip = visitor.page.locator(".dg-chip-edit").first
    chip.focus()
    visitor.page.keyboard.press("Enter")
    editor = visitor.page.locator(".dg-wish")
    editor.wait_for()
    picture(visitor.page, "floor_chip_editor_zh")
    assert editor.locator("input:checked").count() >= 1
    visitor.page.keyboard.press("Escape")
    assert editor.is_hidden()
    assert chip.evaluate("node => node === document.activeElement")


def test_all_wishes_are_cleared_at_once(visit: Visit) -> None:
    visitor = visit()
    ask(visitor, "wireless headphones under $150")
    turn = press(visitor, visitor.page.get_by_role("button", name="Clear all"))
    assert "fresh start" in turn.locator(".dg-prose").inner_text()
    assert visitor.page.locator(".dg-chip").count() == 0


def test_what_nothing_fits_is_refused_at_the_field(visit: Visit) -> None:
    visitor = visit()
    ask(visitor, "wireless headphones under $150")
    editor = open_editor(visitor, "Change: under $150")
    editor.get_by_label("Up to").fill("3")
    editor.get_by_role("button", name="Apply").click()
    editor.get_by_role("alert").get_by_text("Nothing in the shop fits").wait_for()
    assert visitor.page.locator(".dg-turn").count() == 1


# ---- the cart --------------------------------------------------------------------------------------------------------


def test_the_cart_with_undo(visit: Visit, picture: Picture) -> None:
    visitor = visit()
    turn = ask(visitor, "tents")
    put = turn.locator(".dg-put:enabled").first
    title = put.get_attribute("data-title")
    put.click()
    put.get_by_text("In your cart: 1").wait_for()
    assert cart_count(visitor) == "1"
    visitor.page.locator(".dg-cart-button").click()
    drawer = visitor.page.get_by_role("dialog", name="Your cart")
    drawer.get_by_text(title).wait_for()
    drawer.get_by_role("button", name=f"One more of {title}").click()
    drawer.locator("output").get_by_text("2").wait_for()
    picture(visitor.page, "floor_cart_en")
    assert "Nothing is ordered or paid on this page" in drawer.inner_text()
    drawer.get_by_role("button", name=f"Remove {title}").click()
    drawer.get_by_text("is out of your cart").wait_for()
    assert drawer.locator(".dg-cart-line").count() == 0
    visitor.page.keyboard.press("Enter")  # the way back has the focus
    drawer.locator("output").get_by_text("2").wait_for()
    assert cart_count(visitor) == "2"
    visitor.page.keyboard.press("Escape")
    told = ask(visitor, "what is in my cart?")
    assert title in told.locator(".dg-prose").inner_text()


def test_what_the_chat_puts_in_counts_at_once_and_stays_after_a_reload(visit: Visit, picture: Picture) -> None:
    visitor = visit(viewport=PHONE, **CHINESE)
    ask(visitor, "咖啡机")
    ask(visitor, "对比前两款")
    ask(visitor, "把第一款加入购物车")
    visitor.page.locator(".dg-cart-count").get_by_text("1").wait_for()
    visitor.page.reload()
    visitor.page.locator(".dg-cart-count").get_by_text("1").wait_for()
    visitor.page.locator(".dg-cart-button").click()
    visitor.page.locator(".dg-cart-line").wait_for()
    picture(visitor.page, "floor_cart_zh_phone")
    assert visitor.page.locator(".dg-cart").bounding_box()["width"] <= 360


def test_two_tabs_have_one_cart(visit: Visit) -> None:
    visitor = visit()
    turn = ask(visitor, "tents")
    other = visitor.page.context.new_page()
    other.goto(visitor.page.url)
    other.locator(".dg-card").first.wait_for()
    turn.locator(".dg-put:enabled").first.click()
    other.locator(".dg-cart-count").get_by_text("1").wait_for()


# ---- orders ----------------------------------------------------------------------------------------------------------


def test_a_return_is_asked_for_and_confirmed(visit: Visit, picture: Picture, shop: Any) -> None:
    visitor = visit()
    visitor.page.locator(".dg-visitor").select_option("C-017")
    orders = ask(visitor, "my orders")
    cards = orders.locator(".dg-order")
    assert cards.count() == 3
    assert "D-100534" in cards.nth(0).inner_text()
    assert cards.nth(0).locator("[aria-current=step]").inner_text() == "Placed"
    picture(visitor.page, "floor_orders_en")
    orders.get_by_role("button", name="Show 5 more").click()
    assert cards.count() == 8
    asked = press(visitor, cards.nth(1).get_by_role("button", name="Send back"))
    question = asked.locator(".dg-question")
    assert "Send back from order D-100511?" in question.inner_text()
    assert "Hazelstane" in question.inner_text()
    picture(visitor.page, "floor_return_question_en")
    done = press(visitor, question.get_by_role("button", name="Confirm"))
    assert visitor.page.locator(".dg-question").count() == 0
    assert "was asked for on" in done.locator(".dg-order").inner_text()
    assert done.get_by_role("button", name="Send back").count() == 0
    picture(visitor.page, "floor_return_done_en")
    [request] = [one for one in shop.ledger.order_requests("C-017") if one.order_id == "D-100511"]
    assert request.product_ids == ("BEA-019",)
    shown = done.locator(".dg-order").inner_text()
    visitor.page.reload()
    visitor.answered().locator(".dg-order").wait_for()
    assert visitor.answered().locator(".dg-order").inner_text() == shown


def test_an_order_is_kept_in_chinese(visit: Visit, picture: Picture, shop: Any) -> None:
    visitor = visit(viewport=PHONE, **CHINESE)
    visitor.page.locator(".dg-past-button").click()
    visitor.page.locator(".dg-visitor").select_option("C-022")
    visitor.page.keyboard.press("Escape")
    orders = ask(visitor, "我的订单")
    picture(visitor.page, "floor_orders_zh_phone")
    asked = press(visitor, orders.get_by_role("button", name="取消订单").first)
    picture(visitor.page, "floor_cancel_question_zh_phone")
    press(visitor, asked.get_by_role("button", name="保持原样"))
    assert all(order.status != "cancelled" for order in shop.ledger.orders("C-022")[:1])


def test_a_guest_is_asked_to_sign_in(visit: Visit) -> None:
    visitor = visit()
    turn = ask(visitor, "my orders")
    assert turn.locator(".dg-order").count() == 0
    turn.get_by_role("button", name="Sign in").click()
    visitor.page.get_by_role("dialog", name="Sign in").wait_for()


# ---- what to ask next ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "words", "question"),
    [({}, "tents", "Which of these is lightest?"), (CHINESE, "帐篷", "这些里哪款最轻？")],
)
def test_a_suggested_question_is_asked_with_a_click(
    visit: Visit, picture: Picture, context: dict[str, Any], words: str, question: str
) -> None:
    visitor = visit(**context)
    turn = ask(visitor, words)
    group = turn.locator(".dg-next")
    assert 2 <= group.get_by_role("button").count() <= 4
    picture(visitor.page, f"floor_next_{'zh' if context else 'en'}")
    answer = press(visitor, group.get_by_role("button", name=question))
    assert "1.7 kg" in answer.locator(".dg-prose").inner_text()
    assert turn.locator(".dg-next").count() == 0
    assert question not in answer.locator(".dg-next").all_inner_texts()
