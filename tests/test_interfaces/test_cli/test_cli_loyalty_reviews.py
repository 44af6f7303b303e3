"""`daogou loyalty reviews` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_people_get_points_with_their_quotes(run: Run) -> None:
    told = run("loyalty", "reviews", "FAS-013").stdout
    assert "FAS-013: 6 reviews, 4.2 stars" in told
    assert "拉链老是咬到里面的挡风布” (FAS-013/4, 3 stars)" in told
    assert "latent problem: fastening (the department's other products hardly have it)" in told
    assert "latent problem: 拉链扣件" in run("loyalty", "reviews", "FAS-013", "--language", "zh").stdout


def test_scripts_get_one_json_object(run: Run) -> None:
    shape = json.loads(run("loyalty", "reviews", "AUD-001", "--json").stdout)
    assert (shape["product_id"], shape["reviews"], shape["stars"]["5"]) == ("AUD-001", 7, 3)
    assert all(point["reviews"] and point["quotes"] for point in shape["pros"] + shape["cons"])


def test_a_product_without_reviews_says_so(run: Run) -> None:
    assert "ELE-012 has no reviews." in run("loyalty", "reviews", "ELE-012").stdout


def test_a_file_that_is_not_there_ends_in_one_sentence(run: Run, tmp_path: Path) -> None:
    result = run("loyalty", "reviews", "ELE-012", "--file", str(tmp_path / "gone.jsonl"))
    assert result.exit_code == 2
    assert "gone.jsonl cannot be read" in result.stderr


def test_lines_that_are_no_reviews_are_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    file.write_text('{"product_id": "ELE-012", "stars": 5, "text": "Good."}\n{"broken\n{"product_id": "ELE-012"}\n')
    result = run("loyalty", "reviews", "ELE-012", "--file", str(file))
    assert "ELE-012: 1 reviews" in result.stdout
    assert "2 lines are no reviews and were left out" in result.stderr


def test_a_product_that_is_not_there_and_a_language_that_is_not_spoken_are_refused(run: Run) -> None:
    unknown = run("loyalty", "reviews", "NOPE-1")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "No product “NOPE-1” is known" in unknown.stderr
    strange = run("loyalty", "reviews", "FAS-013", "--language", "fr")
    assert strange.exit_code == 2
    assert "is en or zh" in strange.stderr
