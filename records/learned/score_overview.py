"""What the scores of one day come to, counted by the database: no row of a customer is read that is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, select
from sqlalchemy.orm import Session

from records.database import Database
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptScore
from records.learned.tables import LoyaltyScoreRow
from records.vault.vault import PLAIN, Vault

BINS = 10
"""Bars of a histogram, each a tenth of the range; what equals an upper bound is counted in the next, the last keeps its
own."""
_HIGHEST = {"loyalty": 100, "value": 100, "risk": 1}
_PAGE = 500


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """All customers of one day in numbers.

    `tiers`, `groups` (like the Net Promoter Score's) and `actions` count customers by word. `loyalty`, `value` and
    `risk` are histograms of `BINS` bars over 0 to 100, 0 to 100 and 0 to 1. `loyalty_mean` and `width_mean`, how far
    apart the ends of the loyalty interval are, are in points; both 0 without customers.
    """

    as_of: datetime
    customers: int
    tiers: Mapping[str, int]
    groups: Mapping[str, int]
    actions: Mapping[str, int]
    loyalty: tuple[int, ...]
    value: tuple[int, ...]
    risk: tuple[int, ...]
    loyalty_mean: float
    width_mean: float


class ScoreOverview:
    """Counts scores in a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._scores = database, LoyaltyScores(database, vault)

    def days(self, limit: int = 60) -> tuple[datetime, ...]:
        """The newest days on which customers were scored, newest first; each is one step in an index."""
        found: list[datetime] = []
        newest = select(func.max(LoyaltyScoreRow.as_of))
        with self._database.reading() as session:
            while len(found) < limit:
                before = newest.where(LoyaltyScoreRow.as_of < found[-1]) if found else newest
                if (day := session.scalar(before)) is None:
                    break
                found.append(day)
        return tuple(found)

    def summary(self, as_of: datetime) -> ScoreSummary:
        """The day's customers in numbers; all 0 for a day that was not scored."""
        rows = LoyaltyScoreRow
        words = (rows.tier, rows.recommender, rows.action)
        sums = (func.sum(rows.loyalty), func.sum(rows.loyalty_high - rows.loyalty_low))
        counted = select(*words, func.count(), *sums).where(rows.as_of == as_of).group_by(*words)
        with self._database.reading() as session:
            found = session.execute(counted).all()
            bars = {name: _histogram(session, as_of, name) for name in _HIGHEST}
        customers = sum(row[3] for row in found)
        return ScoreSummary(
            as_of=as_of,
            customers=customers,
            tiers=_by_word(found, 0),
            groups=_by_word(found, 1),
            actions=_by_word(found, 2),
            loyalty=bars["loyalty"],
            value=bars["value"],
            risk=bars["risk"],
            loyalty_mean=float(sum(row[4] for row in found)) / max(1, customers),
            width_mean=float(sum(row[5] for row in found)) / max(1, customers),
        )

    def tiers(self, as_of: datetime) -> Mapping[str, int]:
        """How many customers were in each tier on a day."""
        rows = LoyaltyScoreRow
        counted = select(rows.tier, func.count()).where(rows.as_of == as_of).group_by(rows.tier)
        with self._database.reading() as session:
            return {row[0]: row[1] for row in session.execute(counted)}

    def at_stake(self, as_of: datetime, limit: int = 10) -> tuple[KeptScore, ...]:
        """The customers with the highest risk times value of a day, highest first; by id where it is the same."""
        rows = LoyaltyScoreRow
        worst = select(rows.customer_id).where(rows.as_of == as_of, rows.value > 0)
        worst = worst.order_by((rows.risk * rows.value).desc(), rows.customer_id).limit(limit)
        with self._database.reading() as session:
            ids = list(session.scalars(worst))
        return self._of(as_of, ids)

    def advised(self, as_of: datetime, action: str) -> Iterator[KeptScore]:
        """The day's customers for whom one action is suggested, by id, read page by page."""
        rows, last = LoyaltyScoreRow, ""
        theirs = select(rows.customer_id).where(rows.as_of == as_of, rows.action == action)
        while True:
            with self._database.reading() as session:
                page = theirs.where(rows.customer_id > last).order_by(rows.customer_id).limit(_PAGE)
                ids = list(session.scalars(page))
            if not ids:
                return
            yield from self._of(as_of, ids)
            last = ids[-1]

    def _of(self, as_of: datetime, ids: list[str]) -> tuple[KeptScore, ...]:
        """Their scores, in the order of `ids`; one erased meanwhile is left out."""
        found = {one.customer_id: one for one in self._scores.of_day_and_ids(as_of, ids)}
        return tuple(found[id] for id in ids if id in found)


def _histogram(session: Session, as_of: datetime, name: str) -> tuple[int, ...]:
    column, highest = getattr(LoyaltyScoreRow, name), _HIGHEST[name]
    bar: ColumnElement[int] = case(
        *((column < highest * edge / BINS, literal_column(str(edge - 1))) for edge in range(1, BINS)),
        else_=literal_column(str(BINS - 1)),
    ).label("bar")
    counted = select(bar, func.count()).where(LoyaltyScoreRow.as_of == as_of).group_by(literal_column("bar"))
    counts = {int(edge): count for edge, count in session.execute(counted)}
    return tuple(counts.get(edge, 0) for edge in range(BINS))


def _by_word(rows: Any, position: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[position]] = counts.get(row[position], 0) + row[3]
    return counts
