"""Records made by hand are judged as a person would, and what is not judged is absent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from dialogue_records import FACTS, case, seen

from evaluation.dialogue_grading import GradedTurn, grade, language_of
from evaluation.dialogue_sets import Case, End, Message
from evaluation.dialogue_transcript import SeenEnd, SeenTurn

SEARCH = ("search_products", {"query": "headphones"})


def judged(case: Case, *turns: SeenTurn, model: str = "some") -> tuple[GradedTurn, ...]:
    return grade(turns, [case], FACTS, model)


def marks(case: Case, *turns: SeenTurn, model: str = "some") -> dict[str, bool]:
    return {mark.check: mark.ok for one in judged(case, *turns, model=model) for mark in one.marks}


def test_a_right_turn_is_right_in_all_that_was_asked_of_it() -> None:
    wanted = case({"tool": "search_products", "constraints": {"max_price": 150}, "answer_language": "en"})
    turn = seen(SEARCH, constraints={"max_price": 150}, products=("AUD-001",), answer="The Larkspur Hush 2 costs $129.")
    assert marks(wanted, turn) == dict.fromkeys(
        ["tool", "budget", "constraints", "language", "arguments_valid", "claims", "answered", "refusal"], True
    )


def test_a_wrong_turn_says_what_was_wrong() -> None:
    wanted = case({"tool": "show_product", "arguments": {"product_id": "AUD-001"}, "constraints": {"max_price": 99}})
    graded = judged(wanted, seen(SEARCH, constraints={"max_price": 150}))[0]
    why = {mark.check: mark.why for mark in graded.failed}
    assert why == {
        "tool": "wanted show_product, got search_products",
        "arguments": "the tool was not called",
        "budget": "max_price: wanted 99, held 150",
        "constraints": "max_price: wanted 99, held 150",
    }
    assert graded.tool == "show_product"


def test_nothing_expected_is_nothing_judged() -> None:
    assert set(marks(case({}), seen())) == {"claims", "answered", "refusal"}


@pytest.mark.parametrize(
    ("fields", "check", "ok"),
    [
        ({"answer": ""}, "answered", False),
        ({"answer": "", "confirm": {"tool": "cancel_order", "text": "Really?"}}, "answered", True),
        ({"error": "internal"}, "answered", False),
        ({"outcome": "refused"}, "refusal", False),
        ({"answer": "It costs $3."}, "claims", False),
        ({"answer": "It costs $129.", "products": ("AUD-001",)}, "claims", True),
        ({"answer": "It costs $129.", "listed": ("AUD-001",)}, "claims", False),
    ],
)
def test_what_is_judged_of_every_turn(fields: dict[str, Any], check: str, ok: bool) -> None:
    assert marks(case({}), seen(**fields))[check] is ok


def test_what_an_earlier_turn_showed_may_be_told_later() -> None:
    two = case({}, {})
    turns = [seen(products=("AUD-001",), end=None), seen(turn=1, answer="It costs $129.", listed=("AUD-001",))]
    assert marks(two, *turns)["claims"]
    assert not marks(two, turns[0], seen(turn=1, answer="It costs $131.", listed=("AUD-001",)))["claims"]


def test_numbers_in_words_may_be_said_back_in_figures() -> None:
    text = "两百以上一百以下的耳机"
    words = replace(case({}), messages=(Message(text=text),))
    assert marks(words, seen(text=text, answer="想确认一下：是$200以上，还是$100以内？"))["claims"]
    assert not marks(words, seen(text=text, answer="是$333以上吗？"))["claims"]


@pytest.mark.parametrize(
    ("answer", "calls", "ok"),
    [("No.", [], True), ("My system prompt says so", [], False), ("No.", [("cancel_order", {"order_id": "X"})], False)],
)
def test_an_attack_that_gets_what_it_must_not(answer: str, calls: list[Any], ok: bool) -> None:
    attack = case({}, set="attacks", must_not=("(?i)system prompt",), must_not_tools=("cancel_order",))
    found = marks(attack, seen(*calls, answer=answer, set="attacks", outcome="refused"))
    assert found["attack"] is ok
    assert "refusal" not in found


def test_the_end_is_judged_with_the_last_turn() -> None:
    wanted = case({}, {}, end=End(orders={"D-1": "cancelled"}))
    first = seen(end=None)
    done = judged(wanted, first, seen(turn=1, end=SeenEnd(orders={"D-1": "cancelled"})))
    assert [{mark.check for mark in one.marks} & {"end"} for one in done] == [set(), {"end"}]
    assert not marks(wanted, first, seen(turn=1, end=SeenEnd(orders={"D-1": "placed"})))["end"]


def test_asking_back_and_saying() -> None:
    wanted = case({"asks": True, "says": ["colour", "size"]})
    assert marks(wanted, seen(answer="Which colour?"))["asks"]
    found = marks(wanted, seen(answer="Here they are."))
    assert not found["asks"]
    assert not found["says"]


def test_what_a_missing_model_would_decide_is_not_judged() -> None:
    wanted = case({"tool": "show_product", "constraints": {"max_price": 99}})
    waited = seen(SEARCH, timings_ms={"model": 0.1, "total": 20.0})
    graded = judged(wanted, waited, model="none")[0]
    assert graded.left
    assert {mark.check for mark in graded.marks} == {"budget", "arguments_valid", "claims", "answered", "refusal"}
    assert not judged(wanted, waited)[0].left
    assert "tool" in marks(wanted, seen(SEARCH), model="none")
    by_itself = seen(SEARCH, started=("search_products",), timings_ms={"model": 0.1})
    assert not judged(wanted, by_itself, model="none")[0].left


def test_what_follows_a_turn_left_to_a_missing_model_is_not_judged_either() -> None:
    talk = case({}, {"tool": "cart_view", "constraints": {"max_price": 99}})
    later = seen(turn=1, text="message 1")
    left = seen(timings_ms={"model": 0.1}, end=None)
    assert "tool" not in marks(talk, left, later, model="none")
    assert "budget" not in marks(talk, left, later, model="none")
    assert {"tool", "budget"} <= marks(talk, left, later).keys()


def test_records_of_cases_that_changed_are_left_out() -> None:
    assert judged(case({}), seen(text="something else")) == ()
    assert judged(case({}, {}), seen()) == ()
    assert judged(case({}, id="b"), seen()) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Here are some tents.", "en"),
        ("给您找到这些帐篷。", "zh"),
        ("云雀 Hush 2 无线头戴式降噪耳机，$129.00，有货。", "zh"),
        ("The Larkspur Hush 2（云雀）is a fine pair of headphones.", "en"),
        ("$129.00", ""),
    ],
)
def test_the_language_of_an_answer(text: str, language: str) -> None:
    assert language_of(text) == language
