"""What people of the shop are called: their login for colleagues, a name for shoppers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from records.access.people import People

_GAPS = re.compile(r"[\s._+-]+")


@dataclass(frozen=True, slots=True)
class StaffNames:
    """Looks account ids up; `people` is None in a shop without accounts."""

    people: Callable[[], People | None]

    def login(self, account_id: str) -> str:
        """What colleagues know them by; empty for an account that is gone."""
        people = self.people()
        account = people.accounts.account(account_id) if people and account_id else None
        return account.login if account else ""

    def for_shoppers(self, account_id: str) -> str:
        """What a shopper may read: never a whole e-mail address. Empty for an account that is gone."""
        return shown_name(self.login(account_id))


def shown_name(login: str) -> str:
    """`Mei Lin` for mei.lin@shop.example; a name that is written with care stays as it is."""
    name = " ".join(part for part in _GAPS.split(login.partition("@")[0]) if part)
    return name.title() if name.islower() else name
