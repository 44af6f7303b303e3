"""Everything a shop does with loyalty, over its records: mine, score, look up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from loyalty.advice.nouns import Adviser
from loyalty.errors import OperatorLoyaltyError
from loyalty.mining.job import ConversationReader, Mined, Progress, mine
from loyalty.mining.scoring_round import day_of, end_of, score_everybody
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptScore
from records.learned.readings import Readings
from records.learned.score_days import ScoreDays
from records.learned.unread import UnreadConversations


@dataclass(frozen=True, slots=True)
class ShopLoyalty:
    """Mines and scores one shop; every call may raise `DatabaseFault`."""

    unread: UnreadConversations
    readings: Readings
    known: KnownCustomers
    scores: LoyaltyScores
    reader: ConversationReader
    adviser: Adviser
    now: Callable[[], datetime]
    days: ScoreDays | None = None
    """What counts each scored day for whoever looks at it; without it the first look counts."""

    def mine(self, progress: Progress | None = None, *, stop: Callable[[], bool] = lambda: False) -> Mined:
        """Reads what was said and not read yet."""
        return mine(self.unread, self.readings, self.reader, progress, stop=stop)

    def score(self, progress: Progress | None = None, *, day: datetime | None = None) -> int:
        """Scores everybody as of now, or as of the end of an earlier day; how many customers were known then.

        Raises:
            OperatorLoyaltyError: the day has not come yet.
        """
        now = self.now()
        if day is not None and day_of(day) > day_of(now):
            raise OperatorLoyaltyError(
                f"{day.date()} has not come yet; give today, {now.date()} UTC, or an earlier day."
            )
        as_of = now if day is None else min(now, end_of(self.day(day)))
        scored = score_everybody(self.known, self.scores, self.adviser, as_of, now, progress)
        if self.days is not None:
            self.days.numbers(day_of(as_of))
        return scored

    def day(self, moment: datetime | None = None) -> datetime:
        """The day under which scores of a moment, or of now, are kept."""
        return day_of(moment or self.now())

    def newest(self, customer_id: str) -> KeptScore | None:
        """The newest score of a customer; None where nobody has scored them."""
        return next(iter(self.scores.of_customer(customer_id)), None)
