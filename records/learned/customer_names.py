"""What customers are called: for those who look after them, a page of customers at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from records.database import Database
from records.erasure.erased import batches
from records.learned.tables import LoyaltyScoreRow
from records.rows import storable
from records.tables import CustomerRow
from records.vault.sealing import opened
from records.vault.vault import PLAIN, PlainVault, Vault

_PAGE = 1_000
PATIENCE_SECONDS = 1.5
"""Sealed names can only be looked through one by one: so long, and then it is said that there may be more."""


@dataclass(frozen=True, slots=True)
class Called:
    """Ids of customers whose id or name holds some words; `complete` is False where not everybody was looked at."""

    ids: tuple[str, ...]
    complete: bool = True


class CustomerNames:
    """Reads names out of a database that has been upgraded; every call may raise `DatabaseFault`."""

    def __init__(self, database: Database, vault: Vault = PLAIN, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._vault, self._clock = database, vault, clock

    def names(self, customer_ids: Collection[str]) -> Mapping[str, str]:
        """The names of the customers by id; those who are not kept here are left out."""
        found: dict[str, str] = {}
        with self._database.reading() as session:
            for batch in batches(map(storable, customer_ids)):
                rows = session.execute(select(CustomerRow.id, CustomerRow.name).where(CustomerRow.id.in_(batch)))
                found |= {row[0]: row[1] for row in rows}
        return {id: self._opened(id, name) for id, name in found.items()}

    def called(self, words: str, limit: int = 500) -> Called:
        """Customers whose id or name holds the words, in capitals or not; at most `limit`, by id."""
        wanted = storable(words.strip())
        if not wanted:
            return Called(())
        by_id = self._by_id(wanted, limit)
        by_name, complete = self._by_name(wanted, limit)
        ids = sorted({*by_id, *by_name})
        return Called(tuple(ids[:limit]), complete and len(ids) <= limit and len(by_id) < limit)

    def _by_id(self, wanted: str, limit: int) -> list[str]:
        """Also of those who are known by their conversations alone."""
        alike = [
            select(column).where(func.lower(column).contains(wanted.lower(), autoescape=True)).distinct().limit(limit)
            for column in (CustomerRow.id, LoyaltyScoreRow.customer_id)
        ]
        newest = select(func.max(LoyaltyScoreRow.as_of)).scalar_subquery()
        with self._database.reading() as session:
            kept = session.scalars(alike[0]).all()
            scored = session.scalars(alike[1].where(LoyaltyScoreRow.as_of == newest)).all()
        return [*kept, *scored]

    def _by_name(self, wanted: str, limit: int) -> tuple[list[str], bool]:
        if isinstance(self._vault, PlainVault):
            # Not in lower case: SQLite knows only the lower case of A to Z.
            alike = (one for one in dict.fromkeys((wanted, wanted.lower(), wanted.title(), wanted.upper())))
            holds = or_(*(CustomerRow.name.contains(one, autoescape=True) for one in alike))
            with self._database.reading() as session:
                return list(session.scalars(select(CustomerRow.id).where(holds).limit(limit))), True
        return self._by_sealed_name(wanted.casefold(), limit)

    def _by_sealed_name(self, wanted: str, limit: int) -> tuple[list[str], bool]:
        until, found = self._clock() + PATIENCE_SECONDS, list[str]()
        for page in self._pages():
            found += [id for id, name in page if wanted in self._opened(id, name).casefold()]
            if len(found) >= limit or self._clock() > until:
                return found, False
        return found, True

    def _pages(self) -> Iterator[list[tuple[str, str]]]:
        last = ""
        while True:
            page = select(CustomerRow.id, CustomerRow.name).where(CustomerRow.id > last)
            with self._database.reading() as session:
                rows = [(id, name) for id, name in session.execute(page.order_by(CustomerRow.id).limit(_PAGE))]
            if not rows:
                return
            yield rows
            last = rows[-1][0]

    def _opened(self, id: str, name: str) -> str:
        values = {"id": id, "name": name, "email": "", "city": ""}
        return str(opened(self._vault, CustomerRow, values)["name"])
