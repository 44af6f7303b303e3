"""The loyalty desk in a real browser, in two languages: from the figures to one customer's words, and back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scripted_shop import PATIENCE_SECONDS
from watching import watch

from interfaces.ui.server import served
from interfaces.ui.site import build_site
from records.consents import Consents
from records.nouns import Customer, Order, OrderLine

pytestmark = pytest.mark.browser
PASSWORD = "a long enough password"
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
EVIL = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
NARROW = {"width": 360, "height": 740}
Open = Callable[..., Any]
Picture = Callable[..., Path]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, demo_index: Path, demo_records: Path) -> Path:
    """The demo shop's records, read and scored on two days, with an account of each role that has work here."""
    from assistant.settings import read_settings
    from assistant.wiring import open_shop
    from retrieval.hash_embedding import HashEmbedder

    file = tmp_path_factory.mktemp("learned") / "records.sqlite"
    shutil.copy(demo_records, file)
    settings = read_settings(home=demo_index, database_url=f"sqlite:///{file}", _env_file=None)
    shop = open_shop(settings, embedder=HashEmbedder(), now=lambda: NOON)
    assert shop.people is not None
    for role in ("staff", "analyst", "shopper"):
        shop.people.accounts.add(role, role, PASSWORD, "C-017" if role == "shopper" else None)
    shop.loyalty.mine()
    shop.loyalty.score(day=NOON - timedelta(days=30))
    shop.loyalty.score()
    shop.close()
    return file


@pytest.fixture
def shop(open_scripted_shop: Callable[..., Any], records: Path, tmp_path: Path) -> Any:
    shutil.copy(records, tmp_path / "records.sqlite")
    opened = open_scripted_shop()
    del opened.__dict__["log"]  # the log of its database in place of one that a test hands in
    return opened


@pytest.fixture
def site(shop: Any) -> Iterator[str]:
    with served(build_site(shop)) as address:
        yield address


@dataclass
class Heard:
    """What pages complained about, and what they asked of other hosts."""

    complaints: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def desk(browser: Any, site: str, heard: Heard) -> Iterator[Open]:
    """Opens the desk at a place for somebody signed in; no page may have complained or called another host."""
    contexts: list[Any] = []

    def opened(place: str = "", language: str = "en", role: str = "analyst", **context: Any) -> Any:
        context = {"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **context}
        contexts.append(browser.new_context(locale="zh-CN" if language == "zh" else "en-US", **context))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_SECONDS * 1_000)
        watch(page, site, heard.complaints, heard.strange)
        told = {"login": role, "password": PASSWORD}
        assert page.request.post(f"{site}/api/sign-in", data=told, headers={"Origin": site}).ok
        page.goto(f"{site}/loyalty/{place}")
        page.locator(".st[data-ready]").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert heard == Heard()


def drawn(page: Any) -> None:
    """Returns when every plot of the view is drawn."""
    page.wait_for_function("() => [...document.querySelectorAll('.ly-plot')].every((one) => one.dataset.drawn)")


def pointed_at(page: Any, plot: Any) -> str:
    """What the box at the pointer says over the first mark of a plot."""
    plot.scroll_into_view_if_needed()
    mark = plot.locator(".point path, path.point").first
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".hoverlayer .hovertext").first.wait_for()
    return str(plot.locator(".hoverlayer").text_content())


def fits(page: Any) -> bool:
    return bool(
        page.evaluate("() => { const s = document.querySelector('.st'); return s.scrollWidth <= s.clientWidth; }")
    )


