"""`daogou evaluate satisfaction` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
DATA = Path(__file__).resolve().parents[3] / "loyalty" / "satisfaction" / "conversations.jsonl"


def test_scripts_get_both_and_the_refit_on_top(run: Run) -> None:
    result = run("evaluate", "satisfaction", str(DATA), "--folds", "3", "--json")
    assert result.exit_code == 0
    shape = json.loads(result.stdout)
    assert shape["n"] == shape["shipped"]["n"] == 126
    assert shape["spearman"] == shape["refit"]["spearman"]
    low, high = shape["spearman_interval"]
    assert low < shape["spearman"] < high
    assert shape["used"]["folds"] == 3


def test_people_get_lines(run: Run) -> None:
    told = run("evaluate", "satisfaction", str(DATA), "--shipped").stdout
    assert "weights as they are (satisfaction-2): 126 conversations" in told
    assert "refit" not in told


def test_what_cannot_be_read_ends_in_one_sentence(run: Run, tmp_path: Path) -> None:
    result = run("evaluate", "satisfaction", str(tmp_path / "none.jsonl"))
    assert result.exit_code == 2
    assert "none.jsonl cannot be read" in result.stderr
