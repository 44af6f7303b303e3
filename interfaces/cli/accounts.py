"""`daogou accounts …`: who may sign in at the site, and the API keys of programs."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from records.access.accounts import Account
    from records.access.api_keys import ApiKey
    from records.access.people import People

app = typer.Typer(no_args_is_help=True, help="Say who may sign in at the site, and which programs may call it.")
keys = typer.Typer(no_args_is_help=True, help="Make, list and revoke API keys.")
app.add_typer(keys, name="keys")

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="An e-mail address or a name.")]
AsRole = Annotated[str, typer.Option("--role", metavar="ROLE", help="shopper, staff, analyst or admin.")]
AsCustomer = Annotated[
    str | None, typer.Option("--customer", metavar="CUSTOMER", help="Whose orders a shopper sees; else none yet.")
]
NoPassword = Annotated[
    bool, typer.Option("--no-password", help="For somebody who signs in with the OpenID Connect provider only.")
]
Scope = Annotated[
    list[str], typer.Option("--scope", metavar="SCOPE", help="What the key is for; give it again for another.")
]
Days = Annotated[int, typer.Option("--days", metavar="N", min=0, help="After how many days it ends; 0: never.")]


@dataclass(frozen=True)
class _Office:
    """Where one verb works: its desk and the shop, of which only the records are opened."""

    here: Desk
    shop: Any

    @property
    def people(self) -> People:
        """Who may come in."""
        found: People = self.shop.people
        return found

    def note(self, action: str, account_id: str, words: str = "") -> None:
        """Writes into the audit trail that something was done to an account."""
        from records.audit import SHELL

        self.shop.audit.note(SHELL, "admin", action, f"account:{account_id}", words)

    def knows(self, customer_id: str) -> bool:
        """Whether there is such a customer."""
        return self.shop.ledger.customer(customer_id) is not None


@app.command()
def add(
    context: typer.Context,
    login: Login,
    role: AsRole,
    customer: AsCustomer = None,
    no_password: NoPassword = False,
    home: Home = None,
) -> None:
    """Make an account; its password is asked for, or read from the first line of stdin."""
    with _office(context, home) as at:
        made = at.people.accounts.add(login, role, None if no_password else _password(), customer)
        at.note("accounts.add", made.id, made.role)
        if customer and not at.knows(customer):
            at.here.note(f"There is no customer {customer} on record yet; correct it if that is not meant.")
        at.here.say(f"{made.login} may sign in as {made.role}{f' {made.customer_id}' if customer else ''}.")


@app.command("list")
def list_all(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """List the accounts."""
    with _office(context, home) as at:
        found = at.people.accounts.accounts()
        if as_json:
            at.here.answer({"accounts": [_account(one) for one in found]})
            return
        for one in found:
            state = f"disabled {one.disabled_at:%Y-%m-%d}" if one.disabled_at else ""
            at.here.say("  ".join(part for part in (one.login, one.role, one.customer_id or "", state) if part))


@app.command()
def disable(context: typer.Context, login: Login, home: Home = None) -> None:
    """Let nobody in with the account any more, at once; its API keys are revoked."""
    with _office(context, home) as at:
        at.note("accounts.disable", at.people.accounts.disable(login).id)
        at.here.say(f"{login} may not sign in any more.")


@app.command()
def enable(context: typer.Context, login: Login, home: Home = None) -> None:
    """Let a disabled account sign in again."""
    with _office(context, home) as at:
        at.note("accounts.enable", at.people.accounts.enable(login).id)
        at.here.say(f"{login} may sign in again.")


@app.command()
def password(context: typer.Context, login: Login, home: Home = None) -> None:
    """Give the account another password, asked for or read from stdin; it is signed out everywhere."""
    with _office(context, home) as at:
        at.note("accounts.password", at.people.accounts.set_password(login, _password()).id)
        at.here.say(f"{login} has another password.")


@keys.command("add")
def add_key(
    context: typer.Context,
    login: Login,
    scope: Scope,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What the key is called in the list.")] = "",
    days: Days = 365,
    home: Home = None,
) -> None:
    """Print a new API key of an account; it is shown this once and kept nowhere."""
    with _office(context, home) as at:
        account = at.people.accounts.by_login(login)
        ends = at.people.now() + timedelta(days=days) if days else None
        key, shown = at.people.api_keys.add(account.id if account else "", name, scope, ends)
        at.note("accounts.keys.add", key.account_id, " ".join(sorted(key.scopes)))
        at.here.say(shown)
        at.here.note("Keep it in a safe place: it cannot be shown again.")


@keys.command("list")
def list_keys(
    context: typer.Context,
    login: Annotated[str | None, typer.Argument(metavar="LOGIN", help="Of one account only.")] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """List the API keys without their secrets."""
    with _office(context, home) as at:
        account = at.people.accounts.by_login(login) if login else None
        found = at.people.api_keys.keys() if login is None else at.people.api_keys.keys(account.id if account else "")
        logins = {one.id: one.login for one in at.people.accounts.accounts()}
        if as_json:
            at.here.answer({"keys": [_key(one, logins) for one in found]})
            return
        for one in found:
            state = _state(one, at.people.now())
            at.here.say(
                "  ".join(part for part in (one.id, logins[one.account_id], one.name, *one.scopes, state) if part)
            )


@keys.command("revoke")
def revoke_key(
    context: typer.Context, key: Annotated[str, typer.Argument(metavar="ID", help="As listed.")], home: Home = None
) -> None:
    """Make an API key useless at once."""
    with _office(context, home) as at:
        at.note("accounts.keys.revoke", at.people.api_keys.revoke(key).account_id, key)
        at.here.say(f"The key {key} opens nothing any more.")


@contextmanager
def _office(context: typer.Context, home: Path | None) -> Iterator[_Office]:
    here = desk(context)
    shop: Any = here.composition.open_shop(here.composition.settings(home))
    try:
        _ = shop.vault  # keys that do not fit are told before anything is changed
        yield _Office(here, shop)
    finally:
        shop.close()


def _password() -> str:
    """From somebody at a keyboard twice, unseen; otherwise the first line of stdin. Never from the command line."""
    from assistant.errors import OperatorError

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass.getpass("Password: ")
    if typed != getpass.getpass("Once more: "):
        raise OperatorError("The two passwords differ; nothing was changed.")
    return typed


def _account(one: Account) -> dict[str, Any]:
    return {
        "id": one.id,
        "login": one.login,
        "role": one.role,
        "customer_id": one.customer_id,
        "created_at": one.created_at.isoformat(),
        "disabled_at": _moment(one.disabled_at),
        "password": one.has_password,
        "oidc_issuer": one.oidc_issuer,
    }


def _key(one: ApiKey, logins: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "login": logins[one.account_id],
        "name": one.name,
        "scopes": sorted(one.scopes),
        "created_at": one.created_at.isoformat(),
        "expires_at": _moment(one.expires_at),
        "revoked_at": _moment(one.revoked_at),
        "used_at": _moment(one.used_at),
    }


def _state(one: ApiKey, now: datetime) -> str:
    if one.revoked_at is not None:
        return f"revoked {one.revoked_at:%Y-%m-%d}"
    if one.expires_at is None:
        return "never ends"
    return f"{'ended' if one.expires_at <= now else 'ends'} {one.expires_at:%Y-%m-%d}"


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
