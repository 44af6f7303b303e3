"""False sentences must never be shown as they are: a value is put right, or the sentence is dropped (`None`)."""

from __future__ import annotations

import pytest

from assistant.agent.claims.checker import ClaimChecker
from tests.test_assistant.conftest import EvidenceOf
from tests.test_assistant.test_agent_claims_true import SHOWN, TOPIC

PUT_RIGHT = [
    ("The Hush 2 costs $159.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs $30.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs 99 dollars.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs 99.", "The Hush 2 costs 129.00."),
    ("USD 99 buys you the Hush 2.", "$129.00 buys you the Hush 2."),
    ("The Hush 2 for only 99 dollars!", "The Hush 2 for only $129.00!"),
    ("The Hush 2 is priced at 1,299 dollars.", "The Hush 2 is priced at $129.00."),
    ("The Hush 2 costs $1.2k.", "The Hush 2 costs $129.00."),
    ("The Hush 2 retails for a hundred and fifty dollars.", "The Hush 2 retails for $129.00."),
    ("The Hush 2 has a price of $200.", "The Hush 2 has a price of $129.00."),
    ("The Hush 2 was $170, now $129.", "The Hush 2 was $159.00, now $129."),
    ("You save $129 on the Hush 2.", "You save $30.00 on the Hush 2."),
    ("The Hush 2 costs A$129.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs ¥129, the Glade ¥349.", "The Hush 2 costs $129.00, the Glade $349.00."),
    ("云雀 Hush 2 售价129元。", "云雀 Hush 2 售价$129.00。"),
    ("云雀 Hush 2 售价一百九十九美元。", "云雀 Hush 2 售价$129.00。"),
    ("云雀 Hush 2 售价一百零九美元。", "云雀 Hush 2 售价$129.00。"),
    ("云雀 Hush 2 只要99块。", "云雀 Hush 2 只要$129.00。"),
    ("The Hush 2 costs 99 pounds.", "The Hush 2 costs $129.00."),
    ("云雀 Hush 2 只要９９美元。", "云雀 Hush 2 只要$129.00。"),
    ("The Hush 2 is rated 4.9 stars.", "The Hush 2 is rated 4.4 stars."),
    ("The Hush 2 is rated 5 out of 5 stars.", "The Hush 2 is rated 4.4 out of 5 stars."),
    ("The Hush 2 has a 3-star rating.", "The Hush 2 has a 4.4-star rating."),
    ("云雀 Hush 2 评分4.9分（满分5分）。", "云雀 Hush 2 评分4.4分（满分5分）。"),
    ("云雀 Hush 2 有四星评分。", "云雀 Hush 2 有4.4星评分。"),
    ("云雀 Hush 2 评分四点九。", "云雀 Hush 2 评分4.4。"),
    ("Only 3 left of the Hush 2.", "Only 27 left of the Hush 2."),
    ("Just 3 of the Hush 2 remain: only 3 remaining.", "Just 3 of the Hush 2 remain: only 27 remaining."),
    ("云雀 Hush 2 只剩3件。", "云雀 Hush 2 只剩27件。"),
    ("云雀 Hush 2 还有三件现货。", "云雀 Hush 2 还有27件现货。"),
    ("The Hush 2 has 500 reviews.", "The Hush 2 has 312 reviews."),
    ("Rated by 999 customers, the Hush 2 shines.", "Rated by 312 customers, the Hush 2 shines."),
    ("云雀 Hush 2 有9999条评价。", "云雀 Hush 2 有312条评价。"),
    ("The Larkspur Hush 2 [2] is $129.", "The Larkspur Hush 2 [1] is $129."),
    ("See [7] as well.", "See  as well."),
    ("The Hush 2 lasts 99 hours.", "The Hush 2 lasts 38 hours."),
    ("The Hush 2 weighs 0.5 kg.", "The Hush 2 weighs 0.25 kg."),
    ("它续航９９小时。", "它续航38小时。"),
    ("The Hush 2 costs $1**59**.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs &#36;159.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs $1\u200b59.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs <b>$159</b>.", "The Hush 2 costs $129.00."),
    ("The Hush 2 costs 𝟗𝟗 dollars.", "The Hush 2 costs $129.00."),
    ("See the [Hush 2](https://example.com/?p=99).", "See the Hush 2."),
    ("The second one costs $129.", "The second one costs $349.00."),
    ("It costs $99.", "It costs $129.00."),
    ("它的评分是4.9。", "它的评分是4.4。"),
]
DROPPED = [
    "The Hush 2 costs $349 and the Glade costs $129.",
    "The Hush 2 and the Glade cost $349 and $129 respectively.",
    "Hush 2 和 Glade 的价格分别为349美元和129美元。",
    "The Glade is better than the Hush 2 and costs $129.",
    "The Hush 2 is out of stock.",
    "The Hush 2 isn't in stock.",
    "The Hush 2 is no longer available.",
    "云雀 Hush 2 缺货。",
    "云雀 Hush 2 暂无现货。",
    "The Desk Duo is in stock.",
    "The Desk Duo is not sold out.",
    "奥川 Desk Duo 有货。",
    "All of these are in stock.",
    "The Hush 2 is 20% off.",
    "The Hush 2 is 38% off.",
    "云雀 Hush 2 打8折。",
    "云雀 Hush 2 打八五折。",
    "云雀 Hush 2 优惠百分之三十。",
    "The Glade is discounted by $20.",
    "The AUD-017 speakers are great.",
    "编号AUD-017也值得一看。",
    "再看看编号9。",
    "The Glade is under $200.",
    "The Hush 2 is over your budget of $200.",
    "The Glade is $220 cheaper than the Hush 2.",
    "Compared with the Hush 2, the Glade is $220 cheaper.",
    "The Glade is $220 less.",
    "The price difference is $101.",
    "两者价格相差101美元。",
    "The Hush 2 is $50 cheaper than the Glade.",
    "Hush 2 比 Glade 贵220美元。",
    "The Hush 2 is rated above 4.5.",
    "The Hush 2 has over 900 reviews.",
    "The Hush 2 is rated 9/10.",
    "The Hush blender is rated 4.5 stars.",
    "Orders ship within 2 days.",
    "They cost $77 each.",
    "| Hush 2 | $129.00 | 4.9 |",
    "The Hush 2 costs $129, a price of $99.",
    "All under $100.",
    "Prices are between $40 and $60.",
    "The Hush 2 is 10% off.",
    "The Hush 2 is 86 g lighter than the Thread.",
    "The Glade lasts 38 hours on a charge.",
    "它们的售价是77美元。",
    "Shipping costs $4.99.",
    "运费是4.99美元。",
]


