"""The prompt lab in a real browser: a draft is made, broken, mended, tried, run, published, felt, and rolled back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lab_shop import PASSWORD, open_lab_shop
from scripted_shop import PATIENCE_SECONDS
from watching import watch

from interfaces.ui.server import served
from interfaces.ui.site import build_site
from interfaces.ui.staff.staff_page import texts_of

pytestmark = pytest.mark.slow
LAB = Path(__file__).resolve().parents[2] / "interfaces" / "ui" / "lab"
AGENT = "shopping_agent"


@dataclass
class Lab:
    """Somebody of the staff at the lab's page, in one language."""

    page: Any
    address: str
    language: str
    complaints: list[str] = field(default_factory=list)

    def say(self, key: str, **values: object) -> str:
        found: Any = texts_of(LAB)[self.language]
        for part in key.split("."):
            found = found[part]
        return re.sub(r"\{(\w+)\}", lambda one: str(values.get(one[1], "")), str(found))

    def button(self, key: str, **values: object) -> Any:
        return self.page.get_by_role("button", name=self.say(key, **values), exact=True)

    def tab(self, key: str) -> None:
        self.page.locator(".lb-tabs").get_by_role("link", name=self.say(f"tabs.{key}"), exact=True).click()

    def new_draft(self, title: str) -> Any:
        """The editor of a new draft of what stands in production."""
        self.page.locator(".lb-new-draft").click()
        self.page.locator(".st-sure textarea").fill(title)
        self.page.locator(".st-sure-yes").click()
        area = self.page.locator(".lb-area")
        area.wait_for()
        self.page.locator(".lb-well").wait_for()
        return area

    def saved(self) -> None:
        self.page.wait_for_function(
            "words => document.querySelector('.lb-saved')?.textContent === words", arg=self.say("saved")
        )


@dataclass
class Staff:
    """Opens browsers for people of the staff."""

    browser: Any
    address: str
    labs: list[Lab] = field(default_factory=list)

    def arrive(self, login: str = "staff", language: str = "en", **context: Any) -> Lab:
        context = {"viewport": {"width": 1280, "height": 900}, **context}
        page = self.browser.new_context(locale="zh-CN" if language == "zh" else "en-GB", **context).new_page()
        page.set_default_timeout(PATIENCE_SECONDS * 1_000)
        lab = Lab(page, self.address, language)
        page.goto(self.address + "/lab/")
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button").first.click()
        page.locator(".lb-tabs a").first.wait_for()
        watch(page, self.address, lab.complaints, lab.complaints)
        self.labs.append(lab)
        return lab


@contextmanager
def staffed(browser: Any, shop: Any) -> Iterator[Staff]:
    with served(build_site(shop)) as address:
        staff = Staff(browser, address)
        yield staff
        for lab in staff.labs:
            lab.page.context.close()
        assert [lab.complaints for lab in staff.labs if lab.complaints] == []


@pytest.fixture
def staff(browser: Any, tmp_path: Path, demo_index: Path, demo_records: Path) -> Iterator[Staff]:
    with open_lab_shop(tmp_path, demo_index, demo_records) as shop:
        list(shop.chat.stream("hello", conversation_id="before-anybody-came"))  # what loads once has loaded then
        with staffed(browser, shop) as people:
            yield people


