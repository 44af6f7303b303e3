"""What is said of how good the models are stands in the evaluation's page, figure by figure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import loyalty.report
from loyalty.report.measured import MeasuredFigure, measured
from loyalty.sentiment.opening import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
EVALUATION = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
FILE = Path(loyalty.report.__file__).with_name("measured.yaml")
FIGURES = [
    (model["model"], figure)
    for model in yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for figure in model["figures"]
]


@pytest.mark.parametrize(("model", "figure"), FIGURES, ids=[f"{model}-{n}" for n, (model, _) in enumerate(FIGURES)])
def test_every_figure_stands_in_the_evaluation(model: str, figure: dict[str, object]) -> None:
    for name in ("value", "low", "high", "naive"):
        assert name not in figure or str(figure[name]) in EVALUATION, name
    interval = f"{figure['value']} ({figure['low']} to {figure['high']})" if "low" in figure else ""
    assert interval in EVALUATION.replace("**", "")
    assert f"{figure['n']:,}" in EVALUATION or str(figure["n"]) in EVALUATION


def test_verdicts_are_what_the_figures_say() -> None:
    smaller_is_better = ("calibration", "stars_off")
    for one in measured(SHIPPED / "card.json", is_shipped=True):
        sign = -1 if one.figure in smaller_is_better else 1
        assert one.low is None or one.low <= one.value <= (one.high or 1)
        if one.verdict in ("reached", "missed"):
            assert one.wanted is not None
            assert (sign * one.value >= sign * one.wanted) == (one.verdict == "reached"), one
        if one.verdict in ("better", "worse"):
            assert one.naive is not None
            assert (sign * one.value > sign * one.naive) == (one.verdict == "better"), one
        assert one.naive is None or one.against


def test_a_model_of_the_shops_own_is_told_by_its_card_alone(tmp_path: Path) -> None:
    card = tmp_path / "card.json"
    card.write_text(json.dumps({"figures": {"test": {"n": 40, "accuracy": 0.8, "macro_f1": 0.75}}}))
    told = [one for one in measured(card, is_shipped=False) if one.model == "sentiment"]
    assert [(one.figure, one.n, one.value) for one in told] == [("macro_f1", 40, 0.75), ("accuracy", 40, 0.8)]
    assert {one.model for one in measured(card, is_shipped=False)} == {
        one.model for one in measured(card, is_shipped=True)
    }


def test_a_model_without_a_card_is_told_nothing_of(tmp_path: Path) -> None:
    assert not [one for one in measured(tmp_path / "card.json", is_shipped=False) if one.model == "sentiment"]


def test_every_figure_is_told_in_both_languages() -> None:
    figures: tuple[MeasuredFigure, ...] = measured(SHIPPED / "card.json", is_shipped=True)
    assert len(figures) == len(FIGURES)
    for one in figures:
        for said in (one.on, one.against):
            assert said is None or (said["en"] and said["zh"])
