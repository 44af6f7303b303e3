"""True sentences, as a small language model writes them from the rows it is given, must stand unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.claims.sentences import SentenceSplitter
from assistant.agent.events import Language
from assistant.agent.tools.product_text import details, row
from retrieval.catalog import Product
from tests.test_assistant.conftest import EvidenceOf

SHOWN = ("AUD-001", "AUD-005", "AUD-010", "AUD-018", "HOM-020", "KIT-022")
"""Hush 2 ($129, was $159, 4.4 stars, 312 reviews, 27 pieces), Glade ($349, 4.7, 58 reviews, 5 pieces), Thread ($14),
Desk Duo (out of stock), Nibble ($32) and Hush blender ($229, not rated)."""
LANGUAGES: tuple[Language, ...] = ("en", "zh")
TOPIC = "Let us look at the Larkspur Hush 2 first."

ENGLISH = [
    "The Larkspur Hush 2 wireless over-ear headphones [1] cost $129.00, down from $159.00, and are rated 4.4 stars.",
    "The Larkspur Hush 2 [1] is $129 and has 312 reviews.",
    "I recommend the Larkspur Hush 2 [1], which is in stock and offers 38 hours of battery life.",
    "The Hush 2 is available for $129.00 with a rating of 4.4 stars from 312 reviews.",
    "With 27 in stock, the Hush 2 is ready to ship.",
    "The Hush 2 is in stock.",
    "The Hush 2 is available now.",
    "It is 19% off its list price of $159.",
    "You save $30 on the Hush 2.",
    "At $14, the Ostrand Thread wired earphones are the cheapest option.",
    "The Thornhollow Glade open-back headphones [2] are priced at $349.00 and rated 4.7 out of 5.",
    "The Larkspur Hush 2 [1] costs $129 while the Thornhollow Glade [2] costs $349.",
    "The Hush 2 and the Thornhollow Glade cost $129 and $349 respectively.",
    "For $129 you get the Hush 2, and for $349 the Thornhollow Glade.",
    "The Hush 2 is $220 cheaper than the Thornhollow Glade.",
    "The Ostrand Desk Duo wired computer speakers [4] are currently out of stock.",
    "The Desk Duo is sold out, but the Hush 2 is in stock.",
    "Both are within your budget of $400.",
    "The Hush 2 fits well under your $200 budget.",
    "Only 5 left of the Thornhollow Glade.",
    "The Mirelle Hush blender has no rating yet and costs $229.",
    "1. Larkspur Hush 2 wireless over-ear headphones - $129.00, 4.4 stars",
    "The Hush 2 has over 300 reviews and a 4.4-star rating.",
    "The Thornhollow Glade scores 4.7/5 across 58 reviews.",
    "I'd go with [1] at $129.",
    "**Larkspur Hush 2** [1]: $129.00 (was $159.00), 4.4 stars from 312 reviews, 27 in stock.",
    "Here are two options that fit.",
    "You're welcome! Let me know if you need anything else.",
    "The Thornhollow Glade is rated above 4.5.",
    "The Larkspur Hush 2 lasts 38 hours on a charge, and the Thornhollow Glade needs no battery.",
    "The Hush 2 [1] is the better pick for travel.",
    "Prices start from $14 for the Ostrand Thread.",
    "They range from $14 to $349.",
    "The Glade is over your budget of $200.",
    "The Glade is not under $200.",
    "Nearly 60 reviews give the Thornhollow Glade 4.7 stars.",
    "The Hush 2 is under $150.",
    "The Hush 2 is just under $130.",
    "The Hush 2 costs about $130.",
    "All of them are under $350.",
    "The Hush 2 weighs about 250 g.",
    "The Hush 2 weighs 0.25 kg.",
    "The Hush 2 lasts more than 30 hours.",
    "The Hush 2 is 86 g lighter than the Glade.",
    "[1] costs $129, [2] $349 and [3] $14.",
    "| Hush 2 | $129.00 | 4.4 |",
    "It is just under 130.",
    "The second one is $349.",
    "Is waterproofing important to you?",
    "I can add it to your cart.",
]
ENGLISH += [
    "Compared with the Glade, the Hush 2 is $220 cheaper.",
    "The Glade is $220 more.",
    "The price difference is $220.",
    "Both [1] and [2] are over-ear; [1] costs $129.00 and [2] costs $349.00.",
    "The Hush 2 ($129.00) is cheaper than the Glade ($349.00).",
    "The Hush 2 is currently in stock (27 available).",
]
CHINESE = [
    "[1]和[2]都是头戴式耳机，[1]售价$129.00，[2]售价$349.00。",
    "两者价格相差220美元。",
    "相比之下，Glade 贵了220美元。",
    "它现在打折，从159美元降到129美元。",
    "如果预算有限，可以选择14美元的奥川 Thread。",
    "推荐云雀 Hush 2 无线头戴式降噪耳机[1]，售价129美元，评分4.4。",
    "云雀 Hush 2[1]价格为$129.00，原价$159.00，现有库存27件。",
    "这款耳机售价129.00美元，评分4.4分，共有312条评价。",
    "荆谷 Glade 开放式有线耳机[2]售价349美元，评分高达4.7分，仅剩5件。",
    "Hush 2 和 Glade 的价格分别为129美元和349美元。",
    "云雀 Hush 2 有货，续航38小时，适合通勤。",
    "奥川 Desk Duo 有线电脑音箱[4]目前缺货。",
    "它比原价便宜30美元。",
    "原价159美元，现价129美元，立省30美元。",
    "云雀 Hush 2 的评分为4.4星，来自312位用户的评价。",
    "这两款都在您的400美元预算以内。",
    "奥川 Thread 有线入耳耳机【3】只要14美元，性价比很高。",
    "评分4.4分（满分5分），约8.1折。",
    "Hush 2 比 Glade 便宜220美元。",
    "我推荐第一款，它的价格在200美元以内。",
    "两款耳机都不错，您可以按预算选择。",
    "荆谷 Glade[2]的售价是三百四十九美元。",
    "库存充足，还有27件现货。",
    "云雀 Hush 2 有超过300条评价。",
    "这款耳机有300多条评价，评分4.4分。",
    "奥川 Nibble 车载手持吸尘器[5]售价32美元，库存88件。",
    "价格从14美元到349美元不等。",
    "不会超过您的200美元预算。",
    "Hush 2 比 Glade 更便宜，只要129美元，而 Glade 要349美元。",
    "一共有6款商品符合您的要求。",
    "云雀 Hush 2 售价不到130美元。",
    "它大约130美元，续航约40小时。",
    "第二款售价349美元。",
    "要不要我帮您加入购物车？",
]
POLICIES = [
    ("Shipping is free on orders over $50, otherwise it costs $6.95.", "Orders over $50 ship free; below that: $6.95."),
    ("You have 30 days to return most items.", "You may return most items within 30 days of delivery."),
    ("签收后30天内可退，退货运费6.95美元。", "签收后 30 天内可以退货。退货运费 6.95 美元。"),
    ("订单满50美元免运费。", "订单满 50 美元免运费，不满收 6.95 美元。"),
    ("150至2000美元的订单可以分三期付款。", "金额 150 至 2,000 美元的订单，可用银行卡分三期等额支付。"),
    ("From 150美元 up you can pay in 3 parts.", "金额 150 至 2,000 美元的订单，可用银行卡分三期等额支付。"),
    (
        "Batteries that hold under 70% are replaced.",
        "They count as faulty when they hold less than 70 % of their capacity.",
    ),
    ("If an item is out of stock, we refund it within 3 days.", "Items sold out: we refund within 3 working days."),
    ("缺货的商品会在3天内退款。", "缺货商品 3 天内全额退款。"),
]


@pytest.mark.parametrize("sentence", [*ENGLISH, *CHINESE])
def test_a_true_sentence_stands(sentence: str, evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of(*SHOWN, said=(200.0, 400.0)))
    checker.check(TOPIC)
    checked = checker.check(sentence)
    assert checked.text == sentence
    assert checker.counts()["repaired"] == checker.counts()["dropped"] == 0


def test_there_are_forty_of_them() -> None:
    assert len({*ENGLISH, *CHINESE}) >= 40


@pytest.mark.parametrize(("sentence", "passage"), POLICIES)
def test_what_a_rule_says_may_be_said(sentence: str, passage: str, evidence_of: EvidenceOf) -> None:
    assert ClaimChecker(evidence_of(passages=[passage])).check(sentence).text == sentence
    shown_before = ClaimChecker(evidence_of(*SHOWN, passages=[passage]))
    assert shown_before.check(sentence).text == sentence


def test_every_line_the_model_is_given_stands(evidence_of: EvidenceOf) -> None:
    evidence = evidence_of(*SHOWN)
    for place, product in enumerate(evidence.shown, 1):
        for language in LANGUAGES:
            for line in (row(place, product, language), details(place, product, language)):
                assert ClaimChecker(evidence).check(line).text == line


def sentences_of(text: str) -> list[str]:
    splitter = SentenceSplitter()
    return [*splitter.feed(text), splitter.flush()]


def test_every_sentence_of_the_shops_rules_stands(demo_catalog: Path, evidence_of: EvidenceOf) -> None:
    lost = []
    for path in (demo_catalog.parent / "policies").glob("*.yaml"):
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]:
            for language, text in section["text"].items():
                checker = ClaimChecker(evidence_of(*SHOWN, passages=[f"{section['title'][language]} {text}"]))
                lost += [s for s in sentences_of(text) if checker.check(s).text != s]
    assert lost == []


def test_every_sentence_of_a_description_stands(demo_rows: Mapping[str, Product], evidence_of: EvidenceOf) -> None:
    lost = []
    for product in list(demo_rows.values())[::9]:
        for text in (product.description, product.description_zh):
            checker = ClaimChecker(evidence_of(*SHOWN, product.id))
            checker.check(f"About {product.title}.")
            lost += [(product.id, s) for s in sentences_of(text) if checker.check(s).text != s]
    assert lost == []
