"""Receipts: what was erased or went by age, how much of it, when and by whom; nothing in one names a person."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.database import Database
from records.erasure.erased import hash_of
from records.errors import ReceiptUnknown
from records.people_tables import ReceiptRow
from records.rows import storable

ReceiptKind = Literal["erasure", "retention"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one erasure, or of one round of what went by age.

    `subject_hash` is `records.erasure.erased.hash_of` the owner, empty for a round. `counts` says how many rows of
    which table are gone; `<table>_unnamed` how many stay without saying whose they were. `done_by` is an account
    id, `shell` for the command line, `site` for the running site, `self` for the person. `digest` is the SHA-256 of all
    the rest.
    """

    id: str
    subject_hash: str
    kind: str
    counts: Mapping[str, int]
    done_by: str
    at: datetime
    digest: str

    @property
    def is_intact(self) -> bool:
        """Whether the receipt is as it was written; who can write to the database can make another."""
        return self.digest == _digest(asdict(self))


class Receipts:
    """Shows the receipts in a database that has been upgraded. Every call may raise `DatabaseFault`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def receipt(self, id: str) -> Receipt:
        """The receipt of this id.

        Raises:
            ReceiptUnknown: there is none.
        """
        with self._database.reading() as session:
            row = session.get(ReceiptRow, storable(id))
            if row is None:
                raise ReceiptUnknown(id)
            return _receipt(row)

    def receipts(self, subject: str | None = None, limit: int = 50) -> tuple[Receipt, ...]:
        """At most `limit` receipts, newest first; only those of an owner (`customer:C-001`) where one is given."""
        found = select(ReceiptRow).order_by(ReceiptRow.at.desc(), ReceiptRow.id.desc()).limit(limit)
        if subject is not None:
            found = found.where(ReceiptRow.subject_hash == hash_of(subject))
        with self._database.reading() as session:
            return tuple(_receipt(row) for row in session.scalars(found))


def write_receipt(
    session: Session, kind: ReceiptKind, counts: Mapping[str, int], *, subject: str = "", by: str, at: datetime
) -> Receipt:
    """Adds a receipt in the transaction of what it is about; `subject` is the owner, who is not named in it."""
    values = {
        "id": f"E-{secrets.token_hex(6)}",
        "subject_hash": hash_of(subject) if subject else "",
        "kind": kind,
        "counts": {name: count for name, count in sorted(counts.items()) if count},
        "done_by": storable(by),
        "at": at,
    }
    receipt = Receipt(**values, digest=_digest(values))  # type: ignore[arg-type]
    session.add(ReceiptRow(**asdict(receipt)))
    return receipt


def add_to_receipt(session: Session, receipt: Receipt, counts: Mapping[str, int], at: datetime) -> Receipt:
    """The same receipt with more counts, `at` now, in the transaction of what they are about."""
    values = asdict(receipt) | {"at": at, "counts": dict(Counter(receipt.counts) + Counter(counts))}
    more = Receipt(**{**values, "digest": _digest(values)})
    row = session.get_one(ReceiptRow, receipt.id)
    row.counts, row.at, row.digest = dict(more.counts), more.at, more.digest
    return more


def _digest(values: Mapping[str, Any]) -> str:
    told = {**values, "at": values["at"].astimezone(UTC).isoformat()}
    told.pop("digest", None)
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _receipt(row: ReceiptRow) -> Receipt:
    return Receipt(**{field.name: getattr(row, field.name) for field in fields(Receipt)})
