"""Goals are played in a shop: kept, judged, compared and exported as a replay is; a faulty shopper is told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.llm.config import TokenPrice
from assistant.llm.cost import ModelPrices
from assistant.wiring import Shop
from evaluation.comparison.comparing import compare_runs
from evaluation.comparison.pairing import pair
from evaluation.dialogue_stage import without_model
from evaluation.errors import EvaluationError
from evaluation.replay.grading import GradedRun, facts_about, grade_run
from evaluation.replay.passes import pass_rates
from evaluation.replay.playing import Limits
from evaluation.replay.replayed_turn import Run
from evaluation.replay.replaying import ReplayTask, replay
from evaluation.replay.report import shape_of
from evaluation.replay.run_folder import read_run
from evaluation.replay.saved_sets import write_transcripts
from evaluation.replay.transcripts import Transcript, read_transcripts
from evaluation.simulator import simulating
from evaluation.simulator.goals import read_goals
from evaluation.simulator.simulating import SimulationTask, conversations_of, drawn, simulate
from tests.test_evaluation.replay_cases import failing_model, said
from tests.test_evaluation.simulator_cases import CANCEL, TENT, goal, leaves, says, scripted

OpenShop = Callable[..., Shop]
CART = goal(id="cart", takes="OUT-001", success={"state": {"cart": [{"product_id": "OUT-001"}]}})
GOALS = (goal(), goal(CANCEL), CART)
NEVER = goal(id="never", patience=2, success={"says_all": ["the moon is made of cheese"]})


@pytest.fixture
def shop(open_scripted_shop: OpenShop) -> Shop:
    return open_scripted_shop(language_model=without_model())


def graded(run: Run, shop: Shop) -> GradedRun:
    return grade_run(run, facts_about(shop, run.transcripts))


def test_shoppers_reach_their_goals_and_how_soon_is_graded(shop: Shop) -> None:
    found = graded(simulate(SimulationTask(GOALS, repeats=2), shop), shop)
    assert found.values("success") == [1.0] * 6
    assert all(2 <= turns <= 4 for turns in found.values("turns_to_success"))
    assert pass_rates(found) == {"pass^1": 1.0, "pass^2": 1.0}
    shape = shape_of(found)["simulator"]
    assert (shape["conversations"], shape["failed"], shape["not_judged"]) == (6, 0, 0)
    assert shape["errors"]["any"]["moves"]["right"] == 0
    assert shape["moves"] == len(found.turns) + 6


def test_a_failure_that_is_the_assistants_is_judged_and_counted(shop: Shop) -> None:
    found = graded(simulate(SimulationTask((goal(), NEVER)), shop), shop)
    assert found.values("success") == [1.0, 0.0]
    assert "moon" in found.turns[-1].grades["success"].why
    shape = shape_of(found)["simulator"]
    assert (shape["failed"], shape["failed_by_the_shopper"]) == (1, 0)
    assert found.turns[-1].turn.leaving is not None
    assert found.turns[-1].turn.leaving.left == "out_of_patience"


def test_a_run_is_kept_and_gone_on_with_and_graded_again(shop: Shop, tmp_path: Path) -> None:
    task = SimulationTask(GOALS, out=tmp_path / "run", limits=Limits(max_minutes=0))
    assert (simulate(task, shop).left, read_run(tmp_path / "run").left) == (3, 3)
    whole = simulate(SimulationTask(GOALS, out=tmp_path / "run"), shop)
    kept = read_run(tmp_path / "run")
    assert kept.header.shopper == "rules"
    assert [turn.text for turn in kept.turns] == [turn.text for turn in whole.turns]
    assert graded(kept, shop).values("success") == [1.0] * 3
    with pytest.raises(EvaluationError, match="another fingerprint"):
        simulate(SimulationTask(GOALS[:1], out=tmp_path / "run"), shop)
    with pytest.raises(EvaluationError, match="another seed"):
        simulate(SimulationTask(GOALS, out=tmp_path / "run", seed=4), shop)


def test_what_was_said_can_be_replayed_and_succeeds_again(shop: Shop, tmp_path: Path) -> None:
    run = simulate(SimulationTask((*GOALS, NEVER)), shop)
    write_transcripts(tmp_path / "said.jsonl", conversations_of(run, facts_about(shop, run.transcripts)))
    transcripts = read_transcripts(tmp_path / "said.jsonl")
    assert [one.id for one in transcripts] == ["tent-0", "cancel-0", "cart-0", "never-0"]
    assert [one.expects for one in transcripts] == [True, True, True, False]
    again = graded(replay(ReplayTask(transcripts), shop), shop)
    assert again.values("success") == [1.0] * 3
    assert [turn.text for turn in again.run.turns] == [turn.text for turn in run.turns]


def test_goals_are_not_replayed_as_if_they_were_words(shop: Shop) -> None:
    with pytest.raises(EvaluationError, match="tent is a goal without words"):
        replay(ReplayTask([Transcript.of_goal(goal())]), shop)


def test_conversations_of_different_length_are_paired_whole(shop: Shop) -> None:
    one, other = (graded(simulate(SimulationTask(GOALS, seed=seed), shop), shop) for seed in (0, 3))
    assert [turn.turn.text for turn in one.turns] != [turn.turn.text for turn in other.turns]
    paired = pair(one, other)
    assert paired.places == [("tent", 0), ("cancel", 0), ("cart", 0)]
    success, turns = paired.of("success"), paired.of("turns_to_success")
    assert success is not None
    assert turns is not None
    assert success.means == (1.0, 1.0)
    joined = paired.a[("cancel", 0)][0].turn
    assert joined.answer.count("> ") == 2
    assert [call.name for call in joined.tools] == ["cancel_order", "cancel_order"]
    assert compare_runs(one, other).conversations == 3


def test_runs_of_other_goals_or_other_shoppers_are_not_compared(shop: Shop) -> None:
    one = graded(simulate(SimulationTask((goal(),)), shop), shop)
    stricter = graded(simulate(SimulationTask((goal(patience=3),)), shop), shop)
    with pytest.raises(EvaluationError, match="has another goal"):
        compare_runs(one, stricter)
    header = one.run.header.model_copy(update={"shopper": "a model"})
    other = GradedRun(one.run.model_copy(update={"header": header}), one.turns)
    with pytest.raises(EvaluationError, match="rules and a model"):
        compare_runs(one, other)
    words = graded(replay(ReplayTask([said("tent", "a tent")]), shop), shop)
    with pytest.raises(EvaluationError, match="different shoppers"):
        compare_runs(one, words)


def test_a_model_shops_and_a_guard_that_steps_in_is_counted(shop: Shop) -> None:
    language_model, model = scripted(
        says("a tent for at most 300 dollars"), says("How can I help you?"), says("in green"), leaves()
    )
    found = graded(simulate(SimulationTask((goal(),), language_model), shop), shop)
    model.assert_done()
    assert [turn.turn.text for turn in found.turns] == ["a tent for at most 300 dollars", "in green"]
    shape = shape_of(found)["simulator"]
    assert shape["errors"]["any"]["moves"]["right"] == 0
    assert shape["errors_without_guard"]["as_assistant"]["moves"] == {
        "share": 0.3333, "right": 1, "judged": 3, "interval_95": [0.0615, 0.7923]
    }  # fmt: skip
    assert shape["guarded"]["moves"]["right"] == 1
    assert shape["by_rules_instead"]["moves"]["right"] == 0
    assert found.values("success") == [1.0]
    assert found.run.header.shopper == "scripted, simulated_shopper@1"


def test_a_failure_that_is_the_shoppers_is_not_judged(shop: Shop) -> None:
    good = says("a tent in green, at most 300 dollars")
    language_model, _ = scripted(says("a tent in red"), leaves("gave_up"), good, leaves())
    task = SimulationTask((goal(), goal(id="b")), language_model, guarded=False)
    found = graded(simulate(task, shop), shop)
    assert found.values("success") == [1.0]
    assert pass_rates(found) == {"pass^1": 1.0}
    shape = shape_of(found)["simulator"]
    assert (shape["failed"], shape["failed_by_the_shopper"], shape["not_judged"]) == (1, 1, 1)
    assert shape["errors"]["contradicted"]["conversations"]["right"] == 1
    assert shape["errors"]["ended_unmet"]["moves"]["right"] == 1


def test_a_shoppers_model_that_is_down_is_infrastructure(shop: Shop) -> None:
    found = graded(simulate(SimulationTask((goal(), goal(id="b")), failing_model()), shop), shop)
    assert [turn.spoiled for turn in found.turns] == [True, True]
    assert "nobody listens" in found.turns[0].turn.infrastructure
    assert "simulator" not in shape_of(found)


def test_one_that_breaks_off_in_the_middle_is_infrastructure_too(shop: Shop) -> None:
    from assistant.errors import LanguageModelError
    from assistant.llm.scripted import Step

    language_model, _ = scripted(says("a tent"), Step(error=LanguageModelError("gone")))
    run = simulate(SimulationTask((goal(),), language_model), shop)
    assert [(turn.text, turn.infrastructure) for turn in run.turns] == [
        ("a tent", "the shopper's language model: gone")
    ]  # fmt: skip
    assert graded(run, shop).values("success") == []


def test_one_that_talks_for_ever_is_stopped_by_patience(shop: Shop) -> None:
    language_model, model = scripted(*(says(f"why does it cost so much, {'so ' * n}") for n in range(20)))
    run = simulate(SimulationTask((NEVER.model_copy(update={"patience": 4}),), language_model, guarded=False), shop)
    assert len(run.turns) == len(model.calls) == 4


def test_what_the_shoppers_model_costs_counts(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    prices = ModelPrices({"none": TokenPrice(0.0, 0.0), "scripted": TokenPrice(1000.0, 0.0)})
    language_model, _ = scripted(says("a tent in green, at most 300 dollars"), leaves())
    with pytest.raises(EvaluationError, match="is not known"):
        simulate(SimulationTask((goal(),), language_model, limits=Limits(max_usd=1)), shop)
    monkeypatch.setattr(simulating, "prices_in", lambda _: prices)
    monkeypatch.setattr("evaluation.replay.replaying.prices_in", lambda _: prices)
    run = simulate(SimulationTask((goal(),), language_model, limits=Limits(max_usd=1)), shop)
    assert run.cost_usd == pytest.approx(0.2)


@pytest.mark.parametrize("change", [{"takes": "OUT-999"}, {"customer_id": "C-999"}])
def test_a_goal_about_what_the_shop_does_not_have_is_refused(shop: Shop, change: dict[str, Any]) -> None:
    with pytest.raises(EvaluationError, match="The goal tent is"):
        simulate(SimulationTask((goal(TENT, **change),)), shop)


def test_a_drawing_has_both_languages_and_is_the_same_for_the_same_seed() -> None:
    goals = read_goals()
    some = drawn(goals, 8, 1)
    assert [one.language for one in some].count("zh") == 4
    assert some == drawn(goals, 8, 1) != drawn(goals, 8, 2)
    assert drawn(goals, None, 0) == drawn(goals, 500, 0) == goals
