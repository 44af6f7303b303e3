"""Seeding the demo shop: once, whole or not at all, and clear about a bad file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from records.conversation_log import SqlConversationLog
from records.database import Database
from records.errors import ImportFault
from records.import_rows import read_orders
from records.importers import FILES, fingerprint_of, seed_demo
from records.nouns import Turn
from records.shop_ledger import ShopLedger
from records.tables import ConversationRow, CustomerRow, OrderRow, SeedRow, TurnRow

CUSTOMER = {
    "id": "C-001",
    "name": "Ann",
    "email": "ann@example.com",
    "language": "en",
    "city": "Cork",
    "joined_at": "2025-03-01T09:30:00Z",
}
LINE = {"product_id": "AUD-1", "title": "Brisa", "quantity": 1, "unit_price": 59.9}
ORDER = {
    "id": "D-100001",
    "customer_id": "C-001",
    "placed_at": "2025-04-01T09:30:00+02:00",
    "status": "delivered",
    "currency": "EUR",
    "lines": [LINE],
    "discount": 0,
    "shipping": 4.9,
    "delivered_at": None,
}
TURN = {"text": "Hello", "answer": "Hi.", "at": "2025-04-02T10:00:00Z", "shown_product_ids": ["AUD-1"]}
CONVERSATION = {
    "id": "T-0001",
    "customer_id": None,
    "started_at": "2025-04-02T10:00:00Z",
    "language": "en",
    "outcome": "bought",
    "turns": [TURN, {**TURN, "text": "Thanks", "shown_product_ids": []}],
}
GOOD: dict[str, list[Any]] = dict(zip(FILES, ([CUSTOMER], [ORDER], [CONVERSATION]), strict=True))
WriteFiles = Callable[..., Path]


@pytest.fixture
def write_files(tmp_path: Path) -> WriteFiles:
    """Writes a good folder, with some of its files as given."""

    def write(**rows: list[Any]) -> Path:
        folder = tmp_path / "demo"
        folder.mkdir(exist_ok=True)
        for name, good in GOOD.items():
            lines = rows.get(name.removesuffix(".jsonl"), good)
            (folder / name).write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
        return folder

    return write


def _counts(database: Database) -> list[int | None]:
    with database.reading() as session:
        tables = (CustomerRow, OrderRow, ConversationRow, TurnRow, SeedRow)
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_everything_arrives(database: Database, write_files: WriteFiles) -> None:
    assert seed_demo(database, write_files()) is True
    customer = ShopLedger(database).customer("C-001")
    assert customer is not None
    assert customer.joined_at == datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    (order,) = ShopLedger(database).orders("C-001")
    assert (order.total, order.delivered_at) == (64.8, None)
    assert order.placed_at == datetime(2025, 4, 1, 7, 30, tzinfo=UTC)
    conversation = SqlConversationLog(database).conversation("T-0001")
    assert conversation is not None
    assert conversation.outcome == "bought"
    first, second = SqlConversationLog(database).turns("T-0001")
    assert (first.text, first.shown_product_ids, first.language) == ("Hello", ("AUD-1",), "en")
    assert (second.position, second.text) == (1, "Thanks")


def test_seeding_again_does_nothing(database: Database, write_files: WriteFiles) -> None:
    folder = write_files()
    seed_demo(database, folder)
    assert seed_demo(database, folder) is False
    assert _counts(database) == [1, 1, 1, 2, 1]


def test_an_order_cancelled_here_stays_cancelled(database: Database, write_files: WriteFiles) -> None:
    seed_demo(database, write_files(orders=[{**ORDER, "status": "placed"}]))
    ShopLedger(database).cancel_order("C-001", ORDER["id"], action_id="a")
    changed = write_files(orders=[{**ORDER, "status": "placed", "discount": 1.0}, {**ORDER, "id": "D-new"}])
    assert seed_demo(database, changed) is True
    assert {order.id: order.status for order in ShopLedger(database).orders("C-001")} == {
        ORDER["id"]: "cancelled",
        "D-new": ORDER["status"],
    }


def test_changed_files_are_imported_over_the_old_and_the_log_is_left_alone(
    database: Database, write_files: WriteFiles
) -> None:
    seed_demo(database, write_files())
    log = SqlConversationLog(database)
    log.append(Turn("new", "T-0001", 2, datetime(2026, 1, 1, tzinfo=UTC), "Still there?", "Yes.", "en", "answered"))
    changed = write_files(
        customers=[{**CUSTOMER, "city": "Galway"}],
        orders=[{**ORDER, "lines": [LINE, LINE]}],
        conversations=[{**CONVERSATION, "turns": [TURN]}, {**CONVERSATION, "id": "T-0002"}],
    )
    assert seed_demo(database, changed) is True
    customer = ShopLedger(database).customer("C-001")
    assert customer is not None
    assert customer.city == "Galway"
    assert len(ShopLedger(database).orders("C-001")[0].lines) == 2
    assert [turn.text for turn in log.turns("T-0001")] == ["Hello", "Thanks", "Still there?"]
    assert len(log.turns("T-0002")) == 2


class _Interrupted(BaseException):
    """Somebody pressed Ctrl-C."""


def test_an_interrupted_seed_leaves_nothing_and_starts_over(database: Database, write_files: WriteFiles) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        if (what, done) == ("conversations", 1):
            raise _Interrupted

    with pytest.raises(_Interrupted):
        seed_demo(database, write_files(), interrupt)
    assert _counts(database) == [0, 0, 0, 0, 0]
    assert seed_demo(database, write_files()) is True
    assert _counts(database) == [1, 1, 1, 2, 1]


def test_progress_runs_from_nothing_to_all_of_each(database: Database, write_files: WriteFiles) -> None:
    told: list[tuple[str, int, int]] = []
    seed_demo(database, write_files(), lambda what, done, total: told.append((what, done, total)))
    assert told == [(what, done, 1) for what in ("customers", "orders", "conversations") for done in (0, 1)]


def _without(row: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != field}


BAD: list[tuple[str, Any, str]] = [
    ("customers", _without(CUSTOMER, "email"), "row 2, field email: is missing"),
    ("customers", {**CUSTOMER, "age": 4}, "row 2, field age: is not known"),
    ("customers", {**CUSTOMER, "language": "fr"}, "row 2, field language: must be one of en, zh"),
    ("customers", {**CUSTOMER, "joined_at": "yesterday"}, "row 2, field joined_at: must be an ISO 8601"),
    ("customers", {**CUSTOMER, "joined_at": "2025-03-01T09:30:00"}, "row 2, field joined_at: must name its time zone"),
    ("customers", CUSTOMER, "row 2, field id: C-001 stands twice"),
    ("customers", [], "row 2: must be a JSON object"),
    ("orders", {**ORDER, "id": "D-2", "customer_id": "C-404"}, "D-2 names the customer C-404, who is not in"),
    ("orders", {**ORDER, "id": 7}, "row 2, field id: must be a text"),
    ("orders", {**ORDER, "status": "lost"}, "row 2, field status: must be one of placed"),
    ("orders", {**ORDER, "discount": -1}, "row 2, field discount: must be a number of at least 0"),
    ("orders", {**ORDER, "placed_at": "0001-01-01T00:00:00+09:00"}, "row 2, field placed_at: must be an ISO 8601"),
    ("orders", {**ORDER, "discount": 1e10}, "row 2, field discount: must be a number of at least 0 and at most"),
    ("orders", {**ORDER, "lines": [{**LINE, "quantity": 10**20}]}, r"field lines\[0\].quantity: must be a whole"),
    ("orders", {**ORDER, "shipping": True}, "row 2, field shipping: must be a number"),
    ("orders", {**ORDER, "lines": []}, "row 2, field lines: must be a list of at least one"),
    ("orders", {**ORDER, "lines": [{**LINE, "quantity": 0}]}, r"row 2, field lines\[0\].quantity: must be a whole"),
    ("conversations", {**CONVERSATION, "turns": [_without(TURN, "at")]}, r"row 2, field turns\[0\].at: is missing"),
    (
        "conversations",
        {**CONVERSATION, "turns": [{**TURN, "shown_product_ids": "AUD-1"}]},
        "shown_product_ids: must be a list of texts",
    ),
]


@pytest.mark.parametrize(("name", "row", "words"), BAD)
def test_a_bad_row_is_named_and_nothing_is_imported(
    database: Database, write_files: WriteFiles, name: str, row: Any, words: str
) -> None:
    folder = write_files(**{name: [*GOOD[f"{name}.jsonl"], row]})
    with pytest.raises(ImportFault, match=words) as caught:
        seed_demo(database, folder)
    assert caught.value.file == f"{name}.jsonl"
    assert _counts(database) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("content", "words"), [(b"{", "row 1: is not valid JSON"), (b"\xff\xfe{}", "cannot be read as UTF-8")]
)
def test_a_broken_file_is_told(database: Database, write_files: WriteFiles, content: bytes, words: str) -> None:
    folder = write_files()
    (folder / "orders.jsonl").write_bytes(content)
    with pytest.raises(ImportFault, match=words):
        seed_demo(database, folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_told(database: Database, write_files: WriteFiles, name: str) -> None:
    folder = write_files()
    (folder / name).unlink()
    with pytest.raises(ImportFault, match=f"{name} cannot be read"):
        seed_demo(database, folder)


def test_the_fingerprint_counts_what_stands_in_which_file(write_files: WriteFiles) -> None:
    first = fingerprint_of(write_files())
    assert fingerprint_of(write_files()) == first
    assert fingerprint_of(write_files(customers=[CUSTOMER, CUSTOMER])) != first


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(sorted(ORDER)), value=st.none() | st.booleans() | st.floats() | st.text() | st.just([{}]))
def test_whatever_stands_in_a_field_it_is_imported_or_told(write_files: WriteFiles, field: str, value: object) -> None:
    orders = read_orders(write_files(orders=[{**ORDER, field: value}]) / "orders.jsonl")
    try:
        told = next(orders).id
    except ImportFault as fault:
        told = str(fault) if fault.row == 1 else "no row named"
        told = told if f"field {field}" in told else ""
    assert told
    assert told != "no row named"
