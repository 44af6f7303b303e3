"""Every door of the real site is in the table, and lets in whom the table of rules lets in, tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from open_site import PASSWORD, SITE, Browser, Site, open_site
from starlette.routing import Mount

from interfaces.api.doors import DOORS, EVENTS, SHUT, STAFF_PAGES, Door, door_of
from records.access.rules import ROLES, RULES, Role
from records.nouns import Conversation
from records.tables import datetime

AT = datetime.fromisoformat("2026-11-16T11:00:00+00:00")
NOWHERE = "no-such-conversation-0"
CHANGING = {"POST", "PATCH", "PUT", "DELETE"}


def routes_of(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of each route, of mounted applications too."""
    from fastapi.routing import iter_route_contexts

    for route in iter_route_contexts(app.routes):
        mounted = getattr(route.original_route, "app", None)
        if isinstance(route.original_route, Mount) and hasattr(mounted, "routes"):
            yield from routes_of(mounted, prefix + route.path)
        else:
            for method in route.methods or {"ANY"}:
                yield method, prefix + route.path


def own_of(site: Site, browser: Browser) -> str:
    """A conversation of the visitor's own, made anew."""
    browser.ask("hello")
    return site.chat.asked[-1][0]


# ---- the table is whole ----------------------------------------------------------------------------------------------


def test_every_route_of_the_site_is_in_the_table(site: Site) -> None:
    found = set(routes_of(site.app))
    assert len(found) > 60
    unlisted = {
        (method, path)
        for method, path in found
        if method != "HEAD" and path not in SHUT and not any((d.method, d.path) == (method, path) for d in DOORS)
    }
    assert unlisted == set()


def test_every_open_door_leads_to_a_route_and_every_shut_one_was_there(site: Site, tmp_path: Path) -> None:
    with open_site(tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client_id="shop") as with_provider:
        found = set(routes_of(with_provider.app))
    assert {(door.method, door.path) for door in DOORS} - found == set()
    assert {path for path in SHUT if path not in {path for _, path in found}} <= {"/logout"}


def test_every_event_of_the_page_is_in_the_table(site: Site) -> None:
    config = site.browser().client.get("/config").json()
    happening = {target[1] for one in config["dependencies"] for target in one["targets"]}
    assert happening == set(EVENTS)
    assert all(one["api_visibility"] == "private" for one in config["dependencies"])


def test_every_action_but_those_of_the_command_line_has_a_door() -> None:
    behind = {door.action for door in DOORS} | set(EVENTS.values())
    assert set(RULES) - behind == {"records.export", "records.erase"}


def test_every_door_that_changes_something_asks_for_a_token_or_says_why_not() -> None:
    without = {(door.path, door.kind) for door in DOORS if door.method in CHANGING and not door.csrf}
    by_the_pages_key = {  # which only its holder may show
        (f"{route}/gradio_api/{path}", "event")
        for route in ("", *STAFF_PAGES)
        for path in ("queue/join", "run/{api_name}")
    }
    assert without == by_the_pages_key | {("/api/sign-in", "api")}


@pytest.mark.parametrize("path", sorted(SHUT))
def test_a_shut_door_is_shut_to_the_admin_too(browsers: dict[Role, Browser], path: str) -> None:
    filled = path.replace(":path", "").replace("{", "").replace("}", "")
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
        answer = browsers["admin"].client.request(method, filled, headers={"Origin": SITE})
        assert answer.status_code == 404, method


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/conversations/a/b"),
        ("GET", "/api/conversations/"),
        ("PUT", "/api/conversations/a"),
        ("GET", "/api/sign-in"),
        ("POST", "/"),
        ("GET", "//"),
        ("TRACE", "/"),
        ("GET", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/run/predict/"),
        ("GET", "/api/conversations/a\n/drawn"),
    ],
)
def test_what_is_in_no_table_is_shut(method: str, path: str) -> None:
    assert door_of(method, path) is None or "\n" in path


@pytest.mark.parametrize("path", ["/", "/gradio_api/queue/join", "/api/me"])
def test_there_are_no_websockets(browsers: dict[Role, Browser], path: str) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), browsers["admin"].client.websocket_connect(path):
        pass


# ---- each role at each door ------------------------------------------------------------------------------------------


def path_to(door: Door, id: str) -> str:
    return door.path.replace("{conversation_id}", id).replace("{turn_id}", id)


def about_one() -> list[Door]:
    """Those of the desk, whose visitors own nothing, are tried in test_desk_doors.py."""
    return [door for door in DOORS if "{conversation_id}" in door.path and not door.path.startswith("/api/desk/")]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", about_one(), ids=lambda door: f"{door.method} {door.path}")