@pytest.mark.parametrize(
    ("language", "customers", "leaving", "as_table"),
    [("en", "Customers", "Probability of leaving", "As a table"), ("zh", "顾客", "流失概率", "以表格查看")],
)
def test_from_the_figures_to_one_customer_and_why(
    desk: Open, shop: Any, picture: Picture, language: str, customers: str, leaving: str, as_table: str
) -> None:
    page = desk(language=language)
    figures = page.locator(".st-figure")
    assert figures.first.locator("b").inner_text() == "60"
    assert figures.count() == 5
    drawn(page)
    plot = page.locator(".ly-figure", has=page.get_by_role("heading", name=leaving, exact=True))
    assert "0–10 %" in pointed_at(page, plot.locator(".ly-plot"))
    plot.get_by_text(as_table).click()
    assert plot.locator("tbody tr").count() == 10
    picture(page, f"loyalty_overview_{language}")

    page.get_by_role("link", name=customers, exact=True).click()
    page.locator(".ly-filters").wait_for()
    page.locator("select[name=tier]").select_option("at_risk")
    page.wait_for_url("**tier=at_risk**")
    page.locator(".ly-next, .st-table").first.wait_for()
    assert set(page.locator("tbody tr td:nth-child(2)").all_inner_texts()) == {
        "at risk" if language == "en" else "可能流失"
    }
    drawn(page)
    page.locator("tbody th a").first.click()
    page.locator(".ly-advice").wait_for()
    customer = page.locator(".ly-id").first.inner_text() if page.locator("h2 .ly-id").count() else ""
    drawn(page)
    assert page.locator(".ly-timeline > li").count() > 1
    assert page.locator(".ly-timeline .ly-quote").first.inner_text()
    assert pointed_at(page, page.locator(".ly-figure .ly-plot").first)
    noted = [one.subject for one in shop.audit.entries() if one.action == "loyalty.open"]
    assert noted[0] == f"customer:{customer}"
    picture(page, f"loyalty_customer_{language}", full_page=True)
    page.go_back()
    page.locator(".ly-filters").wait_for()
    assert page.locator("select[name=tier]").input_value() == "at_risk"


@pytest.mark.parametrize(("language", "praise"), [("en", "Praise"), ("zh", "称赞")])
def test_what_people_complain_about_and_the_words_behind_it(
    desk: Open, shop: Any, picture: Picture, language: str, praise: str
) -> None:
    page = desk("#said", language)
    drawn(page)
    page.locator(".ly-heat").wait_for()
    picture(page, f"loyalty_said_{language}")
    count = page.locator(".ly-heat .ly-count").first
    count.focus()
    page.keyboard.press("Enter")
    box = page.locator(".ly-quotes")
    box.wait_for()
    assert box.locator(".ly-quote").count() >= 1
    assert "quotes" in {one.note for one in shop.audit.entries()}
    page.keyboard.press("Escape")
    box.wait_for(state="detached")
    page.locator(".ly-heat").get_by_role("link").first.click()
    page.locator("h2 .ly-id").wait_for()
    page.go_back()
    page.locator(".st-buttons").get_by_role("link", name=praise).click()
    page.locator(".ly-heat .ly-praise").first.wait_for()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_how_good_the_models_are_and_where_they_are_not(desk: Open, picture: Picture, language: str) -> None:
    page = desk("#models", language)
    said = page.locator(".ly-view").inner_text()
    assert "0.696 (0.632–0.756)" in said
    assert ("not distinguishable from" if language == "en" else "分不出高下") in said
    picture(page, f"loyalty_models_{language}")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_it_fits_a_telephone_in_light_and_dark(desk: Open, picture: Picture, language: str, scheme: str) -> None:
    page = desk(language=language, viewport=NARROW, color_scheme=scheme)
    for place in ("", "#customers", "#customer/C-019", "#said", "#models"):
        page.evaluate("(place) => { location.hash = place; }", place)
        page.locator(".ly-view .st-waiting").wait_for(state="detached")
        drawn(page)
        assert fits(page), place
        picture(page, f"loyalty_narrow_{place.strip('#').replace('/', '_') or 'overview'}_{language}")


def test_names_that_are_markup_or_written_from_the_right_stay_words(desk: Open, shop: Any) -> None:
    for id, name in (("C-666", EVIL), ("C-667", "מרים אל־ח'ורי"), ("C-668", "")):
        shop.ledger.add_customer(Customer(id, name, "", "en", "", NOON - timedelta(days=200)))
        line = OrderLine("NO-SUCH", f"{EVIL} %{{x}} <b>", 1, 1200.0)
        shop.ledger.add_order(Order(f"D-{id}", id, NOON - timedelta(days=90), "delivered", "JPY", (line,)))
    shop.loyalty.score()
    page = desk("#customers?called=C-66")
    assert page.locator("tbody tr").count() == 3
    drawn(page)
    text = page.locator(".ly-view").inner_text()
    assert EVIL in text
    assert page.locator("bdi", has_text="מרים").first.is_visible()
    page.locator("tbody th a", has_text="C-666").first.click()
    page.locator(".ly-timeline").wait_for()
    drawn(page)
    assert (
        "JP¥1,200" in page.locator(".ly-timeline").inner_text() or "¥1,200" in page.locator(".ly-timeline").inner_text()
    )
    assert page.evaluate("() => window.hacked") is None
    assert page.locator(".ly-view script, .ly-view img").count() == 0
    page.evaluate("() => { location.hash = 'customer/C-668'; }")
    page.get_by_text("No name is kept of this customer.").wait_for()