def shopper_asks(staff: Staff, words: str) -> str:
    """What a new shopper is answered on the shop floor."""
    page = staff.browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(PATIENCE_SECONDS * 1_000)
    page.goto(staff.address)
    page.locator(".dg-example").first.wait_for()
    page.locator(".dg-input").fill(words)
    page.locator(".dg-send").click()
    page.locator(".dg-turn:last-child.dg-done").wait_for()
    answer = str(page.locator(".dg-turn:last-child .dg-prose").inner_text())
    page.context.close()
    return answer


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_a_draft_to_the_shopper_and_back(staff: Staff, language: str, picture: Callable[..., Path]) -> None:
    lab = staff.arrive(language=language, color_scheme="dark" if language == "zh" else "light")
    page = lab.page
    assert "welcome" not in shopper_asks(staff, "hello there")

    # made, broken, told at the line, mended
    area = lab.new_draft("Kinder <script>alert(1)</script> 更亲切")
    text = area.input_value()
    area.fill(text.replace("at most ${limit} short", "at most ${limitt} short"))
    fault = page.locator(".lb-fault").first
    fault.wait_for()
    line = text[: text.index("at most ${limit} short")].count("\n") + 1
    assert lab.say("line_n", line=line) in fault.inner_text()
    assert "limitt" in fault.inner_text()
    fault.click()
    assert page.evaluate("document.activeElement.className") == "lb-area"
    chosen = page.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)", area.element_handle())
    assert "${limitt}" in chosen
    picture(page, f"lab_draft_fault_{language}")
    area.fill(text.replace("Decline kindly", "Say welcome to our shop. Decline kindly"))
    page.locator(".lb-well").wait_for()
    lab.saved()

    # tried beside production
    page.get_by_role("link", name=lab.say("try_it"), exact=True).first.click()
    page.locator(".lb-setup-column").nth(1).wait_for()
    page.locator(".lb-ask").fill("hello there")
    page.keyboard.press("Enter")
    page.locator(".lb-column.lb-done").nth(1).wait_for()
    page.wait_for_function("document.querySelectorAll('.lb-column .lb-facts').length === 2")
    first, second = page.locator(".lb-column .lb-answer").all_inner_texts()
    assert "welcome to our shop" not in first
    assert "welcome to our shop" in second
    page.locator(".lb-column").nth(1).locator("summary").first.click()
    picture(page, f"lab_try_{language}", full_page=True)

    # run on a set
    lab.tab("runs")
    page.locator("input[value=past]").check()
    page.locator(".lb-source input[type=number]").fill("3")
    page.wait_for_function(
        "words => document.querySelector('.lb-fit').textContent === words", arg=lab.say("n_past_fit", n=3)
    )
    page.locator(".lb-start").click()
    page.locator(".lb-jobs tbody tr").wait_for()
    page.locator(".lb-jobs .lb-progress .st-tag").wait_for(timeout=120_000)
    page.locator(".lb-jobs tbody th a").click()
    page.locator(".lb-verdict-box").wait_for()
    assert lab.say("verdict_words.not_distinguishable") in page.locator(".lb-verdict-box").inner_text()
    assert lab.say("verdicts.better") not in page.locator(".lb-verdict").inner_text().split("\n")
    picture(page, f"lab_run_{language}", full_page=True)

    # published with a reason
    lab.tab("publish")
    page.locator(".lb-preview .st-tag").first.wait_for()
    page.locator(".lb-publish").click()
    assert lab.say("reason_needed") in page.locator(".st-notice").inner_text()
    page.locator("form:has(.lb-publish) textarea").fill("kinder, tried on three conversations")
    picture(page, f"lab_publish_{language}", full_page=True)
    page.locator(".lb-publish").click()
    page.locator(".lb-done").wait_for()
    assert (
        lab.say("published_done", version=1001, label=lab.say("labels.production"))
        in page.locator(".lb-done").inner_text()
    )
    assert "welcome to our shop" in shopper_asks(staff, "hello there")

    # rolled back in one click, with a way to undo it
    lab.button("roll_back_to", version=2).click()
    page.wait_for_function("words => document.querySelector('.lb-done p')?.textContent === words",
                           arg=lab.say("rolled_back", label=lab.say("labels.production"), version=2))  # fmt: skip
    assert "welcome" not in shopper_asks(staff, "hello there")
    assert lab.button("undo").is_visible()


def test_a_failing_column_says_so_and_the_others_go_on(staff: Staff, picture: Callable[..., Path]) -> None:
    lab = staff.arrive()
    page = lab.page
    lab.tab("try")
    page.locator(".lb-persona select").first.select_option("C-017")
    page.locator(".lb-persona select").nth(2).select_option("rushed")
    page.locator(".lb-openers button").first.click()
    assert page.locator(".lb-ask").input_value() == texts_of(LAB)["en"]["openers"]["rushed"][0]
    for model in ("searching", "broken"):
        lab.button("add_column").click()
        page.locator(".lb-setup-column").last.locator("select").nth(1).select_option(model)
    page.locator(".lb-ask").fill("quiet wireless headphones")
    lab.button("ask").click()
    page.locator(".lb-column.lb-failed .lb-warning").wait_for()
    page.wait_for_function("document.querySelectorAll('.lb-column.lb-done .lb-facts').length === 2")
    assert "The endpoint does not answer." in page.locator(".lb-column.lb-failed .lb-warning").inner_text()
    assert page.locator(".lb-column").nth(1).locator(".lb-products li").count() > 0
    assert page.locator(".lb-column").nth(1).locator(".lb-only").count() > 0
    page.locator(".lb-column").nth(1).locator("summary").first.click()
    assert "search_products" in page.locator(".lb-column").nth(1).locator(".lb-inside").inner_text()
    picture(page, "lab_try_three", full_page=True)
    page.reload()  # what was said is there again
    page.locator(".lb-column.lb-failed .lb-warning").wait_for()
    assert page.locator(".lb-mine").inner_text().endswith("quiet wireless headphones")
    lab.button("new_conversation").click()
    assert page.locator(".lb-round").count() == 0


def test_two_people_write_one_draft_and_nothing_is_lost(staff: Staff, picture: Callable[..., Path]) -> None:
    ann = staff.arrive("staff")
    area = ann.new_draft("Shared")
    place = ann.page.evaluate("location.hash")
    bea = staff.arrive("bea")
    bea.page.evaluate("hash => { location.hash = hash; }", place)
    theirs = bea.page.locator(".lb-area")
    theirs.wait_for()
    text = theirs.input_value()
    theirs.fill(text.replace("Decline kindly", "Decline sweetly"))
    bea.saved()
    area.fill(text.replace("Decline kindly", "Decline gently"))
    told = ann.page.locator(".lb-meet .lb-warning")
    told.wait_for()
    assert told.inner_text().startswith("bea changed this draft")
    picture(ann.page, "lab_two_writers")
    ann.page.reload()  # what was typed is kept in the browser until somebody decides
    ann.page.locator(".lb-meet .lb-warning").wait_for()
    assert "Decline gently" in ann.page.locator(".lb-area").input_value()
    ann.button("save_as_copy").click()
    ann.page.wait_for_function("old => location.hash !== old", arg=place)
    ann.page.locator(".lb-well").wait_for()
    assert "Decline gently" in ann.page.locator(".lb-area").input_value()
    assert ann.page.locator(".lb-title").input_value() == "Shared (copy)"
    ann.complaints[:] = [one for one in ann.complaints if "409" not in one]  # the browser's own line on the refusal


