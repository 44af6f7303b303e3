"""Nothing is kept of somebody who was erased, whatever was on its way, asked on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from ledger_cases import LINES, START, Clock, line
from planted_person import everything

from records.access.accounts import Accounts
from records.audit import SHELL
from records.consents import Consents
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.erasure.erased import erased_among, readmit
from records.erasure.erasing import Eraser
from records.errors import (
    ConversationUnknown,
    LedgerConflict,
    LogFault,
    OrderUnknown,
    RecordsError,
    SubjectErased,
    TurnNotTheirs,
)
from records.feedback import FeedbackBox
from records.nouns import Conversation, Customer, Order, ReceivedMessage, Turn
from records.shop_ledger import ShopLedger
from records.vault.keyring import new_key, read_keyring
from records.vault.vault import SealedVault

FANG = Customer("C-001", "王芳", "fang@example.com", "zh", "Shanghai", START)
BEA = Customer("C-002", "Bea", "bea@example.com", "en", "Cork", START)


def turn(conversation: str, position: int = 0) -> Turn:
    return Turn(f"{conversation}-{position}", conversation, position, START, "hello", "hi", "en", "answered")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Two customers who talk, each with an order; one has also talked as a guest, and somebody else has."""
    opened = open_database(url)
    opened.upgrade()
    ledger, log = ShopLedger(opened, Clock()), SqlConversationLog(opened)
    for number, customer in enumerate((FANG, BEA)):
        ledger.add_customer(customer)
        ledger.add_order(Order(f"D-{number}", customer.id, START, "placed", "EUR", LINES))
        log.start(Conversation(f"talk-{number}", START, customer.id))
        log.append(turn(f"talk-{number}"))
    log.start(Conversation("guest-talk", START, guest_id="G-1"))
    yield opened
    opened.close()


def left_of(database: Database, *marks: str) -> list[str]:
    with database.reading() as session:
        held = everything(session)
    return [name for name, rows in held.items() for mark in marks if mark in str(rows)]


def writes(database: Database, ledger: ShopLedger, log: SqlConversationLog) -> list[Callable[[], object]]:
    """Everything that something running may still try to keep of C-001."""
    return [
        lambda: log.start(Conversation("talk-0", START, "C-001")),
        lambda: log.start(Conversation("talk-0", START)),
        lambda: log.start(Conversation("talk-new", START, "C-001")),
        lambda: log.receive(ReceivedMessage("m-1", "talk-0", START, "hello?")),
        lambda: log.append(turn("talk-0", 1)),
        lambda: log.rename("talk-0", "mine"),
        lambda: ledger.add_to_cart("customer:C-001", line()),
        lambda: ledger.add_to_cart("customer:C-001", line(), action_id="a-1"),
        lambda: ledger.remove_from_cart("customer:C-001", "AUD-1", action_id="a-2"),
        lambda: ledger.add_to_cart("conversation:talk-0", line()),
        lambda: ledger.adopt_cart("conversation:guest-talk", "customer:C-001"),
        lambda: log.adopt("G-1", "C-001"),
        lambda: ledger.cancel_order("C-001", "D-0", action_id="a-3"),
        lambda: ledger.request_return("C-001", "D-0", [], "broken", action_id="a-4"),
        lambda: ledger.add_hand_off("talk-0", None, reason="r", summary="s", action_id="a-5"),
        lambda: ledger.add_hand_off("talk-0", "C-001", reason="r", summary="s", action_id="a-6"),
        lambda: ledger.add_hand_off("talk-9", "C-001", reason="r", summary="s", action_id="a-7"),
        lambda: ledger.add_customer(FANG),
        lambda: ledger.add_order(Order("D-5", "C-001", START, "placed", "EUR", LINES)),
        lambda: FeedbackBox(database).give("talk-0-0", "customer:C-001", True),
        lambda: Consents(database).give("C-001", "profile", "chat"),
        lambda: Accounts(database).add("fang", "shopper", customer_id="C-001"),
    ]


@pytest.mark.parametrize("number", range(22))
def test_what_comes_too_late_is_not_kept(database: Database, number: int) -> None:
    Eraser(database, Clock()).erase("C-001", by=SHELL)
    with database.reading() as session:
        before = everything(session)
    late = writes(database, ShopLedger(database, Clock()), SqlConversationLog(database))
    assert len(late) == 22
    too_late = (SubjectErased, ConversationUnknown, LogFault, OrderUnknown, LedgerConflict, TurnNotTheirs)
    with pytest.raises(too_late):
        late[number]()
    with database.reading() as session:
        assert everything(session) == before


