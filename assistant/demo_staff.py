"""A login for the staff pages of the demo shop, so that whoever tries Daogou sees them too."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records.access.rules import Role
from records.secret_file import read_or_make

if TYPE_CHECKING:
    from assistant.settings import Settings
    from records.access.people import People

LOGIN = "demo-staff"
ROLE: Role = "staff"
_FILE = "demo-staff.password"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """What to sign in with."""

    login: str
    password: str


def demo_staff(settings: Settings, people: People | None, host: str) -> DemoStaff | None:
    """The demo shop's login for staff, made at the first call with a password that a file of the home keeps.

    None where there is none: in production, in a shop with a catalogue of its own, where other machines reach the site
    (`host` is not loopback), and once somebody has changed or disabled the account.
    """
    if people is None or not settings.is_demo or settings.mode == "production" or host not in _LOOPBACK:
        return None
    password = read_or_make(settings.home / _FILE, lambda: secrets.token_urlsafe(9).encode()).decode().strip()
    if people.accounts.by_login(LOGIN) is None:
        people.accounts.add(LOGIN, ROLE, password)
    return DemoStaff(LOGIN, password) if people.accounts.check(LOGIN, password) else None
