"""Goals are read strictly, and every one that is shipped can be reached in the demo shop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.demo_customers import DEMO
from evaluation.dialogue_expectations import product_faults
from evaluation.errors import EvaluationError
from evaluation.replay.grading import language_of
from evaluation.simulator.goals import Goal, check_goals, judged_parts, read_goals
from records.import_rows import read_customers, read_orders
from tests.test_evaluation.dialogue_records import FACTS, seen
from tests.test_evaluation.simulator_cases import CANCEL, TENT, goal

SHIPPED = read_goals()
ORDERS = {one.id: one for one in read_orders(DEMO / "orders.jsonl")}
CUSTOMERS = {one.id for one in read_customers(DEMO / "customers.jsonl")}


def orders_of(customer: str) -> list[str] | None:
    own = [one.id for one in ORDERS.values() if one.customer_id == customer]
    return own if customer in CUSTOMERS else None


def test_the_shipped_goals_are_many_and_in_both_languages() -> None:
    languages = [one.language for one in SHIPPED]
    assert len(SHIPPED) >= 40
    assert min(languages.count("en"), languages.count("zh")) >= 20
    assert {one.persona.style for one in SHIPPED} == {"plain", "terse", "chatty", "typos", "switching", "rude"}
    assert {part for one in SHIPPED for part in judged_parts(one.success)} == {"state", "products", "facts"}


def test_the_shipped_goals_name_nothing_that_the_shop_does_not_have() -> None:
    check_goals(SHIPPED, FACTS.products.__contains__, orders_of)


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.id)
def test_a_shipped_goal_can_be_reached(one: Goal) -> None:
    assert language_of(one.goal) == one.language
    for id in (*one.success.products_include, *([one.takes] if one.takes else [])):
        assert FACTS.products[id].stock > 0
    if one.success.products_all is not None:
        turn = seen(products=one.success.products_include)
        assert product_faults(one.success, turn, FACTS) == []
    state = one.success.state
    for order, status in (state.orders if state else {}).items():
        now = ORDERS[order].status
        assert now == status or (now, status) == ("placed", "cancelled")
    for asked in (state.order_requests or ()) if state else ():
        assert ORDERS[asked.order_id].status == "delivered"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"success": {}}, "names neither state nor products nor facts"),
        ({"success": {"tool": "cart_view"}}, "names neither state nor products nor facts"),
        ({"patience": 0}, "patience"),
        ({"patience": 51}, "patience"),
        ({"words": {}}, "nothing to open with"),
        ({"persona": {"style": "angry"}}, "persona.style"),
        ({"persona": {"style": "switching"}}, "needs other_words"),
        ({"changes": {"turn": 9, "says": "no, blue"}, "patience": 8}, "after their patience is over"),
        ({"changes": {"turn": 1, "says": "no, blue"}}, "changes.turn"),
        ({"language": "fr"}, "language"),
        ({"mood": "bad"}, "mood"),
        ({"id": ""}, "id"),
    ],
)
def test_a_goal_that_cannot_be_played_is_named_with_its_line(change: dict[str, Any], why: str, tmp_path: Path) -> None:
    file = tmp_path / "goals.jsonl"
    file.write_text(f"{json.dumps(TENT)}\n{json.dumps({**TENT, 'id': 'b', **change})}\n")
    with pytest.raises(EvaluationError, match=f"line 2, cannot be used: .*{why}"):
        read_goals(file)


@pytest.mark.parametrize(
    ("base", "change", "why"),
    [
        (TENT, {"takes": "OUT-999"}, "OUT-999, which is no product"),
        (TENT, {"success": {"products_include": ["GONE-1"]}}, "GONE-1, which is no product"),
        (TENT, {"goal": "You want the tent OUT-998."}, "OUT-998, which is no product"),
        (CANCEL, {"customer_id": "C-999"}, "who is no customer"),
        (CANCEL, {"customer_id": "C-001"}, "D-100534, which C-001 has not"),
        (CANCEL, {"customer_id": None}, "D-100534, which a guest has not"),
    ],
)
def test_a_goal_about_what_is_not_there_is_refused(base: dict[str, Any], change: dict[str, Any], why: str) -> None:
    with pytest.raises(EvaluationError, match=why):
        check_goals([goal(base, **change)], FACTS.products.__contains__, orders_of)


def test_goals_may_be_yaml(tmp_path: Path) -> None:
    file = tmp_path / "goals.yaml"
    file.write_text("- id: tent\n  language: en\n  goal: A tent.\n  words: {thing: a tent}\n  success: {shows: true}\n")
    assert [one.id for one in read_goals(file)] == ["tent"]
    file.write_text("- id: tent\n  language: en\n")
    with pytest.raises(EvaluationError, match="goal 1 tent, cannot be used"):
        read_goals(file)
    for text, why in (("a: b", "no list of goals"), ("- [", "cannot be read"), ("[]", "has no goal")):
        file.write_text(text)
        with pytest.raises(EvaluationError, match=why):
            read_goals(file)


def test_an_empty_file_and_the_same_id_twice_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "goals.jsonl"
    file.write_text("")
    with pytest.raises(EvaluationError, match="has no goal"):
        read_goals(file)
    file.write_text(f"{json.dumps(TENT)}\n{json.dumps(TENT)}\n")
    with pytest.raises(EvaluationError, match="'tent' more than once"):
        read_goals(file)
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_goals(tmp_path / "gone.jsonl")
