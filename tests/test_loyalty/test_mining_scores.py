"""Everybody is scored from what is kept of them, and the scores are kept under their day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loyalty.advice.nouns import Advice
from loyalty.mining.scoring_round import day_of, end_of, score_everybody
from loyalty.scores.nouns import CustomerScores
from records.consents import Consents
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.erasure.erasing import Eraser
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptReading, KeptSignal
from records.learned.readings import Readings
from records.nouns import Conversation, Customer, Order, OrderLine, Turn
from records.shop_ledger import ShopLedger

START = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 3, 1, 15, tzinfo=UTC)
COMPLAINT = "it came two weeks late"


class Generous:
    """Would give 10 to everybody whose id ends in an even number, and has 10 to give."""

    def advice(self, scores: CustomerScores) -> Advice:
        if int(scores.customer_id[-1]) % 2:
            return Advice("thank", "praise", "Thank them.", "感谢。")
        return Advice("offer", "generous", "Offer.", "优惠。", cost=10.0, gain=20.0)

    def within_budget(self, advice: Mapping[str, Advice]) -> Mapping[str, Advice]:
        first = min(advice, default="")
        nothing = Advice("leave_alone", "budget", "The budget is used up.", "预算已用完。")
        return {id: one if id == first else nothing for id, one in advice.items()}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Five customers with orders; C-1 complained; C-0 has bought nothing."""
    opened = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    opened.upgrade()
    ledger, log = ShopLedger(opened), SqlConversationLog(opened)
    line = OrderLine("KIT-1", "Kettle", 1, 40.0)
    for number in range(5):
        ledger.add_customer(Customer(f"C-{number}", f"Name {number}", f"{number}@example.com", "en", "Cork", START))
        for order in range(2 * number):
            at = START + timedelta(days=60 * order + number)
            ledger.add_order(Order(f"D-{number}-{order}", f"C-{number}", at, "delivered", "EUR", (line,)))
    log.start(Conversation("talk", NOW - timedelta(days=2), "C-1"))
    log.append(Turn("talk-0", "talk", 0, NOW - timedelta(days=2), COMPLAINT, "Sorry.", "en", "answered"))
    signal = KeptSignal(
        "talk-0", NOW - timedelta(days=2), "complaint", COMPLAINT, 0, len(COMPLAINT), 0.9, 0.9, "delivery"
    )
    turn = {"id": "talk-0", "position": 0, "at": (NOW - timedelta(days=2)).isoformat(), "label": "negative"}
    details = {"turns": [{**turn, "p": [0.9, 0.05, 0.05], "why": ""}], "satisfaction": None}
    at = NOW - timedelta(days=2)
    Readings(opened).keep(
        [KeptReading("talk", "C-1", at, "r", 1, at, -0.85, "steady", None, "complaint", True, details, (signal,))]
    )
    yield opened
    opened.close()


def _score(database: Database, as_of: datetime = NOW) -> LoyaltyScores:
    scores = LoyaltyScores(database)
    score_everybody(KnownCustomers(database), scores, Generous(), as_of, NOW)
    return scores


def test_everybody_has_a_score_of_the_day_in_words(database: Database) -> None:
    scores = _score(database)
    kept = list(scores.of_day(day_of(NOW)))
    assert [one.customer_id for one in kept] == [f"C-{number}" for number in range(5)]
    assert all(0 <= one.loyalty_low <= one.loyalty <= one.loyalty_high <= 100 for one in kept)
    assert all(one.risk == pytest.approx(1 - one.again, abs=1e-3) for one in kept)
    complained = kept[1].explanation
    assert COMPLAINT in json.dumps(complained)
    assert complained["base"] + sum(one["points"] for one in complained["reasons"]) == complained["score"]
    assert all(reason["text"]["en"] and reason["text"]["zh"] for reason in complained["reasons"])


