"""Opens the database, brings it up to date, and says in one sentence what is wrong with it."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.orm import DeclarativeBase, Session

from records.errors import DatabaseCorrupt, DatabaseFault, DatabaseNewer, DatabaseOutdated, DatabaseUnreachable

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision this version of Daogou knows, oldest first; the last is the one it works with."""

_BUSY_TIMEOUT_SECONDS = 10
_CONNECT_TIMEOUT_SECONDS = 5
_UPGRADE_LOCK = 0x0DA0_600


@dataclass(frozen=True)
class Database:
    """A database that may be shared by threads; each `reading` or `writing` block is one transaction.

    `location` is the address without a password, for messages.
    """

    engine: Engine
    location: str

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read with; what it adds is not kept.

        Raises:
            DatabaseFault: the database cannot be used, from here or from inside the block.
        """
        with _faults_told(self.location), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is on disk when the block ends, and undone when the block raises.

        Raises:
            DatabaseFault: the database cannot be used, from here or from inside the block.
        """
        writer = self.engine.execution_options(daogou_writes=True)
        with _faults_told(self.location), Session(writer, expire_on_commit=False) as session, session.begin():
            yield session

    def version(self) -> str | None:
        """The revision the database stands at; None before the first `upgrade`.

        Raises:
            DatabaseFault: the database cannot be read.
        """
        with _faults_told(self.location), self.engine.connect() as connection:
            return _version(connection)

    def require_current(self) -> None:
        """Does nothing when the database is at the revision this code works with.

        Raises:
            DatabaseNewer: a later version of Daogou has upgraded it.
            DatabaseOutdated: it has not been upgraded.
            DatabaseFault: the database cannot be read.
        """
        version = self.version()
        self._refuse_newer(version)
        if version != REVISIONS[-1]:
            raise DatabaseOutdated(
                f"The database {self.location} is not up to date; start `daogou serve` once to upgrade it.",
                self.location,
            )

    def upgrade(self) -> bool:
        """Brings the tables up to date in one transaction; False when they already were.

        Raises:
            DatabaseNewer: a later version of Daogou has upgraded it; nothing is changed.
            DatabaseFault: the database cannot be used, or is damaged; nothing is changed.
        """
        version = self.version()
        self._refuse_newer(version)
        if version == REVISIONS[-1]:
            return False
        self.check()
        writer = self.engine.execution_options(daogou_writes=True)
        with _faults_told(self.location), writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            self._refuse_newer(_version(connection))
            _migrate(connection)
        return True

    def check(self) -> None:
        """Reads the whole SQLite file and compares its pages (about 1 s a GB); on PostgreSQL only connects.

        Raises:
            DatabaseCorrupt: the file is damaged.
            DatabaseFault: the database cannot be read.
        """
        with _faults_told(self.location), self.engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            answer = connection.execute(text("PRAGMA quick_check(1)" if sqlite else "SELECT 'ok'")).scalar()
        if answer != "ok":
            raise _corrupt(self.location)

    def close(self) -> None:
        """Lets all connections go; the database can be used again afterwards."""
        self.engine.dispose()

    def _refuse_newer(self, version: str | None) -> None:
        if version is not None and version not in REVISIONS:
            raise DatabaseNewer(
                f"The database {self.location} was upgraded by a later version of Daogou (revision {version}); "
                "install that version or name another database.",
                self.location,
                version,
            )


def open_database(url: str) -> Database:
    """The database at an SQLAlchemy URL: `sqlite:///path/to/file.sqlite` or `postgresql://user:password@host/name`.

    A new SQLite file is made for its owner only (0600, a new folder 0700). No connection is made yet to PostgreSQL,
    and no table is made: call `upgrade` for that.

    Raises:
        DatabaseUnreachable: the URL cannot be used, its driver is not installed, or the file cannot be opened.
        DatabaseCorrupt: the file is no SQLite database; it is left as it is.
    """
    address = _address(url)
    location = str(address.database) if address.drivername == "sqlite" else address.render_as_string()
    with _faults_told(location):
        engine = _sqlite(address) if address.drivername == "sqlite" else _postgresql(address)
    return Database(engine, location)


