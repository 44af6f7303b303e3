"""`/api/lab/trials` and the lab's events over the real site: what may be tried, and whose a trial is."""

from __future__ import annotations

from typing import Any

import pytest
from open_site import SITE, Browser, Site

AGENT = "shopping_agent"


def begin(by: Browser, *refs: str, **told: Any) -> Any:
    model = by.client.get("/api/lab/overview").json()["models"][0]["name"]
    columns = [{"ref": ref, "model": model} for ref in refs or ("label:production",)]
    return by.send("POST", "/api/lab/trials", {"name": AGENT, "columns": columns, **told})


def test_a_trial_tells_its_columns_and_is_its_owners(site: Site, staff: Browser) -> None:
    told = begin(staff, "label:production", "version:1", language="zh", mood="angry").json()
    assert [one["prompts"][0] for one in told["columns"]] == [f"{AGENT}@2", f"{AGENT}@1"]
    assert told["persona"] == {"customer": None, "language": "zh", "mood": "angry"}
    path = f"/api/lab/trials/{told['trial']}"
    assert staff.client.get(path).json() == told
    another = site.browser("admin").client.get(path)
    assert (another.status_code, another.json()["code"]) == (404, "trial_gone")
    assert another.json() == staff.client.get("/api/lab/trials/nowhere").json()


def test_the_other_prompt_is_the_one_in_production(staff: Browser) -> None:
    told = staff.send(
        "POST",
        "/api/lab/trials",
        {"name": "replies", "columns": [{"ref": "version:1", "model": begin_model(staff)}]},
    ).json()
    assert told["columns"][0]["prompts"] == [f"{AGENT}@2", "replies@1"]


def begin_model(by: Browser) -> str:
    return str(by.client.get("/api/lab/overview").json()["models"][0]["name"])


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"customer": "C-001"}, 422, "no_customer"),  # a real customer is nobody to play
        ({"columns": [{"ref": "label:production", "model": "gone"}]}, 422, "no_model"),
        ({"columns": []}, 422, "not_understood"),
        ({"columns": [{"ref": "version:1", "model": "x"}] * 5}, 422, "not_understood"),
        ({"language": "fr"}, 422, "not_understood"),
        ({"name": "passwd"}, 404, "ref_gone"),
    ],
)
def test_what_cannot_be_tried_is_refused(staff: Browser, change: dict[str, Any], status: int, code: str) -> None:
    answer = begin(staff, **change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_draft_with_faults_is_told_at_its_lines(staff: Browser) -> None:
    made = staff.send("POST", "/api/lab/drafts", {"name": AGENT, "made_from": "version:2", "title": "x"}).json()
    body = {"revision": made["revision"], "text": made["text"] + "\n  x: [oh\n"}
    staff.send("PUT", f"/api/lab/drafts/{made['id']}", body)
    answer = begin(staff, f"draft:{made['id']}")
    assert (answer.status_code, answer.json()["code"]) == (422, "draft_faulty")
    assert answer.json()["faults"][0]["code"] == "yaml"


# ---- events ----------------------------------------------------------------------------------------------------------


def event(by: Browser, name: str, told: dict[str, Any], key: str = "") -> Any:
    """Joins the queue of the lab's page with an event, as its script does."""
    config = by.client.get("/lab/config").json()
    one = next(one for one in config["dependencies"] if [target[1] for target in one["targets"]] == [name])
    body = {
        "data": [None] * len(one["inputs"]),
        "event_data": told,
        "fn_index": one["id"],
        "session_hash": key or by.key,
    }
    path = "/lab/gradio_api/queue/join" if name == "ask" else "/lab/gradio_api/run/predict"
    return by.client.post(path, json=body, headers={"Origin": SITE})


def test_the_lab_has_two_events_and_neither_is_an_endpoint(staff: Browser) -> None:
    config = staff.client.get("/lab/config").json()
    happening = {target[1] for one in config["dependencies"] for target in one["targets"]}
    assert happening == {"ask", "halt"}
    assert all(one["api_visibility"] == "private" for one in config["dependencies"])


def test_nobody_asks_in_anothers_trial(site: Site, staff: Browser) -> None:
    trial = begin(staff).json()["trial"]
    other = site.browser("admin")
    assert event(other, "ask", {"trial": trial, "round": "r1", "text": "let me in"}).status_code == 200
    told = other.client.get("/lab/gradio_api/queue/data", params={"session_hash": other.key}).text
    assert '"gone": true' in told or '"gone":true' in told
    assert event(other, "halt", {"trial": trial}).status_code == 200
    assert staff.client.get(f"/api/lab/trials/{trial}").json()["rounds"] == []


@pytest.mark.parametrize("role", ["guest", "shopper", "analyst"])
def test_whoever_may_not_reaches_no_event(site: Site, role: str) -> None:
    browser = site.browser(None if role == "guest" else role)
    body = {"data": [], "event_data": {}, "fn_index": 0, "session_hash": browser.key}
    for path in ("/lab/gradio_api/queue/join", "/lab/gradio_api/run/predict"):
        answer = browser.client.post(path, json=body, headers={"Origin": SITE})
        assert answer.status_code == (401 if role == "guest" else 403)


def test_nobody_listens_to_anothers_page(site: Site, staff: Browser) -> None:
    event(staff, "halt", {"trial": "x"})
    answer = site.browser("admin").client.get("/lab/gradio_api/queue/data", params={"session_hash": staff.key})
    assert answer.status_code == 404
