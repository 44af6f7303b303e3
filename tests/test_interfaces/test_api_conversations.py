"""The routes of a visitor's conversations, over a real SQLite log and behind the site's gate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from log_cases import START, message, turn

from interfaces.api.conversation_routes import TITLE_MAX_CHARS, ConversationDesk, conversation_routes
from interfaces.api.entrance import build_entrance
from interfaces.api.identity import Identities
from records.access.config import AccessConfig
from records.access.people import People, open_people
from records.audit import AuditTrail
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.nouns import Conversation
from records.redaction.redactor import Redactor

SECRET = b"a secret of the tests, 32 bytes long"
PASSWORD = "a long enough password"
EVIL = "<script>alert(1)</script>'; drop table turns; -- {{7*7}} ${x}"


@dataclass
class Shop:
    """The parts of a shop that the routes need, over one database."""

    database: Database
    log: SqlConversationLog
    people: People
    ledger: None = None
    site_secret: bytes = SECRET
    deleted: list[str] = field(default_factory=list)
    settings: Any = field(default_factory=lambda: SimpleNamespace(access=AccessConfig))

    def now(self) -> Any:
        return START


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Conversations of two guests, of two customers and of nobody; accounts of both customers and of staff."""
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    database.upgrade()
    people = open_people(database, AccessConfig(), SECRET, lambda: START)
    for login, role, customer in (("anna", "shopper", "C-1"), ("bo", "shopper", "C-2"), ("sam", "staff", None)):
        people.accounts.add(login, role, PASSWORD, customer)
    made = Shop(database, SqlConversationLog(database), people)
    owners = (("guests", None, "g" * 22), ("others", None, "h" * 22), ("annas", "C-1", None), ("bos", "C-2", None))
    for minutes, (id, customer, guest) in enumerate([*owners, ("nobodys", None, None)]):
        made.log.start(Conversation(id, START + timedelta(minutes=minutes), customer, guest_id=guest))
        made.log.append(turn(0, id, text=f"What {id} asked", answer=f"Said to {id}"))
    yield made
    database.close()


@dataclass
class Browser:
    """Somebody's browser, with its cookies and the token that its page sends along."""

    client: TestClient
    token: str = ""

    def sign_in(self, login: str) -> Browser:
        told = self.client.post("/api/sign-in", json={"login": login, "password": PASSWORD})
        assert told.status_code == 200
        self.token = told.json()["csrf_token"]
        return self

    def ask(self, method: str, path: str = "", body: Any = None) -> Any:
        headers = {"X-CSRF-Token": self.token}
        return self.client.request(method, f"/api/conversations{path}", headers=headers, json=body)


@pytest.fixture
def browser(shop: Shop) -> Iterator[Any]:
    """Opens a browser for the guest of an id."""
    app = FastAPI()
    build_entrance(app, shop)  # type: ignore[arg-type]
    redactor = Redactor(b"r" * 32)
    desk = ConversationDesk(lambda: shop.log, lambda: AuditTrail(shop.database, shop.now), lambda: redactor, shop.now)
    app.include_router(conversation_routes(desk, shop.deleted.append))
    tokens = Identities(SECRET, AccessConfig(), shop.now).guest_tokens

    def opened(guest: str = "g" * 22) -> Browser:
        client = TestClient(app, cookies={"daogou_guest": tokens.sign(guest)})
        return Browser(client, client.get("/api/me").json()["csrf_token"])

    return opened


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [one["id"] for one in answer.json()["conversations"]]


def test_everybody_lists_their_own(browser: Any) -> None:
    assert ids(browser().ask("GET")) == ["guests"]
    assert ids(browser("h" * 22).ask("GET")) == ["others"]
    assert ids(browser("n" * 22).ask("GET")) == []
    assert ids(browser("n" * 22).sign_in("anna").ask("GET")) == ["annas"]


def test_who_signs_in_takes_the_guests_conversations_along(browser: Any) -> None:
    anna = browser().sign_in("anna")
    assert ids(anna.ask("GET")) == ["annas", "guests"]
    assert ids(browser().ask("GET")) == [], "the browser is another guest now"


