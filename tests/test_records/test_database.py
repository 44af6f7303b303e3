"""Opening, upgrading and distrusting the database."""

from __future__ import annotations

import multiprocessing
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import records
from records.conversation_log import SqlConversationLog
from records.database import REVISIONS, Database, open_database
from records.errors import DatabaseCorrupt, DatabaseNewer, DatabaseOutdated, DatabaseUnreachable
from records.nouns import Customer, Order
from records.shop_ledger import ShopLedger
from records.tables import Table


def test_upgrading_makes_the_tables_once(empty: Database) -> None:
    assert empty.version() is None
    assert empty.upgrade() is True
    assert empty.upgrade() is False
    assert empty.version() == REVISIONS[-1]
    empty.require_current()
    empty.check()


def test_the_migrations_make_the_tables_that_the_code_declares(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_the_revisions_named_are_the_revisions_there_are() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(records.__path__[0]) / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS


def test_many_upgrading_at_once_do_it_once(empty: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: empty.upgrade(), range(4)))
    assert empty.version() == REVISIONS[-1]


def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    for act in (database.upgrade, database.require_current):
        with pytest.raises(DatabaseNewer, match=r"later version of Daogou \(revision 0999\)") as caught:
            act()
        assert caught.value.version == "0999"
    assert database.version() == "0999"


def test_a_database_that_was_not_upgraded_says_so(empty: Database) -> None:
    with pytest.raises(DatabaseOutdated, match="daogou serve"):
        empty.require_current()
    with pytest.raises(DatabaseOutdated, match="lacks a table"):
        SqlConversationLog(empty).turns("c1")


def test_only_the_owner_may_read_a_new_file(sqlite_file: Path) -> None:
    database = open_database(f"sqlite:///{sqlite_file}")
    database.upgrade()
    with database.writing() as session:
        session.execute(text("DELETE FROM seeds"))
        for file in sqlite_file.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(sqlite_file.parent.stat().st_mode) == 0o700
    database.close()


def test_sqlite_is_set_to_be_safe_and_shared(sqlite_file: Path) -> None:
    database = open_database(f"sqlite:///{sqlite_file}")
    with database.reading() as session:
        told = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in PRAGMAS}
    assert told == PRAGMAS
    database.close()


PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_work_is_undone_when_the_block_raises(database: Database) -> None:
    def fail_half_way() -> None:
        with database.writing() as session:
            session.execute(text("INSERT INTO seeds VALUES ('demo', 'ab', '2026-03-01')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM seeds")).scalar() == 0


@pytest.mark.parametrize("content", [b"This is no database, it is a shopping list.\n" * 200, b"\x00" * 5000])
def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "records.sqlite"
    file.write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match=r"records\.sqlite is damaged or is no database") as caught:
        open_database(f"sqlite:///{file}").upgrade()
    assert caught.value.location == str(file)
    assert file.read_bytes() == content


def test_a_torn_file_is_told_and_kept(sqlite_file: Path, customer: Customer, order: Order) -> None:
    database = open_database(f"sqlite:///{sqlite_file}")
    database.upgrade()
    ShopLedger(database).add_customer(customer)
    database.close()
    whole = sqlite_file.read_bytes()
    torn = whole[:4096] + b"\xa5" * (len(whole) - 4096)
    sqlite_file.write_bytes(torn)
    with pytest.raises(DatabaseCorrupt):
        open_database(f"sqlite:///{sqlite_file}").check()
    with pytest.raises(DatabaseCorrupt):
        ShopLedger(open_database(f"sqlite:///{sqlite_file}")).add_customer(customer)
    assert sqlite_file.read_bytes() == torn


def test_a_damaged_file_is_not_migrated(sqlite_file: Path) -> None:
    sqlite_file.parent.mkdir()
    with sqlite3.connect(sqlite_file) as plain:
        plain.execute("CREATE TABLE mine (words TEXT)")
        plain.executemany("INSERT INTO mine VALUES (?)", [("x" * 3000,)] * 20)
    plain.close()
    torn = sqlite_file.read_bytes()[:-8192] + b"\xa5" * 8192
    sqlite_file.write_bytes(torn)
    database = open_database(f"sqlite:///{sqlite_file}")
    with pytest.raises(DatabaseCorrupt):
        database.upgrade()
    assert database.version() is None
    database.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no url at all", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://root@localhost/shop", "not in mysql"),
        ("sqlite:////proc/nobody/records.sqlite", "check that it is there"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_in_a_sentence(url: str, words: str) -> None:
    with pytest.raises(DatabaseUnreachable, match=words) as caught:
        open_database(url)
    assert "\n" not in str(caught.value)


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match="directory"):
        open_database(f"sqlite:///{tmp_path}")


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    database = open_database("postgresql://shop:hush@127.0.0.1:9/shop")
    with pytest.raises(DatabaseUnreachable) as caught:
        database.version()
    assert "hush" not in str(caught.value)
    assert "127.0.0.1:9" in caught.value.location
    assert "\n" not in str(caught.value)


def _hold(file: str, ready: multiprocessing.synchronize.Event, go: multiprocessing.synchronize.Event) -> None:
    plain = sqlite3.connect(file, isolation_level=None)
    plain.execute("BEGIN IMMEDIATE")
    ready.set()
    go.wait(20)
    plain.execute("COMMIT")
    plain.close()


def test_a_writer_waits_for_another_process(sqlite_file: Path, customer: Customer) -> None:
    database = open_database(f"sqlite:///{sqlite_file}")
    database.upgrade()
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(sqlite_file), ready, go))
    other.start()
    try:
        assert ready.wait(30)
        assert ShopLedger(database).customer(customer.id) is None
        with ThreadPoolExecutor(1) as pool:
            adding = pool.submit(ShopLedger(database).add_customer, customer)
            assert not adding.done()
            go.set()
            adding.result(timeout=20)
    finally:
        go.set()
        other.join(20)
    assert ShopLedger(database).customer(customer.id) == customer
    database.close()
