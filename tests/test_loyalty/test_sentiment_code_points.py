"""Texts as code points: what is folded, what is left, and that any text can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.sentiment.code_points import BETWEEN, CLAUSE, FOREIGN, HAN, LONGEST, MARK, SYMBOL, WORD, read_code_points


def folded(text: str) -> str:
    return "".join(map(chr, read_code_points([text]).codes[:-1].tolist()))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("GOOD", "good"),
        ("don’t Don't", "dont dont"),
        ("soooooo good!!!!!", "soo good!!"),
        ("ＧＯＯＤ！", "good!"),
        ("3 of 42", "0 of 00"),
        ("這個沒問題", "这个没问题"),
        ("a\0b", "a b"),
        ("\ud800x", " x"),
        ("👍🏽", "👍"),
        ("ok\u200b", "ok"),
    ],
)
def test_what_is_written_alike_is_read_alike(text: str, read: str) -> None:
    assert folded(text) == read


@pytest.mark.parametrize(
    ("character", "kind"),
    [("a", WORD), ("é", WORD), ("好", HAN), ("，", CLAUSE), ("!", CLAUSE), ("(", MARK), ("😀", SYMBOL), ("❤", SYMBOL)]
    + [(letter, FOREIGN) for letter in "жعあ한ไ"],
)
def test_every_character_has_its_class(character: str, kind: int) -> None:
    assert read_code_points([character]).classes.tolist() == [kind, BETWEEN]


def test_each_text_ends_even_where_several_are_empty() -> None:
    points = read_code_points(["", "", "", "", "a"])
    assert (points.codes == 0).sum() == points.texts == 5


def test_a_long_text_is_read_at_both_ends() -> None:
    text = folded("good " + "filler " * 20_000 + "bad")
    assert len(text) <= LONGEST + 1
    assert text.startswith("good")
    assert text.endswith("bad")


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_texts_can_be_read(texts: list[str]) -> None:
    points = read_code_points(texts)
    assert len(points.codes) == len(points.classes)
    assert (points.classes == BETWEEN).sum() == len(texts)


@given(st.text(st.characters(), max_size=20))
def test_surrogates_do_not_raise(text: str) -> None:
    read_code_points([text + "\udc00", "\ud83d" + text])
