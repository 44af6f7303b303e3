"""The loyalty desk over HTTP: what it tells, to whom, and what is noted of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from learned_shop import DAY, EVIL, LATE, explanation, fill, score
from open_site import Browser, Site, open_site

from interfaces.ui.loyalty import customers_view
from records.access.rules import ROLES, RULES, Role
from records.consents import Consents
from records.conversation_log import SqlConversationLog
from records.learned.loyalty_scores import LoyaltyScores
from records.nouns import Conversation, Customer, Order, OrderLine

READS = (
    "overview", "unread", "models", "customers", "map", "complaints", "quotes", "unresolved", "products", "round",
    "customers/C-2", "products/KIT-1",
)  # fmt: skip
ODD = f"C-{EVIL}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site over the small shop of which something was learned."""
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        fill(opened.shop.database)
        yield opened


@pytest.fixture(scope="module")
def analyst(site: Site) -> Browser:
    return site.browser("analyst")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    """A site of a shop where nothing was read and nobody scored."""
    with open_site(tmp_path) as opened:
        yield opened


def told(browser: Browser, path: str, **query: Any) -> Any:
    answer = browser.client.get(f"/api/loyalty/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def noted(site: Site, action: str = "loyalty.open") -> list[tuple[str, str, str]]:
    """Who read whom, newest first."""
    return [(one.role, one.subject, one.note) for one in site.shop.audit.entries() if one.action == action]


# ---- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_only_those_whose_work_it_is_read_anything(site: Site, role: Role) -> None:
    browser = site.browser(None if role == "guest" else role)
    for path in READS:
        answer = browser.client.get(f"/api/loyalty/{path}")
        if RULES["loyalty.open"][role] == "any":
            assert answer.status_code == 200, path
        else:
            assert answer.status_code in (401, 403)
            assert "C-2" not in answer.text
            assert answer.json()["message_zh"]


@pytest.mark.parametrize(("role", "status"), [("guest", 401), ("shopper", 403), ("staff", 403), ("analyst", 200)])
def test_tables_are_for_analysts(site: Site, role: str, status: int) -> None:
    browser = site.browser(None if role == "guest" else role)
    assert browser.client.get("/api/loyalty/export?what=scores").status_code == status


@pytest.mark.parametrize(("role", "status"), [("guest", 401), ("shopper", 403), ("staff", 403)])
def test_a_round_is_for_analysts(site: Site, role: str, status: int) -> None:
    assert site.browser(None if role == "guest" else role).send("POST", "/api/loyalty/round").status_code == status


def test_a_round_asks_for_the_pages_token(site: Site, analyst: Browser) -> None:
    answer = analyst.client.post("/api/loyalty/round", headers={"Origin": "http://testserver"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


# ---- the first view --------------------------------------------------------------------------------------------------


def test_the_first_view_is_told_at_once(analyst: Browser) -> None:
    first = told(analyst, "overview")
    assert first["as_of"].startswith("2026-03-02")
    assert (first["customers"], first["tiers"]) == (3, {"at_risk": 1, "gold": 1, "prospect": 1})
    assert sum(first["loyalty"]) == sum(first["risk"]) == sum(first["value"]) == 3
    assert first["at_risk"]["customers"] == 1
    assert first["at_risk"]["expected"] == 80.25
    assert first["at_risk"]["if_back"] == pytest.approx(80.25 / 0.2, abs=0.01)
    assert first["moves"] == [{"before": "silver", "now": "gold", "customers": 1}]
    assert [len(one["tiers"]) for one in first["course"]] == [1, 3]
    assert (first["talks"]["conversations"], first["talks"]["unresolved"]) == (3, 2)
    assert [one["conversations"] for one in first["weeks"] if one["conversations"]] == [1, 1, 1]
    assert first["reasons"][0]["reason"] == "complaint"
    assert [one["id"] for one in first["at_stake"]] == [ODD, "C-2"]


def test_the_first_view_quotes_nobody_beyond_the_reasons(analyst: Browser) -> None:
    first = told(analyst, "overview")
    assert all("evidence" not in reason for one in first["at_stake"] for reason in one["reasons"])


def test_it_says_what_the_visitor_may(site: Site) -> None:
    assert told(site.browser("analyst"), "overview")["may"] == {"export": True, "score": True, "conversations": False}
    assert told(site.browser("staff"), "overview")["may"] == {"export": False, "score": False, "conversations": True}


def test_nothing_read_and_nobody_scored_is_said(empty: Site) -> None:
    browser = empty.browser("analyst")
    first = told(browser, "overview")
    assert (first["as_of"], first["weeks"], first["talks"]["conversations"]) == (None, [], 0)
    assert told(browser, "customers") == {"as_of": None, "rows": [], "next": None, "total": 0, "complete": True}
    assert told(browser, "map")["points"] == []
    assert told(browser, "complaints")["aspects"] == []
    assert told(browser, "unresolved") == {"matters": []}
    assert told(browser, "quotes") == {"quotes": []}
    assert told(browser, "models")["known"] is None
    assert browser.client.get("/api/loyalty/export?what=scores").text.count("\n") == 1


# ---- customers -------------------------------------------------------------------------------------------------------


def test_customers_come_by_what_is_at_stake(analyst: Browser) -> None:
    found = told(analyst, "customers")
    assert [one["id"] for one in found["rows"]] == [ODD, "C-2", "C-3"]
    assert (found["total"], found["next"], found["complete"]) == (3, None, True)
    assert found["rows"][0]["name"] == EVIL
    assert found["rows"][0]["reasons"][0] == {"unit": "percent", "points": 6, "text": explanation()["headline"]}


def test_pages_follow_each_other(analyst: Browser) -> None:
    first = told(analyst, "customers", order="risk", down=False, limit=2)
    second = told(analyst, "customers", order="risk", down=False, limit=2, after=first["next"])
    assert [one["id"] for one in (*first["rows"], *second["rows"])] == ["C-3", "C-2", ODD]
    assert second["next"] is None


@pytest.mark.parametrize("after", ["x", "bnVsbA==", "WzEsMl0=", "W10=", "🦊", "WyJhIiwgMV0="])
def test_a_place_that_nobody_told_is_the_beginning(analyst: Browser, after: str) -> None:
    assert len(told(analyst, "customers", after=after)["rows"]) == 3


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"tier": "gold"}, ["C-2"]),
        ({"risk_from": 0.5}, [ODD]),
        ({"value_from": 60, "risk_to": 0.5}, ["C-2"]),
        ({"group": "detractor"}, [ODD]),
        ({"action": "leave_alone"}, ["C-3"]),
        ({"called": "c-2"}, ["C-2"]),
        ({"called": "<SCRIPT>"}, [ODD, "C-2", "C-3"]),
        ({"called": "nobody"}, []),
        ({"order": "no such order"}, [ODD, "C-2", "C-3"]),
    ],
)
def test_customers_are_found(analyst: Browser, query: dict[str, Any], ids: list[str]) -> None:
    found = told(analyst, "customers", **query)
    assert [one["id"] for one in found["rows"]] == ids
    assert found["total"] == len(ids)
    assert [one["id"] for one in told(analyst, "map", **query)["points"]] == ids


