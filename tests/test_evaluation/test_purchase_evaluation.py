"""A file of purchases is forecast from a date on and measured."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from evaluation.errors import EvaluationError
from evaluation.purchase_evaluation import PurchaseTask, evaluate_purchases


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 customers over a year, with rates and amounts of their own."""
    draw, made = np.random.default_rng(2), tmp_path_factory.mktemp("purchases") / "shop.csv"
    with made.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["customer", "date", "amount"])
        for customer in range(500):
            day, gap, worth = int(draw.integers(0, 100)), draw.gamma(1.5, 25) + 3, draw.gamma(2, 15)
            while day < 364 and draw.random() > 0.1:
                rows.writerow([customer, date(2024, 1, 1) + timedelta(days=day), round(draw.gamma(3, worth / 3), 2)])
                day += 1 + int(draw.exponential(gap))
        rows.writerow(["last", date(2024, 12, 29), 1])
    return made


def test_every_model_is_measured_and_the_chosen_is_one_of_them(file: Path) -> None:
    report = evaluate_purchases(PurchaseTask(file, 26 * 7, 26 * 7))
    shape = json.loads(json.dumps(report.shape()))
    assert set(shape["models"]) == {"same_again", "mean", "bg_nbd", "learned", "averaged", "learned_crossed", "chosen"}
    assert shape["models"]["chosen"] == shape["models"][shape["chosen"]]
    assert shape["as_of"] == "2024-06-30"
    assert shape["models"]["bg_nbd"]["auc"]["value"] > 0.7
    assert shape["models"]["mean"]["pearson"]["value"] is None
    assert shape["chosen_less_bg_nbd"]["rmse"]["low"] <= shape["chosen_less_bg_nbd"]["rmse"]["high"]


def test_what_comes_after_the_horizon_changes_nothing(file: Path, tmp_path: Path) -> None:
    task = PurchaseTask(file, 150, 60)
    longer = tmp_path / "longer.csv"
    longer.write_text(file.read_text() + "".join(f"{customer},2024-12-29,999\n" for customer in range(200)))
    one, other = (evaluate_purchases(PurchaseTask(each, 150, 60)).shape() for each in (task.file, longer))
    assert one["models"] == other["models"]


def test_the_horizon_changes_what_came_but_not_what_was_known(file: Path) -> None:
    short, long = (evaluate_purchases(PurchaseTask(file, 150, days)) for days in (30, 90))
    assert short.window.bought.customer_ids == long.window.bought.customer_ids
    assert short.window.purchases.sum() < long.window.purchases.sum()


def test_a_date_may_be_said_outright(file: Path) -> None:
    said = evaluate_purchases(PurchaseTask(file, 7, 30, as_of=date(2024, 6, 30)))
    counted = evaluate_purchases(PurchaseTask(file, 26 * 7, 30))
    assert said.shape() == counted.shape()


def test_a_file_may_end_a_little_before_the_horizon(file: Path) -> None:
    assert evaluate_purchases(PurchaseTask(file, 304, 65)).shape()["horizon_days"] == 65


@pytest.mark.parametrize(("known", "ahead"), [(300, 100), (0, 30), (30, 0)])
def test_a_file_that_is_too_short_is_refused_in_a_sentence(file: Path, known: int, ahead: int) -> None:
    with pytest.raises(EvaluationError, match=r"covers 364 days.*at most 364 in all\.$"):
        evaluate_purchases(PurchaseTask(file, known, ahead))


def test_refunds_alone_are_nothing_to_forecast(tmp_path: Path) -> None:
    made = tmp_path / "refunds.csv"
    made.write_text("customer,date,amount\na,2024-01-01,-5\n")
    with pytest.raises(EvaluationError, match="refunds only"):
        evaluate_purchases(PurchaseTask(made, 7, 7))


@pytest.mark.parametrize("customers", [1, 2])
def test_two_customers_are_measured_as_far_as_they_go(tmp_path: Path, customers: int) -> None:
    made = tmp_path / "two.csv"
    rows = [f"{name},2024-0{month}-01,5" for name in "ab"[:customers] for month in (1, 3, 5)]
    made.write_text("\n".join(["customer,date,amount", *rows]) + "\n")
    shape = evaluate_purchases(PurchaseTask(made, 61, 50, prior="both")).shape()
    assert shape["customers"] == customers
    assert shape["validation"]["losses"] == {}


@pytest.mark.shared_data
@pytest.mark.slow
def test_cdnow_half_and_half(shared_data: Path) -> None:
    """The known figures of BG/NBD come out as they are known, and the chosen model reaches what was asked of it."""
    report = evaluate_purchases(PurchaseTask(shared_data / "transactions" / "cdnow.csv.gz", 273, 273))
    models = report.shape()["models"]
    known = models["bg_nbd"]
    assert known["pearson"]["value"] == pytest.approx(0.669, abs=1e-3)
    assert known["mae_expected"]["value"] == pytest.approx(0.819, abs=1e-3)
    assert known["rmse"]["value"] == pytest.approx(1.733, abs=1e-3)
    chosen = models["chosen"]
    assert chosen["pearson"]["value"] >= 0.69
    assert chosen["mae"]["value"] <= 0.80
    assert chosen["rmse"]["value"] <= 1.70
