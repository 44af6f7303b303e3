"""Numbers as written: digits, Chinese numerals, English words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.constraints.numerals import normalise, numbers_in, read_number

DIGITS = "零一二三四五六七八九"


def spell(number: int) -> str:
    """Chinese numerals below a million, the textbook way; independent of the reader."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return spell(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + spell(low))
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if gap else "") + DIGITS[digit] + name
            gap = False
        elif written:
            gap = True
    return written


def test_the_speller_of_this_test() -> None:
    assert [spell(n) for n in (7, 15, 105, 1050, 20_300, 90_005)] == [
        "七",
        "一十五",
        "一百零五",
        "一千零五十",
        "二万零三百",
        "九万零五",
    ]


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 99_999))
def test_chinese_numerals_come_back(number: int) -> None:
    written = spell(number)
    assert read_number(written) == number
    assert read_number(written.replace("二百", "两百").replace("二千", "两千").replace("二万", "两万")) == number
    assert read_number(written.replace("零", "〇")) == number
    if written.startswith("一十"):
        assert read_number(written[1:]) == number


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 999_999_999), st.integers(0, 99))
def test_digits_come_back_with_or_without_commas(whole: int, cents: int) -> None:
    value = float(f"{whole}.{cents:02}")
    assert read_number(f"{whole}.{cents:02}") == value
    assert read_number(f"{whole:,}.{cents:02}") == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,299.50", 1299.5),
        ("2k", 2000),
        ("1.5K", 1500),
        ("3万", 30_000),
        ("1.2万", 12_000),
        ("一千二", 1200),
        ("两百五", 250),
        ("一万二", 12_000),
        ("1万五千", 15_000),
        ("3百", 300),
        ("1千5", 1500),
        ("3万5千", 35_000),
        ("１２９", 129),
        ("fifty", 50),
        ("a hundred and twenty-nine", 129),
        ("two thousand five hundred", 2500),
    ],
)
def test_the_ways_a_number_is_written(written: str, value: float) -> None:
    assert read_number(written) == value


@pytest.mark.parametrize(
    "text", ["", "kg", "百百", "十百", "一一", "万万", "1.2.3", "12 apples", "9" * 400, "-5", "二〇二四"]
)
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_readers(text: str) -> None:
    read_number(text)
    assert all(0 <= number <= 1e12 for number in numbers_in(text))


def test_every_number_in_a_text() -> None:
    assert numbers_in("1-2k, 三四百 or ５０") == {1, 1000, 2000, 300, 400, 50}
    assert numbers_in("under fifty dollars") == {50}


def test_a_chinese_comma_is_no_thousands_separator() -> None:
    assert numbers_in("100，200") == {100, 200}
    assert numbers_in("１，２９９") == {1299}


def test_normal_form() -> None:
    assert normalise("Ａ～Ｂ  don’t") == "a-b don't"
