"""`daogou evaluate replay` when things go wrong: endpoints that are down, limits, kills, Ctrl-C, folders of others."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openai_loopback import Answer, openai_loopback

from assistant.preparation import prepare_records
from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop
from evaluation.replay import playing
from retrieval.hash_embedding import HashEmbedder

Evaluate = Callable[..., Any]
WONDER = "what would you take to Patagonia?"
FINE = Answer(pieces=["Pack ", "light."], prompt_tokens=1000, completion_tokens=100)
DOWN = Answer(status=503, body={"error": {"message": "overloaded"}})


def lines(count: int, *texts: str, **expect: Any) -> str:
    """Conversations of these messages; `expect` is of the last."""
    said = [{"role": "user", "content": text} for text in texts]
    return "\n".join(
        json.dumps({"id": f"t{n}", "messages": [*said[:-1], {**said[-1], "expect": expect or None}]})
        for n in range(count)
    )


@pytest.fixture
def evaluate(run: Callable[..., Any], demo_index: Path, tmp_path: Path) -> Evaluate:
    """Runs a verb of `daogou evaluate` in the demo shop; keywords are settings of its language model."""

    def opened(own: Settings, **parts: Any) -> Any:
        return open_shop(own, embedder=HashEmbedder(), **parts)

    def prepare(own: Settings, progress: Any, shop: Any, *, language_model: bool, records: bool) -> None:
        prepare_records(own, progress, shop)

    def invoke(*arguments: str | Path, **llm: Any) -> Any:
        url = f"sqlite:///{tmp_path / 'records.sqlite'}"
        own = {"llm_tool_calls": "native", "llm_max_retries": 0, "database_url": url, **llm}
        settings = read_settings(home=demo_index, _env_file=None, **own)
        parts = {"settings": lambda _: settings, "open_shop": opened, "prepare": prepare}
        return run("evaluate", *map(str, arguments), **parts)

    return invoke


@pytest.fixture
def set_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        file = tmp_path / "set.jsonl"
        file.write_text(text, "utf-8")
        return file

    return write


def test_an_endpoint_that_is_down_half_the_time_is_no_failure_of_the_assistant(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path
) -> None:
    file = set_file(lines(24, WONDER, says=["Pack light"]))
    half, whole = tmp_path / "half", tmp_path / "whole"
    with openai_loopback(*[FINE, DOWN] * 12, DOWN) as server:
        hosted = {"llm_base_url": server.base_url, "llm_model": "strong"}
        shape = json.loads(evaluate("replay", file, "--out", half, "--json", **hosted).stdout)
    assert (shape["turns"], shape["spoiled"], shape["left"]) == (24, 12, 0)
    assert {name: shape["grades"][name]["mean"] for name in ("facts", "answered", "fallback")} == {
        "facts": 1.0,
        "answered": 1.0,
        "fallback": 0.0,
    }
    assert shape["grades"]["facts"]["turns"] == 12
    assert shape["failures"] == []
    with openai_loopback(FINE) as server:
        hosted = {"llm_base_url": server.base_url, "llm_model": "strong"}
        assert json.loads(evaluate("replay", file, "--out", whole, "--json", **hosted).stdout)["spoiled"] == 0
        held = json.loads(evaluate("compare", whole, half, "--fail-on", "worse", "--json", **hosted).stdout)
        assert (held["turns"], held["b"]["spoiled"], held["failed"]) == (12, 12, [])
        assert any("endpoint did not answer" in note for note in held["notes"])
        asked = len(server.requests)
        again = json.loads(evaluate("replay", file, "--out", half, "--json", **hosted).stdout)
        assert (again["turns"], again["spoiled"], again["left"]) == (24, 0, 0)
        assert len(server.requests) - asked == 12  # only what the endpoint had spoiled


def test_an_endpoint_that_stays_down_ends_the_run_and_says_so(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path
) -> None:
    with openai_loopback(DOWN) as server:
        options = ("replay", set_file(lines(9, WONDER)), "--out", tmp_path / "run", "--json")
        result = evaluate(*options, llm_base_url=server.base_url, llm_model="strong")
    shape = json.loads(result.stdout)
    assert "language model's endpoint does not answer" in result.stderr
    assert (shape["spoiled"], shape["left"]) == (playing.FAULTS_IN_A_ROW, 9 - playing.FAULTS_IN_A_ROW)


def test_a_budget_that_is_reached_in_the_middle_keeps_what_was_played(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path
) -> None:
    file, prices = set_file(lines(6, WONDER)), {"llm_prompt_usd_per_million": 100, "llm_completion_usd_per_million": 0}
    options = ("replay", file, "--out", tmp_path / "run", "--json")
    with openai_loopback(FINE) as server:
        hosted = {"llm_base_url": server.base_url, "llm_model": "strong", **prices}
        result = evaluate(*options, "--max-usd", "0.25", **hosted)
        shape = json.loads(result.stdout)
        assert (result.exit_code, shape["left"], shape["cost_usd"]) == (0, 3, pytest.approx(0.3))
        assert "3 conversations are left: 0.3000 of 0.25 US dollars are spent" in result.stderr
        assert re.search(r"US cents spent .* 30 ", result.stderr)
        whole = json.loads(evaluate(*options, **hosted).stdout)
    assert (whole["left"], whole["turns"], len(server.requests)) == (0, 6, 6)


def test_a_limit_on_costs_that_nobody_knows_is_refused(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path
) -> None:
    options = ("replay", set_file(lines(1, WONDER)), "--out", tmp_path / "run", "--max-usd", "1")
    with openai_loopback(FINE) as server:
        result = evaluate(*options, llm_base_url=server.base_url, llm_model="strong")
    assert result.exit_code == 2
    assert "set its prices" in result.stderr


def test_ctrl_c_ends_a_run_with_what_to_do_next(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = set_file(lines(5, "a tent", "cheaper?")), tmp_path / "run"
    played = playing.play_one

    def interrupted(job: playing.Job, *rest: Any) -> Iterator[Any]:
        if job.transcript.id == "t2":
            os.kill(os.getpid(), signal.SIGINT)
            assert _until(lambda: signal.getsignal(signal.SIGINT) is before)
        return played(job, *rest)

    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch:
        patch.setattr(playing, "play_one", interrupted)
        result = evaluate("replay", file, "--model", "none", "--out", out, "--json")
    assert result.exit_code == 130
    assert "Ctrl-C once more stops at once" in result.stderr
    assert "3 conversations are left: it was cancelled; run it again with the same --out to go on" in result.stderr
    assert json.loads(result.stdout)["turns"] == 4
    whole = json.loads(evaluate("replay", file, "--model", "none", "--out", out, "--json").stdout)
    assert (whole["left"], whole["turns"]) == (0, 10)
    assert signal.getsignal(signal.SIGINT) is before


def _until(true: Callable[[], bool]) -> bool:
    """Whether it became true before a minute was over; a signal reaches the main thread when that thread looks."""
    waiting = threading.Event()
    return any(true() or waiting.wait(0.01) for _ in range(6000))


def test_a_folder_that_cannot_hold_a_run_is_refused(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path
) -> None:
    file = set_file(lines(1, "a tent"))
    other = tmp_path / "letters"
    other.mkdir()
    (other / "turns.jsonl").write_text("Dear Sir,\n", "utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "transcripts.jsonl").write_text(lines(2, "a kettle"), "utf-8")
    occupied = tmp_path / "occupied"
    occupied.write_text("a file", "utf-8")
    for out, why in (
        (other, "no run but a turns.jsonl of its own"),
        (occupied, "cannot be written"),
        (occupied / "x", "cannot be"),
    ):
        result = evaluate("replay", file, "--model", "none", "--out", out)
        assert result.exit_code == 2, out
        assert why in result.stderr
    assert (other / "turns.jsonl").read_text("utf-8") == "Dear Sir,\n"
    assert (own / "transcripts.jsonl").read_text("utf-8") == lines(2, "a kettle")


def test_a_run_of_another_version_is_told_apart(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    options = ("replay", set_file(lines(2, "a tent")), "--model", "none", "--out", out)
    evaluate(*options)
    header = json.loads((out / "run.json").read_text("utf-8"))
    (out / "run.json").write_text(json.dumps({**header, "model": "other"}), "utf-8")
    refused = evaluate(*options)
    assert refused.exit_code == 2
    assert "another model (other, not none)" in refused.stderr
    (out / "run.json").write_text("{", "utf-8")
    assert "holds no run" in evaluate("grade", out).stderr
    (out / "run.json").write_text(json.dumps({**header, "of_a_later_version": 1}), "utf-8")
    turns = (out / "turns.jsonl").read_text("utf-8").splitlines()
    (out / "turns.jsonl").write_text("\n".join(json.dumps({**json.loads(one), "later": 1}) for one in turns), "utf-8")
    told = evaluate("grade", out)
    assert told.exit_code == 2
    assert "another version" in told.stderr


def test_that_no_model_takes_part_is_no_warning_at_every_turn(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    options = ("replay", set_file(lines(1, WONDER)), "--out", tmp_path / "run")
    evaluate(*options, "--model", "none")
    assert caplog.messages == []
    with openai_loopback(DOWN) as server:
        evaluate("replay", options[1], "--out", tmp_path / "down", llm_base_url=server.base_url, llm_model="strong")
    assert any("the language model failed" in one for one in caplog.messages)


def test_a_customer_that_the_shop_does_not_know_is_told(
    evaluate: Evaluate, set_file: Callable[[str], Path], tmp_path: Path
) -> None:
    row = {"id": "t", "customer_id": "C-999", "messages": [{"role": "user", "content": "where is my order?"}]}
    result = evaluate("replay", set_file(json.dumps(row)), "--model", "none", "--out", tmp_path / "run")
    assert result.exit_code == 0
    assert "played without orders: C-999" in result.stderr
