"""A served site and a real Chromium for the journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scripted_shop import PATIENCE_SECONDS, Answer, ScriptedChat, ScriptedShop, echo
from watching import watch

from interfaces.ui.server import served
from interfaces.ui.site import build_site

CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a long enough password"
LOGINS = {"C-017": "aaliyah", "C-022": "fang"}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#888"/></svg>'


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium, closed with its module: while it is open no other test of this thread can run an event loop."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or os.environ.get("CHROMIUM")
    if executable is None:
        pytest.skip("needs Chromium: no `chromium` on the PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def shop(tmp_path: Path) -> ScriptedShop:
    """A shop that echoes; a test may give its chat another answer."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "AUD-001.svg").write_text(PICTURE)
    catalog = tmp_path / "products.jsonl"
    catalog.touch()
    return ScriptedShop(ScriptedChat(echo), catalog)


@dataclass
class Visitor:
    """Somebody with a browser of their own; what the page complained about or asked of other hosts is kept."""

    page: Any
    complaints: list[str]
    strange_requests: list[str]

    def say(self, words: str) -> None:
        self.page.locator(".dg-input").fill(words)
        self.page.locator(".dg-send").click()

    def answered(self, state: str = "done") -> Any:
        """The last turn, once it has ended that way."""
        turn = self.page.locator(f".dg-turn:last-child.dg-{state}")
        turn.wait_for()
        return turn


SCREENSHOTS = Path(__file__).parents[2] / "artefacts" / "screenshots"
"""Kept for whoever looks at what CI saw; git ignores them."""


@pytest.fixture
def picture() -> Callable[..., Path]:
    """Keeps what a page looks like: `picture(page, "chat_zh")`, of the whole page with `full_page=True`."""

    def take(page: Any, name: str, **how: Any) -> Path:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=file, **how)
        return file

    return take


Visit = Callable[..., Visitor]


@pytest.fixture
def demo_shop(open_scripted_shop: Callable[..., Any]) -> Any:
    """The demo shop with real records and the accounts `LOGINS`, answering what is plain without a language model."""
    opened = open_scripted_shop(tool_calls="guided")
    del opened.__dict__["log"]  # the log of its database in place of one that a test hands in
    for customer_id, login in LOGINS.items():
        opened.people.accounts.add(login, "shopper", PASSWORD, customer_id)
    return opened


@pytest.fixture
def site(shop: Any) -> Iterator[str]:
    """The address at which `shop` is served."""
    with served(build_site(shop)) as address:
        yield address


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Visit]:
    """Opens the page for a new visitor; at the end no visitor's page may have complained or called another host."""
    visitors: list[Visitor] = []

    def arrive(**context: Any) -> Visitor:
        context = {"locale": "en-US", "viewport": {"width": 1100, "height": 760}, **context}
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(PATIENCE_SECONDS * 1_000)
        visitor = Visitor(page, [], [])
        watch(page, site, visitor.complaints, visitor.strange_requests)
        page.goto(site)
        page.locator(".dg-example").first.wait_for()
        visitors.append(visitor)
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.page.context.close()
    assert [v.complaints for v in visitors if v.complaints] == []
    assert [v.strange_requests for v in visitors if v.strange_requests] == []


@pytest.fixture
def answer_with(shop: ScriptedShop) -> Callable[[Answer], None]:
    """Gives the shop's chat another answer."""

    def give(answer: Answer) -> None:
        shop.chat.answer = answer

    return give