def test_a_list_comes_newest_first_and_page_by_page(browser: Any, shop: Shop) -> None:
    for number in range(5):
        shop.log.start(Conversation(f"more-{number}", START + timedelta(hours=number + 1), guest_id="g" * 22))
    guest = browser()
    first = guest.ask("GET", "?limit=4")
    assert (ids(first), first.json()["more"]) == (["more-4", "more-3", "more-2", "more-1"], True)
    second = guest.ask("GET", "?limit=4&before=more-1")
    assert (ids(second), second.json()["more"]) == (["more-0", "guests"], False)
    assert guest.ask("GET", "?before=others").status_code == guest.ask("GET", "?before=unknown").status_code == 404


def test_what_others_tried_as_a_customer_is_not_the_customers(browser: Any, shop: Shop) -> None:
    for number in range(7):
        tried = Conversation(f"tried-{number}", START + timedelta(hours=number), "C-1", guest_id="h" * 22)
        shop.log.start(tried)
    anna = browser("n" * 22).sign_in("anna")
    listed = anna.ask("GET", "?limit=2")
    assert (ids(listed), listed.json()["more"], listed.json()["current"]) == (["annas"], False, "annas")
    assert anna.ask("GET", "/tried-0").status_code == 404


def test_a_conversation_deleted_while_it_is_renamed_is_unknown(browser: Any, shop: Shop) -> None:
    guest = browser()
    rename = shop.log.rename

    def deleted_first(id: str, title: str) -> None:
        shop.log.delete(id)
        rename(id, title)

    shop.log.rename = deleted_first  # type: ignore[method-assign]
    assert guest.ask("PATCH", "/guests", {"title": "x"}).status_code == 404


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e9"])
def test_a_limit_that_makes_no_sense_is_refused(browser: Any, limit: str) -> None:
    assert browser().ask("GET", f"?limit={limit}").status_code == 422


def test_a_conversation_has_its_first_words_or_its_owners_title(browser: Any, shop: Shop) -> None:
    guest = browser()
    [listed] = guest.ask("GET").json()["conversations"]
    assert listed == {"id": "guests", "title": "What guests asked", "started_at": START.isoformat()}
    renamed = guest.ask("PATCH", "/guests", {"title": "  Birthday \n 礼物 "})
    assert (renamed.status_code, renamed.json()["title"]) == (200, "Birthday 礼物")
    assert guest.ask("GET").json()["conversations"][0]["title"] == "Birthday 礼物"
    assert guest.ask("PATCH", "/guests", {"title": "  "}).json()["title"] == "What guests asked"


def test_a_title_is_kept_without_personal_data(browser: Any, shop: Shop) -> None:
    renamed = browser().ask("PATCH", "/guests", {"title": "for anna.li@example.com"})
    assert renamed.json()["title"] == "for (e-mail address)"
    kept = shop.log.conversation("guests")
    assert kept is not None
    assert "anna" not in kept.title


def test_the_newest_is_gone_on_with_for_a_month(browser: Any, shop: Shop) -> None:
    assert browser().ask("GET").json()["current"] == "guests"
    shop.log.start(Conversation("old", START - timedelta(days=31), guest_id="n" * 22))
    old = browser("n" * 22).ask("GET").json()
    assert ([one["id"] for one in old["conversations"]], old["current"]) == (["old"], None)
    shop.log.start(Conversation("new", START - timedelta(days=29), guest_id="n" * 22))
    assert browser("n" * 22).ask("GET").json()["current"] == "new"


@pytest.mark.parametrize("title", [EVIL, "\u202e\x00", "😀" * TITLE_MAX_CHARS, "\ud83d"])
def test_a_title_is_kept_as_text(browser: Any, shop: Shop, title: str) -> None:
    guest = browser()
    answer = guest.client.patch(
        "/api/conversations/guests",
        content=json.dumps({"title": title}),
        headers={"X-CSRF-Token": guest.token, "Content-Type": "application/json"},
    )
    assert answer.status_code in (200, 422)
    assert len(shop.log.turns("guests")) == 1
    if answer.status_code == 200:
        assert guest.ask("GET").json()["conversations"][0]["title"] == answer.json()["title"]


@pytest.mark.parametrize(
    "body", [{"title": "x" * (TITLE_MAX_CHARS + 1)}, {}, {"title": None}, {"title": ["x"]}, "x", None]
)
def test_a_title_that_is_too_long_or_none_is_refused(browser: Any, shop: Shop, body: Any) -> None:
    assert browser().ask("PATCH", "/guests", body).status_code == 422
    assert shop.log.conversation("guests") == Conversation("guests", START, guest_id="g" * 22)


