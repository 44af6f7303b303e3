"""`daogou evaluate simulate` from the command line, in the demo shop without a language model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.preparation import prepare_records
from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop
from retrieval.hash_embedding import HashEmbedder

Evaluate = Callable[..., Any]
SUCCESS = {"products_all": {"category": ["tents"], "max_price": 300}}
GOAL = {"id": "tent", "language": "en", "goal": "A tent.", "words": {"thing": "a tent under 300 dollars"}}


@pytest.fixture
def evaluate(run: Callable[..., Any], demo_index: Path, tmp_path: Path) -> Evaluate:
    """Runs a verb of `daogou evaluate`."""
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    settings = read_settings(home=demo_index, llm_tool_calls="guided", database_url=url, _env_file=None)

    def opened(own: Settings, **parts: Any) -> Any:
        return open_shop(own, embedder=HashEmbedder(), **parts)

    def prepare(own: Settings, progress: Any, shop: Any, *, language_model: bool, records: bool) -> None:
        prepare_records(own, progress, shop)

    def invoke(*arguments: str | Path) -> Any:
        parts = {"settings": lambda _: settings, "open_shop": opened, "prepare": prepare}
        return run("evaluate", *map(str, arguments), **parts)

    return invoke


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    file = tmp_path / "goals.jsonl"
    rows = [{**GOAL, "success": SUCCESS}, {**GOAL, "id": "cheese", "patience": 2, "success": {"says": ["cheese"]}}]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return file


def test_goals_are_played_judged_and_judged_again(evaluate: Evaluate, goals: Path, tmp_path: Path) -> None:
    out, said = tmp_path / "run", tmp_path / "said.jsonl"
    result = evaluate("simulate", goals, "--model", "none", "--out", out, "--export", said)
    assert result.exit_code == 0
    assert "goal reached 50.0%" in result.stdout
    assert "0 are the shopper's fault" in result.stdout
    again = json.loads(evaluate("grade", out, "--json").stdout)
    assert again["grades"]["success"]["mean"] == 0.5
    assert again["simulator"]["errors"]["any"]["moves"]["right"] == 0
    assert again["passes"] == {"pass^1": 0.5}
    assert len(said.read_text("utf-8").splitlines()) == 2
    same = json.loads(evaluate("compare", out, out, "--json").stdout)
    assert (same["verdict"], same["conversations"]) == ("not distinguishable", 2)


def test_so_many_of_the_shipped_goals_are_drawn(evaluate: Evaluate, tmp_path: Path) -> None:
    result = evaluate("simulate", "--model", "none", "--limit", "2", "--out", tmp_path / "run", "--json")
    shape = json.loads(result.stdout)
    assert (shape["conversations"], shape["shopper"]) == (2, "rules")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--shopper-model", "strong"), "fixed rules ask no language model"),
        (("--shopper", "model", "--shopper-model", "strong"), "set DAOGOU_LLM_BASE_URL to an endpoint"),
    ],
)
def test_options_that_cannot_be_are_told_in_a_sentence(
    evaluate: Evaluate, goals: Path, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    result = evaluate("simulate", goals, "--model", "none", "--out", tmp_path / "run", *arguments)
    assert result.exit_code == 2
    assert why in result.stderr


def test_a_goal_that_cannot_be_played_is_named(evaluate: Evaluate, tmp_path: Path) -> None:
    file = tmp_path / "goals.jsonl"
    for row, why in (({**GOAL, "success": {}}, "line 1"), ({**GOAL, "success": SUCCESS, "takes": "X-1"}, "X-1")):
        file.write_text(json.dumps(row), "utf-8")
        result = evaluate("simulate", file, "--model", "none", "--out", tmp_path / "run")
        assert result.exit_code == 2
        assert why in result.stderr
        assert "Traceback" not in result.stderr
