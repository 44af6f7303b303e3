"""What conversations come to over a span of time, counted by the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from records.database import Database
from records.learned.nouns import KeptSignal
from records.learned.tables import ConversationReadingRow, SignalRow
from records.tables import ConversationRow, OrderLineRow
from records.vault.sealing import opened
from records.vault.vault import PLAIN, Vault

_NEWEST = 200
"""Quotes are the strongest of so many newest."""
_SPARE = 4
_OPEN = ("unresolved", "complaint")
"""The kinds of signal that tell what an unresolved conversation is about."""
_OF_A_SIGNAL = tuple(column for column in SignalRow.__table__.c)


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` until just before `until`, both aware."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class TalkCount:
    """The conversations that ended on one day (UTC), for one reason, resolved or not.

    `mood` and `satisfaction` are sums over those of them where it could be told, `moods` and `satisfied`.
    """

    day: date
    contact_reason: str
    unresolved: bool
    conversations: int
    turns: int
    moods: int
    mood: float
    satisfied: int
    satisfaction: float


@dataclass(frozen=True, slots=True)
class SignalCount:
    """How often one kind of signal was heard, about one aspect and product; None where none was named."""

    kind: str
    aspect: str | None
    product_id: str | None
    count: int


@dataclass(frozen=True, slots=True)
class HeardCount:
    """How often one kind of signal was heard on one day (UTC)."""

    day: date
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """One signal and who said it; `customer_id` None for a guest."""

    conversation_id: str
    customer_id: str | None
    signal: KeptSignal


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A conversation that ended unresolved, and the words that say so, where any do."""

    conversation_id: str
    customer_id: str | None
    ended_at: datetime
    contact_reason: str
    satisfaction: float | None
    quotes: tuple[str, ...]


