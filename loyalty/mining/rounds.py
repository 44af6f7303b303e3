"""Mines and scores while the site runs: what was said every few minutes, everybody once a day."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread
from typing import Protocol

from loyalty.errors import OperatorLoyaltyError
from loyalty.mining.job import Mined
from loyalty.mining.scoring_round import day_of
from records.errors import RecordsError

logger = logging.getLogger(__name__)

FIRST_AFTER_SECONDS = 60.0
"""The first shoppers come before the first round."""
Wait = Callable[[float], bool]
"""Waits for so many seconds; True, at once, when there is to be no further round."""


class LoyaltyWork(Protocol):
    """What a round does."""

    def mine(self, *, stop: Callable[[], bool]) -> Mined:
        """Reads what was said since the last time."""
        ...

    def score(self) -> int:
        """Scores everybody; how many there were."""
        ...


def keep_rounds(
    opened: Callable[[], LoyaltyWork],
    every_seconds: float,
    now: Callable[[], datetime],
    wait: Wait,
    stop: Callable[[], bool],
) -> None:
    """Rounds until `wait` says that it is over; one that fails is told in the log and made up for by the next.

    `opened` gives what does the work, with its models, in the first round: a site starts without waiting for them.
    Everybody is scored in the first round, in the first of each day, and in one that found new words.
    """
    scored_on: datetime | None = None
    pause = FIRST_AFTER_SECONDS
    while not wait(pause):
        pause = every_seconds
        try:
            work = opened()
            mined = work.mine(stop=stop)
            today = day_of(now())
            if not stop() and (mined.conversations or scored_on != today):
                scored_on = None  # should scoring fail, the next round scores whatever it finds
                logger.info("%d conversations were read and %d customers scored", mined.conversations, work.score())
                scored_on = today
        except (RecordsError, OperatorLoyaltyError) as fault:
            logger.warning("What was said could not be read and is tried again later: %s", fault)
        # Whatever else went wrong is a mistake of ours, and one odd text must not end the rounds for good.
        except Exception:
            logger.exception("What was said could not be read and is tried again later")


@contextmanager
def mining_in_background(
    opened: Callable[[], LoyaltyWork], every_seconds: float, now: Callable[[], datetime]
) -> Iterator[None]:
    """Keeps the rounds in a thread of their own until the block ends; what is under way is waited for.

    That is a page that is being read, or all of the scoring. No round at all where `every_seconds` is 0.
    """
    over = Event()
    thread = Thread(
        target=keep_rounds, args=(opened, every_seconds, now, over.wait, over.is_set), name="loyalty", daemon=True
    )
    if every_seconds:
        thread.start()
    try:
        yield
    finally:
        over.set()
        if every_seconds:
            thread.join()
