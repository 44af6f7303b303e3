"""Who is behind a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from interfaces.api.gate import Gate
from interfaces.api.identity import Identities, Identity, identity_of, visitor_of
from interfaces.api.page_keys import PageKeys
from records.access.config import AccessConfig
from records.access.rules import Visitor

SECRET = b"a secret of the tests, 32 bytes long"
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
SIGN_IN = "s" * 43
SHOPPER = Visitor("shopper", "A-1", "C-1")


@dataclass
class Known:
    """Knows one sign-in and one key."""

    sign_ins: Mapping[str, Visitor] = field(default_factory=lambda: {SIGN_IN: SHOPPER})

    def signed_in(self, secret: str) -> Visitor | None:
        return self.sign_ins.get(secret)

    def key_holder(self, key: str) -> Visitor | None:
        return replace(SHOPPER, scopes=frozenset({"conversations:read"})) if key == "dg_1_good" else None


IDENTITIES = Identities(SECRET, AccessConfig(), lambda: NOON, Known())


def cookies(guest: str = "g" * 22, sign_in: str | None = None) -> dict[str, str]:
    made = {"daogou_guest": IDENTITIES.guest_tokens.sign(guest)}
    return made if sign_in is None else {**made, "daogou_sign_in": IDENTITIES.sign_in_tokens.sign(sign_in)}


def test_a_browser_without_cookies_is_a_new_guest_each_time() -> None:
    first, second = IDENTITIES.of({}), IDENTITIES.of({})
    assert first.visitor.role == "guest"
    assert first.guest_is_new
    assert len({first.visitor.guest_id, second.visitor.guest_id, None}) == 3


def test_a_guest_is_known_again() -> None:
    found = IDENTITIES.of(cookies())
    assert (found.visitor, found.guest_is_new) == (Visitor(guest_id="g" * 22), False)


def test_a_guest_of_yesterday_gets_a_fresh_token_for_the_same_id() -> None:
    later = replace(IDENTITIES, now=lambda: NOON + timedelta(days=2))
    found = later.of(cookies())
    assert (found.visitor.guest_id, found.guest_is_new) == ("g" * 22, True)


@pytest.mark.parametrize("token", ["", "gggg", "g" * 22, "g" * 22 + ".aa.bb", "\x00", "é" * 30])
def test_a_forged_guest_is_replaced(token: str) -> None:
    found = IDENTITIES.of({"daogou_guest": token})
    assert found.guest_is_new
    assert found.visitor.guest_id not in (None, token, "g" * 22)


def test_a_signed_in_browser_is_its_account_and_keeps_its_guest_id() -> None:
    found = IDENTITIES.of(cookies(sign_in=SIGN_IN))
    assert found.visitor == Visitor("shopper", "A-1", "C-1", "g" * 22)
    assert found.sign_in == SIGN_IN


@pytest.mark.parametrize("sign_in", ["e" * 43, "short"])
def test_a_sign_in_that_is_ended_or_was_never_made_is_a_guests(sign_in: str) -> None:
    found = IDENTITIES.of(cookies(sign_in=sign_in))
    assert (found.visitor.role, found.sign_in) == ("guest", None)


def test_a_guest_token_is_no_sign_in() -> None:
    token = IDENTITIES.guest_tokens.sign(SIGN_IN)
    assert IDENTITIES.of({"daogou_sign_in": token}).visitor.role == "guest"


def test_a_program_is_its_keys_account_and_its_cookies_count_for_nothing() -> None:
    found = IDENTITIES.of(cookies(sign_in=SIGN_IN), "Bearer dg_1_good")
    assert found.visitor == Visitor("shopper", "A-1", "C-1", None, frozenset({"conversations:read"}))
    assert (found.is_browser, found.sign_in, found.key_refused) == (False, None, False)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer dg_1_bad", "Basic ZGdfMTpnb29k", "dg_1_good", "Bearer \x00"])
def test_a_key_that_is_no_good_is_nobody_even_with_good_cookies(header: str) -> None:
    found = IDENTITIES.of(cookies(sign_in=SIGN_IN), header)
    assert (found.visitor, found.key_refused) == (Visitor(), True)


@dataclass
class Counted(Known):
    """Counts how often it is asked."""

    asked: int = 0

    def signed_in(self, secret: str) -> Visitor | None:
        self.asked += 1
        return super().signed_in(secret)

    def key_holder(self, key: str) -> Visitor | None:
        self.asked += 1
        return super().key_holder(key)


@pytest.mark.parametrize(
    ("shown", "authorization"),
    [
        ({}, None),
        (cookies(), None),
        (cookies(sign_in=SIGN_IN), None),
        (cookies(), "Bearer dg_1_good"),
        ({}, "Bearer x"),
    ],
)
def test_what_asks_the_database_is_known_before(shown: dict[str, str], authorization: str | None) -> None:
    """So that only who signed in or shows a key waits for a thread."""
    people = Counted()
    identities = replace(IDENTITIES, people=people)
    identities.of(shown, authorization)
    assert identities.looks_up(shown, authorization) is (people.asked > 0)


def test_a_shop_without_accounts_knows_guests_only() -> None:
    alone = replace(IDENTITIES, people=None)
    assert alone.of(cookies(sign_in=SIGN_IN)).visitor.role == "guest"
    assert alone.of({}, "Bearer dg_1_good").key_refused


def test_each_browser_and_each_sign_in_has_a_csrf_token_of_its_own() -> None:
    found = [IDENTITIES.of(cookies()), IDENTITIES.of(cookies("h" * 22)), IDENTITIES.of(cookies(sign_in=SIGN_IN))]
    tokens = [IDENTITIES.csrf_token(one) for one in found]
    assert len(set(tokens)) == 3
    assert tokens[0] == IDENTITIES.csrf_token(IDENTITIES.of(cookies()))


@pytest.mark.parametrize("request_", [None, SimpleNamespace(), SimpleNamespace(state=SimpleNamespace(identity="me"))])
def test_a_request_that_passed_no_gate_is_of_a_guest_who_owns_nothing(request_: Any) -> None:
    assert visitor_of(request_) == Visitor()
    assert identity_of(request_) == Identity()


@pytest.fixture
def client() -> Iterator[Any]:
    from fastapi import FastAPI
    from fastapi import Request as Asked
    from fastapi.testclient import TestClient

    app = FastAPI()
    app.add_middleware(Gate, identities=IDENTITIES, pages=PageKeys())

    @app.get("/{path:path}")
    def who(asked: Asked) -> dict[str, str | None]:
        visitor = visitor_of(asked)
        return {"role": visitor.role, "guest": visitor.guest_id}

    who.__globals__["Asked"] = Asked
    with TestClient(app) as opened:
        yield opened


def test_the_first_page_brings_the_guest_token_that_later_requests_show(client: Any) -> None:
    first = client.get("/")
    cookie = first.headers["set-cookie"]
    assert all(part in cookie for part in ("daogou_guest=", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=7776000"))
    assert "Secure" not in cookie
    second = client.get("/config")
    assert second.json() == first.json()
    assert "set-cookie" not in second.headers


def test_over_https_the_token_is_for_https_only(client: Any) -> None:
    assert "; Secure" in client.get("https://testserver/").headers["set-cookie"]


def test_a_forged_token_is_replaced_by_the_next_page(client: Any) -> None:
    client.cookies.set("daogou_guest", "g" * 22 + ".forged.token")
    answer = client.get("/")
    assert IDENTITIES.guest_tokens.read(answer.cookies["daogou_guest"]) == answer.json()["guest"]
