"""Runs of tau2's tasks: kept, gone on with, judged again; the two baselines; what the figures say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import LanguageModelError
from assistant.llm.config import TokenPrice
from assistant.llm.cost import FREE, ModelPrices
from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.llm.usage import TokenUsage
from evaluation.errors import EvaluationError
from evaluation.run_course import FAULTS_IN_A_ROW, Limits
from evaluation.tau2.agent import RetailAgent
from evaluation.tau2.asserting import assertions_hold
from evaluation.tau2.baselines import GOLD, NOTHING, BaselineUser, baseline_model
from evaluation.tau2.data import RetailData, read_data
from evaluation.tau2.grading import grade, grade_all
from evaluation.tau2.report import lines_of, shape_of
from evaluation.tau2.run_folder import read_run
from evaluation.tau2.running import Tau2Run, Tau2Task, run_tasks
from evaluation.tau2.sampling import drawn
from evaluation.tau2.simulation import Call, Message, Simulation, Used
from evaluation.tau2.tasks import Task
from prompts.library import PromptLibrary
from tests.test_evaluation.tau2_cases import ELSEWHERE, FOUND, TASKS, action, task, write_data

PROMPT = PromptLibrary.load().get("tau2_agent")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> RetailData:
    return read_data(write_data(tmp_path_factory.mktemp("tau2")))


def work_of(data: RetailData, out: Path, name: str = GOLD, **changes: Any) -> Tau2Task:
    """A run of a baseline."""
    agent = RetailAgent(baseline_model(name, data.tasks), PROMPT, data.policy)
    made = Tau2Task(
        data, data.tasks, agent, lambda one, trial: BaselineUser(one), name, ModelPrices({name: FREE}), out
    )  # fmt: skip
    return replace(made, **changes)


def figures(run: Tau2Run, data: RetailData) -> dict[str, Any]:
    return shape_of(run, grade_all(run, data))


def test_the_expected_course_earns_every_reward(data: RetailData, tmp_path: Path) -> None:
    shape = figures(run_tasks(work_of(data, tmp_path, trials=2, workers=3)), data)
    assert shape["passes"] == {"pass^1": 1.0, "pass^2": 1.0}
    assert (shape["conversations"], shape["judged"], shape["reasons"]) == (8, 8, {})


def test_doing_nothing_earns_the_tasks_that_ask_for_nothing(data: RetailData, tmp_path: Path) -> None:
    shape = figures(run_tasks(work_of(data, tmp_path, NOTHING)), data)
    assert shape["passes"] == {"pass^1": 0.25}  # the task that only hands over leaves the database alone
    assert shape["reasons"] == {"changed nothing": 2, "did not tell what had to be told": 1}
    assert [one["task"] for one in shape["results"] if one["reward"]] == ["person"]


def test_all_114_tasks_are_earned_by_their_expected_courses(tau2_retail: RetailData, tmp_path: Path) -> None:
    shape = figures(run_tasks(work_of(tau2_retail, tmp_path, workers=2)), tau2_retail)
    assert (shape["passes"], shape["judged"], shape["user_faults"]) == ({"pass^1": 1.0}, 114, 0)


def test_doing_nothing_earns_seven_of_the_114(tau2_retail: RetailData, tmp_path: Path) -> None:
    shape = figures(run_tasks(work_of(tau2_retail, tmp_path, NOTHING)), tau2_retail)
    assert sum(one["reward"] for one in shape["results"]) == 7
    assert shape["passes"]["pass^1"] == pytest.approx(7 / 114)


def test_a_run_goes_on_where_it_was_ended(data: RetailData, tmp_path: Path) -> None:
    asked = iter([False, False, False, True, *[True] * 50])
    first = run_tasks(work_of(data, tmp_path), cancelled=lambda: next(asked))
    assert 0 < len(first.simulations) < 4
    assert (first.left, first.stopped) == (4 - len(first.simulations), "it was cancelled")
    with (tmp_path / "simulations.jsonl").open("a") as half:
        half.write('{"task": "mo')  # killed while it wrote
    again = run_tasks(work_of(data, tmp_path))
    assert ([one.task for one in again.simulations], again.left) == ([one["id"] for one in TASKS], 0)
    assert len((tmp_path / "simulations.jsonl").read_text().splitlines()) == 4  # what was kept was not held again
    assert run_tasks(work_of(data, tmp_path, trials=2)).left == 0
    assert read_run(tmp_path)[0].trials == 2


def test_another_run_is_not_gone_on_with(data: RetailData, tmp_path: Path) -> None:
    run_tasks(work_of(data, tmp_path))
    with pytest.raises(EvaluationError, match="holds a run with another model"):
        run_tasks(work_of(data, tmp_path, NOTHING))
    with pytest.raises(EvaluationError, match="another seed"):
        run_tasks(work_of(data, tmp_path, seed=5))


def test_folders_and_tasks_that_cannot_be_used_are_named(data: RetailData, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no task to run"):
        run_tasks(work_of(data, tmp_path, tasks=()))
    with pytest.raises(EvaluationError, match="holds no run"):
        read_run(tmp_path)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(EvaluationError, match="cannot be written"):
        run_tasks(work_of(data, file / "run"))
    run = run_tasks(work_of(data, tmp_path / "run"))
    (tmp_path / "run/simulations.jsonl").write_text('{"task": 1}\n')
    with pytest.raises(EvaluationError, match="no file that `daogou evaluate tau2` wrote"):
        read_run(tmp_path / "run")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/simulations.jsonl").write_text("Dear Sir,\n")
    with pytest.raises(EvaluationError, match=r"a simulations\.jsonl of its own"):
        run_tasks(work_of(data, tmp_path / "letters"))
    other = replace(data, fingerprint="other")
    with pytest.raises(EvaluationError, match="other data of tau2"):
        grade_all(run, other)


class Scripted:
    """A run whose agent's language model plays steps, in each conversation the next ones."""

    def __init__(self, data: RetailData, out: Path, *steps: Step, **changes: Any) -> None:
        model = LanguageModel(ScriptedChatModel(steps=list(steps)), "paid", guided=False)
        agent = RetailAgent(model, PROMPT, data.policy)
        prices = ModelPrices({"paid": TokenPrice(100.0, 0.0), "user": FREE})
        made = Tau2Task(data, data.tasks, agent, lambda one, trial: BaselineUser(one), "user", prices, out)
        self.work = replace(made, **changes)


