"""`daogou records export|erase|receipts|readmit|retention|audit|consents`, over real records."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from assistant.wiring import open_shop
from records.audit import AuditTrail
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.nouns import Conversation, Customer, Turn
from records.people_tables import ReceiptRow
from records.shop_ledger import ShopLedger

NOW = datetime(2026, 3, 1, tzinfo=UTC)
Run = Callable[..., Any]


@pytest.fixture
def database(settings: Settings) -> Database:
    """A customer and a guest who talked, in the home of the command line."""
    opened = open_database(settings.database)
    opened.upgrade()
    ShopLedger(opened, lambda: NOW).add_customer(Customer("C-001", "王芳", "fang@example.com", "zh", "上海", NOW))
    log = SqlConversationLog(opened)
    for id, customer in (("talk", "C-001"), ("guest-talk", None)):
        log.start(Conversation(id, NOW, customer))
        log.append(Turn(f"{id}-0", id, 0, NOW, "一双靴子", "Here.", "zh", "answered"))
    return opened


@pytest.fixture
def records(run: Run, database: Database) -> Run:
    """Runs a verb of `daogou records` as the command line does, at one moment."""
    return lambda *verbs, **options: run(
        "records", *verbs, open_shop=lambda settings: open_shop(settings, now=lambda: NOW), **options
    )


def test_an_export_is_readable_json_on_stdout(records: Run, database: Database) -> None:
    done = records("export", "C-001")
    told = json.loads(done.stdout)
    assert told["customers"][0]["name"] == "王芳"
    assert told["conversations"][0]["turns"][0]["text"] == "一双靴子"
    assert "王芳" in done.stdout
    assert done.stdout.count("\n") > 10
    line = AuditTrail(database).entries()[0]
    assert (line.actor, line.action, line.subject) == ("shell", "records.export", "customer:C-001")


def test_an_export_into_a_file_is_for_its_owner_only(records: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text("older")
    file.chmod(0o644)
    assert records("export", "C-001", "--out", str(file)).stdout == ""
    records("export", "conversation:guest-talk", "--out", str(tmp_path))
    for written, subject in ((file, "customer:C-001"), (tmp_path / "conversation-guest-talk.json", None)):
        assert written.stat().st_mode & 0o777 == 0o600
        told = json.loads(written.read_text(encoding="utf-8"))
        assert told["subject"] == (subject or "conversation:guest-talk")
    assert not [one for one in tmp_path.iterdir() if one.name.endswith(".new")]


@pytest.mark.parametrize("verb", [("export",), ("erase", "--yes")])
@pytest.mark.parametrize("who", ["C-404", "conversation:none", "../../etc"])
def test_an_unknown_customer_is_told_in_one_sentence(records: Run, verb: tuple[str, ...], who: str) -> None:
    done = records(*verb, who)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.strip().count("\n") == 0
    assert who in done.stderr


def test_a_place_that_cannot_be_written_is_told_in_one_sentence(records: Run, tmp_path: Path) -> None:
    done = records("export", "C-001", "--out", str(tmp_path / "nowhere" / "all.json"))
    assert done.exit_code == 2
    assert "--out" in done.stderr


def test_erasing_asks_first(records: Run, database: Database) -> None:
    assert records("erase", "C-001", stdin="n\n").exit_code == 1
    assert ShopLedger(database).customer("C-001") is not None
    assert records("erase", "C-001", stdin="y\n").exit_code == 0
    assert ShopLedger(database).customer("C-001") is None


def test_an_erasure_prints_its_receipt_which_can_be_shown_later(records: Run) -> None:
    done = json.loads(records("erase", "C-001", "--yes", "--json").stdout)
    assert done["counts"]["turns"] == 1
    assert done["shredded"]
    assert not done["before"]
    shown = records("receipts", done["id"])
    assert shown.exit_code == 0
    assert done["digest"] in shown.stdout
    assert "intact" in shown.stdout
    assert "C-001" not in shown.stdout
    by_customer = json.loads(records("receipts", "--customer", "C-001", "--json").stdout)
    assert [one["id"] for one in by_customer["receipts"]] == [done["id"]]
    again = records("erase", "C-001", "--yes")
    assert again.exit_code == 0
    assert "last time" in again.stdout
    assert done["id"] in again.stdout


def test_a_receipt_that_was_changed_or_is_not_there_is_said(records: Run, database: Database) -> None:
    done = json.loads(records("erase", "C-001", "--yes", "--json").stdout)
    with database.writing() as session:
        session.get_one(ReceiptRow, done["id"]).done_by = "somebody"
    shown = records("receipts", done["id"])
    assert shown.exit_code == 1
    assert "CHANGED" in shown.stdout
    assert records("receipts", "E-404").exit_code == 2


def test_orders_are_kept_or_deleted_and_nothing_else(records: Run) -> None:
    assert records("erase", "C-001", "--yes", "--orders", "burn").exit_code == 2
    assert "invoices" in records("erase", "--help").stdout


def test_who_came_back_is_let_in_again(records: Run, database: Database) -> None:
    assert "not erased" in records("readmit", "C-001").stdout
    records("erase", "C-001", "--yes")
    assert records("readmit", "C-001").exit_code == 0
    ShopLedger(database).add_customer(Customer("C-001", "王芳", "fang@example.com", "zh", "上海", NOW))
    assert AuditTrail(database).entries()[0].action == "records.readmit"


def test_retention_says_what_would_go_and_then_what_went(records: Run, database: Database, settings: Settings) -> None:
    SqlConversationLog(database).start(Conversation("ancient", datetime(2020, 1, 1, tzinfo=UTC)))
    short = settings.model_copy(update={"retention_days_guests": 30})
    options: dict[str, Any] = {"settings": lambda home: short}
    dry = json.loads(records("retention", "--dry-run", "--json", **options).stdout)
    assert dry == {"dry_run": True, "receipt": None, "counts": {"conversations": 1}}
    assert "Nothing was deleted" in records("retention", "--dry-run", **options).stdout
    went = json.loads(records("retention", "--json", **options).stdout)
    assert went["counts"] == dry["counts"]
    assert records("receipts", went["receipt"]).exit_code == 0
    assert "Nothing is too old" in records("retention", **options).stdout


def test_the_trail_is_shown_by_subject_and_actor(records: Run, database: Database) -> None:
    AuditTrail(database, lambda: NOW).note("A-1", "staff", "conversation.read", "conversation:talk", "asked for help")
    records("export", "C-001")
    shown = records("audit").stdout
    assert "A-1 (staff)  conversation.read  conversation:talk\n    asked for help" in shown
    assert "records.export" in shown
    by_subject = json.loads(records("audit", "--subject", "conversation:talk", "--json").stdout)["entries"]
    assert [line["actor"] for line in by_subject] == ["A-1"]
    assert len(json.loads(records("audit", "--actor", "shell", "--limit", "1", "--json").stdout)["entries"]) == 1


def test_consents_are_shown_and_kept(records: Run, database: Database) -> None:
    assert "has said nothing" in records("consents", "C-001").stdout
    said = json.loads(records("consents", "C-001", "--give", "learning", "--withdraw", "marketing", "--json").stdout)
    assert {name: one["given"] for name, one in said["consents"].items()} == {"learning": True, "marketing": False}
    assert "learning: agrees" in records("consents", "C-001").stdout
    assert records("consents", "C-001", "--give", "everything").exit_code == 2
    assert AuditTrail(database).entries(subject="customer:C-001", actor="shell")
