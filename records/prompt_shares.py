"""How the conversations under a label are shared among versions of a prompt; only added to, the newest holds."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import fields

from sqlalchemy import Select, select

from records.actions import Now, utc_now
from records.database import Database
from records.errors import SharedMeanwhile, SharesFault
from records.moments import next_moment
from records.nouns import PromptShares
from records.people_tables import PromptShareRow
from records.publications import Expected, alone, is_expected
from records.rows import storable

_LOCK = 0x0DA0_604
_WHOLE = 100


class SharedPrompts:
    """Keeps shares in a database that has been upgraded; safe to call from several threads and processes.

    Every call may raise `DatabaseFault`. Whether the versions exist is not known here.
    """

    def __init__(self, database: Database, now: Now = utc_now) -> None:
        self._database = database
        self._now = now

    def share(
        self, name: str, label: str, shares: Mapping[str, int], *, reason: str, by: str, expected: Expected = ...
    ) -> PromptShares:
        """Shares the label's conversations among versions by whole percents; without any, one version has them all.

        `expected` is the id of the shares that the person saw, as for `PromptPublications.publish`.

        Raises:
            SharesFault: a version without a name, or percents that are not whole, below 0, or not 100 together.
            SharedMeanwhile: other shares hold than those that were expected.
        """
        clean = _checked(shares)
        with self._database.writing() as session:
            alone(session, _LOCK)
            last = session.scalars(_newest(name, label).limit(1)).first()
            if not is_expected(expected, None if last is None else last.id, bool(last and last.shares)):
                raise SharedMeanwhile(label, None if last is None else _shares(last))
            row = PromptShareRow(
                id=secrets.token_urlsafe(12),
                name=storable(name),
                label=storable(label),
                shares=clean,
                reason=storable(reason),
                set_by=storable(by),
                at=next_moment(self._now(), None if last is None else last.at),
            )
            session.add(row)
            return _shares(row)

    def current(self, name: str, label: str) -> PromptShares | None:
        """The shares that hold; None where the label was never shared, or is no more."""
        with self._database.reading() as session:
            row = session.scalars(_newest(name, label).limit(1)).first()
            return _shares(row) if row is not None and row.shares else None

    def history(self, name: str | None = None, label: str | None = None, limit: int = 100) -> tuple[PromptShares, ...]:
        """At most `limit` of what was set, newest first; only that of a prompt or a label where one is given."""
        with self._database.reading() as session:
            return tuple(_shares(row) for row in session.scalars(_newest(name, label).limit(limit)))


def _checked(shares: Mapping[str, int]) -> dict[str, int]:
    for version, percent in shares.items():
        if not version.strip() or isinstance(percent, bool) or not isinstance(percent, int) or percent < 0:
            raise SharesFault(f"{version or 'A version without a name'} cannot have {percent!r} percent; use 0 to 100.")
    if shares and (total := sum(shares.values())) != _WHOLE:
        raise SharesFault(f"The shares come to {total} percent; let them come to 100.")
    return {storable(version): percent for version, percent in shares.items()}


def _newest(name: str | None, label: str | None) -> Select[PromptShareRow]:
    found = select(PromptShareRow).order_by(PromptShareRow.at.desc(), PromptShareRow.id.desc())
    if name is not None:
        found = found.where(PromptShareRow.name == storable(name))
    return found if label is None else found.where(PromptShareRow.label == storable(label))


def _shares(row: PromptShareRow) -> PromptShares:
    return PromptShares(**{field.name: getattr(row, field.name) for field in fields(PromptShares)})