@pytest.mark.parametrize(("sentence", "right"), PUT_RIGHT)
def test_a_wrong_value_is_put_right(sentence: str, right: str, evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of(*SHOWN, said=(200.0, 400.0)))
    checker.check(TOPIC)
    assert checker.check(sentence).text == right


@pytest.mark.parametrize("sentence", DROPPED)
def test_a_sentence_nothing_backs_is_dropped(sentence: str, evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of(*SHOWN, said=(200.0, 400.0)))
    checker.check(TOPIC)
    assert checker.check(sentence).text is None
    assert checker.counts()["dropped"] == 1


@pytest.mark.parametrize(("sentence", "passage"), [
    ("Shipping costs $30.", "You may return most items within 30 days."),
    ("Returns cost 30美元。", "30 天内可以退货。"),
    ("The Hush 2 costs $50.", "Shipping is free on orders over $50."),
    ("It costs $50.", "Shipping is free on orders over $50."),
    ("You get 30% back.", "You may return most items within 30 days."),
    ("The Desk Duo is in stock.", "Items out of stock are refunded."),
])  # fmt: skip
def test_a_rules_number_backs_only_what_the_rule_says(sentence: str, passage: str, evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of(*SHOWN, passages=[passage]))
    checker.check(TOPIC)
    assert checker.check(sentence).text != sentence


def test_nothing_is_claimed_when_nothing_was_found(evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of())
    for sentence in ("It costs $20.", "It is in stock.", "See [1].", "评分4.5。", "Rated 4 stars.", "AUD-001 is good."):
        assert checker.check(sentence).text != sentence
    assert checker.check("I found nothing that fits.").text == "I found nothing that fits."


def test_counts_add_up(evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of(*SHOWN))
    checker.check("The Hush 2 [1] costs $129 and is rated 4.9.")
    checker.check("The Glade is out of stock.")
    checker.check("Enjoy!")
    assert checker.counts() == {"checked": 4, "repaired": 1, "dropped": 1}


def test_the_topic_carries_over_to_the_next_sentence(evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of(*SHOWN))
    checker.check("I like the Thornhollow Glade [2].")
    assert checker.check("It costs $129.").text == "It costs $349.00."
    checker.check("Then there is the Hush 2.")
    assert checker.check("It costs $129.").text == "It costs $129."
