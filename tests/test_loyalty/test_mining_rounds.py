"""The site's rounds: when they mine, when they score, and that a fault does not end them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from loyalty.errors import SentimentModelMissing
from loyalty.mining.job import Mined
from loyalty.mining.rounds import FIRST_AFTER_SECONDS, keep_rounds, mining_in_background
from records.errors import DatabaseUnreachable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Work:
    """Notes what it is asked to do; each `mine` takes the next of what was found."""

    def __init__(self, *found: int | Exception) -> None:
        self.found, self.done = list(found), list[str]()

    def mine(self, *, stop: Callable[[], bool]) -> Mined:
        self.done.append("mine")
        found = self.found.pop(0)
        if isinstance(found, Exception):
            raise found
        return Mined(found, found, 0)

    def score(self) -> int:
        self.done.append("score")
        return self.scored()

    def scored(self) -> int:
        return 1


class Waits:
    """Lets so many rounds come, each so many hours after the last; keeps the seconds it was asked to wait."""

    def __init__(self, rounds: int, hours: float = 0.25) -> None:
        self.left, self.hours, self.now, self.seconds = rounds, hours, NOON, list[float]()

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        self.left -= 1
        self.now += timedelta(hours=self.hours)
        return self.left < 0


def _rounds(work: Work, waits: Waits) -> list[str]:
    keep_rounds(lambda: work, 900.0, lambda: waits.now, waits, lambda: False)
    return work.done


def test_the_first_round_scores_and_later_ones_where_something_was_said() -> None:
    assert _rounds(Work(0, 0, 3), Waits(3)) == ["mine", "score", "mine", "mine", "score"]


def test_a_new_day_is_scored_though_nobody_said_anything() -> None:
    assert _rounds(Work(0, 0), Waits(2, hours=24)) == ["mine", "score", "mine", "score"]


def test_the_first_shoppers_come_first() -> None:
    waits = Waits(2)
    _rounds(Work(0, 0), waits)
    assert waits.seconds == [FIRST_AFTER_SECONDS, 900.0, 900.0]


@pytest.mark.parametrize(
    "fault", [DatabaseUnreachable("No room.", "x"), SentimentModelMissing("No model.", "x"), ValueError("A bug.")]
)
def test_a_fault_is_told_and_made_up_for(fault: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert _rounds(Work(fault, 0), Waits(2)) == ["mine", "mine", "score"]
    assert str(fault) in caplog.text


def test_scores_that_failed_are_made_up_for_though_nothing_more_was_said() -> None:
    class Failing(Work):
        def scored(self) -> int:
            if self.done.count("score") == 2:
                raise DatabaseUnreachable("No room.", "x")
            return 1

    assert _rounds(Failing(0, 3, 0), Waits(3)) == ["mine", "score", "mine", "score", "mine", "score"]


def test_scoring_past_midnight_does_not_stand_for_the_day_that_has_come() -> None:
    waits = Waits(2)

    class Slow(Work):
        def scored(self) -> int:
            waits.now += timedelta(hours=12)
            return 1

    assert _rounds(Slow(0, 0), waits) == ["mine", "score", "mine", "score"]


def test_a_site_that_closes_stops_the_thread_and_opens_no_model() -> None:
    opened = Event()

    def _open() -> Work:
        opened.set()
        return Work()

    with mining_in_background(_open, 900.0, lambda: NOON):
        pass
    with mining_in_background(_open, 0.0, lambda: NOON):
        pass
    assert not opened.is_set()
