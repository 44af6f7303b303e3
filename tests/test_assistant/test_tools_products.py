"""Products named as shoppers name them, the like of one, and several side by side."""

from __future__ import annotations

import pytest

from assistant.agent.events import TextDelta
from assistant.agent.tools.product_names import title_fits
from tests.test_assistant.tool_turns import OpenShop, Shopper

HUSH = "AUD-001"


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("2", "shown"), ("[2]", "shown"), ("#2", "shown"), ("２", "shown"), ("第2款", "shown"), ("no. 2", "shown"),
        ("AUD-001", HUSH), ("aud-001", HUSH), ("Larkspur Hush 2 wireless over-ear headphones", HUSH),
        ("hush 2", HUSH), ("云雀 Hush 2", HUSH), ("“Hush 2”", HUSH),
    ],
)  # fmt: skip
def test_a_product_is_found_by_any_of_its_names(open_scripted_shop: OpenShop, named: str, expected: str) -> None:
    shopper = Shopper(open_scripted_shop)
    listed = shopper.show("tents").shown
    told = shopper.say("tell me more about that one", ("show_product", {"product_id": named}))
    product = shopper.shop.search_engine.product(listed[1] if expected == "shown" else expected)
    assert product is not None
    assert product.title in told.result


@pytest.mark.parametrize(
    ("named", "answer"),
    [
        ("99", "The last list has 6. Which one do you mean?"),
        ("0", "The last list has 6. Which one do you mean?"),
        ("Zorblax 9000", "Which product do you mean? Tell me its name, or its place in the list above."),
        ("XYZ-404", "Which product do you mean? Tell me its name, or its place in the list above."),
        ("()", "Which product do you mean? Tell me its name, or its place in the list above."),
        ("Larkspur", "Several products are called Larkspur: "),
    ],
)
def test_what_names_no_one_product_is_asked_about(open_scripted_shop: OpenShop, named: str, answer: str) -> None:
    shopper = Shopper(open_scripted_shop)
    shopper.show()
    told = shopper.say("tell me more about that one", ("show_product", {"product_id": named}), closing="")
    assert told.answer.startswith(answer)
    assert not told.turn.tool_calls[0].ok


def test_the_model_is_told_of_an_unknown_product_in_a_sentence(open_scripted_shop: OpenShop) -> None:
    told = Shopper(open_scripted_shop).say("那个怎么样", ("show_product", {"product_id": "Zorblax"}))
    assert told.result.startswith("There is no product Zorblax in the list")


@pytest.mark.parametrize(
    ("name", "fits"),
    [("hush 2", True), ("2 hush", True), ("hush", True), ("hush 1", False), ("云雀", True), ("", False), ("!!", False)],
)
def test_all_words_of_a_name_must_stand_in_the_title(name: str, fits: bool) -> None:
    assert title_fits(name, "Larkspur Hush 2 wireless headphones", "云雀 Hush 2 无线耳机") is fits


def test_the_like_of_one_is_shown_within_what_was_asked_for(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    shopper.say("headphones under $100", ("search_products", {"query": "headphones"}))
    told = shopper.say("more like the first", ("similar_products", {"product_id": "1"}))
    products = [shopper.shop.search_engine.product(one) for one in told.shown]
    assert products
    assert all(p is not None and p.price <= 100 and "headphones" in p.category for p in products)
    assert told.turn.constraints["max_price"] == 100
    assert told.turn.shown_product_ids == tuple(told.shown)
    first = shopper.say("tell me about number 1", ("show_product", {"product_id": "1"})).result
    assert products[0] is not None
    assert products[0].title in first


def test_the_like_of_another_kind_keeps_only_the_budget(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    shopper.say("black headphones under $150", ("search_products", {"query": "headphones"}))
    told = shopper.say("和 OUT-001 差不多的", ("similar_products", {"product_id": "OUT-001"}))
    products = [shopper.shop.search_engine.product(one) for one in told.shown]
    assert "OUT-001" not in told.shown
    assert all(p is not None and p.price <= 150 for p in products)


def test_nothing_like_it_is_said(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    shopper.say("headphones under $1", ("search_products", {"query": "headphones"}))
    told = shopper.say("like the Hush 2", ("similar_products", {"product_id": HUSH}), closing="")
    assert told.answer.startswith("I found nothing like Larkspur Hush 2")
    assert told.shown == []


def test_a_small_models_shopper_sees_the_facts_as_a_table(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, tool_calls="guided")
    listed = shopper.say("wireless headphones", ("search_products", {"query": "wireless headphones"})).shown
    events = list(shopper.shop.chat.stream("compare the first two", conversation_id="c"))
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    first, second = (shopper.shop.search_engine.product(one) for one in listed[:2])
    assert first is not None
    assert second is not None
    assert f"|  | {first.title} | {second.title} |" in text
    assert f"| Price | ${first.price:,.2f}" in text
    assert text.index("| Price |") < text.index("Of these, ")
    turn = shopper.shop.log.turns("c")[-1]
    assert turn.tool_calls[0].result.startswith(f"[1] = {first.title}, [2] = {second.title}")


def test_a_chinese_table_has_chinese_labels(open_scripted_shop: OpenShop) -> None:
    from assistant.agent.tools.comparison import as_facts, as_table, compared

    shop = open_scripted_shop()
    products = [p for p in (shop.search_engine.product(one) for one in ("AUD-001", "AUD-002")) if p]
    lines = compared(products, shop.tool_box.replies, "zh")
    table = as_table(products, lines, "zh")
    assert "| 价格 | $129.00" in table
    assert "| 续航 | " in table
    facts = as_facts([1, None], products, lines, "zh")
    assert facts.startswith("[1] = 云雀 Hush 2")
    assert all(line.startswith(("[1]", "价格")) or "[1] " in line for line in facts.splitlines())


@pytest.mark.parametrize("ids", [["1", "1"], ["1", "AUD-001", "aud-001"]])
def test_one_product_is_not_compared_with_itself(open_scripted_shop: OpenShop, ids: list[str]) -> None:
    shopper = Shopper(open_scripted_shop)
    named = [HUSH if one == "1" else one for one in ids]
    told = shopper.say("compare these", ("compare_products", {"product_ids": named}), closing="")
    assert told.answer.startswith("That is one and the same product")


def test_a_list_written_as_one_text_is_read(open_scripted_shop: OpenShop) -> None:
    told = Shopper(open_scripted_shop).say("比较", ("compare_products", {"product_ids": "AUD-001, AUD-002"}))
    assert told.turn.tool_calls[0].ok
