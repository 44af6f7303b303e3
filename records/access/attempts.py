"""Slows down whoever tries passwords: who fails often waits, twice as long each time, but never for ever."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from math import ceil

from sqlalchemy import delete
from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.database import Database, insert
from records.people_tables import SignInAttemptRow

FREE_TRIES = {"login": 5, "address": 20}
"""Failures in a row without waiting; more for an address, behind which a whole office may sit."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


class Attempts:
    """Counts failures by login and by address in a database that has been upgraded, so that they outlive a restart.

    What is kept is a keyed hash of each. Safe to call from several threads and processes: of many tries at the same
    moment no more are let through than one after another. Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, secret: bytes, now: Now = utc_now) -> None:
        self._database = database
        self._secret = secret
        self._now = now

    def admit(self, login: str, address: str) -> int:
        """Seconds to wait before the next try, or 0: this one may be made and counts as failed until `succeeded`.

        A try that is not let through counts for nothing, so that waiting always ends.
        """
        with self._database.writing() as session:
            # Always in this order, so that two tries at once do not wait for each other.
            rows = [self._row(session, kind, value) for kind, value in (("address", address), ("login", login))]
            wait = max(self._left(row, kind) for row, kind in zip(rows, ("address", "login"), strict=True))
            if wait <= timedelta(0):
                for row in rows:
                    row.failures, row.last_at = row.failures + 1, self._now()
        return max(ceil(wait.total_seconds()), 0)

    def succeeded(self, login: str, address: str) -> None:
        """Forgets the login's failures, and of the address only this try: it may be an attacker's own account."""
        with self._database.writing() as session:
            row = self._row(session, "address", address)
            row.failures = max(row.failures - 1, 0)
            session.delete(self._row(session, "login", login))

    def forget(self) -> int:
        """Drops what nobody tried for a day, and says how many that were."""
        old = SignInAttemptRow.last_at < self._now() - FORGOTTEN_AFTER
        with self._database.writing() as session:
            return len(session.scalars(delete(SignInAttemptRow).where(old).returning(SignInAttemptRow.subject)).all())

    def subject_of(self, login: str) -> str:
        """What the failures of a login, as accounts spell it, are kept under."""
        return self._subject("login", login)

    def _subject(self, kind: str, value: str) -> str:
        return hmac.new(self._secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()

    def _row(self, session: Session, kind: str, value: str) -> SignInAttemptRow:
        """The row, which nobody else can write to until the transaction ends; old failures are forgotten."""
        subject = self._subject(kind, value)
        row = session.get(SignInAttemptRow, subject, with_for_update=True)
        if row is None:
            insert(session, SignInAttemptRow(subject=subject, failures=0, last_at=self._now()))
            row = session.get_one(SignInAttemptRow, subject, with_for_update=True)
        if self._now() - row.last_at > FORGOTTEN_AFTER:
            row.failures = 0
        return row

    def _left(self, row: SignInAttemptRow, kind: str) -> timedelta:
        if row.last_at > self._now():
            row.last_at = self._now()  # the clock was put back: wait from here, not until then
        return row.last_at + wait_after(row.failures, FREE_TRIES[kind]) - self._now()


def wait_after(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures in a row: nothing up to `free` - 1, then 15 s, 30 s, ... 15 minutes."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
