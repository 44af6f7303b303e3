"""`daogou loyalty mine`, `score` and `explain` over the demo shop's records."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop

Run = Callable[..., Any]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def learned(run: Run, demo_records: Path, tmp_path: Path) -> Run:
    """Runs a verb of `loyalty` over a copy of the demo shop's records, at noon of one day."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(demo_records, home / "records.sqlite")

    def settings(_home: Path | None) -> Settings:
        return read_settings(home=home, _env_file=None)

    def loyalty(*arguments: str) -> Any:
        return run("loyalty", *arguments, settings=settings, open_shop=lambda found: open_shop(found, now=lambda: NOW))

    return loyalty


def test_conversations_are_read_once(learned: Run) -> None:
    assert learned("mine").stdout.startswith("120 conversations read, 399 turns, ")
    assert learned("mine").stdout == "Nothing was said since the last time.\n"
    assert json.loads(learned("mine", "--json").stdout) == {"conversations": 0, "turns": 0, "signals": 0}


def test_everybody_is_scored_and_explained_in_both_languages(learned: Run) -> None:
    told = learned("score").stdout.splitlines()
    assert told[0] == "60 customers scored as of 2026-11-20; those likeliest to leave first:"
    risks = [int(line.split("risk ")[1].split("%")[0]) for line in told[1:]]
    assert len(risks) == 60
    assert risks == sorted(risks, reverse=True)
    english, chinese = learned("explain", "C-019").stdout, learned("explain", "C-019", "--language", "zh").stdout
    assert english.startswith("Loyalty ")
    assert chinese.startswith("忠诚度 ")
    assert json.loads(learned("explain", "C-019", "--json").stdout)["customer"] == "C-019"


@pytest.mark.parametrize(("date", "said"), [
    ("2099-01-01", "2099-01-01 has not come yet; give today, 2026-11-20 UTC, or an earlier day."),
    ("9999-12-31", "9999-12-31 has not come yet"),
    ("2020-01-01", "No customer was known by 2020-01-01; give a later day."),
    ("0001-01-01", "No customer was known by 0001-01-01"),
])  # fmt: skip
def test_a_day_that_cannot_be_scored_is_one_sentence(learned: Run, date: str, said: str) -> None:
    result = learned("score", "--date", date)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("id", ["C-999", "c-019", "", "\x00C-019"])
def test_nobody_of_that_id_is_one_sentence(learned: Run, id: str) -> None:
    result = learned("explain", id)
    assert result.exit_code == 2
    assert "check the id, or run daogou loyalty score first" in result.stderr
