"""Export and erasure of one person among others, asked on SQLite and on PostgreSQL."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import pytest
from ledger_cases import START, Clock
from planted_person import Planted, everything
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.audit import SHELL, AuditTrail
from records.database import Database
from records.erasure.customer_export import CustomerExport
from records.erasure.erased import hash_of
from records.erasure.erasing import Eraser, Orders
from records.erasure.personal_data import PERSONAL_DATA, Kept
from records.erasure.receipts import Receipts
from records.errors import ReceiptUnknown, SubjectUnknown
from records.people_tables import ReceiptRow
from records.tables import (
    ConversationLabelRow,
    ConversationNoteRow,
    ConversationRow,
    CustomerRow,
    HandOffRow,
    StaffMessageRow,
)
from records.vault.vault import PlainVault

LINKED = [kept for kept in PERSONAL_DATA if kept.whose]
NAMED = pytest.mark.parametrize("kept", LINKED, ids=lambda kept: kept.name)
STAYS = {("orders", "id"), ("order_requests", "id")}
"""Numbers on invoices, which say nothing once nobody stands behind them."""


def attempts_of(login: str) -> str:
    return login.replace("mark-", "T-").removesuffix("-accounts-login")


class Scores:
    """Something another room learned."""

    name = "scores"

    def __init__(self) -> None:
        self.kept = {"customer:C-gone": 7, "customer:C-stays": 8}

    def export(self, subject: str) -> Mapping[str, Any]:
        return {"score": self.kept[subject]} if subject in self.kept else {}

    def erase(self, subject: str) -> int:
        return int(self.kept.pop(subject, None) is not None)


@pytest.fixture
def gone(database: Database) -> Planted:
    """Somebody with a row in every table, beside somebody else who has as many."""
    planted = Planted("gone", START)
    with database.writing() as session:
        planted.plant(session)
        Planted("stays", START).plant(session)
    return planted


def eraser(database: Database) -> Eraser:
    return Eraser(database, Clock(), attempts_of=attempts_of)


def test_a_row_is_planted_in_every_table_that_speaks_of_people(database: Database, gone: Planted) -> None:
    with database.reading() as session:
        held = everything(session)
    for kept in LINKED:
        assert any(gone.key in str(row) for row in held[kept.name]), kept.name


@NAMED
def test_whatever_is_kept_is_exported_but_for_hashes_and_keys(database: Database, gone: Planted, kept: Kept) -> None:
    told = CustomerExport(database, Clock(), attempts_of=attempts_of).of("C-gone", by=SHELL)
    text = json.dumps(told, ensure_ascii=False)
    for column in kept.personal:
        if (kept.name, column) not in STAYS and column != "customer_id":
            assert gone.mark(kept, column) in text, column
    for column in kept.secret:
        assert gone.mark(kept, column) not in text, column
    assert "stays" not in text


def test_an_export_reads_as_a_story(database: Database, gone: Planted) -> None:
    told = CustomerExport(database, Clock(), stores=[Scores()], attempts_of=attempts_of).of("C-gone", by=SHELL)
    assert told["subject"] == "customer:C-gone"
    assert told["customers"][0]["id"] == "C-gone"
    assert len(told["orders"][0]["lines"]) == len(told["conversations"][0]["turns"]) == 1
    assert told["conversations"][0]["not_answered_yet"][0]["conversation_id"] == "talk-gone"
    assert len(told["accounts"][0]["sign_ins"]) == len(told["accounts"][0]["api_keys"]) == 1
    assert "turns" not in told
    assert told["orders"][0]["placed_at"] == START.isoformat()
    assert told["learned"] == {"scores": {"score": 7}}


def test_reading_somebodys_data_leaves_a_line(database: Database, gone: Planted) -> None:
    CustomerExport(database, Clock()).of("customer:C-gone", by=SHELL)
    line = AuditTrail(database).entries(actor=SHELL)[0]
    assert (line.action, line.subject) == ("records.export", "customer:C-gone")


@pytest.mark.parametrize("orders", ["keep", "delete"])
def test_nothing_of_them_is_left_anywhere_and_others_keep_everything(
    database: Database, gone: Planted, orders: Orders
) -> None:
    with database.reading() as session:
        before = everything(session)
    erased = eraser(database).erase("C-gone", by=SHELL, orders=orders)
    assert not erased.before
    with database.reading() as session:
        after = everything(session)
    text = str(after)
    for mark in ("mark-gone", "C-gone", "talk-gone", "A-gone", "T-gone"):
        assert mark not in text, mark
    assert ("O-gone" in text) is ("R-gone" in text) is (orders == "keep")
    for name, rows in before.items():
        assert [row for row in rows if "stays" in str(row)] == [row for row in after[name] if "stays" in str(row)]


def test_orders_stay_under_nobodys_name(database: Database, gone: Planted) -> None:
    erased = eraser(database).erase("C-gone", by=SHELL)
    with database.reading() as session:
        held = everything(session)
    (order,) = (row for row in held["orders"] if row["id"] == "O-gone")
    (request,) = (row for row in held["order_requests"] if row["id"] == "R-gone")
    assert order["customer_id"] == request["customer_id"]
    assert order["customer_id"].startswith("erased-")
    assert hash_of("customer:C-gone")[:8] not in order["customer_id"]
    assert (request["reason"], request["wanted"]) == ("", "")
    (nobody,) = (row for row in held["customers"] if row["id"] == order["customer_id"])
    assert {nobody[column] for column in ("name", "email", "language", "city")} == {""}
    assert nobody["joined_at"] != START
    assert erased.receipt.counts["orders_unnamed"] == erased.receipt.counts["order_requests_unnamed"] == 1


def test_the_trail_says_that_it_happened_and_not_to_whom(database: Database, gone: Planted) -> None:
    trail = AuditTrail(database, Clock())
    for note in (
        "talk-gone read aloud",
        "她叫mark-gone-customers-name先生",
        "for MARK-GONE-CUSTOMERS-EMAIL.",
        "C-goner is another",
    ):
        trail.note("A-9", "staff", "read", "conversation:other", note)
    lines = len(trail.entries())
    eraser(database).erase("C-gone", by=SHELL)
    after = trail.entries()
    assert len(after) == lines + 1
    assert (after[0].action, after[0].actor, after[0].subject) == (
        "records.erase", SHELL, f"erased:{hash_of('customer:C-gone')}",
    )  # fmt: skip
    assert [line.note for line in after[1:5]] == ["C-goner is another", "", "", ""]
    assert trail.entries(subject=f"erased:{hash_of('customer:C-gone')}", actor=f"erased:{hash_of('A-gone')}")


def test_the_receipt_counts_and_proves_without_naming(database: Database, gone: Planted) -> None:
    scores = Scores()
    receipt = Eraser(database, Clock(), stores=[scores], attempts_of=attempts_of).erase("C-gone", by="self").receipt
    deleted = {kept.name for kept in LINKED if kept.fate == "delete"}
    work = ("orders", "order_requests", "audit", "prompt_publications", "prompt_shares")
    unnamed = {f"{name}_unnamed" for name in work}
    assert set(receipt.counts) == deleted | unnamed | {"scores"}
    assert set(receipt.counts.values()) == {1}
    assert scores.kept == {"customer:C-stays": 8}
    assert receipt.subject_hash == hash_of("customer:C-gone")
    assert "C-gone" not in str(receipt)
    assert receipt.is_intact
    assert Receipts(database).receipt(receipt.id) == receipt
    assert Receipts(database).receipts("customer:C-gone") == Receipts(database).receipts() == (receipt,)
    assert Receipts(database).receipts("customer:C-stays") == ()
    with pytest.raises(ReceiptUnknown, match="E-none"):
        Receipts(database).receipt("E-none")


def test_what_was_made_of_the_rows_while_they_were_erased_goes_too(database: Database, gone: Planted) -> None:
    class Remade(Scores):
        """Something that is made anew as long as the rows are there."""

        def erase(self, subject: str) -> int:
            count = super().erase(subject)
            with database.reading() as session:
                if session.get(CustomerRow, "C-gone") is not None:
                    self.kept[subject] = 7
            return count

    scores = Remade()
    Eraser(database, Clock(), stores=[scores], attempts_of=attempts_of).erase("C-gone", by="self")
    assert scores.kept == {"customer:C-stays": 8}


def test_a_changed_receipt_is_noticed(database: Database, gone: Planted) -> None:
    receipt = eraser(database).erase("C-gone", by=SHELL).receipt
    changes = ({"done_by": "A-1"}, {"counts": {}}, {"at": START}, {"kind": "retention"}, {"id": "E-1"})
    assert not any(dataclasses.replace(receipt, **change).is_intact for change in changes)
    with database.writing() as session:
        session.get_one(ReceiptRow, receipt.id).counts = {**receipt.counts, "turns": 0}
    assert not Receipts(database).receipt(receipt.id).is_intact


def test_twice_is_harmless(database: Database, gone: Planted) -> None:
    first = eraser(database).erase("C-gone", by=SHELL)
    with database.reading() as session:
        held = everything(session)
    again = eraser(database).erase("C-gone", by=SHELL)
    assert again.before
    assert again.receipt == first.receipt
    with database.reading() as session:
        assert everything(session) == held


@pytest.mark.parametrize("who", ["C-nobody", "customer:C-nobody", "conversation:none", "", "'; DROP TABLE turns; --"])
def test_somebody_of_whom_nothing_is_kept_is_said_to_be_unknown(database: Database, gone: Planted, who: str) -> None:
    with database.reading() as session:
        held = everything(session)
    with pytest.raises(SubjectUnknown):
        CustomerExport(database).of(who, by=SHELL)
    with pytest.raises(SubjectUnknown):
        Eraser(database).erase(who, by=SHELL)
    with database.reading() as session:
        assert everything(session) == held


def test_a_fault_in_the_middle_changes_nothing(database: Database, gone: Planted) -> None:
    class BrokenVault(PlainVault):
        def destroy(self, subject: str, session: Session | None = None) -> bool:
            assert session is not None
            assert not any("talk-gone" in str(row) for row in everything(session)["turns"])
            raise RuntimeError("the machine stops here")

    with database.reading() as session:
        held = everything(session)
    with pytest.raises(RuntimeError):
        Eraser(database, Clock(), BrokenVault(), attempts_of=attempts_of).erase("C-gone", by=SHELL)
    with database.reading() as session:
        assert everything(session) == held


def test_what_somebody_did_as_one_of_the_shop_stays_without_their_name(database: Database, gone: Planted) -> None:
    hand_off = {"taken_by": gone.ids["account"], "status": "taken"}
    by = {"by": gone.ids["account"]}
    changes = {HandOffRow: hand_off, StaffMessageRow: by, ConversationNoteRow: by, ConversationLabelRow: by}
    with database.writing() as session:
        for table, values in changes.items():
            session.execute(update(table).where(table.conversation_id == "talk-stays").values(**values))
    receipt = eraser(database).erase("C-gone", by=SHELL).receipt
    nobody = f"erased:{hash_of('A-gone')}"
    with database.reading() as session:
        for table, column in ((HandOffRow, "taken_by"), *((one, "by") for one in changes if one is not HandOffRow)):
            row = session.scalars(select(table)).one()
            assert (row.conversation_id, getattr(row, column)) == ("talk-stays", nobody)
            assert receipt.counts[f"{table.__tablename__}_unnamed"] == 1


def test_conversations_of_a_guest_are_erased_together_with_one_receipt(database: Database, gone: Planted) -> None:
    talks = _conversations(database)
    assert len(talks) > 1
    done = eraser(database).erase_conversations([talks[0], "no-such-conversation"], by="self", role="guest")
    assert done is not None
    assert (done.receipt.done_by, done.receipt.counts["conversations"]) == ("self", 1)
    assert _conversations(database) == talks[1:]
    assert eraser(database).erase_conversations(talks[:1], by="self") is None
    assert eraser(database).erase_conversations([], by="self") is None


def _conversations(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(ConversationRow.id)))
