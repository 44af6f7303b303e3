"""The loyalty report in a real browser: it runs nothing, asks for nothing, fits a telephone, and shows its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from learned_shop import EVIL, NOW, fill

from loyalty.report.contents import ShopFacts, gather
from loyalty.report.page import POLICY, report_page
from records.database import open_database
from records.learned.score_overview import ScoreOverview
from records.learned.talk_overview import TalkOverview

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def page_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report of a shop in which everything is called by markup."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('records') / 'records.sqlite'}")
    database.upgrade()
    fill(database)
    told = gather(ScoreOverview(database), TalkOverview(database), ShopFacts(EVIL, "EUR", 200.0), NOW, unread=1)
    database.close()
    return report_page(told, "en")


@pytest.fixture
def opened(browser: Any, page_text: str, tmp_path: Path) -> Iterator[Open]:
    """Opens the report as a file, with or without its policy; whatever else it asks for fails the test."""
    asked: list[str] = []

    def open_page(policy: bool = True, **context: Any) -> Any:
        file = tmp_path / "report.html"
        escaped = POLICY.replace("'", "&#x27;")
        assert escaped in page_text
        file.write_text(page_text if policy else page_text.replace(escaped, ""), encoding="utf-8")
        page = browser.new_context(**context).new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.on("console", lambda message: asked.append(message.text))
        page.goto(file.as_uri())
        asked.remove(file.as_uri())
        return page

    yield open_page
    assert asked == []


@pytest.mark.parametrize("policy", [True, False])
def test_nothing_in_it_runs_with_and_without_its_policy(opened: Open, policy: bool) -> None:
    page = opened(policy)
    assert page.evaluate("window.hacked") is None
    assert page.locator("script, img, iframe, object, link, form").count() == 0
    assert page.locator("h3 bdi").first.inner_text() == f"C-{EVIL}"
    assert page.locator(".shop").inner_text() == EVIL
    on = "[...document.querySelectorAll('*')].some(e => e.getAttributeNames().some(n => n.startsWith('on')))"
    assert page.evaluate(on) is False


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_fits_the_screen(opened: Open, width: int) -> None:
    page = opened(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for heading in page.locator("h2").all():
        assert heading.is_visible()


def test_a_mark_tells_its_figure_when_pointed_at(opened: Open) -> None:
    page = opened(viewport={"width": 1280, "height": 900})
    mark = page.locator("#tiers_now .columns .mark").nth(4)
    shown = "e => getComputedStyle(e, '::after').content"
    assert mark.evaluate(shown) == "none"
    mark.hover()
    assert mark.evaluate(shown) == '"40–50: 3 customers"'
    assert (
        page.locator("#mood .cell.mark").first.get_attribute("data-tip") == "week of 19 January: -0.50, 1 conversation"
    )


def test_it_is_dark_where_the_reader_likes_it_dark_and_light_on_paper(opened: Open) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    page = opened(color_scheme="dark")
    dark = page.evaluate(colour)
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    page.emulate_media(media="screen", color_scheme="light")
    assert page.evaluate(colour) not in (dark, "rgb(255, 255, 255)")
    assert len(page.pdf()) > 10_000
