"""`daogou loyalty train satisfaction` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
DATA = Path(__file__).resolve().parents[3] / "loyalty" / "satisfaction" / "conversations.jsonl"


def test_weights_are_learned_and_can_be_measured(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "own.json"
    result = run("loyalty", "train", "satisfaction", str(DATA), "--out", str(out), "--name", "mine", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["conversations"] == 126
    told = run("evaluate", "satisfaction", str(DATA), "--shipped", "--model", str(out)).stdout
    assert "weights as they are (mine)" in told


def test_what_cannot_be_learned_from_leaves_the_old_weights(run: Run, tmp_path: Path) -> None:
    out, bad = tmp_path / "own.json", tmp_path / "bad.jsonl"
    out.write_text("old")
    bad.write_text('{"turns": [{"text": "hello"}], "rating": 5}\n')
    result = run("loyalty", "train", "satisfaction", str(bad), "--out", str(out))
    assert result.exit_code == 2
    assert "too few" in result.stderr
    assert out.read_text() == "old"


def test_a_place_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run("loyalty", "train", "satisfaction", str(DATA), "--out", str(tmp_path / "file" / "own.json"))
    assert result.exit_code == 2
    assert "own.json cannot be written" in result.stderr
