"""Grades are given for what was seen, from the catalogue's rows; what is not judged is absent, not right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.wiring import Shop
from evaluation.dialogue_grading import NO_MODEL
from evaluation.dialogue_stage import without_model
from evaluation.dialogue_transcript import SeenCall, SeenEnd
from evaluation.replay.grades import RULES, GradedTurn
from evaluation.replay.grading import facts_about, grade_run
from evaluation.replay.replayed_turn import ReplayedTurn, Run, RunHeader
from evaluation.replay.replaying import ReplayTask, replay
from evaluation.replay.transcripts import Transcript
from tests.test_evaluation.dialogue_records import FACTS
from tests.test_evaluation.replay_cases import said

SEARCHED = (SeenCall(name="search_products", arguments={"query": "kettle"}),)


def played(**fields: Any) -> ReplayedTurn:
    usual = {"case": "a", "turn": 0, "text": "a kettle", "answer": "Here you are.", "outcome": "answered", "last": True}
    return ReplayedTurn(**{**usual, **fields})


def graded(transcript: Transcript, *turns: ReplayedTurn, model: str = "m") -> tuple[GradedTurn, ...]:
    return grade_run(Run.of(RunHeader(model=model), [transcript], turns), FACTS).turns


def one(expect: dict[str, Any] | None = None, **fields: Any) -> GradedTurn:
    (only,) = graded(said("a", "a kettle", expect=expect), played(**fields))
    return only


@pytest.mark.parametrize(
    ("expect", "fields", "grade", "value"),
    [
        ({"tool": "search_products"}, {"tools": SEARCHED}, "tool", 1.0),
        ({"tool": "search_products"}, {}, "tool", 0.0),
        ({"tool": "reply"}, {}, "tool", 1.0),
        ({"tool": "search_products", "arguments": {"query": "kettle"}}, {"tools": SEARCHED}, "arguments", 1.0),
        ({"tool": "search_products", "arguments": {"query": "pot"}}, {"tools": SEARCHED}, "arguments", 0.0),
        ({"constraints": {"max_price": 50}}, {"constraints": {"max_price": 50}}, "constraints", 1.0),
        ({"constraints": {"max_price": 50}}, {}, "constraints", 0.0),
        ({"products_include": ["KIT-007"]}, {"products": ("KIT-007",)}, "products", 1.0),
        ({"products_include": ["KIT-007", "AUD-001"]}, {"products": ("KIT-007",)}, "retrieval", 0.5),
        ({"products_all": {"max_price": 1}}, {"products": ("KIT-007",)}, "products", 0.0),
        ({"shows": False}, {"products": ("KIT-007",)}, "products", 0.0),
        ({"says": ["nobody", "HERE"]}, {}, "facts", 1.0),
        ({"says": ["nobody"]}, {}, "facts", 0.0),
        ({"says_all": ["here", "there"]}, {}, "facts", 0.0),
        ({"says_not": ["you are"]}, {}, "facts", 0.0),
        ({"says_all": ["here"], "says_not": ["there"]}, {}, "facts", 1.0),
        ({"refused": True}, {"outcome": "refused"}, "refusal", 1.0),
        ({"refused": True}, {}, "refusal", 0.0),
        ({"refused": False}, {"outcome": "refused"}, "refusal", 0.0),
        ({"asks": True}, {"answer": "Which colour?"}, "asks", 1.0),
        ({"answer_language": "zh"}, {}, "language", 0.0),
        ({"state": {"cart": [{"product_id": "KIT-007"}]}}, {"end": SeenEnd(cart=(("KIT-007", 1),))}, "state", 1.0),
        ({"state": {"cart": [{"product_id": "KIT-007"}]}}, {"end": SeenEnd()}, "state", 0.0),
        ({"state": {"orders": {"D-1": "cancelled"}}}, {"end": SeenEnd(orders={"D-1": "placed"})}, "state", 0.0),
        (None, {}, "answered", 1.0),
        (None, {"outcome": "fallback"}, "answered", 0.0),
        (None, {"outcome": "fallback"}, "fallback", 1.0),
        (None, {"outcome": "failed", "error": "internal"}, "answered", 0.0),
        (None, {"answer": "", "outcome": "answered"}, "answered", 0.0),
        (None, {"answer": "这是给您找到的水壶。"}, "language", 0.0),
        (None, {"tools": (SeenCall(name="search_products"),)}, "arguments_valid", 0.0),
        (None, {"answer": "It costs $1.23."}, "claims", 0.0),
        (None, {"products": ("KIT-007",), "answer": "It costs $9999."}, "claims", 0.0),
        (None, {"products": ("KIT-007",)}, "products_shown", 1.0),
        (None, {}, "length", 13.0),
        (None, {"timings_ms": {"total": 90.0, "model": 60.0}}, "own_ms", 30.0),
        (None, {"timings_ms": {"first_text": 12.0}}, "first_text_ms", 12.0),
        (None, {"usage": {"prompt_tokens": 90, "completion_tokens": 10}}, "tokens", 100.0),
        (None, {"cost_usd": 0.25}, "cost_usd", 0.25),
    ],
)
def test_a_grade_is_given(expect: dict[str, Any] | None, fields: dict[str, Any], grade: str, value: float) -> None:
    found = one(expect, **fields)
    assert found.grades[grade].value == value
    if RULES[grade].unit == "share" and grade != "fallback":
        assert bool(found.grades[grade].why) == (value < 1)


def test_what_nobody_expects_is_not_judged() -> None:
    found = one()
    judged = {name for name in found.grades if RULES[name].expected}
    assert judged == set()
    assert found.met is None
    assert {"tokens", "cost_usd", "total_ms", "arguments_valid"}.isdisjoint(found.grades)


def test_every_grade_has_a_rule() -> None:
    everything = {
        "tool": "search_products",
        "arguments": {"query": "kettle"},
        "constraints": {"max_price": 50},
        "products_include": ["KIT-007"],
        "says": ["x"],
        "asks": True,
        "refused": False,
        "answer_language": "en",
        "state": {"cart": []},
    }
    found = one(everything, tools=SEARCHED, usage={"prompt_tokens": 1}, cost_usd=0.1, end=SeenEnd())
    assert found.grades.keys() <= RULES.keys()
    assert {name for name in RULES if RULES[name].expected} <= found.grades.keys()
    assert found.met is False


def test_a_declined_message_that_must_be_is_not_unanswered() -> None:
    assert "answered" not in one({"refused": True}, outcome="refused").grades
    assert one(None, outcome="refused").grades["answered"].value == 0


def test_what_the_endpoint_spoiled_is_not_judged_nor_what_follows() -> None:
    transcript = said("a", "a kettle", "cheaper", "thanks")
    turns = [played(turn=n, last=n == 2, text=one.content) for n, one in enumerate(transcript.said)]
    turns[1] = turns[1].model_copy(update={"infrastructure": "no answer", "outcome": "fallback"})
    found = graded(transcript, *turns)
    assert [one.spoiled for one in found] == [False, True, True]
    assert not found[2].grades


def test_an_earlier_turns_products_may_be_spoken_of_later() -> None:
    kettle = FACTS.products["KIT-007"]
    transcript = said("a", "a kettle", "and its price?")
    first = played(products=("KIT-007",), last=False)
    second = played(turn=1, text="and its price?", listed=("KIT-007",), answer=f"It costs ${kettle.price:.2f}.")
    assert graded(transcript, first, second)[1].grades["claims"].value == 1
    (alone,) = graded(said("a", "and its price?"), second.model_copy(update={"turn": 0, "listed": ()}))
    assert alone.grades["claims"].value == 0


def test_without_a_model_nothing_is_said_of_costs() -> None:
    (found,) = graded(said("a", "a kettle"), played(cost_usd=0.0), model=NO_MODEL)
    assert "cost_usd" not in found.grades


def test_repeats_are_graded_one_by_one() -> None:
    transcript = said("a", "a kettle", expect={"tool": "search_products"})
    found = graded(transcript, played(tools=SEARCHED), played(repeat=1))
    assert [one.met for one in found] == [True, False]


def test_a_run_in_the_shop_is_graded_with_its_own_orders(open_scripted_shop: Callable[..., Shop]) -> None:
    shop = open_scripted_shop(language_model=without_model(), tool_calls="guided")
    transcripts = [
        said("orders", "where is my order D-100534?", expect={"tool": "order_status"}, customer_id="C-017"),
        said("tents", "a tent under 300 dollars", expect={"products_all": {"category": ["tents"], "max_price": 300}}),
        said("cart", "add KIT-007 to my cart", expect={"state": {"cart": [{"product_id": "KIT-007"}]}}),
    ]
    facts = facts_about(shop, transcripts)
    assert {order["id"] for order in facts.orders_of("C-017")} >= {"D-100534"}
    found = grade_run(replay(ReplayTask(transcripts), shop), facts)
    assert [one.met for one in found.turns] == [True, True, True]
    assert found.values("claims") == [1.0, 1.0, 1.0]
    assert found.values("answered") == [1.0, 1.0, 1.0]
