"""`daogou accounts …`: who may sign in at the site, and the API keys of programs."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from records.accounts import Account
    from records.api_keys import ApiKey
    from records.people import People

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
    with _people(context, home) as (here, people, note):
        made = people.accounts.add(login, role, None if no_password else _password(), customer)
        note("accounts.add", made.id, made.role)
        here.say(f"{made.login} may sign in as {made.role}{f' {made.customer_id}' if customer else ''}.")


@app.command("list")
def list_all(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """List the accounts."""
    with _people(context, home) as (here, people, _):
        found = people.accounts.accounts()
        if as_json:
            here.answer({"accounts": [_account(one) for one in found]})
            return
        for one in found:
            state = f"disabled {one.disabled_at:%Y-%m-%d}" if one.disabled_at else ""
            here.say("  ".join(part for part in (one.login, one.role, one.customer_id or "", state) if part))


@app.command()
def disable(context: typer.Context, login: Login, home: Home = None) -> None:
    """Let nobody in with the account any more, at once; its API keys are revoked."""
    with _people(context, home) as (here, people, note):
        note("accounts.disable", people.accounts.disable(login).id)
        here.say(f"{login} may not sign in any more.")


@app.command()
def enable(context: typer.Context, login: Login, home: Home = None) -> None:
    """Let a disabled account sign in again."""
    with _people(context, home) as (here, people, note):
        note("accounts.enable", people.accounts.enable(login).id)
        here.say(f"{login} may sign in again.")


@app.command()
def password(context: typer.Context, login: Login, home: Home = None) -> None:
    """Give the account another password, asked for or read from stdin; it is signed out everywhere."""
    with _people(context, home) as (here, people, note):
        note("accounts.password", people.accounts.set_password(login, _password()).id)
        here.say(f"{login} has another password.")


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
    with _people(context, home) as (here, people, note):
        account = people.accounts.by_login(login)
        ends = people.now() + timedelta(days=days) if days else None
        key, shown = people.api_keys.add(account.id if account else "", name, scope, ends)
        note("accounts.keys.add", key.account_id, " ".join(sorted(key.scopes)))
        here.say(shown)
        here.note("Keep it in a safe place: it cannot be shown again.")


@keys.command("list")
def list_keys(
    context: typer.Context,
    login: Annotated[str | None, typer.Argument(metavar="LOGIN", help="Of one account only.")] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """List the API keys without their secrets."""
    with _people(context, home) as (here, people, _):
        account = people.accounts.by_login(login) if login else None
        found = people.api_keys.keys() if login is None else people.api_keys.keys(account.id if account else "")
        logins = {one.id: one.login for one in people.accounts.accounts()}
        if as_json:
            here.answer({"keys": [_key(one, logins) for one in found]})
            return
        for one in found:
            state = _state(one, people.now())
            here.say("  ".join(part for part in (one.id, logins[one.account_id], one.name, *one.scopes, state) if part))


@keys.command("revoke")
def revoke_key(
    context: typer.Context, key: Annotated[str, typer.Argument(metavar="ID", help="As listed.")], home: Home = None
) -> None:
    """Make an API key useless at once."""
    with _people(context, home) as (here, people, note):
        note("accounts.keys.revoke", people.api_keys.revoke(key).account_id, key)
        here.say(f"The key {key} opens nothing any more.")


@contextmanager
def _people(context: typer.Context, home: Any) -> Iterator[tuple[Desk, People, Any]]:
    """The people of the shop, and what notes in the audit trail that something was done to an account."""
    from records.audit import SHELL

    here = desk(context)
    shop: Any = here.composition.open_shop(here.composition.settings(home))

    def note(action: str, account_id: str, words: str = "") -> None:
        shop.audit.note(SHELL, "admin", action, f"account:{account_id}", words)

    try:
        yield here, shop.people, note
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
