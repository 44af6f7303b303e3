"""`daogou loyalty profile` over the demo shop's records."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop
from retrieval.hash_embedding import HashEmbedder

Run = Callable[..., Any]


@pytest.fixture
def known(run: Run, demo_index: Path, demo_records: Path, tmp_path: Path) -> Callable[..., Any]:
    """Runs `loyalty profile` where the demo shop's index and a copy of its records are."""
    home = tmp_path / "home"
    shutil.copytree(demo_index, home)
    shutil.copy(demo_records, home / "records.sqlite")

    def settings(_home: Path | None) -> Settings:
        return read_settings(home=home, _env_file=None)

    def profile(*arguments: str) -> Any:
        opened = {"settings": settings, "open_shop": lambda found: open_shop(found, embedder=HashEmbedder())}
        return run("loyalty", "profile", *arguments, **opened)

    return profile


def test_people_get_points_with_what_proves_them(known: Run) -> None:
    told = known("C-002").stdout
    assert "What was bought\n  bought and kept 6 times: headphones\n      Order D-" in told
    assert "usual price in audio" in told
    assert "\n  Chinese\n" in told


def test_in_chinese_too(known: Run) -> None:
    told = known("C-002", "--language", "zh").stdout
    assert "买过的品类\n  买过并留下 6 次：头戴式耳机\n" in told
    assert "中文" in told


def test_scripts_get_one_json_object(known: Run) -> None:
    shape = json.loads(known("C-002", "--json").stdout)
    assert shape["customer"] == "C-002"
    brand = next(one for one in shape["points"] if one["kind"] == "brand")
    assert brand["sources"][0]["kind"] == "order"
    assert brand["evidence"]["zh"][0].endswith(brand["sources"][0]["text"])


def test_nobody_of_that_id_is_one_sentence(known: Run) -> None:
    result = known("C-999")
    assert result.exit_code == 2
    assert "No customer “C-999” is known" in result.stderr


def test_another_language_is_refused(known: Run) -> None:
    assert known("C-002", "--language", "fr").exit_code == 2
