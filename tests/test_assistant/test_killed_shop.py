"""A whole shop that is killed in the middle of its turns keeps every answer whose end was seen, whole and once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests" / "support" / "killed_shop.py"


@pytest.mark.slow
def test_a_shop_that_is_killed_again_and_again_loses_and_doubles_no_turn(
    demo_index: Path, demo_records: Path, tmp_path: Path
) -> None:
    records = tmp_path / "records.sqlite"
    shutil.copy(demo_records, records)
    command = [sys.executable, str(PROGRAM), str(demo_index), f"sqlite:///{records}", "10", "3"]
    env = {"PYTHONPATH": str(ROOT), "DAOGOU_HOME": str(tmp_path), "HOME": os.environ.get("HOME", str(tmp_path))}
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == 10
    assert told["answered"] >= 7
