"""Everything about who may come in, over one database; what the site's doors ask."""

from __future__ import annotations

from dataclasses import dataclass

from records.access.accounts import Account, Accounts, canonical_login
from records.access.api_keys import ApiKeys
from records.access.attempts import Attempts
from records.access.config import AccessConfig
from records.access.passwords import Passwords
from records.access.rules import Visitor
from records.access.sign_ins import SignIns
from records.actions import Now, utc_now
from records.database import Database
from records.errors import RecordsError


class SignInRefused(RecordsError):
    """Login and password do not belong together, or the account is disabled: nobody is told which."""


class SignInTooSoon(SignInRefused):
    """Too many tries have failed; `seconds` is how long to wait before the next one."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries to sign in have failed; wait {seconds} seconds.")
        self.seconds = seconds


@dataclass(frozen=True)
class People:
    """Accounts, sign-ins, API keys, failed tries, and the clock they go by."""

    accounts: Accounts
    sign_ins: SignIns
    api_keys: ApiKeys
    attempts: Attempts
    now: Now = utc_now

    def signed_in(self, secret: str) -> Visitor | None:
        """The visitor of a sign-in that is neither ended nor expired, without a guest id; otherwise None."""
        account = self.sign_ins.account(secret)
        return None if account is None else visitor_with(account)

    def key_holder(self, key: str) -> Visitor | None:
        """The visitor of an API key that is neither revoked nor expired; otherwise None."""
        found = self.api_keys.holder(key)
        return None if found is None else visitor_with(found[0], found[1].scopes)

    def sign_in(self, login: str, password: str, address: str) -> tuple[Account, str]:
        """The account and the secret of a new sign-in; `address` is where the try comes from.

        Raises:
            SignInTooSoon: too many tries have failed; this one was not looked at.
            SignInRefused: login and password do not belong together, or the account is disabled.
        """
        seconds = self.attempts.admit(_spelled(login), address)
        if seconds:
            raise SignInTooSoon(seconds)
        account = self.accounts.check(login, password)
        if account is None:
            raise SignInRefused("Login and password do not belong together.")
        self.attempts.succeeded(_spelled(login), address)
        return account, self.sign_ins.begin(account.id)


def open_people(
    database: Database, config: AccessConfig, secret: bytes, now: Now = utc_now, passwords: Passwords | None = None
) -> People:
    """The people of a database that has been upgraded; `secret` is the site's."""
    return People(
        Accounts(database, now, passwords),
        SignIns(database, config, now),
        ApiKeys(database, now),
        Attempts(database, secret, now),
        now,
    )


def visitor_with(account: Account, scopes: frozenset[str] | None = None) -> Visitor:
    """The visitor an account makes of a browser, or of a program where `scopes` are given."""
    return Visitor(account.role, account.id, account.customer_id, None, scopes)


def _spelled(login: str) -> str:
    """The login as failures are counted by: one spelling, whatever was typed."""
    try:
        return canonical_login(login)
    except RecordsError:
        return "no login"
