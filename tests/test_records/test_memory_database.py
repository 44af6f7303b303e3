"""A database in memory has the tables of one on disk, waits for its writers, and goes when it is closed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache

import pytest

from records.database import REVISIONS
from records.memory_database import MemoryDatabase, _made_once
from records.nouns import Customer
from records.shop_ledger import ShopLedger

MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def customer(id: str) -> Customer:
    return Customer(id, "Nora", "nora@example.com", "en", "Leeds", MOMENT)


def test_it_is_upgraded_and_empty() -> None:
    database = MemoryDatabase.open()
    assert database.version() == REVISIONS[-1]
    assert ShopLedger(database).customer("C-1") is None
    database.close()


def test_two_of_them_share_nothing() -> None:
    one, other = MemoryDatabase.open(), MemoryDatabase.open()
    ShopLedger(one).add_customer(customer("C-1"))
    assert ShopLedger(other).customer("C-1") is None
    other.become(one)
    assert ShopLedger(other).customer("C-1") == customer("C-1")
    ShopLedger(other).add_customer(customer("C-2"))
    assert ShopLedger(one).customer("C-2") is None
    other.become(MemoryDatabase.open())
    assert ShopLedger(other).customer("C-1") is None


def test_the_first_two_may_be_opened_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.memory_database._made_once", cache(_made_once.__wrapped__))
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: MemoryDatabase.open().version(), range(4)))
    assert opened == [REVISIONS[-1]] * 4


def test_threads_wait_for_each_other() -> None:
    database = MemoryDatabase.open()
    ledger = ShopLedger(database)

    def write(name: int) -> None:
        for number in range(10):
            ledger.add_customer(customer(f"C-{name}-{number}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(ledger.customer(f"C-{name}-{number}") for name in range(4) for number in range(10))
    database.close()