@pytest.mark.parametrize("query", ["limit=0", "limit=5000", "risk_from=2", "value_from=x", "called=" + "x" * 300])
def test_what_cannot_be_asked_is_refused_in_words(analyst: Browser, query: str) -> None:
    answer = analyst.client.get(f"/api/loyalty/customers?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_understood")


def test_of_many_customers_some_have_points_and_all_have_a_place(
    analyst: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers_view, "POINTS", 2)
    plot = told(analyst, "map")
    assert [one["id"] for one in plot["points"]] == [ODD, "C-2"]
    assert sum(one["customers"] for one in plot["cells"]) == plot["total"] == 3


# ---- one customer ----------------------------------------------------------------------------------------------------


def test_one_customer_with_everything_that_is_known(site: Site, analyst: Browser) -> None:
    one = told(analyst, "customers/C-2")
    assert (one["name"], one["score"]["tier"], one["score"]["loyalty"]) == (EVIL, "gold", 40)
    assert [day["tier"] for day in one["history"]] == ["silver", "gold"]
    assert one["explanation"]["advice"]["cost"] == 6.25
    assert one["budget"] == site.shop.settings.offers().budget
    assert one["consents"] == {"profile": None, "learning": None, "marketing": None}
    kinds = [event["kind"] for event in one["timeline"]]
    assert kinds == ["conversation", "order"]
    talk, order = one["timeline"]
    assert (talk["mood"], talk["unresolved"], [signal["quote"] for signal in talk["signals"]]) == (
        -0.5,
        True,
        [EVIL] * 3,
    )
    assert (order["id"], order["total"], order["currency"], order["lines"][0]["title"]["en"]) == (
        "D-1",
        20,
        "EUR",
        EVIL,
    )
    assert LATE in json.dumps(one, ensure_ascii=False)


