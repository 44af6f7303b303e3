"""`daogou evaluate signals` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
LINES = [
    {"text": "let me talk to a human", "signals": [{"kind": "wants_person", "quote": "talk to a human"}],
     "language": "en", "part": "development", "contact_reason": "other"},
    {"text": "质量太差了", "signals": [{"kind": "complaint", "aspect": "product", "quote": "质量太差"}],
     "language": "zh", "part": "development", "contact_reason": "complaint"},
    {"text": "blue hats are blue", "signals": [{"kind": "praise", "aspect": "price", "quote": "blue hats"}],
     "language": "en", "part": "development"},
    {"text": "secret hats are blue", "signals": [{"kind": "leave", "quote": "secret"}], "language": "en",
     "part": "held_out"},
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "set.jsonl"
    made.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return made


def test_scripts_get_one_json_object(run: Run, file: Path) -> None:
    result = run("evaluate", "signals", str(file), "--json")
    assert result.exit_code == 0
    shape = json.loads(result.stdout)
    assert shape["n"] == 4
    assert shape["recall"]["right"] == 2
    assert shape["recall"]["judged"] == 4
    assert shape["kinds"]["wants_person"]["f1"] == 1.0
    assert set(shape["parts"]) == {"development", "held_out"}
    assert "failures" not in shape


def test_failures_are_shown_on_request_but_none_that_is_held_out(run: Run, file: Path) -> None:
    assert "blue hats" not in run("evaluate", "signals", str(file)).stdout
    shown = run("evaluate", "signals", str(file), "--show-failures")
    assert "missed praise: blue hats" in shown.stdout
    assert "secret" not in shown.stdout
    assert "secret" not in run("evaluate", "signals", str(file), "--show-failures", "--json").stdout


def test_people_get_figures_by_part_language_and_kind(run: Run, file: Path) -> None:
    told = run("evaluate", "signals", str(file), "--part", "development").stdout
    assert "development, zh: 1 messages, F1 1.000" in told
    assert "recall            2 of 3, 0.667" in told
    assert "wants_person      F1 1.000" in told


def test_a_quote_that_is_not_in_the_text_is_refused(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps({"text": "a", "signals": [{"kind": "praise", "quote": "b"}]}), encoding="utf-8")
    result = run("evaluate", "signals", str(bad))
    assert result.exit_code == 2
    assert "line 1, cannot be used: a quote does not stand in the text" in result.stderr


def test_a_part_that_is_not_there_is_told(run: Run, file: Path) -> None:
    result = run("evaluate", "signals", str(file), "--part", "test")
    assert result.exit_code == 2
    assert "there are development, held_out" in result.stderr
