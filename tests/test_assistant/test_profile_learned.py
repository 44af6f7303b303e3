"""What shoppers said of brands and products within their profile, and what they are told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from assistant.agent.events import ChatEvent, Language, ProductsShown, TurnEnded
from assistant.agent.profile.customer_profiles import CustomerProfiles, facts_of
from assistant.agent.profile.ordering import Because, shaped_by
from assistant.agent.profile.shopper import ShopperProfile, read_profile
from assistant.agent.profile.telling import asks_what_is_known, what_is_known
from assistant.agent.replies import Replies
from assistant.llm.scripted import Step
from assistant.wiring import Shop
from loyalty.advice.profile import profile_of
from loyalty.advice.tastes import Opinion, Tastes
from loyalty.features.history import CustomerHistory
from prompts.library import PromptLibrary
from records.consents import Consents
from records.conversation_log import SqlConversationLog
from records.learned.nouns import KeptReading, KeptSignal
from records.learned.readings import Readings
from records.nouns import Conversation, Order, OrderLine, Turn
from retrieval.catalog import Product
from retrieval.query import SearchHit

MARCH = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def product(id: str, brand: str) -> Product:
    return Product(id, f"{brand} {id}", 50.0, "USD", brand=brand, category=("audio", "headphones"))


ROWS = {id: product(id, brand) for id, brand in (("L-1", "Larkspur"), ("L-2", "Larkspur"), ("N-1", "Norvale"))}


def order(number: int, id: str, status: str = "delivered") -> Order:
    at = MARCH + timedelta(days=number)
    return Order(f"D-{number}", "C-1", at, status, "USD", (OrderLine(id, id, 1, 50.0),))


def tastes(brands: Mapping[str, float], products: Mapping[str, float] = MappingProxyType({})) -> Tastes:
    return Tastes(
        {id: Opinion(balance, ()) for id, balance in products.items()},
        {name: Opinion(balance, ()) for name, balance in brands.items()},
    )


def test_words_add_brands_that_were_never_bought() -> None:
    profile = read_profile([], ROWS.get, learned=tastes({"Larkspur": 0.8, "Norvale": -0.8}))
    assert profile.praised_brands == {"Larkspur"}
    assert profile.complained_brands == {"Norvale"}
    assert profile.liked_brands == frozenset()


@pytest.mark.parametrize(("status", "balance"), [("delivered", -0.8), ("returned", 0.8)])
def test_words_against_purchases_leave_a_brand_alone(status: str, balance: float) -> None:
    bought = [order(1, "L-1", status), order(2, "L-2", status)]
    before = read_profile(bought, ROWS.get)
    assert before.liked_brands | before.disliked_brands == {"Larkspur"}
    after = read_profile(bought, ROWS.get, learned=tastes({"Larkspur": balance}))
    assert not after.liked_brands | after.disliked_brands | after.praised_brands | after.complained_brands


def test_no_words_change_nothing() -> None:
    bought = [order(1, "L-1"), order(2, "L-2"), order(3, "N-1", "returned")]
    assert read_profile(bought, ROWS.get, learned=Tastes()) == read_profile(bought, ROWS.get)


def hits(*ids: str) -> list[SearchHit]:
    return [SearchHit(ROWS[id], 1.0 - 0.05 * at) for at, id in enumerate(ids)] + [SearchHit(product("F", "Far"), 0.0)]


def ids(profile: ShopperProfile, *found: str) -> tuple[list[str], Mapping[str, tuple[Because, ...]]]:
    shaped = shaped_by(profile, hits(*found))
    return [hit.product.id for hit in shaped.hits], shaped.reasons


def test_praise_lifts_and_a_complaint_sinks() -> None:
    lifted, why = ids(ShopperProfile(praised_brands=frozenset({"Larkspur"})), "N-1", "L-1")
    assert lifted == ["L-1", "N-1", "F"]
    assert why == {"L-1": (Because("praised", "Larkspur"),)}
    sunk, why = ids(ShopperProfile(complained_brands=frozenset({"Norvale"})), "N-1", "L-1")
    assert sunk == ["L-1", "N-1", "F"]
    assert why == {"N-1": (Because("complained", "Norvale"),)}


def test_one_product_can_be_meant_and_not_its_brand() -> None:
    profile = ShopperProfile(liked_brands=frozenset({"Larkspur"}), complained_products=frozenset({"L-1"}))
    order, why = ids(profile, "L-1", "L-2")
    assert order == ["L-2", "F", "L-1"]
    assert why["L-1"] == (Because("complained_this"),)
    order, why = ids(ShopperProfile(praised_products=frozenset({"L-2"})), "L-1", "L-2")
    assert why == {"L-2": (Because("praised_this"),)}
    assert order == ["L-2", "L-1", "F"]


def test_what_was_bought_and_complained_about_sinks_although_it_was_kept() -> None:
    profile = ShopperProfile(purchases={"L-1": MARCH}, complained_products=frozenset({"L-1"}))
    order, why = ids(profile, "L-1", "L-2")
    assert order == ["L-2", "F", "L-1"]
    assert why["L-1"] == (Because("complained_this"), Because("bought", at=MARCH))


def test_the_best_match_by_far_is_not_shown_first_once_it_was_complained_about() -> None:
    found = [SearchHit(ROWS["L-1"], 1.0), SearchHit(ROWS["L-2"], 0.2), SearchHit(ROWS["N-1"], 0.1)]
    shaped = shaped_by(ShopperProfile(complained_products=frozenset({"L-1"})), found)
    assert [hit.product.id for hit in shaped.hits] == ["L-2", "N-1", "L-1"]
    assert shaped.reasons == {"L-1": (Because("complained_this"),)}


def test_a_complaint_throws_nothing_out_of_the_list() -> None:
    profile = ShopperProfile(complained_brands=frozenset({"Larkspur", "Norvale"}))
    assert sorted(ids(profile, "L-1", "N-1", "L-2")[0]) == ["F", "L-1", "L-2", "N-1"]


# Asking what is known


@pytest.mark.parametrize(
    "text",
    [
        "What do you know about me?", "what have you learned about me so far?", "Show me my profile, please",
        "What data do you have about me?", "tell me what you know about me", "How well do you know me?",
        "do you remember anything about me?", "What is stored about me?", "你了解我什么？",
        "你知道我什么", "你对我了解多少？",
        "请问你了解我多少", "我的画像里有什么", "看看我的画像", "你都记住了我哪些喜好？", "你们都知道我些什么信息",
    ],
)  # fmt: skip
def test_asking_what_is_known(text: str) -> None:
    assert asks_what_is_known(text)


@pytest.mark.parametrize(
    "text",
    [
        "what do you know about headphones?", "what do you know about my order", "show me what you have",
        "do you know a good gift for me?", "what do you recommend for me", "show me profile pillows",
        "don't use my profile", "你知道我想要什么吗", "你了解这款耳机吗", "你记得我的订单吗",
        "你知道我的订单到哪了吗", "", "我",
    ],
)  # fmt: skip
def test_asking_something_else(text: str) -> None:
    assert not asks_what_is_known(text)


@pytest.fixture
def replies() -> Replies:
    return Replies(PromptLibrary.load().get("replies"), 4000)


@pytest.mark.parametrize(("language", "said"), [("en", "not signed in"), ("zh", "没有登录")])
def test_a_guest_is_told_that_nothing_is_known(replies: Replies, language: Language, said: str) -> None:
    assert said in what_is_known(None, None, replies, language)
    assert what_is_known("C-1", None, replies, language) == replies.say("profile.known_nothing", language)


def says(shop: Shop, customer: str, kind: str, quote: str, product_id: str, aspect: str = "product") -> None:
    """Keeps a conversation of the customer with one signal in it."""
    at, id = shop.now() - timedelta(days=3), f"talk {customer} {quote}"
    log = SqlConversationLog(shop.database, shop.vault)
    log.start(Conversation(id, at, customer))
    log.append(Turn(f"{id} 0", id, 0, at, quote, "I see.", "en", "answered"))
    signal = KeptSignal(f"{id} 0", at, kind, quote, 0, len(quote), 0.9, 0.9, aspect, product_id)
    turns = [{"id": f"{id} 0", "position": 0, "at": at.isoformat(), "label": None, "p": [0.3, 0.4, 0.3], "why": ""}]
    details: dict[str, Any] = {"turns": turns, "satisfaction": None}
    Readings(shop.database, shop.vault).keep(
        [KeptReading(id, customer, at, "r", 1, at, None, "unknown", None, "other", False, details, (signal,))]
    )


def stream(shop: Shop, text: str, customer: str | None) -> tuple[list[ChatEvent], Turn]:
    events = list(shop.chat.stream(text, customer_id=customer))
    assert isinstance(events[-1], TurnEnded)
    return events, events[-1].turn


def search(query: str) -> list[Step]:
    return [Step(tool_calls=[("search_products", {"query": query})]), Step("Have a look.")]


def reasons_in(events: list[ChatEvent]) -> str:
    return " ".join(reason for event in events if isinstance(event, ProductsShown) for reason in event.reasons.values())


def test_what_a_shopper_complained_about_sinks_in_their_own_searches_only(
    open_scripted_shop: Callable[..., Shop],
) -> None:
    shop = open_scripted_shop(*search("headphones"), *search("headphones"), *search("headphones"))
    _, before = stream(shop, "headphones", "C-002")
    meant = before.shown_product_ids[1]
    says(shop, "C-002", "complaint", "they hurt my ears", meant)
    events, after = stream(shop, "headphones", "C-002")
    assert after.shown_product_ids.index(meant) > 1
    assert "you were not content with this before" in reasons_in(events)
    assert "What you bought and said before counts a little" in after.answer
    events, other = stream(shop, "headphones", "C-003")
    assert "not content" not in reasons_in(events) + other.answer


@pytest.mark.parametrize("purpose", ["profile", "learning"])
def test_without_consent_words_do_not_count(open_scripted_shop: Callable[..., Shop], purpose: str) -> None:
    shop = open_scripted_shop(*search("headphones"), *search("headphones"))
    _, before = stream(shop, "headphones", None)
    says(shop, "C-002", "complaint", "they hurt my ears", before.shown_product_ids[0])
    Consents(shop.database, shop.now).withdraw("C-002", purpose, "chat")
    events, after = stream(shop, "headphones", "C-002")
    assert "not content" not in reasons_in(events)
    if purpose == "profile":
        assert after.shown_product_ids == before.shown_product_ids


def test_the_shop_says_what_it_knows_of_the_one_who_asks(open_scripted_shop: Callable[..., Shop]) -> None:
    shop = open_scripted_shop()
    says(shop, "C-002", "praise", "the best kettle I ever had", "KIT-001")
    says(shop, "C-003", "praise", "somebody else's words", "KIT-001")
    _, told = stream(shop, "What do you know about me?", "C-002")
    assert told.answer.startswith("This is what I have learned about you")
    assert "the best kettle I ever had" in told.answer
    assert "**Brands**" in told.answer
    assert "Order " in told.answer
    assert "somebody else's words" not in told.answer
    assert told.tool_calls == ()
    _, chinese = stream(shop, "你了解我什么？", "C-002")
    assert "买过" in chinese.answer
    assert "**喜欢**" in chinese.answer
    _, guest = stream(shop, "What do you know about me?", None)
    assert "not signed in" in guest.answer


def test_it_also_says_that_searches_do_not_follow_it(open_scripted_shop: Callable[..., Shop]) -> None:
    shop = open_scripted_shop()
    Consents(shop.database, shop.now).withdraw("C-002", "profile", "chat")
    _, told = stream(shop, "What do you know about me?", "C-002")
    assert "as you asked, your searches do not follow it" in told.answer
    _, nobody = stream(shop, "What do you know about me?", "C-none")
    assert "not learned anything about you yet" in nobody.answer


@pytest.mark.parametrize(("off", "asked", "said"), [
    ("don't use my purchase history", "What do you know about me?", "as you asked, your searches do not follow it"),
    ("别参考我的购买记录", "你了解我什么？", "按您的意思，搜索不参考它们"),
])  # fmt: skip
def test_it_says_so_where_it_was_switched_off_in_the_conversation(
    open_scripted_shop: Callable[..., Shop], off: str, asked: str, said: str
) -> None:
    shop = open_scripted_shop()
    for words in (off, asked):
        *_, ended = shop.chat.stream(words, conversation_id="one", customer_id="C-002")
    assert isinstance(ended, TurnEnded)
    assert said in ended.turn.answer
    _, elsewhere = stream(shop, asked, "C-002")
    assert said not in elsewhere.answer


def test_what_is_told_is_what_searches_follow(open_scripted_shop: Callable[..., Shop]) -> None:
    """The profile that is told and the one that shapes searches agree about brands, sizes and prices."""
    shop = open_scripted_shop()
    find = shop.search_engine.product
    assert shop.ledger is not None
    compared = 0
    for number in range(1, 61):
        id = f"C-{number:03}"
        orders, requests = shop.ledger.orders(id), shop.ledger.order_requests(id)
        follows = read_profile(orders, find, requests)
        history = CustomerHistory(id, orders=tuple(orders), requests=tuple(requests))

        def facts(product_id: str) -> Any:
            found = find(product_id)
            return None if found is None else facts_of(found, {})

        told = profile_of(history, facts, shop.now())
        assert {one.value for one in told.of_kind("brand")} <= follows.liked_brands
        assert {one.value for one in told.of_kind("disliked")} <= follows.disliked_brands
        assert {one.value for one in told.of_kind("size")} <= set(follows.sizes.values())
        for one in told.of_kind("price"):
            department, _, _ = one.value.partition(": ")
            band = follows.price_bands[department]
            assert f"{band.low:.2f}" in one.value
            assert f"{band.high:.2f}" in one.value
        compared += len(told.of_kind("brand")) + len(told.of_kind("price"))
    assert compared > 30


def test_profiles_of_a_shop_know_the_chinese_words_of_its_categories(open_scripted_shop: Callable[..., Shop]) -> None:
    shop = open_scripted_shop()
    assert isinstance(shop.profiles, CustomerProfiles)
    profile = shop.profiles.profile("C-002")
    assert profile is not None
    assert any("\u4e00" <= one.text_zh[-1] <= "\u9fff" for one in profile.of_kind("category"))
