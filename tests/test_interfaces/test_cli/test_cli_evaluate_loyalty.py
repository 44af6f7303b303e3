"""`daogou evaluate loyalty` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import evaluation.loyalty_ablation_sets as sets
import interfaces.cli.evaluate_loyalty as verb
from evaluation.loyalty_ablation import METHODS, Ablation
from evaluation.loyalty_ablation_metrics import Judged
from loyalty.scores.refit import Refit
from loyalty.scores.scorecard import LEAVING, load_scorecard

Run = Callable[..., Any]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What was asked for; the answer is one set in which purchases foretell better than the naive rule, words not."""
    seen: list[tuple[int, int]] = []
    draw = np.random.default_rng(0)
    happened = (draw.random(300) < 0.5).astype(float)
    sharpness = dict.fromkeys(METHODS, 3.0) | {"naive": 0.0, "conversations": -3.0}
    told = {
        name: 1 / (1 + np.exp(-sharp * (happened - 0.5) - draw.normal(0, 1, 300))) for name, sharp in sharpness.items()
    }
    told["both"] = told["both_refitted"] = told["purchases"]
    judged = (Judged("buys_again", happened, np.arange(300), told), Judged("leaves", happened[:0], np.arange(0), {}))
    refit = Refit(load_scorecard(LEAVING), False, 3, None, None, (0.0, 0.0, 0.0), "Too few customers.")

    def ablations(customers: int, seed: int, read: object, progress: Callable[..., None]) -> Iterator[Ablation]:
        seen.append((customers, seed))
        progress("shops", 1, 1)
        yield Ablation("SIMULATED shop", judged, (refit,))

    monkeypatch.setattr(sets, "loyalty_ablations", ablations)
    monkeypatch.setattr(verb, "_reader", lambda here, home: None)
    return seen


def test_scripts_get_one_json_object(run: Run, asked: list[tuple[int, int]]) -> None:
    result = run("evaluate", "loyalty", "--customers", "300", "--seed", "7", "--json")
    assert result.exit_code == 0
    assert asked == [(300, 7)]
    one = json.loads(result.stdout)["sets"][0]
    assert one["data"] == "SIMULATED shop"
    purchases = one["outcomes"]["buys_again"]["methods"]["purchases"]
    assert len(purchases["auc"]) == len(purchases["brier"]) == 3
    assert one["outcomes"]["leaves"]["methods"] == {}


def test_people_are_told_what_is_better_and_what_is_not(run: Run, asked: list[tuple[int, int]]) -> None:
    result = run("evaluate", "loyalty")
    assert asked == [(4_000, 0)]
    assert result.stdout.startswith("SIMULATED shop\n  Too few customers.\n")
    assert "purchases is better than naive" in result.stdout
    assert "conversations is WORSE than naive" in result.stdout
    assert "both is NOT distinguishable from purchases" in result.stdout
    assert "leaves: 0 rows, all alike: nothing to judge" in result.stdout


def test_a_shop_too_small_to_say_anything_is_refused(run: Run) -> None:
    assert run("evaluate", "loyalty", "--customers", "20").exit_code == 2
