"""API keys: what a program shows instead of signing in; only a hash of each is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from records.access.accounts import Account, AccountFault, account_from
from records.access.rules import SCOPES
from records.actions import Now, utc_now
from records.database import Database
from records.people_tables import AccountRow, ApiKeyRow
from records.rows import storable

_SHAPE = re.compile(r"dg_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_USE_IS_NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept, without its secret; `used_at` is right to ten minutes."""

    id: str
    account_id: str
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class ApiKeys:
    """Keeps keys in a database that has been upgraded; safe to call from several threads.

    A key is written `dg_<id>_<secret>`. Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

    def add(
        self, account_id: str, name: str, scopes: Iterable[str], expires_at: datetime | None = None
    ) -> tuple[ApiKey, str]:
        """A new key of an account, and its text, which nobody can be shown again.

        Raises:
            AccountFault: there is no such account, a scope is unknown, or there is none.
        """
        wanted = sorted(set(scopes))
        if not wanted or not set(wanted) <= set(SCOPES):
            raise AccountFault(f"A key needs one or more of the scopes {', '.join(SCOPES)}.")
        id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        row = ApiKeyRow(id=id, account_id=storable(account_id), name=storable(name), scopes=wanted)
        row.secret_hash, row.created_at, row.expires_at = _digest(secret), self._now(), expires_at
        row.revoked_at = row.used_at = None
        with self._database.writing() as session:
            account = session.get(AccountRow, storable(account_id))
            if account is None or account.disabled_at is not None:
                raise AccountFault("There is no such account, or it is disabled; see `daogou accounts list`.")
            session.add(row)
        return _key(row), f"dg_{id}_{secret}"

    def keys(self, account_id: str | None = None) -> tuple[ApiKey, ...]:
        """All keys, or those of an account, oldest first; also those that are revoked or expired."""
        found = select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.id)
        if account_id is not None:
            found = found.where(ApiKeyRow.account_id == storable(account_id))
        with self._database.reading() as session:
            return tuple(_key(row) for row in session.scalars(found))

    def revoke(self, key_id: str) -> ApiKey:
        """Makes a key useless; doing so again changes nothing.

        Raises:
            AccountFault: there is no key of this id.
        """
        with self._database.writing() as session:
            row = session.get(ApiKeyRow, storable(key_id))
            if row is None:
                raise AccountFault(f"There is no API key {key_id}; `daogou accounts keys list` names all.")
            row.revoked_at = row.revoked_at or self._now()
            return _key(row)

    def holder(self, text: str) -> tuple[Account, ApiKey] | None:
        """The account and the key of this text; None where it is revoked, expired, unknown or its account disabled."""
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            return None
        with self._database.reading() as session:
            found = select(ApiKeyRow, AccountRow).join(AccountRow).where(ApiKeyRow.id == shape[1])
            rows = session.execute(found).one_or_none()
        if rows is None or not hmac.compare_digest(rows[0].secret_hash, _digest(shape[2])):
            return None
        key, account = rows
        expired = key.expires_at is not None and key.expires_at <= self._now()
        if expired or key.revoked_at is not None or account.disabled_at is not None:
            return None
        self._note_use(key)
        return account_from(account), _key(key)

    def _note_use(self, row: ApiKeyRow) -> None:
        if row.used_at is None or abs(self._now() - row.used_at) > _USE_IS_NOTED_EVERY:
            with self._database.writing() as session:
                kept = session.get(ApiKeyRow, row.id)
                if kept is not None:
                    kept.used_at = self._now()


def _digest(secret: str) -> str:
    # One round is enough: the secret is 256 random bits, not something that a person has thought of.
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: ApiKeyRow) -> ApiKey:
    values = row.values()
    del values["secret_hash"]
    return ApiKey(**{**values, "scopes": frozenset(values["scopes"])})
