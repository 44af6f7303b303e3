"""What placeholders stand for, sealed: for the shop's people who have to write to a shopper or send them a parcel."""

from __future__ import annotations

from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.database import Database, insert
from records.erasure.erased import refuse_erased
from records.errors import KeyDestroyed
from records.people_tables import OriginalRow
from records.redaction.findings import Redacted
from records.rows import storable
from records.vault.sealing import place
from records.vault.vault import SealedVault


class Originals:
    """Keeps originals in a database that has been upgraded; there is none without keys.

    Safe to call from several threads. Every call may raise `DatabaseFault` and `WrongKeys`.
    """

    def __init__(self, database: Database, vault: SealedVault, now: Now = utc_now) -> None:
        self._database, self._vault, self._now = database, vault, now

    def keep(self, subject: str, redacted: Redacted) -> None:
        """Keeps what each placeholder of the subject stands for, as it was spelled last.

        Raises:
            SubjectErased: the subject was erased.
        """
        found = {storable(one.placeholder): storable(one.original) for one in redacted.findings}
        rows = [self._row(storable(subject), placeholder, original) for placeholder, original in found.items()]
        if not rows:
            return
        with self._database.writing() as session:
            refuse_erased(session, storable(subject))
            for row in rows:
                _put(session, row)

    def original(self, subject: str, placeholder: str) -> str | None:
        """What a placeholder of the subject stands for; None where it was not kept, or its key was destroyed.

        Raises:
            SealBroken: it was changed in the database.
        """
        with self._database.reading() as session:
            row = session.get(OriginalRow, (storable(subject), storable(placeholder)))
        if row is None:
            return None
        try:
            return self._vault.open(row.sealed, place(OriginalRow, "sealed", row.values()))
        except KeyDestroyed:
            return None

    def _row(self, subject: str, placeholder: str, original: str) -> OriginalRow:
        values = {"subject": subject, "placeholder": placeholder}
        sealed = self._vault.seal(subject, original, place(OriginalRow, "sealed", values))
        return OriginalRow(**values, sealed=sealed, at=self._now())


def _put(session: Session, row: OriginalRow) -> None:
    values = row.values()
    if not insert(session, row):
        known = session.get_one(OriginalRow, (values["subject"], values["placeholder"]))
        known.sealed, known.at = values["sealed"], values["at"]
