"""What a shopper may send, and what is left of it."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.agent.guard import Guard
from assistant.errors import ShopperError

GUARD = Guard(2000)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \t\n\u3000", "empty"),
        ("\x00\x07\x1b", "empty"),
        ("\u200b\ufeff\u2060", "empty"),
        ("\u202e\u2066", "empty"),
        ("\ud800\udfff", "empty"),
        ("😀🎧", "no_words"),
        ("👨‍👩‍👧", "no_words"),
        ("❤️", "no_words"),
        ("?!…。，", "no_words"),
        ("___", "no_words"),
        ("x" * 2001, "too_long"),
        ("x" * 50_000, "too_long"),
        ("耳" * 50_000, "too_long"),
        ("😀" * 50_000, "too_long"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(ShopperError) as refused:
        GUARD.read(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  headphones \n", "headphones"),
        ("head\x00phones", "headphones"),
        ("he\u200badphones", "headphones"),
        ("\ufeffhello", "hello"),
        ("a\u202eb\u2069", "ab"),
        ("hi\U000e0041\U000e0042\U000e007f", "hi"),
        ("\ud800abc", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("a\tb", "a\tb"),
        ("三百块以内的耳机 🎧", "三百块以内的耳机 🎧"),
        ("5", "5"),
        ("x" * 2000 + "\x00" * 500, "x" * 2000),
    ],
)
def test_taken(text: str, clean: str) -> None:
    assert GUARD.read(text) == clean


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=50))
@example("\u202e1\u200b")
def test_what_is_taken_is_clean(text: str) -> None:
    try:
        clean = GUARD.read(text)
    except ShopperError:
        assert not any(char.isalnum() for char in text if unicodedata.category(char) not in ("Cn", "Co"))
        return
    assert clean == clean.strip()
    assert GUARD.read(clean) == clean
    clean.encode("utf-8")
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in clean)


def test_a_huge_message_is_refused_quickly() -> None:
    started = time.perf_counter()
    with pytest.raises(ShopperError):
        GUARD.read("x" * 500_000)
    assert time.perf_counter() - started < 2
