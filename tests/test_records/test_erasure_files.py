"""After an erasure no byte of the person is left in the home folder; a process that dies erases all or nothing."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from records.audit import SHELL, AuditTrail
from records.consents import Consents
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.erasure import shredding
from records.erasure.erased import erased_among, hash_of
from records.erasure.erasing import Eraser
from records.erasure.receipts import Receipts
from records.errors import SubjectUnknown
from records.feedback import FeedbackBox
from records.nouns import CartLine, Conversation, Customer, Order, OrderLine, ReceivedMessage, Turn
from records.people_tables import AccountRow, ApiKeyRow, ErasedRow, SignInRow
from records.shop_ledger import ShopLedger
from records.tables import ConversationRow

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEY = "X7Q"


def eraser(database: Database) -> Eraser:
    return Eraser(database, lambda: NOW)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{home / 'records.sqlite'}")
    opened.upgrade()
    yield opened
    opened.close()


def live(database: Database, id: str, words: random.Random, talks: int) -> None:
    """A customer who does all that a customer can do, with their id in every text that holds their own words."""

    def said(least: int = 5, most: int = 400) -> str:
        return f"{id} {words.randbytes(words.randint(least, most)).hex()} 我叫{id}先生"

    ledger, log = ShopLedger(database, lambda: NOW), SqlConversationLog(database)
    ledger.add_customer(Customer(id, said(), said(), "zh", said(), NOW))
    for number in range(2):
        lines = (OrderLine("AUD-1", "Brisa", 1, 59.9), OrderLine("KIT-7", "杯", 1, 19.9))
        ledger.add_order(Order(f"D{number}{hash_of(id)[:9]}", id, NOW, "delivered", "EUR", lines))
    ledger.request_return(id, f"D0{hash_of(id)[:9]}", ["AUD-1"], said(), action_id=f"{id}-return")
    ledger.add_to_cart(f"customer:{id}", CartLine("AUD-1", "Brisa", 1, 59.9, "EUR"), action_id=f"{id}-cart")
    for talk in range(talks):
        # What was deleted before leaves its id, which is random, in the trail: whose it was is told nowhere any more.
        conversation = f"{'' if talk % 3 == 0 else id}{words.randbytes(12).hex()}"
        log.start(Conversation(conversation, NOW, id))
        log.rename(conversation, said())
        for position in range(words.randint(1, 4)):
            turn = f"{conversation}-{position}"
            log.receive(ReceivedMessage(turn, conversation, NOW, said()))
            told = said(100, 3000)
            log.append(Turn(turn, conversation, position, NOW, said(), told, "zh", "answered", claims={"log": [told]}))
        log.rename(conversation, said(200, 900))
        log.receive(ReceivedMessage(f"{conversation}-late", conversation, NOW, said()))
        FeedbackBox(database, lambda: NOW).give(f"{conversation}-0", f"customer:{id}", False, said())
        ledger.add_hand_off(conversation, id, reason=said(), summary=said(), action_id=f"{conversation}-hand-off")
        AuditTrail(database, lambda: NOW).note("A-1", "staff", "read", f"conversation:{conversation}", said())
        if talk % 3 == 0:
            log.delete(conversation)
    Consents(database, lambda: NOW).give(id, "profile", said())
    with database.writing() as session:
        session.add(AccountRow(id=f"{id}-account", login=said(), role="shopper", customer_id=id, created_at=NOW))
        session.flush()
        session.add(SignInRow(id=f"{id}-in", account_id=f"{id}-account", created_at=NOW, expires_at=NOW))
        key = ApiKeyRow(id=f"{id}-key", account_id=f"{id}-account", name=said(), secret_hash=f"{id}-secret", scopes=[])
        key.created_at = NOW
        session.add(key)


def found_in_files(home: Path, mark: str) -> dict[str, int]:
    """How often a mark stands in which file, in either spelling that a file may hold it in."""
    forms = {mark.encode(), mark.encode("utf-16-le"), mark.encode().hex().encode()}
    counts = {
        file.name: sum(file.read_bytes().count(form) for form in forms) for file in home.rglob("*") if file.is_file()
    }
    return {name: count for name, count in counts.items() if count}


def test_no_byte_of_them_is_left_in_the_home_folder(home: Path, database: Database) -> None:
    words = random.Random(5)
    people = [f"{KEY}{number:03d}" for number in range(12)]
    for id in people:
        live(database, id, words, talks=4)
    for id in people[::3]:
        assert found_in_files(home, id)
        done = eraser(database).erase(id, by=SHELL)
        assert done.shredded.whole
        assert found_in_files(home, id) == {}
    for id in people[1::3]:
        assert ShopLedger(database).customer(id) is not None
        assert len(SqlConversationLog(database).conversations(id)) == 2


def test_without_writing_the_file_anew_a_copy_may_be_left_which_is_said(
    home: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shredding, "AT_ONCE_BYTES", 0)
    live(database, "X1", random.Random(1), talks=1)
    done = eraser(database).erase("X1", by=SHELL)
    assert (done.shredded.journal, done.shredded.unused_space, done.shredded.whole) == (True, False, False)
    assert eraser(database).erase("X1", by=SHELL, compact=True).shredded.whole
    assert found_in_files(home, "X1") == {}


def test_another_program_that_reads_keeps_the_journal_which_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.database._BUSY_TIMEOUT_SECONDS", 0.05)
    database = open_database(f"sqlite:///{home / 'records.sqlite'}")
    database.upgrade()
    live(database, "X1", random.Random(1), talks=1)
    reader = sqlite3.connect(home / "records.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM turns").fetchone()
    done = eraser(database).erase("X1", by=SHELL)
    assert not done.before
    assert not done.shredded.journal
    reader.close()
    again = eraser(database).erase("X1", by=SHELL)
    assert again.before
    assert again.shredded.whole
    assert found_in_files(home, "X1") == {}
    database.close()


@pytest.mark.slow
def test_somebody_who_talked_for_years_is_erased_as_well(home: Path, database: Database) -> None:
    many = 33_000  # more than one question to SQLite may name
    talks = [
        {"id": f"YEARS-{n}", "customer_id": "YEARS", "started_at": NOW, "outcome": "", "title": ""} for n in range(many)
    ]
    with database.writing() as session:
        session.execute(insert(ConversationRow), talks)
    AuditTrail(database, lambda: NOW).note("A-1", "staff", "read", "order:other", f"as in YEARS-{many - 1}, see there")
    done = eraser(database).erase("YEARS", by=SHELL)
    assert done.receipt.counts["conversations"] == many
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ErasedRow)) == many + 1
    assert found_in_files(home, "YEARS") == {}


CLERK = """
import sys
from datetime import UTC, datetime
from records.database import open_database
from records.erasure.erasing import Eraser

