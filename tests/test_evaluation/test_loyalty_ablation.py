"""What the figures of the ablation mean, and that it looks at nothing it should not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from evaluation.demo_customers import demo_customers
from evaluation.loyalty_ablation import METHODS, Ablation, ablate
from evaluation.loyalty_ablation_metrics import Judged
from evaluation.loyalty_ablation_sets import DEMO_DATES, DEMO_UNTIL
from evaluation.simulated_customers import SimulatedShop, simulated_customers
from loyalty.nouns import ConversationReading, SaidConversation

SHOP = SimulatedShop(400, seed=3)
AT = SHOP.until - timedelta(days=90)


def judged(happened: list[float], owners: list[int] | None = None, **methods: list[float]) -> Judged:
    rows = np.asarray(owners if owners is not None else range(len(happened)))
    return Judged("x", np.asarray(happened), rows, {name: np.asarray(each) for name, each in methods.items()})


def test_figures_counted_by_hand() -> None:
    one = judged(
        [0, 0, 1, 1],
        perfect=[0.1, 0.2, 0.8, 0.9],
        flat=[0.5] * 4,
        turned=[0.9, 0.8, 0.2, 0.1],
        mixed=[0.1, 0.6, 0.6, 0.9],
    )
    methods = one.shape((), frozenset())["methods"]
    assert [methods[name]["auc"][0] for name in ("perfect", "flat", "turned", "mixed")] == [1, 0.5, 0, 0.875]
    assert methods["flat"]["brier"] == [0.25, 0.25, 0.25]
    assert methods["perfect"]["brier"][0] == pytest.approx((0.01 + 0.04 + 0.04 + 0.01) / 4)


def test_calibration_error() -> None:
    draw = np.random.default_rng(0)
    chances = draw.random(20_000)
    happened = (draw.random(20_000) < chances).astype(float)
    one = judged(happened.tolist(), honest=chances.tolist(), boastful=np.clip(chances + 0.2, 0, 1).tolist())
    assert one.calibration_error("honest") < 0.02
    assert 0.15 < one.calibration_error("boastful") < 0.21


def test_a_difference_has_an_interval_and_its_sign_says_who_is_better() -> None:
    draw = np.random.default_rng(1)
    happened = (draw.random(400) < 0.5).astype(float)
    sharp, blunt = happened + draw.normal(0, 0.5, 400), happened + draw.normal(0, 3, 400)
    shape = judged(happened.tolist(), sharp=sharp.tolist(), blunt=blunt.tolist()).shape(
        (("sharp", "blunt"),), frozenset({"sharp"})
    )
    value, low, high = shape["differences"]["sharp-blunt"]["auc"]
    assert 0 < low < value < high
    assert set(shape["methods"]["sharp"]) == {"auc", "calibration_error"}
    assert shape["methods"]["sharp"]["calibration_error"] is None


def test_one_customer_seen_twice_is_no_second_witness() -> None:
    draw = np.random.default_rng(2)
    happened = (draw.random(60) < 0.5).astype(float).tolist()
    told = (np.asarray(happened) + draw.normal(0, 1, 60)).tolist()
    once = judged(happened, m=told).shape((), frozenset({"m"}))
    twice = judged(happened * 2, [*range(60)] * 2, m=told * 2).shape((), frozenset({"m"}))
    assert (once["customers"], twice["customers"], twice["n"]) == (60, 60, 120)
    assert np.subtract(*twice["methods"]["m"]["auc"][1:]) == pytest.approx(
        np.subtract(*once["methods"]["m"]["auc"][1:]), abs=0.02
    )


def test_one_outcome_only_is_not_judged() -> None:
    assert judged([1, 1], m=[0.1, 0.2]).shape((), frozenset())["methods"] == {}
    assert judged([]).shape((), frozenset())["share"] is None


def auc(done: Ablation, method: str, outcome: str = "buys_again") -> float:
    return float(done.shape()["outcomes"][outcome]["methods"][method]["auc"][0])


@pytest.fixture(scope="module")
def simulated() -> Ablation:
    return ablate("SIMULATED", simulated_customers(SHOP), [AT])


def test_the_simulated_shop_is_labelled_and_all_methods_are_judged(simulated: Ablation) -> None:
    shape = simulated.shape()
    assert shape["data"] == "SIMULATED"
    assert set(shape["outcomes"]) == {"buys_again", "leaves", "buys_again_of_writers"}
    assert tuple(shape["outcomes"]["leaves"]["methods"]) == METHODS
    assert auc(simulated, "purchases") > 0.7
    assert auc(simulated, "purchases") > auc(simulated, "conversations")


def test_outcomes_change_no_probability(simulated: Ablation) -> None:
    known = [
        replace(
            one,
            orders=tuple(each for each in one.orders if each.placed_at <= AT),
            readings=tuple(each for each in one.readings if each.started_at <= AT),
        )
        for one in simulated_customers(SHOP)
    ]
    full, cut = simulated.judged[0], ablate("x", known, [AT]).judged[0]
    assert cut.happened.sum() == 0
    for method in METHODS:
        np.testing.assert_allclose(full.probabilities[method], cut.probabilities[method])


def silent(conversations: Sequence[SaidConversation]) -> list[ConversationReading]:
    """Nothing is read in any."""
    return [
        ConversationReading(
            one.id, one.customer_id, one.started_at, one.turns[-1].at, (), None, "unknown", None, "other", False
        )
        for one in conversations
    ]


def test_the_demo_shops_customers_come_with_their_orders_and_conversations() -> None:
    customers = demo_customers(silent, read_at=DEMO_UNTIL)
    assert len(customers) == 60
    assert sum(len(one.orders) for one in customers) == 541
    assert 70 < sum(len(one.readings) for one in customers) < 90
    assert all(reading.customer_id == one.customer_id for one in customers for reading in one.readings)


def test_where_nothing_was_read_words_change_nothing() -> None:
    done = ablate("DEMO", demo_customers(silent, read_at=DEMO_UNTIL), DEMO_DATES[:1])
    assert auc(done, "both") == auc(done, "purchases")
    assert auc(done, "conversations") == 0.5
    assert done.shape()["outcomes"]["buys_again_of_writers"]["n"] == 0
