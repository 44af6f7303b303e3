"""What visitors of the conversation desk ask of its routes, and conversations for them to ask about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from open_site import NOON, Browser, Site

from records.nouns import Turn

DESK = "/api/desk/conversations"
HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>"


def said_by(site: Site, browser: Browser, text: str = "hello") -> str:
    """A conversation in which the shopper said that."""
    browser.ask(text)
    return site.chat.asked[-1][0]


def a_turn(id: str, position: int = 1, **changed: Any) -> Turn:
    turn = Turn(
        f"turn-{position}-{id}"[:40], id, position, NOON + timedelta(minutes=position), "q", "a", "en", "answered"
    )
    return replace(turn, **changed)


def read(staff: Browser, id: str, **params: Any) -> dict[str, Any]:
    answer = staff.client.get(f"{DESK}/{id}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def take(browser: Browser, id: str) -> Any:
    return browser.send("POST", f"{DESK}/{id}/taking")


def say(browser: Browser, id: str, text: str, key: str = "key-0000-0001") -> Any:
    return browser.send("POST", f"{DESK}/{id}/messages", {"text": text, "key": key})


def live(browser: Browser, id: str, after: str | None = None) -> dict[str, Any]:
    answer = browser.client.get(f"/api/conversations/{id}/live", params={"after": after} if after else {})
    assert answer.status_code == 200
    return dict(answer.json())


def hand_off(site: Site, id: str, reason: str = "My parcel is lost", mood: str = "angry") -> str:
    assert site.shop.ledger is not None
    known = site.shop.log.conversation(id)
    assert known is not None
    key = f"key-{id}-{reason}"
    return site.shop.ledger.add_hand_off(
        id, known.customer_id, reason=reason, summary="Requests:\n- hello", mood=mood, action_id=key
    ).id
