"""Seals what people wrote and who they are, each person's with a key of their own: the seam and its two versions.

A sealed text is `sealed:1:<key id>:<nonce and ciphertext in base64>`, made by AES-256-GCM. It opens only in the place
it was sealed for. Destroying a person's key makes everything that was sealed for them unreadable, in backups too.
"""

from __future__ import annotations

import os
import time
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from records.database import Database
from records.errors import KeyDestroyed, KeysMissing, SealBroken
from records.vault.data_keys import ID_LETTERS, NONCE_BYTES, DataKeys, require_unsealed
from records.vault.keyring import Keyring

SEALED_PREFIX = "sealed:1:"
_PLAIN_PREFIX = "plain:1:"
_HEAD = len(SEALED_PREFIX) + ID_LETTERS


class Vault(Protocol):
    """What texts go through on their way into the database and out of it; safe to call from several threads.

    `subject` is whose text it is, written as a cart's owner is (`customer:C-001`, `conversation:<id>`). `place` is
    where it will stand (`turns.text/<turn id>`), no two texts in one. An empty text stays empty.

    A key is made or looked up in a transaction of its own: seal before a writing block begins, open after a reading
    block has ended. Every call may raise `DatabaseFault` and `WrongKeys`; sealing also `SubjectErased`.
    """

    def prepare(self, subjects: Iterable[str], connection: Connection | None = None) -> None:
        """Makes the keys of many subjects at once, before much is sealed; `seal` makes a single one by itself.

        They are made in the transaction of `connection` where one is given. Who was erased is left out.
        """
        ...

    def seal(self, subject: str, text: str, place: str) -> str:
        """What to write in the place; `text` must be UTF-8 (ValueError for half a surrogate pair)."""
        ...

    def open(self, sealed: str, place: str) -> str:
        """The text that was sealed; one that was never sealed is given back as it is.

        Raises:
            KeyDestroyed: nobody can read it any more.
            SealBroken: it was changed, or sealed for another place.
            KeysMissing: it is sealed and no keys are configured.
        """
        ...

    def destroy(self, subject: str, session: Session | Connection | None = None) -> bool:
        """Destroys the subject's key, in the transaction of `session` where one is given; whether there was one."""
        ...


class PlainVault:
    """Seals nothing: for a shop without keys, and for tests."""

    def prepare(self, subjects: Iterable[str], connection: Connection | None = None) -> None:
        """See `Vault.prepare`."""

    def seal(self, subject: str, text: str, place: str) -> str:
        """See `Vault.seal`; only a text that looks sealed is marked as one that is not."""
        return _PLAIN_PREFIX + text if is_marked(text) else text

    def open(self, sealed: str, place: str) -> str:
        """See `Vault.open`."""
        if is_sealed(sealed):
            raise KeysMissing(f"What {place} holds is encrypted; set DAOGOU_ENCRYPTION_KEYS to the keys it needs.")
        return _unmarked(sealed)

    def destroy(self, subject: str, session: Session | Connection | None = None) -> bool:
        """See `Vault.destroy`; there is never a key."""
        return False


class SealedVault:
    """Seals with the data keys that are kept in the database, wrapped by the master keys of the keyring."""

    def __init__(self, database: Database, keyring: Keyring, clock: Callable[[], float] = time.monotonic) -> None:
        from cryptography.exceptions import InvalidTag

        self.keys = DataKeys(database, keyring, clock)
        self._broken = (InvalidTag, ValueError)

    def prepare(self, subjects: Iterable[str], connection: Connection | None = None) -> None:
        """See `Vault.prepare`."""
        self.keys.prepare(subjects, connection)

    def seal(self, subject: str, text: str, place: str) -> str:
        """See `Vault.seal`."""
        if not text:
            return text
        key, nonce = self.keys.of(subject), os.urandom(NONCE_BYTES)
        data = nonce + key.cipher.encrypt(nonce, text.encode(), place.encode())
        return f"{SEALED_PREFIX}{key.id}:{b2a_base64(data, newline=False).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """See `Vault.open`."""
        if not is_sealed(sealed):
            return _unmarked(sealed)
        head, colon, body = sealed[:_HEAD], sealed[_HEAD : _HEAD + 1], sealed[_HEAD + 1 :]
        if colon != ":":
            raise SealBroken(place)
        key = self.keys.with_id(head.removeprefix(SEALED_PREFIX))
        if key is None:
            raise KeyDestroyed(place)
        try:
            data = a2b_base64(body, strict_mode=True)
            return key.cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], place.encode()).decode()
        except self._broken as error:
            raise SealBroken(place) from error

    def destroy(self, subject: str, session: Session | Connection | None = None) -> bool:
        """See `Vault.destroy`; another process may use the key for another second."""
        return self.keys.destroy(subject, session)


PLAIN = PlainVault()
"""The one that is used where nobody hands in another."""


def open_vault(database: Database, keyring: Keyring | None) -> Vault:
    """The vault of a database that has been upgraded; one that seals where there are keys.

    Raises:
        WrongKeys, KeysMissing: the database was sealed with other keys; nothing is written.
    """
    if keyring is None:
        require_unsealed(database)
        return PLAIN
    vault = SealedVault(database, keyring)
    vault.keys.verify()
    return vault


def is_sealed(text: str) -> bool:
    """Whether the text in a column is sealed."""
    return text.startswith(SEALED_PREFIX)


def is_marked(text: str) -> bool:
    """Whether the text in a column is other than what was written there; any other opens to itself."""
    return text.startswith((SEALED_PREFIX, _PLAIN_PREFIX))


def _unmarked(text: str) -> str:
    return text.removeprefix(_PLAIN_PREFIX)