def test_what_the_budget_does_not_cover_is_not_offered(database: Database) -> None:
    kept = {one.customer_id: one.action for one in _score(database).of_day(day_of(NOW))}
    assert kept == {"C-0": "offer", "C-1": "thank", "C-2": "leave_alone", "C-3": "thank", "C-4": "leave_alone"}


def test_a_score_of_an_earlier_day_knows_nothing_of_what_came_after(database: Database) -> None:
    earlier = NOW - timedelta(days=3)
    before = list(_score(database, earlier).of_day(day_of(earlier)))
    assert COMPLAINT not in json.dumps([one.explanation for one in before])
    ledger = ShopLedger(database)
    ledger.add_order(Order("D-late", "C-2", NOW - timedelta(days=1), "placed", "EUR", (OrderLine("K", "K", 9, 99.0),)))
    again = list(_score(database, earlier).of_day(day_of(earlier)))
    assert [one.loyalty for one in again] == [one.loyalty for one in before]
    assert [one.spend for one in again] == [one.spend for one in before]


def test_words_are_kept_of_the_last_round_only(database: Database) -> None:
    earlier = NOW - timedelta(days=3)
    _score(database, earlier)
    scores = _score(database)
    newest, older = scores.of_customer("C-1")
    assert newest.explanation
    assert not older.explanation
    assert scores.days() == (day_of(NOW), day_of(earlier))


def test_a_round_of_an_earlier_day_keeps_the_words_of_the_newest_only(database: Database) -> None:
    _score(database)
    newest, older = _score(database, NOW - timedelta(days=1)).of_customer("C-1")
    assert newest.explanation
    assert not older.explanation


def test_who_was_not_known_yet_has_no_score_of_that_day(database: Database) -> None:
    ShopLedger(database).add_customer(Customer("C-9", "Name 9", "9@example.com", "en", "Cork", NOW))
    earlier = NOW - timedelta(days=3)
    assert "C-9" not in [one.customer_id for one in _score(database, earlier).of_day(day_of(earlier))]
    assert "C-9" in [one.customer_id for one in _score(database).of_day(day_of(NOW))]


def test_long_before_anybody_was_known_nobody_is_scored(database: Database) -> None:
    ancient = datetime(1, 1, 1, tzinfo=UTC)
    assert list(_score(database, ancient).of_day(ancient)) == []


def test_an_erased_customer_is_in_no_round_any_more(database: Database) -> None:
    scores = _score(database)
    Eraser(database).erase("C-1", by="shell")
    assert [one.customer_id for one in _score(database).of_day(day_of(NOW))] == ["C-0", "C-2", "C-3", "C-4"]
    assert scores.of_customer("C-1") == ()


@pytest.mark.parametrize("how", ["deleted", "refused"])
def test_words_that_go_while_a_round_runs_are_quoted_in_nothing_it_keeps(database: Database, how: str) -> None:
    class Meanwhile(Generous):
        def advice(self, scores: CustomerScores) -> Advice:
            if how == "deleted":
                SqlConversationLog(database).delete("talk")
            else:
                Consents(database).withdraw("C-1", "learning", "chat")
            return super().advice(scores)

    scores = LoyaltyScores(database)
    assert score_everybody(KnownCustomers(database), scores, Meanwhile(), NOW, NOW) == 5
    assert scores.of_customer("C-1")[0].explanation == {}
    assert scores.of_customer("C-2")[0].explanation != {}


def test_an_empty_shop_is_scored_without_a_fault(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    opened.upgrade()
    assert list(_score(opened).of_day(day_of(NOW))) == []
    opened.close()


def test_a_day_ends_before_the_next_begins() -> None:
    assert day_of(end_of(day_of(NOW))) == day_of(NOW)
    assert day_of(end_of(day_of(NOW)) + timedelta(microseconds=1)) == day_of(NOW) + timedelta(days=1)


def test_a_small_shop_says_that_its_points_are_the_shipped_ones(database: Database) -> None:
    kept = list(_score(database).of_day(day_of(NOW)))
    assert [one.explanation["leaving_points"] for one in kept] == [{"used": "shipped", "gain": None}] * 5
