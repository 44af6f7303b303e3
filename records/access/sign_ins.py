"""Sign-ins: one for each browser that somebody signed in with, so that it can be ended from here."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from records.access.accounts import Account, account_from
from records.access.config import AccessConfig
from records.actions import Now, utc_now
from records.database import Database
from records.people_tables import AccountRow, SignInRow

_RENEW_AFTER = timedelta(minutes=10)
_CLOCK_MAY_BE_WRONG_BY = timedelta(days=1)


class SignIns:
    """Keeps sign-ins in a database that has been upgraded; safe to call from several threads.

    One ends after the lifetime of `config`, after its idle time without a request, or when it is ended. Only the
    SHA-256 of its secret is kept, so whoever reads the database cannot sign in. Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, config: AccessConfig, now: Now = utc_now) -> None:
        self._database = database
        self._config = config
        self._now = now

    def begin(self, account_id: str) -> str:
        """The secret of a new sign-in, for the browser's cookie; old ones of the account are swept away."""
        secret, now = secrets.token_urlsafe(32), self._now()
        with self._database.writing() as session:
            gone = (SignInRow.account_id == account_id) & (SignInRow.expires_at < now)
            session.execute(delete(SignInRow).where(gone))
            idle = min(self._config.sign_in_idle, self._config.sign_in_lifetime)
            row = SignInRow(id=_digest(secret), account_id=account_id, created_at=now, expires_at=now + idle)
            session.add(row)
        return secret

    def account(self, secret: str) -> Account | None:
        """The account signed in with this secret; None where it is ended, expired, unknown or disabled.

        Asking counts as a request: the idle time begins anew, which is written down every ten minutes at most.
        """
        found = select(SignInRow, AccountRow).join(AccountRow).where(SignInRow.id == _digest(secret))
        with self._database.reading() as session:
            rows = session.execute(found).one_or_none()
        if rows is None:
            return None
        sign_in, account = rows
        if sign_in.ended_at is not None or account.disabled_at is not None or not self._is_alive(sign_in):
            return None
        self._renew(sign_in)
        return account_from(account)

    def end(self, secret: str) -> None:
        """Ends a sign-in; one that is unknown or ended changes nothing."""
        with self._database.writing() as session:
            row = session.get(SignInRow, _digest(secret))
            if row is not None and row.ended_at is None:
                row.ended_at = self._now()

    def _is_alive(self, row: SignInRow) -> bool:
        # A sign-in that lasts longer than any may was made while the clock stood in the future.
        left = row.expires_at - self._now()
        return timedelta(0) < left <= self._config.sign_in_lifetime + _CLOCK_MAY_BE_WRONG_BY

    def _renew(self, row: SignInRow) -> None:
        expires_at = min(row.created_at + self._config.sign_in_lifetime, self._now() + self._config.sign_in_idle)
        if expires_at - row.expires_at > _RENEW_AFTER:
            with self._database.writing() as session:
                kept = session.get(SignInRow, row.id)
                if kept is not None and kept.ended_at is None:
                    kept.expires_at = expires_at


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
