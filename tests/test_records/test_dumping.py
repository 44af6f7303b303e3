"""Dumping and reading back: what comes back is what there was, in every format, on each kind of database."""

from __future__ import annotations

import csv
import errno
import gzip
import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.errors import ImportFault
from records.importing.dumping import dump
from records.importing.fields import Fields
from records.importing.importer import Importer
from records.importing.pages import conversations_of, customers_of, orders_of
from records.importing.reading import Kind
from records.importing.transcript_rows import PastConversation, conversation_fields, conversation_of
from records.nouns import Conversation, Customer, Order, OrderLine, ToolCall, Turn
from records.shop_ledger import ShopLedger
from records.vault.keyring import Keyring, MasterKey
from records.vault.vault import PLAIN, open_vault

AT = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
WILD = '=HYPERLINK("http://evil.example")\r\n\'--; ✓ 王, "x"\t'


def turn(position: int, conversation_id: str = "T-1", text: str = WILD) -> Turn:
    return Turn(
        id=f"turn-{conversation_id}-{position}",
        conversation_id=conversation_id,
        position=position,
        at=AT + timedelta(seconds=position),
        text=text,
        answer="好的。\u2028",
        language="zh",
        outcome="fallback",
        prompt="shopping_agent",
        prompt_hash="ab" * 32,
        model="m",
        tool_calls=(ToolCall("search_products", {"query": WILD, "max": 1e-9, "n": None}, WILD, False, 0.1 + 0.2),),
        constraints={"max_price": 80.1, "categories": ["audio"]},
        shown_product_ids=("AUD-1", "b"),
        claims={"checked": 2, "log": [{"said": "x"}]},
        usage={"prompt_tokens": 400},
        timings_ms={"total": 3900.0600000000004},
        pending={"kind": "cancel_order"},
        replies_prompt="replies@2",
        trace={"steps": [{"stage": "fused", "score": 0.5, "text": "王芳"}]},
    )


@pytest.fixture
def filled(database: Database) -> Database:
    """Two customers, two orders, two conversations, with what could go wrong in a file."""
    ledger, log = ShopLedger(database), SqlConversationLog(database)
    for id in ("C-2", "=C-1"):
        ledger.add_customer(Customer(id, WILD, "@example.com", "zh", "", AT))
    lines = (OrderLine("+A", WILD, 3, 0.0001), OrderLine("+A", "-", 1, 9.99))
    ledger.add_order(Order("#1", "=C-1", AT, "delivered", "USD", lines, 0.1, 5.0, AT + timedelta(days=2)))
    ledger.add_order(Order("#0", "C-2", AT, "placed", "USD", lines[:1]))
    log.start(Conversation("T-1", AT, "=C-1", "bought", None, WILD))
    log.start(Conversation("T-0", AT, None, "", "guest-1"))
    for position in range(3):
        log.append(turn(position))
    return database


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    with closing(open_database(f"sqlite:///{tmp_path / 'other.sqlite'}")) as made:
        made.upgrade()
        yield made


def everything(database: Database) -> tuple[list[Customer], list[Order], list[PastConversation]]:
    return (
        list(customers_of(database, PLAIN)),
        list(orders_of(database)),
        list(conversations_of(database, PLAIN)),
    )


@pytest.mark.parametrize("suffix", ["csv", "csv.gz", "jsonl", "jsonl.gz"])
def test_what_is_dumped_and_imported_is_what_there_was(
    filled: Database, other: Database, tmp_path: Path, suffix: str
) -> None:
    files: dict[Kind, Path] = {
        "customers": tmp_path / f"c.{suffix}",
        "orders": tmp_path / f"o.{suffix}",
        "transcripts": tmp_path / "t.jsonl.gz",
    }
    for kind, file in files.items():
        assert dump(kind, file, filled) == 2
        report = Importer(other, b"secret").run(kind, file, strict=True)
        assert (report.counts["new"], report.bad) == (2, [])
    assert everything(other) == everything(filled)


def test_no_cell_is_a_formula(filled: Database, tmp_path: Path) -> None:
    for kind in ("customers", "orders"):
        dump(kind, tmp_path / "f.csv", filled)
        with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert any(cell.startswith("'=") for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_dump_is_for_its_owner_only_and_the_same_each_time(filled: Database, tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl.gz", tmp_path / "2.jsonl.gz"
    for file in (first, second):
        dump("orders", file, filled)
        assert file.stat().st_mode & 0o777 == 0o600
    assert first.read_bytes() == second.read_bytes()
    assert [json.loads(line)["id"] for line in gzip.decompress(first.read_bytes()).splitlines()] == ["#0", "#1"]


def test_a_dump_that_breaks_off_leaves_what_was_there(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text("before")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("records.whole_file.os.fsync", full)
    with pytest.raises(ImportFault, match=r"c\.jsonl cannot be written \(No space left on device\)"):
        dump("customers", file, filled)
    assert file.read_text() == "before"
    assert list(tmp_path.glob(".*")) == []


def test_sealed_records_are_dumped_as_they_can_be_read(database: Database, tmp_path: Path) -> None:
    vault = open_vault(database, Keyring((MasterKey("k1", b"k" * 32),)))
    ShopLedger(database, vault=vault).add_customer(Customer("C-1", "Orla", "orla@example.com", "en", "Cork", AT))
    dump("customers", tmp_path / "c.jsonl", database, vault)
    assert json.loads((tmp_path / "c.jsonl").read_text())["email"] == "orla@example.com"


def test_many_are_dumped_page_by_page_with_progress(database: Database, tmp_path: Path) -> None:
    ledger = ShopLedger(database)
    ledger.add_customer(Customer("C-1", "Orla", "", "en", "", AT))
    log = SqlConversationLog(database)
    for number in range(45):
        log.start(Conversation(f"T-{number:02}", AT))
        log.append(turn(0, f"T-{number:02}"))
    told: list[tuple[str, int, int]] = []
    assert dump("transcripts", tmp_path / "t.jsonl", database, progress=lambda *step: told.append(step)) == 45
    assert told == [("transcripts", 45, 45)]
    assert [len(past.turns) for past in conversations_of(database, PLAIN)] == [1] * 45


@pytest.mark.parametrize(("kind", "name"), [("transcripts", "t.csv"), ("orders", "o.xlsx"), ("customers", "c")])
def test_a_name_that_does_not_say_a_format_is_refused(
    database: Database, tmp_path: Path, kind: Kind, name: str
) -> None:
    with pytest.raises(ImportFault, match="must end in"):
        dump(kind, tmp_path / name, database)
    assert list(tmp_path.glob(name)) == []


def test_a_folder_that_is_not_there_is_told(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportFault, match="cannot be written"):
        dump("orders", tmp_path / "none" / "o.csv", database)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(),
    arguments=st.dictionaries(st.text(), JSON, max_size=3),
    at=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
    took=st.floats(0, 10**9),
)
def test_any_conversation_is_read_as_it_was_written(
    text: str, arguments: dict[str, object], at: datetime, took: float
) -> None:
    call = ToolCall("t", arguments, text, True, took)
    turns = (replace(turn(0), at=at, text=text, tool_calls=(call,), constraints=arguments),)
    past = PastConversation(Conversation("T-1", at, text or None, text, None, text), turns)
    line = json.dumps(conversation_fields(past))
    assert conversation_of(Fields("f", 1, json.loads(line))) == past
