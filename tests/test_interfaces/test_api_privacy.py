"""All of one's conversations in a file, and all that is kept deleted: one's own, nobody else's; nothing comes back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from open_site import SITE, Browser, Site, open_site

from records.access.rules import ROLES, Role
from records.carts import cart_owner
from records.erasure.receipts import Receipts
from records.nouns import CartLine

LINE = CartLine("AUD-001", "Hush 2", 1, 129.0, "USD")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path) as opened:
        yield opened


def said(site: Site, browser: Browser, words: str) -> str:
    """The conversation that the words began, with a thumb on its turn."""
    turn = browser.ask(words)["turn"]
    assert browser.send("POST", f"/api/turns/{turn}/feedback", {"helpful": True, "words": "fine"}).status_code == 200
    return site.chat.asked[-1][0]


def test_a_guest_is_forgotten_and_only_that_guest(site: Site) -> None:
    guest, other, shopper = site.browser(), site.browser(), site.browser("shopper")
    mine = [said(site, guest, words) for words in ("my first secret", "my second secret")]
    theirs = [said(site, other, "not yours"), said(site, shopper, "nor this")]
    assert site.shop.ledger is not None
    site.shop.ledger.add_to_cart(cart_owner(None, mine[0]), LINE)
    [receipt] = guest.send("DELETE", "/api/me").json()["receipts"]
    assert receipt["done_by"] == "self"
    assert (receipt["counts"]["conversations"], receipt["counts"]["turns"], receipt["counts"]["feedback"]) == (2, 2, 2)
    assert Receipts(site.shop.database).receipt(receipt["id"]).is_intact
    for id in mine:
        assert site.shop.log.conversation(id) is None
        assert site.shop.feedback.of_conversation(id) == ()
    assert site.shop.ledger.cart(cart_owner(None, mine[0])).lines == ()
    assert [site.shop.log.conversation(id) is not None for id in theirs] == [True, True]
    assert b"my first secret" not in b"".join(file.read_bytes() for file in site.shop.settings.home.glob("*.sqlite*"))


def test_afterwards_the_browser_is_another_guest_and_its_page_goes_on(site: Site) -> None:
    guest = site.browser()
    conversation = said(site, guest, "before")
    token = guest.client.cookies["daogou_guest"]
    guest.send("DELETE", "/api/me")
    assert guest.client.cookies["daogou_guest"] != token
    assert guest.conversations() == []
    guest.ask("after", conversation)  # the same page, with the same key
    assert site.chat.asked[-1][1] == "after"
    assert site.chat.asked[-1][0] != conversation
    assert guest.conversations() == [site.chat.asked[-1][0]]


def test_a_shopper_is_forgotten_on_every_device_and_the_account_with_them(site: Site) -> None:
    phone, laptop = site.browser("shopper"), site.browser("shopper")
    id = said(site, phone, "my shoe size is a secret")
    receipts = laptop.send("DELETE", "/api/me").json()["receipts"]
    assert [one["counts"]["accounts"] for one in receipts] == [1]
    assert site.shop.log.conversation(id) is None
    assert site.shop.ledger is not None
    assert site.shop.ledger.customer("C-001") is None
    assert [browser.client.get("/api/me").json()["role"] for browser in (phone, laptop)] == ["guest", "guest"]
    assert phone.sign_in("shopper").status_code == 401
    assert phone.conversations() == []
    assert site.browser("bea").client.get("/api/me").json()["customer_id"] == "C-002"


def test_somebody_of_the_staff_keeps_their_account(site: Site) -> None:
    staff = site.browser("staff")
    id = said(site, staff, "trying it")
    shoppers = said(site, site.browser("shopper"), "somebody else's, which staff may read")
    assert len(staff.send("DELETE", "/api/me").json()["receipts"]) == 1
    assert site.shop.log.conversation(id) is None
    assert site.shop.log.conversation(shoppers) is not None
    assert staff.client.get("/api/me").json()["role"] == "guest"  # signed out, as somebody who leaves
    assert staff.sign_in("staff").status_code == 200


def test_who_never_said_anything_has_nothing_to_forget(site: Site) -> None:
    guest = site.browser()
    assert guest.send("DELETE", "/api/me").json() == {"receipts": []}
    assert guest.send("DELETE", "/api/me").json() == {"receipts": []}


def test_forgetting_needs_the_pages_token(site: Site) -> None:
    guest = site.browser()
    id = said(site, guest, "keep me")
    assert guest.send("DELETE", "/api/me", **{"X-CSRF-Token": "made up"}).status_code == 403
    assert guest.client.delete("/api/me", headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert site.shop.log.conversation(id) is not None


def test_an_answer_that_is_being_written_is_stopped_first_and_not_kept(site: Site, monkeypatch: Any) -> None:
    guest = site.browser()
    conversation = said(site, guest, "hello")
    begun: list[str] = []
    stopped: list[bool] = []

    def stream(text: str, *, conversation_id: str, turn_id: str, **whose: Any) -> Iterator[Any]:
        from assistant.agent.events import TextDelta, TurnStarted

        begun.append(turn_id)
        try:
            yield TurnStarted(conversation_id, turn_id, "en")
            while True:
                yield TextDelta("and ")
                site.portal.call(_moment)
        finally:
            stopped.append(True)

    monkeypatch.setattr(site.chat, "stream", stream)
    turn = secrets.token_hex(16)
    guest.event("ask", {"text": "go on for ever", "turn": turn, "conversation": conversation})
    while not begun:
        site.portal.call(_moment)
    assert guest.send("DELETE", "/api/me").status_code == 200
    while not stopped:
        site.portal.call(_moment)
    assert site.shop.log.turn(turn) is None


async def _moment() -> None:
    import asyncio

    await asyncio.sleep(0.01)


@pytest.mark.parametrize("role", ROLES)
def test_all_ones_own_conversations_come_in_one_file(site: Site, role: Role) -> None:
    browser = site.browser(None if role == "guest" else role)
    own = [said(site, browser, words) for words in ("one for me", "two for me")]
    said(site, site.browser("bea"), "somebody else's")
    answer = browser.client.get("/api/me/conversations")
    assert answer.headers["content-disposition"] == 'attachment; filename="conversations.json"'
    told = json.loads(answer.text)["conversations"]
    assert {one["id"] for one in told} == set(own)
    assert [next(iter(one["feedback"].values()))["words"] for one in told] == ["fine", "fine"]
    text = browser.client.get("/api/me/conversations?format=markdown").text
    assert "one for me" in text
    assert "somebody else's" not in answer.text + text


def test_more_conversations_than_one_question_gives_are_all_there(site: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr("interfaces.api.conversation_routes._PAGE", 2)
    guest = site.browser()
    own = [said(site, guest, f"number {number}") for number in range(5)]
    told = guest.client.get("/api/me/conversations", headers={"Origin": SITE}).json()["conversations"]
    assert {one["id"] for one in told} == set(own)
    guest.send("DELETE", "/api/me")
    assert [site.shop.log.conversation(id) for id in own] == [None] * 5
