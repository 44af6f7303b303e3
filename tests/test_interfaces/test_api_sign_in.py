"""Signing in and out at the real site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from open_site import PASSWORD, SITE, Site, open_site

from interfaces.api.sign_in_routes import address_of
from records.carts import cart_owner
from records.nouns import CartLine

LAMP = CartLine("AUD-1", "Brisa Ear", 1, 59.9, "EUR")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path) as opened:
        yield opened


def cookies_of(answer: object) -> dict[str, str]:
    """The Set-Cookie lines of an answer by name."""
    lines = answer.headers.get_list("set-cookie")  # type: ignore[attr-defined]
    return {line.partition("=")[0]: line for line in lines}


# ---- in and out ------------------------------------------------------------------------------------------------------


def test_a_guest_is_told_that_they_are_one(site: Site) -> None:
    told = site.browser().client.get("/api/me").json()
    assert {name: told[name] for name in ("role", "account_id", "customer_id", "name", "oidc", "accounts")} == {
        "role": "guest",
        "account_id": None,
        "customer_id": None,
        "name": None,
        "oidc": None,
        "accounts": True,
    }


def test_a_shopper_signs_in_and_is_called_by_their_name(site: Site) -> None:
    browser = site.browser()
    told = browser.sign_in("  SHOPPER ").json()
    assert (told["role"], told["customer_id"], told["name"]) == ("shopper", "C-001", "王芳")
    again = browser.client.get("/api/me")
    assert again.json() == told
    assert again.headers["cache-control"] == "no-store"


def test_staff_are_called_by_their_login(site: Site) -> None:
    told = site.browser("staff").client.get("/api/me").json()
    assert (told["role"], told["customer_id"], told["name"]) == ("staff", None, "staff")


def test_the_sign_in_cookie_is_out_of_reach_of_scripts_and_of_other_sites(site: Site) -> None:
    answer = site.browser().sign_in("shopper")
    for name, age in (("daogou_sign_in", 14), ("daogou_guest", 90)):
        line = cookies_of(answer)[name]
        assert f"Max-Age={age * 86400}" in line
        assert all(part in line for part in ("HttpOnly", "SameSite=lax", "Path=/"))
        assert "Secure" not in line
    https = site.browser(base_url="https://testserver").sign_in("shopper")
    assert all("; Secure" in line for line in cookies_of(https).values())


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("shopper", "wrong password"),
        ("nobody", PASSWORD),
        ("", ""),
        ("shopper", ""),
        ("'; DROP TABLE accounts;--", "x"),
    ],
)
def test_whoever_does_not_know_the_password_stays_a_guest(site: Site, login: str, password: str) -> None:
    browser = site.browser()
    answer = browser.sign_in(login, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")
    assert answer.json()["message_zh"] == "用户名与密码不匹配，请重试。"
    assert "daogou_sign_in" not in cookies_of(answer)
    assert browser.client.get("/api/me").json()["role"] == "guest"


@pytest.mark.parametrize(
    "told", [None, [], {}, {"login": "shopper"}, {"login": 7, "password": []}, {"login": "x" * 300}]
)
def test_what_is_no_sign_in_is_refused(site: Site, told: object) -> None:
    assert site.browser().client.post("/api/sign-in", json=told).status_code == 422


def test_a_disabled_account_hears_nothing_else_than_a_wrong_password(site: Site) -> None:
    assert site.shop.people is not None
    site.shop.people.accounts.disable("shopper")
    wrong = site.browser().sign_in("shopper", "wrong password")
    right = site.browser().sign_in("shopper")
    assert (right.status_code, right.json()) == (wrong.status_code, wrong.json())


def test_signing_out_ends_the_sign_in_wherever_its_cookie_went(site: Site) -> None:
    browser = site.browser("shopper")
    thief = site.browser()
    thief.take_cookies(browser)
    assert thief.client.get("/api/me").json()["role"] == "shopper"
    before = browser.client.cookies["daogou_guest"]
    answer = browser.send("POST", "/api/sign-out")
    assert answer.status_code == 204
    assert "Max-Age=0" in cookies_of(answer)["daogou_sign_in"]
    assert browser.client.cookies["daogou_guest"] != before
    assert browser.client.get("/api/me").json()["role"] == "guest"
    assert thief.client.get("/api/me").json()["role"] == "guest"


def test_a_cookie_planted_before_signing_in_is_worth_nothing_after(site: Site) -> None:
    attacker = site.browser()
    victim = site.browser()
    victim.take_cookies(attacker)
    victim.sign_in("shopper")
    victim.ask("my secret")
    assert attacker.client.get("/api/me").json()["role"] == "guest"
    assert attacker.conversations() == []
    assert victim.client.cookies["daogou_guest"] != attacker.client.cookies["daogou_guest"]


def test_signing_in_again_makes_another_sign_in_and_ends_the_one_before(site: Site) -> None:
    browser = site.browser("shopper")
    old = browser.client.cookies["daogou_sign_in"]
    browser.sign_in("bea")
    assert browser.client.get("/api/me").json()["customer_id"] == "C-002"
    thief = site.browser()
    thief.client.cookies.set("daogou_sign_in", old)
    assert thief.client.get("/api/me").json()["role"] == "guest"


@pytest.mark.parametrize("days", [7.01, 400])
def test_a_sign_in_that_was_not_used_for_long_is_a_guests(site: Site, days: float) -> None:
    browser = site.browser("shopper")
    site.clock.on(days=days)
    assert browser.client.get("/api/me").json()["role"] == "guest"


def test_a_clock_that_is_put_back_signs_nobody_out(site: Site) -> None:
    shopper, guest = site.browser("shopper"), site.browser()
    guest.ask("hello")
    site.clock.on(hours=-23)
    assert shopper.client.get("/api/me").json()["role"] == "shopper"
    assert len(guest.conversations()) == 1


# ---- what the guest had ----------------------------------------------------------------------------------------------


def test_what_a_guest_said_and_chose_becomes_the_customers(site: Site) -> None:
    browser, ledger = site.browser(), site.shop.ledger
    assert ledger is not None
    browser.ask("a lamp please")
    (conversation,) = browser.conversations()
    ledger.add_to_cart(cart_owner(None, conversation), LAMP)
    browser.sign_in("shopper")
    assert browser.conversations() == [conversation]
    assert site.browser("shopper").conversations() == [conversation]
    assert site.browser("bea").conversations() == []
    assert [line.product_id for line in ledger.cart("customer:C-001").lines] == ["AUD-1"]
    assert ledger.cart(f"conversation:{conversation}").lines == ()
    browser.ask("and a second one", conversation)
    assert site.chat.asked[-1][0] == conversation


def test_the_page_goes_on_after_signing_in_without_being_loaded_anew(site: Site) -> None:
    browser = site.browser()
    browser.ask("hello")
    browser.sign_in("shopper")
    browser.ask("and now?", browser.conversations()[0])
    assert len(browser.conversations()) == 1


def test_after_signing_out_the_browser_has_nothing_of_the_customers(site: Site) -> None:
    browser = site.browser("shopper")
    browser.ask("hello")
    (conversation,) = browser.conversations()
    browser.send("POST", "/api/sign-out")
    assert browser.conversations() == []
    assert browser.client.get(f"/api/conversations/{conversation}").status_code == 404


def test_staff_who_sign_in_take_over_nothing(site: Site) -> None:
    browser = site.browser()
    browser.ask("hello")
    browser.sign_in("staff")
    assert browser.conversations() == []


def test_a_guest_finds_their_conversations_again_until_the_token_expires(site: Site) -> None:
    browser = site.browser()
    browser.ask("hello")
    for _ in range(3):
        site.clock.on(days=80)  # each visit gives a fresh token
        browser.client.get("/")
        assert len(browser.conversations()) == 1
    site.clock.on(days=91)
    assert browser.conversations() == []


# ---- brute force -----------------------------------------------------------------------------------------------------


def test_after_five_failures_there_is_a_wait_said_kindly_in_both_languages(site: Site) -> None:
    browser = site.browser()
    assert [browser.sign_in("shopper", "wrong password").status_code for _ in range(6)] == [401] * 5 + [429]
    answer = browser.sign_in("shopper")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "15")
    told = answer.json()
    assert (told["code"], told["retry_after_seconds"]) == ("too_many_tries", 15)
    assert "wait 15 seconds" in told["message"]
    assert "15 秒" in told["message_zh"]
    site.clock.on(seconds=15)
    assert browser.sign_in("shopper").status_code == 200


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_tries_are_counted_by_address_and_by_network_where_everybody_has_a_whole_one(host: str, counted: str) -> None:
    from fastapi import Request

    assert address_of(Request({"type": "http", "client": (host, 1)})) == counted


# ---- other sites -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": SITE, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": ""},
    ],
)
def test_another_sites_page_changes_nothing_with_a_visitors_cookies(site: Site, headers: dict[str, str]) -> None:
    browser = site.browser("shopper")
    browser.ask("hello")
    (conversation,) = browser.conversations()
    attempts = [
        ("POST", "/api/sign-in", {"login": "bea", "password": PASSWORD}),
        ("POST", "/api/sign-out", None),
        ("PATCH", f"/api/conversations/{conversation}", {"title": "x"}),
        ("DELETE", f"/api/conversations/{conversation}", None),
    ]
    for method, path, told in attempts:
        answer = browser.client.request(method, path, json=told, headers={"X-CSRF-Token": browser.csrf, **headers})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_page")
    for event in ("ask", "halt"):
        answer = browser.event(event, {"text": "buy it", "turn": "t" * 32, "conversation": conversation}, **headers)
        assert answer.status_code == 403
    assert browser.client.get("/api/me").json()["customer_id"] == "C-001"
    assert browser.conversations() == [conversation]
    assert len(site.chat.asked) == 1


@pytest.mark.parametrize("token", [None, "", "x" * 64, "é", "another guest's"])
def test_without_the_browsers_own_token_nothing_is_changed(site: Site, token: str | None) -> None:
    browser = site.browser("shopper")
    browser.ask("hello")
    (conversation,) = browser.conversations()
    headers = {"Origin": SITE}
    if token is not None:
        headers["X-CSRF-Token"] = site.browser().csrf if token == "another guest's" else token
    raw = {name: value.encode() for name, value in headers.items()}
    for method, path in (("DELETE", f"/api/conversations/{conversation}"), ("POST", "/api/sign-out")):
        answer = browser.client.request(method, path, headers=raw)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert browser.conversations() == [conversation]


def test_no_other_origin_reads_an_answer(site: Site) -> None:
    browser = site.browser("shopper")
    for path in ("/", "/config", "/api/me", "/api/conversations", "/theme.css", "/nowhere"):
        answer = browser.client.get(path, headers={"Origin": "https://evil.example"})
        assert [name for name in answer.headers if name.startswith("access-control")] == []
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "DELETE"}
    preflight = browser.client.options("/api/conversations/x", headers=asked)
    assert preflight.status_code == 400
    assert "access-control-allow-origin" not in preflight.headers


def test_a_storefront_that_is_allowed_may_call(tmp_path: Path) -> None:
    shop = {"Origin": "https://shop.example"}
    with open_site(tmp_path, allowed_origins=["https://shop.example"]) as site:
        browser = site.browser("shopper")
        answer = browser.client.get("/api/me", headers=shop)
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        assert answer.headers["access-control-allow-credentials"] == "true"
        asked = {
            **shop,
            "Access-Control-Request-Method": "DELETE",
            "Access-Control-Request-Headers": "x-csrf-token,content-type",
        }
        assert browser.client.options("/api/conversations/x", headers=asked).status_code == 200
        assert browser.send("POST", "/api/sign-out", **shop, **{"Sec-Fetch-Site": "same-site"}).status_code == 204
        other = browser.client.get("/api/me", headers={"Origin": "https://shop.example.evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_every_answer_has_the_security_headers(site: Site) -> None:
    browser = site.browser()
    for answer in (
        browser.client.get("/"),
        browser.client.get("/api/me"),
        browser.client.get("/nowhere"),
        browser.client.post("/api/sign-out"),
        browser.client.get("/gradio_api/upload"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")


# ---- programs --------------------------------------------------------------------------------------------------------


def key(site: Site, login: str, *scopes: str) -> dict[str, str]:
    people = site.shop.people
    assert people is not None
    account = people.accounts.by_login(login)
    assert account is not None
    return {"Authorization": f"Bearer {people.api_keys.add(account.id, 'till', scopes)[1]}"}


def test_a_key_reads_what_its_scope_and_its_account_may(site: Site) -> None:
    browser, program = site.browser("shopper"), site.browser().client
    browser.ask("hello")
    path = f"/api/conversations/{browser.conversations()[0]}"
    reading = key(site, "shopper", "conversations:read")
    assert program.get(path, headers=reading).json()["turns"][0]["text"] == "hello"
    assert program.get(path, headers=key(site, "bea", "conversations:read")).status_code == 404
    assert program.get(path, headers=key(site, "shopper", "conversations:write")).status_code == 403
    assert program.patch(path, json={"title": "x"}, headers=reading).json()["code"] == "forbidden"
    assert program.patch(path, json={"title": "x"}, headers=key(site, "shopper", "conversations:write")).is_success
    assert program.delete(path, headers=key(site, "shopper", "records:erase")).status_code == 403
    assert program.post("/api/sign-out", headers=reading).status_code == 403
    told = program.get("/api/me", headers=reading).json()
    assert (told["customer_id"], told["csrf_token"]) == ("C-001", None)


@pytest.mark.parametrize("header", ["Bearer dg_0123456789ab_" + "A" * 43, "Bearer", "Basic eDp5", "Bearer ' OR 1=1 --"])
def test_a_wrong_key_is_refused_even_beside_good_cookies(site: Site, header: str) -> None:
    browser = site.browser("shopper")
    for path in ("/api/me", "/api/conversations", "/"):
        answer = browser.client.get(path, headers={"Authorization": header})
        assert (answer.status_code, answer.json()["code"]) == (401, "key_refused")
        assert answer.headers["www-authenticate"] == "Bearer"


# ---- the trail -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_staff_who_read_a_conversation_leave_a_line_and_its_owner_none(site: Site, role: str) -> None:
    owner, reader = site.browser("shopper"), site.browser(role)
    owner.ask("hello")
    (conversation,) = owner.conversations()
    owner.client.get(f"/api/conversations/{conversation}")
    assert site.shop.audit.entries() == ()
    assert reader.client.get(f"/api/conversations/{conversation}").status_code == 200
    assert reader.client.get(f"/api/conversations/{conversation}/download").status_code == 200
    account = reader.client.get("/api/me").json()["account_id"]
    assert [(line.actor, line.role, line.action, line.subject) for line in site.shop.audit.entries()] == [
        (account, role, "conversation.download", f"conversation:{conversation}"),
        (account, role, "conversation.read", f"conversation:{conversation}"),
    ]


# ---- a start anew ----------------------------------------------------------------------------------------------------


def test_a_restart_signs_nobody_out_and_another_secret_everybody(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        cookies = dict(site.browser("shopper").client.cookies)
    for secret, role in ((None, "shopper"), ("another secret of the site, long enough", "guest")):
        with open_site(tmp_path, site_secret=secret) as site:
            browser = site.browser()
            browser.client.cookies = cookies
            assert browser.client.get("/api/me").json()["role"] == role


def test_a_shop_without_accounts_says_so(tmp_path: Path) -> None:
    with open_site(tmp_path, accounts=False) as site:
        browser = site.browser()
        answer = browser.sign_in("shopper")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_accounts")
        assert browser.client.get("/api/me").json()["accounts"] is False
        browser.ask("hello")
        assert len(browser.conversations()) == 1
        assert browser.client.get("/api/me", headers={"Authorization": "Bearer x"}).status_code == 401
