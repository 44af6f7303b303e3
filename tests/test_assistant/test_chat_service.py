"""One turn over the demo shop with a scripted language model: events, checks, log, and what happens on failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import (
    ChatEvent,
    ConstraintsChanged,
    ProductsShown,
    TextDelta,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from assistant.agent.tools.tool_box import SearchWords
from assistant.agent.turn_context import TurnContext
from assistant.errors import LanguageModelError, ShopperError
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop
from records.nouns import Turn

OpenShop = Callable[..., Shop]


def search(query: str, **arguments: Any) -> Step:
    return Step(tool_calls=[("search_products", {"query": query, **arguments})])


def text_of(events: list[ChatEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def shown(events: list[ChatEvent]) -> list[str]:
    return [hit.product.id for event in events if isinstance(event, ProductsShown) for hit in event.hits]


def ended(events: list[ChatEvent]) -> Turn:
    last = events[-1]
    assert isinstance(last, TurnEnded)
    return last.turn


def script_of(shop: Shop) -> ScriptedChatModel:
    model = shop.language_model.chat_model
    assert isinstance(model, ScriptedChatModel)
    return model


def test_products_come_before_prose_and_the_turn_is_logged(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("noise cancelling headphones"), Step("The first one [1] is a fine choice."))
    events = list(shop.chat.stream("headphones with noise cancelling under $150", conversation_id="c1"))
    kinds = [type(event) for event in events]
    assert kinds[0] is TurnStarted
    assert kinds.index(ToolStarted) < kinds.index(ProductsShown) < kinds.index(TextDelta)
    assert kinds.index(ProductsShown) < kinds.index(ToolFinished)
    assert kinds[-1] is TurnEnded
    turn = ended(events)
    assert shop.log.turns("c1") == (turn,)
    first = shop.search_engine.product(turn.shown_product_ids[0])
    assert first is not None
    assert turn.answer.startswith("Here are ")
    assert turn.answer.endswith(f"{first.title} fits best. The first one {first.title} is a fine choice.")
    assert turn.prompt == shop.prompts.get("shopping_agent").label
    assert turn.prompt_hash == shop.prompts.get("shopping_agent").hash
    assert turn.model == "scripted"
    assert turn.usage == {"prompt_tokens": 200, "completion_tokens": 20}
    assert turn.timings_ms["products"] <= turn.timings_ms["first_text"] <= turn.timings_ms["total"]
    assert list(turn.shown_product_ids) == shown(events)


def test_every_product_shown_keeps_what_the_message_said(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Have a look."))
    events = list(shop.chat.stream("black headphones between $50 and $150, at least 4 stars, in stock"))
    hits = [hit.product for event in events if isinstance(event, ProductsShown) for hit in event.hits]
    assert hits
    for product in hits:
        assert 50 <= product.price <= 150
        assert (product.rating or 0) >= 4
        assert product.stock
        assert product.attributes["colour"] == "black"
        assert "headphones" in product.category
    assert ended(events).constraints == {
        "min_price": 50,
        "max_price": 150,
        "currency": "USD",
        "categories": ["headphones"],
        "attributes": {"colour": ["black"]},
        "min_rating": 4,
        "in_stock": True,
    }


def test_numbers_the_shopper_never_said_are_not_taken_from_the_model(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("kettle", min_price=10, max_price=40, min_rating=3), Step("Here you are."))
    turn = ended(list(shop.chat.stream("show me kettles")))
    assert turn.constraints == {"categories": ["kettles"]}
    assert turn.tool_calls[0].arguments == {"query": "kettle", "categories": ["kettles"]}


def test_a_number_the_reader_missed_is_taken_from_the_model(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("kettle", max_price=60), Step("Here you are."))
    turn = ended(list(shop.chat.stream("kettles please, I have 60 to spend")))
    assert turn.constraints == {"max_price": 60, "categories": ["kettles"]}


def test_a_wrong_price_is_put_right_before_it_is_shown(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("The first [1] costs only $3.50 today. It has 999 hours."))
    events = list(shop.chat.stream("wireless headphones"))
    first = next(hit.product for event in events if isinstance(event, ProductsShown) for hit in event.hits)
    assert "3.50" not in text_of(events)
    assert f"${first.price:.2f}" in text_of(events)
    assert "999" not in text_of(events)
    claims = ended(events).claims
    assert {name: claims[name] for name in ("checked", "repaired", "dropped")} == {
        "checked": 3,
        "repaired": 1,
        "dropped": 1,
    }


def test_an_answer_with_nothing_true_in_it_leaves_what_the_shop_says_itself(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("headphones"), Step("It lasts 999 hours and weighs 12345 g."))
    events = list(shop.chat.stream("wireless headphones"))
    assert text_of(events).startswith("Here are ")
    assert text_of(events).endswith(" fits best. ")
    assert ended(events).claims["dropped"] == 1


def test_a_foreign_budget_is_converted_and_said(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("耳机"), Step("可以看看第一款[1]。"))
    events = list(shop.chat.stream("五百元以内的耳机"))
    hits = [hit.product for event in events if isinstance(event, ProductsShown) for hit in event.hits]
    assert hits
    assert all(product.price <= 70 for product in hits)
    turn = ended(events)
    assert (turn.constraints["max_price"], turn.constraints["currency"]) == (500, "CNY")
    assert turn.answer.startswith("¥500.00按本店汇率约合$70.00")
    assert turn.language == "zh"


def test_a_refinement_keeps_the_budget_and_another_kind_drops_it(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(
        search("headphones"), Step("Fine."), search("wireless headphones"), Step("Fine."), search("tent"), Step("Fine.")
    )
    ended(list(shop.chat.stream("headphones under $80", conversation_id="c")))
    refined = list(shop.chat.stream("only black ones please", conversation_id="c"))
    assert ended(refined).constraints == {
        "max_price": 80,
        "currency": "USD",
        "categories": ["headphones"],
        "attributes": {"colour": ["black"]},
    }
    assert ended(list(shop.chat.stream("now a tent", conversation_id="c"))).constraints == {"categories": ["tents"]}


def test_a_policy_question_changes_no_constraint(open_scripted_shop: OpenShop) -> None:
    ask = Step(tool_calls=[("lookup_policy", {"topic": "shipping", "question": "free shipping"})])
    shop = open_scripted_shop(search("kettle"), Step("Fine."), ask, Step("Yes, see our shipping rules."))
    before = ended(list(shop.chat.stream("kettles under $90", conversation_id="c"))).constraints
    events = list(shop.chat.stream("is shipping free over $50?", conversation_id="c"))
    assert ended(events).constraints == before
    assert not any(isinstance(event, ConstraintsChanged) for event in events)


def test_a_small_model_does_not_retell_the_rules(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(tool_calls="guided")
    turn = ended(list(shop.chat.stream("Can I return opened cosmetics?")))
    assert turn.outcome == "answered"
    assert turn.tool_calls[0].arguments["topic"] == "returns"
    quoted = [section for section in shop.policies.sections if section.text["en"] in turn.answer]
    assert quoted
    assert quoted[0].topic == "returns"
    assert all(f"**{section.title['en']}**" in turn.answer for section in quoted)


def test_a_small_model_has_no_say_where_nothing_was_found(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(tool_calls="guided")
    turn = ended(list(shop.chat.stream("laptops under $20")))
    assert turn.outcome == "answered"
    assert turn.answer.startswith("Nothing fits that price. The closest costs $")
    assert turn.shown_product_ids == ()


def test_a_small_model_asks_which_product_is_meant(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step(tool_calls=[("show_product", {"product_id": "12345"})]), tool_calls="guided")
    turn = ended(list(shop.chat.stream("我们露营的时候晚上太黑了")))
    assert turn.answer == shop.tool_box.replies.fallback("which", "zh")


def test_there_is_nothing_to_compare_before_something_is_shown(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step("Hello!"), search("tent"), Step("Fine."), Step("Hello again!"))
    list(shop.chat.stream("hi there", conversation_id="c"))
    list(shop.chat.stream("tents", conversation_id="c"))
    list(shop.chat.stream("hi again", conversation_id="c"))
    asked = [call.messages[-1].additional_kwargs.get("tools_withheld") for call in script_of(shop).calls]
    assert asked == [["show_product", "compare_products"], ["show_product", "compare_products"], None, None]


def test_cheaper_searches_the_same_below_what_was_shown(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step("[1] fits best."), Step("[1] fits best."), tool_calls="guided")
    first = ended(list(shop.chat.stream("over-ear headphones", conversation_id="c")))
    cheaper = ended(list(shop.chat.stream("something cheaper please", conversation_id="c")))
    shown_first = shop.search_engine.product(first.shown_product_ids[0])
    assert shown_first is not None
    hits = [shop.search_engine.product(product_id) for product_id in cheaper.shown_product_ids]
    assert hits
    assert all(hit is not None and hit.price < shown_first.price and "headphones" in hit.category for hit in hits)


def test_a_budget_named_in_small_talk_waits_for_the_search(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step("Good to know."), search("kettle"), Step("Fine."))
    ended(list(shop.chat.stream("my budget is 40 dollars", conversation_id="c")))
    events = list(shop.chat.stream("kettles please", conversation_id="c"))
    assert ended(events).constraints == {"max_price": 40, "currency": "USD", "categories": ["kettles"]}


def test_the_second_one_is_the_second_shown(open_scripted_shop: OpenShop) -> None:
    show = Step(tool_calls=[("show_product", {"product_id": "2"})])
    shop = open_scripted_shop(search("tent"), Step("Fine."), show, Step("It is a good tent."))
    first = ended(list(shop.chat.stream("tents", conversation_id="c")))
    second = ended(list(shop.chat.stream("tell me about the second one", conversation_id="c")))
    product = shop.search_engine.product(first.shown_product_ids[1])
    assert product is not None
    assert product.title in second.tool_calls[0].result
    assert second.shown_product_ids == ()


def test_an_unknown_product_is_said_to_the_model_and_not_made_up(open_scripted_shop: OpenShop) -> None:
    show = Step(tool_calls=[("show_product", {"product_id": "NOPE-1"})])
    shop = open_scripted_shop(show, Step("Which one do you mean?"))
    turn = ended(list(shop.chat.stream("tell me about that one")))
    assert not turn.tool_calls[0].ok
    assert turn.answer == "Which one do you mean?"


def test_comparing_gives_the_model_both_rows(open_scripted_shop: OpenShop) -> None:
    compare = Step(tool_calls=[("compare_products", {"product_ids": ["1", "2"]})])
    shop = open_scripted_shop(search("tent"), Step("Fine."), compare, Step("Both are tents."))
    shown_ids = ended(list(shop.chat.stream("tents", conversation_id="c"))).shown_product_ids
    told = ended(list(shop.chat.stream("compare the first two", conversation_id="c"))).tool_calls[0].result
    for product_id in shown_ids[:2]:
        product = shop.search_engine.product(product_id)
        assert product is not None
        assert product.title in told


def test_without_a_model_the_search_answers(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step(error=LanguageModelError("down")))
    events = list(shop.chat.stream("tents for two people"))
    assert shown(events)
    turn = ended(events)
    assert turn.outcome == "fallback"
    assert turn.tool_calls[0].name == "search_products"
    assert turn.answer.startswith("I can't chat freely right now, but this much I can tell you. ")


def test_without_a_model_a_question_about_rules_gets_the_rule(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step(error=LanguageModelError("down")))
    turn = ended(list(shop.chat.stream("可以退货吗？")))
    assert turn.outcome == "fallback"
    assert turn.tool_calls[0].arguments["topic"] == "returns"
    assert any(section.text["zh"] in turn.answer for section in shop.policies.sections)


def test_a_model_that_dies_in_the_middle_loses_nothing(open_scripted_shop: OpenShop) -> None:
    dying = Step("The first one [1] is a fine choice. It also co", error=LanguageModelError("gone"))
    shop = open_scripted_shop(search("headphones"), dying)
    events = list(shop.chat.stream("wireless headphones"))
    assert shown(events)
    answer = ended(events).answer
    assert answer.startswith("Here are ")
    assert " fits best. The first one " in answer
    assert " is a fine choice." in answer
    assert "It also co" not in answer
    assert "interrupted" in answer


def test_a_model_that_calls_tools_in_circles_is_stopped(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(*[search("tent") for _ in range(9)])
    turn = ended(list(shop.chat.stream("tents")))
    assert turn.outcome == "fallback"
    assert len(turn.tool_calls) == 1
    assert turn.answer


def test_an_error_of_ours_is_said_kindly_and_logged(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step(error=ValueError("a bug")))
    events = list(shop.chat.stream("tents", conversation_id="c"))
    assert events[-1] == TurnFailed("internal", shop.tool_box.replies.failed("internal", "en"))
    assert [turn.outcome for turn in shop.log.turns("c")] == ["failed"]


@pytest.mark.parametrize(
    ("message", "code"),
    [("", "empty"), ("  \n ", "empty"), ("\x00\x07", "empty"), ("🎧🎧", "no_words"), ("长" * 50_000, "too_long")],
)
def test_a_message_that_cannot_be_taken_leaves_no_trace(open_scripted_shop: OpenShop, message: str, code: str) -> None:
    shop = open_scripted_shop()
    events = list(shop.chat.stream(message, conversation_id="c"))
    assert [type(event) for event in events] == [TurnFailed]
    failed = events[0]
    assert isinstance(failed, TurnFailed)
    assert failed.code == code
    assert shop.log.conversation("c") is None
    with pytest.raises(ShopperError):
        shop.chat.reply(message)


def test_stopping_in_the_middle_keeps_what_was_said(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("tent"), Step("The first [1] is light. The second [2] is big. Done."))
    stream = shop.chat.stream("tents", conversation_id="c")
    for event in stream:
        if isinstance(event, TextDelta) and "light" in event.text:
            break
    stream.close()
    (turn,) = shop.log.turns("c")
    assert turn.outcome == "stopped"
    assert " fits best. The first " in turn.answer
    assert turn.answer.endswith(" is light.")


def test_history_reads_as_it_was_answered(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("tent"), Step("Have a look."), Step("You are welcome."))
    list(shop.chat.stream("tents under $300", conversation_id="c"))
    list(shop.chat.stream("thanks!", conversation_id="c"))
    last = [message.text for message in script_of(shop).calls[-1].messages]
    assert last[1] == "tents under $300"
    assert last[3].startswith(f"{shop.search_engine.search(query_for_tents()).total} products fit")
    assert last[4].endswith(" fits best. Have a look.")
    assert last[5:] == ["thanks!"]
    script_of(shop).assert_done()


def query_for_tents() -> Any:
    from retrieval.query import SearchQuery

    return SearchQuery("tent", max_price=300, categories=("tents",))


def every_laptop() -> Any:
    from retrieval.query import SearchQuery

    return SearchQuery("", categories=("laptops",), top_k=100)


def test_nothing_in_the_price_names_the_closest(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("laptop"), Step("Sorry."))
    events = list(shop.chat.stream("laptops under $20"))
    assert not shown(events)
    laptops = [hit.product for hit in shop.search_engine.search(every_laptop()).hits]
    nearest = min(laptops, key=lambda product: product.price)
    assert f"${nearest.price:,.2f}: {nearest.title}" in text_of(events)


@pytest.mark.parametrize(("limits", "closest"), [("between $50 and $60", "$45.00"), ("over $1000", "$349.00")])
def test_the_closest_price_is_that_of_all_that_fits_otherwise(
    open_scripted_shop: OpenShop, limits: str, closest: str
) -> None:
    shop = open_scripted_shop(search("headphones"), Step("Sorry."))
    assert f"The closest costs {closest}" in text_of(list(shop.chat.stream(f"headphones {limits}")))


def test_words_that_were_read_as_others_are_told_once_before_the_answer(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("wirless headfones"), Step("[1] fits best. It is light."))
    answer = text_of(list(shop.chat.stream("wirless headfones please")))
    assert answer.startswith("I read “wirless” as “wireless”, “headfones” as “headphone")
    assert answer.count("I read") == 1


def test_what_was_read_otherwise_is_told_once_however_often_it_is_searched(open_scripted_shop: OpenShop) -> None:
    again = search("wirless headfones", max_price=150)
    shop = open_scripted_shop(search("wirless headfones"), again, Step("[1] fits best. It is light."))
    assert text_of(list(shop.chat.stream("wirless headfones please"))).count("I read") == 1


def test_the_models_own_slips_are_not_put_down_to_the_shopper(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("wirless headphones"), Step("[1] fits best."))
    assert "I read" not in text_of(list(shop.chat.stream("wireless headphones please")))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("silver laptops rated at least 4.9", "Nothing in the shop fits all of that: with a rating of 4.3 or better"),
        ("银色的笔记本电脑，评分4.9以上", "店里没有完全符合的商品：评分4.3以上有1款"),
    ],
)
def test_where_nothing_fits_the_shopper_hears_what_to_relax(open_scripted_shop: OpenShop, text: str, told: str) -> None:
    shop = open_scripted_shop(search("laptop"), tool_calls="guided")
    turn = ended(list(shop.chat.stream(text)))
    assert turn.shown_product_ids == ()
    assert told in turn.answer


def test_what_an_older_catalogue_had_does_not_end_a_turn(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(search("laptop"), Step("Here are laptops."))
    told: list[ChatEvent] = []
    held = Constraints(categories=("laptops", "typewriters"), brands=("Nobody",), attributes={"colour": ("puce",)})
    turn = TurnContext("cheaper", "en", Constraints(), held, Evidence("USD"), held)
    shop.tool_box.search(SearchWords("laptop"), turn, told.append)
    assert turn.constraints == Constraints(categories=("laptops",))
    assert [event.constraints for event in told if isinstance(event, ConstraintsChanged)][-1] == {
        "categories": ["laptops"]
    }
    assert turn.searched
