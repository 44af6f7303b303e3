"""What shoppers say on the site is read by the rounds behind it, follows their own searches, and is nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Condition
from typing import Any

import pytest
from conftest import Visit, Visitor
from scripted_shop import PATIENCE_SECONDS

from assistant.llm.scripted import Step
from interfaces.ui.server import served
from interfaces.ui.site import build_site
from loyalty.mining import rounds
from loyalty.mining.job import Mined
from loyalty.mining.shop_loyalty import ShopLoyalty
from records.actions import utc_now

pytestmark = pytest.mark.browser
PASSWORD = "a long enough password"
LOGINS = {"C-017": "aaliyah", "C-022": "fang"}
EVERY = timedelta(milliseconds=200)
BROKE = "The Ostrand Studio 40 headphones broke after two days, I am really disappointed."
AWFUL = "The Ostrand Thread earphones are terrible, the sound is awful."
FIRST_BROKE = "第一款质量太差了，用了两天就坏了"


def searched(query: str) -> list[Step]:
    return [Step(tool_calls=[("search_products", {"query": query})]), Step("Have a look.")]


SORRY = Step("I am sorry to hear that.")
IN_ENGLISH = [
    *searched("headphones"), SORRY, *searched("earphones"), SORRY, *searched("headphones"), *searched("speakers"),
    *searched("headphones"), *searched("headphones"), *searched("headphones"),
]  # fmt: skip
IN_CHINESE = [*searched("耳机"), SORRY, *searched("耳机"), *searched("耳机")]


@dataclass
class WatchedRounds:
    """The shop's own rounds, with somebody who waits for what they find."""

    loyalty: ShopLoyalty
    scored: Condition = field(default_factory=Condition)

    def mine(self, *, stop: Callable[[], bool]) -> Mined:
        return self.loyalty.mine(stop=stop)

    def score(self) -> int:
        count = self.loyalty.score()
        with self.scored:
            self.scored.notify_all()
        return count

    def wait_until_quoted(self, customer: str, *quotes: str) -> None:
        """Returns once the customer's newest score is explained with these words of theirs."""

        def quoted() -> bool:
            newest = self.loyalty.newest(customer)
            return newest is not None and all(quote in str(newest.explanation) for quote in quotes)

        with self.scored:
            assert self.scored.wait_for(quoted, PATIENCE_SECONDS), f"no round explained {customer} with {quotes}"


@pytest.fixture
def shop(open_scripted_shop: Callable[..., Any], steps: list[Step]) -> Any:
    """The demo shop with real records, accounts and the shipped sentiment model, over a scripted language model."""
    opened = open_scripted_shop(*steps, now=utc_now)  # a turn is dated by the real clock
    del opened.__dict__["log"]  # the log of its database in place of one that a test hands in
    for customer_id, login in LOGINS.items():
        opened.people.accounts.add(login, "shopper", PASSWORD, customer_id)
    return opened


@pytest.fixture
def learning(shop: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchedRounds]:
    """The rounds of a running site, without the minutes between them."""
    monkeypatch.setattr(rounds, "FIRST_AFTER_SECONDS", 0.0)
    watched = WatchedRounds(shop.loyalty)
    with rounds.mining_in_background(lambda: watched, EVERY.total_seconds(), shop.now):
        yield watched


@pytest.fixture
def site(shop: Any, learning: WatchedRounds) -> Iterator[str]:
    """The address at which it is served."""
    with served(build_site(shop)) as address:
        yield address


def sign_in(visitor: Visitor, login: str) -> None:
    page = visitor.page
    page.locator(".dg-account-button").click()
    page.locator(".dg-login").fill(login)
    page.locator(".dg-password").fill(PASSWORD)
    page.locator(".dg-sign-in-go").click()
    page.locator(".dg-sign-in").wait_for(state="hidden")


def ask(visitor: Visitor, words: str) -> Any:
    visitor.say(words)
    visitor.page.locator(".dg-turn:last-child .dg-bubble", has_text=words).wait_for()
    return visitor.answered()


def begin_anew(visitor: Visitor) -> None:
    visitor.page.locator(".dg-new").first.click()
    visitor.page.locator(".dg-turn").first.wait_for(state="detached")


def card(turn: Any, title: str) -> tuple[int, str]:
    """Where a product stands among the cards, and all that its card says."""
    said = turn.locator(".dg-card").all_inner_texts()
    [place] = [place for place, text in enumerate(said) if title in text]
    return place, said[place]


@pytest.mark.parametrize("steps", [IN_ENGLISH])
def test_a_complaint_is_read_told_and_followed_for_whoever_made_it_only(visit: Visit, learning: WatchedRounds) -> None:
    mine, other, guest = visit(), visit(), visit()
    sign_in(mine, "aaliyah")
    assert card(ask(mine, "headphones"), "Ostrand Studio 40")[0] == 0
    ask(mine, BROKE)
    begin_anew(mine)
    ask(mine, "earphones")
    ask(mine, AWFUL)
    learning.wait_until_quoted("C-017", BROKE[:-1], AWFUL[:-1])

    begin_anew(mine)
    told = ask(mine, "What do you know about me?").locator(".dg-prose").inner_text()
    assert BROKE[:-1] in told
    assert AWFUL[:-1] in told
    place, said = card(ask(mine, "headphones"), "Ostrand Studio 40")
    assert place > 0
    assert "you were not content with this before" in said
    assert "you were not content with Ostrand before" in card(ask(mine, "speakers"), "Ostrand Desk Duo")[1]
    ask(mine, "don't use my purchase history")
    place, said = card(ask(mine, "headphones"), "Ostrand Studio 40")
    assert (place, "not content" in said) == (0, False)
    assert "your searches do not follow it" in ask(mine, "What do you know about me?").inner_text()

    sign_in(other, "fang")
    for stranger in (other, guest):
        place, said = card(ask(stranger, "headphones"), "Ostrand Studio 40")
        assert (place, "not content" in said) == (0, False)
        assert "broke after two days" not in ask(stranger, "What do you know about me?").inner_text()
    assert "You are not signed in" in guest.answered().inner_text()


@pytest.mark.parametrize("steps", [IN_CHINESE])
def test_in_chinese_too(visit: Visit, learning: WatchedRounds) -> None:
    mine = visit(locale="zh-CN")
    sign_in(mine, "fang")
    assert card(ask(mine, "耳机"), "Studio 40")[0] == 0
    ask(mine, FIRST_BROKE)
    learning.wait_until_quoted("C-022", FIRST_BROKE)
    begin_anew(mine)
    assert FIRST_BROKE in ask(mine, "你了解我什么？").inner_text()
    place, said = card(ask(mine, "耳机"), "Studio 40")
    assert place > 0
    assert "您对这款不满意过" in said
    ask(mine, "别参考我的购买记录")
    assert card(ask(mine, "耳机"), "Studio 40")[0] == 0
    assert "按您的意思，搜索不参考它们" in ask(mine, "你了解我什么？").inner_text()