eraser = Eraser(open_database(sys.argv[1]), lambda: datetime(2026, 3, 1, tzinfo=UTC))
for id in sys.argv[2:]:
    print(id, flush=True)
    eraser.erase(id, by="shell")
"""
STOPPED = """
import os, signal, sys
from datetime import UTC, datetime
from records.database import open_database
from records.erasure.erasing import Eraser
from records.vault.vault import PlainVault

class Last(PlainVault):
    def destroy(self, subject, session=None):
        os.kill(os.getpid(), signal.SIGKILL)  # every row is deleted, and nothing is committed

Eraser(open_database(sys.argv[1]), lambda: datetime(2026, 3, 1, tzinfo=UTC), Last()).erase(sys.argv[2], by="shell")
"""


def _program(text: str, database: Database, *ids: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", text, f"sqlite:///{database.location}", *ids]
    return subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_killed_before_the_end_nothing_is_erased(home: Path, database: Database) -> None:
    live(database, "X1", random.Random(1), talks=2)
    assert _program(STOPPED, database, "X1").wait() == -signal.SIGKILL
    assert ShopLedger(database).customer("X1") is not None
    assert Receipts(database).receipts() == ()
    assert not eraser(database).erase("X1", by=SHELL).before
    assert found_in_files(home, "X1") == {}


def test_killed_at_any_moment_each_person_is_gone_with_a_receipt_or_still_whole(home: Path, database: Database) -> None:
    words = random.Random(9)
    people = [f"{KEY}{number:03d}" for number in range(8)]
    for id in people:
        live(database, id, words, talks=2)
    left = people
    for _ in range(4):
        clerk = _program(CLERK, database, *left)
        assert clerk.stdout is not None
        for _ in range(words.randint(1, 3)):
            clerk.stdout.readline()
        clerk.kill()
        clerk.wait()
        with database.reading() as session:
            gone = {
                owner.removeprefix("customer:") for owner in erased_among(session, [f"customer:{id}" for id in people])
            }
        for id in people:
            assert bool(Receipts(database).receipts(f"customer:{id}")) == (id in gone)
            assert (ShopLedger(database).customer(id) is None) == (id in gone)
            assert bool(SqlConversationLog(database).conversations(id)) == (id not in gone)
        left = [id for id in people if id not in gone]
    for id in left:
        eraser(database).erase(id, by=SHELL)
    assert found_in_files(home, KEY) == {}
    assert all(one.is_intact for one in Receipts(database).receipts())


def test_a_database_that_is_none_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    from records.errors import DatabaseFault

    file = tmp_path / "records.sqlite"
    file.write_bytes(b"no database at all" * 100)
    with pytest.raises(DatabaseFault):
        eraser(open_database(f"sqlite:///{file}")).erase("X1", by=SHELL)
    assert file.read_bytes() == b"no database at all" * 100


def test_an_id_is_found_as_it_is_and_not_as_a_part_of_another(database: Database) -> None:
    live(database, "X1", random.Random(1), talks=1)
    live(database, "X10", random.Random(2), talks=1)
    with pytest.raises(SubjectUnknown):
        eraser(database).erase("X", by=SHELL)
    eraser(database).erase("X1", by=SHELL)
    assert ShopLedger(database).customer("X10") is not None
    notes = [line.note for line in AuditTrail(database).entries()]
    assert any("X10" in note for note in notes)
