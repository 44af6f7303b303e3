"""What stands under a label after all that was done to it, and which conversation gets what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.prompting.assignment import PLACES, place_of, version_at
from assistant.prompting.course import Course, courses
from records.nouns import PromptPublication, PromptShares

START = datetime(2026, 11, 22, tzinfo=UTC)
Done = str | dict[str, int]


def course_of(*done: Done) -> Course:
    """The course of `production` after publishing versions, "" takes the label away, and setting shares."""
    published: list[PromptPublication] = []
    shared: list[PromptShares] = []
    for number, one in enumerate(done):
        at, id = START + timedelta(minutes=number), str(number)
        if isinstance(one, str):
            published.append(PromptPublication(id, "replies", one, f"h{one}", "production", "why", "A-1", at))
        else:
            shared.append(PromptShares(id, "replies", "production", one, "why", "A-1", at))
    found = courses(reversed(published), reversed(shared))
    return found.get(("replies", "production"), Course("replies", "production"))


COURSES: dict[str, tuple[tuple[Done, ...], tuple[list[str], dict[str, int], set[str]]]] = {
    "nothing": ((), ([], {}, set())),
    "one": (("1",), (["1"], {}, set())),
    "three": (("1", "2", "3"), (["1", "2", "3"], {}, set())),
    "going back withdraws what came after": (("1", "2", "3", "2"), (["1", "2"], {}, {"3"})),
    "going back twice": (("1", "2", "3", "2", "1"), (["1"], {}, {"2", "3"})),
    "going back far": (("1", "2", "3", "1"), (["1"], {}, {"2", "3"})),
    "published again": (("1", "2", "1", "2"), (["1", "2"], {}, set())),
    "the same once more": (("1", "1"), (["1"], {}, set())),
    "taken away": (("1", "2", ""), ([], {}, {"1", "2"})),
    "published after it was taken away": (("1", "2", "", "2"), (["2"], {}, {"1"})),
    "a trial": (("1", {"1": 90, "2": 10}), (["1"], {"1": 90, "2": 10}, set())),
    "a trial that ends in general is over for all": (("1", {"1": 90, "2": 10}, {}), (["1"], {}, {"2"})),
    "a trial that goes over lets conversations finish": (
        ("1", {"1": 90, "2": 10}, {"1": 100}),
        (["1"], {"1": 100}, set()),
    ),
    "what was tried at any time is over for all": (("1", {"1": 50, "2": 50}, {"1": 100}, {}), (["1"], {}, {"2"})),
    "the tried version is published": (("1", {"1": 90, "2": 10}, "2"), (["1", "2"], {}, set())),
    "going back in a trial ends it for all": (("1", "2", {"2": 50, "3": 50}, "2"), (["1", "2"], {}, {"3"})),
    "a trial without anything published": (({"6": 90, "1001": 10},), ([], {"6": 90, "1001": 10}, set())),
    "a withdrawn version is tried again": (("1", "2", "1", {"1": 50, "2": 50}), (["1"], {"1": 50, "2": 50}, set())),
}


@pytest.mark.parametrize(("done", "expected"), COURSES.values(), ids=COURSES.keys())
def test_what_stands_after_all_that_was_done(
    done: tuple[Done, ...], expected: tuple[list[str], dict[str, int], set[str]]
) -> None:
    course = course_of(*done)
    assert (course.stack, dict(course.trial), course.withdrawn) == expected
    assert len(course.events) == len(done)


def test_the_history_says_what_each_thing_was() -> None:
    course = course_of("1", "2", {"2": 90, "3": 10}, "2", "1", "", "3", {"3": 100}, {})
    assert [event.kind for event in course.events] == [
        "published", "published", "shared", "rolled_back", "rolled_back", "taken_away", "published", "shared",
        "shares_ended",
    ]  # fmt: skip
    assert [event.at for event in course.events] == sorted(event.at for event in course.events)


VERSIONS = st.sampled_from(["", "1", "2", "3", "1001"])
SHARES = st.sampled_from([{}, {"1": 100}, {"2": 30, "3": 70}, {"1": 50, "1001": 50}])


@given(st.lists(VERSIONS | SHARES, max_size=12))
def test_a_label_never_stands_for_a_withdrawn_version(done: list[Done]) -> None:
    course = course_of(*done)
    assert len(course.stack) == len(set(course.stack))
    assert not course.withdrawn & {*course.stack[-1:], *course.trial}
    assert "" not in course.stack
    last = next((one for one in reversed(done) if isinstance(one, str)), "")
    assert course.stack[-1:] == ([last] if last else [])


@given(st.text(max_size=30))
def test_a_conversations_place_is_always_the_same(conversation_id: str) -> None:
    place = place_of("replies", conversation_id)
    assert place == place_of("replies", conversation_id)
    assert 0 <= place < PLACES


def test_places_are_the_same_for_ever() -> None:
    assert [place_of("replies", f"c{number}") for number in range(5)] == [42, 29, 5, 55, 68]


@pytest.mark.parametrize("shares", [{2: 90, 1001: 10}, {1: 1, 2: 99}, {1: 33, 2: 33, 3: 34}, {5: 100}, {4: 0, 5: 100}])
def test_shares_come_out_within_what_chance_allows(shares: dict[int, int]) -> None:
    drawn = [version_at(place_of("replies", f"conversation-{n}"), shares) for n in range(20_000)]
    for version, percent in shares.items():
        share = percent / 100
        allowed = 4 * sqrt(20_000 * share * (1 - share))
        assert abs(drawn.count(version) - 20_000 * share) <= allowed


def test_two_prompts_are_drawn_for_independently() -> None:
    pairs = [(place_of("replies", f"c{n}") < 50, place_of("shopping_agent", f"c{n}") < 50) for n in range(4_000)]
    for pair in ((True, True), (True, False), (False, True), (False, False)):
        assert abs(pairs.count(pair) - 1_000) < 4 * sqrt(4_000 * 0.25 * 0.75)


@given(st.integers(0, 100), st.integers(0, 99))
def test_a_share_that_grows_keeps_the_conversations_it_has(percent: int, place: int) -> None:
    before = version_at(place, {2: 100 - percent, 1001: percent})
    grown = min(percent + 7, 100)
    if before == 1001:
        assert version_at(place, {2: 100 - grown, 1001: grown}) == 1001


def test_shares_that_do_not_come_to_100_are_refused() -> None:
    with pytest.raises(ValueError, match="no place 60"):
        version_at(60, {1: 50})