def test_each_role_at_each_door_of_a_conversation(
    site: Site, browsers: dict[Role, Browser], door: Door, role: Role
) -> None:
    browser, told = browsers[role], {"title": "New"} if door.method == "PATCH" else None
    guest, shopper = site.browser(), site.browser("bea")
    strange = [own_of(site, guest), own_of(site, shopper)]
    site.shop.log.start(Conversation(f"nobodys-{role}", AT))
    strange.append(f"nobodys-{role}")
    missing = browser.send(door.method, path_to(door, NOWHERE), told)
    own = browser.send(door.method, path_to(door, own_of(site, browser)), told)
    others = [browser.send(door.method, path_to(door, id), told) for id in strange]
    assert missing.status_code == 404
    assert own.status_code in (200, 204)
    far = RULES[door.action][role]
    assert far in ("own", "any")
    for answer in others:
        if far == "any":
            assert answer.status_code in (200, 204)
        else:
            assert (answer.status_code, answer.json()) == (missing.status_code, missing.json())
            assert dict(answer.headers) == dict(missing.headers)
    assert all(site.shop.log.conversation(id) is not None for id in strange)
    assert all(site.shop.log.conversation(id).title == "" for id in strange)  # type: ignore[union-attr]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_lists_what_is_theirs(site: Site, browsers: dict[Role, Browser], role: Role) -> None:
    strange, own = own_of(site, site.browser("bea")), own_of(site, browsers[role])
    listed = browsers[role].conversations()
    assert own in listed
    assert strange not in listed
    told = browsers[role].client.get("/api/conversations", params={"before": strange})
    missing = browsers[role].client.get("/api/conversations", params={"before": NOWHERE})
    assert missing.status_code == 404
    assert told.status_code == (404 if RULES["conversation.list"][role] == "own" else 200)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_asks_only_in_their_own_conversations(site: Site, browsers: dict[Role, Browser], role: Role) -> None:
    strange = own_of(site, site.browser("bea"))
    before = site.shop.log.turns(strange)
    browser, own = browsers[role], own_of(site, browsers[role])
    browser.ask("and now?", own)
    assert site.chat.asked[-1] == (own, "and now?")
    for wanted in (strange, NOWHERE):
        browser.ask("let me in", wanted)
        assert site.chat.asked[-1][0] not in (strange, NOWHERE)
    assert site.shop.log.turns(strange) == before


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_anothers_turn_by_its_id(site: Site, browsers: dict[Role, Browser], role: Role) -> None:
    other = site.browser("bea")
    asked = other.ask("my secret shoe size")
    assert other.client.get(f"/api/turns/{asked['turn']}/drawn").json()["state"] == "logged"
    answer = browsers[role].client.get(f"/api/turns/{asked['turn']}/drawn")
    missing = browsers[role].client.get("/api/turns/nobody-has-this-turn-id/drawn")
    assert (answer.status_code, answer.text) == (missing.status_code, missing.text)
    assert "shoe size" not in browsers[role].ask("again", turn=asked["turn"])["raw"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_at_the_other_doors(site: Site, role: Role) -> None:
    for door in DOORS:
        if "{" in door.path or door.kind == "event" or door.path.startswith("/sign-in"):
            continue
        if door.action == "self.erase":  # whoever goes through is nobody afterwards: see test_api_privacy
            continue
        browser = site.browser(None if role == "guest" else role)
        told = {"login": "shopper", "password": PASSWORD} if door.path == "/api/sign-in" else None
        answer = browser.send(door.method, door.path, told)
        if RULES[door.action][role] != "no":
            # 202: of those that begin something; 422: of those that want to be told more.
            assert answer.status_code in (200, 202, 204, 422), door.path
        elif door.kind == "page":
            assert answer.status_code == 403, door.path
        else:
            assert answer.status_code == (401 if role == "guest" else 403), door.path


# ---- somebody else's page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_nobody_listens_to_or_acts_on_anothers_page(site: Site, browsers: dict[Role, Browser], role: Role) -> None:
    other = site.browser("bea")
    other.ask("hello")
    for answer in (
        browsers[role].client.get("/gradio_api/queue/data", params={"session_hash": other.key}),
        browsers[role].client.get(f"/gradio_api/heartbeat/{other.key}"),
        browsers[role].event("ask", {"text": "x", "turn": "t" * 32}, key=other.key),
        browsers[role].event("halt", {"turn": "t" * 32}, key=other.key),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"session_hash": 7}', b'{"data": []}', b'{"session_hash": ""}'])
def test_an_event_that_names_no_page_goes_nowhere(site: Site, body: bytes) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        answer = site.browser().client.post(path, content=body, headers={"Origin": SITE})
        assert answer.status_code == 404


def test_an_event_larger_than_any_message_is_not_read(site: Site) -> None:
    answer = site.browser().client.post("/gradio_api/queue/join", content=b"x" * 300_000, headers={"Origin": SITE})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
