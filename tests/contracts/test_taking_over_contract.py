"""Taking conversations over and what staff say, note and label in them: SQLite and PostgreSQL, plain and sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ledger_cases import START, Clock
from sqlalchemy import event, select

from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.desk.labels import ConversationLabels
from records.desk.notes import ConversationNotes
from records.desk.staff_messages import StaffMessages
from records.desk.taking_over import TakingOver
from records.erasure.erasing import Eraser
from records.errors import (
    ConversationUnknown,
    HandOffTaken,
    HandOffUnknown,
    NobodyThere,
    RecordsError,
    TextRefusal,
)
from records.nouns import Conversation, HandOff, Turn
from records.shop_ledger import ShopLedger
from records.tables import ConversationLabelRow, ConversationNoteRow, HandOffRow, StaffMessageRow, Table
from records.vault.keyring import Keyring
from records.vault.vault import Vault, is_sealed, open_vault

NASTY = "'; DROP TABLE turns; -- {{7*7}} %s ${x} <script>alert(1)</script> \u202e你好\x00"
CLEAN = NASTY.replace("\x00", "\ufffd")


class Desk:
    """Everything that staff keep, through one vault, beside the log and the ledger."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        self.log, self.ledger = SqlConversationLog(database, vault), ShopLedger(database, Clock(), vault)
        self.over = TakingOver(database, Clock(), vault)
        self.messages = StaffMessages(database, Clock(), vault)
        self.notes = ConversationNotes(database, Clock(), vault)
        self.labels = ConversationLabels(database, Clock())

    def asked(self, conversation: str, action: str = "a") -> HandOff:
        """A hand-off that a shopper asked for."""
        customer = "C-001" if conversation == "c1" else None
        return self.ledger.add_hand_off(
            conversation, customer, reason="a person", summary="…", action_id=f"{conversation}{action}"
        )

    def raw(self, table: type[Table]) -> list[dict[str, Any]]:
        """The rows as they lie in the database."""
        with self.database.reading() as session:
            return [row.values() for row in session.scalars(select(table))]


@pytest.fixture(params=["plain", "sealed"])
def vault_of(request: pytest.FixtureRequest, keyring: Keyring) -> Callable[[Database], Vault]:
    return lambda database: open_vault(database, keyring if request.param == "sealed" else None)


@pytest.fixture
def desk(url: str, vault_of: Callable[[Database], Vault]) -> Iterator[Desk]:
    """A desk over a customer's conversation c1 and a guest's g1, with a turn each."""
    database = open_database(url)
    database.upgrade()
    made = Desk(database, vault_of(database))
    for id, customer in (("c1", "C-001"), ("g1", None)):
        made.log.start(Conversation(id, START, customer))
        made.log.append(Turn(f"{id}-0", id, 0, START, "hi", "hello", "en", "answered"))
    yield made
    database.close()


def test_a_conversation_is_taken_and_given_back(desk: Desk) -> None:
    asked = desk.asked("c1")
    assert (asked.status, asked.taken_by, asked.taken_at, asked.closed_at) == ("open", "", None, None)
    assert desk.over.person_in("c1") is None
    taken = desk.over.take(asked.id, "A-1")
    assert (taken.status, taken.taken_by, taken.reason) == ("taken", "A-1", "a person")
    assert taken.taken_at is not None
    assert desk.over.person_in("c1") == taken
    assert desk.over.person_in("g1") is None
    assert [desk.over.is_taken(id) for id in ("c1", "g1", "unknown", "\0")] == [True, False, False, False]
    assert desk.over.take(asked.id, "A-1") == taken
    closed = desk.over.give_back("c1", "A-2")
    assert (closed.status, closed.taken_by, closed.taken_at) == ("closed", "A-1", taken.taken_at)
    assert closed.closed_at is not None
    assert desk.over.person_in("c1") is None
    assert not desk.over.is_taken("c1")
    with pytest.raises(HandOffTaken) as refused:
        desk.over.take(asked.id, "A-2")
    assert refused.value.hand_off.status == "closed"
    assert desk.over.take(desk.asked("c1", "again").id, "A-2").taken_by == "A-2"


