"""One's conversations on every device, and nobody else's: signing in and out of the demo shop in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import PASSWORD, Visit, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(demo_shop: Any) -> Any:
    return demo_shop


def sign_in(visitor: Visitor, login: str, password: str = PASSWORD) -> None:
    visitor.page.get_by_role("button", name="Sign in").click()
    box = visitor.page.get_by_role("dialog", name="Sign in")
    box.get_by_label("Login or e-mail").fill(login)
    box.get_by_label("Password").fill(password)
    box.get_by_role("button", name="Sign in").click()


def signed_in(visitor: Visitor, login: str = "aaliyah") -> None:
    sign_in(visitor, login)
    visitor.page.locator(".dg-sign-in").wait_for(state="hidden")


def titles(visitor: Visitor) -> list[str]:
    """What the drawer lists, closed again afterwards."""
    with visitor.page.expect_response("**/api/conversations?limit=30*"):
        visitor.page.get_by_role("button", name="Conversations").click()
    listed = visitor.page.locator(".dg-past-title").all_inner_texts()
    visitor.page.keyboard.press("Escape")
    return list(listed)


def ask(visitor: Visitor, words: str) -> Any:
    visitor.say(words)
    visitor.page.locator(".dg-bubble", has_text=words).wait_for()
    return visitor.answered()


@pytest.mark.slow
def test_what_the_guest_said_is_the_customers_on_every_device_and_nobody_elses(visit: Visit, shop: Any) -> None:
    phone, laptop, other, guest = visit(), visit(), visit(), visit()
    ask(phone, "what is in my cart?")
    signed_in(phone)
    phone.page.locator(".dg-turn").wait_for()
    assert ask(phone, "where is my last order?").locator(".dg-prose").inner_text() != ""
    [mine] = shop.log.conversations("C-017", limit=1)
    assert (mine.guest_id, len(shop.log.turns(mine.id))) == (None, 2)

    signed_in(laptop)
    laptop.page.locator(".dg-bubble", has_text="where is my last order?").wait_for()
    assert laptop.page.locator(".dg-turn").count() == 2
    assert "what is in my cart?" in titles(laptop)

    signed_in(other, "fang")
    for stranger in (other, guest):
        stranger.page.evaluate("id => sessionStorage.setItem('daogou-conversation', id)", mine.id)
        stranger.page.reload()
        stranger.page.locator(".dg-example").first.wait_for()
        assert "what is in my cart?" not in titles(stranger)
        assert "my last order" not in stranger.page.content()
        statuses = stranger.page.evaluate(
            "id => Promise.all(['', '/drawn', '/download'].map("
            "path => fetch('/api/conversations/' + id + path).then(answer => answer.status)))",
            mine.id,
        )
        assert statuses == [404, 404, 404]
        stranger.complaints.clear()  # the browser reports each 404


def test_a_wrong_password_is_said_kindly_and_too_many_tries_have_to_wait(visit: Visit) -> None:
    visitor = visit(locale="zh-CN")
    page = visitor.page
    page.get_by_role("button", name="登录").click()
    page.get_by_label("登录名或邮箱").fill("aaliyah")
    alert = page.locator(".dg-sign-in-wrong")
    for _ in range(12):
        page.get_by_label("密码").fill("wrong wrong wrong")
        with page.expect_response("**/api/sign-in") as answered:
            page.locator(".dg-sign-in-go").click()
        alert.wait_for()
        if answered.value.status == 429:
            break
        assert "不匹配" in alert.inner_text()
    page.get_by_text("尝试次数太多了").wait_for()
    assert page.get_by_label("密码").input_value() == "wrong wrong wrong"
    visitor.complaints.clear()  # the browser reports each refusal


def test_after_signing_out_nothing_is_left_and_the_back_button_shows_nothing(visit: Visit, shop: Any) -> None:
    visitor = visit()
    signed_in(visitor)
    ask(visitor, "where is my last order?")
    other_tab = visitor.page.context.new_page()
    other_tab.goto(visitor.page.url)
    other_tab.locator(".dg-bubble", has_text="my last order").wait_for()
    page = visitor.page
    page.get_by_role("button", name="Signed in as").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    page.get_by_role("button", name="Sign in").wait_for()
    other_tab.locator(".dg-example").first.wait_for()
    other_tab.locator(".dg-bubble").wait_for(state="detached")
    assert page.evaluate("JSON.stringify([Object.keys(sessionStorage), Object.keys(localStorage)])").count("asked") == 0
    assert page.evaluate("sessionStorage.getItem('daogou-conversation')") is None
    page.go_back()
    page.go_forward()
    page.locator(".dg-example").first.wait_for()
    for tab in (page, other_tab):
        assert "my last order" not in tab.content()
    assert titles(visitor) == []


def test_a_question_still_waits_for_its_yes_after_a_reload(visit: Visit, shop: Any) -> None:
    visitor = visit()
    signed_in(visitor)
    ask(visitor, "cancel my last order").locator(".dg-confirm").wait_for()
    visitor.page.reload()
    visitor.page.get_by_role("button", name="Keep as is").click()
    visitor.page.locator(".dg-turn").nth(1).wait_for()
    visitor.answered()
    visitor.page.reload()
    visitor.page.locator(".dg-turn").nth(1).wait_for()
    assert visitor.page.locator(".dg-confirm").count() == 0


def test_a_message_sent_twice_under_one_id_gives_one_turn(visit: Visit, shop: Any) -> None:
    visitor = visit()
    ask(visitor, "how long do I have to send something back?")
    [conversation] = [one for one in shop.log.conversations() if one.guest_id]
    [turn] = shop.log.turns(conversation.id)
    asked = {"id": turn.id, "text": turn.text, "shown": turn.text, "remove": None, "conversation": ""}
    visitor.page.evaluate(
        "asked => { sessionStorage.setItem('daogou-asked', JSON.stringify(asked)); "
        "sessionStorage.setItem('daogou-conversation', ''); }",
        asked,
    )
    visitor.page.reload()
    again = visitor.answered()
    assert again.locator(".dg-prose").inner_text() != ""
    assert [one.id for one in shop.log.turns(conversation.id)] == [turn.id]
    assert len([one for one in shop.log.conversations() if one.guest_id]) == 1


def test_who_tries_the_demo_shop_comes_back_as_them_in_this_browser_only(visit: Visit, shop: Any) -> None:
    anna, bo = visit(), visit()
    for visitor in (anna, bo):
        visitor.page.locator(".dg-visitor").select_option("C-017")
    ask(anna, "where is my last order?")
    anna.page.reload()
    anna.page.locator(".dg-turn").wait_for()
    assert anna.page.locator(".dg-visitor").input_value() == "C-017"
    assert titles(anna) == ["where is my last order?"]
    assert titles(bo) == []


def test_a_sign_in_that_has_ended_is_said_and_the_words_are_kept(visit: Visit, shop: Any) -> None:
    visitor = visit()
    signed_in(visitor)
    ask(visitor, "where is my last order?")
    cookies = [one for one in visitor.page.context.cookies() if one["name"] != "daogou_sign_in"]
    visitor.page.context.clear_cookies()
    visitor.page.context.add_cookies(cookies)
    visitor.say("and the one before?")
    visitor.page.locator(".dg-ended", has_text="Your sign-in has ended.").wait_for()
    assert visitor.page.locator(".dg-input").input_value() == "and the one before?"
    assert "my last order" not in visitor.page.content()
    assert visitor.page.locator(".dg-turn").count() == 0
    visitor.complaints.clear()  # the browser reports that the page is no longer this visitor's
    visitor.page.keyboard.press("Escape")  # not now
    signed_in(visitor)
    visitor.page.locator(".dg-bubble", has_text="where is my last order?").wait_for()


def test_a_provider_is_offered_where_one_is_set(visit: Visit) -> None:
    visitor = visit()
    visitor.page.route(
        "**/api/me",
        lambda route: route.fulfill(json={"role": "guest", "account_id": None, "accounts": True, "oidc": "Juniper ID"}),
    )
    assert visitor.page.locator(".dg-provider").is_hidden()
    visitor.page.reload()
    visitor.page.locator(".dg-example").first.wait_for()
    visitor.page.get_by_role("button", name="Sign in").click()
    link = visitor.page.get_by_role("link", name="Continue with Juniper ID")
    assert link.get_attribute("href") == "/sign-in/oidc"
