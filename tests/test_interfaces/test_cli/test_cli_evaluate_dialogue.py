"""`daogou evaluate dialogue` from the command line, over the demo shop without a language model."""

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


@pytest.fixture
def evaluate(run: Callable[..., Any], demo_index: Path) -> Evaluate:
    """Runs the verb on the shipped requests."""
    settings = read_settings(home=demo_index, llm_tool_calls="guided", _env_file=None)
    prepared: list[Any] = []

    def opened(own: Settings, **parts: Any) -> Any:
        assert own.database != settings.database
        return open_shop(own, embedder=HashEmbedder(), **parts)

    def prepare(own: Settings, progress: Any, shop: Any, **wanted: bool) -> None:
        prepared.append(wanted)
        prepare_records(own, progress, shop)

    def invoke(*arguments: str) -> Any:
        parts = {"settings": lambda _: settings, "open_shop": opened, "prepare": prepare}
        result = run("evaluate", "dialogue", "--set", "requests", *arguments, **parts)
        assert all(wanted == {"language_model": False, "records": True} for wanted in prepared)
        return result

    return invoke


def test_the_figures_are_printed_for_people_and_for_scripts(evaluate: Evaluate, tmp_path: Path) -> None:
    options = ("--model", "scripted", "--limit", "3", "--out", str(tmp_path / "seen.jsonl"))
    result = evaluate(*options, "--report", str(tmp_path / "report.md"))
    assert result.exit_code == 0
    assert "| right_tool |" in result.stdout
    assert (tmp_path / "report.md").read_text("utf-8").startswith("# Dialogue")
    kept = evaluate("--from", str(tmp_path / "seen.jsonl"), "--json")
    shape = json.loads(kept.stdout)
    assert shape["model"] == "none"
    assert shape["cases"] == 3
    assert shape["figures"]["answered"]["all"]["judged"] == 3


def test_time_that_is_up_is_told(evaluate: Evaluate) -> None:
    result = evaluate("--model", "scripted", "--limit", "2", "--max-minutes", "0", "--json")
    assert json.loads(result.stdout)["turns"] == 0
    assert "2 cases are left" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--set", "insults"), "no set 'insults'"), (("--from", "missing.jsonl"), "is not a file")],
)
def test_what_cannot_be_used_is_told_in_one_sentence(evaluate: Evaluate, options: tuple[str, ...], said: str) -> None:
    result = evaluate("--model", "scripted", *options)
    assert result.exit_code == 2
    assert said in result.stderr