def test_whoever_comes_second_is_told_who_has_it(desk: Desk) -> None:
    asked, again = desk.asked("g1"), desk.asked("g1", "again")
    desk.over.take(asked.id, "A-1")
    for attempt in (
        lambda: desk.over.take(asked.id, "A-2"),
        lambda: desk.over.take(again.id, "A-2"),
        lambda: desk.over.take_conversation("g1", "A-2"),
    ):
        with pytest.raises(HandOffTaken, match="A-1") as refused:
            attempt()
        assert refused.value.hand_off.taken_by == "A-1"
    person = desk.over.person_in("g1")
    assert person is not None
    assert person.taken_by == "A-1"


def test_whoever_takes_a_conversation_has_all_its_hand_offs(desk: Desk) -> None:
    first, second = desk.asked("c1"), desk.asked("c1", "again")
    desk.over.take(second.id, "A-1")
    assert {one.id: one.status for one in desk.over.inbox()} == {first.id: "taken", second.id: "taken"}
    third = desk.asked("c1", "once more")
    assert desk.over.take(third.id, "A-1").status == "taken"
    desk.over.give_back("c1", "A-1")
    assert {one.status for one in desk.over.inbox()} == {"closed"}
    assert desk.over.person_in("c1") is None


def test_nobody_needs_to_have_asked_for_a_person(desk: Desk) -> None:
    taken = desk.over.take_conversation("c1", "A-1", "  sounds lost ")
    assert (taken.conversation_id, taken.customer_id, taken.reason) == ("c1", "C-001", "sounds lost")
    assert (taken.status, taken.taken_by) == ("taken", "A-1")
    assert desk.over.take_conversation("c1", "A-1") == taken == desk.over.person_in("c1")
    assert desk.over.inbox() == (taken,)
    asked = desk.asked("g1")
    assert desk.over.take_conversation("g1", "A-1", "unused").id == asked.id
    assert len(desk.over.inbox()) == 2
    desk.over.give_back("c1", "A-1")
    assert desk.over.take_conversation("c1", "A-2").id != taken.id


@pytest.mark.parametrize("by_hand_off", [True, False])
def test_of_many_who_ask_at_once_exactly_one_gets_it(desk: Desk, by_hand_off: bool) -> None:
    asked = desk.asked("c1") if by_hand_off else None

    def attempt(number: int) -> HandOff | HandOffTaken:
        try:
            by = f"A-{number}"
            return desk.over.take(asked.id, by) if asked else desk.over.take_conversation("c1", by)
        except HandOffTaken as taken:
            return taken

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(attempt, range(8)))
    (winner,) = [one for one in got if isinstance(one, HandOff)]
    assert {one.hand_off.taken_by for one in got if isinstance(one, HandOffTaken)} == {winner.taken_by}
    assert [one.status for one in desk.over.inbox()] == ["taken"]


def test_what_is_not_there_is_neither_taken_nor_given_back(desk: Desk) -> None:
    with pytest.raises(HandOffUnknown, match="H-none"):
        desk.over.take("H-none", "A-1")
    with pytest.raises(HandOffUnknown):
        desk.over.take(NASTY, NASTY)
    with pytest.raises(ConversationUnknown):
        desk.over.take_conversation(NASTY, "A-1")
    for conversation in ("c1", "none", NASTY):
        with pytest.raises(NobodyThere):
            desk.over.give_back(conversation, "A-1")
        assert desk.over.person_in(conversation) is None


def test_the_inbox_shows_open_ones_first(desk: Desk) -> None:
    for number in range(6):
        desk.log.start(Conversation(f"x{number}", START))
        desk.asked(f"x{number}")
    for number in (0, 1, 2, 3):
        desk.over.take_conversation(f"x{number}", "A-1")
    for number in (2, 3):
        desk.over.give_back(f"x{number}", "A-1")
    shown = [(one.conversation_id, one.status) for one in desk.over.inbox()]
    assert shown == [
        ("x4", "open"), ("x5", "open"), ("x0", "taken"), ("x1", "taken"), ("x3", "closed"), ("x2", "closed"),
    ]  # fmt: skip
    assert [one.conversation_id for one in desk.over.inbox(limit=3)] == ["x4", "x5", "x0"]
    assert [one.conversation_id for one in desk.over.inbox("closed", 1)] == ["x3"]
    assert desk.over.counts() == {"open": 2, "taken": 2, "closed": 2}


