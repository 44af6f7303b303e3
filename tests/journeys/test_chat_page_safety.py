"""Nothing leaks between visitors, out of the site, or from text into the page's code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from conftest import Visit
from scripted_shop import HUSH, Answer, Gate, ScriptedShop, hits

from assistant.agent.events import ChatEvent, ConstraintsChanged, ProductsShown, TextDelta, ToolStarted, TurnFailed

pytestmark = pytest.mark.browser
AnswerWith = Callable[[Answer], None]
EVIL = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>`${window.hacked=1}`{{hacked}}\\"


def test_two_people_at_once_never_see_each_others_words(
    visit: Visit, shop: ScriptedShop, answer_with: AnswerWith
) -> None:
    gates = {"umbrella": Gate(), "violin": Gate()}

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ConstraintsChanged({"categories": [text]})
        yield TextDelta(f"First about {text}. ")
        gates[text].hold()
        yield TextDelta(f"Then more about {text}.")

    answer_with(answer)
    anna, bo = visit(), visit()
    anna.say("umbrella")
    bo.say("violin")
    for gate in gates.values():
        gate.wait()
    gates["violin"].opened.set()
    bo.answered()
    gates["umbrella"].opened.set()
    anna.answered()
    for visitor, own, other in ((anna, "umbrella", "violin"), (bo, "violin", "umbrella")):
        assert visitor.page.locator(".dg-prose").inner_text() == f"First about {own}. Then more about {own}."
        assert visitor.page.locator(".dg-chip").all_inner_texts() == [own]
        assert other not in visitor.page.content()
    assert len({conversation for conversation, _ in shop.chat.asked}) == 2


def test_one_visitor_cannot_stop_another(visit: Visit, answer_with: AnswerWith) -> None:
    gate = Gate()

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield TextDelta("Slowly. ")
        gate.hold()
        yield TextDelta("Done.")

    answer_with(answer)
    anna, bo = visit(), visit()
    for visitor in (anna, bo):
        visitor.say("hello")
        visitor.page.locator(".dg-prose", has_text="Slowly.").wait_for()
    bo.page.get_by_role("button", name="Stop").click()
    bo.page.get_by_role("button", name="New conversation").click()
    gate.opened.set()
    assert anna.answered().locator(".dg-prose").inner_text() == "Slowly. Done."


def test_markup_in_catalogue_model_and_shopper_text_stays_text(visit: Visit, answer_with: AnswerWith) -> None:
    product = replace(HUSH, title=EVIL, brand=EVIL, image="")

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield ToolStarted("1", EVIL, {"query": EVIL})
        yield ConstraintsChanged({"categories": [EVIL]})
        yield ProductsShown(hits(product), {product.id: EVIL})
        yield TextDelta(f"Look: {EVIL} and ![p](http://elsewhere.test/p.png) or [here](javascript:window.hacked=1)")

    answer_with(answer)
    visitor = visit()
    visitor.say(EVIL)
    turn = visitor.answered()
    assert turn.locator(".dg-bubble").inner_text() == EVIL
    assert turn.locator("h3").inner_text() == EVIL
    assert turn.locator(".dg-why").inner_text().endswith(EVIL)
    assert visitor.page.locator(".dg-chip").inner_text() == EVIL
    assert "<script>window.hacked=1</script>" in turn.locator(".dg-prose").inner_text()
    assert turn.locator("script, img, a").count() == 0
    assert visitor.page.evaluate("typeof window.hacked") == "undefined"


def test_whoever_writes_too_fast_is_told_kindly_and_heard_later(visit: Visit, answer_with: AnswerWith) -> None:
    answers: list[ChatEvent] = [TurnFailed("too_fast", "A moment please."), TextDelta("Here I am.")]
    answer_with(lambda text, _: iter([answers.pop(0)]))
    visitor = visit()
    visitor.say("hello")
    assert "A moment please." in visitor.answered("failed").inner_text()
    visitor.say("hello again")
    assert visitor.answered().locator(".dg-prose").inner_text() == "Here I am."


def test_the_shops_own_name_is_text_too(visit: Visit, shop: ScriptedShop) -> None:
    assert shop.shop_name == "Juniper & Co"
    visitor = visit()
    assert visitor.page.locator("h1").inner_text() == "Juniper & Co"
    assert visitor.page.title() == "Juniper & Co"


def test_a_picture_that_another_host_would_serve_is_not_asked_for(visit: Visit, answer_with: AnswerWith) -> None:
    elsewhere = replace(HUSH, image="https://elsewhere.test/hush.png")
    answer_with(lambda text, _: iter([ProductsShown(hits(elsewhere)), TextDelta("Here.")]))
    visitor = visit()
    visitor.say("headphones")
    assert visitor.answered().get_by_role("img", name="No picture yet").is_visible()


def test_no_gradio_chrome_is_left(visit: Visit) -> None:
    visitor = visit()
    for words in ("Use via API", "Built with Gradio", "Settings"):
        assert visitor.page.get_by_text(words).count() == 0
