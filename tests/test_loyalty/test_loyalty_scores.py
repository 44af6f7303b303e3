"""Scores whose points add up, that go the way sense demands, and that say what they do not know."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import TrainingDataError
from loyalty.features.config import DEFAULT
from loyalty.features.features import features_at
from loyalty.features.history import CustomerHistory
from loyalty.nouns import Purchase, PurchaseForecast, Signal
from loyalty.scores.expectations import FIRST, expectations
from loyalty.scores.logits import logit, rounded, sigmoid
from loyalty.scores.nouns import TIER_NAMES, TIERS, CustomerScores
from loyalty.scores.scorecard import LEAVING, LOYALTY, load_scorecard
from loyalty.scores.scoring import score_customers, score_one, shipped_scorecards
from loyalty.scores.value import ValueAnchors, value_score
from tests.support.loyalty_histories import NOW, ago, histories, order, signal, somebody, talk

ANCHORS = ValueAnchors((), 50.0)


@dataclass(frozen=True)
class Steady:
    """A forecaster for which everybody who bought is alike."""

    bought: Mapping[str, Sequence[Purchase]]
    again: float = 0.6

    def forecast_all(self) -> Mapping[str, PurchaseForecast | None]:
        told = PurchaseForecast(90, self.again, 1.2, 60.0, "steady")
        return {name: told if purchases else None for name, purchases in self.bought.items()}


def steady(bought: Mapping[str, Sequence[Purchase]], as_of: datetime, horizon_days: int) -> Steady:
    return Steady(bought)


def scores(history: CustomerHistory) -> CustomerScores:
    return score_customers([history], NOW, fit=steady)[0]


def logits_of(one: CustomerScores) -> float:
    return logit(one.leaving.probability)


@given(histories())
def test_contributions_add_up_and_lie_within_the_interval(history: CustomerHistory) -> None:
    one = scores(history)
    loyalty, value, leaving = one.loyalty, one.value, one.leaving
    assert loyalty.base + sum(each.points for each in loyalty.contributions) == pytest.approx(loyalty.value, abs=1e-9)
    assert value.base + sum(each.points for each in value.contributions) == pytest.approx(value.value, abs=1e-9)
    total = leaving.base + sum(each.points for each in leaving.contributions)
    assert sigmoid(total) == pytest.approx(leaving.probability, abs=1e-12)
    assert 0 <= loyalty.low < loyalty.value < loyalty.high <= 100
    assert 0 <= value.value <= 100
    assert 0 < leaving.probability < 1
    assert one.tier in TIERS


@given(histories(), st.sampled_from(("complaint", "leave", "price_sensitive")), st.integers(0, 3), st.floats(0, 1))
def test_a_bad_word_more_never_raises_loyalty(history: CustomerHistory, kind: str, which: int, strength: float) -> None:
    before, after = scores(history), scores(with_signal(history, signal(kind, 0, strength=strength), which))  # type: ignore[arg-type]
    assert after.loyalty.value <= before.loyalty.value + 1e-9
    assert after.leaving.probability >= before.leaving.probability - 1e-9


@given(histories(), st.sampled_from(("praise", "buy_again", "recommend")), st.integers(0, 3), st.floats(0, 1))
def test_a_good_word_more_never_lowers_loyalty(
    history: CustomerHistory, kind: str, which: int, strength: float
) -> None:
    before, after = scores(history), scores(with_signal(history, signal(kind, 0, strength=strength), which))  # type: ignore[arg-type]
    assert after.loyalty.value >= before.loyalty.value - 1e-9
    assert after.leaving.probability <= before.leaving.probability + 1e-9


def with_signal(history: CustomerHistory, said: Signal, which: int) -> CustomerHistory:
    """The same history with one signal more in one of its turns."""
    if not history.readings:
        return history
    at = which % len(history.readings)
    reading = history.readings[at]
    turn = replace(reading.turns[0], signals=(*reading.turns[0].signals, replace(said, at=reading.started_at)))
    changed = replace(reading, turns=(turn,))
    return replace(history, readings=(*history.readings[:at], changed, *history.readings[at + 1 :]))


@given(histories(), st.floats(0.01, 0.98))
def test_a_likelier_purchase_is_a_lower_risk(history: CustomerHistory, again: float) -> None:
    features = features_at(history, NOW)
    low, high = (
        score_one(features, PurchaseForecast(90, chance, chance, 50 * chance, "x"), ANCHORS, shipped_scorecards())
        for chance in (again, again + 0.01)
    )
    assert high.leaving.probability < low.leaving.probability
    assert high.value.value >= low.value.value


def test_words_move_the_risk_from_what_purchases_say() -> None:
    silent = scores(somebody(order(20), order(60)))
    assert silent.leaving.again == pytest.approx(0.6)
    angry = scores(somebody(order(20), order(60), talks=(talk(2, signal("leave", 2), mood=-0.9),)))
    assert angry.leaving.again < 0.4
    assert angry.tier == "at_risk"
    assert angry.group == "detractor"
    assert angry.group_sources[0].text == "so it is"
    happy = scores(somebody(order(20), order(60), talks=(talk(2, signal("recommend", 2), mood=0.9),)))
    assert happy.leaving.again > 0.6
    assert happy.group == "promoter"


def test_missing_data_widens_the_interval_and_is_listed() -> None:
    known = scores(somebody(*(order(at) for at in range(10, 200, 20)), talks=tuple(talk(at) for at in range(5, 60, 9))))
    bare = scores(CustomerHistory("C-0"))
    thin = scores(somebody(order(10)))
    widths = [logit(one.loyalty.high / 100) - logit(one.loyalty.low / 100) for one in (known, thin, bare)]
    assert widths == sorted(widths)
    assert known.loyalty.high - known.loyalty.low < thin.loyalty.high - thin.loyalty.low
    assert known.coverage.share > 0.5 > thin.coverage.share > bare.coverage.share == 0
    assert {"recency_days", "overdue", "mood", "satisfaction_mean"} <= set(bare.coverage.missing)
    assert "mood" not in known.coverage.missing
    assert all(one.points == 0 for one in bare.loyalty.contributions if one.value is None)


def test_who_never_bought_is_forecast_as_newcomers_are() -> None:
    newcomers = [replace(somebody(), customer_id=f"N-{at}") for at in range(20)]
    came = [
        replace(somebody(order(at + 1, 80, owner=f"B-{at}")), customer_id=f"B-{at}", joined_at=ago(300))
        for at in range(20)
    ]
    forecasts, typical = expectations([*newcomers, *came], NOW, 90, steady, DEFAULT)
    assert typical == 80
    assert forecasts[0].model == FIRST
    assert forecasts[0].again == pytest.approx((1 + 20) / (10 + 40))
    assert forecasts[0].spend == pytest.approx(forecasts[0].again * 80)
    assert scores(somebody()).tier == "prospect"


def test_nobody_who_wrote_nothing_is_sorted_into_a_group() -> None:
    assert scores(somebody(order(3))).group == "unknown"
    assert scores(somebody(order(3), talks=(talk(2, mood=None),))).group == "unknown"
    assert scores(somebody(order(3), talks=(talk(2),))).group == "passive"


@pytest.mark.parametrize(
    ("days", "tier"), [((3,), "new"), ((400,), "at_risk"), ((700, 670, 640), "lapsed"), ((200, 180, 160), "at_risk")]
)
def test_tiers_by_time(days: tuple[float, ...], tier: str) -> None:
    history = somebody(*map(order, days))
    gone = {"new": 0.3, "lapsed": 0.05}.get(tier, 0.3)
    forecast = PurchaseForecast(90, gone, gone, 40 * gone, "x")
    assert score_one(features_at(history, NOW), forecast, ANCHORS, shipped_scorecards()).tier == tier


def test_four_gaps_late_is_at_risk_whatever_is_forecast() -> None:
    history = somebody(*(order(at) for at in (140, 160, 180, 200)))
    forecast = PurchaseForecast(90, 0.7, 1, 40, "x")
    assert score_one(features_at(history, NOW), forecast, ANCHORS, shipped_scorecards()).tier == "at_risk"


def test_tiers_by_worth() -> None:
    regular = features_at(somebody(*(order(at) for at in range(5, 300, 20))), NOW)
    tiers = [
        score_one(regular, PurchaseForecast(90, 0.9, n, 50 * n, "x"), ANCHORS, shipped_scorecards()).tier
        for n in (20.0, 2.0, 0.02)
    ]
    assert tiers == ["platinum", "gold", "silver"]
    assert set(TIER_NAMES) == set(TIERS)


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.lists(st.floats(0, 1e4), min_size=100, max_size=120))
def test_the_value_score_never_falls_with_spend(one: float, other: float, spends: list[float]) -> None:
    low, high = sorted((one, other))
    for anchors in (ANCHORS, ValueAnchors(tuple(sorted(spends)), 50.0)):
        assert 0 <= anchors.score(low) <= anchors.score(high) <= 100


def test_value_is_measured_by_typical_orders_or_by_ranks() -> None:
    assert ANCHORS.anchor == "fixed"
    assert ANCHORS.score(50) == 50
    assert ANCHORS.score(0) == 0
    ranks = ValueAnchors(tuple(float(at) for at in range(100)), 50.0)
    assert ranks.anchor == "shop"
    assert ranks.score(90) == pytest.approx(90.5)
    often = value_score(features_at(somebody(), NOW), PurchaseForecast(90, 0.9, 4, 200, "x"), ANCHORS)
    assert [one.feature for one in often.contributions] == ["expected_purchases", "spend_a_purchase"]
    assert often.contributions[0].points > 20
    assert often.contributions[1].points == pytest.approx(0)


def test_a_shop_without_customers_or_purchases() -> None:
    assert score_customers([], NOW) == ()
    one = score_customers([CustomerHistory("C-0")], NOW)[0]
    assert one.value.value == 0
    assert 0.85 < one.leaving.probability < 0.95


def test_a_customer_comes_once() -> None:
    with pytest.raises(TrainingDataError, match="C-1 comes twice"):
        score_customers([somebody(), somebody()], NOW)


def test_the_real_forecaster_is_used_unless_another_is_given() -> None:
    shop = [replace(somebody(order(at), order(at + 30)), customer_id=f"C-{at}") for at in range(3, 60, 3)]
    found = score_customers(shop, NOW, 60)
    assert {one.forecast.horizon_days for one in found} == {60}
    assert found[0].forecast.again != found[-1].forecast.again


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=12), st.floats(-0.5, 0.5))
def test_whole_points_add_up_and_keep_their_sign(points: list[float], rounding: float) -> None:
    total = round(math.fsum(points) + rounding)
    whole = rounded(points, total)
    assert sum(whole) == total
    assert all(abs(one - exact) <= 1.5 for one, exact in zip(whole, points, strict=True))


@pytest.mark.parametrize("file", [LOYALTY, LEAVING])
def test_shipped_tables_are_read_and_every_curve_has_a_reason(file: Path) -> None:
    assert load_scorecard(file).curves
    assert all(len(term["reason"]) > 30 for term in json.loads(file.read_text(encoding="utf-8"))["terms"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"goes": "up"}, "only go up"),
        ({"feature": "shoe_size"}, "no feature 'shoe_size'"),
        ({"knots": [[1, 0], [0, -1]]}, "must rise"),
        ({"knots": [[0, 0]]}, "at least 2"),
        ({"knots": [[0, 0], [1, float("-inf")]]}, "not finite"),
        ({"colour": "red"}, "Extra"),
    ],
)
def test_a_table_that_turns_round_is_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    read = json.loads(LOYALTY.read_text(encoding="utf-8"))
    complaint = next(one for one in read["terms"] if one["feature"] == "complaint")
    complaint.update(change)
    file = tmp_path / "points.json"
    file.write_text(json.dumps(read), encoding="utf-8")
    with pytest.raises(TrainingDataError, match=said):
        load_scorecard(file)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=r"points\.json cannot be used"):
        load_scorecard(tmp_path / "points.json")


def test_a_weight_below_0_is_refused() -> None:
    with pytest.raises(ValueError, match="turn a curve"):
        load_scorecard(LEAVING).reweighted({"complaint": -1.0}, 0.0, 1.0)
