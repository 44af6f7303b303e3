"""What a shopper sees of a person of the shop, and where in the conversation it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interfaces.ui.floor.persons import PersonEvent, Persons, placed
from interfaces.ui.staff.staff_names import StaffNames, shown_name
from records.nouns import Conversation, HandOff, StaffMessage, Turn

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TALK = Conversation("c", NOON)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def turn(position: int, minutes: float) -> Turn:
    return Turn(f"t{position}", "c", position, at(minutes), "q", "a", "en", "answered")


def event(id: str, minutes: float) -> PersonEvent:
    return PersonEvent(id, at(minutes), "said", "Mei", "hi")


def stay(id: str, taken: float | None, closed: float | None = None, by: str = "mei") -> HandOff:
    moments = [None if one is None else at(one) for one in (taken, closed)]
    return HandOff(id, "c", None, NOON, "", "", "", "taken", by if taken is not None else "", *moments)


def persons(*hand_offs: HandOff, said: tuple[StaffMessage, ...] = ()) -> Persons:
    box: Any = type("Box", (), {"of": lambda self, id, after=None: said, "person_in": lambda self, id: None})()
    return Persons(lambda: box, lambda: box, lambda id: hand_offs, StaffNames(lambda: None))


@pytest.mark.parametrize(
    ("login", "name"),
    [("mei.lin@shop.example", "Mei Lin"), ("tom", "Tom"), ("MEI", "MEI"), ("王芳", "王芳"), ("", ""), ("_._", "")],
)
def test_a_name_for_shoppers_is_never_a_whole_address(login: str, name: str) -> None:
    assert shown_name(login) == name


def test_events_stand_after_the_turn_they_came_after() -> None:
    turns = (turn(0, 0), turn(1, 10))
    told = placed([event("a", 5), event("b", 10), event("c", 30)], turns)
    assert {id: [one["id"] for one in events] for id, events in told.items()} == {"t0": ["a"], "t1": ["b", "c"]}


def test_what_came_before_all_turns_stands_apart_and_what_comes_later_is_left_out() -> None:
    told = placed([event("a", -5), event("b", 5), event("c", 15)], (turn(0, 0),), until=at(10))
    assert {id: [one["id"] for one in events] for id, events in told.items()} == {"": ["a"], "t0": ["b"]}
    assert placed([event("a", 1)], ()) == {"": [event("a", 1).as_json()]}


def test_an_arrival_and_a_leaving_each_once_however_many_hand_offs_there_are() -> None:
    together = [stay("H1", 1, 9), stay("H2", 1.01, 9.01), stay("H3", None), stay("H4", 20)]
    told = [(one.id, one.kind) for one in persons(*together).events(TALK)]
    assert told == [("H1-joined", "joined"), ("H1-left", "left"), ("H4-joined", "joined")]


def test_another_person_at_the_same_moment_is_another_arrival() -> None:
    told = [one.id for one in persons(stay("H1", 1, 2, "mei"), stay("H2", 1.01, None, "tom")).events(TALK)]
    assert told == ["H1-joined", "H2-joined", "H1-left"]


def test_what_was_said_stands_between_coming_and_leaving() -> None:
    said = StaffMessage("m", "c", at(5), "mei", "<b>hello</b>")
    told = persons(stay("H1", 1, 9), said=(said,)).events(TALK)
    assert [one.kind for one in told] == ["joined", "said", "left"]
    assert told[1].as_json()["text"] == "<b>hello</b>"


def test_a_shop_where_nobody_takes_over_says_that_asking_again_is_of_no_use() -> None:
    alone = Persons(lambda: None, lambda: None, lambda id: (), StaffNames(lambda: None))  # type: ignore[arg-type,return-value]
    assert alone.now(TALK, None)["staffed"] is False
    assert alone.events(TALK) == ()
    assert alone.words(TALK) == ()