def test_others_go_on_as_before(database: Database) -> None:
    Eraser(database, Clock()).erase("C-001", by=SHELL)
    ledger, log = ShopLedger(database, Clock()), SqlConversationLog(database)
    log.append(turn("talk-1", 1))
    log.start(Conversation("talk-2", START, "C-002"))
    assert ledger.add_to_cart("customer:C-002", line(), action_id="b").quantity == 1
    assert log.adopt("G-1", "C-002") == 1
    assert ledger.cancel_order("C-002", "D-1", action_id="c").status == "cancelled"


def test_a_guests_conversation_is_erased_alone(database: Database) -> None:
    ledger, log = ShopLedger(database, Clock()), SqlConversationLog(database)
    log.append(turn("guest-talk"))
    ledger.add_to_cart("conversation:guest-talk", line(), action_id="a")
    ledger.add_hand_off("guest-talk", None, reason="r", summary="s", action_id="b")
    receipt = Eraser(database, Clock()).erase("conversation:guest-talk", by=SHELL).receipt
    assert dict(receipt.counts) == {
        "actions": 2, "cart_lines": 1, "carts": 1, "conversations": 1, "hand_offs": 1, "turns": 1,
    }  # fmt: skip
    assert left_of(database, "guest-talk") == []
    with pytest.raises(SubjectErased):
        log.start(Conversation("guest-talk", START, guest_id="G-1"))
    assert [one.id for one in log.conversations("C-001")] == ["talk-0"]


def test_keys_are_destroyed_and_none_is_made_again(database: Database) -> None:
    vault = SealedVault(database, read_keyring(new_key()))
    sealed = vault.seal("customer:C-001", "王芳", "customers.name/C-001")
    vault.prepare(["customer:C-002", "conversation:talk-0"])
    receipt = Eraser(database, Clock(), vault).erase("C-001", by=SHELL).receipt
    assert receipt.counts["vault_keys"] == 2
    with pytest.raises(RecordsError):
        vault.open(sealed, "customers.name/C-001")
    with pytest.raises(SubjectErased):
        vault.seal("customer:C-001", "again", "customers.name/C-001")
    vault.prepare(["customer:C-001", "customer:C-002"])
    assert left_of(database, "C-001") == []
    assert vault.seal("customer:C-002", "Bea", "customers.name/C-002")


def test_who_comes_back_is_kept_again_and_can_be_erased_again(database: Database) -> None:
    eraser = Eraser(database, Clock())
    first = eraser.erase("C-001", by=SHELL)
    with database.writing() as session:
        assert erased_among(session, ["customer:C-001", "customer:C-002"]) == {"customer:C-001"}
        assert readmit(session, "customer:C-001")
        assert not readmit(session, "customer:C-001")
    ShopLedger(database, Clock()).add_customer(FANG)
    SqlConversationLog(database).start(Conversation("talk-new", START, "C-001"))
    with pytest.raises(SubjectErased):
        SqlConversationLog(database).start(Conversation("talk-0", START, "C-001"))
    second = eraser.erase("C-001", by=SHELL)
    assert not second.before
    assert second.receipt.id != first.receipt.id
    assert left_of(database, "C-001", "talk-new") == []


def test_somebody_who_talks_while_being_erased_leaves_nothing(database: Database) -> None:
    started, stop = threading.Barrier(5), threading.Event()
    refused: list[Exception] = []

    def talk(number: int) -> None:
        ledger, log = ShopLedger(database, Clock()), SqlConversationLog(database)
        started.wait()
        position = 0
        while not stop.is_set() or position < 3:
            conversation = f"busy-{number}-{position}"
            try:
                log.start(Conversation(conversation, START, "C-001"))
                log.receive(ReceivedMessage(f"{conversation}-0", conversation, START, "hello"))
                ledger.add_to_cart("customer:C-001", line(quantity=1), action_id=f"{conversation}-cart")
                ledger.add_hand_off(conversation, "C-001", reason="r", summary="s", action_id=f"{conversation}-h")
                log.append(turn(conversation))
                ledger.remove_from_cart("customer:C-001", "AUD-1", action_id=f"{conversation}-out")
            except (SubjectErased, ConversationUnknown) as error:
                refused.append(error)
            position += 1

    with ThreadPoolExecutor(4) as pool:
        talking = [pool.submit(talk, number) for number in range(4)]
        started.wait()
        try:
            erased = Eraser(database, Clock()).erase("C-001", by=SHELL)
        finally:
            stop.set()
        for one in talking:
            one.result()
    assert not erased.before
    assert refused
    assert left_of(database, "C-001", "busy-", "talk-0") == []


def test_two_who_erase_the_same_person_at_once_write_one_receipt(database: Database) -> None:
    eraser = Eraser(database, Clock())
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: eraser.erase("C-001", by=SHELL), range(4)))
    assert sorted(one.before for one in done) == [False, True, True, True]
    assert len({one.receipt.id for one in done}) == 1