def test_the_inbox_names_the_customer_that_a_guest_became(desk: Desk) -> None:
    desk.log.start(Conversation("g2", START, guest_id="guest"))
    desk.asked("g2")
    desk.log.adopt("guest", "C-007")
    (shown,) = desk.over.inbox()
    assert (shown.customer_id, shown.reason) == ("C-007", "a person")


def test_whether_a_person_is_in_is_one_question(desk: Desk) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", note)
    try:
        assert desk.over.person_in("c1") is None
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", note)
    assert len([one for one in asked if one != "BEGIN"]) == 1


def test_a_person_says_something_and_the_shopper_reads_on_from_there(desk: Desk) -> None:
    desk.over.take_conversation("c1", "A-1")
    first = desk.messages.say("c1", "A-1", "  你好，我是小李。 ")
    second = desk.messages.say("c1", "A-1", NASTY)
    assert (first.conversation_id, first.by, first.text) == ("c1", "A-1", "你好，我是小李。")
    assert second.text == CLEAN
    assert desk.messages.of("c1") == (first, second)
    assert desk.messages.of("c1", first.id) == (second,)
    assert desk.messages.of("c1", second.id) == desk.messages.of("g1") == desk.messages.of(NASTY) == ()
    assert desk.messages.of("c1", "gone") == (first, second)


def test_messages_keep_their_order_though_the_clock_stands_still(desk: Desk) -> None:
    still = StaffMessages(desk.database, lambda: START, desk.vault)
    desk.over.take_conversation("c1", "A-1")
    said = [still.say("c1", "A-1", str(number)) for number in range(5)]
    assert [one.text for one in still.of("c1")] == list("01234")
    assert [one.text for one in still.of("c1", said[2].id)] == list("34")


def test_a_message_that_is_sent_twice_is_kept_once(desk: Desk) -> None:
    desk.over.take_conversation("c1", "A-1")
    first = desk.messages.say("c1", "A-1", "hello", key="k1")
    desk.over.give_back("c1", "A-1")
    assert desk.messages.say("c1", "A-1", "hello", key="k1") == first
    assert desk.messages.of("c1") == (first,)


def test_only_who_has_the_conversation_speaks_in_it(desk: Desk) -> None:
    with pytest.raises(NobodyThere, match="c1"):
        desk.messages.say("c1", "A-1", "hello")
    desk.over.take_conversation("c1", "A-1")
    with pytest.raises(HandOffTaken, match="A-1"):
        desk.messages.say("c1", "A-2", "hello")
    desk.over.give_back("c1", "A-1")
    with pytest.raises(NobodyThere):
        desk.messages.say("c1", "A-1", "hello")
    with pytest.raises(ConversationUnknown):
        desk.messages.say("none", "A-1", "hello")
    assert desk.messages.of("c1") == ()


@pytest.mark.parametrize("text", ["", " \n\t", "x" * 10_001])
def test_a_text_that_is_empty_or_without_end_is_refused_and_not_cut(desk: Desk, text: str) -> None:
    desk.over.take_conversation("c1", "A-1")
    for keep in (desk.messages.say, desk.notes.add):
        with pytest.raises(TextRefusal) as refused:
            keep("c1", "A-1", text)
        assert refused.value.most == 10_000
    assert desk.messages.say("c1", "A-1", "x" * 10_000).text == "x" * 10_000


def test_notes_are_kept_read_and_removed(desk: Desk) -> None:
    first, second = desk.notes.add("c1", "A-1", "wants a refund"), desk.notes.add("c1", "A-2", NASTY)
    assert (first.by, first.text, second.text) == ("A-1", "wants a refund", CLEAN)
    assert desk.notes.of("c1") == (first, second)
    assert desk.notes.of("g1") == ()
    assert desk.notes.remove("g1", first.id) is False
    assert desk.notes.remove("c1", first.id) is True
    assert desk.notes.remove("c1", first.id) is False
    assert desk.notes.of("c1") == (second,)
    with pytest.raises(ConversationUnknown):
        desk.notes.add("none", "A-1", "x")


