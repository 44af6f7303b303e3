"""Two who import at once, and somebody who is erased meanwhile: the batch is judged again, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from importing_rows import CONVERSATION, CUSTOMER, ORDER, jsonl
from sqlalchemy.exc import IntegrityError

import records.importing.keeping as keeping
from records.conversation_log import SqlConversationLog
from records.database import Database
from records.erasure.erased import bar
from records.importing.importer import Importer
from records.importing.keeping import Kept, keep
from records.nouns import Conversation, Turn
from records.rows import customer_row
from records.shop_ledger import ShopLedger
from records.tables import CustomerRow

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def importer(database: Database) -> Importer:
    """Imports into an empty database."""
    return Importer(database, b"secret", now=lambda: AT)


class Meanwhile:
    """Lets something happen between the look and the write, once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, happens: object) -> None:
        self.happens, self.write = happens, keeping._write
        monkeypatch.setattr(keeping, "keep", self.keep)
        monkeypatch.setattr("records.importing.importer.keep", self.keep)

    def keep(self, database: Database, judge: object, *, write: bool) -> Sequence[object]:
        """See `keeping.keep`."""

        def judged() -> Kept:
            found: Kept = judge()  # type: ignore[operator]
            happens, self.happens = self.happens, None
            if happens is not None:
                happens()  # type: ignore[operator]
            return found

        return keep(database, judged, write=write)


def test_a_customer_whom_somebody_else_adds_meanwhile_is_found(
    importer: Importer, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add() -> None:
        Importer(database, b"secret").run("customers", jsonl(tmp_path / "other.jsonl", CUSTOMER))

    Meanwhile(monkeypatch, add)
    report = importer.run("customers", jsonl(tmp_path / "c.jsonl", CUSTOMER, {**CUSTOMER, "id": "C-2"}))
    assert (report.counts["unchanged"], report.counts["new"], report.bad_rows) == (1, 1, 0)


def test_a_customer_who_is_erased_meanwhile_is_left_out(
    importer: Importer, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase() -> None:
        with database.writing() as session:
            bar(session, ["customer:C-001"], AT)

    Meanwhile(monkeypatch, erase)
    report = importer.run("customers", jsonl(tmp_path / "c.jsonl", CUSTOMER, {**CUSTOMER, "id": "C-2"}))
    assert (report.counts["new"], report.bad_rows) == (1, 1)
    assert ShopLedger(database).customer("C-001") is None


def test_an_order_whose_customer_goes_meanwhile_is_left_out(
    importer: Importer, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer.run("customers", jsonl(tmp_path / "c.jsonl", CUSTOMER))

    def erase() -> None:
        with database.writing() as session:
            session.delete(session.get_one(CustomerRow, "C-001"))

    Meanwhile(monkeypatch, erase)
    report = importer.run("orders", jsonl(tmp_path / "o.jsonl", ORDER))
    assert [one.field for one in report.bad] == ["customer_id"]


def test_a_turn_that_is_said_meanwhile_stays(
    importer: Importer, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SqlConversationLog(database)
    log.start(Conversation("T-1", AT, "C-001"))

    def say() -> None:
        log.append(Turn("live", "T-1", 0, AT, "Is anybody there?", "Yes.", "en", "answered"))

    Meanwhile(monkeypatch, say)
    report = importer.run("transcripts", jsonl(tmp_path / "t.jsonl", CONVERSATION))
    assert [one.reason for one in report.bad] == ["is not what the log has, and the log is never changed"]
    assert [turn.id for turn in log.turns("T-1")] == ["live"]


def test_what_cannot_be_written_at_all_is_told(database: Database) -> None:
    from records.nouns import Customer

    ShopLedger(database).add_customer(Customer("C-1", "", "", "en", "", AT))

    def judge() -> Kept:
        return Kept(("new",), (customer_row(Customer("C-1", "", "", "en", "", AT)),), (), frozenset())

    with pytest.raises(IntegrityError):
        keep(database, judge, write=True)
