"""Sealed records on SQLite and on PostgreSQL: nothing can be read in them, whatever was sealed stays where it is."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from ledger_cases import LINES, START, Clock
from sqlalchemy import select, update

from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.desk.notes import ConversationNotes
from records.desk.staff_messages import StaffMessages
from records.desk.taking_over import TakingOver
from records.errors import RecordsError, SealBroken
from records.feedback import FeedbackBox
from records.nouns import Conversation, Customer, Order, ReceivedMessage, ToolCall, Turn
from records.people_tables import VaultKeyRow
from records.redaction.findings import Finding, Redacted
from records.shop_ledger import ShopLedger
from records.tables import CustomerRow, Table, TurnRow
from records.vault import key_care
from records.vault.key_care import rotate_keys, seal_plain
from records.vault.key_report import report_keys
from records.vault.keyring import Keyring, new_key, read_keyring
from records.vault.originals import Originals
from records.vault.sealing import ERASED, SEALED
from records.vault.vault import PLAIN, SealedVault, Vault, open_vault

MARKERS = ("Zebulon", "泽布伦")
SAID = f"ask for {' or '.join(MARKERS)}"
FANG = Customer("C-001", SAID, SAID, "zh", SAID, START)
TURN = Turn(
    "t-0", "c1", 0, START, SAID, SAID, "en", "answered", "p@1", "hash", "model",
    (ToolCall("search_products", {"query": SAID}, SAID, True, 1.0),),
    {"recipient": SAID}, ("AUD-1",), {"log": [SAID]}, {"prompt_tokens": 1}, {"total": 2.0}, {"action": SAID},
    "r@1", {"steps": [SAID]},
)  # fmt: skip
WAITING = ReceivedMessage("t-1", "c1", START, SAID)
GUEST = Conversation("g1", START, guest_id="guest")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database of each kind with nothing in it."""
    opened = open_database(url)
    opened.upgrade()
    yield opened
    opened.close()


class Records:
    """What is kept about people, through one vault."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        self.log = SqlConversationLog(database, vault)
        self.ledger = ShopLedger(database, Clock(), vault)
        self.feedback = FeedbackBox(database, Clock(), vault)
        self.messages = StaffMessages(database, Clock(), vault)
        self.notes = ConversationNotes(database, Clock(), vault)

    def fill(self) -> None:
        """Something in every sealed column but the originals'."""
        self.ledger.add_customer(FANG)
        for number, status in enumerate(("placed", "delivered")):
            self.ledger.add_order(Order(f"D-{number}", FANG.id, START, status, "EUR", LINES))
        self.ledger.cancel_order(FANG.id, "D-0", action_id="a", reason=SAID)
        self.ledger.request_exchange(FANG.id, "D-1", [], SAID, action_id="b", reason=SAID)
        self.ledger.add_hand_off("g1", None, reason=SAID, summary=SAID, action_id="c")
        self.log.start(Conversation("c1", START, FANG.id))
        self.log.start(GUEST)
        self.log.append(TURN)
        self.log.append(replace(TURN, id="g-0", conversation_id="g1"))
        self.log.receive(WAITING)
        self.log.rename("c1", SAID)
        self.feedback.give("t-0", "customer:C-001", False, SAID)
        TakingOver(self.database, Clock(), self.vault).take_conversation("g1", "A-1")
        self.messages.say("g1", "A-1", SAID, key="m")
        self.notes.add("g1", "A-1", SAID)

    def seen(self) -> dict[str, Any]:
        """All of it, as it is read back."""
        return {
            "customer": self.ledger.customer(FANG.id),
            "requests": self.ledger.order_requests(FANG.id),
            "hand_offs": self.ledger.hand_offs("taken"),
            "conversations": self.log.conversations(),
            "turns": [self.log.turns(id) for id in ("c1", "g1")],
            "waiting": self.log.unanswered("c1"),
            "feedback": self.feedback.of_conversation("c1"),
            "messages": self.messages.of("g1"),
            "notes": [note.text for note in self.notes.of("g1")],
        }