def test_a_draft_that_goes_while_somebody_writes_in_it_leaves_their_words(staff: Staff) -> None:
    ann = staff.arrive("staff")
    area = ann.new_draft("Soon gone")
    place = ann.page.evaluate("location.hash")
    bea = staff.arrive("bea")
    bea.page.locator("tr", has_text="Soon gone").get_by_role("button", name="Discard").click()
    bea.page.locator(".st-sure-yes").click()
    bea.page.locator(".st-notice.st-good").wait_for()
    area.fill(area.input_value().replace("Decline kindly", "Decline softly"))
    ann.page.locator(".lb-meet .lb-warning").wait_for()
    ann.page.reload()
    ann.button("save_as_copy").click()
    ann.page.wait_for_function("old => location.hash !== old", arg=place)
    ann.page.locator(".lb-well").wait_for()
    assert "Decline softly" in ann.page.locator(".lb-area").input_value()
    ann.complaints[:] = [one for one in ann.complaints if "404" not in one]


def test_a_sign_in_that_ends_in_the_middle_loses_nothing(staff: Staff) -> None:
    lab = staff.arrive()
    area = lab.new_draft("Long work")
    text = area.input_value()
    lab.page.context.clear_cookies()
    area.fill(text.replace("Decline kindly", "Decline patiently"))
    lab.page.locator(".st-sign-in [name=login]").wait_for()
    lab.page.locator(".st-sign-in [name=login]").fill("staff")
    lab.page.locator(".st-sign-in [name=password]").fill(PASSWORD)
    lab.page.locator(".st-sign-in [type=submit]").click()
    lab.saved()
    lab.page.reload()
    lab.page.locator(".lb-well").wait_for()
    assert "Decline patiently" in lab.page.locator(".lb-area").input_value()
    lab.complaints[:] = [one for one in lab.complaints if "40" not in one]


def test_who_publishes_second_reads_who_was_quicker(staff: Staff) -> None:
    ann, bea = staff.arrive("staff"), staff.arrive("bea")
    for lab in (ann, bea):
        lab.tab("publish")
        lab.page.locator("form:has(.lb-publish) select").first.select_option("version:1")
        lab.page.locator(".lb-preview .lb-text-difference, .lb-preview summary").first.wait_for()
        lab.page.locator("form:has(.lb-publish) textarea").fill("back to the first")
    bea.page.locator(".lb-publish").click()
    bea.page.locator(".lb-done").wait_for()
    ann.page.locator(".lb-publish").click()
    ann.page.locator(".st-notice.st-bad").wait_for()
    said = ann.page.locator(".st-notice").inner_text()
    assert said.startswith("bea was quicker: version 1 stands under production")
    assert "back to the first" in said
    assert ann.page.locator("form:has(.lb-publish) textarea").input_value() == "back to the first"
    ann.complaints[:] = [one for one in ann.complaints if "409" not in one]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_fits_a_telephone(staff: Staff, scheme: str, picture: Callable[..., Path]) -> None:
    lab = staff.arrive(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = lab.page
    lab.new_draft("On the way")
    views = {"draft": ".lb-variable-list li", "versions": ".lb-section", "try": ".lb-setup", "runs": ".lb-source"}
    for name, there in {**views, "publish": ".lb-preview p"}.items():
        if name != "draft":
            lab.tab(name)
        page.locator(there).first.wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{name} is {wide} pixels wide"
        picture(page, f"lab_360_{name}_{scheme}", full_page=True)


def test_the_keyboard_is_enough_to_try_something(staff: Staff) -> None:
    lab = staff.arrive()
    page = lab.page
    page.locator(".lb-tabs a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".lb-ask").wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('lb-ask')"):
            break
    page.keyboard.type("hello there")
    page.keyboard.press("Enter")
    page.locator(".lb-column.lb-done").wait_for()


def test_a_place_that_is_gone_to_before_anything_is_loaded_is_shown_when_it_is(staff: Staff) -> None:
    lab = staff.arrive()
    held: list[Any] = []
    lab.page.route("**/api/lab/overview*", lambda route: held.append(route))
    with lab.page.expect_request("**/api/lab/overview*"):
        lab.page.reload()
    lab.page.evaluate("location.hash = 'try'")
    lab.page.evaluate("location.hash = 'publish'")
    held[0].continue_()
    lab.page.get_by_role("heading", name=lab.say("tabs.publish")).first.wait_for()
    assert lab.complaints == []