def test_a_customer_whose_id_is_markup_has_a_page(analyst: Browser) -> None:
    from urllib.parse import quote

    assert told(analyst, "customers/" + quote(ODD, safe=""))["id"] == ODD


def test_reading_a_customer_is_noted(site: Site) -> None:
    before = len(noted(site))
    told(site.browser("analyst"), "customers/C-2")
    assert len(noted(site)) == before + 1
    assert noted(site)[0][:2] == ("analyst", "customer:C-2")


def test_nobody_is_shown_where_nobody_is_known(site: Site, analyst: Browser) -> None:
    before = len(noted(site))
    answer = analyst.client.get("/api/loyalty/customers/C-404")
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_unknown")
    assert answer.json()["message_zh"]
    assert len(noted(site)) == before


def test_whoever_was_erased_is_said_to_be(empty: Site) -> None:
    empty.shop.eraser.erase("C-002", by="shell")
    answer = empty.browser("analyst").client.get("/api/loyalty/customers/C-002")
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_erased")
    assert "Bea" not in answer.text


def test_whoever_does_not_want_to_be_learned_from_has_a_page_that_says_so(empty: Site) -> None:
    shop = empty.shop
    SqlConversationLog(shop.database, shop.vault).start(Conversation("talk", DAY, "C-001"))
    Consents(shop.database).withdraw("C-001", "learning", "chat")
    one = told(empty.browser("analyst"), "customers/C-001")
    assert (one["name"], one["consents"]["learning"], one["score"], one["explanation"]) == ("王芳", False, None, {})
    assert [event["kind"] for event in one["timeline"]] == ["unread"]
    assert one["unread"] == 1


def test_a_customer_without_conversations_and_orders_has_a_page(empty: Site) -> None:
    one = told(empty.browser("analyst"), "customers/C-001")
    assert (one["timeline"], one["talks"], one["history"]) == ([], 0, [])


def test_a_long_history_is_cut_and_it_is_said(empty: Site) -> None:
    ledger = empty.shop.ledger
    assert ledger is not None
    ledger.add_customer(Customer("C-7", "", "", "zh", "", DAY))
    for n in range(203):
        line = OrderLine("P", f"Thing {n}", 1, 1.5)
        ledger.add_order(Order(f"D-{n}", "C-7", DAY + timedelta(hours=n), "delivered", "JPY", (line,)))
    one = told(empty.browser("analyst"), "customers/C-7")
    assert (one["name"], len(one["timeline"]), one["earlier"]) == ("", 200, 3)
    assert one["timeline"][0]["id"] == "D-202"


def test_a_score_without_words_is_shown_without_reasons(empty: Site) -> None:
    LoyaltyScores(empty.shop.database, empty.shop.vault).keep([score("C-001", 0.9, 50, explanation={})])
    browser = empty.browser("analyst")
    assert told(browser, "customers/C-001")["explanation"] == {}
    assert told(browser, "customers")["rows"][0]["reasons"] == []


# ---- what was said ---------------------------------------------------------------------------------------------------


def test_complaints_by_aspect_product_and_week(analyst: Browser) -> None:
    found = told(analyst, "complaints")
    assert {(one["kind"], one["aspect"], one["count"]) for one in found["aspects"]} == {
        ("complaint", "delivery", 3),
        ("praise", "product", 3),
    }
    assert [one["id"] for one in found["products"]] == ["KIT-1"]
    assert found["products"][0]["title"]["en"] == EVIL
    assert found["cells"] == [{"product": "KIT-1", "kind": "complaint", "aspect": "delivery", "count": 3}]
    assert sum(one["complaint"] for one in found["weeks"]) == 3
    assert any(one["complaint"] == 0 for one in found["weeks"])


