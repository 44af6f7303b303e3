"""The cart's drawer and its routes: the visitor's own cart and nobody else's, each change made once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from open_site import Browser, Site, open_site

from records.carts import MAX_LINES, cart_owner
from records.nouns import CartLine
from retrieval.catalog import Product

LAMP = Product("HOM-1", "Reading lamp", 30.0, "USD", title_zh="阅读灯", stock=5)
SHELF: dict[str, Product] = {
    "HOM-1": LAMP,
    "OUT-1": replace(LAMP, id="OUT-1", stock=0),
    "ANY-1": replace(LAMP, id="ANY-1", stock=None),
    "EUR-1": replace(LAMP, id="EUR-1", price=9.5, currency="EUR", stock=None),
    "NAN-1": replace(LAMP, id="NAN-1", price=float("nan")),
    "a/b c": replace(LAMP, id="a/b c", stock=None),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        opened.shop.search_engine.product = SHELF.get  # type: ignore[method-assign]
        yield opened


def talking(site: Site, browser: Browser) -> str:
    """A conversation of the browser's own."""
    browser.ask("hello")
    return site.chat.asked[-1][0]


def action() -> str:
    return secrets.token_hex(16)


def put(browser: Browser, product_id: str = "HOM-1", quantity: int = 1, **told: Any) -> Any:
    from urllib.parse import quote

    body = {"quantity": quantity, "action_id": action(), **told}
    return browser.send("POST", f"/api/cart/{quote(product_id, safe='')}", body)


def seen(browser: Browser, conversation: str = "") -> dict[str, Any]:
    told = browser.client.get("/api/cart", params={"conversation": conversation})
    assert told.status_code == 200, told.text
    cart: dict[str, Any] = told.json()
    return cart


def held(cart: dict[str, Any]) -> dict[str, int]:
    return {line["product_id"]: line["quantity"] for line in cart["lines"]}


def test_a_guests_cart_is_the_conversations(site: Site) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    told = put(guest, quantity=2, conversation=mine).json()
    assert told == seen(guest, mine)
    [line] = told["lines"]
    assert (told["count"], told["totals"], told["of_customer"]) == (2, ["$60.00"], False)
    assert (line["titles"]["zh"], line["price"], line["total"], line["was"]) == ("阅读灯", "$30.00", "$60.00", None)
    assert site.shop.ledger is not None
    assert site.shop.ledger.cart(cart_owner(None, mine)).quantity == 2
    assert held(seen(guest, talking(site, guest))) == {}, "another conversation has a cart of its own"


def test_a_guest_who_has_said_nothing_has_an_empty_cart_and_can_put_nothing_in(site: Site) -> None:
    guest = site.browser()
    assert (seen(guest)["count"], seen(guest)["open"]) == (0, True)
    assert put(guest).status_code == 404


def test_a_customers_cart_goes_with_them(site: Site) -> None:
    first, second = site.browser("shopper"), site.browser("shopper")
    put(first, conversation=talking(site, first))
    assert held(seen(second)) == {"HOM-1": 1}
    assert seen(second)["of_customer"]
    assert held(seen(site.browser("bea"))) == {}
    first.send("DELETE", f"/api/cart/HOM-1?action_id={action()}")


@pytest.mark.parametrize("who", [None, "bea", "staff", "admin"])
def test_nobody_sees_or_fills_anothers_cart(site: Site, who: str | None) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    put(guest, conversation=mine)
    other = site.browser(who)
    told = other.client.get("/api/cart", params={"conversation": mine})
    assert (told.status_code, told.json()["lines"]) == (200, [])
    missing = other.client.get("/api/cart", params={"conversation": "no-such-conversation"})
    assert missing.json() == told.json(), "nothing tells what is another's from what is not there"
    assert put(other, conversation=mine, quantity=3).status_code in (200, 404), "into their own, or nowhere"
    assert held(seen(guest, mine)) == {"HOM-1": 1}


def test_passing_for_a_demo_customer_takes_the_demo_shop(site: Site) -> None:
    guest = site.browser()
    assert guest.client.get("/api/cart", params={"visitor": "C-001"}).json()["of_customer"] is False
    assert put(guest, visitor="C-001").status_code == 404


def test_a_change_that_comes_twice_is_made_once(site: Site) -> None:
    guest = site.browser()
    mine, once = talking(site, guest), action()
    for _ in range(3):
        told = guest.send("POST", "/api/cart/HOM-1", {"quantity": 2, "action_id": once, "conversation": mine})
        assert held(told.json()) == {"HOM-1": 2}


