"""What the shop says itself, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.agent.constraints.held import Constraints
from assistant.agent.events import Language
from assistant.agent.guard import Guard
from assistant.agent.replies import Replies
from assistant.errors import ShopperError
from prompts.library import PromptLibrary
from retrieval.catalog import Product
from retrieval.query import Relaxation, SearchHit

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.fixture(scope="module")
def replies() -> Replies:
    return Replies(PromptLibrary.load().get("replies"), 2000)


def hit(product: Product, *terms: str) -> SearchHit:
    return SearchHit(product, 1.0, matched_terms=terms)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", "😀", "x" * 5000])
def test_every_refusal_has_a_sentence(text: str, language: Language, replies: Replies) -> None:
    with pytest.raises(ShopperError) as refused:
        Guard(2000).read(text)
    sentence = replies.failed(refused.value.code, language)
    assert sentence.strip()
    assert "$" not in sentence
    assert sentence.isascii() == (language == "en")
    assert ("2000" in sentence) == (refused.value.code == "too_long")


def test_what_was_found(replies: Replies, demo_rows: Mapping[str, Product]) -> None:
    hits = (hit(demo_rows["AUD-001"]), hit(demo_rows["AUD-005"]))
    two, one = replies.found(hits, Constraints(), "en"), replies.found(hits[:1], Constraints(), "en")
    assert "2" in two
    for sentence in (two, one):
        assert "Larkspur Hush 2 wireless over-ear headphones" in sentence
        assert "$129.00" in sentence
    assert "云雀 Hush 2" in replies.found(hits, Constraints(), "zh")
    assert "$" not in replies.found((), Constraints(), "en") + replies.found((), Constraints(), "zh")


def test_only_who_asked_for_limits_is_told_to_relax_them(replies: Replies) -> None:
    limited = Constraints(max_price=5)
    assert "relax the price" in replies.found((), limited, "en")
    assert "放宽价格" in replies.found((), limited, "zh")
    assert "nothing like that" in replies.found((), Constraints(), "en")
    assert "价格" not in replies.found((), Constraints(), "zh")


def test_words_read_as_others_are_told(replies: Replies) -> None:
    corrections = {"wirless": "wireless", "headfones": "headphones"}
    assert replies.read_as(corrections, "en") == "I read “wirless” as “wireless”, “headfones” as “headphones”. "
    assert replies.read_as({"降燥": "降噪"}, "zh") == "我把“降燥”理解为“降噪”。"


@pytest.mark.parametrize(
    ("terms", "constraints", "english"),
    [
        (("headphones", "noise"), Constraints(), ["headphones, noise"]),
        ((), Constraints(), ["close in meaning"]),
        (("a", "b", "c", "d"), Constraints(), ["a, b, c"]),
        (("a", "a"), Constraints(max_price=150), ["matches a", "at most $150.00"]),
        (("a",), Constraints(max_price=900, currency="CNY"), ["at most ¥900.00"]),
        (("a",), Constraints(min_price=50, min_rating=4.5, in_stock=True), ["at least $50.00", "4.5", "in stock"]),
    ],
)
def test_why_a_product_is_shown(
    terms: tuple[str, ...],
    constraints: Constraints,
    english: list[str],
    replies: Replies,
    demo_rows: Mapping[str, Product],
) -> None:
    shown = hit(demo_rows["AUD-001"], *terms)
    reason = replies.reason(shown, constraints, "USD", "en")
    assert all(part in reason for part in english)
    assert reason.count(" · ") == len([v for v in constraints.as_json() if v != "currency"])
    assert replies.reason(shown, constraints, "USD", "zh") != reason


@pytest.mark.parametrize(
    ("relaxation", "en", "zh"),
    [
        (Relaxation("max_price", 59.9, 3), "from $59.90 there are 3", "$59.90起有3款"),
        (Relaxation("min_price", 20.0, 1), "up to $20.00 there are 1", "$20.00以下有1款"),
        (Relaxation("min_rating", 4.2, 2), "with a rating of 4.2 or better there are 2", "评分4.2以上有2款"),
        (Relaxation("min_rating", None, 2), "without asking for a rating there are 2", "不限评分有2款"),
        (Relaxation("brands", None, 4), "of other brands there are 4", "其他品牌有4款"),
        (Relaxation("categories", None, 4), "among other kinds of product there are 4", "其他种类里有4款"),
        (Relaxation("attributes.colour", None, 5), "without the colour there are 5", "不限颜色有5款"),
        (Relaxation("in_stock", None, 1), "out of stock there are 1", "缺货商品里有1款"),
    ],
)
def test_what_to_relax_is_said_in_both_languages(replies: Replies, relaxation: Relaxation, en: str, zh: str) -> None:
    assert replies.ways_out([relaxation], "USD", "en") == f"Nothing in the shop fits all of that: {en}. "
    assert replies.ways_out([relaxation], "USD", "zh") == f"店里没有完全符合的商品：{zh}。"


def test_only_what_helps_alone_is_said_and_three_at_most(replies: Replies) -> None:
    pair = Relaxation("brands", None, 2, (Relaxation("max_price", 9.0, 2),))
    assert replies.ways_out([pair], "USD", "en") == ""
    many = [Relaxation("brands", None, count) for count in range(1, 6)]
    assert replies.ways_out(many, "USD", "en").count("of other brands") == 3
