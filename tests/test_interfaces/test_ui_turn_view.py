from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    ConstraintsChanged,
    ProductsShown,
    TextDelta,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from interfaces.ui.floor.chips import ChipWriter
from interfaces.ui.floor.turn_view import TurnView
from records.nouns import Turn
from retrieval.catalog import Product
from retrieval.query import SearchHit

LAMP = Product("HOM-001", "Reading lamp", 30.0, "USD", title_zh="阅读灯")
LOGGED = Turn("t", "c", 0, datetime(2026, 1, 1, tzinfo=UTC), "hi", "It was answered.", "en", "answered")


def seen(*events: ChatEvent) -> TurnView:
    view = TurnView("7", lambda _: None, ChipWriter("USD"))
    for event in events:
        view.take(event)
    return view


def shown(*ids: str) -> ProductsShown:
    return ProductsShown(tuple(SearchHit(replace(LAMP, id=id_), 1.0) for id_ in ids))


def test_a_frame_is_plain_json_and_names_its_turn() -> None:
    frame = seen(TurnStarted("c", "t", "zh"), shown("A"), TextDelta("好")).frame()
    assert json.loads(json.dumps(frame)) == frame
    assert (frame["turn"], frame["language"], frame["state"]) == ("7", "zh", "working")
    assert "阅读灯" in frame["rows"][0]


def test_pieces_of_text_join_without_anything_between() -> None:
    assert seen(TextDelta("One **tw"), TextDelta("o** three.")).frame()["prose"] == (
        "<p>One <strong>two</strong> three.</p>\n"
    )


def test_the_status_lasts_as_long_as_the_tool() -> None:
    view = seen(ToolStarted("1", "search_products", {}))
    assert view.frame()["status"] == "Looking through the shop…"
    view.take(ToolFinished("1", "search_products", True, 3.0))
    assert view.frame()["status"] == ""


def test_a_product_stands_once_in_a_turn() -> None:
    rows = seen(shown("A", "B"), shown("B", "C"), shown("A"), ProductsShown(())).frame()["rows"]
    assert [row.count('<li class="dg-card"') for row in rows] == [2, 1]
    assert 'data-product="C"' in rows[1]


def test_constraints_become_chips_and_stay_unsaid_until_they_change() -> None:
    assert seen(TextDelta("x")).frame()["chips"] is None
    [chip] = seen(ConstraintsChanged({"max_price": 5})).frame()["chips"]
    assert (chip["label"], chip["name"]) == ("under $5", "max_price")
    assert seen(ConstraintsChanged({})).frame()["chips"] == []


def test_a_question_that_waits_for_a_yes_asks_for_buttons() -> None:
    assert seen(ConfirmationAsked("a", "cancel_order", "Shall I?"), TextDelta("Shall I?")).frame()["asks"] is True
    assert seen(TextDelta("Shall I?")).frame()["asks"] is False


def test_a_failed_turn_keeps_what_was_shown() -> None:
    frame = seen(shown("A"), TextDelta("Half an ans"), TurnFailed("internal", "Sorry about that.")).frame()
    assert (frame["state"], frame["notice"]) == ("failed", "Sorry about that.")
    assert len(frame["rows"]) == 1
    assert "Half an ans" in frame["prose"]


def test_an_answer_that_was_not_streamed_is_taken_from_the_log() -> None:
    view = seen(TurnEnded(LOGGED))
    assert (view.state, view.text) == ("done", "It was answered.")
    assert seen(TextDelta("Streamed."), TurnEnded(LOGGED)).text == "Streamed."


def test_events_that_run_out_with_nothing_to_show_are_a_failure() -> None:
    view = seen(TurnStarted("c", "t", "zh"))
    view.close()
    assert (view.state, view.notice) == ("failed", "抱歉，我们这边出了点问题，请再问一次。")


@pytest.mark.parametrize("event", [TextDelta("x"), shown("A")])
def test_events_that_run_out_after_something_end_the_turn(event: ChatEvent) -> None:
    view = seen(event)
    view.close()
    assert (view.state, view.notice) == ("done", "")


def test_closing_changes_nothing_that_has_ended() -> None:
    view = seen(TextDelta("x"), TurnFailed("internal", "Sorry."))
    view.close()
    assert (view.state, view.notice) == ("failed", "Sorry.")
    stopped = seen(TextDelta("x"))
    stopped.stop()
    stopped.close()
    assert stopped.state == "stopped"
