"""A real site over a real database, with a chat that says the shopper's words back, and browsers to visit it with."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from assistant.agent.events import ChatEvent, TextDelta, TurnEnded, TurnStarted
from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from records.access.passwords import Passwords
from records.access.people import People, open_people
from records.nouns import Conversation, Customer, ReceivedMessage, Turn

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
PASSWORD = "correct horse 电池"
SITE = "http://testserver"


@dataclass
class Wound:
    """A clock that stands until it is wound."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **passed: float) -> None:
        self.moment += timedelta(**passed)


@dataclass
class EchoChat:
    """Answers and logs as the real service does, without a language model."""

    shop: Shop | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def stream(
        self,
        text: str,
        *,
        conversation_id: str,
        customer_id: str | None = None,
        guest_id: str | None = None,
        turn_id: str | None = None,
    ) -> Iterator[ChatEvent]:
        assert self.shop is not None
        log, turn_id = self.shop.log, turn_id or secrets.token_urlsafe(24)
        log.start(Conversation(conversation_id, NOON, customer_id, guest_id=guest_id))
        self.asked.append((conversation_id, text))
        log.receive(ReceivedMessage(turn_id, conversation_id, NOON, text))
        yield TurnStarted(conversation_id, turn_id, "en")
        yield TextDelta(f"You said: {text}")
        turn = Turn(
            turn_id,
            conversation_id,
            len(log.turns(conversation_id)),
            NOON,
            text,
            f"You said: {text}",
            "en",
            "answered",
        )
        log.append(turn)
        yield TurnEnded(turn)

    def remove_constraint(
        self, conversation_id: str, name: str, value: str | None = None, *, text: str = "", **whose: Any
    ) -> Iterator[ChatEvent]:
        yield from self.stream(text or f"no {name}", conversation_id=conversation_id, **whose)


@dataclass
class Browser:
    """Somebody's browser at the site: cookies of its own, the page's key and its CSRF token."""

    client: Any
    key: str = field(default_factory=lambda: secrets.token_hex(6))

    @property
    def csrf(self) -> str:
        return str(self.client.get("/api/me").json()["csrf_token"])

    def send(self, method: str, path: str, told: Any = None, **headers: str) -> Any:
        """As the page's own script does, with token and origin."""
        wanted = {"Origin": SITE, "X-CSRF-Token": self.csrf, **headers}
        return self.client.request(method, path, json=told, headers=wanted)

    def sign_in(self, login: str, password: str = PASSWORD) -> Any:
        return self.client.post("/api/sign-in", json={"login": login, "password": password})

    def take_cookies(self, other: Browser) -> None:
        """Has the other browser's cookies in the place of its own."""
        self.client.cookies.clear()
        for cookie in other.client.cookies.jar:
            self.client.cookies.jar.set_cookie(cookie)

    def event(self, name: str, told: dict[str, Any], key: str | None = None, **headers: str) -> Any:
        """Joins Gradio's queue with an event of the page, as the browser does."""
        config = self.client.get("/config").json()
        names = {target[1]: one["id"] for one in config["dependencies"] for target in one["targets"]}
        inputs = {one["id"]: len(one["inputs"]) for one in config["dependencies"]}
        body = {
            "data": [None] * inputs[names[name]],
            "event_data": told,
            "fn_index": names[name],
            "session_hash": key or self.key,
        }
        path = "/gradio_api/queue/join" if name == "ask" else "/gradio_api/run/predict"
        return self.client.post(path, json=body, headers={"Origin": SITE, **headers})

    def ask(self, text: str, conversation: str | None = None, turn: str | None = None) -> dict[str, Any]:
        """The last frame of a turn."""
        turn = turn or secrets.token_hex(16)
        self.event("ask", {"text": text, "turn": turn, "conversation": conversation})
        told = self.client.get("/gradio_api/queue/data", params={"session_hash": self.key}).text
        messages = [json.loads(line[6:]) for line in told.splitlines() if line.startswith("data: ")]
        completed = next(one for one in messages if one["msg"] == "process_completed")
        assert completed["success"], completed
        return {"turn": turn, "raw": told}

    def conversations(self) -> list[str]:
        """Ids of the visitor's conversations, newest first."""
        return [one["id"] for one in self.client.get("/api/conversations?limit=100").json()["conversations"]]


@dataclass
class Site:
    """The opened site and its clock."""

    app: Any
    shop: Shop
    clock: Wound
    chat: EchoChat
    portal: Any

    def browser(self, sign_in: str | None = None, base_url: str = SITE) -> Browser:
        """A new browser that has opened the page, and signed in where a login is given."""
        from fastapi.testclient import TestClient

        client = TestClient(self.app, base_url=base_url)
        client.portal = self.portal  # all on one event loop, as Gradio's queue is
        browser = Browser(client)
        client.get("/")
        if sign_in is not None:
            assert browser.sign_in(sign_in).status_code == 200
        return browser


@contextmanager
def open_site(folder: Path, *, accounts: bool = True, **settings: Any) -> Iterator[Site]:
    """The site of a shop with two customers, Fang and Bea, and an account of each role; each named as its role.

    `bea` is the other shopper. Everybody's password is `PASSWORD`. The same folder opens the same shop again.
    """
    from fastapi.testclient import TestClient

    from interfaces.ui.site import build_site

    (folder / "shop").mkdir(parents=True, exist_ok=True)
    catalog = folder / "shop" / "products.jsonl"
    catalog.touch()
    chosen = read_settings(home=folder / "home", catalog=catalog, _env_file=None, **settings)
    clock, chat = Wound(), EchoChat()
    engine = SimpleNamespace(product=lambda id: None, currency="USD", close=lambda: None)
    shop = open_shop(chosen, search_engine=engine, chat=chat, now=clock)
    chat.shop = shop
    shop.__dict__["people"] = _people(shop, clock) if accounts else None
    app = build_site(shop)
    with TestClient(app) as running:
        yield Site(app, shop, clock, chat, running.portal)
    shop.close()


def _people(shop: Shop, clock: Wound) -> People:
    """The shop's people, made unless they are there; passwords cost next to nothing, or tests would only hash."""
    people = open_people(shop.database, shop.settings.access(), shop.site_secret, clock, Passwords((1, 8, 1)))
    if people.accounts.accounts():
        return people
    assert shop.ledger is not None
    for id, name in (("C-001", "王芳"), ("C-002", "Bea")):
        shop.ledger.add_customer(Customer(id, name, f"{id}@example.com", "en", "Cork", NOON))
    people.accounts.add("shopper", "shopper", PASSWORD, "C-001")
    people.accounts.add("bea", "shopper", PASSWORD, "C-002")
    for role in ("staff", "analyst", "admin"):
        people.accounts.add(role, role, PASSWORD)
    return people
