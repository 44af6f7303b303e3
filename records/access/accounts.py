"""Accounts: who can sign in, as what, and for a shopper as which customer."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.access.passwords import Passwords
from records.access.rules import ROLES, Role
from records.actions import Now, utc_now
from records.carts import cart_owner
from records.database import Database, insert
from records.erasure.erased import refuse_erased
from records.errors import RecordsError
from records.people_tables import AccountRow, ApiKeyRow, SignInRow
from records.rows import storable

MAX_LOGIN_LENGTH = 254


class AccountFault(RecordsError):
    """What was asked of an account cannot be done; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in. `customer_id` is what a shopper shops as, and None for those who work in the shop."""

    id: str
    login: str
    role: Role
    customer_id: str | None
    created_at: datetime
    disabled_at: datetime | None = None
    has_password: bool = True
    oidc_issuer: str | None = None


class Accounts:
    """Keeps accounts in a database that has been upgraded; safe to call from several threads.

    A login is an e-mail address or a name, the same one in capitals or small letters. Every call may raise
    `DatabaseFault`.
    """

    def __init__(self, database: Database, now: Now = utc_now, passwords: Passwords | None = None) -> None:
        self._database = database
        self._now = now
        self._passwords = passwords or Passwords()

    def add(self, login: str, role: str, password: str | None = None, customer_id: str | None = None) -> Account:
        """Makes an account, without a password for one that signs in elsewhere.

        A shopper who is no customer yet shops as a customer with the account's id.

        Raises:
            AccountFault: the login is taken or none, the role is none, or who works in the shop is named a customer.
            PasswordRefused: the password is too short.
            SubjectErased: the customer was erased.
        """
        return self._added(login, role, customer_id, password_hash=self._hashed(password))

    def add_linked(self, login: str, issuer: str, subject: str, customer_id: str | None = None) -> Account:
        """Makes a shopper's account for somebody whom an OpenID Connect provider knows by `subject`.

        Raises:
            AccountFault: the login, or this person of the provider, has an account already.
        """
        return self._added(login, "shopper", customer_id, oidc_issuer=issuer, oidc_subject=subject)

    def linked(self, issuer: str, subject: str) -> Account | None:
        """The account of the provider's `subject`, disabled or not, or None."""
        wanted = select(AccountRow).where(
            AccountRow.oidc_issuer == storable(issuer), AccountRow.oidc_subject == storable(subject)
        )
        with self._database.reading() as session:
            row = session.scalars(wanted).one_or_none()
            return None if row is None else account_from(row)

    def link(self, account_id: str, issuer: str, subject: str) -> Account:
        """Lets an account that is linked to nobody sign in as the provider's `subject` from now on.

        Raises:
            AccountFault: there is no such account, it is linked to somebody, or this person has another one.
        """
        with self._database.writing() as session:
            row = session.get(AccountRow, storable(account_id), with_for_update=True)
            try:
                if row is None or row.oidc_subject is not None:
                    raise _not_linked()
                row.oidc_issuer, row.oidc_subject = storable(issuer), storable(subject)
                session.flush()
            except IntegrityError as error:
                raise _not_linked() from error
            return account_from(row)

    def account(self, account_id: str) -> Account | None:
        """The account of this id, disabled or not, or None."""
        with self._database.reading() as session:
            row = session.get(AccountRow, storable(account_id))
            return None if row is None else account_from(row)

    def by_login(self, login: str) -> Account | None:
        """The account with this login, disabled or not, or None."""
        with self._database.reading() as session:
            row = _row(session, login)
            return None if row is None else account_from(row)

    def accounts(self) -> tuple[Account, ...]:
        """All accounts by login, the disabled ones too."""
        with self._database.reading() as session:
            rows = session.scalars(select(AccountRow).order_by(AccountRow.login))
            return tuple(account_from(row) for row in rows)

    def check(self, login: str, password: str) -> Account | None:
        """The account whose login and password these are, unless it is disabled; None takes just as long."""
        with self._database.reading() as session:
            row = _row(session, login)
        kept = None if row is None else row.password_hash
        if not self._passwords.is_right(kept, password) or row is None or kept is None or row.disabled_at:
            return None
        if self._passwords.is_outdated(kept):
            self._keep_hash(row.id, self._passwords.hashed(password), instead_of=kept)
        return account_from(row)

    def set_password(self, login: str, password: str) -> Account:
        """Gives the account another password and ends all its sign-ins.

        Raises:
            AccountFault: there is no such account.
            PasswordRefused: the password is too short.
        """
        hashed = self._hashed(password)
        with self._database.writing() as session:
            row = _known(session, login)
            row.password_hash = hashed
            self._end_sign_ins(session, row.id)
            return account_from(row)

    def disable(self, login: str) -> Account:
        """Nobody gets in with the account any more; its sign-ins end and its API keys are revoked.

        Raises:
            AccountFault: there is no such account.
        """
        with self._database.writing() as session:
            row = _known(session, login)
            row.disabled_at = row.disabled_at or self._now()
            self._end_sign_ins(session, row.id)
            open_keys = (ApiKeyRow.account_id == row.id) & ApiKeyRow.revoked_at.is_(None)
            session.execute(update(ApiKeyRow).where(open_keys).values(revoked_at=self._now()))
            return account_from(row)

    def enable(self, login: str) -> Account:
        """Lets a disabled account sign in again; its API keys stay revoked.

        Raises:
            AccountFault: there is no such account.
        """
        with self._database.writing() as session:
            row = _known(session, login)
            row.disabled_at = None
            return account_from(row)

    def _added(self, login: str, role: str, customer_id: str | None, **values: str | None) -> Account:
        login, id = canonical_login(login), f"A-{secrets.token_hex(8)}"
        if role not in ROLES or role == "guest":
            raise AccountFault(f"There is no role {role!r}; choose one of {', '.join(ROLES[1:])}.")
        if role != "shopper" and customer_id is not None:
            raise AccountFault(f"An account of the role {role} shops as nobody; leave the customer out.")
        row = AccountRow(id=id, login=login, role=role, created_at=self._now(), disabled_at=None)
        row.customer_id = (storable(customer_id) if customer_id else id) if role == "shopper" else None
        for name in ("password_hash", "oidc_issuer", "oidc_subject"):
            value = values.get(name)
            setattr(row, name, None if value is None else storable(value))
        with self._database.writing() as session:
            if row.customer_id is not None:
                refuse_erased(session, cart_owner(row.customer_id, ""))
            if not insert(session, row):
                raise AccountFault(f"There is an account {login} already; choose another login.")
            return account_from(row)

    def _hashed(self, password: str | None) -> str | None:
        return None if password is None else self._passwords.hashed(password)

    def _keep_hash(self, account_id: str, hashed: str, instead_of: str) -> None:
        kept = (AccountRow.id == account_id) & (AccountRow.password_hash == instead_of)
        with self._database.writing() as session:
            session.execute(update(AccountRow).where(kept).values(password_hash=hashed))

    def _end_sign_ins(self, session: Session, account_id: str) -> None:
        still_open = (SignInRow.account_id == account_id) & SignInRow.ended_at.is_(None)
        session.execute(update(SignInRow).where(still_open).values(ended_at=self._now()))