DOWN = Step(error=LanguageModelError("The endpoint is down."))


def test_what_an_endpoint_spoils_is_apart_and_played_again(data: RetailData, tmp_path: Path) -> None:
    first = run_tasks(Scripted(data, tmp_path, Step("No."), DOWN, Step("No."), DOWN).work)
    shape = figures(first, data)
    assert (shape["judged"], shape["spoiled"], shape["left"]) == (2, 2, 0)
    assert set(shape["results"][1]) == {"task", "trial", "ended", "steps", "reason", "why"}
    again = figures(run_tasks(Scripted(data, tmp_path, Step("No."), Step("No.")).work), data)
    assert (again["judged"], again["spoiled"]) == (4, 0)


def test_an_endpoint_that_does_not_answer_ends_the_run(data: RetailData, tmp_path: Path) -> None:
    work = Scripted(data, tmp_path, *[DOWN] * FAULTS_IN_A_ROW, trials=3).work
    run = run_tasks(work)
    assert (len(run.simulations), run.left) == (FAULTS_IN_A_ROW, 12 - FAULTS_IN_A_ROW)
    assert run.stopped == "the language model's endpoint does not answer"


def test_a_budget_that_is_reached_ends_the_run(data: RetailData, tmp_path: Path) -> None:
    steps = [Step("No.", prompt_tokens=10_000)] * 4
    told: list[tuple[str, int, int]] = []
    work = Scripted(data, tmp_path, *steps, limits=Limits(max_usd=1.5)).work
    run = run_tasks(work, lambda *what: told.append(what))
    assert (len(run.simulations), run.left, run.stopped) == (2, 2, "2.0000 of 1.5 US dollars are spent")
    assert figures(run, data)["cost_usd"] == pytest.approx(2.0)
    assert ("conversations", 2, 4) in told


