"""What an import must remember of all it has read, on disk: memory does not grow with the file."""

from __future__ import annotations

import hashlib
import sqlite3
from types import TracebackType


class Remembered:
    """Ids with the row they first stood in, and whose an e-mail address is; only hashes, in a file without a name.

    SQLite takes the file away when the process ends, however it ends.
    """

    def __init__(self) -> None:
        self._store = sqlite3.connect("", isolation_level=None)
        for command in (
            "PRAGMA journal_mode = OFF",
            "CREATE TABLE ids (id BLOB PRIMARY KEY, row INTEGER, content BLOB) WITHOUT ROWID",
            "CREATE TABLE emails (email BLOB PRIMARY KEY, customer_id TEXT) WITHOUT ROWID",
            "BEGIN",
        ):
            self._store.execute(command)

    def __enter__(self) -> Remembered:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._store.close()

    def first(self, id: str, row: int, content: str) -> tuple[int, bool] | None:
        """The row that had this id before and whether its content was the same; None where it is new, and noted now."""
        found = self._store.execute("SELECT row, content FROM ids WHERE id = ?", (_hash(id),)).fetchone()
        if found is None:
            self._store.execute("INSERT INTO ids VALUES (?, ?, ?)", (_hash(id), row, _hash(content)))
            return None
        return found[0], found[1] == _hash(content)

    def customer_of(self, email: str) -> str | None:
        """The id of the customer who has the address, however it is spelt in upper and lower case."""
        key = (_hash(_folded(email)),)
        found = self._store.execute("SELECT customer_id FROM emails WHERE email = ?", key).fetchone()
        return None if found is None else str(found[0])

    def add_email(self, email: str, customer_id: str) -> None:
        """Notes whose the address is; of two customers with the same one, the first."""
        self._store.execute("INSERT OR IGNORE INTO emails VALUES (?, ?)", (_hash(_folded(email)), customer_id))


def _folded(email: str) -> str:
    return email.strip().casefold()


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
