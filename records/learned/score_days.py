"""The scores of a day in numbers, counted once and kept: what a desk shows before anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from records.database import Database
from records.learned.score_overview import ScoreOverview, ScoreSummary
from records.learned.tables import LoyaltyScoreRow, ScoreDayRow
from records.vault.vault import PLAIN, Vault

_SURE = 0.999
"""Whoever is surer than this not to buy is not asked what they would spend if they did: it would be anything."""


@dataclass(frozen=True, slots=True)
class TierSpend:
    """What a tier's customers are expected to spend within the horizon, in major units.

    `expected` as things stand; `if_back` if each of them bought: what is expected, over the probability that they buy.
    """

    expected: float = 0.0
    if_back: float = 0.0


@dataclass(frozen=True, slots=True)
class TierMove:
    """How many customers of one tier were in another on the day scored before."""

    before: str
    now: str
    customers: int


@dataclass(frozen=True, slots=True)
class DayInNumbers:
    """A scored day: its summary, what each tier is expected to spend, and who moved since the day scored `before`.

    `before` is None on the first scored day; then nobody moved. `moves` has only those whose tier is another.
    """

    summary: ScoreSummary
    spend: Mapping[str, TierSpend]
    before: datetime | None = None
    moves: tuple[TierMove, ...] = ()


class ScoreDays:
    """Counts days in a database that has been upgraded, and keeps what it counted; may raise `DatabaseFault`.

    What is kept of a day holds while as many customers have a score of it: who is erased is not counted any more, and
    `LoyaltyScores.keep` lets go of what was counted of the days that it writes.
    """

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._overview = database, ScoreOverview(database, vault)

    def numbers(self, as_of: datetime) -> DayInNumbers:
        """The day in numbers; all 0 for a day that was not scored."""
        with self._database.reading() as session:
            row = session.get(ScoreDayRow, as_of)
            there = session.scalar(select(func.count()).where(LoyaltyScoreRow.as_of == as_of)) or 0
        if row is not None and row.customers == there:
            return _from_json(as_of, row.counted)
        counted = self._counted(as_of)
        if counted.summary.customers:
            self._keep(counted)
        return counted

    def course(self, days: Sequence[datetime]) -> tuple[tuple[datetime, Mapping[str, int]], ...]:
        """The tiers of each day, in the order given; as they were counted on the day, where that is kept."""
        found = select(ScoreDayRow.as_of, ScoreDayRow.counted).where(ScoreDayRow.as_of.in_(list(days)))
        with self._database.reading() as session:
            kept = {as_of: dict(counted["summary"]["tiers"]) for as_of, counted in session.execute(found)}
        return tuple((day, kept[day] if day in kept else self._overview.tiers(day)) for day in days)

    def _counted(self, as_of: datetime) -> DayInNumbers:
        rows = LoyaltyScoreRow
        with self._database.reading() as session:
            before = session.scalar(select(func.max(rows.as_of)).where(rows.as_of < as_of))
        return DayInNumbers(self._overview.summary(as_of), self._spend(as_of), before, self._moves(before, as_of))

    def _spend(self, as_of: datetime) -> dict[str, TierSpend]:
        rows = LoyaltyScoreRow
        if_back = case((rows.risk < _SURE, rows.spend / (1 - rows.risk)), else_=rows.spend)
        summed = select(rows.tier, func.sum(rows.spend), func.sum(if_back)).where(rows.as_of == as_of)
        with self._database.reading() as session:
            found = session.execute(summed.group_by(rows.tier)).all()
        return {tier: TierSpend(round(float(spend), 2), round(float(back), 2)) for tier, spend, back in found}

    def _moves(self, before: datetime | None, as_of: datetime) -> tuple[TierMove, ...]:
        if before is None:
            return ()
        # Not as a join: a database would read a whole row for each of yesterday's tiers.
        tiers = select(LoyaltyScoreRow.customer_id, LoyaltyScoreRow.tier)
        with self._database.reading() as session:
            then = {row[0]: row[1] for row in session.execute(tiers.where(LoyaltyScoreRow.as_of == before))}
            now = session.execute(tiers.where(LoyaltyScoreRow.as_of == as_of))
            counts = Counter((then[id], tier) for id, tier in now if then.get(id, tier) != tier)
        found = [TierMove(*tiers, customers) for tiers, customers in counts.items()]
        return tuple(sorted(found, key=lambda one: (-one.customers, one.before, one.now)))

    def _keep(self, counted: DayInNumbers) -> None:
        as_of = counted.summary.as_of
        row = {"as_of": as_of, "customers": counted.summary.customers, "counted": _as_json(counted)}
        # Whoever counted the same day meanwhile has kept the same.
        with suppress(IntegrityError), self._database.writing() as session:
            session.execute(delete(ScoreDayRow).where(ScoreDayRow.as_of == as_of))
            session.execute(insert(ScoreDayRow), [row])


def _as_json(counted: DayInNumbers) -> dict[str, Any]:
    told = asdict(counted)
    del told["summary"]["as_of"]
    return {**told, "before": counted.before and counted.before.isoformat()}


def _from_json(as_of: datetime, told: Mapping[str, Any]) -> DayInNumbers:
    summary: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in told["summary"].items()
    }
    before = told["before"]
    return DayInNumbers(
        summary=ScoreSummary(as_of, **summary),
        spend=MappingProxyType({tier: TierSpend(**one) for tier, one in told["spend"].items()}),
        before=datetime.fromisoformat(before) if before else None,
        moves=tuple(TierMove(**one) for one in told["moves"]),
    )
