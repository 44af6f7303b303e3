"""The shopper by rules: what it says follows from its goal and from what the assistant did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.dialogue_transcript import SeenEnd, SeenTurn
from evaluation.simulator.faults import faults_of
from evaluation.simulator.goals import Goal, read_goals
from evaluation.simulator.rule_shopper import RuleShopper
from evaluation.simulator.shopper import Proposal
from tests.test_evaluation.dialogue_records import FACTS, seen
from tests.test_evaluation.simulator_cases import CANCEL, TENT, goal, scene

SHIPPED = read_goals()


def talk(wanted: Goal, *answers: dict[str, Any], seed: int = 0) -> tuple[list[str], str]:
    """What is said to answers that are these, the last for ever; and why the shopper left."""
    seen_so_far = scene(wanted)
    shopper = RuleShopper(seen_so_far, seed)
    said: list[str] = []
    answered = _for_ever(answers)
    words = shopper.says(None)
    while words is not None:
        said.append(words)
        turn = seen(turn=len(said), **{"end": SeenEnd(), **next(answered), "text": words})
        seen_so_far.turns.append(turn)
        words = shopper.says(turn.shown_text)
    return said, shopper.left


def _for_ever(answers: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield from answers
    while True:
        yield answers[-1] if answers else {}


def test_it_opens_tells_and_leaves_when_it_has_what_it_wants() -> None:
    said, left = talk(goal(), {"products": ("OUT-003",)}, {"products": ("OUT-001",)})
    assert len(said) == 2
    assert "a tent" in said[0].lower()
    assert "at most 300 dollars" in said[0]
    assert "in green" in said[1].lower()
    assert left == "goal_met"


def test_it_takes_the_product_it_wants_by_its_number() -> None:
    wanted = goal(takes="OUT-001", success={"state": {"cart": [{"product_id": "OUT-001"}]}})
    said, left = talk(wanted, {"products": ("OUT-004", "OUT-001")}, {"end": SeenEnd(cart=(("OUT-001", 1),))})
    assert "number 2" in said[1]
    assert (len(said), left) == (2, "goal_met")


def test_a_yes_for_what_it_wants_and_a_no_for_what_it_does_not() -> None:
    ask = {"tool": "cancel_order", "text": "Shall I cancel order D-100534?"}
    done = {"end": SeenEnd(orders={"D-100534": "cancelled"})}
    said, left = talk(goal(CANCEL), {"confirm": ask}, done)
    assert said[1].startswith("yes")
    assert left == "goal_met"
    for wrong in ({**ask, "text": "Shall I cancel order D-100535?"}, {**ask, "tool": "start_return"}):
        said, _ = talk(goal(CANCEL), {"confirm": wrong}, done)
        assert said[1].startswith("no")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which order do you mean?", "D-100534"),
        ("Why do you want to cancel it?", "I ordered by mistake."),
        ("What is your budget?", "know"),
    ],
)
def test_it_answers_what_it_knows_and_says_what_it_does_not(question: str, answer: str) -> None:
    said, _ = talk(goal(CANCEL), {"answer": question}, {"end": SeenEnd(orders={"D-100534": "cancelled"})})
    assert answer in f"{said[1]} {'know' if 'tell you' in said[1] else ''}"


def test_a_wish_that_is_asked_about_is_told_first() -> None:
    said, _ = talk(goal(persona={"style": "terse"}), {"answer": "Any colour in mind?"}, {"products": ("OUT-001",)})
    assert said == ["a tent", "in green"]


def test_it_changes_its_mind_at_its_turn_and_not_before_it_is_done() -> None:
    changed = goal(
        words={"thing": "a tent", "tells": {"colour": "in blue"}},
        changes={"turn": 2, "says": "No, green is nicer.", "tells": {"colour": "in green"}},
    )
    said, left = talk(changed, {"products": ("OUT-001",)})
    assert said[1] == "No, green is nicer."
    assert (len(said), left) == (2, "goal_met")


def test_it_says_it_again_in_other_words_and_then_has_no_patience() -> None:
    said, left = talk(goal(), {"products": ("OUT-003",)})
    assert len(said) == len(set(said)) > 3
    assert left == "out_of_patience"
    said, left = talk(goal(patience=2), {})
    assert (len(said), left) == (2, "out_of_patience")


def test_a_wish_that_a_model_told_before_is_not_told_again() -> None:
    before = scene(turns=[seen(text="hello, a green tent in green for at most 300 dollars?", products=("OUT-003",))])
    words = RuleShopper(before).says("Here.")
    assert words is not None
    assert words.lower() not in ("in green, please", "at most 300 dollars, please")


def test_personas_write_in_their_way() -> None:
    def opening(style: str, **fields: Any) -> str:
        return talk(goal(persona={"style": style}, **fields), {"products": ("OUT-001",)})[0][0]

    assert opening("terse") == "a tent"
    assert "in green" in opening("chatty")
    assert any(word in opening("rude") for word in ("rubbish", "all day"))
    other = {"thing": "一个帐篷", "tells": {"max_price": "300美元以内", "colour": "要绿色的"}}
    said, _ = talk(goal(persona={"style": "switching"}, other_words=other), {"products": ("OUT-003",)})
    assert ["帐篷" in one or "绿" in one for one in said[:4]] == [False, True, False, True]


def test_slips_of_the_finger_spare_what_matters() -> None:
    wanted = goal(persona={"style": "typos"}, words={**TENT["words"], "thing": "a waterproof Fellhart expedition tent"})
    said = {talk(wanted, {"products": ("OUT-001",)}, seed=seed)[0][0] for seed in range(20)}
    assert len(said) > 4
    assert all("Fellhart" in one and "300" in one for one in said)


def test_the_same_seed_says_the_same() -> None:
    one, other = (talk(SHIPPED[2], {"products": ("OUT-003",)}, seed=5) for _ in range(2))
    assert one == other
    openings = {talk(goal(), {"products": ("OUT-001",)}, seed=seed)[0][0] for seed in range(10)}
    assert len(openings) > 1


@given(st.sampled_from(SHIPPED), st.lists(st.text(max_size=60), min_size=1, max_size=4), st.booleans())
def test_whatever_is_answered_it_stays_in_its_goal_and_comes_to_an_end(
    wanted: Goal, answers: list[str], asks: bool
) -> None:
    confirm = {"tool": "cart_add", "text": "Shall I?"} if asks else {}
    turns: list[SeenTurn] = []
    shopper = RuleShopper(scene(wanted))
    shopper._scene.turns = turns
    words = shopper.says(None)
    while words is not None:
        assert set(faults_of(Proposal(text=words), scene(wanted, turns))) <= {"repeated"}
        answer = answers[len(turns) % len(answers)]
        turns.append(seen(text=words, answer=answer, confirm=confirm, end=SeenEnd()))
        words = shopper.says(answer)
    assert len(turns) <= wanted.patience
    assert FACTS.products
