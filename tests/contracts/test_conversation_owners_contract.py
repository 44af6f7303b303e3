"""Whose a conversation is, in every conversation log: customers', guests', nobody's; renamed, deleted, adopted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from log_cases import START, conversation, message, started, turn

from records.conversation_log import ConversationLog, SqlConversationLog
from records.database import open_database
from records.errors import ConversationTaken, ConversationUnknown
from records.nouns import CartLine, Conversation, Feedback, HandOff
from records.rows import hand_off_row
from records.shop_ledger import ShopLedger
from records.tables import FeedbackRow, HandOffRow

OWNERS = [("C-001", None), ("C-002", None), (None, "g1"), (None, "g2"), (None, None)]


def owned(
    id: str = "c1", customer_id: str | None = None, guest_id: str | None = None, minutes: int = 0
) -> Conversation:
    return dataclasses.replace(conversation(id, customer_id, minutes), guest_id=guest_id)


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("other", OWNERS)
def test_only_its_owner_opens_a_conversation_again(
    log: ConversationLog, owner: tuple[str | None, str | None], other: tuple[str | None, str | None]
) -> None:
    log.start(owned("c1", *owner))
    if owner == other:
        log.start(owned("c1", *other, minutes=5))
    else:
        with pytest.raises(ConversationTaken, match="c1"):
            log.start(owned("c1", *other))
    assert log.conversation("c1") == owned("c1", *owner)


def test_each_owner_lists_their_own_newest_first(log: ConversationLog) -> None:
    for minutes, (customer, guest) in enumerate([*OWNERS, *OWNERS]):
        log.start(owned(f"c{minutes}", customer, guest, minutes))
    assert [c.id for c in log.conversations("C-001")] == ["c5", "c0"]
    assert [c.id for c in log.conversations(guest_id="g2")] == ["c8", "c3"]
    assert [c.id for c in log.conversations(guest_id="g2", limit=1)] == ["c8"]
    assert log.conversations("C-001", guest_id="g1") == ()
    assert log.conversations(guest_id="C-001") == ()
    assert len(log.conversations()) == 10


def test_a_list_goes_on_after_the_last_one_seen(log: ConversationLog) -> None:
    for id, minutes in (("c1", 0), ("c3", 5), ("c2", 5), ("c4", 9)):
        log.start(owned(id, guest_id="g1", minutes=minutes))
    log.start(owned("other", guest_id="g2", minutes=2))
    seen: list[str] = []
    before = None
    while found := log.conversations(limit=1, guest_id="g1", before=before):
        [before] = found
        seen.append(before.id)
    assert seen == ["c4", "c3", "c2", "c1"]


def test_the_first_turns_of_several_conversations_come_at_once(log: ConversationLog) -> None:
    for id in ("c1", "c2", "silent"):
        log.start(owned(id, guest_id="g1"))
    for position, id in ((0, "c1"), (1, "c1"), (0, "c2")):
        log.append(turn(position, id))
    assert log.first_turns(["c1", "c2", "silent", "unknown"]) == {"c1": turn(0, "c1"), "c2": turn(0, "c2")}
    assert log.first_turns([]) == {}


@pytest.mark.parametrize("title", ["Headphones for Li", "给妈妈的礼物", "", "'); DROP TABLE turns; -- {{7*7}} ${x} %s"])
def test_a_conversation_is_renamed(log: ConversationLog, title: str) -> None:
    started(log, "c1", "c2")
    log.rename("c1", title)
    assert log.conversation("c1") == dataclasses.replace(conversation("c1"), title=title)
    assert log.conversation("c2") == conversation("c2")


def test_a_title_keeps_what_a_database_can_hold(log: ConversationLog) -> None:
    started(log).rename("c1", "a\x00b\ud83d")
    kept = log.conversation("c1")
    assert kept is not None
    assert kept.title == "a\ufffdb\ufffd"


def test_what_is_not_there_cannot_be_renamed(log: ConversationLog) -> None:
    with pytest.raises(ConversationUnknown, match="c404"):
        log.rename("c404", "Mine")
    assert log.conversations() == ()


def test_a_deleted_conversation_is_gone_and_the_others_stay(log: ConversationLog) -> None:
    started(log, "c1", "c2")
    for id in ("c1", "c2"):
        log.append(turn(0, id))
        log.receive(message(1, id))
    assert log.delete("c1") is True
    assert log.conversation("c1") is None
    assert log.turns("c1") == ()
    assert log.turn("c1-0") is None
    assert log.unanswered("c1") == ()
    assert [kept.id for kept in log.conversations()] == ["c2"]
    assert (log.turns("c2"), log.unanswered("c2")) == ((turn(0, "c2"),), (message(1, "c2"),))
    assert log.delete("c1") is False


def test_nothing_is_added_to_a_deleted_conversation(log: ConversationLog) -> None:
    started(log).append(turn())
    log.delete("c1")
    with pytest.raises(ConversationUnknown):
        log.append(turn(1))
    with pytest.raises(ConversationUnknown):
        log.receive(message(1))
    assert log.turns("c1") == ()


def test_an_id_can_be_used_again_once_its_conversation_is_deleted(log: ConversationLog) -> None:
    log.start(owned("c1", "C-001"))
    log.append(turn())
    log.delete("c1")
    log.start(owned("c1", "C-002"))
    log.append(turn())
    assert log.turns("c1") == (turn(),)


def test_what_a_guest_said_becomes_the_customers_who_signed_in(log: ConversationLog) -> None:
    for id, customer, guest in [("c1", None, "g1"), ("c2", None, "g1"), ("c3", None, "g2"), ("c4", "C-002", None)]:
        log.start(owned(id, customer, guest))
    log.append(turn())
    assert log.adopt("g1", "C-001") == 2
    assert {c.id for c in log.conversations("C-001")} == {"c1", "c2"}
    assert log.conversation("c1") == owned("c1", "C-001")
    assert log.turns("c1") == (turn(),)
    assert log.conversations(guest_id="g1") == ()
    assert [c.id for c in log.conversations(guest_id="g2")] == ["c3"]
    assert log.adopt("g1", "C-002") == 0
    log.start(owned("c1", "C-001"))
    with pytest.raises(ConversationTaken):
        log.start(owned("c1", None, "g1"))


def test_what_a_guest_said_as_a_customer_of_the_demo_shop_is_not_adopted(log: ConversationLog) -> None:
    log.start(owned("c1", "C-001", "g1"))
    assert log.adopt("g1", "C-002") == 0
    assert log.conversation("c1") == owned("c1", "C-001", "g1")


def test_what_nobody_said_is_not_adopted(log: ConversationLog) -> None:
    started(log)
    assert log.adopt("", "C-001") == 0
    assert log.conversation("c1") == conversation("c1")


def test_what_hangs_on_a_deleted_conversation_goes_with_it(url: str) -> None:
    database = open_database(url)
    database.upgrade()
    log, ledger = SqlConversationLog(database), ShopLedger(database)
    for id in ("c1", "c2"):
        started(log, id).append(turn(0, id))
        feedback = Feedback(f"F-{id}", f"{id}-0", id, f"conversation:{id}", True, "", START)
        with database.writing() as session:
            session.add(FeedbackRow(**dataclasses.asdict(feedback)))
            session.add(hand_off_row(HandOff(f"H-{id}", id, None, START, "a person, please", "…", "", "open")))
        line = CartLine("AUD-1", "Brisa", 1, 59.9, "EUR")
        ledger.add_to_cart(f"conversation:{id}", line, action_id=f"A-{id}")
    log.delete("c1")
    with database.reading() as session:
        assert [row.conversation_id for row in session.query(FeedbackRow)] == ["c2"]
        assert [row.conversation_id for row in session.query(HandOffRow)] == ["c2"]
    assert ledger.cart("conversation:c1").lines == ()
    assert ledger.cart("conversation:c2").quantity == 1
    database.check()
    database.close()


def test_the_same_log_of_another_process_sees_the_owner(tmp_path: Path) -> None:
    first, second = (open_database(f"sqlite:///{tmp_path / 'records.sqlite'}") for _ in range(2))
    first.upgrade()
    SqlConversationLog(first).start(owned("c1", None, "g1"))
    SqlConversationLog(second).adopt("g1", "C-001")
    with pytest.raises(ConversationTaken):
        SqlConversationLog(first).start(owned("c1", None, "g1"))
    first.close()
    second.close()
