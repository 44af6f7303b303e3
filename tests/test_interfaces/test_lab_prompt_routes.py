"""`/api/lab`: versions, drafts, labels and shares over the real site, and what goes wrong there."""

from __future__ import annotations

from typing import Any

import pytest
from open_site import Browser, Site

AGENT = "shopping_agent"
LONG = "x" * 10_000


def draft(by: Browser, change: tuple[str, str] = ("Decline kindly", "Decline warmly"), **told: Any) -> dict[str, Any]:
    """A new draft of the newest shipped version with one change."""
    made = by.send("POST", "/api/lab/drafts", {"name": AGENT, "made_from": "version:2", "title": "Warm", **told}).json()
    saved = save(by, made, made["text"].replace(*change))
    assert saved.status_code == 200, saved.text
    return {**made, **saved.json(), "text": made["text"].replace(*change)}


def save(by: Browser, known: dict[str, Any], text: str) -> Any:
    return by.send("PUT", f"/api/lab/drafts/{known['id']}", {"revision": known["revision"], "text": text})


def prompt_of(by: Browser, name: str = AGENT) -> dict[str, Any]:
    overview = by.client.get("/api/lab/overview").json()
    return next(one for one in overview["prompts"] if one["name"] == name)


def publish(by: Browser, ref: str, **told: Any) -> Any:
    now = prompt_of(by)["labels"].get(told.get("label", "production"))
    body = {"name": AGENT, "ref": ref, "label": "production", "reason": "warmer", "expected": now and now["id"], **told}
    return by.send("POST", "/api/lab/publish", body)


# ---- looking ---------------------------------------------------------------------------------------------------------


def test_the_overview_tells_what_stands_where_and_who_works_here(staff: Browser) -> None:
    overview = staff.client.get("/api/lab/overview").json()
    assert [one["name"] for one in overview["prompts"]] == [AGENT, "replies"]
    assert "staff" in overview["people"].values()
    assert "shopper" not in overview["people"].values()
    assert overview["customers"] == []  # no demo shop
    assert overview["models"][0]["name"]


def test_any_two_are_compared_by_what_changed(staff: Browser) -> None:
    mine = draft(staff)
    told = staff.client.get(
        "/api/lab/difference", params={"name": AGENT, "left": "version:2", "right": f"draft:{mine['id']}"}
    ).json()
    assert [one["key"] for one in told["changed"]] == ["native_rules"]
    said = [part for row in told["changed"][0]["rows"] if row.get("right") for part in row["right"]["parts"]]
    assert ["new", "warmly"] in said


@pytest.mark.parametrize(
    "ref", ["version:99", "version:x", "draft:nowhere", "label:nowhere", "label:staging", "", "x:1"]
)
def test_what_is_not_there_is_told_kindly(staff: Browser, ref: str) -> None:
    answer = staff.client.get("/api/lab/difference", params={"name": AGENT, "left": "version:1", "right": ref})
    assert answer.status_code == 404
    assert answer.json()["message_zh"]


def test_a_prompt_that_is_none(staff: Browser) -> None:
    for path in ("difference?name=passwd&left=version:1&right=version:1", "outcomes?name=passwd"):
        assert staff.client.get(f"/api/lab/{path}").status_code == 404
    assert staff.send("POST", "/api/lab/check", {"name": "../x", "text": ""}).status_code == 404


# ---- drafts ----------------------------------------------------------------------------------------------------------


def test_faults_are_told_at_their_line(staff: Browser) -> None:
    text = draft(staff)["text"]
    broken = text.replace("at most ${limit} short", "at most ${limitt} short")
    line = next(n for n, words in enumerate(broken.split("\n"), 1) if "${limitt}" in words)
    told = staff.send("POST", "/api/lab/check", {"name": AGENT, "text": broken}).json()
    errors = [(one["code"], one["line"]) for one in told["faults"] if one["level"] == "error"]
    assert errors == [("undeclared", line)]
    assert {"name": "limitt", "declared": False, "used_in": ["native_rules"]} in told["variables"]
    assert told["outline"][0] == {"key": "system", "line": 7}
    bad_yaml = staff.send("POST", "/api/lab/check", {"name": AGENT, "text": text + "\n  x: [oh\n"}).json()
    assert [one["code"] for one in bad_yaml["faults"]] == ["yaml"]
    assert not bad_yaml["readable"]


