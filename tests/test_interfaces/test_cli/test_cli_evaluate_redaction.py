"""`daogou evaluate redaction` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evaluation.redaction_evaluation as redaction_evaluation
from evaluation.redaction_sets import Span

Run = Callable[..., Any]
LINES = [
    {"text": "call 415-555-0132", "spans": [{"start": 5, "end": 17, "type": "phone"}], "language": "en", "part": "a"},
    {"text": "我叫李晓雯", "spans": [{"start": 2, "end": 5, "type": "name"}], "language": "zh", "part": "b"},
    {"text": "size 42", "spans": [], "language": "en", "part": "b"},
]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three texts; what is redacted is everything from the fifth character on, as a phone number."""

    def redact(text: str) -> list[Span]:
        return [Span(start=5, end=len(text), type="phone")] if len(text) > 5 else []

    monkeypatch.setattr(redaction_evaluation, "shop_redaction", lambda: redact)
    made = tmp_path / "set.jsonl"
    made.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return made


def test_scripts_get_one_json_object(run: Run, file: Path) -> None:
    result = run("evaluate", "redaction", str(file), "--json")
    assert result.exit_code == 0
    shape = json.loads(result.stdout)
    assert (shape["recall"], shape["false_alarm_rate"], shape["precision"]) == (0.5, 1.0, 0.5)
    assert set(shape["languages"]) == {"en", "zh"}
    assert [one["id"] for one in shape["failures"]] == ["line 2", "line 3"]


def test_people_get_figures_and_on_request_the_failures(run: Run, file: Path) -> None:
    told = run("evaluate", "redaction", str(file)).stdout
    assert "recall            1 of 2, 50.00 %" in told
    assert "李晓雯" not in told
    shown = run("evaluate", "redaction", str(file), "--show-failures").stdout
    assert "  missed name: 李晓雯" in shown
    assert "  not personal, taken for phone: 42" in shown


def test_one_part_can_be_chosen(run: Run, file: Path) -> None:
    assert json.loads(run("evaluate", "redaction", str(file), "--part", "a", "--json").stdout)["n"] == 1


def test_without_a_file_the_set_that_ships_is_taken(run: Run, file: Path) -> None:
    assert json.loads(run("evaluate", "redaction", "--json").stdout)["n"] >= 500


def test_a_wrong_line_is_named_and_the_exit_code_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(json.dumps(LINES[0]) + "\n{\n", encoding="utf-8")
    result = run("evaluate", "redaction", str(file), "--json")
    assert result.exit_code == 2
    assert "line 2, cannot be used" in result.stderr
    assert result.stdout == ""
