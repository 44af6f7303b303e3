"""The audit trail: who with a role did or read what. Lines are only added; erasing somebody takes their name out."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select

from records.actions import Now, utc_now
from records.database import Database
from records.nouns import AuditEntry
from records.people_tables import AuditRow
from records.rows import storable

SHELL = "shell"
"""The actor of what is done on the command line: whoever may start programs on the shop's machine."""


class AuditTrail:
    """Keeps the trail in a database that has been upgraded; safe to call from several threads and processes.

    Every call may raise `DatabaseFault`.
    """

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

    def note(self, actor: str, role: str, action: str, subject: str, note: str = "") -> AuditEntry:
        """Adds one line, which is on disk when this returns.

        `actor` is an account id or `shell`; `subject` an owner (`customer:C-001`, `conversation:…`) or another thing
        with its kind before it (`account:…`, `prompt:…`). `note` says what was not plain from these, never what
        somebody said or what they are called: it outlives them.
        """
        entry = AuditEntry(self._now(), *(storable(text) for text in (actor, role, action, subject, note)))
        with self._database.writing() as session:
            session.add(audit_row(entry))
        return entry

    def entries(
        self,
        subject: str | None = None,
        actor: str | None = None,
        since: datetime | None = None,
        limit: int = 100,
    ) -> tuple[AuditEntry, ...]:
        """At most `limit` lines, newest first; only those of a subject, an actor or from a moment on where given."""
        found = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if subject is not None:
            found = found.where(AuditRow.subject == storable(subject))
        if actor is not None:
            found = found.where(AuditRow.actor == storable(actor))
        if since is not None:
            found = found.where(AuditRow.at >= since)
        with self._database.reading() as session:
            return tuple(audit_entry(row) for row in session.scalars(found))


def audit_row(entry: AuditEntry) -> AuditRow:
    """The line as a table row; for what is noted in the transaction in which it is done."""
    return AuditRow(**{field.name: getattr(entry, field.name) for field in fields(AuditEntry)})


def audit_entry(row: AuditRow) -> AuditEntry:
    """The line in a table row."""
    return AuditEntry(**{field.name: getattr(row, field.name) for field in fields(AuditEntry)})
