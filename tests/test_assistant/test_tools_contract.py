"""Every tool the shop offers: described, exemplified, marked, and working end to end in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from assistant.agent.shopping_agent import system_prompt
from assistant.agent.token_count import estimated_tokens
from assistant.agent.tools.offered import shop_tools
from assistant.agent.tools.table import TOOLS
from assistant.llm.guided_tools import tool_lines
from assistant.wiring import Shop
from tests.test_assistant.tool_turns import OpenShop, Shopper

WRITING = {"cancel_order", "start_return", "start_exchange", "cart_add", "cart_remove", "hand_off"}
NAMES = [
    "search_products",
    "show_product",
    "compare_products",
    "similar_products",
    "review_digest",
    "lookup_policy",
    "list_orders",
    "order_status",
    "cancel_order",
    "start_return",
    "start_exchange",
    "cart_view",
    "cart_add",
    "cart_remove",
    "hand_off",
]
Case = tuple[str, str, Mapping[str, Any], str]
CASES: Mapping[str, tuple[Case, Case]] = {
    # tool: for each language what is said, by whom, the arguments, and what must stand in the tool's answer
    "search_products": (
        ("headphones under $150", "", {"query": "headphones", "max_price": 150}, "products fit"),
        ("一百五十美元以内的耳机", "", {"query": "headphones"}, "products fit"),
    ),
    "show_product": (
        ("tell me about the Hush 2", "", {"product_id": "AUD-001"}, "$129.00"),
        ("介绍一下 AUD-001", "", {"product_id": "aud-001"}, "云雀"),
    ),
    "compare_products": (
        ("compare them", "", {"product_ids": ["AUD-001", "AUD-002"]}, "Hush 1"),
        ("比较这两款", "", {"product_ids": ["AUD-001", "AUD-002"]}, "云雀 Hush 1"),
    ),
    "similar_products": (
        ("anything like it?", "", {"product_id": "AUD-001"}, "[1] "),
        ("有类似的吗", "", {"product_id": "AUD-001"}, "[1] "),
    ),
    "review_digest": (
        ("what do reviews say?", "", {"product_id": "ELE-001"}, "What they like:"),
        ("评价怎么样", "", {"product_id": "ELE-001"}, "大家喜欢的地方："),
    ),
    "lookup_policy": (
        (
            "how long can I return things?",
            "",
            {"topic": "returns", "question": "How many days to change my mind?"},
            "30 days",
        ),
        ("多少天内可以退货", "", {"topic": "returns", "question": "多少天"}, "30 天"),
    ),
    "list_orders": (
        ("my orders", "C-002", {}, "D-100529"),
        ("我的订单", "C-002", {}, "D-100529"),
    ),
    "order_status": (
        ("where is D-100529?", "C-002", {"order_id": "D-100529"}, "on its way"),
        ("D-100529 到哪了", "C-002", {"order_id": "d-100529"}, "正在路上"),
    ),
    "cancel_order": (
        ("cancel my last order", "C-022", {"order_id": "last"}, "Shall I cancel order D-100540"),
        ("取消我最近的订单", "C-022", {"order_id": "last", "reason": "买重了"}, "要取消订单D-100540"),
    ),
    "start_return": (
        ("I want to return it", "C-004", {"order_id": "D-100521", "product_id": "BOO-005", "reason": "dull"}, "return"),
        ("我要退货", "C-004", {"order_id": "D-100521", "product_id": "BEA-001", "reason": "不合适"}, "申请退货"),
    ),
    "start_exchange": (
        ("swap it for an L", "C-004", {"order_id": "D-100521", "wanted": "size L"}, "cannot exchange"),
        ("换个大号", "C-004", {"order_id": "D-100521", "wanted": "大号"}, "不能直接换货"),
    ),
    "cart_view": (("what is in my cart", "C-002", {}, "empty"), ("看看购物车", "", {}, "空的")),
    "cart_add": (
        ("add it to my cart", "", {"product_id": "AUD-001", "quantity": 2}, "2 × Larkspur"),
        ("加入购物车", "C-002", {"product_id": "AUD-001"}, "已加入购物车"),
    ),
    "cart_remove": (
        ("remove it from my cart", "C-002", {"product_id": "AUD-001"}, "empty"),
        ("从购物车里删掉它", "", {"product_id": "AUD-001"}, "空的"),
    ),
    "hand_off": (
        ("let me talk to a person", "C-002", {"reason": "wants a person"}, "H-"),
        ("转人工", "", {"reason": "要找人"}, "H-"),
    ),
}


def functions(shop: Shop) -> list[dict[str, Any]]:
    tools = shop_tools(shop.tool_box, shop.prompts.get("shopping_agent"))
    return [convert_to_openai_tool(tool)["function"] for tool in tools]


def test_the_demo_shop_offers_every_tool(open_scripted_shop: OpenShop) -> None:
    assert [function["name"] for function in functions(open_scripted_shop())] == NAMES == [spec.name for spec in TOOLS]


@pytest.mark.parametrize("name", NAMES)
def test_a_tool_says_what_it_does_and_gives_an_example_of_each_argument(
    open_scripted_shop: OpenShop, name: str
) -> None:
    function = next(one for one in functions(open_scripted_shop()) if one["name"] == name)
    assert len(function["description"]) > 15
    schema = function["parameters"]
    assert "runtime" not in schema["properties"]
    assert not {"customer_id", "conversation_id", "database"} & set(schema["properties"])
    for argument in schema["properties"].values():
        assert argument["description"].endswith(".")
        assert argument["examples"]
        for example in argument["examples"]:
            jsonschema.validate(example, argument)


def test_each_tool_is_marked_as_reading_or_writing(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    tools = shop_tools(shop.tool_box, shop.prompts.get("shopping_agent"))
    assert {tool.name for tool in tools if (tool.metadata or {})["writes"]} == WRITING
    assert all(isinstance((tool.metadata or {})["writes"], bool) for tool in tools)


def test_a_rule_is_looked_up_under_the_shops_own_topics(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    asked = next(one for one in functions(shop) if one["name"] == "lookup_policy")["parameters"]["properties"]["topic"]
    assert asked["enum"] == list(shop.policies.topics)


def test_without_a_ledger_or_reviews_their_tools_are_not_offered(open_scripted_shop: OpenShop) -> None:
    from assistant.agent.tools.reviews import ReviewShelf

    shop = open_scripted_shop(ledger=None, reviews=ReviewShelf())
    assert [function["name"] for function in functions(shop)] == [
        "search_products", "show_product", "compare_products", "similar_products", "lookup_policy"
    ]  # fmt: skip


@pytest.mark.parametrize("tool_calls", ["native", "guided"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_each_tool_works_end_to_end(open_scripted_shop: OpenShop, name: str, language: str, tool_calls: str) -> None:
    text, customer, arguments, expected = CASES[name][language == "zh"]
    shopper = Shopper(open_scripted_shop, customer or None, "native")
    if tool_calls == "guided":  # as a small model's tools, called by one that never takes a shortcut
        shopper.shop.tool_box.__dict__["guided"] = True
        shopper.shop.tool_box.__dict__.pop("counter", None)
    told = shopper.say(text, (name, arguments), closing="")
    assert told.turn.language == language
    (call,) = told.turn.tool_calls
    assert call.name == name
    assert expected in call.result
    assert told.answer.strip()
    if name not in ("start_exchange", "cart_remove"):  # which the shop has to decline here
        assert call.ok


def test_the_small_models_prompt_stays_short(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(tool_calls="guided")
    prompt = shop.prompts.get("shopping_agent")
    lines = tool_lines([{"function": one} for one in functions(shop)], prompt.render("guided.reply_description"))
    told = system_prompt(prompt, shop.settings.shop_name, shop.search_engine.vocabulary.departments, guided=True)
    whole = told + prompt.render("guided.tools_prompt", tools=lines)
    assert estimated_tokens(whole) <= 1665  # 1,300 of the embedded model's own tokens
