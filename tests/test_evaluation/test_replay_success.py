"""A conversation's success: where all that is expected in state, products and facts was reached."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.dialogue_transcript import SeenEnd, SeenTurn
from evaluation.replay.expectations import TurnExpectation
from evaluation.replay.grading import grade_run
from evaluation.replay.replayed_turn import ReplayedTurn, Run, RunHeader
from evaluation.replay.success import reached
from tests.test_evaluation.dialogue_records import FACTS, seen
from tests.test_evaluation.replay_cases import said

TENT = {"products_all": {"category": ["tents"], "max_price": 300}}
CART = {"state": {"cart": [{"product_id": "OUT-001"}]}}


def expected(*pairs: tuple[int, dict[str, Any]]) -> list[tuple[int, TurnExpectation]]:
    return [(start, TurnExpectation.model_validate(expect)) for start, expect in pairs]


def shows(*products: str) -> SeenTurn:
    return seen(products=products, end=None)


def holds(*cart: tuple[str, int]) -> SeenTurn:
    return seen(end=SeenEnd(cart=cart))


def test_it_is_the_first_turn_at_which_all_was_reached() -> None:
    turns = [shows("OUT-003"), shows("OUT-001"), holds(("OUT-001", 1)), holds(("OUT-001", 1))]
    found = reached(expected((0, {**TENT, **CART})), turns, FACTS)
    assert found is not None
    assert (found.turn, found.missing) == (3, ())


def test_what_was_never_reached_is_told() -> None:
    found = reached(expected((0, {**TENT, **CART, "says": ["30 days"]})), [shows("OUT-003"), holds()], FACTS)
    assert found is not None
    assert found.turn is None
    assert [one.partition(":")[0] for one in found.missing] == ["state", "products", "facts"]


@pytest.mark.parametrize("expect", [{}, {"tool": "cart_view"}, {"constraints": {"max_price": 3}}, {"asks": True}])
def test_where_nothing_is_to_be_reached_it_is_not_judged(expect: dict[str, Any]) -> None:
    assert reached(expected((0, expect)), [seen()], FACTS) is None
    assert reached([], [seen()], FACTS) is None


def test_what_comes_late_counts_where_it_came_and_what_came_before_it_was_asked_does_not() -> None:
    turns = [shows("OUT-001"), shows(), shows("OUT-001")]
    found = reached(expected((1, TENT)), turns, FACTS)
    assert found is not None
    assert found.turn == 3


def test_showing_nothing_is_not_showing_what_was_asked_for() -> None:
    found = reached(expected((0, TENT)), [shows()], FACTS)
    assert found is not None
    assert (found.turn, found.missing) == (None, ("products: showed nothing",))
    nothing = reached(expected((0, {"shows": False})), [shows()], FACTS)
    assert nothing is not None
    assert nothing.turn == 1


def test_facts_may_be_said_in_several_turns_and_what_must_not_be_said_stays_said() -> None:
    turns = [seen(answer="within 30 days"), seen(answer="for $4.95")]
    both = reached(expected((0, {"says_all": ["30 days", "4.95"]})), turns, FACTS)
    assert both is not None
    assert both.turn == 2
    never = reached(expected((0, {"says_all": ["4.95"], "says_not": ["30 days"]})), turns, FACTS)
    assert never is not None
    assert never.turn is None
    later = reached(expected((1, {"says_all": ["4.95"], "says_not": ["30 days"]})), turns, FACTS)
    assert later is not None
    assert later.turn == 2


def test_records_that_nobody_looked_at_are_not_as_expected() -> None:
    found = reached(expected((0, {"state": {"cart": []}})), [seen(end=None)], FACTS)
    assert found is not None
    assert found.turn is None


def test_products_may_be_asked_for_by_attributes() -> None:
    wanted = {"products_all": {"attributes": {"noise_cancelling": True}}}
    for product, turn in (("AUD-001", 1), ("AUD-004", None)):
        found = reached(expected((0, wanted)), [shows(product)], FACTS)
        assert found is not None
        assert found.turn == turn


def test_a_replayed_conversation_has_success_in_its_last_turn_alone() -> None:
    transcript = said("a", "a tent", "thanks", expect=None)
    first = transcript.said[0].model_copy(update={"expect": TurnExpectation.model_validate(TENT)})
    transcript = transcript.model_copy(update={"messages": (first, transcript.said[1])})
    turns = [
        ReplayedTurn(case="a", turn=0, text="a tent", outcome="answered", answer="Here.", products=("OUT-001",)),
        ReplayedTurn(case="a", turn=1, text="thanks", outcome="answered", answer="Gladly.", last=True),
    ]
    before, last = grade_run(Run.of(RunHeader(), [transcript], turns), FACTS).turns
    assert "success" not in before.grades
    assert (last.grades["success"].value, last.grades["turns_to_success"].value) == (1.0, 1.0)
    missed = [turns[0].model_copy(update={"products": ("OUT-003",)}), turns[1]]
    last = grade_run(Run.of(RunHeader(), [transcript], missed), FACTS).turns[-1]
    assert last.grades["success"].value == 0.0
    assert last.grades["success"].why == "products: showed nothing"
    assert "turns_to_success" not in last.grades
