"""The differences of two texts: whole, in order, and no more than there are."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.ui.lab.differences import line_rows, texts_differ, word_parts


def spoken(rows: list[dict[str, Any]], side: str) -> str:
    return "\n".join("".join(words for _, words in row[side]["parts"]) for row in rows if row.get(side))


def test_only_what_changed_is_told() -> None:
    told = texts_differ({"a": "one", "b": "two", "c": "three"}, {"a": "one", "b": "zwei", "d": "four"})
    assert [(one["key"], one["kind"]) for one in told["changed"]] == [
        ("b", "changed"),
        ("d", "added"),
        ("c", "removed"),
    ]
    assert told["same"] == 1


def test_nothing_changed() -> None:
    assert texts_differ({"a": "one"}, {"a": "one"}) == {"changed": [], "same": 1}


def test_words_are_marked_in_english_and_signs_in_chinese() -> None:
    gone, new = word_parts("Decline kindly, in one sentence.", "Decline warmly, in one sentence.")
    assert gone == [("same", "Decline "), ("gone", "kindly"), ("same", ", in one sentence.")]
    assert new == [("same", "Decline "), ("new", "warmly"), ("same", ", in one sentence.")]
    gone, new = word_parts("只写一句中文短话", "只写两句中文短话")
    assert gone == [("same", "只写"), ("gone", "一"), ("same", "句中文短话")]
    assert new == [("same", "只写"), ("new", "两"), ("same", "句中文短话")]


def test_a_text_that_is_not_there_has_no_lines_and_an_empty_one_has_one() -> None:
    assert line_rows(None, "new") == [{"left": None, "right": {"line": 1, "parts": [("new", "new")]}}]
    assert line_rows("old", None) == [{"left": {"line": 1, "parts": [("gone", "old")]}, "right": None}]
    assert line_rows("", "x")[0]["left"] == {"line": 1, "parts": []}


def test_unchanged_lines_far_from_a_change_are_counted_not_shown() -> None:
    lines = [f"line {n}" for n in range(40)]
    rows = line_rows("\n".join(lines), "\n".join([*lines[:20], "line twenty", *lines[21:]]))
    assert [row.get("skipped") for row in rows] == [18, None, None, None, None, None, 17]
    assert rows[3]["left"]["line"] == rows[3]["right"]["line"] == 21


def test_a_prompt_without_end_is_compared_in_time() -> None:
    began = time.perf_counter()
    rows = line_rows("word other " * 5_000, "other word " * 5_000)
    assert time.perf_counter() - began < 3
    assert spoken(rows, "left") == "word other " * 5_000


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a\u2028b", "\r\n", "🙂 顾客 ${limit}"])
def test_odd_texts_stay_as_they_are(text: str) -> None:
    rows = line_rows("before", text)
    assert spoken(rows, "right") == text


@given(st.text(alphabet="ab \n买", max_size=60), st.text(alphabet="ab \n买", max_size=60))
def test_each_side_is_whole(left: str, right: str) -> None:
    gone, new = word_parts(left, right)
    assert "".join(words for _, words in gone) == left
    assert "".join(words for _, words in new) == right
    assert {mark for mark, _ in gone} <= {"same", "gone"}
    assert {mark for mark, _ in new} <= {"same", "new"}
    rows = line_rows(left, right)
    if not any("skipped" in row for row in rows):
        assert spoken(rows, "left") == left
        assert spoken(rows, "right") == right
