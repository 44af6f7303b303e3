"""The cheapest must be the cheapest of what was shown."""

from __future__ import annotations

import pytest

from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.claims.evidence import Evidence
from retrieval.catalog import Product

HUSH = Product(
    "A-1",
    "Larkspur Hush 2 headphones",
    129,
    "USD",
    rating=4.4,
    review_count=300,
    title_zh="云雀 Hush 2 耳机",
    attributes={"weight_g": 254.0, "battery_hours": 38.0},
    added_on="2026-03-01",
)
TERN = Product(
    "A-2",
    "Ostrand Tern earbuds",
    49,
    "USD",
    rating=4.6,
    review_count=20,
    title_zh="奥川 Tern 耳塞",
    attributes={"weight_g": 5.0, "battery_hours": 7.0},
    added_on="2025-03-01",
)
NEW = Product("A-3", "Vaylorn Reed speaker", 80, "USD", title_zh="维岚 Reed 音箱")


def checked(sentence: str) -> str | None:
    evidence = Evidence("USD", shown=(HUSH, TERN, NEW), rows=[HUSH, TERN, NEW])
    return ClaimChecker(evidence).check(sentence).text


@pytest.mark.parametrize(
    "sentence",
    [
        "[2] is the most affordable option.",
        "The Ostrand Tern earbuds are the cheapest.",
        "[1] is the most expensive of these.",
        "[2] has the best rating.",
        "[1] has the most reviews.",
        "[2]最便宜。",
        "[2]评分最高。",
        "[1] is the best choice for quiet.",
        "[2] is the lightest of these.",
        "[1] has the longest battery life.",
        "[1] is the newest one.",
        "[2]最轻。",
        "The Ostrand Tern is cheaper than the Larkspur Hush 2.",
        "The Hush 2 lasts longer than the Ostrand Tern.",
        "奥川 Tern 比云雀 Hush 2 更轻。",
        "奥川 Tern 的评分比云雀 Hush 2 高。",
        "The Hush 2 is not cheaper than the Ostrand Tern.",
        "The Ostrand Tern is cheaper.",
        "The Vaylorn Reed is cheaper.",
        "The Ostrand Tern is the cheaper choice.",
        "The Larkspur Hush 2 lasts longer.",
        "Of the Larkspur Hush 2 and the Ostrand Tern, the Tern is lighter.",
        "The Larkspur Hush 2 is not cheaper.",
        "If you want something cheaper, the Vaylorn Reed may do.",
        "Is the Larkspur Hush 2 cheaper?",
        "[2] is also better rated.",
        "奥川 Tern 更便宜。",
        "云雀 Hush 2 续航更长。",
        "奥川 Tern 更轻，评分也更高。",
    ],
)
def test_true_superlatives_stay(sentence: str) -> None:
    assert checked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "[1] is the most affordable option.",
        "The Larkspur Hush 2 headphones are the cheapest.",
        "[2] is the most expensive of these.",
        "[1] has the highest rating.",
        "[3] is the best rated.",
        "[1]价格最低。",
        "[3]口碑最好。",
        "This is the cheapest you can get.",
        "[1] is the lightest of these.",
        "[2] has the longest battery life.",
        "[3] is the newest one.",
        "[1] is our best seller.",
        "[1]销量最高。",
        "The Hush 2 is cheaper than the Ostrand Tern.",
        "The Larkspur Hush 2 is cheaper.",
        "The Larkspur Hush 2 is the cheaper option.",
        "[1] is a bit cheaper.",
        "Of the Ostrand Tern and the Vaylorn Reed, the Vaylorn Reed is cheaper.",
        "The Larkspur Hush 2 is much lighter.",
        "The Ostrand Tern lasts longer.",
        "[1] is better rated.",
        "云雀 Hush 2 更便宜。",
        "云雀 Hush 2 要更轻一些。",
        "奥川 Tern 续航更长。",
        "The Ostrand Tern lasts longer than the Hush 2.",
        "云雀 Hush 2 比奥川 Tern 更轻。",
        "云雀 Hush 2 的评分比奥川 Tern 高。",
    ],
)
def test_false_ones_and_unclear_ones_go(sentence: str) -> None:
    assert checked(sentence) is None
