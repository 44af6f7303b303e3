"""A sign-in that ends in the middle of a chat, and the shop in another site's frame: no word is lost, no dead end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from conftest import PASSWORD, Visit, Visitor

from interfaces.ui.server import served
from interfaces.ui.site import build_site

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(demo_shop: Any) -> Any:
    return demo_shop


def sign_in(visitor: Visitor, login: str) -> None:
    visitor.page.locator(".dg-login").fill(login)
    visitor.page.locator(".dg-password").fill(PASSWORD)
    visitor.page.locator(".dg-sign-in-go").click()
    visitor.page.locator(".dg-sign-in").wait_for(state="hidden")


def signed_in_and_ended(visitor: Visitor, name: str = "Sign in") -> None:
    """Signed in, with a turn in the conversation, and the sign-in ended behind the page's back."""
    visitor.page.get_by_role("button", name=name, exact=True).first.click()
    sign_in(visitor, "aaliyah")
    visitor.say("what is in my cart?")
    visitor.answered()
    kept = visitor.page.context.cookies()
    visitor.page.context.clear_cookies(name="daogou_sign_in")
    assert len(visitor.page.context.cookies()) == len(kept) - 1


def test_what_was_asked_as_the_sign_in_ended_is_sent_after_signing_in_again(
    visit: Visit, shop: Any, picture: Any
) -> None:
    visitor = visit()
    signed_in_and_ended(visitor)
    before = visitor.page.evaluate("sessionStorage.getItem('daogou-conversation')")
    visitor.say("where is my last order?")
    box = visitor.page.get_by_role("dialog", name="Sign in")
    box.get_by_text("sign in again and it is sent").wait_for()
    assert visitor.page.locator(".dg-input").input_value() == "where is my last order?"
    assert "cart" not in visitor.page.locator(".dg-thread").inner_text()  # nobody who sits down here reads it
    picture(visitor.page, "floor-sign-in-ended-en")
    sign_in(visitor, "aaliyah")
    visitor.page.locator(".dg-bubble", has_text="where is my last order?").wait_for()
    visitor.answered()
    assert visitor.page.locator(".dg-input").input_value() == ""
    assert [turn.text for turn in shop.log.turns(before)] == ["what is in my cart?", "where is my last order?"]
    visitor.complaints.clear()  # the browser reports the refused message


def test_somebody_else_who_signs_in_sends_nothing_and_sees_nothing_of_it(visit: Visit, shop: Any) -> None:
    visitor = visit(locale="zh-CN")
    signed_in_and_ended(visitor, "登录")
    visitor.say("我的鞋码是个秘密")
    visitor.page.get_by_role("dialog", name="登录").get_by_text("重新登录后会自动发送").wait_for()
    sign_in(visitor, "fang")
    visitor.page.wait_for_function("document.querySelector('.dg-input').value === ''")
    assert "鞋码" not in visitor.page.locator(".dg").inner_text()
    assert shop.log.conversations("C-022", 10) == () or all(
        "鞋码" not in turn.text for one in shop.log.conversations("C-022", 10) for turn in shop.log.turns(one.id)
    )
    visitor.complaints.clear()


@contextmanager
def parent_page(shown: list[str]) -> Iterator[str]:
    """The address of another site's page that shows what is listed first in a frame."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(f"<iframe src='{shown[0]}' style='width:900px;height:680px'></iframe>".encode())

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_another_sites_frame_stays_empty_unless_the_shop_names_that_site(browser: Any, site: str) -> None:
    with parent_page([site]) as parent:
        page = browser.new_page()
        page.goto(parent)
        assert page.frames[-1].locator(".dg").count() == 0
        page.close()


def test_a_frame_without_cookies_leads_to_a_window_of_its_own(browser: Any, shop: Any, picture: Any) -> None:
    shown: list[str] = []
    with parent_page(shown) as parent:
        shop.settings = shop.settings.model_copy(update={"frame_ancestors": [parent]})
        with served(build_site(shop)) as site:
            shown.append(site)
            page = browser.new_context(locale="en-US").new_page()
            page.goto(parent)
            frame = page.frame_locator("iframe")
            frame.get_by_role("alert").get_by_text("keeps no cookies").wait_for()
            picture(page, "floor-frame-without-cookies-en")
            with page.context.expect_page() as opened:
                frame.get_by_role("link", name="Open the shop in its own window").click()
            window = opened.value
            window.locator(".dg-input").fill("what is in my cart?")
            window.locator(".dg-send").click()
            window.locator(".dg-turn.dg-done").wait_for()
            page.context.close()
