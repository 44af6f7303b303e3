"""A database of an earlier version, with data in it, is brought up to date and nothing in it is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

import records
from records.conversation_log import SqlConversationLog
from records.database import REVISIONS, Database
from records.nouns import CartLine, Conversation, Customer, Order, ToolCall, Turn
from records.shop_ledger import ShopLedger

MARCH = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TURN = {
    "id": "t1-0",
    "conversation_id": "t1",
    "position": 0,
    "at": MARCH,
    "text": "无线耳机, under 80?",
    "answer": "Two fit.",
    "language": "zh",
    "outcome": "answered",
    "prompt": "shopping_agent@1",
    "prompt_hash": "ab" * 32,
    "model": "qwen",
    "tool_calls": [
        {"name": "search_products", "arguments": {"q": "耳机"}, "result": "", "ok": True, "duration_ms": 4.5}
    ],
    "constraints": {"max_price": 80},
    "shown_product_ids": ["AUD-1"],
    "claims": {"checked": 1, "repaired": 2, "dropped": 0},
    "usage": {"prompt_tokens": 420},
    "timings_ms": {"total": 3900.5},
}


def _alembic(database: Database, act: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(records.__path__[0]) / "migrations"))
    with database.engine.execution_options(daogou_writes=True).begin() as connection:
        config.attributes["connection"] = connection
        act(config)


def _fill_first(database: Database, customer: Customer, order: Order) -> None:
    """Makes the database as the first release left it, with a customer, an order and a turn.

    In plain SQL: the code of today asks for tables that were not there yet.
    """
    _alembic(database, lambda config: command.upgrade(config, "0001"))
    lines = [{"order_id": order.id, "position": n, **asdict(line)} for n, line in enumerate(order.lines)]
    rows: list[tuple[str, dict[str, Any]]] = [
        ("customers", asdict(customer)),
        ("orders", {name: value for name, value in asdict(order).items() if name != "lines"}),
        *(("order_lines", line) for line in lines),
        ("conversations", {"id": "t1", "customer_id": customer.id, "started_at": MARCH, "outcome": ""}),
        ("turns", TURN),
    ]
    with database.writing() as session:
        for table, values in rows:
            named = ", ".join(values), ", ".join(f":{name}" for name in values)
            session.execute(text("INSERT INTO {} ({}) VALUES ({})".format(table, *named)), _plain(values))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As a driver takes them: JSON as text, moments without a zone."""
    plain = {name: json.dumps(value) if isinstance(value, list | dict) else value for name, value in values.items()}
    return {
        name: value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
        for name, value in plain.items()
    }


def test_the_first_release_is_upgraded_with_its_data(empty: Database, customer: Customer, order: Order) -> None:
    _fill_first(empty, customer, order)
    assert empty.version() == "0001"
    assert empty.upgrade() is True
    assert empty.version() == REVISIONS[-1]
    ledger, log = ShopLedger(empty), SqlConversationLog(empty)
    assert ledger.customer(customer.id) == customer
    assert ledger.orders(customer.id) == (order,)
    calls = (ToolCall("search_products", {"q": "耳机"}, "", True, 4.5),)
    kept = Turn(**{**TURN, "tool_calls": calls, "shown_product_ids": ("AUD-1",)})  # type: ignore[arg-type]
    assert log.conversation("t1") == Conversation("t1", MARCH, customer.id)
    assert log.turns("t1") == (kept,)
    assert (kept.pending, kept.replies_prompt, kept.trace) == ({}, "", {})


def test_claims_of_the_past_are_counted_where_they_can_be_read(
    empty: Database, customer: Customer, order: Order
) -> None:
    _fill_first(empty, customer, order)
    odd = [
        {"repaired": "3", "dropped": -1}, {"repaired": True, "dropped": 1.5}, {"repaired": [1], "dropped": None},
        {"repaired": 10**30, "dropped": 10**12}, {}, "sealed:1:key:AAAA",
    ]  # fmt: skip
    named = ", ".join(TURN), ", ".join(f":{name}" for name in TURN)
    with empty.writing() as session:
        for number, claims in enumerate(odd, start=1):
            values = {**TURN, "id": f"t1-{number}", "position": number, "claims": {}}
            values = _plain(values) | {"claims": json.dumps(claims)}
            session.execute(text("INSERT INTO turns ({}) VALUES ({})".format(*named)), values)
    empty.upgrade()
    with empty.reading() as session:
        found = session.execute(text("SELECT claims_repaired, claims_dropped FROM turns ORDER BY position")).all()
    assert [tuple(row) for row in found[:1] + found[5:]] == [(2, 0), (0, 0), (-1, -1)]
    assert all(0 <= count <= 1_000_000 for row in found[:-1] for count in row)


def test_what_is_new_works_on_what_is_old(empty: Database, customer: Customer, order: Order) -> None:
    _fill_first(empty, customer, order)
    empty.upgrade()
    ledger, log = ShopLedger(empty), SqlConversationLog(empty)
    log.append(Turn("t1-1", "t1", 1, MARCH, "cancel it", "Sure?", "en", "answered", pending={"id": "A-1"}))
    assert [turn.pending for turn in log.turns("t1")] == [{}, {"id": "A-1"}]
    assert ledger.request_return(customer.id, order.id, ["KIT-7"], "", action_id="A-1").order_id == order.id
    ledger.add_to_cart(f"customer:{customer.id}", CartLine("AUD-1", "Brisa Ear", 1, 59.9, "EUR"))
    assert ledger.cart(f"customer:{customer.id}").quantity == 1


def test_going_back_leaves_what_the_first_release_knew(empty: Database, customer: Customer, order: Order) -> None:
    _fill_first(empty, customer, order)
    empty.upgrade()
    _alembic(empty, lambda config: command.downgrade(config, "0001"))
    assert empty.version() == "0001"
    assert ShopLedger(empty).orders(customer.id) == (order,)
    with empty.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        columns = [column["name"] for column in inspect(connection).get_columns("turns")]
    assert tables == {"alembic_version", "customers", "orders", "order_lines", "conversations", "turns", "seeds"}
    assert columns == list(TURN)
    assert empty.upgrade() is True
