"""What every conversation log promises of messages that wait for their answer: in memory, on SQLite, on PostgreSQL."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_cases import START, message, started, turn

from records.conversation_log import ConversationLog
from records.errors import ConversationUnknown, TurnConflict, TurnOutOfPlace

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


def test_a_received_message_waits_until_its_turn_stands_in_the_log(log: ConversationLog) -> None:
    assert started(log).receive(message()) is True
    assert log.unanswered("c1") == (message(),)
    assert log.turns("c1") == ()
    log.append(turn())
    assert log.unanswered("c1") == ()
    assert log.turns("c1") == (turn(),)


def test_a_message_received_again_waits_once(log: ConversationLog) -> None:
    started(log).receive(message())
    assert log.receive(message(at=START + timedelta(hours=1))) is True
    assert log.unanswered("c1") == (message(),)


def test_a_message_whose_turn_is_logged_waits_no_more(log: ConversationLog) -> None:
    started(log).append(turn())
    assert log.receive(message()) is False
    assert log.unanswered("c1") == ()


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("change", [{"text": "something else"}, {"conversation_id": "c2"}])
def test_another_message_under_a_known_id_is_refused(
    log: ConversationLog, change: dict[str, str], answered: bool
) -> None:
    started(log, "c1", "c2").receive(message())
    if answered:
        log.append(turn())
    with pytest.raises(TurnConflict, match="c1-0"):
        log.receive(dataclasses.replace(message(), **change))
    assert log.unanswered("c2") == ()
    assert log.unanswered("c1") == (() if answered else (message(),))


def test_a_message_to_no_conversation_is_refused(log: ConversationLog) -> None:
    with pytest.raises(ConversationUnknown, match="c1"):
        log.receive(message())
    assert log.unanswered("c1") == ()


def test_a_turn_that_is_refused_leaves_its_message_waiting(log: ConversationLog) -> None:
    started(log).receive(message())
    with pytest.raises(TurnOutOfPlace):
        log.append(turn(position=3, id="c1-0"))
    assert log.unanswered("c1") == (message(),)


def test_only_its_own_message_is_answered_by_a_turn(log: ConversationLog) -> None:
    started(log, "c1", "c2")
    for waiting in (message(), message(1), message(0, "c2")):
        log.receive(waiting)
    log.append(turn())
    assert log.unanswered("c1") == (message(1),)
    assert log.unanswered("c2") == (message(0, "c2"),)


def test_waiting_messages_come_oldest_first(log: ConversationLog) -> None:
    started(log)
    for position in (2, 0, 1):
        log.receive(message(position))
    assert log.unanswered("c1") == (message(0), message(1), message(2))


def test_a_turn_is_found_by_its_id(log: ConversationLog) -> None:
    started(log).append(turn())
    log.append(turn(1))
    assert log.turn("c1-1") == turn(1)
    assert log.turn("c1-2") is None
    assert log.turn("\x00") is None


def test_of_many_receiving_one_message_all_hear_that_it_waits(log: ConversationLog) -> None:
    started(log)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: log.receive(message()), range(16))) == [True] * 16
    assert log.unanswered("c1") == (message(),)


def test_of_two_messages_under_one_id_at_once_one_is_taken(log: ConversationLog) -> None:
    started(log)

    def attempt(number: int) -> bool:
        try:
            return log.receive(message(text=f"words {number}"))
        except TurnConflict:
            return False

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(8)))
    assert outcomes.count(True) == 1
    assert [waiting.text for waiting in log.unanswered("c1")] == [f"words {outcomes.index(True)}"]


def test_turns_stay_in_their_order_when_the_clock_goes_back(log: ConversationLog) -> None:
    started(log)
    moments = [START, START - timedelta(days=400), START + timedelta(days=9), START - timedelta(seconds=1)]
    for position, at in enumerate(moments):
        log.receive(message(position, at=at))
        log.append(turn(position, at=at))
    assert [said.at for said in log.turns("c1")] == moments
    assert [said.position for said in log.turns("c1", 2)] == [2, 3]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WORDS, turn_id=WORDS)
def test_any_words_wait_as_they_were_said(log: ConversationLog, text: str, turn_id: str) -> None:
    started(log).delete("c1")
    waiting = message(turn_id=turn_id, text=text)
    assert started(log).receive(waiting)
    assert log.unanswered("c1") == (waiting,)
    log.append(turn(id=turn_id, text=text))
    assert log.unanswered("c1") == ()
    assert log.turn(turn_id) == turn(id=turn_id, text=text)
