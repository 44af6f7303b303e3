"""Everything that is kept of a customer, or of the conversation of somebody who is not known, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from records.actions import Now, utc_now
from records.audit import AuditTrail
from records.database import Database
from records.erasure.person import AttemptsOf, find_person, rows_of, subject_of
from records.erasure.personal_data import PERSONAL_DATA, Kept
from records.erasure.personal_store import PersonalStore
from records.errors import SubjectUnknown
from records.tables import Table
from records.vault.sealing import SEALED, opened
from records.vault.vault import PLAIN, Vault

_Rows = Sequence[tuple[Kept, list[dict[str, Any]]]]


class CustomerExport:
    """Reads out of a database that has been upgraded; the parts are as in `records.erasure.erasing.Eraser`.

    Every call may raise `DatabaseFault`.
    """

    def __init__(
        self,
        database: Database,
        now: Now = utc_now,
        vault: Vault = PLAIN,
        stores: Sequence[PersonalStore] = (),
        attempts_of: AttemptsOf | None = None,
    ) -> None:
        self._database, self._now, self._vault = database, now, vault
        self._stores, self._attempts_of = stores, attempts_of

    def of(self, who: str, *, by: str, role: str = "admin") -> dict[str, Any]:
        """All of a customer (`C-001`) or a conversation (`conversation:<id>`), table by table, opened by the vault.

        Rows that belong to another (turns to a conversation, lines to an order) stand within it; a table without rows
        of theirs is left out, and so are hashes and keys. Moments are ISO 8601 in UTC. What other rooms learned is
        under `learned`. A line of the audit trail tells that `by` read it.

        Raises:
            SubjectUnknown: nothing is kept of them.
            SealBroken, KeysMissing: see `Vault.open`.
        """
        subject = subject_of(who)
        with self._database.reading() as session:
            person = find_person(session, subject, self._attempts_of)
            rows = [(kept, [row.values() for row in rows_of(session, kept, person)]) for kept in PERSONAL_DATA]
        learned = {store.name: dict(told) for store in self._stores if (told := store.export(subject))}
        if not any(some for _, some in rows) and not learned:
            raise SubjectUnknown(who)
        told = {"subject": subject, "read_at": self._now().isoformat(), **self._nested(rows)}
        AuditTrail(self._database, self._now).note(by, role, "records.export", subject)
        return {**told, "learned": learned} if learned else told

    def _nested(self, rows: _Rows) -> dict[str, list[dict[str, Any]]]:
        told = {kept.name: [self._told(kept, values) for values in some] for kept, some in rows if some}
        for kept in PERSONAL_DATA:
            if kept.within is None or kept.name not in told:
                continue
            parent, called = kept.within
            inner, outer = _link(kept.table, parent)
            of: dict[str, list[dict[str, Any]]] = {}
            for row in told.pop(kept.name):
                of.setdefault(row[inner], []).append(row)
            for row in told.get(parent.__tablename__, []):
                row[called] = of.get(row[outer], [])
        return told

    def _told(self, kept: Kept, values: Mapping[str, Any]) -> dict[str, Any]:
        clear = dict(opened(self._vault, kept.table, values) if kept.table in SEALED else values)
        return {name: _ready(value) for name, value in clear.items() if name not in kept.secret}


def _link(table: type[Table], parent: type[Table]) -> tuple[str, str]:
    """The columns of a table and of its parent that hold the same id."""
    keys = [key for key in table.__table__.foreign_keys if key.column.table.name == parent.__tablename__]
    return keys[0].parent.key, keys[0].column.key


def _ready(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
