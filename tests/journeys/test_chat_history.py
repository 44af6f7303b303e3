"""Coming back to a conversation, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Visit, Visitor
from scripted_shop import HUSH, START, Answer, Gate, ScriptedShop, hits

from assistant.agent.events import ChatEvent, ConfirmationAsked, ProductsShown, TextDelta
from records.conversation_log import SqlConversationLog
from records.database import open_database
from records.nouns import Conversation, ReceivedMessage, Turn

pytestmark = pytest.mark.browser
AnswerWith = Callable[[Answer], None]
EVIL = "<img src=x onerror='window.hacked=1'>${window.hacked=1}"
PHONE = {"viewport": {"width": 360, "height": 700}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def shop(shop: ScriptedShop, tmp_path: Path) -> Iterator[ScriptedShop]:
    """The echoing shop with a real log."""
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    database.upgrade()
    shop.chat.log = SqlConversationLog(database)
    yield shop
    database.close()


def come_back(visitor: Visitor) -> None:
    visitor.page.reload()
    visitor.page.locator(".dg-turn").first.wait_for()


def drawer(visitor: Visitor) -> Any:
    """The opened drawer, once its list is there."""
    visitor.page.get_by_role("button", name="Conversations").click()
    visitor.page.locator(".dg-past-item").first.wait_for()
    return visitor.page.get_by_role("dialog", name="Conversations")


def titles(opened: Any) -> list[str]:
    return list(opened.locator(".dg-past-title").all_inner_texts())


def test_a_reload_brings_everything_back(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    for words in ("headphones under $200", "and wired ones?"):
        visitor.say(words)
        visitor.page.locator(".dg-prose", has_text=words).wait_for()
        visitor.answered()
    before = [turn.inner_text() for turn in visitor.page.locator(".dg-bubble, .dg-prose, .dg-card-title").all()]
    come_back(visitor)
    assert [turn.inner_text() for turn in visitor.page.locator(".dg-bubble, .dg-prose, .dg-card-title").all()] == before
    assert visitor.page.locator(".dg-chip").all_inner_texts() == ["headphones", "under $200"]
    assert visitor.page.locator(".dg-welcome").is_hidden()
    visitor.say("one more")
    visitor.answered()
    assert len({conversation for conversation, _ in shop.chat.asked}) == 1
    assert [turn.position for turn in shop.log.turns(shop.chat.asked[0][0])] == [0, 1, 2]


def test_a_card_asks_again_after_a_reload(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered().get_by_role("button", name=f"Tell me more: {HUSH.title}").click()
    visitor.page.locator(".dg-turn").nth(1).wait_for()
    visitor.answered()
    come_back(visitor)
    assert visitor.page.locator(".dg-bubble").nth(1).inner_text() == f"Tell me more about {HUSH.title}"
    visitor.page.locator(".dg-turn").first.get_by_role("button", name=f"Tell me more: {HUSH.title}").click()
    visitor.page.locator(".dg-turn").nth(2).wait_for()
    visitor.answered()
    assert shop.chat.asked[2][1] == f"Tell me more about {HUSH.title} (AUD-001)"


def test_a_new_conversation_stays_new_after_a_reload_and_a_new_tab_opens_the_newest(visit: Visit) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    other = visitor.page.context.new_page()
    other.goto(visitor.page.url)
    other.locator(".dg-bubble", has_text="headphones").wait_for()
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.page.reload()
    visitor.page.locator(".dg-example").first.wait_for()
    assert visitor.page.locator(".dg-turn").count() == 0
    other.reload()
    other.locator(".dg-bubble", has_text="headphones").wait_for()


def test_an_answer_that_is_being_written_goes_on_after_a_reload(
    visit: Visit, shop: ScriptedShop, answer_with: AnswerWith
) -> None:
    gate = Gate()

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ProductsShown(hits(HUSH))
        yield TextDelta("Before. ")
        gate.hold()
        yield TextDelta("After.")

    answer_with(answer)
    visitor = visit()
    visitor.say("headphones")
    visitor.page.locator(".dg-prose", has_text="Before.").wait_for()
    visitor.page.reload()
    visitor.page.locator(".dg-prose", has_text="Before.").wait_for()
    assert visitor.page.get_by_role("button", name="Stop").is_visible()
    gate.opened.set()
    assert visitor.answered().locator(".dg-prose").inner_text() == "Before. After."
    assert len(shop.chat.asked) == 1
    come_back(visitor)
    assert visitor.page.locator(".dg-turn").count() == 1


@pytest.mark.parametrize("has_begun", [True, False])
def test_a_message_that_was_never_answered_is_shown_and_tried_again_once(
    visit: Visit, shop: ScriptedShop, has_begun: bool
) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    id, turn_id = shop.chat.asked[0][0], "a" * 32
    if has_begun:
        shop.log.receive(ReceivedMessage(turn_id, id, START, "and red ones?"))
    else:
        asked = {"id": turn_id, "text": "and red ones?", "shown": "and red ones?", "remove": None, "conversation": id}
        visitor.page.evaluate("asked => sessionStorage.setItem('daogou-asked', JSON.stringify(asked))", asked)
    come_back(visitor)
    waiting = visitor.answered("failed")
    assert waiting.locator(".dg-bubble").inner_text() == "and red ones?"
    assert "not answered yet" in waiting.inner_text()
    waiting.get_by_role("button", name="Try again").click()
    visitor.page.locator(".dg-prose", has_text="You asked: and red ones?").wait_for()
    visitor.answered()
    assert [turn.id for turn in shop.log.turns(id)][1:] == [turn_id]
    assert shop.log.unanswered(id) == ()
    assert visitor.page.locator(".dg-turn").count() == 2
    come_back(visitor)
    assert visitor.page.locator(".dg-turn.dg-done").count() == 2


def test_a_lost_connection_is_said_and_trying_again_asks_once(
    visit: Visit, shop: ScriptedShop, answer_with: AnswerWith
) -> None:
    gate = Gate()

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield TextDelta("Well, ")
        gate.hold()
        yield TextDelta("here it is.")

    answer_with(answer)
    visitor = visit()
    visitor.page.route("**/api/turns/**", lambda route: route.abort())
    visitor.say("are you there?")
    turn = visitor.answered("failed")
    assert "cannot be reached" in turn.locator(".dg-notice").inner_text()
    assert visitor.page.locator(".dg-input").input_value() == "are you there?"
    visitor.page.unroute("**/api/turns/**")
    gate.opened.set()
    turn.get_by_role("button", name="Try again").click()
    visitor.page.locator(".dg-prose", has_text="Well, here it is.").wait_for()
    visitor.answered()
    assert visitor.page.locator(".dg-input").input_value() == ""
    assert [text for _, text in shop.chat.asked] == ["are you there?"]
    assert visitor.page.locator(".dg-turn").count() == 1
    visitor.complaints.clear()  # the browser says that a request was lost


def test_a_question_has_its_buttons_after_a_reload_while_it_waits(visit: Visit, answer_with: AnswerWith) -> None:
    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        if "cancel" in text:
            yield ConfirmationAsked("a1", "cancel_order", "Shall I?")
        yield TextDelta(f"Shall I? ({text})")

    answer_with(answer)
    visitor = visit()
    visitor.say("cancel my order")
    visitor.answered().locator(".dg-confirm").wait_for()
    come_back(visitor)
    visitor.page.get_by_role("button", name="Keep as is").click()
    visitor.page.locator(".dg-prose", has_text="(Keep as is)").wait_for()
    visitor.answered()
    come_back(visitor)
    assert visitor.page.locator(".dg-turn").count() == 2
    assert visitor.page.locator(".dg-confirm").count() == 0


def test_a_long_conversation_opens_at_its_end_and_shows_earlier_messages(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    visitor.say("first words")
    visitor.answered()
    id = shop.chat.asked[0][0]
    for position in range(1, 70):
        shop.log.append(Turn(f"t{position}", id, position, START, f"words {position}", "Fine.", "en", "answered"))
    come_back(visitor)
    bubbles = visitor.page.locator(".dg-bubble")
    assert (bubbles.first.inner_text(), bubbles.last.inner_text()) == ("words 40", "words 69")
    assert bubbles.last.is_visible()
    earlier = visitor.page.get_by_role("button", name="Earlier messages")
    for count in (60, 70):
        earlier.click()
        bubbles.nth(count - 1).wait_for()
    assert bubbles.first.inner_text() == "first words"
    assert earlier.is_hidden()


def test_conversations_are_listed_opened_renamed_and_deleted(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    page = visitor.page
    for words in ("first about lamps", "then about tents"):
        visitor.say(words)
        page.locator(".dg-prose", has_text=words).wait_for()
        visitor.answered()
        page.get_by_role("button", name="New conversation").click()
    opened = drawer(visitor)
    assert titles(opened) == ["then about tents", "first about lamps"]
    assert "this browser only" in opened.inner_text()
    opened.get_by_role("button", name="first about lamps", exact=False).first.click()
    page.locator(".dg-bubble", has_text="first about lamps").wait_for()
    opened = drawer(visitor)
    opened.get_by_role("button", name="Options for first about lamps").click()
    opened.get_by_role("button", name="Rename").click()
    page.keyboard.type(EVIL)
    page.keyboard.press("Enter")
    opened.locator(".dg-past-title", has_text="onerror").wait_for()
    assert titles(opened) == ["then about tents", EVIL]
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert page.evaluate("document.activeElement.className").endswith("dg-past-menu")
    opened.get_by_role("button", name="Options for <img").click()
    opened.get_by_role("button", name="Delete").click()
    assert "for good?" in opened.inner_text()
    opened.get_by_role("button", name="Keep it").click()
    assert titles(opened) == ["then about tents", EVIL]
    opened.get_by_role("button", name="Options for <img").click()
    opened.get_by_role("button", name="Delete").click()
    opened.get_by_role("button", name="Delete").click()
    opened.locator(".dg-past-item").nth(1).wait_for(state="detached")
    assert titles(opened) == ["then about tents"]
    assert len(shop.log.conversations()) == 1
    page.keyboard.press("Escape")
    assert page.locator(".dg-turn").count() == 0, "the deleted one was open"


@pytest.mark.parametrize(("button", "ending"), [("Save as text", "md"), ("Save as JSON", "json")])
def test_a_conversation_is_downloaded(visit: Visit, button: str, ending: str) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    opened = drawer(visitor)
    opened.get_by_role("button", name="Options for headphones").click()
    with visitor.page.expect_download() as downloading:
        opened.get_by_role("link", name=button).click()
    file = downloading.value
    assert file.suggested_filename.endswith(f".{ending}")
    told = Path(file.path()).read_text(encoding="utf-8")
    assert "You asked: headphones" in (json.loads(told)["turns"][0]["answer"] if ending == "json" else told)


def test_the_drawer_works_by_keyboard_and_gives_the_focus_back(visit: Visit) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    page = visitor.page
    page.locator(".dg-past-button").focus()
    page.keyboard.press("Enter")
    page.locator(".dg-past-item").wait_for()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('dg-past-menu')"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Mine")
    page.keyboard.press("Escape")
    assert page.locator(".dg-drawer").is_visible(), "only the renaming was given up"
    assert page.locator(".dg-past-title").inner_text() == "headphones"
    page.keyboard.press("Escape")
    assert page.locator(".dg-drawer").is_hidden()
    assert page.evaluate("document.activeElement.classList.contains('dg-past-button')")


def test_the_drawer_fits_a_phone_in_chinese(visit: Visit) -> None:
    visitor = visit(locale="zh-CN", **PHONE)
    visitor.say("耳机" * 40)
    visitor.answered()
    page = visitor.page
    page.get_by_role("button", name="对话记录").click()
    page.locator(".dg-past-item").wait_for()
    page.get_by_role("button", name="的选项").click()
    outside = page.evaluate(
        "[...document.querySelectorAll('.dg-drawer *')].filter(n => !n.closest('.dg-hidden'))"
        ".filter(n => n.getBoundingClientRect().right > innerWidth + 1).map(n => n.className)"
    )
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for words in ("重命名", "存为文本", "存为 JSON", "删除"):
        assert page.get_by_text(words, exact=True).bounding_box()["height"] >= 32


def test_somebody_elses_conversation_cannot_be_opened_by_its_id(visit: Visit, shop: ScriptedShop) -> None:
    anna, bo = visit(), visit()
    anna.say("a present for Cem")
    anna.answered()
    [theirs] = [conversation.id for conversation in shop.log.conversations()]
    bo.page.evaluate("id => sessionStorage.setItem('daogou-conversation', id)", theirs)
    bo.page.reload()
    bo.page.locator(".dg-example").first.wait_for()
    for path in ("", "/drawn", "/download"):
        status = bo.page.evaluate("path => fetch(path).then(a => a.status)", f"/api/conversations/{theirs}{path}")
        assert status == 404
    turn_id = shop.log.turns(theirs)[0].id
    told = bo.page.evaluate("path => fetch(path).then(a => a.json())", f"/api/turns/{turn_id}/drawn")
    assert told == {"state": "unknown"}
    bo.page.evaluate("id => sessionStorage.setItem('daogou-conversation', id)", theirs)
    bo.say("hello")
    bo.answered()
    assert "Cem" not in bo.page.content()
    assert len({conversation for conversation, _ in shop.chat.asked}) == 2
    assert len(shop.log.turns(theirs)) == 1
    bo.complaints.clear()  # the browser reports each 404


def test_a_conversation_deleted_in_another_tab_is_missed_kindly(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered()
    shop.log.delete(shop.chat.asked[0][0])
    visitor.say("and wired ones?")
    visitor.page.locator(".dg-prose", has_text="and wired ones?").wait_for()
    assert "beginning of a new one" in visitor.answered().inner_text()
    assert visitor.page.locator(".dg-turn").count() == 1
    come_back(visitor)
    assert visitor.page.locator(".dg-bubble").all_inner_texts() == ["and wired ones?"]


def test_many_conversations_are_shown_page_by_page(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    visitor.say("newest")
    visitor.answered()
    kept = replace(shop.log.conversations()[0], started_at=START)
    for number in range(35):
        shop.log.start(replace(kept, id=f"old-{number}", title=f"old {number}"))
    opened = drawer(visitor)
    assert opened.locator(".dg-past-item").count() == 30
    opened.get_by_role("button", name="Show more").click()
    opened.locator(".dg-past-item").nth(35).wait_for()
    assert opened.get_by_role("button", name="Show more").is_hidden()
    assert len(set(titles(opened))) == 36


def test_nobody_lists_what_belongs_to_nobody(visit: Visit, shop: ScriptedShop) -> None:
    shop.log.start(Conversation("of the command line", START))
    visitor = visit()
    visitor.page.get_by_role("button", name="Conversations").click()
    visitor.page.get_by_text("Nothing here yet.").wait_for()
