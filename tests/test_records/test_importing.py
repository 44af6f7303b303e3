"""Importing into a real database of each kind: what is good is kept, what is bad is named, twice is once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from importing_rows import CONVERSATION, CUSTOMER, ORDER, TURN, jsonl, shopify, shopify_line, table
from importing_rows import SHOPIFY_COLUMNS as SHOPIFY
from sqlalchemy import text

from records.conversation_log import SqlConversationLog
from records.database import Database
from records.erasure.erased import bar
from records.errors import ImportFault
from records.importing.customer_rows import CUSTOMER_COLUMNS
from records.importing.importer import Importer
from records.importing.order_rows import ORDER_COLUMNS
from records.importing.reading import Kind
from records.importing.report import ImportReport
from records.nouns import Customer, Order
from records.shop_ledger import ShopLedger
from records.vault.keyring import Keyring, MasterKey
from records.vault.vault import open_vault

NOW = datetime(2026, 3, 20, tzinfo=UTC)
SECRET = b"a secret of the shop's own, 32 bytes"


@pytest.fixture
def importer(database: Database) -> Importer:
    """Imports into an empty database."""
    return Importer(database, SECRET, now=lambda: NOW)


@pytest.fixture
def ledger(database: Database) -> ShopLedger:
    """What is in it afterwards."""
    return ShopLedger(database)


def counts(report: ImportReport) -> dict[str, int]:
    return {name: number for name, number in {**report.counts, "bad": report.bad_rows}.items() if number}


def bad(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.reason) for one in report.bad]


def with_customer(importer: Importer, folder: Path, **changes: Any) -> None:
    importer.run("customers", jsonl(folder / "first.jsonl", {**CUSTOMER, **changes}))


def test_customers_arrive_and_a_second_time_changes_nothing(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    file = jsonl(tmp_path / "c.jsonl", CUSTOMER, {**CUSTOMER, "id": "C-2", "name": "王芳", "language": "zh"})
    assert counts(importer.run("customers", file)) == {"new": 2}
    assert counts(importer.run("customers", file)) == {"unchanged": 2}
    assert ledger.customer("C-001") == Customer(
        "C-001", "Orla Fenwick", "orla@example.com", "en", "Cork", datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    )


def test_a_changed_customer_takes_the_place_of_the_one_before(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    with_customer(importer, tmp_path)
    report = importer.run("customers", jsonl(tmp_path / "c.jsonl", {**CUSTOMER, "city": "Galway"}))
    assert counts(report) == {"changed": 1}
    known = ledger.customer("C-001")
    assert known is not None
    assert known.city == "Galway"


def test_three_bad_rows_of_ten_thousand_are_named_and_the_others_kept(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    rows: list[Any] = [{**CUSTOMER, "id": f"C-{number}"} for number in range(10_000)]
    rows[17]["language"] = "fr"
    rows[4_999] = "{"
    rows[9_998]["joined_at"] = "yesterday"
    report = importer.run("customers", jsonl(tmp_path / "c.jsonl", *rows))
    assert counts(report) == {"new": 9_997, "bad": 3}
    assert bad(report) == [
        (18, "language", "must be one of en, zh"),
        (5_000, "", "is not valid JSON"),
        (9_999, "joined_at", "must be an ISO 8601 date and time, like 2026-03-01T09:30:00Z"),
    ]
    assert str(report.bad[0]) == "c.jsonl, row 18, language: must be one of en, zh"
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM customers")).scalar() == 9_997


def test_strict_keeps_nothing_where_a_row_is_bad_and_all_where_none_is(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    file = jsonl(tmp_path / "c.jsonl", CUSTOMER, {**CUSTOMER, "id": ""})
    report = importer.run("customers", file, strict=True)
    assert (counts(report), report.written) == ({"new": 1, "bad": 1}, False)
    assert ledger.customer("C-001") is None
    report = importer.run("customers", jsonl(file, CUSTOMER), strict=True)
    assert (counts(report), report.written) == ({"new": 1}, True)
    assert ledger.customer("C-001") is not None


def test_a_trial_says_what_would_happen_and_keeps_nothing(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    report = importer.run("customers", jsonl(tmp_path / "c.jsonl", CUSTOMER), dry_run=True)
    assert (counts(report), report.written) == ({"new": 1}, False)
    assert ledger.customer("C-001") is None


def test_an_id_twice_in_a_file_is_once_when_both_are_the_same_and_bad_when_not(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    file = jsonl(tmp_path / "c.jsonl", CUSTOMER, CUSTOMER, {**CUSTOMER, "city": "Galway"})
    report = importer.run("customers", file)
    assert counts(report) == {"new": 1, "unchanged": 1, "bad": 1}
    assert bad(report) == [(3, "id", "stands in row 1 too, with other values")]
    known = ledger.customer("C-001")
    assert known is not None
    assert known.city == "Cork"


def test_a_table_of_customers_is_read_and_foreign_columns_are_passed_over(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    file = table(tmp_path / "c.csv", [*CUSTOMER_COLUMNS, "notes"], {**CUSTOMER, "city": "", "notes": "vip"})
    report = importer.run("customers", file)
    assert counts(report) == {"new": 1}
    assert report.passed_over == ("notes",)
    known = ledger.customer("C-001")
    assert known is not None
    assert known.city == ""


@pytest.mark.parametrize("kind", ["customers", "orders"])
def test_a_column_that_is_missing_is_one_fault_of_the_file(importer: Importer, tmp_path: Path, kind: Kind) -> None:
    with pytest.raises(ImportFault, match=r"c\.csv has no column"):
        importer.run(kind, table(tmp_path / "c.csv", ["id", "city"], {"id": "1", "city": "Cork"}))


def test_orders_arrive_with_their_lines_and_a_second_time_changes_nothing(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    with_customer(importer, tmp_path)
    file = jsonl(tmp_path / "o.jsonl", ORDER, {**ORDER, "id": "D-2", "status": "delivered"})
    assert counts(importer.run("orders", file)) == {"new": 2}
    assert counts(importer.run("orders", file)) == {"unchanged": 2}
    order = ledger.order("D-1")
    assert order is not None
    assert (order.total, order.placed_at) == (123.2, datetime(2025, 4, 1, 7, 30, tzinfo=UTC))


def test_an_order_that_lost_a_line_loses_it_here_too(importer: Importer, ledger: ShopLedger, tmp_path: Path) -> None:
    with_customer(importer, tmp_path)
    lines = [*ORDER["lines"], {**ORDER["lines"][0], "product_id": "KIT-7"}]
    importer.run("orders", jsonl(tmp_path / "o.jsonl", {**ORDER, "lines": lines}))
    assert counts(importer.run("orders", jsonl(tmp_path / "o.jsonl", ORDER))) == {"changed": 1}
    order = ledger.order("D-1")
    assert order is not None
    assert [line.product_id for line in order.lines] == ["AUD-1"]


def test_an_order_of_nobody_known_and_one_that_is_another_customers_are_bad(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    with_customer(importer, tmp_path)
    importer.run("customers", jsonl(tmp_path / "c.jsonl", {**CUSTOMER, "id": "C-2"}))
    importer.run("orders", jsonl(tmp_path / "o.jsonl", ORDER))
    file = jsonl(tmp_path / "o.jsonl", {**ORDER, "customer_id": "C-2"}, {**ORDER, "id": "D-2", "customer_id": "C-404"})
    assert bad(importer.run("orders", file)) == [
        (1, "id", "is that of an order of another customer"),
        (2, "customer_id", "names no customer that is kept here; import the customers first"),
    ]
    assert [order.id for order in ledger.orders("C-001")] == ["D-1"]


def test_an_order_cancelled_here_stays_cancelled(importer: Importer, ledger: ShopLedger, tmp_path: Path) -> None:
    with_customer(importer, tmp_path)
    file = jsonl(tmp_path / "o.jsonl", ORDER)
    importer.run("orders", file)
    ledger.cancel_order("C-001", "D-1", action_id="a")
    assert counts(importer.run("orders", file)) == {"kept": 1}
    order = ledger.order("D-1")
    assert order is not None
    assert order.status == "cancelled"


def order_lines(id: str, *products: str, **changes: Any) -> list[dict[str, Any]]:
    own = {name: value for name, value in ORDER.items() if name != "lines"}
    return [
        {**own, **changes, "id": id, "product_id": one, "title": one, "quantity": "1", "unit_price": "2.50"}
        for one in products
    ]


def test_a_table_of_orders_has_a_row_for_each_product(importer: Importer, ledger: ShopLedger, tmp_path: Path) -> None:
    with_customer(importer, tmp_path)
    file = table(tmp_path / "o.csv", ORDER_COLUMNS, *order_lines("D-1", "A", "B"), *order_lines("D-2", "C"))
    assert counts(importer.run("orders", file)) == {"new": 2}
    order = ledger.order("D-1")
    assert order is not None
    assert ([line.product_id for line in order.lines], order.total) == (["A", "B"], 8.4)


def test_an_order_of_which_one_row_is_bad_is_left_out_whole(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    with_customer(importer, tmp_path)
    first, broken, odd = order_lines("D-1", "A"), order_lines("D-2", "B", "C"), order_lines("D-3", "D", "E")
    broken[1]["quantity"] = "1.5"
    odd[1]["currency"] = "USD"
    rows = [*first, *broken, *odd, "D-4,too few cells", *order_lines("D-4", "F"), *order_lines("D-5", "G")]
    report = importer.run("orders", table(tmp_path / "o.csv", ORDER_COLUMNS, *rows))
    assert [order.id for order in ledger.orders("C-001")] == ["D-5", "D-1"]
    assert [(row, field) for row, field, _ in bad(report)] == [(3, "quantity"), (5, "currency"), (6, "")]


def test_shopifys_orders_make_customers_of_new_addresses_and_find_those_known(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    with_customer(importer, tmp_path)
    file = table(
        tmp_path / "orders_export.csv",
        SHOPIFY,
        shopify("#1001"),
        shopify_line("#1001", "Mug, white"),
        shopify("#1002", Email="Orla@Example.com"),
        shopify("#1003", Email="BAO@example.com", Billing_Name="", Shipping_Name="阮宝"),
    )
    report = importer.run("orders", file)
    assert counts(report) == {"new": 3}
    assert report.customers_made == 1
    assert [order.id for order in ledger.orders("C-001")] == ["#1002"]
    first = ledger.order("#1001")
    assert first is not None
    assert [(line.product_id, line.title) for line in first.lines] == [
        ("AUD-1", "Brisa Ear - Black"),
        ("Mug, white", "Mug, white"),
    ]
    assert first.total == 2 * 59 + 7.5 - 10 + 4.9
    bao = ledger.customer(first.customer_id)
    assert bao is not None
    assert (bao.name, bao.email, bao.language, bao.city) == ("Bao Nguyen", "bao@example.com", "en", "Boise")
    assert bao.joined_at == first.placed_at == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    assert {order.id for order in ledger.orders(bao.id)} == {"#1001", "#1003"}


def test_shopifys_orders_twice_are_once(importer: Importer, ledger: ShopLedger, tmp_path: Path) -> None:
    file = table(tmp_path / "s.csv", SHOPIFY, shopify("#1"), shopify("#2", Email="new@example.com"))
    assert importer.run("orders", file, dry_run=True).customers_made == 2
    importer.run("orders", file, strict=True)
    again = importer.run("orders", file)
    assert (counts(again), again.customers_made) == ({"unchanged": 2}, 0)


def test_a_customer_made_of_an_address_who_changed_it_here_keeps_the_new_one(
    importer: Importer, ledger: ShopLedger, tmp_path: Path
) -> None:
    importer.run("orders", table(tmp_path / "s.csv", SHOPIFY, shopify("#1")))
    order = ledger.order("#1")
    assert order is not None
    made = ledger.customer(order.customer_id)
    assert made is not None
    ledger.add_customer(replace(made, email="bao@elsewhere.example"))
    assert counts(importer.run("orders", table(tmp_path / "s.csv", SHOPIFY, shopify("#2")))) == {"new": 1}
    assert ledger.customer(made.id) == replace(made, email="bao@elsewhere.example")


def test_nothing_is_kept_of_who_was_erased(
    importer: Importer, ledger: ShopLedger, database: Database, tmp_path: Path
) -> None:
    file = table(tmp_path / "s.csv", SHOPIFY, shopify("#1"))
    importer.run("orders", file)
    order = ledger.order("#1")
    assert order is not None
    with database.writing() as session:
        session.execute(text("DELETE FROM order_lines"))
        session.execute(text("DELETE FROM orders"))
        session.execute(text("DELETE FROM customers"))
        bar(session, [f"customer:{order.customer_id}", "customer:C-001", "conversation:T-2"], NOW)
    assert bad(importer.run("orders", file)) == [(1, "Email", "is of a customer who was erased")]
    assert bad(importer.run("customers", jsonl(tmp_path / "c.jsonl", CUSTOMER)))[0][1] == "id"
    guest = {**CONVERSATION, "id": "T-2", "customer_id": None}
    report = importer.run("transcripts", jsonl(tmp_path / "t.jsonl", CONVERSATION, guest))
    assert [reason for _, _, reason in bad(report)] == ["is of somebody who was erased"] * 2
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM customers")).scalar() == 0


SQL = "Robert'); DROP TABLE customers;-- {{7*7}} ${x} %s {0} \\ \" ' <b>"


def test_sql_and_template_characters_are_text(importer: Importer, ledger: ShopLedger, tmp_path: Path) -> None:
    wild = {**CUSTOMER, "id": SQL, "name": SQL, "email": SQL, "city": SQL}
    assert counts(importer.run("customers", table(tmp_path / "c.csv", CUSTOMER_COLUMNS, wild))) == {"new": 1}
    line = {"product_id": SQL, "title": SQL, "quantity": 1, "unit_price": 1}
    importer.run("orders", jsonl(tmp_path / "o.jsonl", {**ORDER, "id": SQL, "customer_id": SQL, "lines": [line]}))
    known = ledger.customer(SQL)
    assert known is not None
    assert (known.name, known.city) == (SQL, SQL)
    assert [order.lines[0].title for order in ledger.orders(SQL)] == [SQL]


def test_what_is_personal_is_sealed_and_found_again(database: Database, tmp_path: Path) -> None:
    vault = open_vault(database, Keyring((MasterKey("k1", b"k" * 32),)))
    importer = Importer(database, SECRET, vault, now=lambda: NOW)
    file = table(tmp_path / "s.csv", SHOPIFY, shopify("#1"))
    assert importer.run("orders", file).customers_made == 1
    importer.run("transcripts", jsonl(tmp_path / "t.jsonl", CONVERSATION))
    again = importer.run("orders", file)
    assert (counts(again), again.customers_made) == ({"unchanged": 1}, 0)
    assert counts(importer.run("transcripts", tmp_path / "t.jsonl")) == {"unchanged": 1}
    with database.reading() as session:
        stored = [*session.execute(text("SELECT * FROM customers")), *session.execute(text("SELECT * FROM turns"))]
    assert "bao@" not in str(stored)
    assert "Thanks" not in str(stored)


def test_transcripts_arrive_and_a_second_time_changes_nothing(
    importer: Importer, database: Database, tmp_path: Path
) -> None:
    file = jsonl(tmp_path / "t.jsonl", CONVERSATION, {**CONVERSATION, "id": "T-2", "customer_id": None})
    assert counts(importer.run("transcripts", file)) == {"new": 2}
    assert counts(importer.run("transcripts", file)) == {"unchanged": 2}
    first, second = SqlConversationLog(database).turns("T-1")
    assert (first.id, first.text, first.outcome) == ("T-1/0", "Hello", "answered")
    assert (second.tool_calls[0].arguments, second.tool_calls[0].duration_ms) == (
        {"query": "耳机", "max_price": 80.5},
        12.5,
    )


def test_a_conversation_goes_on_where_the_log_ends(importer: Importer, database: Database, tmp_path: Path) -> None:
    importer.run("transcripts", jsonl(tmp_path / "t.jsonl", CONVERSATION))
    longer = {**CONVERSATION, "turns": [*CONVERSATION["turns"], {**TURN, "text": "And?"}]}
    assert counts(importer.run("transcripts", jsonl(tmp_path / "t.jsonl", longer))) == {"changed": 1}
    assert counts(importer.run("transcripts", jsonl(tmp_path / "t.jsonl", CONVERSATION))) == {"unchanged": 1}
    assert [turn.text for turn in SqlConversationLog(database).turns("T-1")] == ["Hello", "Thanks", "And?"]


def test_the_log_is_never_changed(importer: Importer, database: Database, tmp_path: Path) -> None:
    importer.run("transcripts", jsonl(tmp_path / "t.jsonl", CONVERSATION))
    file = jsonl(
        tmp_path / "t.jsonl",
        {**CONVERSATION, "turns": [{**TURN, "text": "Other words"}]},
        {**CONVERSATION, "id": "T-2", "turns": [{**TURN, "id": "T-1/0"}]},
        {**CONVERSATION, "id": "T-3", "turns": [{**TURN, "id": "x"}, {**TURN, "id": "x"}]},
    )
    assert bad(importer.run("transcripts", file)) == [
        (3, "turns", "has two turns of the same id"),
        (1, "turns", "is not what the log has, and the log is never changed"),
        (2, "turns", "has the id of a turn of another conversation"),
    ]
    other = jsonl(tmp_path / "t.jsonl", {**CONVERSATION, "customer_id": "C-2"})
    assert bad(importer.run("transcripts", other)) == [(1, "id", "is that of somebody else's conversation")]
    assert [turn.text for turn in SqlConversationLog(database).turns("T-1")] == ["Hello", "Thanks"]


def test_shoppers_words_are_redacted_before_they_are_kept(database: Database, tmp_path: Path) -> None:
    def redact(words: str, owner: str) -> str:
        return words.replace("orla@example.com", f"[EMAIL of {owner}]")

    importer = Importer(database, SECRET, redact=redact)
    file = jsonl(tmp_path / "t.jsonl", {**CONVERSATION, "turns": [{**TURN, "text": "I am orla@example.com"}]})
    assert counts(importer.run("transcripts", file)) == {"new": 1}
    assert counts(importer.run("transcripts", file)) == {"unchanged": 1}
    assert SqlConversationLog(database).turns("T-1")[0].text == "I am [EMAIL of customer:C-001]"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"turns": [{**TURN, "at": "now"}]}, "turns[0].at"),
        ({"turns": [{**TURN, "outcome": "lost"}]}, "turns[0].outcome"),
        ({"turns": [{**TURN, "usage": []}]}, "turns[0].usage"),
        ({"turns": [{**TURN, "claims": {"a": float("nan")}}]}, "turns[0].claims"),
        ({"turns": [{**TURN, "tool_calls": [{"name": "x"}]}]}, "turns[0].tool_calls[0].ok"),
        ({"turns": [{**TURN, "position": 3}]}, "turns[0].position"),
        ({"turns": "none"}, "turns"),
        ({"language": "fr"}, "language"),
        ({"started_at": 5}, "started_at"),
    ],
)
def test_a_bad_conversation_is_named(importer: Importer, tmp_path: Path, change: Any, field: str) -> None:
    report = importer.run("transcripts", jsonl(tmp_path / "t.jsonl", {**CONVERSATION, **change}))
    assert [(one.row, one.field) for one in report.bad] == [(1, field)]


def test_transcripts_are_not_read_from_tables(importer: Importer, tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="JSON lines only"):
        importer.run("transcripts", table(tmp_path / "t.csv", ["id"], {"id": "1"}))


def test_progress_runs_to_the_end_of_the_file(importer: Importer, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    file = jsonl(tmp_path / "c.jsonl", *({**CUSTOMER, "id": f"C-{number}"} for number in range(1_200)))
    importer.run("customers", file, progress=lambda *step: told.append(step))
    assert len(told) == 3
    assert told[-1][0] == "customers, kB"
    assert told[-1][1] == told[-1][2]


def test_an_interrupted_import_is_run_again(importer: Importer, tmp_path: Path) -> None:
    class Interrupted(BaseException):
        """Somebody pressed Ctrl-C."""

    def interrupt(what: str, done: int, total: int) -> Iterator[None]:
        raise Interrupted

    file = jsonl(tmp_path / "c.jsonl", *({**CUSTOMER, "id": f"C-{number}"} for number in range(700)))
    with pytest.raises(Interrupted):
        importer.run("customers", file, progress=interrupt)  # type: ignore[arg-type]
    assert counts(importer.run("customers", file)) == {"unchanged": 500, "new": 200}


def test_of_many_bad_rows_only_so_many_are_held(importer: Importer, tmp_path: Path) -> None:
    report = importer.run("customers", jsonl(tmp_path / "c.jsonl", *["{"] * 1_500))
    assert (report.bad_rows, len(report.bad)) == (1_500, 1_000)
    assert json.loads(json.dumps(report.shape()))["bad"][0] == {
        "file": "c.jsonl",
        "row": 1,
        "field": "",
        "reason": "is not valid JSON",
    }


def test_an_order_made_here_is_the_same_as_one_imported(
    importer: Importer, ledger: ShopLedger, customer: Customer, order: Order, tmp_path: Path
) -> None:
    from records.importing.dumping import dump

    ledger.add_customer(customer)
    ledger.add_order(order)
    file = tmp_path / "o.csv"
    dump("orders", file, importer.database)
    assert counts(importer.run("orders", file)) == {"unchanged": 1}
