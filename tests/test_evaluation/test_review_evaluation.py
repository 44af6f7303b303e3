"""How review sentences are measured against labels by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.errors import EvaluationError
from evaluation.review_evaluation import PACKAGED, evaluate_reviews
from loyalty.reviews.aspects import aspect_names


def test_the_set_that_ships_is_labelled_with_known_aspects() -> None:
    rows = [json.loads(line) for line in PACKAGED.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) >= 450
    assert {row["part"] for row in rows} == {"development", "held_out"}
    labels = [label for row in rows for label in row["labels"]]
    assert {label["tone"] for label in labels} == {"positive", "negative"}
    assert all(aspect_names(label["aspect"])["zh"] != label["aspect"] for label in labels)
    held_out = {row["review"][:7] for row in rows if row["part"] == "held_out"}
    assert not held_out & {row["review"][:7] for row in rows if row["part"] == "development"}


def test_figures_are_counted_by_pairs(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    rows = [
        {"id": "a", "stars": 2, "language": "en", "text": "The zip broke", "labels": [("fastening", "negative")]},
        {"id": "b", "stars": 5, "language": "en", "text": "Great sound", "labels": [("sound", "negative")]},
        {"id": "c", "stars": 3, "language": "en", "text": "Hm", "labels": [("noise", "negative")]},
    ]
    for row in rows:
        row["labels"] = [{"aspect": aspect, "tone": tone} for aspect, tone in row["labels"]]  # type: ignore[misc]
    file.write_text("\n".join(map(json.dumps, rows)))
    shape = evaluate_reviews(file).shape()
    assert (shape["recall"]["right"], shape["recall"]["judged"]) == (1, 3)
    assert (shape["aspect_recall"]["right"], shape["tone_accuracy"]["judged"]) == (2, 2)
    assert shape["tone_accuracy"]["right"] == 1


def test_reviews_are_read_at_least_as_well_as_reported() -> None:
    development = evaluate_reviews(part="development").shape()
    held_out = evaluate_reviews(part="held_out").shape()
    assert development["precision"]["share"] >= 0.92
    assert development["recall"]["share"] >= 0.60
    assert held_out["tone_accuracy"]["share"] >= 0.85
    assert held_out["precision"]["share"] >= 0.65


def test_what_cannot_be_used_is_refused_by_line(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": "a"}')
    with pytest.raises(EvaluationError, match="line 1"):
        evaluate_reviews(file)
    with pytest.raises(EvaluationError, match="nowhere"):
        evaluate_reviews(part="nowhere")
    with pytest.raises(EvaluationError, match="cannot be read"):
        evaluate_reviews(tmp_path / "gone.jsonl")
