"""A customer's profile: what was bought, kept, sent back, liked and disliked, each point with its evidence."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given

from loyalty.advice.product_facts import ProductFacts
from loyalty.advice.profile import KINDS, MOST, CustomerProfile, profile_of
from loyalty.features.history import CustomerHistory
from records.nouns import Order, OrderLine, OrderRequest
from tests.support.loyalty_histories import NOW, ago, histories, order, signal, somebody, talk

JEANS = ("fashion", "jeans")


def facts(title: str, chinese: str, brand: str, size: str = "") -> ProductFacts:
    return ProductFacts(title, chinese, JEANS, ("jeans", "牛仔裤"), ("fashion", "服饰"), brand, size)


FACTS = {
    "J-1": facts("Straight jeans", "直筒牛仔裤", "Larkspur", "32"),
    "J-2": facts("Wide jeans", "阔腿牛仔裤", "Larkspur", "34"),
    "J-3": facts("Tight jeans", "紧身牛仔裤", "Norvale"),
    "AUD-001": ProductFacts(
        "Hush 2", "静音 2", ("audio", "headphones"), ("headphones", "耳机"), ("audio", "音频"), "Hum"
    ),
}


def bought(id: str, days: float, price: float = 50.0, status: str = "delivered") -> Order:
    line = OrderLine(id, FACTS[id].title_en if id in FACTS else id, 1, price)
    return Order(f"O-{days:g}", "C-1", ago(days), status, "USD", (line,))


def profile(history: CustomerHistory) -> CustomerProfile:
    return profile_of(history, FACTS.get, NOW)


def told(found: CustomerProfile, kind: str) -> list[tuple[str, str, str]]:
    return [(one.value, one.text_en, one.text_zh) for one in found.points if one.kind == kind]


KEPT = somebody(bought("J-1", 90, 40.0), bought("J-2", 60, 60.0), bought("J-1", 30, 50.0))


def test_what_was_bought_and_kept_is_told_in_two_languages() -> None:
    found = profile(KEPT)
    assert told(found, "category") == [("fashion > jeans", "bought and kept 3 times: jeans", "买过并留下 3 次：牛仔裤")]
    assert told(found, "brand") == [("Larkspur", "bought and kept 3 times: Larkspur", "买过并留下 3 次：Larkspur")]
    assert told(found, "size") == [("32", "size in jeans: 32", "牛仔裤尺寸：32")]
    assert told(found, "price") == [
        ("fashion: 44.00 – 56.00 USD", "usual price in fashion: 44.00 – 56.00 USD", "服饰常买价位：44.00 – 56.00 USD")
    ]
    assert told(found, "language") == [("en", "English", "英文")]
    assert [one.id for one in found.of_kind("brand")[0].sources] == ["O-30", "O-60", "O-90"]


def test_cancelled_and_future_orders_and_unknown_products_say_nothing() -> None:
    history = somebody(bought("J-1", 90, status="cancelled"), bought("J-1", -3), bought("gone", 5))
    assert [one.kind for one in profile(history).points] == ["language"]


def test_what_was_sent_back_as_often_as_kept_is_disliked_with_its_reason() -> None:
    first, second = bought("J-3", 40), bought("J-3", 20)
    asked = OrderRequest("R-1", "O-20", "C-1", "return", ("J-3",), "far too tight", "", "done", ago(15))
    found = profile(replace(somebody(first, second), requests=(asked,)))
    assert told(found, "brand") == []
    assert told(found, "disliked") == [
        ("Norvale", "sent back as often as kept, or more: Norvale", "退得不比留下的少：Norvale")
    ]
    (source,) = found.of_kind("disliked")[0].sources
    assert (source.kind, source.id, source.text) == ("request", "R-1", "far too tight")


def test_words_about_products_and_the_shop_are_told_with_quotes() -> None:
    likes = talk(9, signal("praise", 9, "best I had", product_id="J-1", aspect="product"))
    again = talk(7, signal("praise", 7, "still the best", product_id="J-1", aspect="product"))
    hates = talk(8, signal("complaint", 8, "ten days late", aspect="delivery"))
    found = profile(somebody(talks=(likes, again, hates)))
    assert told(found, "liked") == [
        ("J-1", "spoke well of Straight jeans", "称赞过直筒牛仔裤"),
        ("Larkspur", "spoke well of the brand Larkspur", "称赞过品牌Larkspur"),
    ]
    assert told(found, "disliked") == [("delivery", "not content with delivery", "对配送不满意")]
    assert found.of_kind("disliked")[0].sources[0].text == "ten days late"


def test_a_product_the_catalogue_no_longer_has_is_not_named() -> None:
    gone = talk(9, signal("praise", 9, "best I had", product_id="gone", aspect="product"))
    assert told(profile(somebody(talks=(gone,))), "liked") == []


def test_below_three_purchases_there_is_no_usual_price_and_below_two_no_brand() -> None:
    found = profile(somebody(bought("J-1", 30)))
    assert told(found, "price") == []
    assert told(found, "brand") == []
    assert told(found, "category")[0][1] == "bought and kept 1 time: jeans"


def test_a_language_without_a_name_is_told_as_it_is() -> None:
    assert told(profile(somebody(language="fr")), "language") == [("fr", "fr", "fr")]


def test_the_json_form_has_evidence_in_words_and_sources() -> None:
    made = json.loads(json.dumps(profile(KEPT).as_json(), ensure_ascii=False))
    assert (made["customer"], made["at"]) == ("C-1", NOW.isoformat())
    brand = next(one for one in made["points"] if one["kind"] == "brand")
    assert brand["text"]["zh"].startswith("买过并留下")
    assert brand["evidence"]["en"][0] == "Order O-30 of 2 May: Straight jeans"
    assert brand["sources"][0]["id"] == "O-30"


@given(histories())
def test_every_point_but_the_language_is_proved_and_there_are_not_too_many(history: CustomerHistory) -> None:
    found = profile(history)
    mine = {one.id for one in history.orders} | {one.id for one in history.requests}
    mine |= {turn.turn_id for reading in history.readings for turn in reading.turns}
    for point in found.points:
        assert point.text_en
        assert point.text_zh
        assert bool(point.sources) == (point.kind != "language")
        assert {one.id for one in point.sources} <= mine
        assert all(one.at <= NOW for one in point.sources)
    assert all(len(found.of_kind(kind)) <= 4 * MOST for kind in KINDS)
    assert profile(replace(history, orders=history.orders[::-1])) == found


def test_nobody_has_an_empty_profile() -> None:
    assert [one.kind for one in profile(somebody()).points] == ["language"]
    assert profile(somebody(order(10))).of_kind("category")[0].text_zh == "买过并留下 1 次：耳机"