def test_a_broken_draft_is_kept_and_not_published(staff: Browser) -> None:
    mine = draft(staff, ("${limit} short sentences. Name", "${limitt} short sentences. Name"))
    assert staff.client.get(f"/api/lab/drafts/{mine['id']}").json()["faults"] == 1
    ref = f"draft:{mine['id']}"
    told = staff.client.get("/api/lab/publishing", params={"name": AGENT, "ref": ref, "label": "staging"}).json()
    assert [one["code"] for one in told["faults"]] == ["undeclared"]
    refused = publish(staff, ref, label="staging")
    assert (refused.status_code, refused.json()["code"]) == (422, "draft_faulty")
    assert prompt_of(staff)["labels"]["staging"] is None


def test_two_people_in_one_draft_lose_nothing(staff: Browser, admin: Browser) -> None:
    mine = draft(staff)
    theirs = save(admin, mine, mine["text"].replace("warmly", "sweetly")).json()
    refused = save(staff, mine, mine["text"].replace("warmly", "gently"))
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_changed")
    told = refused.json()["draft"]
    assert "sweetly" in told["text"]
    assert told["revision"] == theirs["revision"]
    copy = staff.send(
        "POST",
        "/api/lab/drafts",
        {"name": AGENT, "made_from": f"draft:{mine['id']}", "title": "Mine", "text": "gently"},
    ).json()
    assert (copy["text"], copy["made_from"], copy["title"]) == ("gently", "2", "Mine")
    assert "sweetly" in staff.client.get(f"/api/lab/drafts/{mine['id']}").json()["text"]


def test_a_draft_is_renamed_copied_and_discarded(staff: Browser) -> None:
    mine = draft(staff, title="<script>alert(1)</script>")
    assert mine["title"] == "<script>alert(1)</script>"
    path = f"/api/lab/drafts/{mine['id']}"
    renamed = staff.send("PUT", path, {"revision": mine["revision"], "title": " Warm  words "}).json()
    assert renamed["title"] == "Warm words"
    copy = staff.send(
        "POST", "/api/lab/drafts", {"name": AGENT, "made_from": f"draft:{mine['id']}", "title": "C"}
    ).json()
    assert copy["text"] == mine["text"]
    assert staff.send("DELETE", path).status_code == 204
    assert staff.send("DELETE", path).status_code == 204
    gone = staff.client.get(path)
    assert (gone.status_code, gone.json()["code"]) == (404, "draft_gone")
    assert save(staff, mine, "x").status_code == 404


def test_a_prompt_of_ten_thousand_signs_is_kept_and_warned_of(staff: Browser) -> None:
    mine = draft(staff, ("Decline kindly", f"Decline {LONG} kindly"))
    told = staff.send("POST", "/api/lab/check", {"name": AGENT, "text": mine["text"]}).json()
    assert {one["code"] for one in told["faults"]} == {"much_longer"}
    assert LONG in staff.client.get(f"/api/lab/drafts/{mine['id']}").json()["text"]


