"""Signals in single messages: what is found, and what looks like one and is none."""

from __future__ import annotations

import pytest

from loyalty.signals.finding import LONGEST, Found, find
from loyalty.signals.phrase_book import shipped_phrases


def found(text: str, answer: str = "") -> Found:
    return find(text, lambda: [answer] if answer else [], shipped_phrases())


def kinds(text: str, answer: str = "") -> set[str]:
    return {one.kind for one in found(text, answer).signals}


@pytest.mark.parametrize(
    ("text", "kind", "aspect"),
    [
        ("this kettle is excellent", "praise", "product"),
        ("The delivery was super fast, excellent", "praise", "delivery"),
        ("the zipper broke after two days", "complaint", "product"),
        ("my parcel never arrived", "complaint", "delivery"),
        ("I'm still waiting for my refund, where is my money back", "complaint", "returns"),
        ("your bot is useless", "complaint", "service"),
        ("质量太差了", "complaint", "product"),
        ("快递太慢了，等了两个星期", "complaint", "delivery"),
        ("客服态度特别好", "praise", "service"),
        ("这家店我再也不来了", "leave", None),
        ("I'm taking my business elsewhere", "leave", None),
        ("will definitely order from you again", "buy_again", None),
        ("以后还在你家买", "buy_again", None),
        ("I've told all my friends about you", "recommend", None),
        ("强烈推荐给大家", "recommend", None),
        ("is there a discount for students?", "price_sensitive", None),
        ("能便宜点吗", "price_sensitive", None),
        ("I need it by tomorrow", "urgent", None),
        ("很着急，今天必须到", "urgent", None),
        ("let me talk to a human", "wants_person", None),
        ("转人工", "wants_person", None),
        ("問題一直沒有解決", "unresolved", None),
    ],
)
def test_what_is_said_is_found(text: str, kind: str, aspect: str | None) -> None:
    assert (kind, aspect) in {(one.kind, one.aspect) for one in found(text).signals}


@pytest.mark.parametrize(
    "text",
    [
        "do people complain about it?",
        "if it breaks I will be annoyed",
        "my neighbour said it is terrible",
        "is it any good?",
        "good morning",
        "no rush at all",
        "price doesn't matter",
        "I don't need a human",
        "have a nice day",
        "I have size 42",
        "这款有人投诉吗",
        "会不会掉色",
        "不着急，慢慢来",
        "不用转人工",
        "推荐一款面霜",
        "听说这个很差",
        "",
    ],
)
def test_what_only_looks_like_a_signal_is_none(text: str) -> None:
    assert kinds(text) == set()


def test_negated_praise_complains_and_negated_recommending_does_not_recommend() -> None:
    assert kinds("the sound is not great") == {"complaint"}
    assert "recommend" not in kinds("I would not recommend this to anybody")
    assert "recommend" not in kinds("不推荐大家买")
    assert kinds("no complaints at all") == {"praise"}


def test_the_words_of_the_shop_repeated_are_no_signal() -> None:
    answer = "One reviewer says it is a terrible battery and breaks quickly."
    assert kinds('you said "terrible battery", is that so', answer) == set()
    assert kinds("one reviewer says it is a terrible battery and breaks", answer) == set()
    assert kinds("你说质量很差") == set()
    assert "complaint" in kinds("terrible battery", answer)


def test_words_that_count_only_in_reply_need_an_answer_before_them() -> None:
    assert kinds("no luck") == set()
    assert kinds("no luck", "Please try the link again.") == {"unresolved"}


def test_an_open_matter_is_not_a_complaint_besides() -> None:
    assert kinds("that doesn't answer my question at all", "It comes in blue.") == {"unresolved"}


def test_intensifiers_and_capitals_strengthen_and_hedges_weaken() -> None:
    plain, strong, weak = (
        found(text).signals[0].strength
        for text in (
            "the battery is disappointing",
            "the battery is ABSOLUTELY disappointing!!",
            "it is a bit disappointing",
        )
    )
    assert weak < plain < strong <= 1


def test_the_quote_is_the_clause() -> None:
    text = "Nice colour, but the zipper broke after two days, can I swap it?"
    (complaint,) = [one for one in found(text).signals if one.kind == "complaint"]
    assert text[complaint.start : complaint.end] == "but the zipper broke after two days"


def test_thanks_and_solved_close_and_are_no_signals() -> None:
    seen = found("thanks, it works now")
    assert seen.signals == ()
    assert len(seen.closed) >= 2


def test_what_lies_beyond_the_longest_message_is_left_out() -> None:
    assert kinds("x " * LONGEST + "let me talk to a human") == set()
