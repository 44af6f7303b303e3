"""Signing in with an OpenID Connect provider: a real one on loopback, and each way in which its answer may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from open_site import NOON, PASSWORD, Browser, Site, open_site

from records.nouns import Customer

OpenShop = Callable[..., AbstractContextManager[Site]]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider(NOON.timestamp) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, provider: Provider) -> Iterator[Site]:
    chosen = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    with open_site(tmp_path, **chosen) as opened:
        yield opened


def set_out(browser: Browser) -> str:
    """The provider's address that the site sends the browser to."""
    answer = browser.client.get("/sign-in/oidc", follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def come_back(browser: Browser, address: str) -> Any:
    parts = urlsplit(address)
    return browser.client.get(f"{parts.path}?{parts.query}", follow_redirects=False)


def through(browser: Browser, provider: Provider) -> Any:
    return come_back(browser, provider.visit(set_out(browser)))


def me(browser: Browser) -> dict[str, Any]:
    told: dict[str, Any] = browser.client.get("/api/me").json()
    return told


def test_a_stranger_becomes_a_shopper_with_what_they_had_as_a_guest(site: Site, provider: Provider) -> None:
    browser = site.browser()
    browser.ask("hello")
    (conversation,) = browser.conversations()
    answer = through(browser, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    told = me(browser)
    assert (told["role"], told["customer_id"]) == ("shopper", told["account_id"])
    assert told["oidc"] == "127.0.0.1"
    assert browser.conversations() == [conversation]


def test_the_same_person_comes_back_to_the_same_account(site: Site, provider: Provider) -> None:
    first, second = site.browser(), site.browser()
    through(first, provider)
    through(second, provider)
    assert me(first)["account_id"] == me(second)["account_id"]
    provider.person = {"sub": "person-2"}
    other = site.browser()
    through(other, provider)
    assert me(other)["account_id"] != me(first)["account_id"]


def test_a_verified_address_finds_the_customer_who_has_it(site: Site, provider: Provider) -> None:
    assert site.shop.ledger is not None
    site.shop.ledger.add_customer(Customer("C-009", "Ada", "Ada@Example.com", "en", "Cork", NOON))
    provider.person = {"sub": "ada", "email": "ada@example.com", "email_verified": True}
    browser = site.browser()
    through(browser, provider)
    assert (me(browser)["customer_id"], me(browser)["name"]) == ("C-009", "Ada")


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_counts_for_nothing(site: Site, provider: Provider, verified: object) -> None:
    provider.person = {"sub": "thief", "email": "C-001@example.com", "email_verified": verified}
    browser = site.browser()
    through(browser, provider)
    assert me(browser)["customer_id"] == me(browser)["account_id"]


def test_an_address_of_two_customers_is_neithers(site: Site, provider: Provider) -> None:
    assert site.shop.ledger is not None
    for id in ("C-008", "C-009"):
        site.shop.ledger.add_customer(Customer(id, "Ada", "ada@example.com", "en", "Cork", NOON))
    provider.person = {"sub": "ada", "email": "ada@example.com", "email_verified": True}
    browser = site.browser()
    through(browser, provider)
    assert me(browser)["customer_id"] == me(browser)["account_id"]


def test_an_account_with_the_address_says_what_they_are(site: Site, provider: Provider) -> None:
    assert site.shop.people is not None
    site.shop.people.accounts.add("cy@example.com", "staff")
    provider.person = {"sub": "cy", "email": "Cy@example.com", "email_verified": True}
    browser = site.browser()
    through(browser, provider)
    assert me(browser)["role"] == "staff"
    provider.person = {"sub": "another cy", "email": "cy@example.com", "email_verified": True}
    other = site.browser()
    assert through(other, provider).status_code == 403
    assert me(other)["role"] == "guest"


def test_a_disabled_account_stays_out(site: Site, provider: Provider) -> None:
    assert site.shop.people is not None
    browser, again = site.browser(), site.browser()
    through(browser, provider)
    account = site.shop.people.accounts.account(me(browser)["account_id"])
    assert account is not None
    site.shop.people.accounts.disable(account.login)
    assert me(browser)["role"] == "guest"
    assert through(again, provider).status_code == 403
    assert me(again)["role"] == "guest"


# ---- answers that are wrong ------------------------------------------------------------------------------------------


def refused(browser: Browser, answer: Any) -> None:
    """The browser reads one kind sentence in both languages and stays a guest's."""
    assert answer.status_code == 403
    assert "Signing in did not work" in answer.text
    assert "抱歉" in answer.text
    assert "daogou_sign_in" not in str(answer.headers.get_list("set-cookie"))
    assert me(browser)["role"] == "guest"


SOON = int(NOON.timestamp())


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-shop"},
        {"aud": None},
        {"aud": [CLIENT_ID, "another"]},  # of several, `azp` must say that it is for us
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": SOON - 61},
        {"exp": None},
        {"exp": "never"},
        {"iat": SOON + 3600},
        {"nbf": SOON + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_journey_is_refused(
    site: Site, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    browser = site.browser()
    refused(browser, through(browser, provider))


def test_a_token_that_somebody_else_signed_is_refused(site: Site, provider: Provider) -> None:
    from joserfc.jwk import RSAKey

    provider.signed_by = RSAKey.generate_key(2048)
    browser = site.browser()
    refused(browser, through(browser, provider))


def test_a_token_signed_with_a_shared_secret_is_refused(site: Site, provider: Provider) -> None:
    from joserfc.jwk import OctKey

    provider.signed_by, provider.algorithm = OctKey.import_key(CLIENT_SECRET * 2), "HS256"
    browser = site.browser()
    refused(browser, through(browser, provider))


def test_a_provider_may_change_its_key(site: Site, provider: Provider) -> None:
    through(site.browser(), provider)
    provider.change_key()
    browser = site.browser()
    assert through(browser, provider).status_code == 303
    assert me(browser)["role"] == "shopper"
    assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize("state", ["", "another", "é"])
def test_a_browser_that_did_not_set_out_from_here_is_refused(site: Site, provider: Provider, state: str) -> None:
    browser = site.browser()
    code = parse_qs(urlsplit(provider.visit(set_out(browser))).query)["code"][0]
    answer = browser.client.get("/sign-in/oidc/callback", params={"code": code, "state": state}, follow_redirects=False)
    refused(browser, answer)


def test_another_browser_cannot_finish_a_journey_nor_the_same_one_twice(site: Site, provider: Provider) -> None:
    attacker, victim = site.browser(), site.browser()
    address = provider.visit(set_out(attacker))
    refused(victim, come_back(victim, address))
    assert come_back(attacker, address).status_code == 303
    assert come_back(attacker, address).status_code == 403


def test_a_journey_that_takes_too_long_is_refused(site: Site, provider: Provider) -> None:
    browser = site.browser()
    address = provider.visit(set_out(browser))
    site.clock.on(minutes=11)
    refused(browser, come_back(browser, address))


@pytest.mark.parametrize("answer", [{"error": "access_denied"}, {}, {"code": ""}, {"code": "made up"}])
def test_whom_the_provider_does_not_let_in_stays_a_guest(
    site: Site, provider: Provider, answer: dict[str, str]
) -> None:
    browser = site.browser()
    state = parse_qs(urlsplit(set_out(browser)).query)["state"][0]
    told = browser.client.get("/sign-in/oidc/callback", params={"state": state, **answer}, follow_redirects=False)
    refused(browser, told)


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "https://evil.example"}, {"token_endpoint": None}, {"jwks_uri": 7}],
)
def test_a_provider_that_is_none_is_not_asked(site: Site, provider: Provider, metadata: dict[str, Any]) -> None:
    provider.metadata = metadata
    answer = site.browser().client.get("/sign-in/oidc", follow_redirects=False)
    assert answer.status_code == 503
    assert "抱歉" in answer.text


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:9", "http://id.example"])
def test_a_provider_that_does_not_answer_over_https_or_at_all_is_said_kindly(tmp_path: Path, issuer: str) -> None:
    with open_site(tmp_path, oidc_issuer=issuer, oidc_client_id="shop") as site:
        answer = site.browser().client.get("/sign-in/oidc", follow_redirects=False)
        assert answer.status_code == 503
        assert "Signing in did not work" in answer.text


def test_a_shop_without_a_provider_has_no_such_door(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        browser = site.browser()
        for path in ("/sign-in/oidc", "/sign-in/oidc/callback?code=x&state=y"):
            assert browser.client.get(path, follow_redirects=False).status_code == 404
        assert browser.sign_in("shopper", PASSWORD).json()["oidc"] is None


def test_the_cookies_of_the_journey_are_for_this_site_only(site: Site, provider: Provider) -> None:
    browser = site.browser(base_url="https://testserver")
    answer = browser.client.get("/sign-in/oidc", follow_redirects=False)
    (line,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("daogou_oidc=")]
    assert all(part in line for part in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600"))
    assert "redirect_uri=https%3A%2F%2Ftestserver%2Fsign-in%2Foidc%2Fcallback" in answer.headers["location"]
