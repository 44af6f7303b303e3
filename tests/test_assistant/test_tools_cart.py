"""The cart: at today's prices, only of what there is, and each shopper's own."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.agent.tools.cart_words import plainly_asks
from records.carts import cart_owner
from records.nouns import CartLine
from tests.test_assistant.tool_turns import OpenShop, Shopper

HUSH = "AUD-001"


def lines(shopper: Shopper) -> list[tuple[str, int]]:
    owner = cart_owner(shopper.customer, shopper.conversation)
    return [(line.product_id, line.quantity) for line in shopper.shop.tool_box.cart.ledger.cart(owner).lines]


@pytest.mark.parametrize("customer", [None, "C-002"])
def test_plain_words_put_it_in_at_once(open_scripted_shop: OpenShop, customer: str | None) -> None:
    shopper = Shopper(open_scripted_shop, customer)
    told = shopper.say("add two of these to my cart", ("cart_add", {"product_id": HUSH, "quantity": "2"}), closing="")
    assert told.asked is None
    assert lines(shopper) == [(HUSH, 2)]
    assert "Together $258.00, without shipping." in told.answer


def test_a_model_that_only_guessed_has_to_ask(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    told = shopper.say("the Hush 2 sounds lovely", ("cart_add", {"product_id": HUSH}))
    assert told.asked is not None
    assert lines(shopper) == []
    assert "Added to your cart" in shopper.say("yes, add it").answer
    assert lines(shopper) == [(HUSH, 1)]
    removed = shopper.say("hmm, not sure about them", ("cart_remove", {"product_id": HUSH}))
    assert removed.asked is not None
    assert lines(shopper) == [(HUSH, 1)]
    shopper.say("ok")
    assert lines(shopper) == []


def test_ten_calls_in_one_turn_put_one_in(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    shopper.say("add it to my cart", *[("cart_add", {"product_id": HUSH})] * 3)
    assert lines(shopper) == [(HUSH, 1)]
    shopper.say("add it to my cart", ("cart_add", {"product_id": HUSH}))
    assert lines(shopper) == [(HUSH, 2)]


def test_a_customers_cart_goes_with_them_and_a_guests_with_the_conversation(open_scripted_shop: OpenShop) -> None:
    add = ("cart_add", {"product_id": HUSH})
    Shopper(open_scripted_shop, "C-002", conversation="a").say("加入购物车", add)
    Shopper(open_scripted_shop, conversation="g").say("加入购物车", add)
    assert lines(Shopper(open_scripted_shop, "C-002", conversation="b")) == [(HUSH, 1)]
    assert lines(Shopper(open_scripted_shop, "C-003", conversation="c")) == []
    assert lines(Shopper(open_scripted_shop, conversation="g")) == [(HUSH, 1)]
    assert lines(Shopper(open_scripted_shop, conversation="h")) == []


def test_what_is_sold_out_stays_out(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    gone = next(p for p in every(shopper) if p.stock == 0)
    told = shopper.say("add it to my cart", ("cart_add", {"product_id": gone.id}), closing="")
    assert "is sold out" in told.answer
    assert not told.turn.tool_calls[0].ok
    assert lines(shopper) == []


def test_there_are_no_more_than_there_are(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    few = next(p for p in every(shopper) if p.stock and 2 <= p.stock < 10)
    many = ("cart_add", {"product_id": few.id, "quantity": (few.stock or 0) + 1})
    assert f"只剩{few.stock}件" in shopper.say("全部加入购物车", many, closing="").answer
    shopper.say("加入购物车", ("cart_add", {"product_id": few.id, "quantity": few.stock}))
    more = shopper.say("再加一件到购物车", ("cart_add", {"product_id": few.id}), closing="")
    assert f"已有{few.stock}件" in more.answer
    assert lines(shopper) == [(few.id, few.stock)]


@pytest.mark.parametrize("quantity", [0, -1, 100, "many", 1.5])
def test_a_quantity_that_is_none_is_asked_about(open_scripted_shop: OpenShop, quantity: Any) -> None:
    shopper = Shopper(open_scripted_shop)
    told = shopper.say("add it to my cart", ("cart_add", {"product_id": HUSH, "quantity": quantity}), closing="")
    assert told.result.startswith("The arguments do not fit: quantity")
    assert told.answer.strip()
    assert lines(shopper) == []


def test_the_cart_is_seen_at_todays_prices(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-002")
    ledger = shopper.shop.tool_box.cart.ledger
    owner = cart_owner("C-002", "c")
    ledger.add_to_cart(owner, CartLine(HUSH, "Hush 2", 2, 149.0, "USD"))
    ledger.add_to_cart(owner, CartLine("OLD-1", "An old thing", 1, 10.0, "USD"))
    told = shopper.say("what's in my cart?", ("cart_view", {})).result
    assert "$129.00 each, was $149.00 when you added it" in told
    assert "An old thing: no longer sold here" in told
    assert told.endswith("Together $258.00, without shipping.")
    assert "单价$129.00（加入时为$149.00）" in shopper.say("购物车里有什么", ("cart_view", {})).result


def test_what_ran_out_meanwhile_is_said(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    gone = next(p for p in every(shopper) if p.stock == 0)
    line = CartLine(gone.id, gone.title, 1, gone.price, gone.currency)
    shopper.shop.tool_box.cart.ledger.add_to_cart(cart_owner(None, "c"), line)
    assert "(sold out by now)" in shopper.say("my cart", ("cart_view", {})).result


@pytest.mark.parametrize("named", [HUSH, "1", "Hush 2", "云雀 Hush 2", "larkspur hush 2"])
def test_something_is_taken_out_by_any_name(open_scripted_shop: OpenShop, named: str) -> None:
    shopper = Shopper(open_scripted_shop)
    for product in (HUSH, "OUT-001"):
        shopper.say("add it to my cart", ("cart_add", {"product_id": product}))
    told = shopper.say("remove it from my cart", ("cart_remove", {"product_id": named}), closing="")
    assert told.answer.startswith("Taken out of your cart: Larkspur Hush 2")
    assert lines(shopper) == [("OUT-001", 1)]


def test_what_is_not_in_the_cart_is_asked_about(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    shopper.say("add it to my cart", ("cart_add", {"product_id": HUSH}))
    told = shopper.say("把帐篷从购物车删掉", ("cart_remove", {"product_id": "帐篷"}), closing="")
    assert told.answer.startswith("购物车里有：云雀 Hush 2")
    assert lines(shopper) == [(HUSH, 1)]


def test_a_full_cart_and_a_hundredth_piece_are_refused_kindly(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop)
    ledger, owner = shopper.shop.tool_box.cart.ledger, cart_owner(None, "c")
    for number in range(50):
        ledger.add_to_cart(owner, CartLine(f"X-{number}", "x", 1, 1.0, "USD"))
    told = shopper.say("add it to my cart", ("cart_add", {"product_id": HUSH}), closing="")
    assert "holds 50 different products" in told.answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add it to my cart", True), ("put the second one in the basket", True), ("I'll take it", True),
        ("buy this one please", True), ("can you add the kettle to my cart?", True), ("I want to buy the first", True),
        ("加入购物车", True), ("把第二个放进购物车", True), ("我要这个", True), ("就买第一款", True),
        ("帮我下单", True), ("来两件", True),
        ("should I buy this or that?", False), ("don't add it to my cart", False), ("nice headphones", False),
        ("what is in my cart?", False), ("is it worth buying", False), ("要不要买这个", False), ("别加购物车", False),
        ("这个好看", False), ("我不想买这个", False), ("购物车里有什么", False),
    ],
)  # fmt: skip
def test_what_plainly_asks_to_add(text: str, expected: bool) -> None:
    assert plainly_asks("cart_add", text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("remove it from my cart", True), ("take the tent out of the cart", True), ("delete the first", True),
        ("把它从购物车删掉", True), ("第一个不要了", True), ("移除帐篷", True),
        ("don't remove it", False), ("should I remove it?", False), ("what is in my cart", False), ("别删", False),
    ],
)  # fmt: skip
def test_what_plainly_asks_to_remove(text: str, expected: bool) -> None:
    assert plainly_asks("cart_remove", text) is expected


def every(shopper: Shopper) -> list[Any]:
    from retrieval.query import SearchQuery

    return [hit.product for hit in shopper.shop.search_engine.search(SearchQuery("", top_k=400)).hits]
