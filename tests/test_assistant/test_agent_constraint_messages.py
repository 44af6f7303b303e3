"""Messages read against what is held: a table of conversations, what is taken back, and hostile strings."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.constraints.bounds import Bounds
from assistant.agent.constraints.giving_up import GivenUp
from assistant.agent.constraints.held import Constraints, Exchange, search_query
from assistant.agent.constraints.message import after_clicks, read_message
from assistant.agent.constraints.shop_words import CurrentShopWords, ShopWords, read_shop_words
from retrieval.config import RetrievalConfig
from retrieval.engine import SearchEngine
from retrieval.hash_embedding import HashEmbedder

TODAY = date(2026, 11, 22)
CONVERSATIONS = yaml.load((Path(__file__).parent / "constraint_messages.yaml").read_text("utf-8"), yaml.BaseLoader)


@pytest.fixture(scope="module")
def shop_words(demo_index: Path, demo_catalog: Path) -> Iterator[ShopWords]:
    """The demo shop's words over its index, which knows the attributes of each kind."""
    engine = SearchEngine.open(RetrievalConfig(demo_index / "index"), HashEmbedder())
    yield CurrentShopWords(demo_catalog.parent / "words.yaml", engine).read()
    engine.close()


def plain(value: Any) -> Any:
    """Numbers as the table writes them: in text."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.lower() if isinstance(value, str) else str(value).lower()


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation[0])
def test_a_conversation_leaves_these_constraints(conversation: list[Any], shop_words: ShopWords) -> None:
    held, unsettled = Constraints(), ""
    for message, expected in zip(conversation[::2], conversation[1::2], strict=True):
        read = read_message(message, held, shop_words, TODAY, unsettled)
        assert (read.contradiction is not None) == (expected == "ask"), message
        unsettled = message if read.contradiction else ""
        if not unsettled:
            held = read.after
            assert plain(held.as_json()) == plain(expected), message


FULL = Constraints(
    max_price=100,
    categories=("headphones",),
    brands=("Larkspur",),
    attributes={"colour": ("black",), "wireless": ("yes",)},
    min_rating=4,
    in_stock=True,
    ranges={"weight": Bounds(None, 300, "g")},
    excluded_brands=("Ostrand",),
    deadline="2026-12-24",
    recipient="mum",
)
TAKEN_BACK = {
    "price": "any price is fine|forget the price|price doesn't matter|no price limit|money is no object|no budget|"
    "ignore the budget|the price isn't important|价格无所谓|预算不限|不在乎价格|去掉价格限制|价格不是问题|多少钱都行",
    "brands": "any brand is fine|the brand doesn't matter|I'm open to any brand|drop the brand|other brands are fine|"
    "品牌不限|什么牌子都行|牌子随便|别的牌子也行|任何品牌都可以",
    "brands=Larkspur": "not necessarily Larkspur|it doesn't have to be Larkspur|不一定要云雀的",
    "attributes.colour": "any colour|colour is not important|I don't mind the color|never mind the colour|"
    "remove the colour filter|颜色不限|颜色都可以|不限颜色|什么颜色都行",
    "attributes.colour=black": "it doesn't have to be black|forget black|black is not a must|不用黑色了|不一定要黑色",
    "attributes.wireless=yes": "it needn't be wireless|it doesn't need to be wireless|不需要无线",
    "min_rating": "don't care about the rating|rating doesn't matter|any rating|评分不重要|不看重评分|评分无所谓",
    "in_stock": "it doesn't have to be in stock|out of stock is fine|没货也行|不用有货",
    "ranges.weight": "the weight doesn't matter|forget the weight|any weight|重量无所谓|重量不限",
    "deadline": "the deadline doesn't matter|forget the deadline|时间无所谓|日期不重要",
    "recipient": "it's for me|it's for myself|给我自己用的",
    "all": "start over|let's start again|forget everything|reset|clear all filters|重新来|从头开始|重新开始",
}


@pytest.mark.parametrize(
    ("name", "message"), [(name, message) for name, said in TAKEN_BACK.items() for message in said.split("|")]
)
def test_a_word_takes_back_one_constraint_and_no_other(name: str, message: str, shop_words: ShopWords) -> None:
    constraint, _, value = name.partition("=")
    expected = FULL.dropping(constraint, value or None)
    if constraint == "brands" and not value:
        expected = expected.dropping("excluded_brands")
    read = read_message(message, FULL, shop_words, TODAY)
    assert read.after == expected
    assert read.contradiction is None
    assert not read.another


def test_a_click_takes_back_what_it_names() -> None:
    assert after_clicks((GivenUp("attributes.colour", "black"),), FULL, TODAY).after.attributes == {
        "wireless": ("yes",)
    }
    assert after_clicks((GivenUp("min_rating"),), FULL, TODAY).after.min_rating is None
    assert after_clicks((GivenUp("nonsense"), GivenUp("brands", "Nobody")), FULL, TODAY).after == FULL


@pytest.mark.parametrize(
    "message",
    [
        "do you have any brand new phones?",
        "what colours do you have?",
        "is price negotiable?",
        "which brand is best?",
        "有什么颜色？",
        "哪个牌子好？",
        "how do I reset my headphones?",
        "any recommendations?",
    ],
)
def test_a_question_takes_nothing_back(message: str, shop_words: ShopWords) -> None:
    held = FULL.dropping("categories")
    assert read_message(message, held, shop_words, TODAY).given_up == ()


def test_an_attribute_that_the_kind_does_not_have_is_never_a_constraint(shop_words: ShopWords) -> None:
    for message in ("a waterproof novel", "a kettle with at least 500 pages", "dog food over 10 hours", "降噪的帐篷"):
        read = read_message(message, Constraints(), shop_words, TODAY).said
        assert read.attributes == {}
        assert read.ranges == {}


def test_every_constraint_that_is_read_can_be_searched(shop_words: ShopWords) -> None:
    assert isinstance(shop_words.catalogue, SearchEngine)
    for conversation in CONVERSATIONS:
        for message in conversation[::2]:
            read = read_message(message, Constraints(), shop_words, TODAY)
            shop_words.catalogue.search(search_query(read.after, message, Exchange("USD", {}), 3))


ANYTHING = st.text(max_size=80) | st.lists(
    st.sampled_from(
        [
            "under",
            "over",
            "2",
            "kg",
            "10",
            "hours",
            "any",
            "brand",
            "not",
            "red",
            "or",
            "M码",
            "以上",
            "不用",
            "黑色",
            "by",
            "Friday",
            "for",
            "my",
            "mum",
            "一共",
            "500",
            "?",
            ",",
            "start",
            "over",
        ]
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(ANYTHING, ANYTHING)
def test_any_two_messages_can_be_read(first: str, second: str) -> None:
    words = read_shop_words(None, ["tents", "headphones"], ["Larkspur"], {"colour": ["red", "black"]})
    held = read_message(first, FULL, words, TODAY).after
    read = read_message(second, held, words, TODAY, unsettled=first)
    assert Constraints.from_json(read.after.as_json()) == read.after


HOSTILE = [
    "not " * 500,
    "any " * 500,
    "for my " * 300,
    "by " * 700,
    "don't care about the " * 95,
    "不" * 2000,
    "送给" * 1000,
    "is not important " * 120,
    "a b " * 500,
    "2 kg " * 400,
    "什么" * 1000,
    "red or " * 285,
    "," * 2000,
    "1月1日" * 400,
    "the price the price " * 100,
    "between 1 kg and 2 kg " * 90,
]


@pytest.mark.parametrize("message", HOSTILE)
def test_a_long_message_is_read_in_time(message: str, shop_words: ShopWords) -> None:
    """A message of 2,000 characters, the longest that is taken, in a small part of the 80 ms a turn may cost."""
    held = Constraints(categories=("tents",))
    fastest = 1.0
    for _ in range(3):
        started = time.thread_time()
        read_message(message[:2000], held, shop_words, TODAY)
        fastest = min(fastest, time.thread_time() - started)
    assert fastest < 0.05


def test_warming_reads_the_attributes_of_every_kind(demo_index: Path, demo_catalog: Path) -> None:
    engine = SearchEngine.open(RetrievalConfig(demo_index / "index"), HashEmbedder())
    words = CurrentShopWords(demo_catalog.parent / "words.yaml", engine)
    words.warm()
    assert words.read().attributes_of(("tents",)).has("weight")
    assert not words.read().attributes_of(("fiction",)).has("battery")
    engine.close()
