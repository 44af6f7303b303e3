"""What came of each version: shares with their intervals, and verdicts that chance and many looks do not make."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from interfaces.ui.lab.outcome_statistics import FEWEST, MANY, Measured, interval, verdict
from interfaces.ui.lab.outcomes_view import MEASURES, outcomes
from records.desk.version_outcomes import ConversationFigures

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
ONE = ConversationFigures(
    version="shopping_agent@2", conversation_id="c", turns=4, outcomes={"answered": 4}, counted=4, repaired=0,
    dropped=0, tokens=400, told_tokens=4, total_ms=4_000.0, timed=4,
)  # fmt: skip


def share(rights: list[float], of: float = 1.0) -> Measured:
    return Measured(np.array(rights), np.full(len(rights), of), is_share=True)


def shop(**versions: list[ConversationFigures]) -> Any:
    """Conversations by version number, `v2=[...]`; version 2 stands under production."""
    rows = {f"shopping_agent@{name[1:]}": figures for name, figures in versions.items()}
    box = SimpleNamespace(
        of=lambda name, since, until: [SimpleNamespace(version=version) for version in rows],
        conversations=lambda version, since, until: tuple(rows[version]),
    )
    standing = SimpleNamespace(prompt=SimpleNamespace(label="shopping_agent@2"))
    return SimpleNamespace(
        now=lambda: NOON, version_outcomes=box, shelf=SimpleNamespace(standing=lambda name: standing)
    )


# ---- how sure --------------------------------------------------------------------------------------------------------


def test_an_interval_holds_the_figure_and_narrows_with_more_conversations() -> None:
    few, many = interval(share([1, 0] * 6)), interval(share([1, 0] * 200))
    assert few is not None
    assert many is not None
    for low, high in (few, many):
        assert low < 0.5 < high
    assert few[1] - few[0] > 3 * (many[1] - many[0])


def test_one_conversation_has_no_interval_and_none_has_no_figure() -> None:
    assert interval(share([1.0])) is None
    assert share([]).mean is None
    assert Measured(np.array([3.0]), np.array([0.0]), is_share=False).conversations == 0


def test_what_was_always_right_so_far_is_not_certain_to_stay_so() -> None:
    between = interval(share([1.0] * 12))
    assert between is not None
    assert between[0] < 0.95
    assert between[1] == 1.0


@pytest.mark.parametrize(("up", "found"), [(True, "better"), (False, "worse")])
def test_a_plain_difference_is_told_in_its_direction(up: bool, found: str) -> None:
    assert verdict(share([1.0] * 60), share([0.0, 1.0] * 30), up_is_better=up, looked_at=7) == found


def test_few_conversations_decide_nothing() -> None:
    always, never = share([1.0] * (FEWEST - 1)), share([0.0] * 100)
    assert verdict(always, never, up_is_better=True, looked_at=1) == "not_distinguishable"


def test_more_looks_need_a_clearer_difference() -> None:
    one, other = share([1.0] * 27 + [0.0] * 13), share([1.0] * 17 + [0.0] * 23)
    assert verdict(one, other, up_is_better=True, looked_at=1) == "better"
    assert verdict(one, other, up_is_better=True, looked_at=40) == "not_distinguishable"


@pytest.mark.parametrize("conversations", [40, 2 * MANY])
def test_versions_that_are_the_same_are_seldom_told_apart(conversations: int) -> None:
    draw = np.random.default_rng(7)
    told = [
        verdict(
            share(draw.integers(0, 2, conversations).astype(float).tolist()),
            share(draw.integers(0, 2, conversations).astype(float).tolist()),
            up_is_better=True,
            looked_at=7,
        )
        for _ in range(60)
    ]
    assert told.count("not_distinguishable") >= 57


def test_many_conversations_are_measured_as_few_are() -> None:
    rights = [1.0, 0.0, 0.0] * ((MANY + 2) // 3)
    drawn, normal = interval(share(rights[: MANY - 3])), interval(share(rights))
    assert drawn is not None
    assert normal is not None
    assert drawn == pytest.approx(normal, abs=0.01)


# ---- what is measured ------------------------------------------------------------------------------------------------


def test_each_version_is_held_against_the_one_in_production() -> None:
    bad = replace(ONE, version="shopping_agent@1", outcomes={"answered": 1, "fallback": 3})
    told = outcomes(shop(v1=[bad] * 40, v2=[ONE] * 40), "shopping_agent", 30)
    assert told["against"] == "2"
    first, second = told["versions"]
    assert (first["version"], second["version"]) == ("1", "2")
    assert first["measures"]["answered"]["value"] == 0.25
    assert first["measures"]["answered"]["verdict"] == first["measures"]["fallback"]["verdict"] == "worse"
    assert second["measures"]["answered"]["verdict"] is None
    assert first["measures"]["total"]["value"] == 1_000.0
    assert first["measures"]["conversations"]["value"] == 40
    assert set(told["measures"]) == set(first["measures"])


def test_without_conversations_in_production_the_busiest_is_the_yardstick() -> None:
    told = outcomes(shop(v1=[ONE] * 3, v7=[ONE] * 9), "shopping_agent", 7)
    assert told["against"] == "7"
    assert outcomes(shop(), "shopping_agent", 7) == {"versions": [], "measures": told["measures"], "against": None}


def test_what_was_declined_or_answered_by_a_person_is_not_held_against_the_assistant() -> None:
    one = replace(ONE, outcomes={"answered": 2, "refused": 1, "with_person": 1})
    told = outcomes(shop(v2=[one] * 2), "shopping_agent", 7)
    assert told["versions"][0]["measures"]["answered"]["value"] == 1.0


def test_what_nobody_said_is_not_measured() -> None:
    measures = outcomes(shop(v2=[ONE] * 12), "shopping_agent", 7)["versions"][0]["measures"]
    for name in ("thumbs_up", "mood"):
        assert (measures[name]["value"], measures[name]["low"]) == (None, None)
    moody = outcomes(shop(v2=[replace(ONE, mood=-0.5), replace(ONE, mood=0.0), ONE]), "shopping_agent", 7)
    assert moody["versions"][0]["measures"]["mood"]["value"] == -0.25


def test_a_share_is_never_more_than_all() -> None:
    odd = replace(ONE, repaired=9, dropped=3, hand_offs=4, helpful=2, unhelpful=1)
    measures = outcomes(shop(v2=[odd] * 12), "shopping_agent", 7)["versions"][0]["measures"]
    for one in MEASURES:
        if one.unit == "share":
            assert 0 <= measures[one.name]["low"] <= measures[one.name]["value"] <= measures[one.name]["high"] <= 1
