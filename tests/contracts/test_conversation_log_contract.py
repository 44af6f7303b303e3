"""What every conversation log promises, asked of each: in memory, on SQLite, on PostgreSQL."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_cases import START, conversation, started, turn

from records.conversation_log import ConversationLog, SqlConversationLog
from records.database import open_database
from records.errors import ConversationTaken, ConversationUnknown, LogFault, TurnConflict, TurnOutOfPlace
from records.nouns import Turn


def test_a_conversation_comes_back_as_it_was_started(log: ConversationLog) -> None:
    log.start(conversation("c1", "C-001"))
    assert log.conversation("c1") == conversation("c1", "C-001")
    assert log.conversation("c2") is None


def test_starting_again_changes_nothing(log: ConversationLog) -> None:
    log.start(conversation("c1", "C-001"))
    log.start(conversation("c1", "C-001", minutes=5))
    assert log.conversation("c1") == conversation("c1", "C-001")


@pytest.mark.parametrize(("owner", "other"), [("C-001", "C-002"), (None, "C-002"), ("C-001", None)])
def test_a_conversation_cannot_be_taken_over(log: ConversationLog, owner: str | None, other: str | None) -> None:
    log.start(conversation("c1", owner))
    with pytest.raises(ConversationTaken, match="c1"):
        log.start(conversation("c1", other))
    assert log.conversation("c1") == conversation("c1", owner)


def test_turns_come_back_whole_and_in_order(log: ConversationLog) -> None:
    said = tuple(turn(position) for position in range(3))
    for one in said:
        started(log).append(one)
    assert log.turns("c1") == said


def test_a_turn_with_nothing_but_its_words_comes_back(log: ConversationLog) -> None:
    bare = Turn("t", "c1", 0, START, "", "", "zh", "stopped")
    started(log).append(bare)
    assert log.turns("c1") == (bare,)


@pytest.mark.parametrize(("last", "positions"), [(None, [0, 1, 2]), (2, [1, 2]), (9, [0, 1, 2]), (0, [])])
def test_only_the_last_turns_when_asked(log: ConversationLog, last: int | None, positions: list[int]) -> None:
    for position in range(3):
        started(log).append(turn(position))
    assert [one.position for one in log.turns("c1", last)] == positions


@pytest.mark.parametrize(
    ("before", "last", "positions"), [(2, None, [0, 1]), (2, 1, [1]), (9, 2, [1, 2]), (0, None, []), (-1, None, [])]
)
def test_only_the_turns_before_one_when_asked(
    log: ConversationLog, before: int, last: int | None, positions: list[int]
) -> None:
    for position in range(3):
        started(log).append(turn(position))
    assert [one.position for one in log.turns("c1", last, before=before)] == positions


def test_conversations_do_not_see_each_other(log: ConversationLog) -> None:
    started(log, "c1", "c2").append(turn(0, "c1"))
    log.append(turn(0, "c2", text="something else"))
    assert [one.text for one in log.turns("c2")] == ["something else"]
    assert log.turns("c3") == ()


def test_the_same_turn_twice_is_kept_once(log: ConversationLog) -> None:
    started(log).append(turn(0))
    log.append(turn(0))
    assert log.turns("c1") == (turn(0),)


def test_another_turn_under_a_known_id_is_refused(log: ConversationLog) -> None:
    started(log).append(turn(0))
    with pytest.raises(TurnConflict, match="c1-0"):
        log.append(turn(0, answer="I never said that."))
    assert log.turns("c1") == (turn(0),)


@pytest.mark.parametrize("position", [0, 2, 7, -1])
def test_a_turn_out_of_place_is_refused_and_says_what_is_next(log: ConversationLog, position: int) -> None:
    started(log).append(turn(0))
    with pytest.raises(TurnOutOfPlace) as caught:
        log.append(turn(position, id="other"))
    assert caught.value.expected == 1
    assert log.turns("c1") == (turn(0),)


def test_a_turn_without_its_conversation_is_refused(log: ConversationLog) -> None:
    with pytest.raises(ConversationUnknown, match="never started"):
        log.append(turn(0))
    assert log.turns("c1") == ()


def test_conversations_are_listed_newest_first(log: ConversationLog) -> None:
    for minutes, customer in enumerate(["C-001", None, "C-001", "C-002"]):
        log.start(conversation(f"c{minutes}", customer, minutes))
    assert [c.id for c in log.conversations()] == ["c3", "c2", "c1", "c0"]
    assert [c.id for c in log.conversations("C-001")] == ["c2", "c0"]
    assert [c.id for c in log.conversations(limit=2)] == ["c3", "c2"]
    assert log.conversations("C-404") == ()


def test_moments_come_back_in_utc(log: ConversationLog) -> None:
    shanghai = START.astimezone(timezone(timedelta(hours=8)))
    log.start(dataclasses.replace(conversation(), started_at=shanghai))
    log.append(turn(0, at=shanghai))
    kept = log.conversation("c1")
    assert kept is not None
    assert kept.started_at == START
    assert log.turns("c1")[0].at.utcoffset() in (timedelta(0), timedelta(hours=8))
    assert log.turns("c1")[0].at == START


def test_what_no_database_can_hold_is_replaced(log: ConversationLog) -> None:
    odd = turn(0, text="a\x00b\ud83d", constraints={"attributes": {"si\x00ze": ["\udc00"]}})
    started(log).append(odd)
    log.append(odd)
    (kept,) = log.turns("c1")
    assert kept.text == "a\ufffdb\ufffd"
    assert kept.constraints == {"attributes": {"si\ufffdze": ["\ufffd"]}}
    assert log.conversation("\x00") is None


@pytest.mark.parametrize("value", [2**64 - 1, -(2**63), 1.5e300, 2**64, -(2**63) - 1, 10**30, 10**400])
def test_a_number_of_any_size_comes_back_as_itself_or_as_text(log: ConversationLog, value: float) -> None:
    made = turn(0, constraints={"max_price": value, "attributes": {"size": [value]}})
    started(log).append(made)
    log.append(made)
    (kept,) = log.turns("c1")
    number = kept.constraints["max_price"]
    assert kept.constraints["attributes"] == {"size": [number]}
    assert number == value if abs(value) < 2**63 or isinstance(value, float) else number in (value, str(value))


@pytest.mark.parametrize("value", [float("nan"), START, {1, 2}])
def test_what_json_cannot_say_is_refused(log: ConversationLog, value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        started(log).append(turn(0, constraints={"max_price": value}))
    assert log.turns("c1") == ()


def test_what_is_kept_does_not_change_with_what_was_given(log: ConversationLog) -> None:
    constraints = {"max_price": 80.0}
    started(log).append(turn(0, constraints=constraints))
    constraints["max_price"] = 8.0
    assert log.turns("c1")[0].constraints == {"max_price": 80.0}


def test_of_many_appending_at_once_one_is_next_and_the_others_are_told(log: ConversationLog) -> None:
    started(log)

    def attempt(number: int) -> bool:
        try:
            log.append(turn(0, id=f"t{number}"))
        except TurnOutOfPlace as fault:
            return fault.expected != 1
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(8)))
    assert outcomes.count(True) == 1
    assert len(log.turns("c1")) == 1


def test_conversations_grow_side_by_side(log: ConversationLog) -> None:
    started(log, *(f"c{number}" for number in range(6)))

    def talk(number: int) -> None:
        for position in range(5):
            log.append(turn(position, f"c{number}"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(talk, range(6)))
    assert [len(log.turns(f"c{number}")) for number in range(6)] == [5] * 6


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, width=32) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WORDS, answer=WORDS, shown=st.lists(WORDS, max_size=3), number=st.integers(0, 10**9))
def test_any_words_come_back_as_they_were(
    log: ConversationLog, text: str, answer: str, shown: list[str], number: int
) -> None:
    started(log)
    kept = turn(len(log.turns("c1")), text=text, answer=answer, shown_product_ids=tuple(shown), usage={"n": number})
    log.append(kept)
    assert log.turns("c1", 1) == (kept,)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(constraints=st.dictionaries(st.text(), JSON, max_size=3))
def test_any_json_is_kept_or_refused_and_never_lost(log: ConversationLog, constraints: dict[str, Any]) -> None:
    position = len(started(log).turns("c1"))
    try:
        log.append(turn(position, constraints=constraints))
    except (LogFault, ValueError):
        assert len(log.turns("c1")) == position
    else:
        assert len(log.turns("c1")[-1].constraints) <= len(constraints)
        log.append(turn(position, constraints=constraints))
        assert len(log.turns("c1")) == position + 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_turn_outlives_the_one_who_wrote_it(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    else:
        url = request.getfixturevalue("postgresql").engine.url.render_as_string(hide_password=False)
    first = open_database(url)
    first.upgrade()
    id = f"outlives-{kind}"
    started(SqlConversationLog(first), id).append(turn(0, id))
    first.close()
    second = open_database(url)
    assert SqlConversationLog(second).turns(id) == (turn(0, id),)
    second.close()
