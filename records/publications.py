"""Which version of a prompt stands under which label, and who put it there; only added to, the newest holds."""

from __future__ import annotations

import secrets
from dataclasses import fields

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.database import Database
from records.errors import PublicationConflict
from records.moments import next_moment
from records.nouns import PromptPublication
from records.people_tables import PromptPublicationRow
from records.rows import storable


class PromptPublications:
    """Keeps publications in a database that has been upgraded; safe to call from several threads.

    Every call may raise `DatabaseFault`. What a prompt says is not kept here: its hash names it.
    """

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

    def publish(
        self, name: str, version: str, prompt_hash: str, *, label: str, reason: str, by: str
    ) -> PromptPublication:
        """Puts a version under a label, also one that stood there before; `by` is an account id or `shell`.

        Raises:
            PublicationConflict: the version was published before with another hash; a published version never changes.
        """
        values = {
            "name": name, "version": version, "prompt_hash": prompt_hash,
            "label": label, "reason": reason, "published_by": by,
        }  # fmt: skip
        clean = {column: storable(value) for column, value in values.items()}
        with self._database.writing() as session:
            _check_hash(session, clean["name"], clean["version"], clean["prompt_hash"])
            last = session.scalars(_newest(name, label).limit(1)).first()
            moment = next_moment(self._now(), None if last is None else last.at)
            row = PromptPublicationRow(id=secrets.token_urlsafe(12), at=moment, **clean)
            session.add(row)
            return _publication(row)

    def current(self, name: str, label: str) -> PromptPublication | None:
        """What stands under the label; None where nothing was ever published."""
        with self._database.reading() as session:
            row = session.scalars(_newest(name, label).limit(1)).first()
            return None if row is None else _publication(row)

    def history(
        self, name: str | None = None, label: str | None = None, limit: int = 100
    ) -> tuple[PromptPublication, ...]:
        """At most `limit` publications, newest first; only those of a prompt or a label where one is given."""
        with self._database.reading() as session:
            return tuple(_publication(row) for row in session.scalars(_newest(name, label).limit(limit)))


def _newest(name: str | None, label: str | None) -> Select[PromptPublicationRow]:
    found = select(PromptPublicationRow).order_by(PromptPublicationRow.at.desc(), PromptPublicationRow.id.desc())
    if name is not None:
        found = found.where(PromptPublicationRow.name == storable(name))
    return found if label is None else found.where(PromptPublicationRow.label == storable(label))


def _check_hash(session: Session, name: str, version: str, prompt_hash: str) -> None:
    known = select(PromptPublicationRow.prompt_hash).where(
        PromptPublicationRow.name == name, PromptPublicationRow.version == version
    )
    before = session.scalars(known.limit(1)).first()
    if before not in (None, prompt_hash):
        raise PublicationConflict(name, version)


def _publication(row: PromptPublicationRow) -> PromptPublication:
    return PromptPublication(**{field.name: getattr(row, field.name) for field in fields(PromptPublication)})