def test_setting_and_removing(site: Site) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    put(guest, conversation=mine)
    body = {"quantity": 4, "action_id": action(), "conversation": mine}
    assert held(guest.send("PATCH", "/api/cart/HOM-1", body).json()) == {"HOM-1": 4}
    gone = guest.send("DELETE", f"/api/cart/HOM-1?action_id={action()}&conversation={mine}")
    assert gone.json()["lines"] == []
    assert guest.send("DELETE", f"/api/cart/HOM-1?action_id={action()}&conversation={mine}").status_code == 200


@pytest.mark.parametrize(
    ("product_id", "quantity", "code", "count"),
    [
        ("NO-1", 1, "gone", 0),
        ("OUT-1", 1, "sold_out", 0),
        ("NAN-1", 1, "no_price", 0),
        ("HOM-1", 6, "few", 5),
    ],
)
def test_what_is_not_to_be_had_is_refused_with_the_reason(
    site: Site, product_id: str, quantity: int, code: str, count: int
) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    told = put(guest, product_id, quantity, conversation=mine)
    assert (told.status_code, told.json()) == (409, {"code": code, "count": count})
    assert held(seen(guest, mine)) == {}


def test_no_more_than_there_are_in_all(site: Site) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    put(guest, quantity=4, conversation=mine)
    assert put(guest, quantity=2, conversation=mine).json() == {"code": "few", "count": 5}
    assert put(guest, "ANY-1", 99, conversation=mine).status_code == 200
    assert put(guest, "ANY-1", 1, conversation=mine).json() == {"code": "too_many", "count": 99}


def test_the_51st_product_is_refused(site: Site) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    assert site.shop.ledger is not None
    for number in range(MAX_LINES):
        line = CartLine(f"X-{number}", "x", 1, 1.0, "USD")
        site.shop.ledger.add_to_cart(cart_owner(None, mine), line)
    assert put(guest, conversation=mine).json() == {"code": "full", "count": 50}


def test_lines_say_what_changed_since(site: Site) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    assert site.shop.ledger is not None
    for id, quantity, price in (("HOM-1", 9, 25.0), ("OUT-1", 1, 30.0), ("GONE-1", 1, 4.0), ("NAN-1", 1, 2.0)):
        line = CartLine(id, f"{id} as it was", quantity, price, "USD")
        site.shop.ledger.add_to_cart(cart_owner(None, mine), line)
    put(guest, "EUR-1", conversation=mine)
    told = seen(guest, mine)
    states = {line["product_id"]: line["state"] for line in told["lines"]}
    assert states == {"HOM-1": "short", "OUT-1": "sold_out", "GONE-1": "gone", "NAN-1": "no_price", "EUR-1": "ok"}
    assert told["lines"][0]["was"] == "$25.00"
    assert told["lines"][2]["titles"]["en"] == "GONE-1 as it was"
    assert told["totals"] == ["$300.00", "9.50 EUR"] or told["totals"] == ["$300.00", "€9.50"]
    fewer = guest.send("PATCH", "/api/cart/HOM-1", {"quantity": 6, "action_id": action(), "conversation": mine})
    assert held(fewer.json())["HOM-1"] == 6, "fewer is always allowed"


def test_an_id_may_hold_anything(site: Site) -> None:
    guest = site.browser()
    mine = talking(site, guest)
    assert held(put(guest, "a/b c", conversation=mine).json()) == {"a/b c": 1}


@pytest.mark.parametrize(
    "body",
    [
        {"quantity": 0},
        {"quantity": 100},
        {"quantity": "many"},
        {"action_id": "short"},
        {"action_id": "a b" * 10},
        {"conversation": "x" * 65},
        {},
    ],
)
def test_nonsense_is_refused_without_being_repeated(site: Site, body: dict[str, Any]) -> None:
    whole = {"quantity": 1, "action_id": action(), **body} if body else {}
    told = site.browser().send("POST", "/api/cart/HOM-1", whole)
    assert (told.status_code, told.json()["code"]) == (422, "not_understood")


def test_a_change_needs_the_pages_token(site: Site) -> None:
    guest = site.browser()
    body = {"action_id": action(), "conversation": talking(site, guest)}
    told = guest.client.post("/api/cart/HOM-1", json=body, headers={"Origin": "http://testserver"})
    assert (told.status_code, told.json()["code"]) == (403, "csrf")
