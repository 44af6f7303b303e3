"""What is counted as a word, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.tokens import document_tokens, query_tokens, query_words, says_nothing, stem


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Running shoes", ["running", "shoe"]),
        ("women's shoe", ["women", "shoe"]),
        ("women’s", ["women"]),
        ("the WH-1000XM5", ["wh1000xm5", "wh", "1000xm5", "1000", "xm", "5"]),
        ("wh1000xm5", ["wh1000xm5", "wh", "1000", "xm", "5"]),
        ("hot-dog", ["hotdog", "hot", "dog"]),
        ("and/or A/C", ["c"]),
        ("BorderBiscuits iPhone", ["borderbiscuit", "border", "biscuit", "iphone"]),
        ("Builder&#39;s tape", ["builder", "tape"]),
        ("65in TV", ["65in", "65", "tv"]),
        ("降噪耳机", ["降", "噪", "耳", "机", "降噪", "噪耳", "耳机"]),
        ("锅", ["锅"]),
        ("１２８ＧＢ", ["128gb", "128"]),
        ("索尼headphones", ["索", "尼", "索尼", "headphone"]),
        ("5米线", ["5m", "5", "米", "线", "米线"]),
        ("😀 !!", []),
    ],
)
def test_text_is_cut_into_stems_codes_and_bigrams(text: str, tokens: list[str]) -> None:
    assert document_tokens(text) == tokens


@pytest.mark.parametrize(
    "same",
    [
        ("6 ft", "6ft", "6 foot", "6 feet", "6'", "6’", "6-ft.", "6 Ft"),
        ("1/2 in.", "1/2in", '1/2"', "½ inch", "0.5 in", ".5-in", "0.50 inches"),
        ("1-1/2 in.", "1 1/2 inch", '1.5"', "1½ in"),
        ("5 gal.", "5-gallon", "5gal", "5 gallons"),
        ("2 fl. oz.", "2 fl oz", "2fl.oz"),
        ("1,200 sq. ft.", "1200 sqft", "1200 square feet"),
        ('5 ft 6"', "5'6\"", "5 ft. 6 in."),
    ],
)
def test_an_amount_is_the_same_however_it_is_written(same: tuple[str, ...]) -> None:
    assert {tuple(document_tokens(text)) for text in same} == {tuple(document_tokens(same[0]))}
    assert document_tokens(same[0])[0][-2:].isalpha()


@pytest.mark.parametrize("size", ["12x20", "12 x 20", "12×20", "12*20"])
def test_the_factors_of_a_size_are_numbers(size: str) -> None:
    assert document_tokens(size) == ["12", "20"]
    assert document_tokens('2"x4"x8\'') == document_tokens("2 in. x 4 in. x 8 ft.")


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("boxes", "box"), ("batteries", "battery"), ("glasses", "glass"), ("houses", "house"), ("watches", "watch")],
)
def test_a_plural_is_its_singular(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular) == singular


@pytest.mark.parametrize("word", ["gas", "bus", "glass", "tent", "lens's"])
def test_no_other_s_is_a_plural(word: str) -> None:
    assert stem(word) in {word, "len", "lens"}


def test_a_request_is_freed_of_its_wrapping() -> None:
    assert query_tokens("I'm looking for a tent") == ["tent"]
    assert query_tokens("我想买一个锅") == ["锅"]
    assert query_tokens("有没有降噪的耳机") == ["降", "噪", "降噪", "耳", "机", "耳机"]
    assert query_tokens("有帐篷吗？") == query_tokens("有帐篷")
    assert "吧台" in query_tokens("木制吧台"), "a particle is one only where it ends a sentence"


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
    assert all(query_tokens(text)), "no term is empty"