def test_a_limit_on_costs_that_nobody_knows_is_refused(data: RetailData, tmp_path: Path) -> None:
    work = Scripted(data, tmp_path, limits=Limits(max_usd=1.0), user_model="another").work
    with pytest.raises(EvaluationError, match="What another costs is not known"):
        run_tasks(work)


def test_drawing_is_the_same_for_the_same_seed(data: RetailData) -> None:
    tasks = [data.tasks[0].model_copy(update={"id": str(number)}) for number in range(50)]
    ten = drawn(tasks, 10, 3)
    assert ten == drawn(tasks, 10, 3) != drawn(tasks, 10, 4)
    assert {one.id for one in drawn(tasks, 5, 3)} < {one.id for one in ten}
    assert [int(one.id) for one in ten] == sorted(int(one.id) for one in ten)
    assert len(drawn(tasks, None, 3)) == len(drawn(tasks, 99, 3)) == 50


def seen(task_id: str, *calls: Call, said: str = "", **changes: Any) -> Simulation:
    """A conversation in which the agent makes these calls and says this."""
    messages = (Message(role="assistant", calls=calls), Message(role="assistant", text=said))
    return Simulation(task=task_id, trial=0, ended="user_stop", messages=messages).model_copy(update=changes)


MOVE = Call(name="modify_user_address", arguments={"user_id": "ada_1", **ELSEWHERE})
CANCEL = Call(name="cancel_pending_order", arguments={"order_id": "#W3", "reason": "no longer needed"})


def test_only_the_final_state_counts(data: RetailData) -> None:
    """Reading more, failing and trying again do no harm; a change too many does."""
    tasks = {one.id: one for one in data.tasks}
    failed = Call(name="cancel_pending_order", arguments={"order_id": "#W9", "reason": "x"}, ok=False)
    unknown = Call(name="drop_table", arguments={}, ok=False)
    read = Call(name="get_user_details", arguments={"user_id": "ada_1"})
    assert grade(seen("cancel", read, failed, unknown, CANCEL), tasks["cancel"], data).reward == 1
    more = grade(seen("cancel", CANCEL, MOVE), tasks["cancel"], data)
    assert (more.reward, more.reason) == (0, "left another state")
    assert any(line.startswith("ada_1 address") for line in more.why)
    other = CANCEL.model_copy(update={"arguments": {"order_id": "#W3", "reason": "ordered by mistake"}})
    assert grade(seen("cancel", other), tasks["cancel"], data).checks == {"DB": False, "COMMUNICATE": True}


@pytest.mark.parametrize(("said", "reward"), [("That is $15.0.", 1), ("It comes to 1,5.0", 1), ("Fifteen.", 0)])
def test_what_has_to_be_told_is_looked_for_without_commas(data: RetailData, said: str, reward: int) -> None:
    tasks = {one.id: one for one in data.tasks}
    assert grade(seen("ask", said=said), tasks["ask"], data).reward == reward


@pytest.mark.parametrize("ended", ["max_steps", "too_many_errors", "agent_error", "user_error"])
def test_a_conversation_that_was_cut_short_earns_nothing(data: RetailData, ended: str) -> None:
    found = grade(seen("cancel", CANCEL, ended=ended), data.tasks[0], data)
    assert (found.reward, found.checks) == (0, {})
    assert found.reason


