"""A scoring round refits the leaving points where the shop is large enough to learn from, and says which it used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from loyalty.advice.nouns import Advice
from loyalty.mining import scoring_round
from loyalty.mining.keeping import kept_reading
from loyalty.mining.scoring_round import day_of, score_everybody
from loyalty.scores.nouns import CustomerScores
from loyalty.scores.refit import Refit
from loyalty.scores.scorecard import LEAVING, load_scorecard
from records.learned.nouns import KeptScore, KnownCustomer
from tests.support.loyalty_histories import NOW, ago, order, signal, talk


class Silent:
    """Advises nothing."""

    def advice(self, scores: CustomerScores) -> Advice:
        return Advice("leave_alone", "silent", "Nothing to do.", "无需行动。")

    def within_budget(self, advice: Mapping[str, Advice]) -> Mapping[str, Advice]:
        return advice


class InMemory:
    """Customers as the records would give them, and the scores that were kept."""

    def __init__(self, customers: Sequence[KnownCustomer]) -> None:
        self._customers = {one.id: one for one in customers}
        self.kept: dict[str, KeptScore] = {}

    def ids(self) -> Sequence[str]:
        return list(self._customers)

    def customers(self, ids: Sequence[str]) -> list[KnownCustomer]:
        return [self._customers[id] for id in ids]

    def keep(self, scores: Sequence[KeptScore], quoted: object = ()) -> int:
        self.kept.update({one.customer_id: one for one in scores})
        return len(scores)

    def forget_words_but_newest(self) -> None:
        """Nothing older is kept."""


def _talker(number: int) -> KnownCustomer:
    """Buys every 30 days until they complain, and then never again."""
    id, complained = f"C-{number}", 5 + (number * 37) % 400
    orders = [order(days, owner=id) for days in range(number % 30, 480, 30) if days > complained]
    reading = kept_reading(talk(complained, signal("complaint", complained), mood=-0.5, id=f"H-{number}"), "r")
    return KnownCustomer(id, "en", ago(700), tuple(orders[::-1]), readings=(replace(reading, customer_id=id),))


def _quiet(number: int) -> KnownCustomer:
    """Buys every 30 days; every fourth has stopped at some time, without a word."""
    last = (number * 53) % 400 if number % 4 == 0 else 0
    orders = [order(days, owner=f"Q-{number}") for days in range(number % 30, 480, 30) if days >= last]
    return KnownCustomer(f"Q-{number}", "en", ago(700), tuple(orders[::-1]))


PEOPLE = (*map(_talker, range(110)), *map(_quiet, range(110)))


def _scored_in_memory(as_of: datetime = NOW) -> dict[str, KeptScore]:
    shop = InMemory(PEOPLE)
    score_everybody(shop, shop, Silent(), as_of, NOW, horizon_days=60)  # type: ignore[arg-type]
    return shop.kept


def test_a_large_enough_shop_learns_that_what_is_said_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = _scored_in_memory()
    told = {json.dumps(one.explanation["leaving_points"]) for one in kept.values()}
    points = json.loads(told.pop())
    assert not told
    assert points["used"] == "refitted"
    assert 0 < points["gain"][1] < points["gain"][0] < points["gain"][2]
    assert all(one.risk == pytest.approx(1 - one.again, abs=1e-3) for one in kept.values())
    shipped = Refit(load_scorecard(LEAVING), False, 0, None, None, (0.0, 0.0, 0.0), "")
    monkeypatch.setattr(scoring_round, "refit_leaving", lambda *_: shipped)
    before = _scored_in_memory()
    lately = [one.id for one in PEOPLE if one.readings and one.readings[0].started_at > ago(40)]
    assert lately
    assert all(kept[id].risk > before[id].risk for id in lately)


def test_all_rounds_of_a_day_use_the_same_points(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []
    shipped = Refit(load_scorecard(LEAVING), False, 0, None, None, (0.0, 0.0, 0.0), "")
    monkeypatch.setattr(scoring_round, "refit_leaving", lambda _, at, __: asked.append(at) or shipped)
    for at in (day_of(NOW) + timedelta(hours=1), NOW):
        _scored_in_memory(at)
    assert asked == [day_of(NOW)] * 2
