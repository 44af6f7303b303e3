"""The conversation desk over HTTP: reading a trace, taking over, notes, labels, sets; and the shopper's side of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from desk_calls import DESK, HOSTILE, a_turn, live, read, said_by, say, take
from open_site import NOON, Browser, Site, open_site

from records.nouns import ToolCall

ARABIC = "أريد سماعات رأس رخيصة"
CLAIM = {"sentence": "It lasts 99 hours.", "shown": "It lasts 30 hours.", "why": "battery 30 h"}
pytestmark = pytest.mark.usefixtures("noon")


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_a_turn_is_told_with_all_that_explains_it(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    hit = {"id": "A-1", "rank": 1, "score": 0.5, "stages": {"lexical": 3.2, "dense": 0.4}, "terms": ["lamp"]}
    search = {"query": {"text": "lamp"}, "total": 4, "hits": [hit], "timings_ms": {"total": 3.0}, "shown": []}
    trace = {"path": "model", "searches": [search], "model_calls": [{"ms": 90.0, "tools": ["search_products"]}]}
    site.shop.log.append(
        a_turn(
            id,
            constraints={"max_price": 40},
            tool_calls=(ToolCall("search_products", {"query": "lamp"}, "4 found", True, 12.34),),
            claims={"checked": 3, "repaired": 1, "dropped": 0, "log": [CLAIM]},
            usage={"prompt_tokens": 900, "completion_tokens": 40},
            timings_ms={"total": 120.0, "model": 90.0},
            prompt="shopping_agent@2",
            prompt_hash="ab" * 32,
            replies_prompt="replies@6",
            model="big",
            shown_product_ids=("A-1",),
            trace=trace,
        )
    )
    told = read(staff, id)["turns"][-1]
    assert told["tools"] == [
        {
            "name": "search_products",
            "arguments": {"query": "lamp"},
            "result": "4 found",
            "cut": False,
            "ok": True,
            "ms": 12.3,
        }
    ]
    assert told["searches"][0]["stages"] == ["lexical", "dense"]
    assert told["searches"][0]["hits"][0]["shown"] is False
    assert told["changed"] == [CLAIM]
    assert (told["claims"]["repaired"], told["path"], told["model"]) == (1, "model", "big")
    assert (told["prompt"], told["replies_prompt"], told["prompt_hash"][:4]) == (
        "shopping_agent@2",
        "replies@6",
        "abab",
    )
    assert told["cost_usd"] is None  # nobody has said what the model costs
    assert told["chips"] == [{"label": "under $40", "change": "new"}]


def test_constraints_are_told_by_what_the_turn_did_to_them(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    site.shop.log.append(a_turn(id, 1, constraints={"max_price": 40, "brands": ["Tarn"]}))
    site.shop.log.append(a_turn(id, 2, constraints={"max_price": 60, "brands": ["Tarn"]}))
    changes = {chip["change"]: chip["label"] for chip in read(staff, id)["turns"][-1]["chips"]}
    assert changes == {"kept": "Tarn", "new": "under $60", "gone": "under $40"}


def test_who_answered_where_the_shop_spared_its_model(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    site.shop.log.append(a_turn(id, 1, trace={"path": "model", "plain": "lookup_policy"}))
    first, second = read(staff, id)["turns"]
    assert (first["path"], second["path"], second["plain"]) == ("", "shop", "lookup_policy")
    assert second["cost_usd"] == 0


def test_a_long_conversation_comes_in_pages(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    for position in range(1, 55):
        site.shop.log.append(a_turn(id, position, constraints={"max_price": position}))
    last = read(staff, id)
    assert [last["turns"][0]["position"], last["earlier"]] == [15, 15]
    assert {chip["change"] for chip in last["turns"][0]["chips"]} == {"new", "gone"}  # against the turn before the page
    first = read(staff, id, before=15)
    assert [turn["position"] for turn in first["turns"]] == list(range(15))
    assert first["earlier"] is None


def test_ten_thousand_characters_script_tags_and_arabic_come_as_they_were_said(
    site: Site, staff: Browser, bea: Browser
) -> None:
    id = said_by(site, bea, HOSTILE)
    site.shop.log.append(a_turn(id, 1, text=ARABIC, answer="long " * 2000))
    first, second = read(staff, id)["turns"]
    assert first["text"] == HOSTILE
    assert (second["text"], len(second["answer"])) == (ARABIC, 10_000)
    assert staff.client.get(f"{DESK}/{id}").headers["content-type"] == "application/json"


def test_a_tools_endless_result_is_cut_and_said_so(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    site.shop.log.append(a_turn(id, 1, tool_calls=(ToolCall("t", {}, "x" * 50_000, False, 1.0),)))
    (tool,) = read(staff, id)["turns"][-1]["tools"]
    assert (len(tool["result"]), tool["cut"], tool["ok"]) == (12_000, True, False)


def test_every_reading_is_noted_and_following_is_one_reading(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    read(staff, id)
    for _ in range(5):
        assert staff.client.get(f"{DESK}/{id}/live").status_code == 200
    noted = site.shop.audit.entries(subject=f"conversation:{id}")
    assert [entry.action for entry in noted] == ["desk.open", "desk.open"]
    site.clock.on(minutes=11)
    staff.client.get(f"{DESK}/{id}/live")
    assert len(site.shop.audit.entries(subject=f"conversation:{id}")) == 3
    staff.client.get("/api/desk/inbox")
    assert site.shop.audit.entries(subject="desk:inbox")


def test_following_tells_what_came_since(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    take(staff, id)
    kept = say(staff, id, "I am here").json()
    params = {"position": 1, "after": kept["id"]}
    assert staff.client.get(f"{DESK}/{id}/live", params=params).json()["turns"] == []
    site.shop.log.append(a_turn(id, 1, outcome="with_person", answer=""))
    told = staff.client.get(f"{DESK}/{id}/live", params=params).json()
    assert [turn["outcome"] for turn in told["turns"]] == ["with_person"]
    assert told["messages"] == []
    assert told["person"] == {"name": "staff", "mine": True, "since": NOON.isoformat()}


# ---- taking over -----------------------------------------------------------------------------------------------------


def test_the_shopper_sees_who_joined_what_they_said_and_that_they_left(
    site: Site, staff: Browser, bea: Browser
) -> None:
    id = said_by(site, bea)
    assert live(bea, id) == {"staffed": True, "person": None, "waiting": None, "said": []}
    take(staff, id)
    person = live(bea, id)["person"]
    assert person["name"] == "Staff"
    assert say(staff, id, HOSTILE).status_code == 200
    (said,) = live(bea, id)["said"]
    assert (said["text"], said["name"], said["kind"]) == (HOSTILE, "Staff", "said")
    assert live(bea, id, said["id"])["said"] == []
    site.clock.on(minutes=1)
    assert staff.send("DELETE", f"{DESK}/{id}/taking").status_code == 200
    assert live(bea, id, said["id"])["person"] is None
    drawn = bea.client.get(f"/api/conversations/{id}/drawn").json()
    kinds = [(one["kind"], one["id"] == f"{person['id']}-joined") for one in drawn["turns"][-1]["persons"]]
    assert kinds == [("joined", True), ("said", False), ("left", False)]


def test_two_at_once_one_gets_it_and_the_other_is_told_who_has_it(site: Site, staff: Browser, bea: Browser) -> None:
    id, admin = said_by(site, bea), site.browser("admin")
    assert take(staff, id).json()["person"]["mine"] is True
    assert take(staff, id).status_code == 200  # again: it is theirs
    refused = take(admin, id)
    assert (refused.status_code, refused.json()["code"], refused.json()["by"]) == (409, "taken", "staff")
    assert "staff" in refused.json()["message_zh"]
    assert say(admin, id, "me too").json()["code"] == "taken"
    assert read(admin, id)["person"] == {"name": "staff", "mine": False, "since": NOON.isoformat()}
    assert admin.send("DELETE", f"{DESK}/{id}/taking").status_code == 200  # for a colleague who went home
    assert take(admin, id).status_code == 200


def test_nobody_writes_where_nobody_has_taken_over(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    assert say(staff, id, "hello").json()["code"] == "not_taken"
    assert staff.send("DELETE", f"{DESK}/{id}/taking").json()["code"] == "not_taken"


@pytest.mark.parametrize(("text", "status"), [("  ", 422), ("x" * 10_001, 422), ("x" * 10_000, 200)])
def test_a_message_has_something_in_it_and_not_too_much(
    site: Site, staff: Browser, bea: Browser, text: str, status: int
) -> None:
    id = said_by(site, bea)
    take(staff, id)
    answer = say(staff, id, text)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["most"] == 10_000


def test_a_message_sent_twice_is_said_once(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    take(staff, id)
    assert say(staff, id, "hello").json() == say(staff, id, "hello").json()
    assert len(live(bea, id)["said"]) == 1
    say(staff, id, "hello", key="another-key-1")
    assert len(live(bea, id)["said"]) == 2


def test_the_shopper_deletes_the_conversation_while_staff_reads_it(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    take(staff, id)
    say(staff, id, "hello")
    assert staff.send("POST", f"{DESK}/{id}/sets", {"set": "deleted"}).status_code == 200
    assert bea.send("DELETE", f"/api/conversations/{id}").status_code == 204
    for answer in (
        staff.client.get(f"{DESK}/{id}"),
        staff.client.get(f"{DESK}/{id}/live"),
        say(staff, id, "are you there?"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "gone")
    assert not (site.shop.settings.home / "evaluation_sets" / "deleted.jsonl").exists()
    assert site.shop.taking_over.person_in(id) is None


def test_the_name_that_shoppers_read_is_no_address(site: Site, bea: Browser) -> None:
    assert site.shop.people is not None
    account = site.shop.people.accounts.add("mei.lin@shop.example", "staff", "correct horse 电池")
    id = said_by(site, bea)
    site.shop.taking_over.take_conversation(id, account.id)
    assert live(bea, id)["person"]["name"] == "Mei Lin"
    site.shop.taking_over.give_back(id, account.id)
    site.shop.taking_over.take_conversation(id, "an account that is gone")
    assert live(bea, id)["person"]["name"] == ""


def test_a_download_has_what_the_person_said_in_its_place(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea)
    take(staff, id)
    site.clock.on(minutes=1)
    say(staff, id, "A *new* pair <b>goes</b> out.\nOn Monday.")
    site.shop.log.append(
        a_turn(id, 1, at=NOON + timedelta(minutes=2), text="thank you", answer="", outcome="with_person")
    )
    path = f"/api/conversations/{id}/download"
    assert [one["name"] for one in bea.client.get(path).json()["staff"]] == ["Staff"]
    text = bea.client.get(path, params={"format": "markdown"}).text
    assert r"A \*new\* pair \<b\>goes\</b\> out." in text
    assert text.index("You said: hello") < text.index("**Staff**") < text.index("> thank you")
    assert text.count("**Assistant**") == 1


def test_sealed_words_are_read_by_staff_and_by_the_shopper(tmp_path: Path) -> None:
    from records.vault.keyring import new_key

    with open_site(tmp_path, encryption_keys=new_key()) as site:
        bea, staff = site.browser("bea"), site.browser("staff")
        id = said_by(site, bea, "my secret shoe size")
        take(staff, id)
        say(staff, id, "a secret answer")
        staff.send("POST", f"{DESK}/{id}/notes", {"text": "a secret note"})
        told = read(staff, id)
        assert told["turns"][0]["text"] == "my secret shoe size"
        assert told["notes"][0]["text"] == "a secret note"
        assert live(bea, id)["said"][0]["text"] == "a secret answer"
        raw = (tmp_path / "home" / "records.sqlite").read_bytes()
        wal = tmp_path / "home" / "records.sqlite-wal"
        raw += wal.read_bytes() if wal.exists() else b""
        assert b"secret answer" not in raw
        assert b"secret note" not in raw


def test_an_erased_customer_is_nowhere_any_more(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        _erase_one(site, site.browser("staff"), site.browser("bea"))


def _erase_one(site: Site, staff: Browser, bea: Browser) -> None:
    id = said_by(site, bea, "my secret shoe size")
    take(staff, id)
    say(staff, id, "a secret answer")
    staff.send("POST", f"{DESK}/{id}/sets", {"set": "erased"})
    other = said_by(site, site.browser("shopper"), "somebody else's words")
    staff.send("POST", f"{DESK}/{other}/sets", {"set": "erased"})
    site.shop.eraser.erase("customer:C-002", by="shell")
    kept = (site.shop.settings.home / "evaluation_sets" / "erased.jsonl").read_text()
    assert "shoe size" not in kept
    assert "somebody else's words" in kept
    assert staff.client.get(f"{DESK}/{id}").status_code == 404
    assert say(staff, id, "hello?").status_code == 404
