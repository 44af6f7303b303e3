"""`daogou evaluate sentiment` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
LINES = [
    {"text": "I love it, thank you", "label": "positive"},
    {"text": "terrible, it broke at once", "label": "negative"},
    {"text": "质量太差了，要退货", "label": "negative"},
    {"text": "where is my size chart?", "label": "neutral"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "lines.jsonl"
    made.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return made


def test_scripts_get_one_json_object(run: Run, file: Path) -> None:
    result = run("evaluate", "sentiment", str(file), "--two-class", "--json")
    assert result.exit_code == 0
    shape = json.loads(result.stdout)
    assert list(shape)[:5] == ["n", "accuracy", "macro_f1", "classes", "calibration_error"]
    assert (shape["n"], shape["accuracy"]) == (3, 1.0)
    assert set(shape["classes"]) == {"negative", "positive"}
    assert set(shape["classes"]["negative"]) == {"precision", "recall", "f1", "n"}
    assert shape["model"].startswith("builtin-")


def test_people_get_lines(run: Run, file: Path) -> None:
    result = run("evaluate", "sentiment", str(file))
    assert result.exit_code == 0
    assert "accuracy 1.0000" in result.stdout
    assert "lines.jsonl, zh: 1 texts" in result.stdout


def test_another_model_may_be_named(run: Run, file: Path, tmp_path: Path) -> None:
    result = run("evaluate", "sentiment", str(file), "--model", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "cannot be opened" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("rows", "told"),
    [("", "has no rows"), ('{"text": "good", "label": "N/A"}\n', "label is missing"), ('{"a": 1}\n', "columns")],
)
def test_data_that_cannot_be_used(run: Run, tmp_path: Path, rows: str, told: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(rows, encoding="utf-8")
    result = run("evaluate", "sentiment", str(file))
    assert result.exit_code == 2
    assert told in result.stderr