class TalkOverview:
    """Counts readings and signals in a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._vault = database, vault

    def by_day(self, span: Span) -> tuple[TalkCount, ...]:
        """Conversations by the day they ended, their reason and whether they were resolved, in the order of days."""
        rows = ConversationReadingRow
        day: ColumnElement[Any] = func.date(rows.ended_at)
        keys = (day, rows.contact_reason, rows.unresolved)
        told = (func.count(), func.sum(rows.turns), func.count(rows.mood), func.coalesce(func.sum(rows.mood), 0.0))
        satisfied = (func.count(rows.satisfaction), func.coalesce(func.sum(rows.satisfaction), 0.0))
        counted = select(*keys, *told, *satisfied).where(*_within(rows.ended_at, span)).group_by(*keys)
        with self._database.reading() as session:
            found = session.execute(counted.order_by(day, rows.contact_reason, rows.unresolved)).all()
        return tuple(_talk_count(*row) for row in found)

    def by_aspect(self, span: Span, kinds: Collection[str] = ("complaint", "praise")) -> tuple[SignalCount, ...]:
        """How often each kind was heard about each aspect, most often first."""
        rows = SignalRow
        counted = select(rows.kind, rows.aspect, func.count().label("n")).where(*_heard(span, kinds))
        counted = counted.group_by(rows.kind, rows.aspect)
        with self._database.reading() as session:
            found = [SignalCount(kind, aspect, None, count) for kind, aspect, count in session.execute(counted)]
        return tuple(sorted(found, key=lambda one: (-one.count, one.kind, one.aspect or "")))

    def heard_by_day(
        self, span: Span, kinds: Collection[str] = ("complaint", "praise"), product_id: str | None = None
    ) -> tuple[HeardCount, ...]:
        """How often each kind was heard on each day, about one product where it is named; in the order of days."""
        rows = SignalRow
        day: ColumnElement[Any] = func.date(rows.at)
        counted = select(day, rows.kind, func.count()).where(*_heard(span, kinds))
        if product_id is not None:
            counted = counted.where(rows.product_id == product_id)
        with self._database.reading() as session:
            found = session.execute(counted.group_by(day, rows.kind).order_by(day, rows.kind)).all()
        return tuple(HeardCount(_date(one), kind, count) for one, kind, count in found)

    def of_products(
        self, span: Span, product_ids: Collection[str], kinds: Collection[str] = ("complaint", "praise")
    ) -> tuple[SignalCount, ...]:
        """How often each kind was heard about each aspect of some products, most often first."""
        rows = SignalRow
        columns = (rows.kind, rows.aspect, rows.product_id)
        counted = select(*columns, func.count()).where(*_heard(span, kinds), rows.product_id.in_(list(product_ids)))
        with self._database.reading() as session:
            found = [SignalCount(*row) for row in session.execute(counted.group_by(*columns))]
        return tuple(sorted(found, key=lambda one: (-one.count, one.kind, one.aspect or "", one.product_id or "")))

    def by_product(self, span: Span, kind: str = "complaint", limit: int = 10) -> tuple[SignalCount, ...]:
        """How often a kind was heard about the products it was heard of most, by aspect; most often first."""
        rows = SignalRow
        heard = (*_heard(span, [kind]), rows.product_id.is_not(None))
        most = select(rows.product_id).where(*heard).group_by(rows.product_id)
        most = most.order_by(func.count().desc(), rows.product_id).limit(limit)
        with self._database.reading() as session:
            products = list(session.scalars(most))
            counted = select(rows.product_id, rows.aspect, func.count()).where(*heard, rows.product_id.in_(products))
            found = session.execute(counted.group_by(rows.product_id, rows.aspect)).all()
        counts = [SignalCount(kind, aspect, product, count) for product, aspect, count in found]
        return tuple(sorted(counts, key=lambda one: (products.index(one.product_id), -one.count, one.aspect or "")))

    def quotes(
        self,
        span: Span,
        kind: str,
        *,
        aspect: str | None = None,
        product_id: str | None = None,
        limit: int = 3,
        unnamed: bool = False,
    ) -> tuple[Quoted, ...]:
        """The plainest of the newest signals of a kind, about an aspect or a product where these are named.

        `unnamed` asks for those that are about no aspect in particular.

        The same words of a conversation come once, though they may be about several aspects.
        """
        rows = SignalRow
        asked = [
            column == wanted for column, wanted in ((rows.aspect, aspect), (rows.product_id, product_id)) if wanted
        ]
        asked += [rows.aspect.is_(None)] if unnamed else []
        newest = select(rows.id).where(*_heard(span, [kind]), *asked).order_by(rows.at.desc()).limit(_NEWEST).subquery()
        found = select(*_OF_A_SIGNAL, ConversationRow.customer_id).join(newest, newest.c.id == rows.id)
        found = found.join(ConversationRow, ConversationRow.id == rows.conversation_id)
        plain = found.order_by((rows.strength * rows.confidence).desc(), rows.at.desc(), rows.id)
        with self._database.reading() as session:
            told = [dict(row) for row in session.execute(plain.limit(limit * _SPARE)).mappings()]
        once: dict[tuple[str, str], Quoted] = {}
        for one in map(self._quoted, told):
            once.setdefault((one.conversation_id, one.signal.quote), one)
        return tuple(once.values())[:limit]

    def unresolved(self, span: Span, limit: int = 10) -> tuple[OpenMatter, ...]:
        """The newest conversations that ended unresolved, newest first."""
        rows = ConversationReadingRow
        columns = (rows.conversation_id, ConversationRow.customer_id, rows.ended_at, rows.contact_reason)
        found = select(*columns, rows.satisfaction).join(ConversationRow, ConversationRow.id == rows.conversation_id)
        found = found.where(rows.unresolved.is_(True), *_within(rows.ended_at, span))
        with self._database.reading() as session:
            open_ones = session.execute(found.order_by(rows.ended_at.desc(), rows.conversation_id).limit(limit)).all()
            # Their kind is looked at here: a database that knows little of its rows would look for the kinds first.
            said = select(*_OF_A_SIGNAL).where(
                SignalRow.conversation_id.in_([row.conversation_id for row in open_ones])
            )
            heard = [dict(row) for row in session.execute(said.order_by(SignalRow.at, SignalRow.id)).mappings()]
        quotes: dict[str, list[str]] = {}
        for row in (one for one in heard if one["kind"] in _OPEN):
            quotes.setdefault(row["conversation_id"], []).append(opened(self._vault, SignalRow, row)["quote"])
        return tuple(OpenMatter(*row, tuple(dict.fromkeys(quotes.get(row.conversation_id, ())))) for row in open_ones)

    def newest_reader(self) -> str:
        """What read the conversation that ended last; empty where none was read."""
        rows = ConversationReadingRow
        with self._database.reading() as session:
            return session.scalar(select(rows.reader).order_by(rows.ended_at.desc()).limit(1)) or ""

    def titles(self, product_ids: Iterable[str]) -> Mapping[str, str]:
        """What products were called when they were ordered; those that nobody ordered are left out."""
        lines = OrderLineRow
        called = select(lines.product_id, func.max(lines.title)).where(lines.product_id.in_(set(product_ids)))
        with self._database.reading() as session:
            return {row[0]: row[1] for row in session.execute(called.group_by(lines.product_id))}

    def _quoted(self, row: dict[str, Any]) -> Quoted:
        customer, talk = row.pop("customer_id"), row["conversation_id"]
        values = opened(self._vault, SignalRow, row)
        kept = {name: value for name, value in values.items() if name not in ("id", "conversation_id")}
        return Quoted(talk, customer, KeptSignal(**kept))


def _talk_count(day: Any, reason: str, unresolved: bool, *figures: Any) -> TalkCount:
    conversations, turns, moods, mood, satisfied, satisfaction = figures
    sums = {"mood": float(mood), "satisfaction": float(satisfaction)}  # PostgreSQL sums exactly, into decimals
    return TalkCount(_date(day), reason, unresolved, conversations, turns, moods, satisfied=satisfied, **sums)


def _within(column: Any, span: Span) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= span.since, column < span.until


def _heard(span: Span, kinds: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return SignalRow.kind.in_(list(kinds)), *_within(SignalRow.at, span)


def _date(day: Any) -> date:
    """PostgreSQL answers with a date, SQLite with its text."""
    return date.fromisoformat(day) if isinstance(day, str) else day
