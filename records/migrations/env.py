"""Runs the revisions on the connection that `Database.upgrade` hands in."""

from __future__ import annotations

from alembic import context

import records.learned.tables
import records.people_tables  # noqa: F401 - so that the metadata knows its tables
from records.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
