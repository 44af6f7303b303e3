"""Whatever moment a process is killed at, what it acknowledged is there: whole, once, and in a sound database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from records.database import Database

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests" / "support" / "killed_writers.py"


def _killed(url: str, kills: int, seed: int) -> dict[str, Any]:
    command = [sys.executable, str(PROGRAM), url, str(kills), str(seed)]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.slow
def test_no_turn_is_lost_halved_or_doubled_by_120_kills(sqlite_file: Path) -> None:
    told = _killed(f"sqlite:///{sqlite_file}", 120, seed=5)
    assert told["kills"] == 120
    assert min(told["acknowledged"]) >= 60
    assert told["killed_before_the_first"] < 60


def test_no_turn_is_lost_halved_or_doubled_by_a_dozen_kills(database: Database) -> None:
    told = _killed(database.engine.url.render_as_string(hide_password=False), 12, seed=7)
    assert min(told["acknowledged"]) >= 5
