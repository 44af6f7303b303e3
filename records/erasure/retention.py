"""Forgets what is older than the shop wants to keep: conversations, the audit trail, sign-ins that have ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from records.access.attempts import FORGOTTEN_AFTER
from records.actions import Now, utc_now
from records.database import Database
from records.erasure.erased import batches
from records.erasure.erasing import delete_rows
from records.erasure.person import count_rows, find_conversations
from records.erasure.personal_data import PERSONAL_DATA
from records.erasure.receipts import Receipt, add_to_receipt, write_receipt
from records.erasure.retention_rules import RetentionRules
from records.erasure.shredding import shred
from records.people_tables import AuditRow, SignInAttemptRow, SignInRow
from records.tables import ConversationRow, ReceivedMessageRow, StaffMessageRow, Table, TurnRow

_BATCH = 100
"""Conversations in one transaction: shoppers who write meanwhile wait for some hundredths of a second."""
_LOCK = 0x0DA0_602
_DELETED = {kept.name for kept in PERSONAL_DATA if kept.fate == "delete"}


class Retention:
    """Applies the rules to a database that has been upgraded, also while the site runs in several processes.

    Every call may raise `DatabaseFault`; what was forgotten before that stays so, and stands on the receipt.
    """

    def __init__(self, database: Database, rules: RetentionRules, now: Now = utc_now) -> None:
        self._database, self._rules, self._now = database, rules, now

    def due(self) -> dict[str, int]:
        """How many rows of which table `apply` would delete now; nothing is changed."""
        counts: Counter[str] = Counter()
        with self._database.reading() as session:
            for table, condition in self._old_rows():
                counts[table.__tablename__] += (
                    session.scalar(select(func.count()).select_from(table).where(condition)) or 0
                )
            old = session.scalars(select(ConversationRow.id).where(or_(False, *self._old_conversations()))).all()
            for batch in batches(old):
                found = count_rows(session, find_conversations(session, batch))
                counts.update({table: count for table, count in found.items() if table in _DELETED})
        return dict(+counts)

    def apply(self, by: str) -> Receipt | None:
        """Deletes what is too old, at most 100 conversations a transaction; None where there was nothing.

        The receipt grows with every transaction, so that it tells the truth also where the process dies in the middle.
        """
        receipt: Receipt | None = None
        while counts := self._step(receipt, by):
            receipt = counts
        if receipt is not None:
            shred(self._database)
        return receipt

    def _step(self, receipt: Receipt | None, by: str) -> Receipt | None:
        """The receipt after some more was deleted; None where nothing was left."""
        with self._database.writing() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            counts = self._deleted(session)
            if not counts:
                return None
            if receipt is None:
                return write_receipt(session, "retention", counts, by=by, at=self._now())
            return add_to_receipt(session, receipt, counts, self._now())

    def _deleted(self, session: Session) -> Counter[str]:
        counts: Counter[str] = Counter()
        for table, condition in self._old_rows():
            done = session.execute(delete(table).where(condition), execution_options={"synchronize_session": False})
            counts[table.__tablename__] += cast("CursorResult[Any]", done).rowcount
        old = select(ConversationRow.id).where(or_(False, *self._old_conversations()))
        ids = session.scalars(old.limit(_BATCH).with_for_update()).all()
        # Asked again now that nothing can be added to them: a shopper may have come back before they were locked.
        ids = session.scalars(old.where(ConversationRow.id.in_(ids))).all()
        if ids:
            counts.update(delete_rows(session, find_conversations(session, ids, lock=True)))
        return +counts

    def _old_rows(self) -> Iterator[tuple[type[Table], ColumnElement[bool]]]:
        yield SignInAttemptRow, SignInAttemptRow.last_at < self._now() - FORGOTTEN_AFTER
        if (ended := self._before(self._rules.sign_ins)) is not None:
            yield SignInRow, or_(SignInRow.expires_at < ended, SignInRow.ended_at < ended)
        if (told := self._before(self._rules.audit)) is not None:
            yield AuditRow, AuditRow.at < told

    def _old_conversations(self) -> Iterator[ColumnElement[bool]]:
        if (before := self._before(self._rules.guests)) is not None:
            yield ConversationRow.customer_id.is_(None) & _silent_since(before)
        if (before := self._before(self._rules.conversations)) is not None:
            yield ConversationRow.customer_id.is_not(None) & _silent_since(before)

    def _before(self, days: int | None) -> datetime | None:
        return None if days is None else self._now() - timedelta(days=days)


def _silent_since(moment: datetime) -> ColumnElement[bool]:
    """Whether a conversation began before a moment and nothing was said in it since."""
    said = [
        exists().where(table.conversation_id == ConversationRow.id, table.at >= moment)
        for table in (TurnRow, ReceivedMessageRow, StaffMessageRow)
    ]
    return (ConversationRow.started_at < moment) & ~or_(*said)
