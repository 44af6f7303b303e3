"""Which version of a prompt stands under which label, and who put it there; only added to, the newest holds."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import fields
from types import EllipsisType

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from records.actions import Now, utc_now
from records.database import Database
from records.errors import LabelEmpty, PublicationConflict, PublishedMeanwhile
from records.moments import next_moment
from records.nouns import PromptPublication
from records.people_tables import PromptPublicationRow
from records.rows import storable

NOTHING = ""
"""The version of a publication that takes its label away: whoever asks for the label gets the prompt as shipped."""
Expected = str | EllipsisType | None
"""The id of the publication that the person saw standing, None where they saw none; `...` where they did not look."""
_LOCK = 0x0DA0_603


class PromptPublications:
    """Keeps publications in a database that has been upgraded; safe to call from several threads and processes.

    Every call may raise `DatabaseFault`. What a prompt says is not kept here: its hash names it.
    """

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

    def publish(
        self, name: str, version: str, prompt_hash: str, *, label: str, reason: str, by: str, expected: Expected = ...
    ) -> PromptPublication:
        """Puts a version under a label, also one that stood there before; `by` is an account id or `shell`.

        Raises:
            PublicationConflict: the version was published before with another hash; a published version never changes.
            PublishedMeanwhile: another publication stands under the label than the one that was expected.
            ValueError: the version is empty; see `take_away`.
        """
        if not version:
            raise ValueError("a version has a name")
        return self._add(name, version, prompt_hash, label, reason, by, expected)

    def take_away(self, name: str, label: str, *, reason: str, by: str, expected: Expected = ...) -> PromptPublication:
        """Takes the label off whatever stands under it; the history stays. The publication is one of `NOTHING`.

        Raises:
            LabelEmpty: nothing stands under it.
            PublishedMeanwhile: another publication stands under the label than the one that was expected.
        """
        return self._add(name, NOTHING, "", label, reason, by, expected)

    def current(self, name: str, label: str) -> PromptPublication | None:
        """What stands under the label; None where nothing was ever published, or the label was taken away."""
        with self._database.reading() as session:
            return _standing(session.scalars(_newest(name, label).limit(1)).first())

    def labels(self, name: str) -> Mapping[str, PromptPublication]:
        """What stands under each label of a prompt, by label in order."""
        last = select(PromptPublicationRow.label, func.max(PromptPublicationRow.at).label("at"))
        last_of = (
            last.where(PromptPublicationRow.name == storable(name)).group_by(PromptPublicationRow.label).subquery()
        )
        found = _newest(name, None).join(
            last_of, (last_of.c.label == PromptPublicationRow.label) & (last_of.c.at == PromptPublicationRow.at)
        )
        with self._database.reading() as session:
            standing = [one for row in session.scalars(found) if (one := _standing(row)) is not None]
        return {one.label: one for one in sorted(standing, key=lambda one: one.label)}

    def history(
        self, name: str | None = None, label: str | None = None, limit: int = 100
    ) -> tuple[PromptPublication, ...]:
        """At most `limit` publications, newest first; only those of a prompt or a label where one is given."""
        with self._database.reading() as session:
            return tuple(_publication(row) for row in session.scalars(_newest(name, label).limit(limit)))

    def _add(
        self, name: str, version: str, prompt_hash: str, label: str, reason: str, by: str, expected: Expected
    ) -> PromptPublication:
        values = {
            "name": name, "version": version, "prompt_hash": prompt_hash,
            "label": label, "reason": reason, "published_by": by,
        }  # fmt: skip
        clean = {column: storable(value) for column, value in values.items()}
        with self._database.writing() as session:
            alone(session, _LOCK)
            if clean["version"]:
                _check_hash(session, clean["name"], clean["version"], clean["prompt_hash"])
            last = session.scalars(_newest(name, label).limit(1)).first()
            standing = _standing(last)
            if not is_expected(expected, None if last is None else last.id, standing is not None):
                raise PublishedMeanwhile(label, standing)
            if standing is None and not clean["version"]:
                raise LabelEmpty(name, label)
            moment = next_moment(self._now(), None if last is None else last.at)
            row = PromptPublicationRow(id=secrets.token_urlsafe(12), at=moment, **clean)
            session.add(row)
            return _publication(row)


def alone(session: Session, lock: int) -> None:
    """Waits until no other transaction that asked for the same lock is under way; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(lock)))


def is_expected(expected: Expected, last_id: str | None, stands: bool) -> bool:
    """Whether what somebody saw is what there is: its last row by id, or nothing, also where that was taken away."""
    if expected is ... or expected == last_id:
        return True
    return expected is None and not stands


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


def _standing(row: PromptPublicationRow | None) -> PromptPublication | None:
    return _publication(row) if row is not None and row.version != NOTHING else None


def _publication(row: PromptPublicationRow) -> PromptPublication:
    return PromptPublication(**{field.name: getattr(row, field.name) for field in fields(PromptPublication)})
