"""How agreement of predicted satisfaction with ratings is measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evaluation.errors import EvaluationError
from evaluation.satisfaction_evaluation import evaluate_satisfaction
from evaluation.satisfaction_metrics import SatisfactionReport, auc, calibration_error, report_of, spearman
from loyalty.nouns import SaidConversation, Satisfaction, TurnReading


def predicted(value: float, unhappy: float = 0.5) -> Satisfaction:
    """A prediction one star wide either way."""
    return Satisfaction(value, max(1, value - 1), min(5, value + 1), unhappy, value)


def nothing_read(conversations: object) -> list[tuple[TurnReading, ...]]:
    """No reading for any conversation."""
    assert isinstance(conversations, tuple)
    assert all(isinstance(one, SaidConversation) for one in conversations)
    return [() for _ in conversations]


def test_auc_is_the_share_of_pairs_in_order() -> None:
    values, ratings = np.array([1.0, 3.0, 2.0, 3.0, 9.0]), np.array([1.0, 2.0, 4.0, 5.0, 3.0])
    assert auc(values, ratings) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert auc(values[2:], ratings[2:]) is None


def test_rank_correlation_needs_two_ratings() -> None:
    assert spearman(np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 5.0])) == pytest.approx(1)
    assert spearman(np.array([1.0, 2.0]), np.array([4.0, 4.0])) is None


def test_calibration_error_is_the_mean_gap() -> None:
    said = np.array([0.0] * 50 + [1.0] * 50)
    assert calibration_error(said, said > 0.5) == 0
    assert calibration_error(said, np.zeros(100, dtype=bool)) == pytest.approx(0.5)


def test_the_report_holds_every_figure() -> None:
    report = report_of([predicted(4.5, 0.0), None, predicted(1.5, 1.0)], [5, 3, 4])
    assert isinstance(report, SatisfactionReport)
    shape = report.shape()
    assert (shape["n"], shape["mae"], shape["coverage"]) == (2, 1.5, 0.5)
    assert shape["usual_mae"] == 0.5
    assert shape["auc"] is None
    assert json.loads(json.dumps(shape)) == shape


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Sixty conversations: thanks go with five stars, impatience with one."""
    rows = []
    for at in range(60):
        glad = at % 2 == 0
        text = "thank you, perfect" if glad else "useless, I already told you"
        rows.append({"turns": [{"text": f"shoes {at}", "answer": "Here."}, {"text": text}], "rating": 5 if glad else 1})
    file = tmp_path / "rated.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    return file


def test_conversations_of_which_none_can_be_judged_are_refused() -> None:
    with pytest.raises(EvaluationError, match="can be judged"):
        report_of([None, None], [1.0, 5.0])


def test_refits_are_measured_beside_the_weights_as_they_are(rated: Path) -> None:
    done = evaluate_satisfaction([rated], nothing_read, folds=5)
    shape = done.shape()
    assert shape["auc"] == shape["refit"]["auc"] == 1.0
    assert shape["shipped"]["auc"] == 1.0
    assert shape["refit"]["mae"] < 0.5 < shape["refit"]["usual_mae"]


def test_without_folds_nothing_is_learned(rated: Path) -> None:
    shape = evaluate_satisfaction([rated], nothing_read, folds=None).shape()
    assert "refit" not in shape
    assert shape["mae"] == shape["shipped"]["mae"]


def test_folds_that_cannot_be_made_are_refused(rated: Path) -> None:
    with pytest.raises(EvaluationError, match="61 folds"):
        evaluate_satisfaction([rated], nothing_read, folds=61)
    with pytest.raises(EvaluationError, match="1 folds"):
        evaluate_satisfaction([rated], nothing_read, folds=1)
