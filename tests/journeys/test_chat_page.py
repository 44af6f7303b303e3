"""A shopper's conversation in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Visit
from scripted_shop import HUSH, PATIENCE_SECONDS, Answer, Gate, ScriptedShop, hits

from assistant.agent.events import ChatEvent, ConstraintsChanged, ProductsShown, TextDelta, ToolStarted, TurnFailed
from interfaces.ui.server import served
from interfaces.ui.site import build_site

pytestmark = pytest.mark.browser
AnswerWith = Callable[[Answer], None]


def test_cards_stand_before_the_prose_is_written(visit: Visit, answer_with: AnswerWith) -> None:
    searching, writing = Gate(), Gate()

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ToolStarted("1", "search_products", {"query": text})
        searching.hold()
        yield ProductsShown(hits(HUSH), {"AUD-001": "38 hours of battery"})
        yield TextDelta("The Hush 2 lasts a week of commutes. ")
        writing.hold()
        yield TextDelta("Shall I compare it?")

    answer_with(answer)
    visitor = visit()
    visitor.say("quiet headphones")
    turn = visitor.page.locator(".dg-turn")
    turn.get_by_text("Looking through the shop…").wait_for()
    assert turn.locator(".dg-card").count() == 0
    searching.opened.set()
    turn.get_by_text("lasts a week").wait_for()
    assert turn.locator(".dg-card h3").inner_text() == HUSH.title
    assert turn.locator(".dg-why").inner_text().endswith("38 hours of battery")
    assert "compare" not in turn.inner_text()
    assert turn.locator(".dg-rows").bounding_box()["y"] < turn.locator(".dg-prose").bounding_box()["y"]
    writing.opened.set()
    assert visitor.answered().locator(".dg-prose").inner_text() == (
        "The Hush 2 lasts a week of commutes. Shall I compare it?"
    )
    assert visitor.page.locator(".dg-status").is_hidden()


def test_a_card_shows_what_a_shopper_needs(visit: Visit) -> None:
    visitor = visit()
    visitor.say("headphones under $200")
    first, second, third = visitor.answered().locator(".dg-card").all()
    assert first.locator(".dg-price").inner_text().split() == ["$129.00", "$159.00"]
    assert first.locator("s").inner_text() == "$159.00"
    assert first.locator(".dg-rating").get_attribute("aria-label") == "Rated 4.4 out of 5 from 312 reviews"
    assert first.locator("img[width]").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    assert first.locator("img[width]").get_attribute("alt") == f"Picture of {HUSH.title}"
    assert "Sold out" in second.inner_text()
    assert "No reviews yet" in second.inner_text()
    assert second.get_by_role("img", name="No picture yet").is_visible()
    assert "Only 2 left" in third.inner_text()
    assert visitor.page.locator(".dg-chip").all_inner_texts() == ["headphones", "under $200"]


def test_an_example_is_asked_with_one_click(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    example = visitor.page.locator(".dg-example").first
    question = example.inner_text()
    example.click()
    assert question in visitor.answered().locator(".dg-prose").inner_text()
    assert [text for _, text in shop.chat.asked] == [question]
    assert visitor.page.locator(".dg-welcome").is_hidden()


def test_a_card_asks_about_its_product_by_id(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    visitor.say("headphones")
    visitor.answered().get_by_role("button", name=f"Tell me more: {HUSH.title}").click()
    visitor.page.locator(".dg-turn").nth(1).wait_for()
    visitor.answered()
    assert shop.chat.asked[1][1] == f"Tell me more about {HUSH.title} (AUD-001)"
    assert visitor.page.locator(".dg-bubble").nth(1).inner_text() == f"Tell me more about {HUSH.title}"


def test_a_chip_is_taken_back_with_a_click_and_by_keyboard(
    visit: Visit, shop: ScriptedShop, answer_with: AnswerWith
) -> None:
    left = [{"categories": ["headphones"], "max_price": 200}, {"categories": ["headphones"]}, {}]

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ConstraintsChanged(left.pop(0))
        yield TextDelta(f"You said: {text}")

    answer_with(answer)
    visitor = visit()
    visitor.say("headphones under 200")
    visitor.answered()
    visitor.page.locator(".dg-input").fill("half a thought")
    visitor.page.get_by_role("button", name="Take back: under $200").click()
    visitor.page.locator(".dg-turn").nth(1).wait_for()
    visitor.answered()
    assert shop.chat.removed == [("max_price", None)]
    assert visitor.page.locator(".dg-bubble").nth(1).inner_text() == "No longer: under $200"
    assert visitor.page.locator(".dg-chip").all_inner_texts() == ["headphones"]
    assert visitor.page.locator(".dg-input").input_value() == "half a thought"
    visitor.page.get_by_role("button", name="Take back: headphones").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".dg-turn").nth(2).wait_for()
    visitor.answered()
    assert shop.chat.removed[1] == ("categories", "headphones")
    assert visitor.page.locator(".dg-chip").count() == 0


def test_messages_continue_one_conversation_until_a_new_one_is_begun(visit: Visit, shop: ScriptedShop) -> None:
    visitor = visit()
    for words in ("first", "second"):
        visitor.say(words)
        visitor.page.locator(".dg-prose", has_text=words).wait_for()
        visitor.answered()
    visitor.page.get_by_role("button", name="New conversation").click()
    assert visitor.page.locator(".dg-welcome").is_visible()
    assert visitor.page.locator(".dg-turn, .dg-chip").count() == 0
    visitor.say("third")
    visitor.answered()
    first, second, third = (conversation for conversation, _ in shop.chat.asked)
    assert first == second != third
    assert min(len(first), len(third)) >= 16


def test_stop_frees_the_page_at_once_and_ends_the_turn(
    visit: Visit, shop: ScriptedShop, answer_with: AnswerWith
) -> None:
    gate = Gate()

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ProductsShown(hits(HUSH))
        gate.hold()
        yield TextDelta("Too late.")
        yield TextDelta("Far too late.")

    answer_with(answer)
    visitor = visit()
    visitor.say("headphones")
    visitor.page.locator(".dg-card").wait_for()
    visitor.page.get_by_role("button", name="Stop").click()
    stopped = visitor.answered("stopped")
    assert "Stopped." in stopped.inner_text()
    assert stopped.locator(".dg-card").is_visible()
    assert visitor.page.get_by_role("button", name="Send").is_enabled()
    gate.opened.set()
    assert shop.chat.closed_early.wait(PATIENCE_SECONDS)
    answer_with(lambda text, _: iter([TextDelta("And on we go.")]))
    visitor.say("more")
    visitor.page.locator(".dg-prose", has_text="And on we go.").wait_for()
    assert "late" not in visitor.page.locator(".dg-thread").inner_text()


def test_leaving_the_page_ends_the_turn(visit: Visit, shop: ScriptedShop, answer_with: AnswerWith) -> None:
    gates = [Gate() for _ in range(8 * PATIENCE_SECONDS)]

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        for number, gate in enumerate(gates):
            gate.reached.set()
            shop.chat.closed_early.wait(0.25)  # one sentence every quarter of a second, as a model would write
            yield TextDelta(f"Sentence {number}. ")

    answer_with(answer)
    visitor = visit()
    visitor.say("talk")
    visitor.page.locator(".dg-prose", has_text="Sentence 1.").wait_for()
    visitor.page.goto("about:blank")
    assert shop.chat.closed_early.wait(PATIENCE_SECONDS)
    assert not gates[-1].reached.is_set()


def test_words_are_given_back_when_the_site_goes_away(browser: Any, shop: ScriptedShop) -> None:
    gate = Gate()

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield TextDelta("Well, ")
        gate.hold()

    shop.chat.answer = answer
    page = browser.new_page(locale="en-US")
    with served(build_site(shop)) as address:
        page.goto(address)
        page.locator(".dg-input").fill("are you there?")
        page.keyboard.press("Enter")
        page.locator(".dg-prose", has_text="Well,").wait_for()
    page.locator(".dg-turn.dg-failed").wait_for()
    gate.opened.set()
    assert "The shop cannot be reached right now." in page.locator(".dg-notice").inner_text()
    assert page.locator(".dg-prose").inner_text() == "Well,"
    assert page.locator(".dg-input").input_value() == "are you there?"
    page.close()


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 50_000, "\x01\x02\x07", "🎧🎧🎧"])
def test_a_message_that_cannot_be_taken_gets_a_sentence_and_is_kept(
    visit: Visit, shop: ScriptedShop, answer_with: AnswerWith, words: str
) -> None:
    answer_with(lambda text, _: iter([TurnFailed("too_long", "Could you say that in a few words?")]))
    visitor = visit()
    visitor.say(words)
    assert "Could you say that in a few words?" in visitor.answered("failed").inner_text()
    assert [text for _, text in shop.chat.asked] == [words]
    assert visitor.page.locator(".dg-input").input_value() == words
    assert visitor.page.get_by_role("button", name="Send").is_enabled()


def test_what_was_shown_stays_when_the_service_breaks(
    visit: Visit, answer_with: AnswerWith, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ProductsShown(hits(HUSH))
        yield TextDelta("这款不错。")
        raise RuntimeError("the model's process died")

    answer_with(answer)
    visitor = visit()
    visitor.say("降噪耳机")
    turn = visitor.answered("failed")
    assert turn.locator(".dg-card h3").inner_text() == HUSH.title_zh
    assert turn.locator(".dg-prose").inner_text() == "这款不错。"
    assert turn.locator(".dg-notice").inner_text() == "抱歉，我们这边出了点问题，请再问一次。"
    assert "process died" not in visitor.page.content()
    assert "the model's process died" in caplog.text


def test_the_answer_follows_the_shoppers_words_and_the_page_its_switch(visit: Visit, answer_with: AnswerWith) -> None:
    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ConstraintsChanged({"max_price": 500, "currency": "CNY"})
        yield ProductsShown(hits(HUSH))

    answer_with(answer)
    visitor = visit()
    visitor.say("五百以内的耳机")
    assert "有货" in visitor.answered().locator(".dg-card").inner_text()
    assert visitor.page.locator(".dg-chip").inner_text() == "¥500 以内"
    assert visitor.page.get_by_role("button", name="Send").is_visible()