def test_labels_are_folded_and_put_once(desk: Desk) -> None:
    first = desk.labels.put("c1", "  Late   DELIVERY ", "A-1")
    assert (first.label, first.by) == ("late delivery", "A-1")
    assert desk.labels.put("c1", "late delivery", "A-2") == first
    desk.labels.put("c1", "退款", "A-1")
    desk.labels.put("g1", "退款", "A-1")
    assert [one.label for one in desk.labels.of("c1")] == ["late delivery", "退款"]
    assert desk.labels.in_use() == {"退款": 2, "late delivery": 1}
    assert list(desk.labels.in_use(1)) == ["退款"]
    assert desk.labels.take_off("c1", "LATE delivery") is True
    assert desk.labels.take_off("c1", "late delivery") is False
    assert [one.label for one in desk.labels.of("c1")] == ["退款"]
    for label in ("", "  ", "x" * 41):
        with pytest.raises(TextRefusal):
            desk.labels.put("c1", label, "A-1")
    with pytest.raises(ConversationUnknown):
        desk.labels.put("none", "x", "A-1")


def test_a_label_from_many_threads_is_one(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        put = list(pool.map(lambda number: desk.labels.put("c1", "vip", f"A-{number}"), range(8)))
    assert len(set(put)) == 1


def filled(desk: Desk, conversation: str) -> None:
    """Something of everything that staff keep."""
    desk.asked(conversation)
    desk.over.take_conversation(conversation, "A-1")
    desk.messages.say(conversation, "A-1", "Zebulon speaks")
    desk.notes.add(conversation, "A-1", "Zebulon notes")
    desk.labels.put(conversation, "vip", "A-1")


TABLES = (HandOffRow, StaffMessageRow, ConversationNoteRow, ConversationLabelRow)


def test_texts_are_sealed_where_there_are_keys(desk: Desk, keyring: Keyring) -> None:
    filled(desk, "c1")
    seals = desk.vault.seal("customer:C-001", "x", "y") != "x"
    for table in (StaffMessageRow, ConversationNoteRow):
        assert [is_sealed(row["text"]) for row in desk.raw(table)] == [seals]
    assert desk.messages.of("c1")[0].text == "Zebulon speaks"
    assert desk.notes.of("c1")[0].text == "Zebulon notes"


def test_what_staff_kept_goes_with_the_conversation(desk: Desk) -> None:
    filled(desk, "c1")
    filled(desk, "g1")
    assert desk.log.delete("g1") is True
    for table in TABLES:
        assert [row["conversation_id"] for row in desk.raw(table)] == ["c1"]
    Eraser(desk.database, Clock(), desk.vault).erase("C-001", by="self")
    assert [desk.raw(table) for table in TABLES] == [[], [], [], []]
    for late in (
        lambda: desk.over.take_conversation("c1", "A-1"),
        lambda: desk.messages.say("c1", "A-1", "too late"),
        lambda: desk.notes.add("c1", "A-1", "too late"),
        lambda: desk.labels.put("c1", "late", "A-1"),
    ):
        with pytest.raises(RecordsError):
            late()
    assert [desk.raw(table) for table in TABLES] == [[], [], [], []]


def test_what_a_guest_heard_stays_readable_after_signing_in(desk: Desk) -> None:
    desk.log.start(Conversation("g2", START, guest_id="guest"))
    filled(desk, "g2")
    desk.log.adopt("guest", "C-009")
    assert [one.text for one in desk.messages.of("g2")] == ["Zebulon speaks"]
    desk.messages.say("g2", "A-1", "still here")
    person = desk.over.person_in("g2")
    assert person is not None
    assert person.reason == "a person"
    erased = Eraser(desk.database, Clock(), desk.vault).erase("C-009", by="self").receipt.counts
    assert (erased["staff_messages"], erased["conversation_notes"], erased["conversation_labels"]) == (2, 1, 1)
