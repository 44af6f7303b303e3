"""By which day something is needed, and for whom; constraints as JSON and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.constraints.bounds import Bounds
from assistant.agent.constraints.days import read_deadline
from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.people import age_of, is_for_oneself, read_recipient, without_recipient

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by Friday", "2026-11-27"),
        ("by Sunday", "2026-11-22"),
        ("before next Friday", "2026-11-27"),
        ("I need it by tomorrow", "2026-11-23"),
        ("before December 24", "2026-12-24"),
        ("by 24 December 2027", "2027-12-24"),
        ("by the 3rd of March", "2027-03-03"),
        ("in time for Christmas", "2026-12-25"),
        ("by 2026-12-01", "2026-12-01"),
        ("by the end of the month", "2026-11-30"),
        ("I need it within 3 days", "2026-11-25"),
        ("周五之前", "2026-11-27"),
        ("下周三前要收到", "2026-11-25"),
        ("明天要用", "2026-11-23"),
        ("12月24日之前", "2026-12-24"),
        ("十二月二十四日以前", "2026-12-24"),
        ("圣诞节前", "2026-12-25"),
        ("3天内要收到", "2026-11-25"),
        ("月底前", "2026-11-30"),
    ],
)
def test_a_day_is_read_from_today(text: str, expected: str) -> None:
    assert read_deadline(text, SUNDAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "by 30 February", "headphones", "can I return it within 30 days", "the Friday tent", "by the way", "买了三天",
        "退货要在7天内收到吗", "before you go", "周五", "a book by Friday Smith's friend"[:15],
    ],
)  # fmt: skip
def test_what_is_no_deadline(text: str) -> None:
    assert read_deadline(text, SUNDAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a gift for my mother", "mother"),
        ("something for my best friend", "best friend"),
        ("toys for a 6 year old", "6 year old"),
        ("for my 3-year-old daughter", "3 year old daughter"),
        ("a present for mom", "mom"),
        ("for my wife's birthday", "wife"),
        ("送给爸爸的", "爸爸"),
        ("给我女儿买", "女儿"),
        ("给6岁的孩子", "6岁的孩子"),
        ("my nephew's present", "nephew"),
        ("our little sister's birthday gift", "little sister"),
        ("我侄子的生日礼物", "侄子"),
        ("婆婆的新年礼物", "婆婆"),
    ],
)
def test_a_recipient_is_named_as_said(text: str, expected: str) -> None:
    assert read_recipient(text) == expected


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a present for my nephew", "a present"),
        ("my nephew's birthday present", "birthday present"),
        ("送给老婆的礼物", "礼物"),
        ("我侄子的生日礼物", "生日礼物"),
        ("给孩子的玩具", "给孩子的玩具"),
    ],
)
def test_a_grown_up_is_left_out_of_a_search(text: str, left: str) -> None:
    assert without_recipient(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "for my laptop",
        "for the kitchen",
        "not for my mum",
        "给我看看",
        "a tent for 4 people",
        "my nephew's tent",
        "母亲节礼物",
    ],
)
def test_what_is_no_recipient(text: str) -> None:
    assert read_recipient(text) is None


def test_ages_and_oneself() -> None:
    assert age_of("6 year old daughter") == 6
    assert age_of("三岁的孩子") == 3
    assert age_of("mother") is None
    assert is_for_oneself("no, it's for me")
    assert not is_for_oneself("for my mum")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_and_any_day_can_be_read(text: str, today: date) -> None:
    day = read_deadline(text, today)
    assert day is None or date.fromisoformat(day)
    read_recipient(text)


names = st.text("abcdef ", min_size=1, max_size=6)
several = st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)
money = st.none() | st.integers(0, 999).map(float) | st.floats(0, 1e6, allow_nan=False)
bounds = st.builds(Bounds, st.none() | st.just(1.5), st.just(7.0), st.sampled_from(["", "kg"]))
held = st.builds(
    Constraints, money, money, st.sampled_from([None, "USD"]), several, several, st.dictionaries(names, several),
    st.none() | st.floats(0, 5), st.booleans(), st.dictionaries(names, bounds), several,
    st.dictionaries(names, several),
    st.none() | st.just("2026-12-24"), st.none() | names, st.booleans(), money, names | st.just(""), st.booleans(),
)  # fmt: skip


@given(held, st.dictionaries(st.text("xyz", min_size=3), st.integers()))
def test_constraints_survive_the_log_and_unknown_keys(constraints: Constraints, later: dict[str, int]) -> None:
    assert Constraints.from_json({**later, **constraints.as_json()}) == constraints


@given(held, st.sampled_from(["price", "brands", "attributes", "ranges", "deadline", "thing", "all", "x", "ranges.a"]))
def test_what_is_given_up_is_gone_and_giving_up_twice_changes_nothing(constraints: Constraints, name: str) -> None:
    left = constraints.dropping(name)
    assert left.dropping(name) == left
    assert set(left.as_json()) <= set(constraints.as_json())
