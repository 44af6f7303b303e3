"""A database that lives in the memory of this process and never on disk: for conversations that only try things out."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Self

from records.database import Database, sqlite_engine

_UPGRADING = Lock()


@dataclass(frozen=True)
class MemoryDatabase(Database):
    """A database that goes when it is closed; `keeper` is the connection that holds it meanwhile."""

    keeper: sqlite3.Connection

    @classmethod
    def open(cls) -> Self:
        """A new one with every table of this version, all empty; a few milliseconds after the first."""
        made = cls._blank()
        made.become(_upgraded())
        return made

    @classmethod
    def _blank(cls) -> Self:
        # SQLite's VFS `memdb`, unlike a shared cache, keeps the locks of a file: threads wait for each other.
        name = f"file:/daogou-{secrets.token_hex(8)}?vfs=memdb"
        keeper = sqlite3.connect(name, uri=True, check_same_thread=False)
        return cls(sqlite_engine(f"sqlite:///{name}&uri=true"), "in memory", keeper)

    def become(self, other: MemoryDatabase) -> None:
        """Take over all that `other` holds, and forget what was held before."""
        other.keeper.backup(self.keeper)

    def close(self) -> None:
        """Let all go; it cannot be used again."""
        super().close()
        self.keeper.close()


def _upgraded() -> MemoryDatabase:
    with _UPGRADING:  # the migrations of two threads would get in each other's way
        return _made_once()


@cache
def _made_once() -> MemoryDatabase:
    made = MemoryDatabase._blank()
    made.upgrade()
    return made