def test_whoever_refused_to_be_learned_from_is_respected_and_it_is_said(desk: Open, shop: Any) -> None:
    Consents(shop.database, lambda: NOON).withdraw("C-019", "learning", "chat")
    Consents(shop.database, lambda: NOON).withdraw("C-019", "marketing", "chat")
    page = desk("#customer/C-019", role="staff")
    page.get_by_text("does not want to be learned from").wait_for()
    assert page.locator(".ly-timeline .ly-signals").count() == 0
    assert page.get_by_text("not read at the customer's wish").count() > 0
    link = page.get_by_role("link", name="Their conversations")
    assert link.get_attribute("href") == "/conversations/#find?customer=C-019"


@pytest.mark.parametrize(("language", "unknown"), [("en", "Nobody is known by this id"), ("zh", "没有这个编号的顾客")])
def test_an_unknown_customer_is_said_kindly(desk: Open, heard: Heard, language: str, unknown: str) -> None:
    page = desk("#customer/C-404", language)
    page.get_by_text(unknown).wait_for()
    assert page.locator(".st-tabs a").count() == 4
    assert heard.complaints.pop().count("404") == 1  # Chromium names every refused request


def test_nobody_who_fits_is_said_and_the_filters_stay(desk: Open) -> None:
    page = desk("#customers?tier=lapsed&called=zzz")
    page.get_by_text("Nobody fits").wait_for()
    assert page.locator("input[name=called]").input_value() == "zzz"
    page.get_by_role("link", name="Clear").click()
    page.locator("tbody tr").first.wait_for()


@pytest.mark.parametrize(("language", "now"), [("en", "Read and score now"), ("zh", "立即读取并评分")])
def test_where_nothing_was_read_a_button_does_it(desk: Open, shop: Any, language: str, now: str) -> None:
    from sqlalchemy import delete

    from records.learned.tables import ConversationReadingRow, LoyaltyScoreRow, ScoreDayRow, SignalRow

    with shop.database.writing() as session:
        for table in (SignalRow, ConversationReadingRow, LoyaltyScoreRow, ScoreDayRow):
            session.execute(delete(table))
    page = desk(language=language)
    nothing = page.locator(".ly-nothing")
    assert "daogou loyalty mine" in nothing.inner_text()
    nothing.get_by_role("button", name=now).click()
    page.locator(".st-figure").first.wait_for()
    assert page.locator(".st-figure b").first.inner_text() == "60"
    drawn(page)


def test_whoever_may_not_score_or_export_has_no_button_for_it(desk: Open) -> None:
    page = desk(role="staff")
    assert page.locator(".ly-acts button, .ly-menu").count() == 0
    drawn(page)


def test_tables_are_downloaded_from_a_menu_by_keyboard(desk: Open) -> None:
    page = desk()
    drawn(page)
    page.locator(".ly-menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    with open(coming.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert coming.value.suggested_filename == "loyalty-scores-2026-11-16.csv"


def test_the_language_can_be_changed_and_what_is_open_stays(desk: Open) -> None:
    page = desk("#customers?tier=gold")
    page.locator("tbody tr").first.wait_for()
    page.get_by_role("button", name="中文").click()
    page.locator("tbody td", has_text="黄金").first.wait_for()
    assert "tier=gold" in page.url
    drawn(page)


def test_without_the_library_the_figures_are_told_as_tables(desk: Open, browser: Any, heard: Heard) -> None:
    page = desk()
    drawn(page)
    page.route("**/plotly.min.js*", lambda route: route.abort())
    page.reload()
    page.locator(".st[data-ready]").wait_for()
    page.locator(".ly-figure details[open] table").first.wait_for()
    assert page.locator(".ly-plot", has_text="could not be loaded").count() > 3
    heard.complaints.clear()  # the library that was held back, in Chromium's words


@pytest.mark.parametrize(("language", "sorry"), [("en", "This page is for staff"), ("zh", "这是员工页面")])
def test_a_shopper_is_told_that_the_page_is_for_staff(browser: Any, site: str, language: str, sorry: str) -> None:
    context = browser.new_context(locale="zh-CN" if language == "zh" else "en-US")
    page = context.new_page()
    told = {"login": "shopper", "password": PASSWORD}
    assert page.request.post(f"{site}/api/sign-in", data=told, headers={"Origin": site}).ok
    answer = page.goto(f"{site}/loyalty/")
    assert answer.status == 403
    assert sorry in page.content()
    assert "at risk" not in page.content()
    context.close()
