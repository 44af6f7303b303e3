"""Which requests need no decision, and that those that need one get it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.reading import read_constraints
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.language import language_of
from assistant.agent.obvious import obvious_search
from assistant.agent.turn_context import TurnContext
from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop
from retrieval.policies import PolicyShelf


def turn_of(text: str, words: ShopWords) -> TurnContext:
    read = read_constraints(text, words)
    return TurnContext(text, language_of(text), read, Constraints(), Evidence("USD"), Constraints())


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("wireless headphones under $150", "wireless headphones"),
        ("I need a light tent for two", "i need a light tent for two"),
        ("五百元以内的降噪耳机", "的降噪耳机"),
        ("防水的登山背包", "防水的登山背包"),
        ("running shoes", "running shoes"),
    ],
)
def test_a_kind_of_product_and_nothing_else_is_a_search(text: str, query: str, demo_words: ShopWords) -> None:
    assert obvious_search(turn_of(text, demo_words), reads_chinese=True) == query


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "something nice for my mother",
        "can I return headphones I opened?",
        "how long is the warranty on a laptop",
        "is the second tent waterproof?",
        "compare the two tents",
        "which of these headphones is lighter?",
        "thanks, the kettle is great",
        "my headphones arrived broken",
        "where is the tent I ordered",
        "耳机可以退货吗",
        "第二个帐篷多重",
        "这款耳机续航多久",
        "耳机坏了怎么办",
        "AUD-001 headphones",
        "headphones " * 20,
    ],
)
def test_anything_else_is_for_the_model(text: str, demo_words: ShopWords) -> None:
    assert obvious_search(turn_of(text, demo_words), reads_chinese=True) is None


def test_a_catalogue_without_chinese_needs_a_translation(demo_words: ShopWords) -> None:
    assert obvious_search(turn_of("防水的登山背包", demo_words), reads_chinese=False) is None
    assert obvious_search(turn_of("a hiking backpack", demo_words), reads_chinese=False) == "hiking backpack"


def test_a_guided_model_is_asked_for_the_answer_only(open_scripted_shop: Callable[..., Shop]) -> None:
    script = ScriptedChatModel(steps=[Step("[1] fits best.")])
    shop = open_scripted_shop(tool_calls="guided", language_model=LanguageModel(script, "small", True))
    turn = shop.chat.reply("tents for two under $300")
    assert turn.tool_calls[0].arguments == {
        "query": "tents for two",
        "max_price": 300,
        "currency": "USD",
        "categories": ["tents"],
    }
    assert turn.answer.endswith(" fits best.")
    script.assert_done()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("How long do I have to return something?", "returns"),
        ("运费多少钱？", "shipping"),
        ("Can I pay with Alipay?", "payment"),
        ("耳机可以退货吗", "returns"),
        ("how long is the warranty on a laptop", "warranty"),
    ],
)
def test_a_question_about_rules_needs_no_model(text: str, topic: str, open_scripted_shop: Callable[..., Shop]) -> None:
    turn = open_scripted_shop(tool_calls="guided").chat.reply(text)
    assert [(call.name, call.arguments["topic"]) for call in turn.tool_calls] == [("lookup_policy", topic)]


def test_a_shop_without_rules_invents_none(open_scripted_shop: Callable[..., Shop], tmp_path: Path) -> None:
    shop = open_scripted_shop(tool_calls="guided", policies=PolicyShelf.load(tmp_path))
    turn = shop.chat.reply("can I return an item after 30 days?")
    assert turn.answer == shop.tool_box.replies.fallback("no_rule", "en")


def test_a_guided_model_decides_where_it_is_not_obvious(open_scripted_shop: Callable[..., Shop]) -> None:
    script = ScriptedChatModel(steps=[Step(tool_calls=[("search_products", {"query": "gift"})]), Step("[1] is nice.")])
    shop = open_scripted_shop(tool_calls="guided", language_model=LanguageModel(script, "small", True))
    assert shop.chat.reply("something for my mother's birthday").tool_calls[0].arguments == {"query": "gift"}
    script.assert_done()
