"""The doors of the conversation desk: each role at each, and that nobody else learns anything of a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from open_site import SITE, Browser, Site, open_site

from interfaces.api.doors import DOORS, Door
from records.access.rules import ROLES, RULES, Role

NOWHERE = "no-such-conversation-0"
TOLD: dict[str, Any] = {
    "/messages": {"text": "hello", "key": "k" * 12},
    "/notes": {"text": "hello"},
    "/labels": {"label": "hello"},
    "/sets": {"set": "desk"},
}


def doors() -> list[Door]:
    return [door for door in DOORS if door.path.startswith("/api/desk/")]


def of_one() -> list[Door]:
    return [door for door in doors() if "{conversation_id}" in door.path]


def asked(browser: Browser, door: Door, id: str) -> Any:
    path = door.path.replace("{conversation_id}", id).replace("{note_id}", "no-such-note")
    told = next((body for ending, body in TOLD.items() if door.method == "POST" and path.endswith(ending)), None)
    return browser.send(door.method, path, told)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", doors(), ids=lambda door: f"{door.method} {door.path}")
def test_only_those_whose_work_it_is_come_in(site: Site, browsers: dict[Role, Browser], door: Door, role: Role) -> None:
    bea = site.browser("bea")
    bea.ask("my secret shoe size")
    id = site.chat.asked[-1][0]
    answer = asked(browsers[role], door, id)
    if RULES[door.action][role] == "no":
        assert answer.status_code == (401 if role == "guest" else 403)
        assert "shoe size" not in answer.text
        assert answer.json() == asked(browsers[role], door, NOWHERE).json()
    else:
        assert answer.status_code in (200, 204, 409)  # 409: nobody has taken it over


@pytest.mark.parametrize("door", of_one(), ids=lambda door: f"{door.method} {door.path}")
def test_what_is_not_there_is_said_so(browsers: dict[Role, Browser], door: Door) -> None:
    answer = asked(browsers["staff"], door, NOWHERE)
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "message", "message_zh"}


@pytest.mark.parametrize(
    "door", [d for d in doors() if d.method != "GET"], ids=lambda door: f"{door.method} {door.path}"
)
def test_what_changes_something_asks_for_a_token(site: Site, browsers: dict[Role, Browser], door: Door) -> None:
    browsers["shopper"].ask("hello")
    path = door.path.replace("{conversation_id}", site.chat.asked[-1][0]).replace("{note_id}", "n")
    client = browsers["staff"].client
    assert client.request(door.method, path, json={}, headers={"Origin": SITE}).status_code == 403
    foreign = {"Origin": "https://elsewhere.example", "X-CSRF-Token": browsers["staff"].csrf}
    assert client.request(door.method, path, json={}, headers=foreign).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_nobody_follows_anothers_conversation_as_if_it_were_theirs(
    site: Site, browsers: dict[Role, Browser], role: Role
) -> None:
    bea = site.browser("bea")
    bea.ask("my secret shoe size")
    id = site.chat.asked[-1][0]
    site.shop.taking_over.take_conversation(id, "x")
    site.shop.staff_messages.say(id, "x", "a secret answer")
    answer = browsers[role].client.get(f"/api/conversations/{id}/live")
    missing = browsers[role].client.get(f"/api/conversations/{NOWHERE}/live")
    assert (answer.status_code, answer.json()) == (404, missing.json())
    own = bea.client.get(f"/api/conversations/{id}/live").json()
    assert [one["text"] for one in own["said"]] == ["a secret answer"]


def test_an_api_key_reads_and_does_not_answer(site: Site) -> None:
    assert site.shop.people is not None
    account = site.shop.people.accounts.by_login("staff")
    assert account is not None
    _, secret = site.shop.people.api_keys.add(account.id, "a key", ["conversations:read"])
    site.browser("bea").ask("hello")
    id = site.chat.asked[-1][0]
    from fastapi.testclient import TestClient

    client: Any = TestClient(site.app, base_url=SITE, headers={"Authorization": f"Bearer {secret}"})
    client.portal = site.portal
    assert client.get(f"/api/desk/conversations/{id}").status_code == 200
    assert client.post(f"/api/desk/conversations/{id}/taking").status_code == 403


def test_the_page_is_refused_politely_and_names_nothing(site: Site, browsers: dict[Role, Browser]) -> None:
    for role in ROLES:
        answer = browsers[role].client.get("/conversations/")
        assert answer.status_code == (200 if RULES["desk.open"][role] == "any" else 403)


def test_two_sites_of_one_shop_agree_who_has_a_conversation(tmp_path: Path) -> None:
    with open_site(tmp_path) as first:
        first.browser("bea").ask("hello")
        id = first.chat.asked[-1][0]
        assert first.browser("staff").send("POST", f"/api/desk/conversations/{id}/taking").status_code == 200
        with open_site(tmp_path) as second:
            refused = second.browser("admin").send("POST", f"/api/desk/conversations/{id}/taking")
            assert (refused.status_code, refused.json()["by"]) == (409, "staff")
