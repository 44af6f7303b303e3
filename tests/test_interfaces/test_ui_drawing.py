"""Parts of an answer, added while its events pass by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    OrdersTold,
    ProductsCompared,
    TextDelta,
    TurnEnded,
    TurnStarted,
)
from assistant.agent.next_questions import Question
from interfaces.ui.floor.drawing import Drawing, Drawn, needs_customer, without_what_is_drawn
from records.nouns import ToolCall, Turn
from retrieval.catalog import Product

LAMP = Product("L", "Lamp", 30.0, "USD")
TURN = Turn("t", "c", 0, datetime(2026, 1, 1, tzinfo=UTC), "hi", "Here.", "en", "answered")


def drawing(**parts: Any) -> Drawing:
    plain = {
        "comparisons": SimpleNamespace(drawn=lambda products, language: {"of": len(products), "in": language}),
        "orders": SimpleNamespace(
            orders=lambda customer, ids, language: [{"id": id} for id in ids] if customer else [],
            question=lambda customer, tool, arguments, language: {"title": tool, **arguments},
        ),
        "suggest": lambda turn, asked: (Question("more?", "more"), *(Question(one, one) for one in asked)),
    }
    return Drawing(**{**plain, **parts})


def parts(*events: ChatEvent, customer: str | None = "C-1", asked: Any = tuple, **changed: Any) -> dict[str, Any]:
    over = drawing(**changed).over(iter(events), customer, asked)
    return {one.part: one.value for one in over if isinstance(one, Drawn)}


def test_events_pass_in_order_with_their_parts_behind_them() -> None:
    told = [TurnStarted("c", "t", "zh"), ProductsCompared((LAMP, LAMP)), TextDelta("x"), TurnEnded(TURN)]
    seen = list(drawing().over(iter(told), None, tuple))
    assert [one for one in seen if not isinstance(one, Drawn)] == told
    assert seen[2] == Drawn("comparison", {"of": 2, "in": "zh"})
    assert [type(one).__name__ for one in seen[-2:]] == ["Drawn", "TurnEnded"], "the last frame has them all"


def test_orders_and_questions_are_looked_up_for_the_conversations_customer() -> None:
    assert parts(OrdersTold(("D-1",)))["orders"] == [{"id": "D-1"}]
    assert "orders" not in parts(OrdersTold(("D-1",)), customer=None)
    question = parts(ConfirmationAsked("a", "cancel_order", "Shall I?", {"order_id": "D-1"}))["question"]
    assert question == {"title": "cancel_order", "order_id": "D-1"}


def test_only_the_last_turn_says_what_to_ask_next() -> None:
    assert parts(TurnEnded(TURN), asked=lambda: ["why?"])["next"] == [
        {"ask": "more?", "shown": "more"},
        {"ask": "why?", "shown": "why?"},
    ]
    assert "next" not in parts(TurnEnded(TURN), asked=None)


def test_a_guest_who_asked_for_orders_is_offered_to_sign_in() -> None:
    asked = Turn(**{**_fields(TURN), "tool_calls": (ToolCall("list_orders", {}, "", False, 1.0),)})
    assert needs_customer(asked, None)
    assert not needs_customer(asked, "C-1")
    assert parts(TurnEnded(asked), customer=None)["sign_in"] is True
    assert "sign_in" not in parts(TurnEnded(asked))


def test_what_cannot_be_drawn_takes_no_answer_away() -> None:
    def breaks(*_: Any) -> Any:
        raise OSError("the records are gone")

    broken = {"orders": SimpleNamespace(orders=breaks, question=breaks), "suggest": breaks}
    events = [OrdersTold(("D-1",)), TextDelta("Two orders."), TurnEnded(TURN)]
    assert list(drawing(**broken).over(iter(events), "C-1", tuple)) == events


def test_whoever_stops_reading_stops_the_turn() -> None:
    closed: list[bool] = []

    def turn() -> Iterator[ChatEvent]:
        try:
            yield TurnStarted("c", "t", "en")
            yield TextDelta("x")
        finally:
            closed.append(True)

    reading = drawing().over(turn(), None, tuple)
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    assert closed == [True]


def test_words_leave_out_what_stands_beside_them() -> None:
    table = "|  | A | B |\n| --- | --- | --- |\n| Price | 1 | 2 |\n\nA costs least."
    assert without_what_is_drawn(table, {"comparison"}).strip() == "A costs least."
    assert without_what_is_drawn(table, ()) == table
    orders = "You have 2 orders:\n- **D-1**, today\n- **D-2**, then\n- shipping is free\n… and 3 older ones."
    assert without_what_is_drawn(orders, {"orders"}, {"D-1", "D-2"}) == (
        "You have 2 orders:\n- shipping is free\n… and 3 older ones."
    )
    assert without_what_is_drawn("a | b is no table", {"comparison"}) == "a | b is no table"
    assert without_what_is_drawn("- D-1", {"orders"}, {"D-1"}) == "- D-1", "never an empty answer"


def _fields(turn: Turn) -> dict[str, Any]:
    return {name: getattr(turn, name) for name in Turn.__slots__}
