"""Threads that write at once share a transaction, and none of them pays for another's fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, event, text

from records.database import Database, open_database
from records.errors import DatabaseUnreachable
from records.group_commit import GroupCommit

PATIENCE_SECONDS = 30


@pytest.fixture
def file(sqlite_file: Path) -> Iterator[Database]:
    """An SQLite file with a table of numbers."""
    database = open_database(f"sqlite:///{sqlite_file}")
    with database.writing() as session:
        session.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY, words TEXT)"))
    yield database
    database.close()


def put(number: int, words: str = "") -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        added = text("INSERT INTO numbers VALUES (:number, :words)")
        connection.execute(added, {"number": number, "words": words})
        if number < 0:
            raise ArithmeticError(str(number))
        return number

    return work


def kept(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(text("SELECT number FROM numbers ORDER BY number")))


def commits(database: Database) -> list[object]:
    seen: list[object] = []
    event.listen(database.engine, "commit", seen.append)
    return seen


def queued(group: GroupCommit, first: Callable[[Connection], int], *others: Callable[[Connection], int]) -> list[int]:
    """Runs `first`, and while it is in its transaction the others, which so have to queue up; what each gave back."""
    inside, goes_on = Event(), Event()

    def holding(connection: Connection) -> int:
        inside.set()
        assert goes_on.wait(PATIENCE_SECONDS)
        return first(connection)

    with ThreadPoolExecutor(len(others) + 1) as pool:
        futures: list[Future[int]] = [pool.submit(group.run, holding)]
        assert inside.wait(PATIENCE_SECONDS)
        futures += [pool.submit(group.run, other) for other in others]
        while group.waiting < len(others):
            assert not any(future.done() for future in futures)
        goes_on.set()
    return [-1 if future.exception() else future.result() for future in futures]


def test_what_a_piece_gives_back_is_given_back(file: Database) -> None:
    assert GroupCommit(file).run(put(7)) == 7
    assert kept(file) == [7]


def test_those_who_waited_share_one_transaction(file: Database) -> None:
    seen = commits(file)
    assert queued(GroupCommit(file), *(put(number) for number in range(9))) == list(range(9))
    assert len(seen) == 2
    assert kept(file) == list(range(9))


def test_a_piece_that_raises_is_undone_and_the_others_are_kept(file: Database) -> None:
    assert queued(GroupCommit(file), *(put(number) for number in (0, 1, -2, 3, -4, 5))) == [0, 1, -1, 3, -1, 5]
    assert kept(file) == [0, 1, 3, 5]


def test_each_hears_of_its_own_fault(file: Database) -> None:
    group = GroupCommit(file)
    with pytest.raises(ArithmeticError, match="-3"):
        group.run(put(-3))
    assert group.run(put(3)) == 3
    assert kept(file) == [3]


def test_a_thread_that_is_interrupted_takes_no_other_with_it(file: Database) -> None:
    def interrupted(_: Connection) -> int:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as pool:
        group = GroupCommit(file)
        inside, goes_on = Event(), Event()

        def holding(connection: Connection) -> int:
            inside.set()
            assert goes_on.wait(PATIENCE_SECONDS)
            raise KeyboardInterrupt

        first = pool.submit(group.run, holding)
        assert inside.wait(PATIENCE_SECONDS)
        with ThreadPoolExecutor(2) as others:
            told = [others.submit(group.run, put(number)) for number in (1, 2)]
            while group.waiting < 2:
                assert not first.done()
            goes_on.set()
        assert [future.result() for future in told] == [1, 2]
        assert isinstance(first.exception(), KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        group.run(interrupted)
    assert group.waiting == 0
    assert kept(file) == [1, 2]


def test_a_full_disk_is_told_to_all_it_concerns_and_overcome(file: Database) -> None:
    group, full = GroupCommit(file), [True]
    event.listen(
        file.engine,
        "begin",
        lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if full[0] else 100_000}"),
    )
    words = "x" * 9000
    assert queued(group, put(0), put(1, words), put(2), put(3, words)) == [0, -1, 2, -1]
    with pytest.raises(DatabaseUnreachable, match="full"):
        group.run(put(4, words))
    assert kept(file) == [0, 2]
    full[0] = False
    assert queued(group, *(put(number, words) for number in (1, 3, 4))) == [1, 3, 4]
    assert kept(file) == [0, 1, 2, 3, 4]
    file.check()


def test_on_postgresql_each_piece_is_a_transaction_of_its_own(database: Database) -> None:
    seen, group = commits(database), GroupCommit(database)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(group.run, [lambda connection: connection.scalar(text("SELECT 1"))] * 8)) == [1] * 8
    assert len(seen) == 8 or database.engine.dialect.name == "sqlite"
    assert group.waiting == 0
