"""The shell of the pages for staff: its words, its files, and who gets to see a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from open_site import Site, open_site
from test_ui_texts import shape

import interfaces.ui.staff
from interfaces.api.doors import STAFF_PAGES
from interfaces.ui.staff.staff_page import texts_of
from records.access.rules import ROLES, RULES, Role

UI = Path(interfaces.ui.staff.__file__).parent.parent
FOLDERS = [UI / route.strip("/") for route in STAFF_PAGES]


def sources(folder: Path, *endings: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.suffix in endings)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_languages_say_the_same_things(folder: Path) -> None:
    texts = texts_of(folder)
    assert set(texts) == {"en", "zh"}
    assert shape(texts["en"]) == shape(texts["zh"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_text_that_is_asked_for_is_there(folder: Path) -> None:
    markup = sources(UI / "staff", ".html") + sources(folder, ".html")
    scripts = sources(UI / "staff", ".js") + sources(folder, ".js")
    asked = set(re.findall(r'data-(?:text|label|placeholder)="(\w+)"', markup)) | {"title"}
    asked |= set(re.findall(r'\bsay\("([\w.]+)"[,)]', scripts))
    for key in asked:
        found: object = texts_of(folder)["en"]
        for part in key.split("."):
            assert isinstance(found, dict), key
            assert part in found, key
            found = found[part]


@pytest.mark.parametrize("folder", [UI / "staff", *FOLDERS], ids=lambda folder: folder.name)
def test_the_markup_holds_nothing_that_gradio_would_evaluate(folder: Path) -> None:
    assert not re.search(r"`|\$\{|\{\{|\\|@children", sources(folder, ".html"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", STAFF_PAGES)
def test_a_page_opens_to_its_roles_and_is_politely_refused_to_others(site: Site, route: str, role: Role) -> None:
    browser = site.browser(None if role == "guest" else role)
    for path in (route, f"{route}/", f"{route}/config"):
        answer = browser.client.get(path)
        if RULES[STAFF_PAGES[route]][role] == "any":
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
        else:
            assert answer.status_code == 403
            assert "for staff" in answer.text
            assert "员工页面" in answer.text
            assert "gradio" not in answer.text.casefold()


def test_a_program_is_refused_in_its_own_way(site: Site) -> None:
    answer = site.browser().client.get("/lab/", headers={"Authorization": "Bearer dg_no_such_key"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "key_refused"
