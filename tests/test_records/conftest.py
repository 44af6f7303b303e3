"""Real databases: an SQLite file of the test's own, and a PostgreSQL server that the whole run shares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from postgresql import postgresql_server

import records.learned.tables
import records.people_tables  # noqa: F401 - so that the metadata knows its tables
from records.database import Database, open_database
from records.nouns import Customer, Order, OrderLine
from records.tables import Table

MARCH = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a real PostgreSQL server."""
    with postgresql_server() as url:
        yield url


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Where the test's SQLite file will be."""
    return tmp_path / "home" / "records.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, sqlite_file: Path) -> Iterator[Database]:
    """A database of each kind without any table."""
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{sqlite_file}")
    else:
        database = open_database(request.getfixturevalue("postgresql_url"))
        with database.engine.begin() as connection:
            Table.metadata.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    yield database
    database.close()


@pytest.fixture
def database(empty: Database) -> Database:
    """A database of each kind that has been upgraded."""
    empty.upgrade()
    return empty


@pytest.fixture
def customer() -> Customer:
    """Somebody who shops here."""
    return Customer("C-001", "王芳", "fang@example.com", "zh", "Shanghai", MARCH)


@pytest.fixture
def order(customer: Customer) -> Order:
    """An order of two lines by that customer."""
    lines = (OrderLine("AUD-1", "Brisa Ear", 2, 59.9), OrderLine("KIT-7", "保温杯", 1, 19.95))
    return Order("D-100001", customer.id, MARCH, "delivered", "EUR", lines, 5.0, 4.9, MARCH + timedelta(days=3))
