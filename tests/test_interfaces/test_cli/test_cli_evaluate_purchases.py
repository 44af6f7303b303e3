"""`daogou evaluate purchases` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Thirty customers: some come every week, some every month, some once."""
    made = tmp_path / "shop.csv"
    rows = ["customer,date,amount", "x,soon,1"]
    for customer in range(30):
        rows += [f"{customer},2024-01-{day:02},{5 + customer}" for day in range(1, 32, (7, 29, 40)[customer % 3])]
        rows += [f"{customer},2024-02-{day:02},{5 + customer}" for day in range(1, 29, (7, 40, 90)[customer % 3])]
    made.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return made


def test_scripts_get_one_json_object(run: Run, file: Path) -> None:
    result = run("evaluate", "purchases", str(file), "--calibration-weeks", "4", "--horizon-days", "20", "--json")
    assert result.exit_code == 0
    shape = json.loads(result.stdout)
    assert (shape["customers"], shape["horizon_days"], shape["calibration_days"]) == (30, 20, 28)
    assert (shape["chosen"], shape["prior"], shape["left_out"]) == ("bg_nbd", None, {"no date": 1})


def test_people_read_what_the_numbers_are(run: Run, file: Path) -> None:
    result = run(
        "evaluate", "purchases", str(file), "--calibration-weeks", "4", "--holdout-weeks", "2", "--prior", "both"
    )
    assert result.exit_code == 0
    assert "mae of the median" in result.stdout
    assert "chosen: averaged; 30 customers are too few to judge" in result.stdout
    assert "left out, no date: 1" in result.stderr


def test_a_file_that_is_too_short_is_said_in_a_sentence(run: Run, file: Path) -> None:
    result = run("evaluate", "purchases", str(file))
    assert result.exit_code == 2
    assert "covers" in result.stderr
    assert "Traceback" not in result.stderr
