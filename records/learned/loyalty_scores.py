"""Keeps what was to be said of customers, one score a customer and day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from records.carts import cart_owner
from records.database import Database
from records.erasure.erased import batches, erased_among
from records.errors import SubjectErased
from records.learned.nouns import KeptScore
from records.learned.quotes import empty_explanations
from records.learned.refusals import learnable
from records.learned.tables import LoyaltyScoreRow, ScoreDayRow
from records.rows import storable
from records.vault.sealing import opened, sealed
from records.vault.vault import PLAIN, Vault

NOTHING_QUOTED: Mapping[str, Collection[str]] = MappingProxyType({})
_PAGE = 1_000


class LoyaltyScores:
    """Keeps scores in a database that has been upgraded; safe to call from several threads and processes.

    Explanations go through the vault, since they quote. Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._vault = database, vault

    def keep(self, scores: Sequence[KeptScore], quoted: Mapping[str, Collection[str]] = NOTHING_QUOTED) -> int:
        """Keeps them in one transaction, each in the place of one of the same customer and day; how many were kept.

        Those of customers who were erased meanwhile are left out. `quoted` are, by customer id, the conversations that
        explanations may quote: where one was deleted meanwhile or may no longer be learned from, only figures are kept.
        """
        owners = {one.customer_id: cart_owner(one.customer_id, "") for one in scores}
        self._vault.prepare(owners[one.customer_id] for one in scores if one.explanation)
        rows: dict[str, tuple[str, dict[str, Any]]] = {}
        for one in scores:
            with suppress(SubjectErased):
                rows[_id(one)] = owners[one.customer_id], self._row(one, owners[one.customer_id])
        with self._database.writing() as session:
            gone = erased_among(session, owners.values())
            silent = _silent(session, {one.customer_id: quoted.get(one.customer_id, ()) for one in scores})
            kept = [
                {**row, "explanation": {}} if row["customer_id"] in silent else row
                for owner, row in rows.values()
                if owner not in gone
            ]
            for batch in batches(row["id"] for row in kept):
                session.execute(delete(LoyaltyScoreRow).where(LoyaltyScoreRow.id.in_(batch)))
            if kept:
                session.execute(insert(LoyaltyScoreRow), kept)
                session.execute(delete(ScoreDayRow).where(ScoreDayRow.as_of.in_({row["as_of"] for row in kept})))
        return len(kept)

    def of_customer(self, customer_id: str) -> tuple[KeptScore, ...]:
        """All scores of a customer, newest first."""
        found = select(*LoyaltyScoreRow.__table__.c).where(LoyaltyScoreRow.customer_id == storable(customer_id))
        with self._database.reading() as session:
            rows = session.execute(found.order_by(LoyaltyScoreRow.as_of.desc())).mappings().all()
        return tuple(self._score(dict(row)) for row in rows)

    def days(self) -> tuple[datetime, ...]:
        """The days on which customers were scored, newest first."""
        found = select(LoyaltyScoreRow.as_of).distinct().order_by(LoyaltyScoreRow.as_of.desc())
        with self._database.reading() as session:
            return tuple(session.scalars(found))

    def of_day(self, as_of: datetime) -> Iterator[KeptScore]:
        """Every customer's score of one day, in the order of their ids, read page by page."""
        last = ""
        while True:
            found = select(*LoyaltyScoreRow.__table__.c).where(
                LoyaltyScoreRow.as_of == as_of, LoyaltyScoreRow.customer_id > last
            )
            with self._database.reading() as session:
                page = session.execute(found.order_by(LoyaltyScoreRow.customer_id).limit(_PAGE)).mappings().all()
            if not page:
                return
            yield from (self._score(dict(row)) for row in page)
            last = page[-1]["customer_id"]

    def of_day_and_ids(self, as_of: datetime, customer_ids: Collection[str]) -> tuple[KeptScore, ...]:
        """The scores of some customers on one day, by id; those who were not scored are left out."""
        rows: list[dict[str, Any]] = []
        with self._database.reading() as session:
            for batch in batches(map(storable, customer_ids)):
                found = select(*LoyaltyScoreRow.__table__.c).where(
                    LoyaltyScoreRow.as_of == as_of, LoyaltyScoreRow.customer_id.in_(batch)
                )
                rows += [dict(row) for row in session.execute(found).mappings()]
        return tuple(self._score(row) for row in sorted(rows, key=lambda row: row["customer_id"]))

    def forget_before(self, moment: datetime) -> int:
        """Deletes the scores of days before a moment; how many there were."""
        old = LoyaltyScoreRow.as_of < moment
        with self._database.writing() as session:
            count = session.scalar(select(func.count()).where(old)) or 0
            session.execute(delete(LoyaltyScoreRow).where(old))
            session.execute(delete(ScoreDayRow).where(ScoreDayRow.as_of < moment))
        return count

    def forget_words_but_newest(self) -> int:
        """Empties the explanations of all days but the newest, and keeps their figures; how many there were."""
        newest = select(func.max(LoyaltyScoreRow.as_of)).scalar_subquery()
        with self._database.writing() as session:
            return empty_explanations(session, LoyaltyScoreRow.as_of < newest)

    def _row(self, score: KeptScore, owner: str) -> dict[str, Any]:
        values = {one.name: getattr(score, one.name) for one in fields(KeptScore)}
        values |= {"id": _id(score), "explanation": dict(score.explanation), "customer_id": storable(score.customer_id)}
        return sealed(self._vault, LoyaltyScoreRow, owner, values)

    def _score(self, row: dict[str, Any]) -> KeptScore:
        values = opened(self._vault, LoyaltyScoreRow, row)
        return KeptScore(**{name: value for name, value in values.items() if name != "id"})


def _silent(session: Session, quoted: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The customers (as kept) of whom a conversation went, or may no longer be learned from; the others are locked."""
    there = learnable(session, sorted({id for ids in quoted.values() for id in ids}))
    return frozenset(storable(customer) for customer, ids in quoted.items() if not there.issuperset(ids))


def _id(score: KeptScore) -> str:
    """Always the same for one customer and day, so that a later round finds the earlier."""
    return hashlib.sha256(f"{score.customer_id}\n{score.as_of.isoformat()}".encode("utf-8", "replace")).hexdigest()[:24]