def test_a_conversation_is_read_whole(browser: Any, shop: Shop) -> None:
    shop.log.append(replace(turn(1, "guests"), answer="And more"))
    shop.log.receive(message(2, "guests", text="And then?"))
    read = browser().ask("GET", "/guests").json()
    assert [one["answer"] for one in read["turns"]] == ["Said to guests", "And more"]
    assert [one["text"] for one in read["not_answered"]] == ["And then?"]


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_a_conversation_is_downloaded(browser: Any, form: str) -> None:
    answer = browser().ask("GET", f"/guests/download?format={form}")
    assert answer.status_code == 200
    ending = {"json": "json", "markdown": "md"}[form]
    assert answer.headers["content-disposition"] == f'attachment; filename="conversation-2026-03-01-guests.{ending}"'
    assert answer.headers["content-type"].startswith({"json": "application/json", "markdown": "text/markdown"}[form])
    assert "What guests asked" in answer.text
    assert "Said to guests" in answer.text


def test_there_is_no_other_format(browser: Any) -> None:
    assert browser().ask("GET", "/guests/download?format=exe").status_code == 422


def test_a_deleted_conversation_is_gone(browser: Any, shop: Shop) -> None:
    guest = browser()
    answer = guest.ask("DELETE", "/guests")
    assert (answer.status_code, answer.content) == (204, b"")
    assert shop.log.conversation("guests") is None
    assert shop.log.turns("guests") == ()
    assert shop.deleted == ["guests"], "what is being answered in it is stopped"
    assert guest.ask("DELETE", "/guests").status_code == 404
    assert ids(guest.ask("GET")) == []


DOORS = [("GET", "", None), ("PATCH", "", {"title": "mine now"}), ("DELETE", "", None), ("GET", "/download", None)]


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
@pytest.mark.parametrize("id", ["others", "annas", "bos", "nobodys", "%27%20OR%201=1", "..%2Fme", "a" * 3000])
def test_somebody_elses_conversation_answers_exactly_as_an_unknown_one(
    browser: Any, shop: Shop, method: str, path: str, body: Any, id: str
) -> None:
    guest = browser()
    unknown = guest.ask(method, f"/unknown{path}", body)
    theirs = guest.ask(method, f"/{id}{path}", body)
    assert unknown.status_code == theirs.status_code == 404
    if "%2F" not in id:
        assert (theirs.text, theirs.headers["content-type"]) == (unknown.text, unknown.headers["content-type"])
    assert len(shop.log.conversations()) == 5
    assert not any(conversation.title for conversation in shop.log.conversations())


@pytest.mark.parametrize(("method", "path", "body"), DOORS)
def test_a_customer_has_no_way_into_another_customers(browser: Any, method: str, path: str, body: Any) -> None:
    anna = browser("n" * 22).sign_in("anna")
    assert anna.ask(method, f"/bos{path}", body).status_code == 404
    assert anna.ask(method, f"/annas{path}", body).status_code in (200, 204)


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"title": "x"}), ("DELETE", None)])
def test_what_changes_something_needs_the_pages_token(browser: Any, shop: Shop, method: str, body: Any) -> None:
    guest = browser()
    guest.token = "forged"
    assert guest.ask(method, "/guests", body).status_code == 403
    kept = shop.log.conversation("guests")
    assert kept is not None
    assert kept.title == ""


def test_staff_read_what_is_not_theirs_and_leave_a_line(browser: Any, shop: Shop) -> None:
    sam = browser("n" * 22).sign_in("sam")
    assert sam.ask("GET", "/annas").json()["turns"][0]["text"] == "What annas asked"
    assert sam.ask("GET", "/annas/download").status_code == 200
    trail = AuditTrail(shop.database).entries(subject="conversation:annas")
    assert [(entry.role, entry.action) for entry in trail] == [
        ("staff", "conversation.download"),
        ("staff", "conversation.read"),
    ]
    assert sam.ask("PATCH", "/annas", {"title": "x"}).status_code == 404
    assert sam.ask("DELETE", "/annas").status_code == 404
    assert ids(sam.ask("GET")) == [], "the list holds one's own"


def test_reading_ones_own_leaves_no_line(browser: Any, shop: Shop) -> None:
    browser().ask("GET", "/guests")
    assert AuditTrail(shop.database).entries(subject="conversation:guests") == ()
