"""What a click asked, as the shopper may read it."""

from __future__ import annotations

import pytest

from interfaces.ui.floor.shopper_words import without_ids
from retrieval.catalog import Product

LAMP = Product("HOM-1", "Reading lamp", 30.0, "USD", title_zh="阅读灯")
TENT = Product("7", "Dome (2 persons)", 30.0, "USD")
FIND = {"HOM-1": LAMP, "7": TENT}.get


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("Tell me more about Reading lamp (HOM-1)", "Tell me more about Reading lamp"),
        ("Compare Reading lamp (HOM-1) and Dome (2 persons) (7)", "Compare Reading lamp and Dome (2 persons)"),
        ("对比阅读灯（HOM-1）和Dome (2 persons)（7）", "对比阅读灯和Dome (2 persons)"),
        ("What do reviewers say about Reading lamp (HOM-1)?", "What do reviewers say about Reading lamp?"),
        ("I want to return Reading lamp (HOM-1) from order D-1", "I want to return Reading lamp from order D-1"),
        ("Show me something similar to product HOM-1", "Show me something similar to Reading lamp"),
        ("类似商品 HOM-1 的还有吗", "有没有和阅读灯类似的？"),
    ],
)
def test_ids_are_left_out(asked: str, shown: str) -> None:
    assert without_ids(asked, FIND) == shown


@pytest.mark.parametrize(
    "words",
    [
        "is it blue (HOM-1)",
        "Tell me more about Reading lamp (OLD-1)",
        "Show me something similar to product OLD-1",
        "a tent (2 persons) please",
        "(HOM-1)",
        "((((",
        "",
        "（" * 5000,
    ],
)
def test_what_a_shopper_typed_stays(words: str) -> None:
    assert without_ids(words, FIND) == words
