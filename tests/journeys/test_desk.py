"""Staff at the conversation desk: finding what went wrong, answering in the assistant's place, keeping what matters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Visit, Visitor

from assistant.llm.scripted import Step
from assistant.wiring import Shop
from records.access.passwords import Passwords
from records.access.people import open_people
from records.actions import utc_now
from records.conversation_log import SqlConversationLog
from records.nouns import Conversation, Turn

MEI = "mei.lin@shop.example"
SIGN_IN = """told => fetch("/api/sign-in", {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(told),
}).then((answer) => answer.status)"""
PASSWORD = "correct horse 电池"
SEARCH = Step(tool_calls=[("search_products", {"query": "headphones"})])
WRONG = {
    "en": Step("The first one [1] costs $12 only. The first one [1] is a fine choice."),
    "zh": Step("第一款[1]的价格是12美元。第一款[1]是不错的选择。"),
}
ASKED = {"en": "wireless headphones under $200, if you would", "zh": "请推荐200美元以下的无线耳机，谢谢"}
LOCALES = {"en": "en-US", "zh": "zh-CN"}
HOSTILE = "<script>document.title='stolen'</script> أريد سماعات"


@pytest.fixture
def shop(open_scripted_shop: Callable[..., Shop], tmp_path: Path, request: Any) -> Shop:
    """The demo shop with accounts, whose language model says a price that is not so, in the test's language."""
    language = getattr(request.node, "callspec", None) and request.node.callspec.params.get("language")
    shop = open_scripted_shop(*[SEARCH, WRONG[language or "en"]] * 6, now=utc_now)
    assert shop.search_engine.currency
    shop.settings = shop.settings.model_copy(update={"home": tmp_path / "home", "mode": "demo"})
    shop.__dict__["log"] = SqlConversationLog(shop.database, shop.vault)
    people = open_people(shop.database, shop.settings.access(), shop.site_secret, utc_now, Passwords((1, 8, 1)))
    for login in (MEI, "tom"):
        people.accounts.add(login, "staff", PASSWORD)
    shop.__dict__["people"] = people
    return shop


def a_shopper(visit: Visit, language: str, **context: Any) -> Visitor:
    """Somebody at the shop floor."""
    return visit(locale=LOCALES[language], **context)


def at_the_desk(visit: Visit, site: str, language: str = "en", login: str = MEI, **context: Any) -> Visitor:
    """Somebody of the staff, with the desk open."""
    visitor = a_shopper(visit, language, **context)
    told = {"login": login, "password": PASSWORD}
    assert visitor.page.evaluate(SIGN_IN, told) == 200
    visitor.page.goto(f"{site}/conversations/")
    visitor.page.locator(".cv-tabs a").first.wait_for()
    return visitor


def logged(shop: Shop, id: str, *said: tuple[str, str], **changed: Any) -> None:
    """A conversation of a guest that stands in the log already."""
    shop.log.start(Conversation(id, utc_now(), guest_id="g"))
    for position, (text, answer) in enumerate(said):
        shop.log.append(Turn(f"{id}-{position}", id, position, utc_now(), text, answer, "en", "answered", **changed))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_repaired_claim_is_found_and_its_trace_read(
    visit: Visit, site: str, shop: Shop, language: str, picture: Callable[[Any, str], None]
) -> None:
    shopper = a_shopper(visit, language)
    shopper.say(ASKED[language])
    shopper.answered()
    logged(shop, "plain", ("hello", "Welcome."))
    page = at_the_desk(visit, site, language, viewport={"width": 1280, "height": 2200}).page
    page.locator(".cv-tabs a").nth(1).click()
    page.locator(".cv-row").nth(1).wait_for()
    page.locator(".cv-filters summary").click()
    page.locator("input[name=repaired]").check()
    page.wait_for_function("document.querySelectorAll('.cv-row').length === 1")
    assert "repaired=true" in page.url
    picture(page, f"desk-found-{language}")
    page.locator(".cv-row-title").click()
    page.locator(".cv-turn .st-fold > summary").first.click()
    page.locator(".cv-claim").first.wait_for()
    picture(page, f"desk-trace-{language}")
    trace = page.locator(".cv-trace").inner_text()
    assert "12" in page.locator(".cv-before").first.inner_text()
    assert "search_products" in trace
    assert "lexical" in trace, trace
    assert "shopping_agent@" in trace
    assert page.locator(".cv-chip.cv-new").count() >= 1
    page.reload()  # the address is the place
    page.locator(".cv-turn").first.wait_for()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_takes_a_live_conversation_over_and_gives_it_back(
    visit: Visit, site: str, shop: Shop, language: str, picture: Callable[[Any, str], None]
) -> None:
    shopper = a_shopper(visit, language)
    shopper.say(ASKED[language])
    shopper.answered()
    (conversation,) = shop.log.conversations(limit=1)
    assert shop.ledger is not None
    shop.ledger.add_hand_off(
        conversation.id, None, reason="My parcel is lost", summary="Requests:\n- hello", mood="angry", action_id="a1"
    )
    page = at_the_desk(visit, site, language).page
    card = page.locator(".cv-hand-off.cv-open")
    card.wait_for()
    assert "(1)" in page.title()
    picture(page, f"desk-inbox-{language}")
    card.locator(".st-main-button").click()
    reply = page.locator(".cv-reply textarea")
    reply.wait_for()
    shopper.page.bring_to_front()
    shopper.page.locator(".dg-person-joined").wait_for()
    assert "Mei Lin" in shopper.page.locator(".dg-person-joined").inner_text()
    shopper.say(HOSTILE)
    shopper.answered()
    page.bring_to_front()
    page.locator(".cv-shopper", has_text="script").wait_for()
    reply.fill("A new pair goes out.\nOn <b>Monday</b>.")
    page.locator(".cv-reply .st-main-button").click()
    page.locator(".cv-person").wait_for()
    picture(page, f"desk-taken-{language}")
    shopper.page.bring_to_front()
    shopper.page.locator(".dg-person-said").wait_for()
    assert "On <b>Monday</b>." in shopper.page.locator(".dg-person-words").inner_text()
    picture(shopper.page, f"floor-person-{language}")
    shopper.page.reload()
    shopper.page.locator(".dg-person-said").wait_for()
    page.bring_to_front()
    page.locator(".cv-reply .st-button:not(.st-main-button)").click()
    page.locator(".cv-offer").wait_for()
    shopper.page.bring_to_front()
    shopper.page.locator(".dg-person-left").wait_for()
    shopper.say(ASKED[language])
    shopper.answered()
    outcomes = [turn.outcome for turn in shop.log.turns(conversation.id)]
    assert outcomes[1] == "with_person"
    assert outcomes[2] in ("answered", "fallback")
    picture(shopper.page, f"floor-given-back-{language}")


