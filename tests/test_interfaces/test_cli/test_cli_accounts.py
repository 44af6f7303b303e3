"""`daogou accounts`, over real records."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.settings import Settings
from assistant.wiring import open_shop
from interfaces.cli import accounts as verbs
from records.access.people import People

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PASSWORD = "correct horse 电池"
Run = Callable[..., Any]


@pytest.fixture
def accounts(run: Run) -> Run:
    """Runs a verb of `daogou accounts` at one moment."""
    return lambda *words, **options: run(
        "accounts", *words, open_shop=lambda settings: open_shop(settings, now=lambda: NOW), **options
    )


@pytest.fixture
def people(settings: Settings) -> People:
    """The same people, seen past the command line."""
    found = open_shop(settings, now=lambda: NOW).people
    assert found is not None
    return found


def trail(settings: Settings) -> list[tuple[str, str, str]]:
    return [(e.actor, e.role, e.action) for e in open_shop(settings).audit.entries()]


def test_an_account_is_made_with_the_password_of_stdin(accounts: Run, people: People, settings: Settings) -> None:
    done = accounts("add", "Fang@Example.com", "--role", "shopper", "--customer", "C-017", stdin=f"{PASSWORD}\n")
    assert done.exit_code == 0
    assert done.stdout == "fang@example.com may sign in as shopper C-017.\n"
    assert "no customer C-017 on record yet" in done.stderr
    account = people.accounts.check("fang@example.com", PASSWORD)
    assert account is not None
    assert (account.role, account.customer_id) == ("shopper", "C-017")
    assert trail(settings) == [("shell", "admin", "accounts.add")]


def test_no_verb_takes_a_password_as_an_argument(accounts: Run) -> None:
    for verb in ("add", "password"):
        told = accounts(verb, "--help").stdout
        assert "--password" not in told
        assert "stdin" in told


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["add", "bea", "--role", "staff"], "short\n", "A password needs 10 to 1000 characters"),
        (["add", "bea", "--role", "staff"], "", "A password needs 10 to 1000 characters"),
        (["add", "bea", "--role", "boss"], PASSWORD, "choose one of shopper, staff, analyst, admin"),
        (["add", "two words", "--role", "staff"], PASSWORD, "without spaces"),
        (["add", "bea", "--role", "staff", "--customer", "C-1"], PASSWORD, "leave the customer out"),
        (["disable", "nobody"], "", "no account nobody"),
        (["password", "nobody"], PASSWORD, "no account nobody"),
        (["keys", "add", "nobody", "--scope", "conversations:read"], "", "no such account"),
        (["keys", "add", "nobody", "--scope", "all"], "", "conversations:read, conversations:write"),
        (["keys", "revoke", "nothing"], "", "no API key nothing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    accounts: Run, settings: Settings, words: list[str], stdin: str, said: str
) -> None:
    done = accounts(*words, stdin=stdin)
    assert done.exit_code == 2
    assert done.stderr.startswith("daogou: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert trail(settings) == []


def test_a_login_is_taken_once(accounts: Run) -> None:
    accounts("add", "bea", "--role", "staff", stdin=PASSWORD)
    done = accounts("add", "BEA", "--role", "admin", stdin=PASSWORD)
    assert (done.exit_code, "already" in done.stderr) == (2, True)


def test_the_list_names_everybody_and_no_secret(accounts: Run) -> None:
    accounts("add", "bea", "--role", "staff", stdin=PASSWORD)
    accounts("add", "ada", "--role", "analyst", "--no-password")
    accounts("disable", "bea")
    assert accounts("list").stdout == "ada  analyst\nbea  staff  disabled 2026-03-01\n"
    told = json.loads(accounts("list", "--json").stdout)["accounts"]
    assert [(one["login"], one["password"], one["disabled_at"]) for one in told] == [
        ("ada", False, None),
        ("bea", True, NOW.isoformat()),
    ]
    assert "argon2" not in str(told)


def test_disable_enable_and_another_password(accounts: Run, people: People, settings: Settings) -> None:
    accounts("add", "bea", "--role", "staff", stdin=PASSWORD)
    accounts("disable", "bea")
    assert people.accounts.check("bea", PASSWORD) is None
    accounts("enable", "bea")
    assert people.accounts.check("bea", PASSWORD) is not None
    accounts("password", "bea", stdin="another long one\r\n")
    assert people.accounts.check("bea", "another long one") is not None
    assert [action for _, _, action in trail(settings)] == [
        "accounts.password",
        "accounts.enable",
        "accounts.disable",
        "accounts.add",
    ]


def test_a_key_is_shown_once_on_stdout(accounts: Run, people: People) -> None:
    accounts("add", "bea", "--role", "admin", stdin=PASSWORD)
    scopes = ("--scope", "conversations:read", "--scope", "records:export")
    done = accounts("keys", "add", "bea", "--name", "till", *scopes, "--days", "30")
    shown = done.stdout.strip()
    visitor = people.key_holder(shown)
    assert visitor is not None
    assert visitor.scopes == frozenset({"conversations:read", "records:export"})
    listed = accounts("keys", "list").stdout
    assert listed.startswith(f"{shown.split('_')[1]}  bea  till  ")
    assert listed.endswith("  ends 2026-03-31\n")
    assert shown.split("_", 2)[2] not in listed
    told = json.loads(accounts("keys", "list", "bea", "--json").stdout)["keys"]
    assert [(one["login"], one["name"], one["scopes"]) for one in told] == [
        ("bea", "till", ["conversations:read", "records:export"])
    ]
    assert accounts("keys", "list", "nobody").stdout == ""
    accounts("keys", "revoke", told[0]["id"])
    assert people.key_holder(shown) is None
    assert "revoked 2026-03-01" in accounts("keys", "list").stdout


def test_a_key_may_be_for_ever(accounts: Run) -> None:
    accounts("add", "bea", "--role", "admin", stdin=PASSWORD)
    accounts("keys", "add", "bea", "--scope", "records:erase", "--days", "0")
    assert "never ends" in accounts("keys", "list").stdout


@pytest.mark.parametrize(("second", "done"), [(PASSWORD, True), ("another one", False)])
def test_at_a_keyboard_the_password_is_asked_for_twice_and_not_seen(
    monkeypatch: pytest.MonkeyPatch, second: str, done: bool
) -> None:
    from assistant.errors import OperatorError

    typed = [PASSWORD, second]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(verbs.getpass, "getpass", lambda prompt: typed.pop(0))
    if done:
        assert verbs._password() == PASSWORD
    else:
        with pytest.raises(OperatorError, match="differ"):
            verbs._password()
