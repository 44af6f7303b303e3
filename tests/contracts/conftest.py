"""A real PostgreSQL server that all contract suites share; a shop ledger and a conversation log on each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_cases import LINES, START, Clock
from postgresql import postgresql_server

import records.learned.tables
import records.people_tables  # noqa: F401 - so that the metadata knows its tables
from records.conversation_log import ConversationLog, MemoryConversationLog, SqlConversationLog
from records.database import Database, open_database
from records.nouns import Customer, Order
from records.shop_ledger import ShopLedger
from records.tables import Table
from records.vault.keyring import Keyring, new_key, read_keyring
from records.vault.vault import Vault, open_vault


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Database]:
    """A real PostgreSQL server with one upgraded database."""
    with postgresql_server() as url:
        database = open_database(url)
        database.upgrade()
        yield database
        database.close()


def _url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite'}"
    server: Database = request.getfixturevalue("postgresql")
    with server.writing() as session:
        for table in reversed(Table.metadata.sorted_tables):
            session.execute(table.delete())
    return server.engine.url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind with nothing in it."""
    return _url(request.param, tmp_path, request)


@pytest.fixture
def keyring() -> Keyring:
    """One fresh master key."""
    return read_keyring(new_key())


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database with its tables and nothing in them."""
    opened = open_database(url)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture(params=["plain", "sealed"])
def vault(request: pytest.FixtureRequest, database: Database, keyring: Keyring) -> Vault:
    """One for a shop without keys, one that seals."""
    return open_vault(database, keyring if request.param == "sealed" else None)


@pytest.fixture
def ledger(url: str, keyring: Keyring) -> Iterator[ShopLedger]:
    """A ledger that seals, with two customers; the first has an order in each status."""
    database = open_database(url)
    database.upgrade()
    made = ShopLedger(database, Clock(), open_vault(database, keyring))
    for id, name in (("C-001", "王芳"), ("C-002", "Bea")):
        made.add_customer(Customer(id, name, f"{id}@example.com", "en", "Cork", START))
    for number, status in enumerate(("placed", "shipped", "delivered", "cancelled", "returned")):
        made.add_order(Order(f"D-{number}", "C-001", START, status, "EUR", LINES))
    made.add_order(Order("D-9", "C-002", START, "placed", "EUR", LINES))
    yield made
    database.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql", "sealed"])
def log(request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring) -> Iterator[ConversationLog]:
    """An empty conversation log of each kind; the sealed one is on SQLite."""
    if request.param == "memory":
        yield MemoryConversationLog()
        return
    seals = request.param == "sealed"
    database = open_database(_url("sqlite" if seals else request.param, tmp_path, request))
    database.upgrade()
    yield SqlConversationLog(database, open_vault(database, keyring if seals else None))
    database.close()
