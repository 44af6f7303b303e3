"""Memory does not grow with the file that is imported or dumped."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from importing_rows import CONVERSATION, CUSTOMER, TURN, jsonl, shopify, table
from importing_rows import SHOPIFY_COLUMNS as SHOPIFY

from records.database import Database, open_database
from records.importing.dumping import dump
from records.importing.importer import Importer

FEW, MANY = 100, 500


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty SQLite database, written and read fifty rows at a time."""
    monkeypatch.setattr("records.importing.importer.BATCH", 50)
    monkeypatch.setattr("records.importing.pages.PAGE", 50)
    with closing(open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")) as made:
        made.upgrade()
        yield made


def peak(work: Callable[[], object]) -> int:
    """The most bytes that Python held at once beyond those it held before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_of_many_orders_no_more_is_held_than_of_few(sqlite: Database, tmp_path: Path) -> None:
    importer = Importer(sqlite, b"secret")
    files = {
        count: table(
            tmp_path / f"{count}.csv",
            SHOPIFY,
            *(shopify(f"#{number}", Email=f"u{number}@example.com") for number in range(count)),
        )
        for count in (FEW, MANY)
    }
    few, many = (peak(lambda file=file: importer.run("orders", file, dry_run=True)) for file in files.values())  # type: ignore[misc]
    assert many < 1.3 * few + 500_000


def test_of_long_conversations_few_are_held_at_once(sqlite: Database, tmp_path: Path) -> None:
    importer = Importer(sqlite, b"secret")
    turns = [{**TURN, "text": f"{position} {'x' * 5_000}"} for position in range(8)]
    read, written = [], []
    for count in (20, 80):
        rows = ({**CONVERSATION, "id": f"T-{number}", "turns": turns} for number in range(count))
        file = jsonl(tmp_path / f"{count}.jsonl", *rows)
        read.append(peak(lambda file=file: importer.run("transcripts", file)))  # type: ignore[misc]
        written.append(peak(lambda: dump("transcripts", tmp_path / "out.jsonl.gz", sqlite)))
    assert read[1] < 1.3 * read[0] + 500_000
    assert written[1] < 1.3 * written[0] + 500_000


def test_of_many_customers_a_page_is_held_at_once(sqlite: Database, tmp_path: Path) -> None:
    importer = Importer(sqlite, b"secret")
    peaks = []
    for count in (FEW, MANY):
        rows = ({**CUSTOMER, "id": f"C-{number}"} for number in range(count))
        importer.run("customers", jsonl(tmp_path / "c.jsonl", *rows))
        peaks.append(peak(lambda: dump("customers", tmp_path / "out.csv", sqlite)))
    assert peaks[1] < 1.3 * peaks[0] + 500_000