def test_two_of_staff_at_once(visit: Visit, site: str, shop: Shop) -> None:
    logged(shop, "c1", ("hello", "Welcome."))
    mei, tom = at_the_desk(visit, site), at_the_desk(visit, site, login="tom")
    for one in (mei, tom):
        one.page.goto(f"{site}/conversations/#talk/c1")
        one.page.locator(".cv-offer .st-main-button").wait_for()
    mei.page.locator(".cv-offer .st-main-button").click()
    mei.page.locator(".cv-reply").wait_for()
    tom.page.bring_to_front()
    if tom.page.locator(".cv-offer .st-main-button").count():
        with tom.page.expect_response(lambda answer: answer.url.endswith("/taking")):
            tom.page.locator(".cv-offer .st-main-button").click()
    tom.page.get_by_text(MEI, exact=False).first.wait_for()
    assert tom.page.locator(".cv-reply").count() == 0
    tom.complaints[:] = [one for one in tom.complaints if "409" not in one]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notes_labels_and_a_set_with_the_keyboard_alone_on_a_small_screen(
    visit: Visit, site: str, shop: Shop, language: str, picture: Callable[[Any, str], None]
) -> None:
    logged(shop, "c1", (HOSTILE, "Welcome. " * 1100), ("a lamp", "Here is one."))
    page = at_the_desk(visit, site, language, viewport={"width": 360, "height": 740}, color_scheme="dark").page
    page.goto(f"{site}/conversations/#talk/c1")
    page.locator(".cv-labels + form input").wait_for()
    assert page.title() != "stolen"
    assert page.evaluate("document.querySelector('.st').scrollWidth") <= 360
    page.locator(".cv-labels + form input").focus()
    page.keyboard.type("Late parcel")
    page.keyboard.press("Enter")
    page.locator(".cv-labels li").wait_for()
    note = page.locator(".cv-note-typed")
    note.focus()
    page.keyboard.type(HOSTILE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".cv-notes li").wait_for()
    assert "<script>" in page.locator(".cv-notes li").inner_text()
    page.locator(".cv-add").focus()
    page.keyboard.press("Enter")
    page.locator(".cv-command").wait_for()
    assert "evaluate replay desk" in page.locator(".cv-command").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_timeout(0)
    file = shop.settings.home / "evaluation_sets" / "desk.jsonl"
    assert len(file.read_text().splitlines()) == 1
    picture(page, f"desk-small-dark-{language}")
    assert [one.label for one in shop.labels.of("c1")] == ["late parcel"]


def test_what_was_typed_outlives_an_ended_sign_in(visit: Visit, site: str, shop: Shop) -> None:
    logged(shop, "c1", ("hello", "Welcome."))
    mei = at_the_desk(visit, site)
    mei.page.goto(f"{site}/conversations/#talk/c1")
    mei.page.locator(".cv-offer .st-main-button").click()
    reply = mei.page.locator(".cv-reply textarea")
    reply.fill("A long answer")
    mei.page.context.clear_cookies()
    mei.page.locator(".cv-reply .st-main-button").click()
    mei.page.locator(".st-sign-in[open] input[name=login]").fill(MEI)
    mei.page.locator(".st-sign-in[open] input[name=password]").fill(PASSWORD)
    mei.page.locator(".st-sign-in[open] .st-main-button").click()
    mei.page.locator(".cv-person").wait_for()
    assert [one.text for one in shop.staff_messages.of("c1")] == ["A long answer"]
    mei.complaints[:] = [one for one in mei.complaints if "401" not in one and "403" not in one]
