"""Where a message from the page goes, whatever the browser says of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest
from log_cases import START, turn

from interfaces.ui.floor.chips import ChipWriter
from interfaces.ui.floor.conversation_place import conversation_begun_by, place_of
from interfaces.ui.floor.live_turns import LiveTurns, Place
from interfaces.ui.floor.turn_view import TurnView
from records.access.rules import Visitor
from records.conversation_log import MemoryConversationLog
from records.nouns import Conversation

T1, T2 = "1" * 32, "2" * 32
GUEST = Visitor(guest_id="g1")
CUSTOMER = Visitor("shopper", "A-1", "C-1", "g1")


@pytest.fixture
def log() -> MemoryConversationLog:
    """A conversation of the guest, one of the customer, one of another guest with a turn in it."""
    made = MemoryConversationLog()
    for id, customer, guest in (("mine", None, "g1"), ("customers", "C-1", None), ("theirs", None, "g2")):
        made.start(Conversation(id, START, customer, guest_id=guest))
    made.append(replace(turn(0, "theirs"), id=T2))
    return made


def placed(
    log: MemoryConversationLog, visitor: Visitor, turn: object, conversation: object = None, tried: str | None = None
) -> Place | None:
    asked = SimpleNamespace(turn=turn, conversation=conversation)
    return asyncio.run(place_of(asked, visitor, log, LiveTurns(), tried))


def test_a_message_goes_on_in_the_visitors_own_conversation(log: MemoryConversationLog) -> None:
    assert placed(log, GUEST, T1, "mine") == Place("mine", T1, None, "g1")
    assert placed(log, CUSTOMER, T1, "customers") == Place("customers", T1, "C-1", None)


def test_a_first_message_begins_a_conversation_and_sending_it_again_begins_no_other(log: MemoryConversationLog) -> None:
    first = placed(log, GUEST, T1, "")
    assert first == Place(conversation_begun_by(T1), T1, None, "g1")
    log.start(Conversation(first.conversation_id, START, guest_id="g1"))
    assert placed(log, GUEST, T1, "") == first
    assert placed(log, replace(GUEST, guest_id="g2"), T1, "") is None, "somebody else's message"


@pytest.mark.parametrize("wanted", ["theirs", "customers", "unknown", 7, {"id": "theirs"}, "'; drop table turns; --"])
def test_somebody_elses_conversation_is_as_good_as_an_unknown_one(log: MemoryConversationLog, wanted: object) -> None:
    assert placed(log, GUEST, T1, wanted) == Place(conversation_begun_by(T1), T1, None, "g1")


@pytest.mark.parametrize("id", ["", "short", "1" * 65, "a" * 31 + "/", None, ["1" * 32], "１" * 32])
def test_a_turn_id_that_could_be_guessed_is_refused(log: MemoryConversationLog, id: object) -> None:
    assert placed(log, GUEST, id, "mine") is None


def test_a_turn_of_somebody_else_is_not_answered_anew_nor_told(log: MemoryConversationLog) -> None:
    assert placed(log, GUEST, T2, "mine") is None
    assert placed(log, replace(GUEST, guest_id="g2"), T2, "elsewhere") == Place("theirs", T2, None, "g2")


def test_who_tries_the_demo_shop_stays_a_guest_of_this_browser(log: MemoryConversationLog) -> None:
    tried = placed(log, GUEST, T1, "", tried="C-017")
    assert tried == Place(conversation_begun_by(T1), T1, "C-017", "g1")
    assert placed(log, CUSTOMER, T1, "", tried="C-017") == Place(conversation_begun_by(T1), T1, "C-1", None)
    log.start(Conversation("as C-017", START, "C-017", guest_id="g1"))
    assert placed(log, GUEST, T1, "as C-017", tried=None).customer_id == "C-017"


def test_a_turn_that_is_being_answered_is_its_owners_alone(log: MemoryConversationLog) -> None:
    asked = SimpleNamespace(turn=T1, conversation="mine")

    async def scenario(visitor: Visitor) -> Place | None:
        live = LiveTurns()
        live.begin(Place("mine", T1, None, "g1"), TurnView(T1, lambda _: None, ChipWriter("USD")), lambda: iter(()))
        return await place_of(asked, visitor, log, live, None)

    assert asyncio.run(scenario(GUEST)) == Place("mine", T1, None, "g1")
    assert asyncio.run(scenario(replace(GUEST, guest_id="g2"))) is None


def test_nobody_can_guess_what_conversation_a_turn_begins() -> None:
    assert len({conversation_begun_by(id) for id in (T1, T2)}) == 2
    assert len(conversation_begun_by(T1)) == 32
    assert T1 not in conversation_begun_by(T1)
