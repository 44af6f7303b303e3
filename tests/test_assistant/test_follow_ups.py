"""Conversations with a small model, of which it is asked only what is not plain; the shop itself does the rest."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import ProductsShown, TextDelta, ToolFinished
from assistant.agent.tools.finding import SHOWN
from assistant.agent.tools.tool_box import SearchWords
from assistant.agent.turn_context import TurnContext
from assistant.errors import LanguageModelError
from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop
from records.nouns import Turn
from retrieval.query import SearchQuery, SearchResult

OpenShop = Callable[..., Shop]
SAID = Step("It suits many.")


@pytest.fixture
def small(open_scripted_shop: OpenShop) -> Callable[..., Shop]:
    """The demo shop with a small scripted model that plays the given steps."""

    def open_with(*steps: Step) -> Shop:
        model = ScriptedChatModel(steps=list(steps))
        return open_scripted_shop(tool_calls="guided", language_model=LanguageModel(model, "small", True))

    return open_with


def talk(shop: Shop, *messages: str) -> list[Turn]:
    return [shop.chat.reply(message, conversation_id="c") for message in messages]


def calls(turn: Turn) -> list[tuple[str, object]]:
    return [
        (call.name, call.arguments.get("product_id") or call.arguments.get("product_ids")) for call in turn.tool_calls
    ]


def test_the_first_sentence_is_the_shops_own_and_comes_with_the_products(small: OpenShop) -> None:
    events = list(small().chat.stream("tents for two under $300"))
    kinds = [type(event) for event in events]
    assert kinds.index(ProductsShown) < kinds.index(TextDelta) < kinds.index(ToolFinished)
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert text.startswith("Here are ")
    assert "tents up to $300; " in text
    assert re.search(r" fits best\. Of these, .+ costs least \(\$[\d.]+\)", text)


def test_a_model_that_is_gone_leaves_the_shops_sentence(open_scripted_shop: OpenShop) -> None:
    search = Step(tool_calls=[("search_products", {"query": "tents"})])
    turn = open_scripted_shop(search, Step(error=LanguageModelError("gone"))).chat.reply("tents under $300")
    assert turn.outcome == "fallback"
    assert turn.shown_product_ids
    assert "fits best." in turn.answer


def test_details_comparison_and_cart_follow_the_list(small: OpenShop) -> None:
    shop = small(SAID, SAID, SAID)
    found, second, both, cheaper, cart = talk(
        shop,
        "wireless headphones",
        "tell me about the second one",
        "compare it with the first one",
        "add the cheaper one to my cart",
        "what's in my cart?",
    )
    assert calls(second) == [("show_product", "2")]
    assert calls(both) == [("compare_products", ["2", "1"])]
    first_two = [shop.search_engine.product(one) for one in found.shown_product_ids[:2]]
    cheapest = min((p for p in first_two if p), key=lambda product: product.price)
    assert cheapest.title in cheaper.answer
    assert cheapest.title in cart.answer


def test_more_leaves_out_what_was_shown_until_there_is_no_more(small: OpenShop) -> None:
    first, more, last = talk(small(SAID, SAID), "headphones", "show me more", "还有吗")
    assert set(first.shown_product_ids).isdisjoint(more.shown_product_ids)
    assert more.shown_product_ids
    assert last.language == "zh"
    assert last.shown_product_ids == ()
    assert last.answer.startswith("符合要求的都已经给您看过了")


def test_cheaper_and_lighter_go_below_what_was_first(small: OpenShop) -> None:
    shop = small(SAID, SAID, SAID)
    found, lighter, cheaper = talk(shop, "tents", "lighter", "又便宜点的")

    def first_and_all(turn: Turn) -> list[float]:
        return [p.price for p in map(shop.search_engine.product, turn.shown_product_ids) if p]

    weights = [p.attributes["weight_kg"] for one in lighter.shown_product_ids if (p := shop.search_engine.product(one))]
    before = shop.search_engine.product(found.shown_product_ids[0])
    assert before is not None
    assert all(weight < before.attributes["weight_kg"] for weight in weights)  # type: ignore[operator]
    assert f"lighter than {before.title}" in lighter.answer
    assert max(first_and_all(cheaper)) < first_and_all(lighter)[0]


def test_nothing_cheaper_is_said_with_the_price(small: OpenShop) -> None:
    *_, none = talk(small(SAID, SAID), "想买一双跑鞋", "便宜点的")
    assert none.shown_product_ids == ()
    assert "没有比" in none.answer


def test_a_refinement_in_another_language_keeps_what_holds(small: OpenShop) -> None:
    first, blue, kind = talk(small(SAID, SAID, SAID), "headphones under $200", "要黑色的", "那帐篷呢")
    assert blue.language == "zh"
    assert blue.constraints["max_price"] == 200
    assert blue.constraints["attributes"] == {"colour": ["black"]}
    assert first.constraints["categories"] == blue.constraints["categories"]
    assert kind.constraints["categories"] == ["tents"]
    assert "attributes" not in kind.constraints


def test_which_one_is_asked_once_and_its_answer_finishes_the_request(small: OpenShop) -> None:
    shop = small(SAID)
    found, asked, done = talk(shop, "headphones", "put it in my basket", "the second one please")
    second = shop.search_engine.product(found.shown_product_ids[1])
    assert second is not None
    assert asked.answer == shop.tool_box.replies.fallback("which", "en")
    assert calls(done) == [("cart_add", "2")]
    assert second.title in done.answer


@pytest.mark.parametrize(
    ("wish", "more", "steps"),
    [
        ("I need a gift", "for my mother", [SAID]),
        ("买个礼物", "送给妈妈的", [Step(tool_calls=[("search_products", {"query": "礼物 香薰"})]), SAID]),
    ],
)
def test_a_wish_too_broad_is_asked_about_once(wish: str, more: str, steps: list[Step], small: OpenShop) -> None:
    asked, found = talk(small(*steps), wish, more)
    assert asked.answer.rstrip("。").endswith(("too.", "多少")) or "?" in asked.answer or "？" in asked.answer
    assert not asked.tool_calls
    assert found.tool_calls[0].name == "search_products"
    assert "gift" in found.tool_calls[0].arguments["query"] or "礼物" in found.tool_calls[0].arguments["query"]


def test_a_broad_wish_is_not_asked_about_twice_in_a_row(small: OpenShop) -> None:
    search = Step(tool_calls=[("search_products", {"query": "nice things"})])
    asked, found = talk(small(search, SAID), "something nice", "surprise me")
    assert not asked.tool_calls
    assert found.tool_calls


@pytest.mark.parametrize("wish", ["a tent", "red shoes under 50", "买个帐篷", "something for camping"])
def test_a_wish_that_says_enough_is_searched_for(wish: str, small: OpenShop) -> None:
    turn = small(SAID).chat.reply(wish)
    assert [call.name for call in turn.tool_calls] == ["search_products"]


def test_references_still_hold_after_many_turns(small: OpenShop) -> None:
    questions = ["how long is the warranty?", "运费多少钱", "what's in my cart?", "thanks!", "do you ship to Canada?"]
    *_, second = talk(small(SAID, SAID), "tents", *questions, "is the second one waterproof?")
    assert calls(second) == [("show_product", "2")]


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("hello", "welcome"),
        ("谢谢", "不客气"),
        ("thanks a lot!", "welcome"),
        ("再见", "下次见"),
        ("你是机器人吗", "程序"),
    ],
)
def test_courtesies_need_no_model(message: str, answer: str, small: OpenShop) -> None:
    turn = small().chat.reply(message)
    assert answer in turn.answer
    assert not turn.tool_calls


def test_what_is_not_plain_is_decided_by_the_model(small: OpenShop) -> None:
    shop = small(Step(tool_calls=[("search_products", {"query": "camping light"})]))
    turn = shop.chat.reply("it gets so dark when we camp with the kids")
    assert turn.tool_calls[0].arguments["query"] == "camping light"
    assert isinstance(shop.language_model.chat_model, ScriptedChatModel)
    shop.language_model.chat_model.assert_done()


def test_a_large_model_decides_everything_itself(open_scripted_shop: OpenShop) -> None:
    search = Step(tool_calls=[("search_products", {"query": "two person tent"})])
    turn = open_scripted_shop(search, Step("Have a look.")).chat.reply("a two person tent")
    assert turn.tool_calls[0].arguments["query"] == "two person tent"
    assert turn.answer.endswith("fits best. Have a look.")


def test_own_words_that_find_nothing_are_left_to_the_model(small: OpenShop) -> None:
    """It may write a query of its own, and nothing is shown or quoted before."""
    shop = small(Step(tool_calls=[("search_products", {"query": "portable speaker"})]))
    turn = shop.chat.reply("I am looking for a frobnicator zorblax")
    assert [call.arguments["query"] for call in turn.tool_calls] == ["portable speaker"]
    assert turn.shown_product_ids


def test_where_only_a_limit_is_in_the_way_the_shop_says_so_itself(small: OpenShop) -> None:
    turn = small().chat.reply("I am looking for tents under $1")
    assert [call.name for call in turn.tool_calls] == ["search_products"]
    assert turn.outcome != "fallback"


def test_how_many_fit_is_evidence_for_the_answer(small: OpenShop) -> None:
    """The head line is told to the model, so a sentence that repeats its number is no invention."""
    shop, held = small(), Constraints()
    turn = TurnContext("tents", "en", held, held, Evidence("USD"), held)
    head, *_ = shop.tool_box.search(SearchWords("tents"), turn, lambda event: None).splitlines()
    assert re.match(r"\d+ products fit", head)
    assert head in turn.evidence.facts


@pytest.mark.parametrize(
    ("query", "held", "nowhere"),
    [
        ("frobnicator zorblax", Constraints(), True),
        ("tents", Constraints(), False),
        ("frobnicator zorblax", Constraints(categories=("tents",)), False),
        ("tents", Constraints(max_price=0.5), False),
        ("tents", Constraints(brands=("Gone",)), False),
    ],
)
def test_own_words_lead_nowhere_only_where_no_limit_is_at_fault(
    query: str, held: Constraints, nowhere: bool, small: OpenShop
) -> None:
    turn = TurnContext(query, "en", Constraints(), held, Evidence("USD"), held)
    assert small().tool_box.finding.leads_nowhere(query, turn) is nowhere
    assert turn.searched is None
    assert not turn.quotes


@pytest.mark.parametrize(
    "wish",
    [
        "送妈妈的生日礼物",
        "想给爸爸买个礼物，一百以内",
        "给侄子的礼物",
        "我外甥的生日礼物",
        "a birthday present for my dad",
        "a present for my nephew",
        "my nephew's present",
        "gift ideas for my sister under $80",
    ],
)
def test_a_present_is_found_among_what_the_shop_marks_as_presents(wish: str, small: OpenShop) -> None:
    """Without a model, and not by whom it is for: kitten food is written about in Chinese with the word for mother."""
    shop = small()
    turn = shop.chat.reply(wish)
    assert turn.outcome == "answered"
    assert turn.constraints["recipient"]
    shown = [shop.search_engine.product(one) for one in turn.shown_product_ids]
    assert shown
    assert any(product is not None and any("gift" in tag for tag in product.tags) for product in shown)
    assert not any(product is not None and "pets" in product.category for product in shown)


@pytest.mark.parametrize("wish", ["a present for my nephew", "tents under $300", "something for camping", "买个帐篷"])
def test_a_turn_searches_once(wish: str, small: OpenShop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, searched = small(), []
    search = type(shop.search_engine).search

    def counted(engine: object, query: SearchQuery) -> SearchResult:
        searched.append(query)
        return search(engine, query)  # type: ignore[arg-type]

    monkeypatch.setattr(type(shop.search_engine), "search", counted)
    assert shop.chat.reply(wish).shown_product_ids
    assert len([query for query in searched if query.top_k == SHOWN]) == 1
    assert len(searched) <= 2  # reading a message looks once for products that it names