@pytest.mark.parametrize(
    "body",
    [{}, {"name": AGENT}, {"name": "x" * 61, "made_from": "version:1", "title": "t"}, {"title": "t" * 121}, [], 7],
)
def test_nonsense_is_refused_and_not_repeated(staff: Browser, body: Any) -> None:
    answer = staff.send("POST", "/api/lab/drafts", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_understood")


# ---- publishing ------------------------------------------------------------------------------------------------------


def test_publishing_rolling_back_and_undoing(staff: Browser) -> None:
    mine = draft(staff, ("Decline kindly", "Decline with a smile"))
    ref = f"draft:{mine['id']}"
    told = staff.client.get("/api/lab/publishing", params={"name": AGENT, "ref": ref, "label": "production"}).json()
    assert [one["key"] for one in told["difference"]["changed"]] == ["native_rules"]
    assert told["run"] is None
    now = publish(staff, ref).json()["now"]
    standing = prompt_of(staff)["labels"]["production"]
    assert (standing["version"], standing["reason"]) == (now["version"], "warmer")
    assert standing["before"] == "2"
    assert mine["id"] not in [one["id"] for one in prompt_of(staff)["drafts"]]
    told = staff.client.get(
        "/api/lab/publishing", params={"name": AGENT, "ref": f"version:{now['version']}", "label": "production"}
    ).json()
    assert told["is_same"]
    back = {"name": AGENT, "label": "production", "reason": "too much"}
    rolled = staff.send("POST", "/api/lab/roll-back", {**back, "expected": now["id"]})
    assert rolled.json()["now"]["version"] == "2"
    undone = staff.send("POST", "/api/lab/put-back", {**back, "expected": None, "to": now["version"]})
    assert undone.json()["now"]["version"] == now["version"]
    kinds = [one["kind"] for one in staff.client.get("/api/lab/history", params={"name": AGENT}).json()["entries"]]
    assert kinds[:3] == ["published", "taken_away", "published"]


def test_who_publishes_second_is_told_who_was_quicker(staff: Browser, admin: Browser, site: Site) -> None:
    seen = prompt_of(staff)["labels"]["production"]["id"]
    quick = publish(admin, "version:1", reason="the old one was fine")
    assert quick.status_code == 200
    mine = draft(staff, ("Decline kindly", "Decline at once"))
    refused = publish(staff, f"draft:{mine['id']}", expected=seen)
    assert (refused.status_code, refused.json()["code"]) == (409, "published_meanwhile")
    now = refused.json()["now"]
    assert (now["version"], now["reason"]) == ("1", "the old one was fine")
    assert prompt_of(staff)["labels"]["production"]["version"] == "1"
    assert mine["id"] in [one["id"] for one in prompt_of(staff)["drafts"]]


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_nothing_is_published_without_a_reason(staff: Browser, reason: str) -> None:
    refused = publish(staff, "version:2", label="staging", reason=reason)
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_missing")


def test_a_label_is_taken_away_while_somebody_looks_at_it(staff: Browser, admin: Browser) -> None:
    stands = publish(staff, "version:1", label="staging").json()["now"]
    body = {"name": AGENT, "label": "staging", "reason": "done with", "expected": stands["id"], "to": None}
    assert admin.send("POST", "/api/lab/put-back", body).json() == {"now": None}
    assert (
        staff.client.get(
            "/api/lab/difference", params={"name": AGENT, "left": "label:staging", "right": "version:1"}
        ).status_code
        == 404
    )
    again = staff.send("POST", "/api/lab/put-back", body)
    assert (again.status_code, again.json()["code"], again.json()["now"]) == (409, "published_meanwhile", None)


def test_shares_make_a_hundred_and_the_second_to_set_them_is_told(site: Site, staff: Browser, admin: Browser) -> None:
    site.clock.on(minutes=1)  # after what was published
    body = {"name": AGENT, "shares": {"1": 60, "2": 40}, "reason": "see", "expected": prompt_of(staff)["shares"]["id"]}
    assert staff.send("PUT", "/api/lab/shares", {**body, "shares": {"1": 60, "2": 30}}).json()["code"] == "shares_wrong"
    assert staff.send("PUT", "/api/lab/shares", {**body, "shares": {"1": 60, "77": 40}}).json()["code"] == "ref_gone"
    assert staff.send("PUT", "/api/lab/shares", body).json()["shares"]["percent"] == {"1": 60, "2": 40}
    late = admin.send("PUT", "/api/lab/shares", {**body, "shares": {"1": 10, "2": 90}})
    assert (late.status_code, late.json()["code"]) == (409, "shared_meanwhile")
    assert prompt_of(admin)["shares"]["percent"] == {"1": 60, "2": 40}
    ended = {**body, "shares": {}, "expected": prompt_of(admin)["shares"]["id"]}
    assert admin.send("PUT", "/api/lab/shares", ended).json()["shares"]["percent"] == {}


# ---- whoever may not -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["guest", "shopper", "analyst"])
def test_the_page_and_its_routes_leak_nothing(site: Site, role: str) -> None:
    browser = site.browser(None if role == "guest" else role)
    page = browser.client.get("/lab/")
    config = browser.client.get("/lab/config")
    assert page.status_code == config.status_code == 403
    for secret in ("shopping_agent", "lb-tabs", "/api/lab", "Prompt lab"):
        assert secret not in page.text + config.text
    answer = browser.client.get("/api/lab/overview")
    assert answer.status_code == (401 if role == "guest" else 403)
    assert set(answer.json()) == {"code", "message", "message_zh"}


def test_a_change_without_the_pages_token_is_refused(staff: Browser) -> None:
    answer = staff.send("POST", "/api/lab/check", {"name": AGENT, "text": ""}, **{"X-CSRF-Token": "nonsense"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
