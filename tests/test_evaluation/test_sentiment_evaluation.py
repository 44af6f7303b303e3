"""Measuring a sentiment model on files: what is read, what is left out, and that texts keep their readings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.sentiment_evaluation import evaluate_sentiment, written_language
from loyalty.errors import TrainingDataError
from loyalty.sentiment.scripted_model import ScriptedSentimentModel

AMAZON = [
    {"reviewText": "works", "summary": "Great", "overall": 5.0},
    {"reviewText": "broke", "summary": "Five Stars", "overall": 1.0},
    {"reviewText": "so so", "summary": "", "overall": 3.0},
    {"reviewText": "Five Stars", "summary": "", "overall": 5.0},
    {"reviewText": "", "summary": "", "overall": 5.0},
]
CHAT = [{"text": "太差了", "label": "negative"}, {"text": "好的", "label": "neutral"}]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name, rows in (("reviews", AMAZON), ("chat", CHAT)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [tmp_path / "reviews.jsonl", tmp_path / "chat.jsonl"]


def test_titles_are_joined_and_stars_alone_left_out(files: list[Path]) -> None:
    model = ScriptedSentimentModel({"Great. works": "positive", "broke": "negative", "so so": "neutral"})
    shape = evaluate_sentiment(files[:1], model).shape()
    assert (shape["n"], shape["accuracy"]) == (3, 1.0)
    reasons = {one["reason"]: one["count"] for one in shape["left_out"]}
    assert reasons == {"the text only states the stars": 1, "the text is empty": 1}
    assert shape["changed"][0]["count"] == 1


def test_two_classes_leave_neutral_out(files: list[Path]) -> None:
    model = ScriptedSentimentModel({"Great. works": "positive", "broke": "negative", "太差了": "negative"}, name="s")
    shape = evaluate_sentiment(files, model, two_class=True).shape()
    assert (shape["n"], shape["accuracy"], shape["two_class"], shape["model"]) == (3, 1.0, True, "s")
    assert set(shape["classes"]) == {"negative", "positive"}
    assert {one["reason"]: one["count"] for one in shape["left_out"]}["neutral, and two classes are asked for"] == 2


def test_files_stand_side_by_side(files: list[Path]) -> None:
    model = ScriptedSentimentModel({"太差了": "negative", "好的": "neutral"})
    shape = evaluate_sentiment(files, model).shape()
    assert {name: one["accuracy"] for name, one in shape["domains"].items()} == {
        "reviews.jsonl": pytest.approx(1 / 3, abs=1e-3),
        "chat.jsonl": 1.0,
    }
    assert shape["languages"]["zh"]["n"] == 2


def test_progress_reaches_the_end(files: list[Path]) -> None:
    said: list[tuple[str, int, int]] = []
    evaluate_sentiment(files, ScriptedSentimentModel(), progress=lambda *told: said.append(told))
    assert said[-1] == ("texts read", 5, 5)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError):
        evaluate_sentiment([tmp_path / "none.jsonl"], ScriptedSentimentModel())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("good", "en"),
        ("质量很好", "zh"),
        ("iPhone 15 Pro 的壳", "zh"),
        ("what does 好 mean here", "en"),
        ("", "en"),
        ("👍", "en"),
    ],
)
def test_the_language_a_text_is_written_in(text: str, language: str) -> None:
    assert written_language(text) == language
