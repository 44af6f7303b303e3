"""What is counted as a word, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.tokens import document_tokens, evidence_tokens, query_tokens, query_words, says_nothing


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Running shoes", ["run", "shoe"]),
        ("women's shoe", ["women", "shoe"]),
        ("women’s", ["women"]),
        ("the WH-1000XM5", ["wh", "1000xm5", "1000", "xm", "5"]),
        ("65in TV", ["65in", "65", "in", "tv"]),
        ("0.5 l", ["0.5", "l"]),
        ("降噪耳机", ["降", "噪", "耳", "机", "降噪", "噪耳", "耳机"]),
        ("锅", ["锅"]),
        ("１２８ＧＢ", ["128gb", "128", "gb"]),
        ("索尼headphones", ["索", "尼", "索尼", "headphon"]),
        ("😀 !!", []),
    ],
)
def test_text_is_cut_into_stems_codes_and_bigrams(text: str, tokens: list[str]) -> None:
    assert document_tokens(text) == tokens


def test_a_request_is_freed_of_its_wrapping() -> None:
    assert query_tokens("I'm looking for a tent") == ["tent"]
    assert query_tokens("我想买一个锅") == ["锅"]
    assert query_tokens("有没有降噪的耳机") == ["降", "噪", "降噪", "耳", "机", "耳机"]


def test_single_characters_are_evidence_only_alone() -> None:
    assert evidence_tokens("耳机") == {"耳机"}
    assert evidence_tokens("锅 pot") == {"锅", "pot"}


@pytest.mark.parametrize(
    ("text", "nothing"),
    [("show me something", True), ("推荐一下", True), ("tent", False), ("你好", False), ("", False), ("😀", False)],
)
def test_requests_that_only_ask_say_nothing(text: str, nothing: bool) -> None:
    assert says_nothing(text) is nothing


def test_words_are_kept_as_typed() -> None:
    assert query_words("A Tent, 降噪耳机 for Me") == ["Tent", "降噪耳机"]


@given(st.text())
def test_any_text_can_be_cut_and_the_same_way_twice(text: str) -> None:
    tokens = document_tokens(text)
    assert tokens == document_tokens(text)
    assert all(token and not token.isspace() for token in tokens)
    assert evidence_tokens(text) <= set(query_tokens(text))
