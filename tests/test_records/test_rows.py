"""Values become columns and come back, whatever text they hold."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.nouns import Conversation, Customer, HandOff, Order, OrderRequest, ToolCall, Turn
from records.rows import (
    conversation_from,
    conversation_row,
    customer_from,
    customer_row,
    hand_off_from,
    hand_off_row,
    order_from,
    order_row,
    request_from,
    request_row,
    storable,
    turn_from,
    turn_row,
)

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(), max_size=20)
CLEAN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(text=ANY_TEXT)
def test_what_is_storable_can_be_encoded_and_stays_as_long(text: str) -> None:
    kept = storable(text)
    assert "\x00" not in kept
    kept.encode()
    assert len(kept) == len(text)
    assert storable(kept) == kept


@given(text=CLEAN)
def test_other_text_is_not_touched(text: str) -> None:
    assert storable(text) == text


@given(text=CLEAN, name=CLEAN, argument=CLEAN, shown=st.lists(CLEAN, max_size=3))
def test_a_turn_comes_back(text: str, name: str, argument: str, shown: list[str]) -> None:
    call = ToolCall(name, {name: [argument, 1, None, True]}, text, False, 1.5)
    pending = {"id": text, "arguments": {name: argument}}
    shown_ids = tuple(shown)
    turn = Turn("t", "c", 3, AT, text, text, "zh", "stopped", "", "", "", (call,), {}, shown_ids, pending=pending)
    row = turn_row(turn)
    assert turn_from(row) == turn
    assert json.loads(json.dumps({**row, "at": None}))["tool_calls"][0]["arguments"] == {
        name: [argument, 1, None, True]
    }


def test_a_row_shares_nothing_with_the_turn() -> None:
    constraints: dict[str, Any] = {"attributes": {"colour": ["red"]}}
    row = turn_row(Turn("t", "c", 0, AT, "x", "y", "en", "answered", constraints=constraints))
    constraints["attributes"]["colour"].append("blue")
    assert row["constraints"] == {"attributes": {"colour": ["red"]}}


def test_tuples_in_arguments_come_back_as_lists_from_every_log() -> None:
    call = ToolCall("search_products", {"categories": ("a", "b")}, "", True, 0.0)
    row = turn_row(Turn("t", "c", 0, AT, "x", "y", "en", "answered", tool_calls=(call,)))
    assert turn_from(row).tool_calls[0].arguments == {"categories": ["a", "b"]}


@pytest.mark.parametrize("value", [float("inf"), float("nan"), AT, {1}, b"x"])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    turn = Turn("t", "c", 0, AT, "x", "y", "en", "answered", constraints={"v": value})
    with pytest.raises((ValueError, TypeError)):
        turn_row(turn)


def test_everything_else_comes_back(customer: Customer, order: Order) -> None:
    talk = Conversation("c", AT, "C-001", "bought")
    assert conversation_from(conversation_row(talk)) == talk
    assert customer_from(customer_row(customer)) == customer
    assert order_from(order_row(order)) == order
    asked = OrderRequest("R-1", "D-1", "C-001", "exchange", ("B", "A"), "小", "L", "open", AT)
    assert request_from(request_row(asked)) == asked
    handed = HandOff("H-1", "c", None, AT, "wants a person", "…", "angry", "open")
    assert hand_off_from(hand_off_row(handed)) == handed
    odd = dataclasses.replace(customer, city="Co\x00rk")
    assert customer_from(customer_row(odd)).city == "Co\ufffdrk"
