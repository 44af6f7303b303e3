"""Conversations drawn from the log."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from log_cases import START, message, turn

from assistant.agent.next_questions import Question
from interfaces.ui.floor.chips import ChipWriter
from interfaces.ui.floor.comparison import ComparisonWriter
from interfaces.ui.floor.drawing import Drawing
from interfaces.ui.floor.history import PAGE_TURNS, History
from interfaces.ui.floor.texts import say
from records.conversation_log import MemoryConversationLog
from records.nouns import Conversation, ReceivedMessage, Turn
from retrieval.catalog import Product

LAMP = Product("HOM-001", "Reading lamp", 30.0, "USD", title_zh="阅读灯")
MINE = Conversation("c1", START, guest_id="g1", title="Lamps")
PENDING = {"id": "A-1", "tool": "cart_add", "text": "Shall I?", "customer_id": None, "arguments": {}}


def kept(*turns: Turn) -> MemoryConversationLog:
    log = MemoryConversationLog()
    log.start(MINE)
    for one in turns:
        log.append(one)
    return log


def said(position: int = 0, **changes: Any) -> Turn:
    plain: dict[str, Any] = {"shown_product_ids": (), "constraints": {}, "pending": {}, **changes}
    return turn(position, **plain)


def history(log: MemoryConversationLog) -> History:
    return History(lambda: log, {"HOM-001": LAMP}.get, lambda _: None, ChipWriter("USD"))


def drawn(log: MemoryConversationLog, before: int | None = None, live: str = "") -> dict[str, Any]:
    page = history(log).page(MINE, lambda id: id == live, before)
    assert json.loads(json.dumps(page)) == page
    return page


def test_a_turn_is_drawn_as_it_was() -> None:
    log = kept(said(text="a lamp", answer="Take **this** one.", shown_product_ids=("HOM-001",)))
    page = drawn(log)
    [frame] = page["turns"]
    assert (page["conversation"], page["visitor"], page["earlier"], page["waiting"]) == ("c1", None, None, [])
    assert (frame["turn"], frame["words"], frame["state"]) == ("c1-0", "a lamp", "done")
    assert frame["prose"] == "<p>Take <strong>this</strong> one.</p>\n"
    assert 'data-product="HOM-001"' in frame["rows"][0]
    assert "$30.00" in frame["rows"][0], "at the price of today"
    assert (frame["asks"], frame["gone"]) == (False, 0)


def test_a_chinese_turn_is_drawn_in_chinese() -> None:
    [frame] = drawn(kept(said(language="zh", shown_product_ids=("HOM-001",))))["turns"]
    assert frame["language"] == "zh"
    assert "阅读灯" in frame["rows"][0]


def test_products_that_are_gone_are_counted() -> None:
    [frame] = drawn(kept(said(shown_product_ids=("HOM-001", "OLD-1", "OLD-2"))))["turns"]
    assert (len(frame["rows"]), frame["gone"]) == (1, 2)
    [empty] = drawn(kept(said(shown_product_ids=("OLD-1",))))["turns"]
    assert (empty["rows"], empty["gone"], empty["state"]) == ([], 1, "done")


@pytest.mark.parametrize(
    ("outcome", "state"), [("answered", "done"), ("fallback", "done"), ("refused", "done"), ("stopped", "stopped")]
)
def test_a_turn_ends_as_it_ended(outcome: Any, state: str) -> None:
    [frame] = drawn(kept(said(outcome=outcome)))["turns"]
    assert frame["state"] == state
    assert bool(frame["notice"]) == (state == "stopped")


def test_a_failed_turn_says_so_again() -> None:
    [frame] = drawn(kept(said(outcome="failed", answer="")))["turns"]
    assert (frame["state"], frame["notice"]) == ("failed", say("en", "failed"))


def test_the_chips_are_those_of_the_last_turn() -> None:
    page = drawn(kept(said(constraints={"max_price": 5}), said(1, constraints={"max_price": 9})))
    assert [chip["label"] for chip in page["chips"]] == ["under $9"]


def test_a_question_has_its_buttons_only_while_it_waits() -> None:
    assert [f["asks"] for f in drawn(kept(said(pending=PENDING)))["turns"]] == [True]
    answered = kept(said(pending=PENDING), said(1))
    assert [f["asks"] for f in drawn(answered)["turns"]] == [False, False]
    being_answered = kept(said(pending=PENDING))
    being_answered.receive(message(1))
    assert [f["asks"] for f in drawn(being_answered)["turns"]] == [False]


def test_a_question_to_another_is_not_asked_again() -> None:
    log = kept(said(pending={**PENDING, "customer_id": "C-1"}))
    assert [f["asks"] for f in drawn(log)["turns"]] == [False]


def test_what_was_never_answered_waits_and_says_whether_it_is_being_answered() -> None:
    log = kept(said())
    log.receive(message(1, text="还有红色的吗"))
    [waiting] = drawn(log)["waiting"]
    assert waiting == {"turn": "c1-1", "words": "还有红色的吗", "text": "还有红色的吗", "language": "zh", "live": False}
    assert drawn(log, live="c1-1")["waiting"][0]["live"] is True


def test_a_long_conversation_is_drawn_from_its_end() -> None:
    log = kept(*(said(position) for position in range(2 * PAGE_TURNS + 5)))
    last = drawn(log)
    assert [f["turn"] for f in (last["turns"][0], last["turns"][-1])] == ["c1-35", "c1-64"]
    before = drawn(log, last["earlier"])
    assert [f["turn"] for f in (before["turns"][0], before["turns"][-1])] == ["c1-5", "c1-34"]
    first = drawn(log, before["earlier"])
    assert [f["turn"] for f in first["turns"]] == [f"c1-{position}" for position in range(5)]
    assert first["earlier"] is None
    assert drawn(log, 0)["turns"] == []


def test_an_empty_conversation_is_an_empty_page() -> None:
    page = drawn(kept())
    assert (page["turns"], page["earlier"], page["chips"], page["waiting"]) == ([], None, [], [])


def test_what_a_cards_button_asked_is_shown_without_the_id() -> None:
    past = history(kept())
    assert past.words("Tell me more about Reading lamp (HOM-001)", "en") == "Tell me more about Reading lamp"
    assert past.words("再介绍一下阅读灯（HOM-001）", "en") == "再介绍一下阅读灯"
    for words in ("Tell me more about Reading lamp (OLD-1)", "is it blue (HOM-001)", "(HOM-001)", ")", "", "a(b"):
        assert past.words(words, "zh") == words


def test_who_tried_the_shop_as_somebody_comes_back_as_them() -> None:
    log = MemoryConversationLog()
    tried = replace(MINE, customer_id="C-017")
    log.start(tried)
    log.append(said(pending={**PENDING, "customer_id": "C-017"}))
    page = history(log).page(tried, lambda _: False)
    assert (page["visitor"], page["turns"][0]["asks"]) == ("C-017", True)


def test_what_was_taken_out_of_a_message_is_named_in_words() -> None:
    log = kept(said(text="write to [EMAIL_BCDF]", answer="I keep [EMAIL_BCDF] out of it."))
    log.receive(message(1, text="我的电话是[PHONE_BCDF]"))
    page = drawn(log)
    [frame] = page["turns"]
    assert frame["words"] == "write to (e-mail address)"
    assert frame["prose"] == "<p>I keep your e-mail address out of it.</p>\n"
    [waiting] = page["waiting"]
    assert (waiting["words"], waiting["text"]) == ("我的电话是（电话号码）", "我的电话是[PHONE_BCDF]")


def test_a_message_that_is_answered_while_the_page_is_drawn_stands_in_it_once() -> None:
    log = kept(said())
    log.receive(message(1))

    class Answering(MemoryConversationLog):
        def unanswered(self, conversation_id: str) -> tuple[ReceivedMessage, ...]:
            waiting = log.unanswered(conversation_id)
            log.append(said(1))
            return waiting

        def turns(
            self, conversation_id: str, last: int | None = None, *, before: int | None = None
        ) -> tuple[Turn, ...]:
            return log.turns(conversation_id, last, before=before)

    page = drawn(Answering())
    assert ([frame["turn"] for frame in page["turns"]], page["waiting"]) == (["c1-0", "c1-1"], [])


# ---- what is drawn beside the words ----------------------------------------------------------------------------------


def drawing_history(log: MemoryConversationLog, products: tuple[Product, ...]) -> History:
    nobody: Any = SimpleNamespace(orders=lambda *_: [], question=lambda *_: {"title": "Cancel?"})
    suggest: Any = lambda turn, asked: (Question("next?", "next?"), *(Question(one, one) for one in asked))  # noqa: E731
    drawing = Drawing(ComparisonWriter(lambda _: None), nobody, suggest)
    find = {one.id: one for one in products}.get
    return replace(history(log), find=find, drawing=drawing)


def test_a_comparison_comes_back_and_the_words_spare_the_table() -> None:
    other = replace(LAMP, id="HOM-002", price=20.0)
    answer = "|  | A | B |\n| --- | --- | --- |\n| Price | 30 | 20 |\n\nB costs least."
    log = kept(said(answer=answer, trace={"drawn": {"compared": ["HOM-001", "HOM-002"]}}))
    [frame] = drawing_history(log, (LAMP, other)).page(MINE, lambda _: False)["turns"]
    assert [one["id"] for one in frame["parts"]["comparison"]["products"]] == ["HOM-001", "HOM-002"]
    assert frame["prose"] == "<p>B costs least.</p>\n"
    [frame] = drawing_history(log, (LAMP,)).page(MINE, lambda _: False)["turns"]
    assert "comparison" not in frame["parts"], "one product alone is no comparison"
    assert "<table>" in frame["prose"]


def test_reasons_on_cards_come_back() -> None:
    drawn = {"drawn": {"reasons": {"HOM-001": "Warm light"}}}
    [frame] = drawing_history(kept(said(shown_product_ids=("HOM-001",), trace=drawn)), (LAMP,)).page(
        MINE, lambda _: False
    )["turns"]
    assert "Warm light" in frame["rows"][0]


def test_only_the_last_turn_says_what_to_ask_next() -> None:
    log = kept(said(text="first"), said(1, text="second"))
    first, second = drawing_history(log, (LAMP,)).page(MINE, lambda _: False)["turns"]
    assert "next" not in first["parts"]
    assert [one["shown"] for one in second["parts"]["next"]] == ["next?", "first", "second"]
    waiting = kept(said())
    waiting.receive(message(1))
    [frame] = drawing_history(waiting, (LAMP,)).page(MINE, lambda _: False)["turns"]
    assert "next" not in frame["parts"]


def test_a_question_has_its_card_only_while_it_waits() -> None:
    [frame] = drawing_history(kept(said(pending=PENDING)), (LAMP,)).page(MINE, lambda _: False)["turns"]
    assert frame["parts"]["question"] == {"title": "Cancel?"}
    answered = drawing_history(kept(said(pending=PENDING), said(1)), (LAMP,)).page(MINE, lambda _: False)["turns"]
    assert "question" not in answered[0]["parts"]
