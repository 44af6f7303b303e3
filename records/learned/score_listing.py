"""Customers of one scored day in the order that is asked for, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Integer, and_, cast, func, or_, select

from records.database import Database
from records.erasure.erased import batches
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptScore
from records.learned.tables import LoyaltyScoreRow
from records.vault.vault import PLAIN, Vault

Order = Literal["stake", "risk", "value", "loyalty", "customer"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""`stake` is risk times value."""
CELLS = 20
"""Bars of the map of risk and value on either side."""
_ROW = LoyaltyScoreRow
_COLUMNS: MappingProxyType[Order, Any] = MappingProxyType(
    {
        "stake": _ROW.risk * _ROW.value,
        "risk": _ROW.risk,
        "value": _ROW.value,
        "loyalty": _ROW.loyalty,
        "customer": _ROW.customer_id,
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers of a day: those for whom all that is given holds; `risk` and `value` are lower and upper bound.

    `ids` are the only ones that come into question; None: all.
    """

    tier: str | None = None
    group: str | None = None
    action: str | None = None
    risk: tuple[float, float] = (0.0, 1.0)
    value: tuple[float, float] = (0.0, 100.0)
    ids: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the last customer, and the figure by which they stood there."""

    figure: float | str
    customer_id: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How many customers are between two risks and two values; both count from 0 to `CELLS` - 1."""

    risk: int
    value: int
    customers: int


class ScoreListing:
    """Lists scores in a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._scores = database, LoyaltyScores(database, vault)
        self._rounds = database.engine.dialect.name != "sqlite"

    def page(
        self, as_of: datetime, wanted: Wanted, order: Order, *, down: bool, after: Place | None, limit: int
    ) -> tuple[tuple[KeptScore, ...], Place | None]:
        """At most `limit` scores after a place, and the place where they end; None there is no more."""
        by, id = _COLUMNS[order], _ROW.customer_id
        found = select(by, id).where(*_conditions(as_of, wanted))
        if after is not None:
            further = by < after.figure if down else by > after.figure
            found = found.where(or_(further, and_(by == after.figure, id > after.customer_id)))
        ordered = found.order_by(by.desc() if down else by, id).limit(limit + 1)
        with self._database.reading() as session:
            rows = session.execute(ordered).all()
        ids = [row[1] for row in rows[:limit]]
        by_id = {one.customer_id: one for one in self._scores.of_day_and_ids(as_of, ids)}
        last = Place(_figure(rows[limit - 1][0]), ids[-1]) if len(rows) > limit else None
        return tuple(by_id[id] for id in ids if id in by_id), last

    def count(self, as_of: datetime, wanted: Wanted) -> int:
        """How many customers there are."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(*_conditions(as_of, wanted))) or 0

    def cells(self, as_of: datetime, wanted: Wanted) -> tuple[Cell, ...]:
        """The same customers on a map of risk and value, without the places where nobody stands."""
        risk, value = self._bar(_ROW.risk, 1), self._bar(_ROW.value, 100)
        counted = select(risk, value, func.count()).where(*_conditions(as_of, wanted)).group_by(risk, value)
        cells: dict[tuple[int, int], int] = {}
        with self._database.reading() as session:
            for one, other, customers in session.execute(counted):
                place = min(CELLS - 1, int(one)), min(CELLS - 1, int(other))
                cells[place] = cells.get(place, 0) + customers
        return tuple(Cell(*place, customers) for place, customers in sorted(cells.items()))

    def _bar(self, column: Any, highest: int) -> ColumnElement[int]:
        """Which bar a figure stands in: made whole, SQLite cuts what PostgreSQL would round."""
        bar = column * CELLS / highest
        return cast(func.floor(bar) if self._rounds else bar, Integer)


def _conditions(as_of: datetime, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_ROW.as_of == as_of]
    for column, word in ((_ROW.tier, wanted.tier), (_ROW.recommender, wanted.group), (_ROW.action, wanted.action)):
        if word:
            found.append(column == word)
    for figure, (low, high), most in ((_ROW.risk, wanted.risk, 1.0), (_ROW.value, wanted.value, 100.0)):
        if low > 0:
            found.append(figure >= low)
        if high < most:
            found.append(figure <= high)
    if wanted.ids is not None:
        found.append(or_(*(_ROW.customer_id.in_(batch) for batch in batches(wanted.ids)), _ROW.customer_id.in_([])))
    return found


def _figure(value: Any) -> float | str:
    return value if isinstance(value, str) else float(value)
