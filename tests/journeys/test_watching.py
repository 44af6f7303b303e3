"""The journeys' watcher: Gradio's words on leaving a page are left out, and everything else counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Visit, Visitor
from scripted_shop import Answer, Gate
from watching import GRADIO_CLOSED, GRADIO_CUT

from assistant.agent.events import ChatEvent, TextDelta

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(visit: Visit, answer_with: Callable[[Answer], None]) -> Iterator[Visitor]:
    """A visitor to whom an answer is being written, on a stream that stays open."""
    gate = Gate()

    def answer(text: str, conversation_id: str) -> Iterator[ChatEvent]:
        yield TextDelta("Before. ")
        gate.hold()
        yield TextDelta("After.")

    answer_with(answer)
    visitor = visit()
    visitor.say("hello")
    visitor.page.locator(".dg-prose", has_text="Before.").wait_for()
    yield visitor
    gate.opened.set()


def heard_while(page: Any, act: Callable[[], Any]) -> list[str]:
    """What the console writes until Gradio has said that the answer on its stream is cut off."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with page.expect_console_message(lambda message: message.text == GRADIO_CUT):
        act()
    return said


def test_what_gradio_says_when_a_page_is_left_with_an_open_stream_is_no_complaint(waiting: Visitor) -> None:
    said = heard_while(waiting.page, waiting.page.reload)
    assert GRADIO_CLOSED.fullmatch(said[0])
    waiting.page.locator(".dg-prose", has_text="Before.").wait_for()
    assert waiting.complaints == []


def test_an_answer_that_is_cut_off_on_a_page_that_stays_is_a_complaint(waiting: Visitor) -> None:
    page = waiting.page
    page.reload()
    page.locator(".dg-prose", has_text="Before.").wait_for()
    page.evaluate(f"console.error({GRADIO_CUT!r})")
    assert waiting.complaints == [GRADIO_CUT]
    waiting.complaints.clear()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("console.error(new DOMException('signal is aborted without reason', 'AbortError'))", "AbortError: signal is"),
        ("setTimeout(() => { throw new DOMException('signal is aborted without reason', 'AbortError') })", "signal is"),
        ("console.error('the list could not be drawn')", "the list could not be drawn"),
        ("console.warn('deprecated')", "deprecated"),
        ("setTimeout(() => missing.part)", "missing is not defined"),
    ],
)
def test_whatever_else_breaks_is_a_complaint(visit: Visit, broken: str, said: str) -> None:
    visitor = visit()
    visitor.page.evaluate(f"{{ {broken}; }}")
    visitor.page.evaluate("new Promise((done) => setTimeout(done))")
    assert [said in one for one in visitor.complaints] == [True]
    visitor.complaints.clear()