@pytest.fixture
def sealed(database: Database, keyring: Keyring) -> Records:
    """Filled records behind a vault with one key."""
    made = Records(database, open_vault(database, keyring))
    made.fill()
    return made


@pytest.fixture
def raw(database: Database, tmp_path: Path) -> Callable[[], bytes]:
    """Reads all that the database holds, as nobody of this program would."""

    def columns() -> Iterator[bytes]:
        with database.engine.connect() as connection:
            for table in Table.metadata.sorted_tables:
                for row in connection.execute(table.select()):
                    for value in row:
                        plain = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
                        yield value if isinstance(value, bytes) else plain.encode()

    def read() -> bytes:
        files = list(tmp_path.glob("records.sqlite*"))
        return b"".join(file.read_bytes() for file in files) if files else b"\n".join(columns())

    return read


def holds_markers(data: bytes) -> bool:
    return any(word.encode() in data or json.dumps(word)[1:-1].encode() in data for word in MARKERS)


def test_nothing_that_is_sealed_can_be_read_in_the_database(
    database: Database, keyring: Keyring, sealed: Records, raw: Callable[[], bytes]
) -> None:
    assert isinstance(sealed.vault, SealedVault)
    found = Redacted("[NAME_AAAA]", (Finding("name", 0, 5, SAID, "[NAME_AAAA]"),))
    Originals(database, sealed.vault).keep("customer:C-001", found)
    assert not holds_markers(raw())
    report = report_keys(database, keyring)
    assert set(report.plain.values()) == {0}
    assert report.master_keys[0].texts >= sum(len(columns) for columns in SEALED.values())
    assert Records(database, open_vault(database, keyring)).seen() == sealed.seen()


def test_what_is_sealed_reads_as_what_is_plain(url: str, sealed: Records, tmp_path: Path) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'plain' / 'records.sqlite'}")
    other.upgrade()
    plain = Records(other, PLAIN)
    plain.fill()
    assert sealed.seen() == plain.seen()
    assert sealed.seen()["customer"] == FANG
    assert sealed.seen()["turns"][0] == (TURN,)
    other.close()


def test_lists_go_on_without_those_whose_key_was_destroyed(sealed: Records) -> None:
    assert sealed.vault.destroy("customer:C-001") is True
    seen = sealed.seen()
    assert (seen["customer"].name, seen["customer"].city, seen["customer"].language) == (ERASED, ERASED, "zh")
    assert {one.id: one.title for one in seen["conversations"]} == {"c1": ERASED, "g1": ""}
    (gone,), (kept,) = seen["turns"]
    assert (gone.text, gone.answer, gone.tool_calls, gone.constraints, gone.trace) == (ERASED, ERASED, (), {}, {})
    assert kept.text == SAID
    assert seen["waiting"] == (replace(WAITING, text=ERASED),)
    assert [one.wanted for one in seen["requests"]] == [ERASED]
    assert [one.reason for one in seen["hand_offs"]] == [SAID]
    assert [one.text for one in seen["messages"]] == seen["notes"] == [SAID]


@pytest.mark.parametrize("column", ["text", "answer", "tool_calls"])
def test_what_was_moved_to_another_turn_is_told(sealed: Records, column: str) -> None:
    with sealed.database.writing() as session:
        mine = session.scalar(select(getattr(TurnRow, column)).where(TurnRow.id == "t-0"))
        session.execute(update(TurnRow).where(TurnRow.id == "g-0").values({column: mine}))
    with pytest.raises(SealBroken, match=f"turns.{column}/g-0"):
        sealed.log.turns("g1")
    assert sealed.log.turns("c1") == (TURN,)


def test_what_was_moved_to_another_column_is_told(sealed: Records) -> None:
    with sealed.database.writing() as session:
        row = session.get_one(CustomerRow, FANG.id)
        row.name = row.email
    with pytest.raises(SealBroken, match=r"customers\.name/C-001"):
        sealed.ledger.customer(FANG.id)


