"""Does a thing once: every write for a shopper is kept under its action id, and a known id is not acted on again."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from records.database import Database, insert
from records.errors import ActionConflict
from records.rows import storable
from records.tables import ActionRow
from records.vault.vault import PLAIN, Vault

Now = Callable[[], datetime]
_NUMBER_LETTERS = 10


def utc_now() -> datetime:
    """The moment by the system's clock, aware."""
    return datetime.now(UTC)


class LedgerPart:
    """What the parts of `ShopLedger` share: the database, the clock, the vault, and doing an action once.

    `action_id` is made by the caller, one for each thing it wants done, and given again when it tries again. Every
    call may raise `DatabaseFault`; every write also `ActionConflict`.
    """

    def __init__(self, database: Database, now: Now = utc_now, vault: Vault = PLAIN) -> None:
        self._database = database
        self._now = now
        self._vault = vault

    def _begins(self, session: Session, action_id: str, kind: str, owner: str, subject: str, note: str = "") -> bool:
        """Whether the action was not done before; from here on it counts as done, unless the transaction is undone.

        `note` is sealed already, see `_note`.

        Raises:
            ActionConflict: the id stands for another action.
            ValueError: there is no id.
        """
        if not action_id:
            raise ValueError(f"{kind} needs an action id")
        values = {"id": action_id, "kind": kind, "owner": owner, "subject": subject}
        clean = {name: storable(value) for name, value in values.items()}
        if insert(session, ActionRow(**clean, note=note, at=self._now())):
            return True
        known = session.get_one(ActionRow, clean["id"])
        if {name: getattr(known, name) for name in clean} != clean:
            raise ActionConflict(f"The action id {action_id} stands for something else already.")
        return False

    def _note(self, owner: str, action_id: str, note: str) -> str:
        """A note for `_begins`, sealed; made before the transaction, in which no key can be made."""
        return self._vault.seal(storable(owner), storable(note), f"actions.note/{storable(action_id)}")


def number_of(prefix: str, action_id: str) -> str:
    """The number a customer is told, like `R-7K2M9QX4TD`: always the same for one action, and says nothing about it."""
    digest = hashlib.sha256(storable(action_id).encode()).digest()
    return f"{prefix}-{base64.b32encode(digest).decode()[:_NUMBER_LETTERS]}"
