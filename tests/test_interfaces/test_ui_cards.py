from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.events import Language
from interfaces.ui.floor.cards import FEW_LEFT, render_cards
from retrieval.catalog import Product
from retrieval.query import SearchHit

KETTLE = Product(
    "KIT-007",
    "Tarn gooseneck kettle",
    49.0,
    "USD",
    title_zh="山池细嘴壶",
    brand="Tarn",
    list_price=70.0,
    rating=4.25,
    review_count=1312,
    stock=27,
)


class Words(HTMLParser):
    """What a reader sees, and the elements it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data + "|"


def card(
    product: Product,
    language: Language = "en",
    reason: str = "",
    terms: tuple[str, ...] = (),
    image: str | None = None,
) -> Words:
    html = render_cards([SearchHit(product, 1.0, {}, terms)], {product.id: reason}, language, lambda _: image)
    words = Words()
    words.feed(html)
    return words


def test_no_hits_draw_nothing() -> None:
    assert render_cards([], {}, "en", lambda _: None) == ""


def test_cards_stand_in_the_order_of_the_hits() -> None:
    products = [replace(KETTLE, id=f"KIT-{n}") for n in (3, 1, 2)]
    html = render_cards([SearchHit(p, 1.0) for p in products], {}, "en", lambda _: None)
    assert re.findall(r'data-product="([^"]+)"', html) == ["KIT-3", "KIT-1", "KIT-2"]
    assert 'data-count="3"' in html


def test_a_reduced_price_stands_beside_the_list_price_struck_through() -> None:
    shown = card(KETTLE)
    assert "$49.00|" in shown.text
    assert "$70.00|" in shown.text
    assert "s" in shown.tags
    assert "30% off|" in shown.text


@pytest.mark.parametrize("list_price", [None, 49.0, 30.0, float("nan")])
def test_a_list_price_that_is_no_reduction_is_not_shown(list_price: float | None) -> None:
    shown = card(replace(KETTLE, list_price=list_price))
    assert "s" not in shown.tags
    assert "off" not in shown.text


def test_less_than_one_percent_off_is_not_boasted_of() -> None:
    assert "off" not in card(replace(KETTLE, list_price=49.2)).text


def test_a_price_that_is_no_number_is_on_request() -> None:
    assert "Price on request|" in card(replace(KETTLE, price=float("nan"))).text


@pytest.mark.parametrize(
    ("stock", "language", "words"),
    [
        (0, "en", "Sold out"),
        (0, "zh", "已售罄"),
        (1, "en", "Only 1 left"),
        (FEW_LEFT, "zh", "仅剩 5 件"),
        (FEW_LEFT + 1, "en", "In stock"),
        (400, "zh", "有货"),
    ],
)
def test_stock_is_said_in_words(stock: int, language: Language, words: str) -> None:
    assert f"{words}|" in card(replace(KETTLE, stock=stock), language).text


def test_a_stock_that_is_not_stated_is_not_guessed() -> None:
    text = card(replace(KETTLE, stock=None)).text
    assert not any(words in text for words in ("In stock", "Sold out", "left"))


def test_the_rating_comes_with_its_number_of_reviews_and_a_spoken_form() -> None:
    shown = card(KETTLE)
    assert "(1,312)|" in shown.text
    assert ("aria-label", "Rated 4.2 out of 5 from 1,312 reviews") in shown.attributes


def test_nobody_has_rated_it() -> None:
    assert "No reviews yet|" in card(replace(KETTLE, rating=None, review_count=0)).text
    assert "暂无评价|" in card(replace(KETTLE, rating=None, review_count=0), "zh").text


def test_the_title_is_in_the_turns_language_or_the_catalogues() -> None:
    assert "山池细嘴壶|" in card(KETTLE, "zh").text
    assert "Tarn gooseneck kettle|" in card(replace(KETTLE, title_zh=""), "zh").text


def test_the_brand_is_said_once() -> None:
    assert card(KETTLE).text.count("Tarn") == 1
    assert "Ostrand|" in card(replace(KETTLE, brand="Ostrand")).text


def test_the_given_reason_wins_over_the_matched_words() -> None:
    assert "Boils quickly|" in card(KETTLE, reason="Boils quickly", terms=("kettle",)).text
    assert "Matches: slow, kettle|" in card(KETTLE, terms=("slow", "kettle")).text
    assert "符合：细嘴、壶|" in card(KETTLE, "zh", terms=("细嘴", "壶")).text
    assert "Why" not in card(KETTLE).text


def test_a_picture_has_an_alternative_text_and_a_missing_one_a_drawing() -> None:
    shown = card(KETTLE, image="/product-images/KIT-007")
    assert ("src", "/product-images/KIT-007") in shown.attributes
    assert ("alt", "Picture of Tarn gooseneck kettle") in shown.attributes
    missing = card(KETTLE)
    assert "img" not in missing.tags
    assert ("aria-label", "No picture yet") in missing.attributes
    assert ("aria-label", "暂无图片") in card(KETTLE, "zh").attributes


PLAIN_TAGS = set(card(KETTLE, reason="x", image="/i").tags) | set(card(replace(KETTLE, brand="Other")).tags)


@given(st.text(alphabet="<>\"'&;=/ scriptonerrimg{}`$\\", max_size=60))
def test_no_text_of_the_catalogue_becomes_markup(text: str) -> None:
    product = replace(KETTLE, id=text or "x", title=text, brand=text, currency=text)
    shown = card(product, reason=text, terms=(text,))
    assert set(shown.tags) <= PLAIN_TAGS
    assert not [name for name, _ in shown.attributes if name.startswith("on")]


def test_a_script_in_a_title_is_shown_as_written() -> None:
    evil = "<script>alert(1)</script>"
    html = render_cards([SearchHit(replace(KETTLE, title=evil), 1.0)], {KETTLE.id: evil}, "en", lambda _: None)
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2
