"""Constraints as shoppers say them, read with the demo shop's own words over its own catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.reading import read_constraints
from assistant.agent.constraints.shop_words import ShopWords, read_shop_words
from retrieval.catalog import Product

EARS = ["headphones", "earbuds"]
BACKPACKS = ["backpacks", "bags"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "red or blue T-shirts with 4 stars and up under $40 in stock",
            {
                "categories": ["t-shirts"],
                "attributes": {"colour": ["red", "blue"]},
                "min_rating": 4,
                "max_price": 40,
                "currency": "USD",
                "in_stock": True,
            },
        ),
        (
            "五百以内的黑色降噪耳机，评分4以上，要现货",
            {
                "categories": EARS,
                "attributes": {"colour": ["black"]},
                "min_rating": 4,
                "max_price": 500,
                "in_stock": True,
            },
        ),
        (
            "Larkspur over-ear headphones under 150",
            {"categories": ["headphones"], "brands": ["Larkspur"], "max_price": 150},
        ),
        ("a tent for 4 people under 300", {"categories": ["tents"], "max_price": 300}),
        ("三百块以内的双肩包", {"categories": BACKPACKS, "max_price": 300, "currency": "CNY"}),
    ],
)
def test_whole_wishes(text: str, expected: dict[str, Any], demo_words: ShopWords) -> None:
    assert read_constraints(text, demo_words).as_json() == expected


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("I'm looking for noise cancelling headphones", ["headphones"]),
        ("a phone charger", ["chargers"]),
        ("手机充电器", ["chargers"]),
        ("耳机收纳盒", ["storage"]),
        ("headphones and earbuds", EARS),
        ("headphones or a speaker", ["headphones", "speakers"]),
        ("耳机和音箱", [*EARS, "speakers"]),
        ("a tent, a sleeping bag and a headlamp", ["tents", "sleeping bags", "headlamps"]),
        ("帐篷、睡袋和头灯", ["tents", "sleeping bags", "headlamps"]),
        ("手机还是平板好", ["phones", "tablets"]),
        ("除了耳机还想要音箱", ["speakers"]),
        ("dresses", ["dresses"]),
        ("a knife, please", ["knives"]),
        ("knives", ["knives"]),
        ("dog toy", ["pet toys"]),
        ("toys for my dog", ["toys"]),
        ("a bag for my laptop", ["bags"]),
        ("earbuds for running", ["earbuds"]),
        ("headphones with a microphone", ["headphones"]),
        ("under-bed storage", ["storage"]),
        ("a desk lamp", ["lamps"]),
        ("想买双鞋子", ["running shoes", "sneakers"]),
        ("这是不是耳机？", EARS),
    ],
)
def test_kinds_of_product(text: str, categories: list[str], demo_words: ShopWords) -> None:
    assert list(demo_words.categories_in(text)) == categories


@pytest.mark.parametrize(
    "text",
    [
        "a case for my phone",
        "phone case",
        "laptop stand",
        "TV stand for my living room",
        "手机壳",
        "手机支架",
        "something for my cat",
        "cream for my hands",
        "orange juice maker",
        "not a tent",
        "anything but headphones",
    ],
)
def test_what_a_thing_is_for_is_not_what_it_is(text: str, demo_words: ShopWords) -> None:
    assert demo_words.categories_in(text) == ()


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("black or white headphones", ["black", "white"]),
        ("navy backpack", ["navy"]),
        ("a light blue dress", ["blue"]),
        ("深蓝色连衣裙", ["blue", "navy"]),
        ("headphones (black)", ["black"]),
        ("特别喜欢蓝色的背包", ["blue"]),
        ("no black, white please", ["white"]),
        ("not black or white", []),
        ("anything except red or blue", []),
        ("a kettle that isn't black", []),
        ("I don’t want a white one", []),
        ("I hate pink", []),
        ("不要黑色，要白色的", ["white"]),
        ("不要黑色和白色", []),
        ("除了红色都行", []),
        ("黑色以外的背包", []),
        ("黑色和白色的都不要", []),
    ],
)
def test_colours(text: str, colours: list[str], demo_words: ShopWords) -> None:
    assert list(demo_words.colours_in(text)) == colours


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("LARKSPUR headphones", ["Larkspur"]),
        ("larkspur or ostrand headphones", ["Larkspur", "Ostrand"]),
        ("有Larkspur的耳机吗", ["Larkspur"]),
        ("headphones, but not Larkspur", []),
        ("Lantern & Rye dresses", ["Lantern & Rye"]),
    ],
)
def test_brands(text: str, brands: list[str], demo_words: ShopWords) -> None:
    assert list(demo_words.brands_in(text)) == brands


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4 stars and above", 4),
        ("at least 4 stars", 4),
        ("4+ stars", 4),
        ("rated 4.5 or higher", 4.5),
        ("with at least 4.5 rating", 4.5),
        ("rating over 4", 4),
        ("评分4.5以上的耳机", 4.5),
        ("四星以上", 4),
        ("至少4星", 4),
        ("不低于4星", 4),
        ("4.5分以上", 4.5),
        ("5 star headphones", None),
        ("14.5 stars and up", None),
        ("评分最高的耳机", None),
        ("rated by 400 people", None),
        ("over 4 stars, or under $4", 4),
    ],
)
def test_ratings(text: str, rating: float | None, demo_words: ShopWords) -> None:
    read = read_constraints(text, demo_words)
    assert read.min_rating == rating
    assert read.min_price is None


@pytest.mark.parametrize(
    ("text", "in_stock"),
    [
        ("in stock only", True),
        ("it has to be available now", True),
        ("有现货的耳机", True),
        ("only what's in-stock", True),
        ("when will it be back in stock", False),
        ("it isn't in stock", False),
        ("I don't need it to be in stock", False),
        ("what happens when something is out of stock", False),
        ("没货也可以", False),
        ("不用有货也行", False),
        ("没有现货吗", False),
    ],
)
def test_stock(text: str, in_stock: bool, demo_words: ShopWords) -> None:
    assert read_constraints(text, demo_words).in_stock is in_stock


SMALL_TALK = """
Hello!|Hi there, how are you?|Thanks a lot, that was helpful|What can you do?|Who are you?|How long does delivery take?
Is shipping free over $50?|Can I return something after 30 days?|What is your return policy?|How do I cancel my order?
Where is my order #10234?|Do you ship to Canada?|Which cards do you take?|Can I pay by mobile?|What's your phone number?
Can I talk to someone on the phone?|Can I book a delivery slot?|I'm a big fan of your shop|How do I delete my data?
Do you sell gift cards from $10 to $500?|What happens when something is out of stock?|How long is the warranty?
What's the weather like?|Tell me a joke|See you later|Does delivery within 3 days cost more than 10 dollars?
你好|谢谢你的帮助|你们几天发货？|满50美元包邮吗？|30天内可以退货吗？|怎么取消订单？|可以用支付宝付款吗？|保修多久？
你是谁？|能开发票吗？|打手机找客服可以吗|手机号码要填吗？|我要投诉|订单超过50美元免运费吗
"""


@pytest.mark.parametrize("text", [line for row in SMALL_TALK.strip().splitlines() for line in row.split("|")])
def test_small_talk_and_policy_questions_constrain_nothing(text: str, demo_words: ShopWords) -> None:
    assert read_constraints(text, demo_words) == Constraints()


def test_every_listed_word_is_read(demo_words: ShopWords, demo_catalog: Path) -> None:
    listed = yaml.safe_load((demo_catalog.parent / "words.yaml").read_text(encoding="utf-8"))
    missed = [
        word
        for name, words in listed["categories"].items()
        for word in words
        if name not in demo_words.categories_in(f"I need {word}") or name not in demo_words.categories_in(f"想要{word}")
    ]
    missed += [
        word for name, words in listed["colours"].items() for word in words if name not in demo_words.colours_in(word)
    ]
    assert missed == []


def test_every_brand_is_a_word_for_itself(demo_words: ShopWords, demo_rows: Mapping[str, Product]) -> None:
    for row in demo_rows.values():
        assert row.brand in demo_words.brands_in(f"anything by {row.brand}?")


def test_most_titles_are_read_as_what_they_are(demo_words: ShopWords, demo_rows: Mapping[str, Product]) -> None:
    """A title names its own kind or none; a wrong kind would hide the product from who types its title."""
    wrong = [
        (row.title, kinds)
        for row in demo_rows.values()
        for kinds in [demo_words.categories_in(row.title)]
        if kinds and not set(kinds) & set(row.category)
    ]
    assert len(wrong) <= 4, wrong


def test_words_for_what_the_shop_lacks_are_not_read() -> None:
    words = read_shop_words(None, ["tents"], ["Norvale"], {})
    assert words.categories_in("two tents and headphones") == ("tents",)
    assert words.colours_in("a red one") == ()
    assert read_constraints("a red tent", words).attributes == {}


def test_a_shop_without_words() -> None:
    nothing = read_shop_words(None, [], [], {})
    assert read_constraints("red tents by Norvale under $50", nothing) == Constraints(max_price=50.0, currency="USD")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    words = read_shop_words(None, ["tents", "phones"], ["Norvale"], {"colour": ["red"]})
    read = read_constraints(text, words)
    assert Constraints.from_json(read.as_json()) == read