def test_a_reward_rests_on_what_the_task_names(tmp_path: Path) -> None:
    asks = task("x", FOUND, action("get_order_details", order_id="#W1"), tell=("15",), reward_basis=["DB"])
    acts = {**task("y", FOUND, reward_basis=["ACTION"])}
    words = task("z", FOUND, reward_basis=["DB", "NL_ASSERTION"], nl_assertions=["Is polite.", "Is brief."])
    data = read_data(write_data(tmp_path, [asks, acts, words]))
    x, y, z = data.tasks
    assert grade(seen("x"), x, data).checks == {"DB": True}
    assert grade(seen("y"), y, data).why == ("never called find_user_id_by_name_zip as expected",)
    find = Call(name="find_user_id_by_name_zip", arguments=FOUND["arguments"])
    assert grade(seen("y", find), y, data).reward == 1
    unjudged = grade(seen("z"), z, data)
    assert (unjudged.reward, unjudged.reason) == (None, "assertions not judged")
    assert grade(seen("z", MOVE), z, data).reward == 0
    assert grade(seen("z", assertions=(True, True)), z, data).reward == 1
    assert grade(seen("z", assertions=(True, False)), z, data).why == ("does not hold: Is brief.",)


def test_assertions_are_judged_by_a_model_and_kept(tmp_path: Path) -> None:
    words = {"nl_assertions": ["Is polite.", "Is brief."], "reward_basis": ["NL_ASSERTION"]}
    data = read_data(write_data(tmp_path / "data", [task("a", **words), task("b", **words), task("c", **words)]))
    verdicts: list[Any] = [[True, True], [True, False], [True]]
    steps = [Step(tool_calls=[("verdict", {"holds": holds})]) for holds in verdicts]
    model = ScriptedChatModel(steps=steps)
    prompt = PromptLibrary.load().get("tau2_judge")

    def judge(one: Task, held: Simulation) -> tuple[tuple[bool, ...], TokenUsage]:
        return assertions_hold(one, held, LanguageModel(model, "judge", guided=False), prompt)

    run = run_tasks(work_of(data, tmp_path / "run", judge=judge))
    assert "user: This is about task a\nagent: Done." in model.calls[0].messages[1].text
    assert "1. Is polite.\n2. Is brief." in model.calls[0].messages[1].text
    shape = figures(run, data)
    assert [one.get("reward") for one in shape["results"]] == [1, 0, None]
    assert (shape["judged"], shape["spoiled"], shape["tokens"]["judge_prompt"]) == (2, 1, 200)
    assert shape["reasons"] == {"did not do as expected": 1}


def test_figures_say_what_was_seen(data: RetailData, tmp_path: Path) -> None:
    header = work_of(data, tmp_path, trials=2).header
    used = Used(model="gold", prompt_tokens=10, completion_tokens=1, cost_usd=0.25)
    odd = seen("cancel", CANCEL.model_copy(update={"ok": False}), trial=1, ended="max_steps")
    simulations = (
        seen("cancel", CANCEL, agent=used),
        odd.model_copy(update={"messages": (*odd.messages, Message(role="user", text="Cancel #W7654321."))}),
        seen("move", MOVE, user=used),
        seen("move", trial=1, infrastructure="down", ended=""),
    )
    run = Tau2Run(header, simulations, left=4, stopped="it was cancelled")
    shape = figures(run, data)
    assert shape["passes"] == {"pass^1": pytest.approx(0.75)}
    assert shape["pass^1_without_user_faults"]["mean"] == 1.0
    assert (shape["cost_usd"], shape["tokens"]["agent_prompt"], shape["tokens"]["user_completion"]) == (0.5, 10, 1)
    assert (shape["calls"], shape["calls_failed"]) == (3, 1)
    text = "\n".join(lines_of(shape))
    assert "pass^1" in text
    assert "1  ran out of steps" in text
    assert "the user was at fault in 1 of 3 conversations; pass^1 of the others 100.0%" in text
    assert "3 conversations judged, 1 spoiled by an endpoint, 4 left" in text
    assert shape["results"][1]["user_faults"] == ["made up #W7654321"]
    spoilt = figures(Tau2Run(header, (simulations[1],)), data)
    assert "the user was at fault in 1 of 1 conversations; of the agent this says nothing" in list(lines_of(spoilt))
    nothing = figures(Tau2Run(header, (), left=8), data)
    assert next(iter(lines_of(nothing))) == "nothing was judged"
    free = seen("cancel", CANCEL, agent=used.model_copy(update={"cost_usd": None}))
    assert figures(Tau2Run(header, (free,)), data)["cost_usd"] is None
