"""Which of what was shown is lightest, lasts longest or is quietest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.agent.requests.extremes import ranked
from retrieval.catalog import Product

A = Product("A", "Alder", 10.0, "USD", attributes={"weight_g": 900.0, "battery_hours": 10.0})
B = Product("B", "Birch", 20.0, "USD", attributes={"weight_kg": 1.2, "battery_hours": 30.0})
C = Product("C", "Cedar", 30.0, "USD", attributes={"weight_g": 300.0, "battery_days": 3.0})
MUTE = Product("D", "Dogwood", 40.0, "USD", attributes={"weight_g": "feather-light"})


def test_weights_are_compared_whatever_their_unit() -> None:
    found = ranked([A, B, C, MUTE], "weight", False)
    assert found is not None
    assert ([one.id for one in found.first], found.value) == (["C"], "300 g")
    assert [(product.id, value) for product, value in found.others] == [("A", "900 g"), ("B", "1.2 kg")]
    assert [product.id for product in found.silent] == ["D"]
    most = ranked([A, B, C], "weight", True)
    assert most is not None
    assert most.value == "1.2 kg"


def test_hours_are_not_compared_with_days() -> None:
    found = ranked([A, B, C], "battery", True)
    assert found is not None
    assert (found.first[0].id, found.value, [one.id for one in found.silent]) == ("B", "30 h", ["C"])


@pytest.mark.parametrize("products", [[A], [A, MUTE], [A, replace(A, id="A2")], []])
def test_without_a_difference_there_is_no_extreme(products: list[Product]) -> None:
    assert ranked(products, "weight", False) is None


def test_several_may_be_first() -> None:
    found = ranked([A, replace(C, id="C2"), C], "weight", False)
    assert found is not None
    assert [one.id for one in found.first] == ["C2", "C"]


@pytest.mark.parametrize(
    ("search", "question", "answer"),
    [
        ("wireless headphones under $150", "Which of these is lightest?", "lightest of these, at 88 g"),
        ("wireless headphones under $150", "which of them lasts longest", "lasts longest of these, at 38 h"),
        ("tents", "which of those is the heaviest?", "heaviest of these, at 16 kg"),
        ("vacuum cleaners", "Which of these is quietest?", "quietest of these, at 64 dB"),
        ("降噪耳机", "这些里哪款最轻？", "最轻（5.4 g）"),
        ("降噪耳机", "其中哪个续航最长", "续航最长（38 h）"),
    ],
)
def test_it_is_read_off_the_rows(
    open_scripted_shop: Callable[..., Any], search: str, question: str, answer: str
) -> None:
    shop = open_scripted_shop(tool_calls="guided")
    shop.chat.reply(search, conversation_id="c")
    turn = shop.chat.reply(question, conversation_id="c")
    assert turn.outcome == "answered"
    assert answer in turn.answer


def test_a_new_wish_is_no_question_about_what_was_shown(open_scripted_shop: Callable[..., Any]) -> None:
    shop = open_scripted_shop(tool_calls="guided")
    shop.chat.reply("headphones", conversation_id="c")
    turn = shop.chat.reply("which tent is lightest?", conversation_id="c")
    assert turn.constraints["categories"] == ["tents"]