def test_plain_records_stay_readable_and_are_sealed_when_asked(
    database: Database, keyring: Keyring, raw: Callable[[], bytes]
) -> None:
    plain = Records(database, PLAIN)
    plain.fill()
    before = plain.seen()
    assert holds_markers(raw())
    vault = open_vault(database, keyring)
    mixed = Records(database, vault)
    assert mixed.seen() == before
    mixed.log.append(replace(TURN, id="t-2", position=1))
    expected = mixed.seen()
    assert sum(report_keys(database, keyring).plain.values()) == 27
    assert seal_plain(database, vault) == 11
    assert seal_plain(database, vault) == 0
    assert sum(report_keys(database, keyring).plain.values()) == 0
    assert mixed.seen() == expected
    with database.engine.connect() as connection:
        assert not holds_markers(b"".join(str(row).encode() for row in connection.execute(TurnRow.__table__.select())))


def test_a_text_that_looked_sealed_is_itself_after_sealing(database: Database, keyring: Keyring) -> None:
    odd = replace(FANG, name="sealed:1:nonsense", city="plain:1:sealed:1:x", email="SEALED:1:loud")
    ShopLedger(database).add_customer(odd)
    vault = open_vault(database, keyring)
    assert seal_plain(database, vault) == 1
    assert ShopLedger(database, vault=vault).customer(FANG.id) == odd


def test_master_keys_change_while_others_read_and_write(
    url: str, sealed: Records, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_care, "_KEYS_AT_ONCE", 3)
    sealed.vault.prepare(f"customer:{number}" for number in range(40))
    both = read_keyring(f"{new_key()},{keyring.current.id}:{_encoded(keyring)}")
    databases = [open_database(url) for _ in range(3)]
    done = Event()

    def shopper(number: int) -> int:
        records, turns = Records(databases[number], open_vault(databases[number], both)), 0
        records.log.start(Conversation(f"w{number}", START, f"{number}"))
        while not done.is_set() or turns < 3:
            turn = replace(TURN, id=f"w{number}-{turns}", conversation_id=f"w{number}", position=turns)
            records.log.append(turn)
            turns += 1
            assert Records(databases[number], open_vault(databases[number], both)).log.turns(f"w{number}", 1) == (turn,)
        return turns

    with ThreadPoolExecutor(2) as pool:
        shoppers = [pool.submit(shopper, number) for number in range(2)]
        rotated = rotate_keys(databases[2], both)
        done.set()
        written = [one.result() for one in shoppers]
    assert rotated >= 40
    alone = Records(databases[2], open_vault(databases[2], read_keyring(f"{both.current.id}:{_encoded(both)}")))
    assert [len(alone.log.turns(f"w{number}")) for number in range(2)] == written
    assert alone.seen()["customer"] == FANG
    for one in databases:
        one.close()


def test_a_rotation_that_was_interrupted_is_taken_up(
    database: Database, sealed: Records, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_care, "_KEYS_AT_ONCE", 4)
    sealed.vault.prepare(f"customer:{number}" for number in range(9))
    both = read_keyring(f"{new_key()},{keyring.current.id}:{_encoded(keyring)}")

    def interrupt(what: str, done: int, total: int) -> None:
        assert (what, total) == ("keys", 12)
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_keys(database, both, interrupt)
    assert Records(database, open_vault(database, both)).seen() == sealed.seen()
    assert rotate_keys(database, both) == 4
    assert rotate_keys(database, both) == 0
    with database.reading() as session:
        assert set(session.scalars(select(VaultKeyRow.master_key_id))) == {both.current.id}


def test_a_rotation_without_the_old_key_changes_nothing(database: Database, sealed: Records) -> None:
    with pytest.raises(RecordsError, match="DAOGOU_ENCRYPTION_KEYS"):
        rotate_keys(database, read_keyring(new_key()))
    assert sealed.seen()["customer"] == FANG


def _encoded(keyring: Keyring) -> str:
    return base64.b64encode(keyring.current.secret).decode()
