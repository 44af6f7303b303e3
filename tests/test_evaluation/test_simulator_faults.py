"""What a simulated shopper may not say is seen, and what people say is let pass."""

from __future__ import annotations

import pytest

from evaluation.dialogue_transcript import SeenEnd, SeenTurn
from evaluation.simulator.faults import FAULTS, LONGEST, faults_of
from evaluation.simulator.shopper import Proposal
from tests.test_evaluation.dialogue_records import seen
from tests.test_evaluation.simulator_cases import CANCEL, goal, scene

LISTED = seen(products=("OUT-003", "OUT-004"), text="a tent please", answer="Here are 2 tents; they cost $420 and $42.")
ZH = goal(
    id="zh",
    language="zh",
    goal="你想买绿色的帐篷，300美元以内。",
    words={"thing": "一个帐篷", "tells": {"max_price": "300美元以内", "colour": "要绿色的"}},
)
ASKS = seen(confirm={"tool": "cancel_order", "text": "Shall I cancel order D-100534?"}, text="cancel it", end=SeenEnd())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("I also need a coffee maker", "left_goal"),
        ("please add it to my cart", "left_goal"),
        ("cancel my last order", "left_goal"),
        ("my budget is $420", "contradicted"),
        ("I want it in red", "contradicted"),
        ("a tent for 9 people", "invented"),
        ("it was in order D-100999", "invented"),
        ("is it the OUT-005?", "invented"),
        ("do you have one by Larkspur?", "invented"),
        ("my name is Joe Miller", "invented"),
        ("write to joe@example.com", "invented"),
        ("How can I help you today?", "as_assistant"),
        ("Assistant: a tent", "as_assistant"),
        ("Here are some tents that might suit you", "as_assistant"),
        ("我想要绿色的帐篷", "wrong_language"),
        ("a tent please", "repeated"),
        ("A tent, please!", "repeated"),
        ("   ", "silent"),
        ("please " * 80, "too_long"),
    ],
)
def test_what_no_shopper_with_this_goal_says_is_seen(text: str, fault: str) -> None:
    assert fault in faults_of(Proposal(text=text), scene(turns=[LISTED]))


@pytest.mark.parametrize(
    "text",
    [
        "do you have it in green?",
        "at most 300 dollars, please",
        "the second one is too small, number 2 I mean",
        "why does the first cost $420?",
        "I don't know that",
        "hmm, something else, in green",
    ],
)
def test_what_people_say_passes(text: str) -> None:
    assert faults_of(Proposal(text=text), scene(turns=[LISTED])) == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("有没有绿色的？", ()),
        ("300美元以内的帐篷", ()),
        ("为您找到两款帐篷", ("as_assistant",)),
        ("我还想买咖啡机", ("left_goal",)),
        ("预算500", ("invented", "contradicted")),
        ("要红色的", ("contradicted",)),
        ("I want a green tent", ("wrong_language",)),
    ],
)
def test_in_chinese_as_well(text: str, faults: tuple[str, ...]) -> None:
    assert faults_of(Proposal(text=text), scene(ZH, [LISTED.model_copy(update={"answer": "有2款。"})])) == faults


@pytest.mark.parametrize(("text", "faults"), [("yes", ()), ("no, leave it", ("contradicted",)), ("D-100534", ())])
def test_a_question_is_answered_as_the_goal_wants(text: str, faults: tuple[str, ...]) -> None:
    assert faults_of(Proposal(text=text), scene(goal(CANCEL), [ASKS])) == faults


def test_a_yes_to_what_nobody_wanted_is_seen() -> None:
    other = ASKS.model_copy(update={"confirm": {"tool": "start_return", "text": "Shall I start a return?"}})
    assert faults_of(Proposal(text="yes"), scene(goal(CANCEL), [other])) == ("contradicted",)


def test_somebody_who_switches_may() -> None:
    both = goal(persona={"style": "switching"}, other_words={"thing": "帐篷", "tells": {}})
    assert faults_of(Proposal(text="有绿色的吗"), scene(both, [LISTED])) == ()


def test_the_assistants_own_words_coming_back_are_the_assistants() -> None:
    told = LISTED.model_copy(
        update={"answer": "The Fellhart Lapwing 2 is a light shelter for two hikers in rough weather."}
    )
    echoed = Proposal(text="The Fellhart Lapwing 2 is a light shelter for two hikers in rough weather.")
    assert "as_assistant" in faults_of(echoed, scene(turns=[told]))


def test_an_end_is_judged_by_what_was_reached() -> None:
    met: list[SeenTurn] = [seen(products=("OUT-001",))]
    assert faults_of(Proposal(ends="goal_met"), scene(turns=[LISTED])) == ("ended_unmet",)
    assert faults_of(Proposal(ends="gave_up"), scene(turns=[LISTED])) == ("ended_unmet",)
    assert faults_of(Proposal(ends="out_of_patience"), scene(turns=[LISTED])) == ()
    assert faults_of(Proposal(ends="goal_met"), scene(turns=met)) == ()
    assert faults_of(Proposal(ends="out_of_patience"), scene(turns=met)) == ("went_on",)
    assert faults_of(Proposal(text="in green?"), scene(turns=met)) == ("went_on",)


def test_every_fault_has_a_meaning_and_the_longest_message_is_bounded() -> None:
    assert all(FAULTS.values())
    assert faults_of(Proposal(text="a" * (LONGEST + 1)), scene()) == ("too_long",)