def insert(session: Session, row: DeclarativeBase) -> bool:
    """Adds the row to the session's transaction; False, with nothing changed, where its key is taken.

    On PostgreSQL it waits for another transaction that is adding the same key.
    """
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def read_json(text: str) -> Any:
    """What stands in a JSON column."""
    try:
        return orjson.loads(text)  # five times as fast, and a long conversation is mostly JSON
    except orjson.JSONDecodeError:
        return json.loads(text)  # numbers of any size


def _address(url: str) -> URL:
    known = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnreachable(
            "The database URL cannot be read; write sqlite:///path or postgresql://…", ""
        ) from error
    name = known.get(address.drivername, address.drivername)
    if name not in known.values():
        message = f"Daogou keeps its records in SQLite or PostgreSQL, not in {name}; change the database URL."
        raise DatabaseUnreachable(message, name)
    if name == "sqlite" and (address.database or ":memory:") == ":memory:":
        raise DatabaseUnreachable("The database URL names no file; write sqlite:///path/to/records.sqlite.", name)
    return address.set(drivername=name)


def _sqlite(address: URL) -> Engine:
    path = Path(str(address.database))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A file that is there is left to SQLite alone: to close it once here would take away the locks of all connections
    # of this process, and another process could then remove what they wrote and had not moved into the file yet.
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    engine = sqlite_engine(address)
    engine.connect().close()
    return engine


def sqlite_engine(address: URL | str) -> Engine:
    """An engine whose connections keep SQLite's transactions as the records want them; none is made yet."""
    engine = create_engine(address, connect_args={"timeout": _BUSY_TIMEOUT_SECONDS}, json_deserializer=read_json)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql(address: URL) -> Engine:
    try:
        return create_engine(
            address,
            pool_pre_ping=True,
            json_deserializer=read_json,
            connect_args={"connect_timeout": _CONNECT_TIMEOUT_SECONDS, "options": "-c timezone=UTC"},
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        message = "PostgreSQL needs the package psycopg; install it with: pip install 'psycopg[binary]'."
        raise DatabaseUnreachable(message, address.render_as_string()) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Transactions begin in _begin_sqlite; the driver's own habit begins them late and leaves out DDL and savepoints.
    connection.isolation_level = None
    # secure_delete: what is deleted is overwritten with zeros, so that no erased word stays in unused space.
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another writer came between; asking for the
    # write lock at the start waits for it instead.
    writes = connection.get_execution_options().get("daogou_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _faults_told(location: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unreachable(location, error.strerror or str(error)) from error
    except DBAPIError as error:
        raise _fault(location, error.orig, error) from error
    except sqlite3.DatabaseError as error:
        raise _fault(location, error, error) from error


def _fault(location: str, cause: Any, error: Exception) -> Exception:
    said = " ".join(str(cause).split())
    if isinstance(cause, sqlite3.DatabaseError) and ("malformed" in said or "not a database" in said):
        return _corrupt(location)
    missing = "no such table" in said or type(cause).__name__ == "UndefinedTable"
    if missing:
        return DatabaseOutdated(
            f"The database {location} lacks a table; start `daogou serve` once to upgrade it.", location
        )
    if type(cause).__name__ in {"OperationalError", "ConnectionTimeout", "InterfaceError", "AdminShutdown"}:
        return _unreachable(location, said)
    return error


def _unreachable(location: str, said: str) -> DatabaseFault:
    return DatabaseUnreachable(
        f"The database {location} cannot be used ({said.rstrip('.')}); check that it is there, that it may be written "
        "and that the disk has room.",
        location,
    )


def _corrupt(location: str) -> DatabaseFault:
    return DatabaseCorrupt(
        f"The database {location} is damaged or is no database; it is left as it is: put a backup in its place or "
        "move it away to start an empty one.",
        location,
    )