def test_words_behind_a_figure_are_noted_under_whose_they_are(site: Site) -> None:
    before = len(noted(site))
    found = told(site.browser("staff"), "quotes", kind="complaint", aspect="delivery", product="KIT-1")
    assert {one["quote"] for one in found["quotes"]} == {EVIL}
    fresh = noted(site)[: len(noted(site)) - before]
    assert {subject for _, subject, _ in fresh} == {f"customer:{ODD}", "customer:C-2", "conversation:talk-2"}
    assert {note for _, _, note in fresh} == {"quotes"}


def test_words_about_nothing_in_particular_are_asked_for_by_themselves(analyst: Browser) -> None:
    assert told(analyst, "quotes", kind="complaint", unnamed="true") == {"quotes": []}
    assert analyst.client.get("/api/loyalty/quotes?kind=secrets").status_code == 422


def test_what_was_left_open_is_told_with_its_words(analyst: Browser) -> None:
    matters = told(analyst, "unresolved")["matters"]
    assert [one["conversation"] for one in matters] == ["talk-0", "talk-1"]
    assert matters[1]["customer"] == "C-2"
    assert matters[1]["quotes"] == [EVIL]


def test_pros_and_cons_come_from_the_shops_reviews(empty: Site) -> None:
    file = empty.shop.settings.shop_folder / "reviews.jsonl"
    browser = empty.browser("analyst")
    assert told(browser, "products") == {"total": 0, "products": []}
    line = {"product_id": "KIT-1", "stars": 1, "language": "en", "title": "", "date": "2026-03-20"}
    reviews = [{**line, "text": text} for text in ("The battery died after a week.", "Battery is terrible.")]
    file.write_text("\n".join(map(json.dumps, reviews)))
    (product,) = told(browser, "products")["products"]
    assert (product["id"], product["reviews"], product["stars"]) == ("KIT-1", 2, 1.0)
    assert [one["name"]["en"] for one in product["cons"]] == ["battery"]
    one = told(browser, "products/KIT-1")
    assert one["reviews"]["cons"][0]["quotes"][0]["text"]
    assert one["said"] == []
    assert browser.client.get("/api/loyalty/products/no-such").json()["code"] == "product_unknown"


# ---- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "rows"), [("scores", 3), ("signals", 9), ("readings", 3), ("features", 5)])
def test_a_table_is_a_csv_file_for_spreadsheets(site: Site, analyst: Browser, what: str, rows: int) -> None:
    answer = analyst.client.get(f"/api/loyalty/export?what={what}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert f'filename="loyalty-{what}-2026-11-16.csv"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))) == rows
    assert noted(site, "loyalty.export")[0] == ("analyst", f"table:{what}", "")


def test_no_cell_of_a_table_is_a_formula(empty: Site) -> None:
    LoyaltyScores(empty.shop.database, empty.shop.vault).keep([score("=cmd|'/c calc'!A1", 0.5, 50)])
    text = empty.browser("admin").client.get("/api/loyalty/export?what=scores").text
    assert "\n'=cmd" in text
    assert "\n=cmd" not in text


def test_an_unknown_table_is_refused(analyst: Browser) -> None:
    assert analyst.client.get("/api/loyalty/export?what=passwords").status_code == 422


# ---- plots and the page ----------------------------------------------------------------------------------------------


def test_the_library_of_plots_comes_from_here_and_may_be_kept(site: Site) -> None:
    answer = site.browser().client.get("/loyalty-assets/plotly.min.js?v=1")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.content) > 1_000_000
    assert b"plotly.js" in answer.content[:200]


@pytest.mark.parametrize(("role", "status"), [("staff", 200), ("analyst", 200), ("admin", 200), ("shopper", 403)])
def test_the_page_opens_for_whom_it_is(site: Site, role: str, status: int) -> None:
    assert site.browser(role).client.get("/loyalty/").status_code == status
