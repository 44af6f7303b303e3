"""The desk's lists over HTTP: the inbox, notes and labels, sets of conversations, and finding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from desk_calls import DESK, HOSTILE, a_turn, hand_off, read, said_by, say, take
from open_site import NOON, Browser, Site

from records.nouns import Conversation

pytestmark = pytest.mark.usefixtures("noon")


# ---- the inbox -------------------------------------------------------------------------------------------------------


def test_the_inbox_has_who_waits_first_and_how_they_feel(site: Site, staff: Browser, bea: Browser) -> None:
    first, second = said_by(site, bea, "one"), said_by(site, site.browser(), "two")
    hand_off(site, first)
    site.clock.on(minutes=5)
    hand_off(site, second, HOSTILE, "worried")
    told = staff.client.get("/api/desk/inbox").json()
    assert [one["conversation_id"] for one in told["hand_offs"]][:2] == [first, second]
    assert told["hand_offs"][0]["customer_name"] == "Bea"
    assert told["hand_offs"][1]["reason"] == HOSTILE
    assert told["counts"]["open"] == 2
    take(staff, first)
    counts = staff.client.get("/api/desk/inbox/counts").json()
    assert (counts["open"], counts["taken"]) == (1, told["counts"]["taken"] + 1)
    mine = {one["conversation_id"]: one["mine"] for one in staff.client.get("/api/desk/inbox").json()["hand_offs"]}
    assert (mine[first], mine[second]) == (True, False)


# ---- notes, labels, sets ---------------------------------------------------------------------------------------------


def test_notes_are_kept_for_colleagues_and_never_shown_to_the_shopper(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    kept = staff.send("POST", f"{DESK}/{id}/notes", {"text": "call her on Monday"}).json()
    assert read(site.browser("admin"), id)["notes"] == [kept]
    assert kept["by"] == "staff"
    for path in (f"/api/conversations/{id}", f"/api/conversations/{id}/drawn", f"/api/conversations/{id}/live"):
        assert "Monday" not in bea.client.get(path).text
    assert staff.send("DELETE", f"{DESK}/{id}/notes/{kept['id']}").status_code == 204
    assert read(staff, id)["notes"] == []
    assert staff.send("POST", f"{DESK}/{id}/notes", {"text": " "}).status_code == 422


def test_labels_are_put_on_and_taken_off(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    put = staff.send("POST", f"{DESK}/{id}/labels", {"label": "  Late   PARCEL "})
    assert put.json() == {"labels": ["late parcel"]}
    assert staff.send("POST", f"{DESK}/{id}/labels", {"label": "late parcel"}).json() == {"labels": ["late parcel"]}
    assert staff.client.get("/api/desk/choices").json()["labels"] == {"late parcel": 1}
    assert staff.send("POST", f"{DESK}/{id}/labels", {"label": "Late Parcel", "on": False}).json() == {"labels": []}
    assert staff.send("POST", f"{DESK}/{id}/labels", {"label": "x" * 41}).json()["most"] == 40


def test_a_conversation_goes_into_a_set_once_and_is_brought_up_to_date(
    site: Site, staff: Browser, bea: Browser
) -> None:
    id = said_by(site, bea, "a quiet lamp")
    first = staff.send("POST", f"{DESK}/{id}/sets", {"set": "hard-cases"}).json()
    assert (first["set"], first["new"]) == ("hard-cases", True)
    assert first["command"].startswith("daogou evaluate replay hard-cases ")
    take(staff, id)
    site.clock.on(minutes=1)
    say(staff, id, "Write to mei@example.com")
    again = staff.send("POST", f"{DESK}/{id}/sets", {"set": "hard-cases"}).json()
    assert again["new"] is False
    (line,) = Path(first["file"]).read_text().splitlines()
    told = json.loads(line)
    assert [one["role"] for one in told["messages"]] == ["user", "assistant", "person"]
    assert (told["id"], told["customer_id"]) == (id, "C-002")
    assert "mei@example.com" not in line  # a file is no place for anybody's address
    sets = staff.client.get(f"{DESK}/{id}/sets").json()["sets"]
    assert {"name": "hard-cases", "conversations": 1, "has": True} in sets


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a b", "x" * 65])
def test_a_set_has_a_name_that_is_none_of_a_path(site: Site, staff: Browser, bea: Browser, name: str) -> None:
    id = said_by(site, bea)
    refused = staff.send("POST", f"{DESK}/{id}/sets", {"set": name})
    assert (refused.status_code, refused.json()["code"]) == (422, "set")


def test_a_conversation_without_a_word_cannot_be_replayed(site: Site, staff: Browser) -> None:
    site.shop.log.start(Conversation("empty", NOON))
    assert staff.send("POST", f"{DESK}/empty/sets", {"set": "desk"}).json()["code"] == "set"
    assert read(staff, "empty")["turns"] == []


# ---- finding ---------------------------------------------------------------------------------------------------------


def found(staff: Browser, **filters: Any) -> list[str]:
    answer = staff.client.get(DESK, params=filters)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["conversations"]]


def test_conversations_are_found_by_what_staff_ask_for(site: Site, staff: Browser, bea: Browser) -> None:
    plain = said_by(site, bea, "a zebra lamp")
    wrong = said_by(site, bea, "a zebra clock")
    site.shop.log.append(a_turn(wrong, 1, outcome="refused", prompt="shopping_agent@9", claims={"repaired": 1}))
    staff.send("POST", f"{DESK}/{wrong}/labels", {"label": "Striped"})
    hand_off(site, wrong, "zebra")
    assert set(found(staff, text="zebra")) == {plain, wrong}
    for filters in (
        {"repaired": "true"},
        {"refused": "true"},
        {"outcome": "refused"},
        {"prompt": "shopping_agent@9"},
        {"label": "STRIPED"},
        {"hand_off": "open"},
    ):
        assert found(staff, text="zebra", **filters) == [wrong], filters
    assert found(staff, text="zebra", customer="C-001") == []
    assert found(staff, text=wrong) == [wrong]


def test_a_day_is_the_readers_whole_day(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea, "a giraffe lamp")
    day = {"text": "giraffe", "since": "2026-11-16", "until": "2026-11-16"}
    assert found(staff, **day) == [id]
    assert found(staff, **day, zone=-840) == []  # 14 hours ahead of UTC that noon is the next day
    assert found(staff, text="giraffe", until="9999-12-31") == [id]


@pytest.mark.parametrize(
    "filters",
    [{"mood": "furious"}, {"since": "yesterday"}, {"after": "nowhere"}, {"zone": "9999"}, {"text": "x" * 201}],
)
def test_a_filter_that_makes_no_sense_is_refused_kindly(staff: Browser, filters: dict[str, str]) -> None:
    answer = staff.client.get(DESK, params=filters)
    assert answer.status_code == 422
    assert answer.json()["message_zh"]


def test_more_is_shown_without_a_gap_or_a_double(site: Site, staff: Browser, bea: Browser) -> None:
    made = {said_by(site, bea, f"an ostrich {number}") for number in range(33)}
    first = staff.client.get(DESK, params={"text": "ostrich"}).json()
    second = staff.client.get(DESK, params={"text": "ostrich", "after": first["next"]}).json()
    ids = [one["id"] for page in (first, second) for one in page["conversations"]]
    assert (len(ids), set(ids), second["next"]) == (33, made, None)
