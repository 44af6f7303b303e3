"""`daogou loyalty train sentiment`, from the files to the folder."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from labelled_reviews import review_rows, write_lines

Run = Callable[..., Any]

KILLED_WHILE_WRITING = """
import os, signal, sys
from loyalty.sentiment.training.linear_training import TrainedLinear
from interfaces.cli.main import app

def save(self, folder):
    (folder / "model.json").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)

TrainedLinear.save = save
app(sys.argv[1:])
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "made.jsonl", review_rows())


def trained(run: Run, *arguments: object) -> dict[str, Any]:
    result = run("loyalty", "train", "sentiment", *map(str, arguments), "--json")
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def test_a_model_is_trained_and_told_about(run: Run, data: Path, tmp_path: Path) -> None:
    told = trained(run, data, "--out", tmp_path / "model", "--head", "both", "--compare-imbalance", "--compare-splits")
    assert told["out"] == str(tmp_path / "model")
    assert told["data"]["files"][0]["rows"] == 120
    assert (told["model"], told["imbalance"], told["split"]["how"]) == ("linear", "weights", "stratified")
    assert told["test"]["macro_f1"] > 0.9
    assert set(told["test"]["classes"]["negative"]) == {"precision", "recall", "f1", "n"}
    assert 0 <= told["test"]["calibration_error"] <= 1
    assert set(told["stars"]) == {"n", "mse", "mae", "pearson", "spearman", "mse_of_mean"}
    assert [row["imbalance"] for row in told["imbalance_compared"]] == [
        *("none", "weights", "oversample", "undersample", "augment")
    ]
    assert [row["split"] for row in told["splits_compared"]] == ["random", "stratified", "temporal"]
    card = json.loads((tmp_path / "model" / "card.json").read_text())
    assert card["test"] == told["test"]
    assert card["splits_compared"] == told["splits_compared"]


def test_without_a_place_it_goes_into_the_home(run: Run, data: Path, tmp_path: Path) -> None:
    told = trained(run, data, "--home", tmp_path / "here", "--split", "temporal", "--seed", "3")
    assert told["out"] == str(tmp_path / "here" / "models" / "sentiment")
    assert told["split"]["training"]["last"] < told["split"]["test"]["first"]


def test_people_read_a_table(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("loyalty", "train", "sentiment", str(data), "--out", str(tmp_path / "m"), "--compare-imbalance")
    assert result.exit_code == 0
    for told in ("120 texts", "macro-F1", "negative: precision", "| undersample |", "inherit the terms"):
        assert told in result.stdout


def test_a_private_training_tells_what_it_costs(run: Run, data: Path, tmp_path: Path) -> None:
    told = trained(run, data, "--out", tmp_path / "model", "--private-epsilon", "4", "--epochs", "2")
    assert told["imbalance"] == "none"
    assert told["private"]["epsilon"] <= 4
    assert told["private"]["unit"] == "one text"
    assert set(told["private"]["without_privacy"]) == {
        *("the same features without privacy", "all features without privacy")
    }


@pytest.mark.parametrize(
    ("rows", "arguments", "told"),
    [
        (review_rows(3), [], "3 labelled texts are too few"),
        (review_rows(60, bad_share=0), [], "All 60 texts are positive"),
        ([{**row, "overall": "N/A"} for row in review_rows(40)], [], "the label is missing (40)"),
        ([{"summary": "Five Stars", "reviewText": "", "overall": 5}] * 40, [], "the text is empty (40)"),
        ([{**row, "unixReviewTime": ""} for row in review_rows(60)], ["--split", "temporal"], "have no date"),
        (review_rows(60), ["--private-epsilon", "1", "--model", "transformer"], "linear models only"),
        (review_rows(60), ["--private", "--imbalance", "weights"], "--imbalance none"),
        (review_rows(60), ["--epochs", "0"], "--epochs must be at least 1"),
    ],
)
def test_what_cannot_be_learned_from_is_told_in_one_sentence(
    run: Run, tmp_path: Path, rows: list[dict[str, Any]], arguments: list[str], told: str
) -> None:
    file = write_lines(tmp_path / "a.jsonl", rows)
    out = tmp_path / "model"
    result = run("loyalty", "train", "sentiment", str(file), "--out", str(out), *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert not out.exists()


def test_odd_texts_do_no_harm(run: Run, tmp_path: Path) -> None:
    odd = [
        {"reviewText": "", "overall": 5},
        {"reviewText": "good " * 20_000, "overall": 5},
        {"reviewText": "Это ужасный товар", "overall": 1},
        {"reviewText": "😡😡😡", "overall": 1},
        {"reviewText": "\ud83d\u0000<br/>&lt;", "overall": 1},
    ]
    file = write_lines(tmp_path / "a.jsonl", [*review_rows(80)])
    with file.open("a") as more:
        more.writelines(json.dumps(row) + "\n" for row in odd)
    told = trained(run, file, "--out", tmp_path / "model")
    assert told["data"]["n"] == 84
    assert [one["reason"] for one in told["data"]["left_out"]] == ["the text is empty"]


def test_a_training_killed_while_it_writes_leaves_the_old_model(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "models" / "sentiment"
    trained(run, data, "--out", out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    command = [
        sys.executable,
        "-c",
        KILLED_WHILE_WRITING,
        "loyalty",
        "train",
        "sentiment",
        str(data),
        "--out",
        str(out),
    ]
    killed = subprocess.run(command, capture_output=True, env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    assert len(list(out.parent.iterdir())) == 2  # what the killed one left
    trained(run, data, "--out", out, "--seed", "5")
    assert [path.name for path in out.parent.iterdir()] == ["sentiment"]
    assert json.loads((out / "card.json").read_text())["recipe"]["seed"] == 5


def test_a_folder_of_something_else_is_left_alone(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    result = run("loyalty", "train", "sentiment", str(data), "--out", str(tmp_path / "mine"))
    assert result.exit_code == 2
    assert "did not write" in result.stderr