def canonical_login(login: str) -> str:
    """The one spelling of a login: without spaces around it, in small letters, composed the same way.

    Raises:
        AccountFault: it is empty, longer than 254 characters, or has spaces or control characters in it.
    """
    spelled = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", storable(login)).strip().casefold())
    if not 0 < len(spelled) <= MAX_LOGIN_LENGTH or any(one.isspace() or not one.isprintable() for one in spelled):
        raise AccountFault("A login is an e-mail address or a name of up to 254 characters, without spaces.")
    return spelled


def _not_linked() -> AccountFault:
    return AccountFault("The account cannot be linked to this person; look at `daogou accounts list`.")


def _row(session: Session, login: str) -> AccountRow | None:
    try:
        spelled = canonical_login(login)
    except AccountFault:
        return None
    return session.scalars(select(AccountRow).where(AccountRow.login == spelled)).one_or_none()


def _known(session: Session, login: str) -> AccountRow:
    row = _row(session, login)
    if row is None:
        raise AccountFault(f"There is no account {login}; `daogou accounts list` names all.")
    return row


def account_from(row: AccountRow) -> Account:
    """The account in a table row."""
    return Account(
        id=row.id,
        login=row.login,
        role=row.role,  # type: ignore[arg-type]
        customer_id=row.customer_id,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        has_password=row.password_hash is not None,
        oidc_issuer=row.oidc_issuer,
    )
