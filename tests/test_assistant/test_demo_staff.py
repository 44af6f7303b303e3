"""Whoever tries the demo shop on their own machine gets a login for the staff pages; nobody else does."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assistant.demo_staff import LOGIN, demo_staff
from assistant.settings import Settings, read_settings
from records.access.passwords import Passwords
from records.access.people import People, open_people
from records.database import open_database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(home=tmp_path, _env_file=None)


@pytest.fixture
def people(settings: Settings) -> People:
    database = open_database(f"sqlite:///{settings.home}/records.sqlite")
    database.upgrade()
    return open_people(database, settings.access(), b"s" * 32, passwords=Passwords((1, 8, 1)))


def test_the_demo_shop_has_a_login_for_staff_that_stays_the_same(settings: Settings, people: People) -> None:
    first = demo_staff(settings, people, "127.0.0.1")
    assert first is not None
    assert demo_staff(settings, people, "localhost") == first
    account, _ = people.sign_in(first.login, first.password, "127.0.0.1")
    assert account.role == "staff"
    file = settings.home / "demo-staff.password"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_one_else_gets_one(settings: Settings, people: People, tmp_path: Path) -> None:
    own = read_settings(home=tmp_path, catalog=tmp_path / "products.jsonl", _env_file=None)
    assert demo_staff(own, people, "127.0.0.1") is None
    assert demo_staff(settings, people, "0.0.0.0") is None
    assert demo_staff(settings, None, "127.0.0.1") is None
    assert people.accounts.accounts() == ()


def test_an_account_that_was_changed_or_disabled_is_left_as_it_is(settings: Settings, people: People) -> None:
    assert demo_staff(settings, people, "127.0.0.1") is not None
    people.accounts.set_password(LOGIN, "a password of my own")
    assert demo_staff(settings, people, "127.0.0.1") is None
    assert people.accounts.check(LOGIN, "a password of my own") is not None
    people.accounts.disable(LOGIN)
    assert demo_staff(settings, people, "127.0.0.1") is None
