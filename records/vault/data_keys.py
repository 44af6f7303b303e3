"""The data keys: one for each person, kept in the database wrapped by a master key, and for a moment in memory."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, select
from sqlalchemy import insert as core_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.database import Database, insert
from records.erasure.erased import batches, erased_among, refuse_erased
from records.errors import KeysMissing, WrongKeys
from records.people_tables import VaultKeyRow
from records.vault.keyring import KEY_BYTES, Keyring, MasterKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ID_LETTERS = 16
"""How long the id of a data key is."""
CHECK = "check"
"""The subject of the key that tells at start whether the master keys are the right ones; it seals nothing."""
NONCE_BYTES = 12
TRUST_SECONDS = 1.0
"""How long a key is used without asking whether it was destroyed meanwhile, by another process."""
_CACHED = 1024


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one subject, ready to use."""

    id: str
    subject: str
    cipher: AESGCM


class DataKeys:
    """Finds, makes and destroys data keys; safe to call from several threads, and several processes may do so.

    A key is made in a transaction of its own: where one writes to the same database, keys are asked for before.
    Every call may raise `WrongKeys` and `DatabaseFault`.
    """

    def __init__(self, database: Database, keyring: Keyring, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._keyring, self._clock = database, keyring, clock
        self._cache = _KeyCache(clock)

    def of(self, subject: str) -> DataKey:
        """The subject's key; made where there is none, once, however many ask for it.

        Raises:
            SubjectErased: the subject was erased, and gets no other key.
        """
        return self._cache.of(subject) or self._found(VaultKeyRow.subject == subject) or self._made(subject)

    def with_id(self, id: str) -> DataKey | None:
        """The key of this id, or None where it was destroyed."""
        return self._cache.with_id(id) or self._found(VaultKeyRow.id == id)

    def prepare(self, subjects: Iterable[str], connection: Connection | None = None) -> None:
        """Makes the keys of many subjects that have none yet, 500 a transaction; who was erased gets none.

        They are made in the transaction of `connection` where one is given.
        """
        for batch in batches(set(subjects)):
            if connection is not None:
                self._prepare(connection, batch)
                continue
            with self._database.writing() as session:
                self._prepare(session.connection(), batch)

    def _prepare(self, connection: Connection, batch: list[str]) -> None:
        known = select(VaultKeyRow.subject).where(VaultKeyRow.subject.in_(batch))
        for subject in set(batch) - set(connection.scalars(known)) - erased_among(connection, batch):
            with suppress(IntegrityError), connection.begin_nested():  # another process was faster
                connection.execute(core_insert(VaultKeyRow).values(self._new(subject).values()))

    def destroy(self, subject: str, session: Session | Connection | None = None) -> bool:
        """Destroys the subject's key, in the transaction of `session` where one is given; whether there was one."""
        if session is None:
            with self._database.writing() as own:
                destroyed = _delete(own, subject)
        else:
            destroyed = _delete(session, subject)
        self._cache.drop(subject)
        return destroyed

    def verify(self) -> None:
        """Does nothing where the master keys are those that the database was sealed with, and writes nothing else.

        Raises:
            WrongKeys: one is missing, or is not the same.
        """
        with self._database.reading() as session:
            samples = select(func.min(VaultKeyRow.id)).group_by(VaultKeyRow.master_key_id)
            chosen = VaultKeyRow.id.in_(samples) | (VaultKeyRow.subject == CHECK)
            rows = list(session.scalars(select(VaultKeyRow).where(chosen)))
        for row in rows:
            unwrapped(row, self._keyring)
        if CHECK not in {row.subject for row in rows}:
            self.of(CHECK)

    def _found(self, condition: object) -> DataKey | None:
        asked_at = self._clock()
        with self._database.reading() as session:
            row = session.scalar(select(VaultKeyRow).where(condition))  # type: ignore[arg-type]
        return None if row is None else self._cache.keep(_ready(row, self._keyring), asked_at)

    def _made(self, subject: str) -> DataKey:
        asked_at, row = self._clock(), self._new(subject)
        with self._database.writing() as session:
            refuse_erased(session, subject)
            made = insert(session, row)
        # Where it was not made, another process did so between the look and the insert.
        return self._cache.keep(_ready(row, self._keyring), asked_at) if made else self.of(subject)

    def _new(self, subject: str) -> VaultKeyRow:
        id, master = secrets.token_urlsafe(ID_LETTERS * 3 // 4), self._keyring.current
        wrapped = wrapped_key(os.urandom(KEY_BYTES), id, subject, master)
        now = datetime.now(UTC)
        return VaultKeyRow(id=id, subject=subject, master_key_id=master.id, wrapped=wrapped, created_at=now)


class _KeyCache:
    """The keys asked for last, each good for `TRUST_SECONDS` after the database was asked for it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._changing = Lock()
        self._by_subject: dict[str, tuple[DataKey, float]] = {}
        self._by_id: dict[str, tuple[DataKey, float]] = {}

    def of(self, subject: str) -> DataKey | None:
        return self._trusted(self._by_subject.get(subject))

    def with_id(self, id: str) -> DataKey | None:
        return self._trusted(self._by_id.get(id))

    def keep(self, key: DataKey, asked_at: float) -> DataKey:
        with self._changing:
            self._forget(key.subject)
            self._by_subject[key.subject] = self._by_id[key.id] = (key, asked_at)
            if len(self._by_subject) > _CACHED:
                self._forget(next(iter(self._by_subject)))
        return key

    def drop(self, subject: str) -> None:
        with self._changing:
            self._forget(subject)

    def _trusted(self, known: tuple[DataKey, float] | None) -> DataKey | None:
        return known[0] if known is not None and self._clock() - known[1] <= TRUST_SECONDS else None

    def _forget(self, subject: str) -> None:
        key, _ = self._by_subject.pop(subject, (None, 0.0))
        if key is not None:
            self._by_id.pop(key.id, None)


def master_key_in_use(database: Database) -> str | None:
    """The id of a master key that the database was sealed with; None where nothing was ever sealed in it."""
    with database.reading() as session:
        return session.scalar(select(VaultKeyRow.master_key_id).limit(1))


def require_unsealed(database: Database) -> None:
    """Does nothing where nothing was ever sealed in the database.

    Raises:
        KeysMissing: something was.
    """
    used = master_key_in_use(database)
    if used is not None:
        raise KeysMissing(
            f"The records in {database.location} are encrypted with the key {used}; set DAOGOU_ENCRYPTION_KEYS to it."
        )


def wrapped_key(key: bytes, id: str, subject: str, master: MasterKey) -> bytes:
    """A data key, encrypted by a master key; it opens for this id and subject only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(master.secret).encrypt(nonce, key, _bound_to(id, subject, master.id))


def unwrapped(row: VaultKeyRow, keyring: Keyring) -> bytes:
    """The data key in a row.

    Raises:
        WrongKeys: its master key is missing or another one, or the row was changed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    master = keyring.key(row.master_key_id)
    if master is None:
        message = (
            f"Records are encrypted with the key {row.master_key_id}, which DAOGOU_ENCRYPTION_KEYS does not hold; "
            "add it there, at the end where another one is to be used from now on."
        )
        raise WrongKeys(message, row.master_key_id)
    nonce, sealed = row.wrapped[:NONCE_BYTES], row.wrapped[NONCE_BYTES:]
    try:
        return AESGCM(master.secret).decrypt(nonce, sealed, _bound_to(row.id, row.subject, master.id))
    except (InvalidTag, ValueError) as error:
        message = (
            f"The key {master.id} in DAOGOU_ENCRYPTION_KEYS is not the one that records were encrypted with; put the "
            "right one back."
        )
        raise WrongKeys(message, master.id) from error


def _ready(row: VaultKeyRow, keyring: Keyring) -> DataKey:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return DataKey(row.id, row.subject, AESGCM(unwrapped(row, keyring)))


def _bound_to(id: str, subject: str, master_id: str) -> bytes:
    return f"vault_keys/{id}/{master_id}/{subject}".encode()


def _delete(session: Session | Connection, subject: str) -> bool:
    gone = delete(VaultKeyRow).where(VaultKeyRow.subject == subject).returning(VaultKeyRow.id)
    return session.execute(gone).first() is not None
