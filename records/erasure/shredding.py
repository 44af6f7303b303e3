"""Makes sure that what was deleted is gone from SQLite's files too, not only from its tables.

`secure_delete` writes zeros over what is deleted, but where a page of the file was once split, a copy of a row may lie
in its unused space. Only writing the file anew removes that. Nobody else can write meanwhile, so it is done at once in
small files only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from records.database import Database

AT_ONCE_BYTES = 256 * 1024 * 1024
"""Larger files are not written anew unasked: 256 MiB take about 4 s, and a writer waits for at most 10."""


@dataclass(frozen=True, slots=True)
class Shredded:
    """`journal`: the write-ahead log is empty. `unused_space`: no copy lies in unused space of the file.

    On PostgreSQL both are True as far as this program can see: no query finds it. Its own autovacuum, log archive and
    backups are the operator's.
    """

    journal: bool
    unused_space: bool

    @property
    def whole(self) -> bool:
        """Whether nothing is left to be done."""
        return self.journal and self.unused_space


def shred(database: Database, *, always: bool = False) -> Shredded:
    """Removes what was deleted from the files; another program that is reading or writing is waited for, 10 s at most.

    `always` writes even a large file anew.

    Raises:
        DatabaseFault: the file cannot be read or written.
    """
    if database.engine.dialect.name != "sqlite":
        return Shredded(True, True)
    small = Path(database.location).stat().st_size <= AT_ONCE_BYTES
    unused = _alone(database, "VACUUM") if always or small else False
    return Shredded(_alone(database, "PRAGMA wal_checkpoint(TRUNCATE)"), unused)


def _alone(database: Database, statement: str) -> bool:
    """Whether the statement, which stands in no transaction, was carried out; False where others did not let go."""
    from sqlite3 import OperationalError

    connection = database.engine.raw_connection()
    try:
        row = connection.cursor().execute(statement).fetchone()
    except OperationalError as error:
        if "locked" in str(error) or "full" in str(error):
            return False
        raise
    finally:
        connection.close()
    return row is None or row[0] == 0
