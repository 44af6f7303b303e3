"""`daogou evaluate replay --record` and `--cassette`: what is recorded, what is missing, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.llm.gateway import LanguageModel
from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop
from evaluation.cassettes.cassette import Cassette
from evaluation.cassettes.place import calls_of
from evaluation.cassettes.recorded import recorded
from retrieval.hash_embedding import HashEmbedder
from tests.test_evaluation.varying_model import varying_model

Evaluate = Callable[..., Any]
SAID = {"tents": ["a tent for two", "lighter?"], "pack": ["what would you take to Patagonia?"]}


def rows(said: dict[str, list[str]]) -> str:
    found = ({"id": id, "messages": [{"role": "user", "content": one} for one in texts]} for id, texts in said.items())
    return "".join(json.dumps(row) + "\n" for row in found)


@pytest.fixture
def opened() -> list[str]:
    """The names of the language models that shops were opened with, and "shop" where it opens its own."""
    return []


@pytest.fixture
def evaluate(
    run: Callable[..., Any], demo_index: Path, demo_records: Path, tmp_path: Path, opened: list[str]
) -> Evaluate:
    """Runs a verb of `daogou evaluate` in a shop whose own language model never says the same twice."""
    url = f"sqlite:///{shutil.copy(demo_records, tmp_path / 'records.sqlite')}"
    settings = read_settings(home=demo_index, llm_tool_calls="native", database_url=url, _env_file=None)

    def open_one(own: Settings, **parts: Any) -> Any:
        model: LanguageModel | None = parts.get("language_model")
        opened.append(model.name if model else "shop")
        return open_shop(own, embedder=HashEmbedder(), **{"language_model": varying_model(), **parts})

    def invoke(*arguments: str | Path) -> Any:
        parts = {"settings": lambda _: settings, "open_shop": open_one, "prepare": lambda *_, **__: None}
        return run("evaluate", "replay", *map(str, arguments), **parts)

    return invoke


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "set.jsonl"
    file.write_text(rows(SAID), "utf-8")
    return file


@pytest.fixture
def cassette(evaluate: Evaluate, file: Path, tmp_path: Path) -> Path:
    cassette = tmp_path / "calls.jsonl"
    result = evaluate(file, "--out", tmp_path / "first", "--record", cassette, "--repeat", "2", "--seed", "3")
    assert result.exit_code == 0
    assert "calls, " in result.stderr
    assert "of them new" in result.stderr
    return cassette


def test_recorded_calls_play_without_opening_a_model(
    evaluate: Evaluate, file: Path, cassette: Path, tmp_path: Path, opened: list[str]
) -> None:
    again = evaluate(
        file, "--out", tmp_path / "again", "--cassette", cassette, "--repeat", "2", "--seed", "3", "--json"
    )
    assert again.exit_code == 0
    assert opened == ["shop", "varying"]
    assert (tmp_path / "again" / "turns.jsonl").read_bytes() == (tmp_path / "first" / "turns.jsonl").read_bytes()
    shape = json.loads(again.stdout)
    assert (shape["seed"], shape["temperature"], shape["missing"]["turns"]) == (3, 0.2, 0)
    assert shape["noise"]["pairs"] == 3


def test_what_is_missing_is_told_and_filled_up(evaluate: Evaluate, file: Path, cassette: Path, tmp_path: Path) -> None:
    file.write_text(rows({**SAID, "pack": ["what would you take to Iceland?"]}), "utf-8")
    options = (file, "--out", tmp_path / "more", "--repeat", "2", "--seed", "3", "--json")
    lacking = evaluate(*options, "--cassette", cassette)
    assert lacking.exit_code == 3
    assert "recorded calls are missing in 2 turns of 1 conversations" in lacking.stderr
    assert "pack, message 1 and 1 more: message 1 of 1 (the shopper's)" in lacking.stderr
    assert f"--record {cassette}" in lacking.stderr
    assert json.loads(lacking.stdout)["spoiled"] == 2
    filled = evaluate(*options, "--record", cassette)
    assert filled.exit_code == 0
    assert json.loads(filled.stdout)["spoiled"] == 0
    assert evaluate(*options, "--cassette", cassette).exit_code == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--cassette", "calls.jsonl", "--record", "other.jsonl"), "give one of them"),
        (("--cassette", "calls.jsonl", "--model", "none"), "--model none makes no calls"),
        (("--cassette", "calls.jsonl", "--model", "qwen"), "was recorded with varying, not qwen"),
        (("--cassette", "nowhere.jsonl"), "There is no cassette nowhere.jsonl"),
        (("--cassette", "set.jsonl"), "is no cassette"),
        (("--record", "calls.jsonl.gz"), "cannot be gzipped"),
        (("--record", "set.jsonl/calls.jsonl"), "cannot be written"),
        (("--record", "set.jsonl"), "is no cassette"),
        (("--record", "."), "cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    evaluate: Evaluate,
    file: Path,
    tmp_path: Path,
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with calls_of("tents"):
        recorded(varying_model(), Cassette.to_record(Path("calls.jsonl"))).chat_model.invoke("hello")
    before = file.read_bytes()
    result = evaluate(file, "--out", tmp_path / "run", *options)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert file.read_bytes() == before
    assert opened == []


def test_another_seed_is_another_run(evaluate: Evaluate, file: Path, cassette: Path, tmp_path: Path) -> None:
    options = (file, "--out", tmp_path / "first", "--cassette", cassette, "--repeat", "2")
    assert "another seed (3, not 4)" in evaluate(*options, "--seed", "4").stderr
    lacking = evaluate(*options[:1], "--out", tmp_path / "other", "--cassette", cassette, "--seed", "4")
    assert lacking.exit_code == 3
    assert "seed 3 -> 4" in lacking.stderr
