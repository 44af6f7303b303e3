"""What is too old is forgotten and nothing else, asked on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from ledger_cases import START, line

from records.audit import SHELL, AuditTrail
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.desk.labels import ConversationLabels
from records.desk.notes import ConversationNotes
from records.desk.staff_messages import StaffMessages
from records.desk.taking_over import TakingOver
from records.erasure.receipts import Receipt, Receipts
from records.erasure.retention import Retention
from records.erasure.retention_rounds import EVERY_SECONDS, keep_rounds
from records.erasure.retention_rules import RetentionRules
from records.errors import DatabaseUnreachable
from records.nouns import Conversation, ReceivedMessage, Turn
from records.people_tables import AccountRow, SignInAttemptRow, SignInRow
from records.shop_ledger import ShopLedger

NOW = START + timedelta(days=100)
EVERYTHING = RetentionRules(guests=30, conversations=60, audit=90, sign_ins=30)


def now() -> datetime:
    return NOW


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def talk(log: SqlConversationLog, id: str, days: float, last: float, customer: str | None = None) -> None:
    """A conversation that began so many days ago, and whose last word was so many days ago."""
    log.start(Conversation(id, ago(days), customer, guest_id=None if customer else "G"))
    for position, moment in enumerate((days, last)):
        log.append(Turn(f"{id}-{position}", id, position, ago(moment), "hi", "hello", "en", "answered"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    opened.upgrade()
    log = SqlConversationLog(opened)
    talk(log, "guest-old", 40, 31)
    talk(log, "guest-back", 40, 29)
    talk(log, "customer-old", 70, 61, "C-001")
    talk(log, "customer-new", 70, 59, "C-001")
    log.start(Conversation("guest-waits", ago(40), guest_id="G"))
    log.receive(ReceivedMessage("m-1", "guest-waits", ago(1), "are you there?"))
    ShopLedger(opened, now).add_to_cart("conversation:guest-old", line(), action_id="a")
    with opened.writing() as session:
        session.add(AccountRow(id="A", login="a", role="shopper", created_at=START))
        session.flush()
        for id, expires, ended in (("old", 31, None), ("ended", -1, 31), ("fresh", -1, 29), ("open", -1, None)):
            moment = None if ended is None else ago(ended)
            session.add(SignInRow(id=id, account_id="A", created_at=START, expires_at=ago(expires), ended_at=moment))
        session.add_all(SignInAttemptRow(subject=f"t{days}", failures=1, last_at=ago(days)) for days in (0.5, 2))
    for days in (91, 89):
        AuditTrail(opened, lambda days=days: ago(days)).note(SHELL, "admin", "read", f"conversation:{days}")
    yield opened
    opened.close()


def kept(database: Database) -> set[str]:
    return {one.id for one in SqlConversationLog(database).conversations()}


def test_what_is_too_old_goes_and_the_rest_stays(database: Database) -> None:
    due = Retention(database, EVERYTHING, now).due()
    receipt = Retention(database, EVERYTHING, now).apply("site")
    assert receipt is not None
    assert dict(receipt.counts) == due == {
        "conversations": 2, "turns": 4, "carts": 1, "cart_lines": 1, "actions": 1, "sign_ins": 2,
        "sign_in_attempts": 1, "audit": 1,
    }  # fmt: skip
    assert kept(database) == {"guest-back", "customer-new", "guest-waits"}
    assert len(SqlConversationLog(database).turns("guest-back")) == 2
    assert [line.subject for line in AuditTrail(database).entries()] == ["conversation:89"]
    with database.reading() as session:
        assert {row.id for row in session.query(SignInRow)} == {"fresh", "open"}
        assert {row.subject for row in session.query(SignInAttemptRow)} == {"t0.5"}


def test_the_receipt_of_a_round_names_nobody_and_is_kept(database: Database) -> None:
    receipt = Retention(database, EVERYTHING, now).apply("site")
    assert receipt is not None
    assert (receipt.kind, receipt.subject_hash, receipt.done_by, receipt.at) == ("retention", "", "site", NOW)
    assert receipt.is_intact
    assert Receipts(database).receipts() == (receipt,)


def test_looking_changes_nothing_and_a_second_round_finds_nothing(database: Database) -> None:
    retention = Retention(database, EVERYTHING, now)
    assert retention.due() == retention.due()
    assert len(kept(database)) == 5
    assert retention.apply("site") is not None
    assert retention.due() == {}
    assert retention.apply("site") is None
    assert len(Receipts(database).receipts()) == 1


def test_without_rules_only_old_sign_ins_and_tries_go(database: Database) -> None:
    receipt = Retention(database, RetentionRules(), now).apply("site")
    assert receipt is not None
    assert dict(receipt.counts) == {"sign_ins": 2, "sign_in_attempts": 1}
    assert len(kept(database)) == 5


def test_guests_and_customers_have_days_of_their_own(database: Database) -> None:
    Retention(database, RetentionRules(guests=30), now).apply("site")
    assert kept(database) == {"guest-back", "customer-old", "customer-new", "guest-waits"}
    Retention(database, RetentionRules(conversations=60), now).apply("site")
    assert kept(database) == {"guest-back", "customer-new", "guest-waits"}


def test_a_forgotten_conversation_may_begin_anew(database: Database) -> None:
    Retention(database, EVERYTHING, now).apply("site")
    log = SqlConversationLog(database)
    log.start(Conversation("guest-old", NOW, guest_id="G"))
    assert log.turns("guest-old") == ()


def test_many_conversations_go_in_several_steps_under_one_receipt(database: Database) -> None:
    log = SqlConversationLog(database)
    for number in range(230):
        log.start(Conversation(f"many-{number}", ago(50), guest_id="G"))
    receipt = Retention(database, RetentionRules(guests=30), now).apply("site")
    assert receipt is not None
    assert receipt.counts["conversations"] == 231
    assert receipt.is_intact
    assert Receipts(database).receipts() == (receipt,)


def test_several_processes_at_once_count_each_row_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: Retention(database, EVERYTHING, now).apply("site"), range(4)))
    receipts = [one for one in done if isinstance(one, Receipt)]
    assert sum(one.counts.get("conversations", 0) for one in receipts) == 2
    assert sum(one.counts.get("turns", 0) for one in receipts) == 4
    assert {one.id for one in Receipts(database).receipts()} == {one.id for one in receipts}


def test_a_round_is_kept_at_once_and_then_daily_until_it_is_over(database: Database) -> None:
    moment = [NOW]
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        moment[0] += timedelta(seconds=seconds)
        return len(waited) == 3

    keep_rounds(Retention(database, EVERYTHING, lambda: moment[0]), wait)
    assert waited == [EVERY_SECONDS] * 3
    assert kept(database) == {"guest-waits"}
    assert [one.done_by for one in Receipts(database).receipts()] == ["site"] * 3


def test_a_round_that_fails_is_made_up_for(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Retention):
        tries = 0

        def apply(self, by: str) -> Receipt | None:
            self.tries += 1
            if self.tries == 1:
                raise DatabaseUnreachable("The disk is full.", "x")
            return super().apply(by)

    retention, waits = Broken(database, EVERYTHING, now), iter([False, True])
    keep_rounds(retention, lambda _: next(waits))
    assert retention.tries == 2
    assert "The disk is full." in caplog.text
    assert len(kept(database)) == 3


def test_what_staff_said_keeps_a_conversation_and_what_they_noted_goes_with_it(database: Database) -> None:
    for id, days in (("guest-old", 29), ("customer-old", 90)):
        TakingOver(database, lambda days=days: ago(days)).take_conversation(id, "A-1")
        StaffMessages(database, lambda days=days: ago(days)).say(id, "A-1", "hello")
        ConversationNotes(database, now).add(id, "A-1", "a note")
        ConversationLabels(database, now).put(id, "vip", "A-1")
    due = Retention(database, EVERYTHING, now).due()
    receipt = Retention(database, EVERYTHING, now).apply("site")
    assert kept(database) == {"guest-old", "guest-back", "customer-new", "guest-waits"}
    assert receipt is not None
    assert dict(receipt.counts) == due
    staff = ("staff_messages", "conversation_notes", "conversation_labels", "hand_offs")
    assert {name: receipt.counts[name] for name in staff} == dict.fromkeys(staff, 1)
