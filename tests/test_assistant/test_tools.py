"""The tools as a language model sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.utils.function_calling import convert_to_openai_tool

from assistant.agent.tools.offered import shop_tools
from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop


class _EnglishOnly:
    """The demo shop's engine, saying that its catalogue has no Chinese."""

    has_chinese = False

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def schemas(shop: Shop) -> dict[str, Any]:
    tools = shop_tools(shop.tool_box, shop.prompts.get("shopping_agent"))
    functions = [convert_to_openai_tool(tool)["function"] for tool in tools]
    return {function["name"]: function["parameters"]["properties"] for function in functions}


def test_without_chinese_in_the_catalogue_the_schema_asks_for_english(open_scripted_shop: Callable[..., Shop]) -> None:
    whole = open_scripted_shop(tool_calls="guided")
    assert "pattern" not in schemas(whole)["search_products"]["query"]
    engine = _EnglishOnly(whole.search_engine)
    assert (
        "pattern" in schemas(open_scripted_shop(tool_calls="guided", search_engine=engine))["search_products"]["query"]
    )
    assert "pattern" not in schemas(open_scripted_shop(search_engine=engine))["search_products"]["query"]


def test_the_pattern_refuses_no_shortcut(open_scripted_shop: Callable[..., Shop]) -> None:
    engine = _EnglishOnly(open_scripted_shop().search_engine)
    script = ScriptedChatModel(steps=[Step("[1] fits best.")])
    model = LanguageModel(script, "small", True)
    shop = open_scripted_shop(tool_calls="guided", language_model=model, search_engine=engine)
    turn = shop.chat.reply("A waterproof rain jacket for hiking, under $200")
    assert turn.tool_calls[0].arguments["query"] == "waterproof rain jacket for hiking"
    assert turn.tool_calls[0].ok
    assert turn.shown_product_ids
