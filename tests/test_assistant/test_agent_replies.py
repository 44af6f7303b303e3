"""What the shop says itself, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assistant.agent.constraints import Constraints
from assistant.agent.events import Language
from assistant.agent.guard import Guard
from assistant.agent.replies import Replies
from assistant.errors import ShopperError
from prompts.library import PromptLibrary
from retrieval.catalog import Product
from retrieval.query import SearchHit

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
    two, one = replies.found(hits, "en"), replies.found(hits[:1], "en")
    assert "2" in two
    for sentence in (two, one):
        assert "Larkspur Hush 2 wireless over-ear headphones" in sentence
        assert "$129.00" in sentence
    assert "云雀 Hush 2" in replies.found(hits, "zh")
    assert "$" not in replies.found((), "en") + replies.found((), "zh")


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
