"""The second look at what was said: it finds a wrong figure and name, and lets true ones pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.dialogue_claims import Heard, false_claims
from evaluation.dialogue_facts import Facts
from evaluation.dialogue_figures import is_near

CATALOG = Path(__file__).resolve().parents[2] / "data" / "products.jsonl"
FACTS = Facts.load(CATALOG, {"GBP": 1.27})
IDS = sorted(FACTS.products)


def heard(*ids: str, said: str = "", customer: str | None = None, limits: tuple[float, ...] = ()) -> Heard:
    products = tuple(FACTS.products[one] for one in ids)
    return Heard(products, products, said, customer, limits)


HEADPHONES = heard("AUD-001", "AUD-002", "AUD-009", said="wireless headphones under $150")


def kinds(text: str, of: Heard = HEADPHONES) -> list[str]:
    return [claim.kind for claim in false_claims(text, of, FACTS)]


@pytest.mark.parametrize(
    "text",
    [
        "The Larkspur Hush 2 wireless over-ear headphones cost $129 and last 38 hours.",
        "[2] is $79.00 now, down from $129, rated 4.1 out of 5 with 684 reviews.",
        "[1] is $30 off, that is 19% less.",
        "They weigh 254 g, about a quarter of a kilo.",
        "It weighs 0.25 kg.",
        "Two of [1] come to $258.",
        "[1] costs $50 more than [2], and both fit your $150 budget.",
        "I found 24 that fit.",
        "云雀 Hush 2 无线头戴式降噪耳机售价129美元，评分4.4分，312条评价，库存27件。",
        "Standard shipping costs $5.95 and takes 3 to 5 working days.",
        "1. Larkspur Hush 2 2. Larkspur Wren Pro",
        "Here are 3 from $50.00 to $150.00, in stock; Larkspur Hush 1 wireless over-ear headphones fits best.",
        "Here are 2 under $129.00; Larkspur Hush 1 wireless over-ear headphones fits best.",
        "Here are the best 6 of 32 headphones.",
        "684 customers rated [2] 4.1 of 5 stars.",
        "[1] is rated 4.4/5 stars.",
        "[1] is rated 4.4 out of 5 stars by 312 reviews.",
        "云雀 Hush 2 无线头戴式降噪耳机评分4.4（满分5星）。",
        "【1】评分4.4分，满分为5分，共312条评价。",
        "【1】的评分是4.4/5星。",
        "【1】在五分制里得了4.4分（5分制）。",
        "Hello! What are you looking for?",
        "",
    ],
)
def test_true_sentences_pass(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Larkspur Hush 2 wireless over-ear headphones cost $139.", "price"),
        ("[1] costs $79.", "price"),
        ("[1] is 60% off.", "percent"),
        ("[1] is rated 4.8.", "rating"),
        ("[2] has 900 reviews.", "count"),
        ("Only 12 left of [1].", "stock"),
        ("There are 12 left of the second [2].", "stock"),
        ("[1] lasts 42 hours.", "number"),
        ("[1] weighs 1.2 kg and 254 g, or 14 oz.", "number"),
        ("[1] is sold out.", "stock"),
        ("Larkspur Falcon 9 is a fine choice.", "name"),
        ("Take AUD-999.", "id"),
        ("Your order D-100534 is on its way.", "id"),
        ("云雀 Hush 2 无线头戴式降噪耳机只要119美元。", "price"),
        ("【1】评分4.9分。", "rating"),
        ("【1】评分4.9（满分5星）。", "rating"),
        ("[1] is rated 4.9 out of 5 stars.", "rating"),
        ("【2】续航61小时。", "number"),
    ],
)
def test_a_false_sentence_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_something_sold_out_is_not_in_stock() -> None:
    assert kinds("[1] is in stock.", heard("AUD-018")) == ["stock"]
    assert kinds("[1] is sold out.", heard("AUD-018")) == []


def test_the_customers_own_orders_may_be_told() -> None:
    own = heard(customer="C-017")
    assert kinds("Your order D-100534 of 13 November: 2 x 17.50, in all $89.00.", own) == []
    assert kinds("- D-100534, 13 November 2026, $89.00: Orrin Vale Dusk twelve-pan eyeshadow palette", own) == []
    assert kinds("您的订单D-100534已申请退货，编号R-ORNMED4I35。", own) == []
    assert kinds("您的订单D-100533已发货。", own) == ["id"]
    assert kinds("Your order D-100533 has shipped.", own) == ["id"]
    assert kinds("You paid $4,321 for order D-100534.", own) == ["price"]


def test_a_number_the_shopper_said_may_be_repeated_as_a_wish_only() -> None:
    assert kinds("Nothing costs less than $150.") == []
    assert kinds("[2] costs $150.") == ["price"]


def test_reviews_may_be_quoted() -> None:
    reviewed = next(one for one in IDS if any("week" in review["text"] for review in FACTS.reviews.get(one, ())))
    review = FACTS.reviews[reviewed][0]
    assert "number" not in kinds(f"A buyer says: {review['text']}", heard(reviewed))


@settings(deadline=None)
@given(st.sampled_from(IDS), st.sampled_from(["en", "zh"]))
def test_the_price_of_any_product_is_true_and_another_is_not(product_id: str, language: str) -> None:
    product = FACTS.products[product_id]
    title = product.title_in(language)
    sentence = "{} costs ${:.2f}." if language == "en" else "{}售价${:.2f}。"
    known = heard(product_id)
    assert kinds(sentence.format(title, product.price), known) == []
    wrong = product.price * 1.37 + 3.21
    assert "price" in kinds(sentence.format(title, wrong), known)


@settings(deadline=None)
@given(st.sampled_from([one for one in IDS if FACTS.products[one].rating]))
def test_a_rating_is_true_to_the_tenth(product_id: str) -> None:
    product = FACTS.products[product_id]
    assert product.rating is not None
    other = product.rating + 0.2 if product.rating < 4.5 else product.rating - 0.2
    assert kinds(f"[1] is rated {product.rating:.1f}.", heard(product_id)) == []
    assert "rating" in kinds(f"[1] is rated {other:.1f}.", heard(product_id))


@pytest.mark.parametrize(
    ("written", "near"),
    [("129", True), ("129.0", True), ("129.00", True), ("128.5", False), ("130", False), ("1,290", False)],
)
def test_a_figure_is_rounded_to_the_digits_it_has(written: str, near: bool) -> None:
    assert is_near(written, [129.0]) is near


def test_rounding_goes_as_far_as_the_digits() -> None:
    assert is_near("55", [54.9])
    assert not is_near("55.0", [54.9])


def test_products_are_found_by_either_name_and_the_longer_name_wins() -> None:
    assert [p.id for p in FACTS.mentioned("the Bramblecote Pail Mini portable speaker")] == ["AUD-015"]
    assert [p.id for p in FACTS.mentioned("莓舍 Pail 便携蓝牙音箱 and kit-004")] == ["KIT-004", "AUD-014"]
    assert {p.id for p in FACTS.mentioned("KIT-004 or KIT-005")} == {"KIT-004", "KIT-005"}
    assert FACTS.mentioned("something nice") == ()


def test_a_short_chinese_title_names_its_product_beside_a_long_one() -> None:
    books = heard("BOO-005", "BOO-014")
    assert kinds("其中《铜轨道》最便宜（$15.50），《晚安，小吊车》（大开本精装）评分最高（4.7分）。", books) == []
    assert kinds("其中《铜轨道》最便宜（$14.50），《晚安，小吊车》（大开本精装）评分最高（4.7分）。", books) == [
        "price"
    ]


def test_a_rating_that_was_asked_for_may_be_said_again_beside_a_product() -> None:
    asked = heard("OUT-021", "OUT-022", said="headlamp with at least 4.4 stars")
    title = FACTS.products["OUT-021"].title
    assert kinds(f"Here are 2 headlamps rated 4.4 or better; {title} fits best.", asked) == []
    assert kinds(f"Here are 2 headlamps rated 4.9 or better; {title} fits best.", asked) == ["rating"]
    assert kinds(f"{title} is rated 4.4.", asked) == ["rating"]  # that is 4.5
