"""For any product and any way of saying it: what is false never survives, what is true is never lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.reading import read_claims
from retrieval.catalog import Product
from retrieval.catalog_reader import load_catalog

CATALOG = Path(__file__).resolve().parents[2] / "data" / "products.jsonl"
ROWS = load_catalog(CATALOG).products
rows = st.sampled_from(ROWS)
common = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

AMOUNTS = [
    "${0}",
    "${0:.2f}",
    "${0:,.2f}",
    "{0:,.2f} dollars",
    "USD {0}",
    "{0} USD",
    "US${0:,.2f}",
    "{0}美元",
    "{0:,.2f} 美元",
]
PRICES_EN = [
    "The {title} costs {amount}.",
    "{title} [1] is {amount}.",
    "For only {amount} you get the {title}.",
    "At {amount}, the {title} is good value.",
    "I recommend the {title}, priced at {amount}, for you.",
    "The {title} has a price of {amount} and looks great.",
    "**{title}** ({amount}) is my pick.",
]
PRICES_ZH = [
    "{title}售价{amount}。",
    "推荐{title}[1]，价格是{amount}。",
    "只要{amount}就能买到{title}。",
    "{title}（{amount}）很合适。",
]
RATINGS_EN = ["The {title} is rated {value}.", "{title} has {value} stars.", "The {title} scores {value}/5."]
RATINGS_EN += ["With {value} out of 5 stars, the {title} stands out.", "The {title} has a {value}-star rating."]
RATINGS_ZH = [
    "{title}的评分为{value}。",
    "{title}评分{value}分（满分5分）。",
    "{title}获得{value}星好评。",
    "{title}有{value}的高评分。",
]
STOCK_EN = ["There are {value} in stock of the {title}.", "The {title}: only {value} left!"]
STOCK_EN += ["We have {value} units of {title} available."]
STOCK_ZH = [
    "{title}库存{value}件。",
    "{title}仅剩{value}件。",
    "{title}还有{value}件现货。",
    "{title}有现货{value}台。",
]
REVIEWS_EN = [
    "The {title} has {value} reviews.",
    "{value} customers rated the {title}.",
    "{title}: {value} customer reviews.",
]
REVIEWS_ZH = ["{title}有{value}条评价。", "{title}有{value}位用户的评价。", "{title}已有{value}个好评。"]


def evidence_for(*products: Product, said: tuple[float, ...] = ()) -> Evidence:
    return Evidence("USD", products, list(products), [], set(said))


def titled(product: Product, templates: tuple[list[str], list[str]], choice: int) -> tuple[str, str]:
    """A template and the title in its language."""
    both = [*((t, product.title) for t in templates[0]), *((t, product.title_zh) for t in templates[1])]
    return both[choice % len(both)]


def money_in(text: str) -> set[float]:
    return {claim.value for claim in read_claims(text) if claim.kind == "price" and claim.value is not None}


@common
@given(rows, st.integers(0, 999), st.sampled_from(AMOUNTS))
def test_a_true_price_is_never_lost(product: Product, choice: int, written: str) -> None:
    template, title = titled(product, (PRICES_EN, PRICES_ZH), choice)
    whole = int(product.price) if product.price == int(product.price) else product.price
    sentence = template.format(title=title, amount=written.format(whole))
    assert ClaimChecker(evidence_for(product)).check(sentence).text == sentence


@common
@given(rows, st.integers(0, 999), st.sampled_from(AMOUNTS), st.integers(1, 3000), st.booleans())
def test_a_false_price_never_survives(product: Product, choice: int, written: str, wrong: int, asked: bool) -> None:
    assume(wrong != product.price)
    template, title = titled(product, (PRICES_EN, PRICES_ZH), choice)
    sentence = template.format(title=title, amount=written.format(wrong))
    shown = ClaimChecker(evidence_for(product, said=(float(wrong),) if asked else ())).check(sentence).text
    assert shown is not None
    assert money_in(shown.replace(title, "")) == {product.price}


@common
@given(rows, st.integers(0, 999), st.sampled_from(["元", " yuan", "欧元", " euros", "英镑", "港币", " HKD"]))
def test_the_right_number_in_another_currency_is_put_right(product: Product, choice: int, currency: str) -> None:
    template, title = titled(product, (PRICES_EN, PRICES_ZH), choice)
    sentence = template.format(title=title, amount=f"{product.price:g}{currency}")
    shown = ClaimChecker(evidence_for(product)).check(sentence).text
    assert shown is not None
    assert f"${product.price:,.2f}" in shown
    assert currency not in shown.replace(title, "")


@common
@given(rows, st.integers(0, 999), st.sampled_from(["rating", "review_count", "stock"]))
def test_other_true_values_are_never_lost(product: Product, choice: int, what: str) -> None:
    value = getattr(product, what)
    assume(value)
    template, title = titled(product, TEMPLATES[what], choice)
    sentence = template.format(title=title, value=f"{value:g}")
    assert ClaimChecker(evidence_for(product)).check(sentence).text == sentence


@common
@given(rows, st.integers(0, 999), st.sampled_from(["rating", "review_count", "stock"]), st.integers(0, 5000))
def test_other_false_values_never_survive(product: Product, choice: int, what: str, number: int) -> None:
    wrong = number % 51 / 10 if what == "rating" else number
    assume(getattr(product, what) != wrong)
    template, title = titled(product, TEMPLATES[what], choice)
    sentence = template.format(title=title, value=f"{wrong:g}")
    right = getattr(product, what)
    shown = ClaimChecker(evidence_for(product, said=(float(wrong),))).check(sentence).text
    assert shown == (template.format(title=title, value=f"{right:g}") if right else None)


TEMPLATES: Mapping[str, tuple[list[str], list[str]]] = {
    "rating": (RATINGS_EN, RATINGS_ZH),
    "review_count": (REVIEWS_EN, REVIEWS_ZH),
    "stock": (STOCK_EN, STOCK_ZH),
}
TWO = [
    "The {a} costs {x} and the {b} costs {y}.",
    "The {a} is {x}, while the {b} is {y}.",
    "The {a} and the {b} cost {x} and {y} respectively.",
    "{a} ({x}) or {b} ({y})?",
]


@common
@given(rows, rows, st.sampled_from(TWO))
def test_two_products_in_one_sentence_keep_their_own_prices(a: Product, b: Product, template: str) -> None:
    assume(a.price != b.price and a.title[:12] != b.title[:12] and "?" not in a.title + b.title)
    x, y = f"${a.price:,.2f}", f"${b.price:,.2f}"
    evidence = evidence_for(a, b)
    sentence = template.format(a=a.title, b=b.title, x=x, y=y)
    assert ClaimChecker(evidence).check(sentence).text == sentence
    swapped = template.format(a=a.title, b=b.title, x=y, y=x)
    assert ClaimChecker(evidence).check(swapped).text is None


@common
@given(rows)
def test_a_products_stock_state(product: Product) -> None:
    stocked = bool(product.stock)
    for title, there, gone in (
        (product.title, "The {} is in stock.", "The {} is out of stock."),
        (product.title, "The {} is available now.", "The {} is currently sold out."),
        (product.title, "The {} is not sold out.", "The {} isn't available."),
        (product.title_zh, "{}有货。", "{}目前缺货。"),
        (product.title_zh, "{}现货充足。", "{}已售罄。"),
    ):
        for template, holds in ((there, stocked), (gone, not stocked)):
            sentence = template.format(title)
            expected = sentence if holds else None
            assert ClaimChecker(evidence_for(product)).check(sentence).text == expected


BACKGROUND = [
    "the",
    "this one is",
    "at",
    "for",
    "costs",
    "only",
    "budget",
    "under",
    "over",
    "about",
    "rated",
    "in stock",
]
BACKGROUND += ["售价", "美元", "只要", "元", "价格", "和", "比", "$", ".", ",", "，"]


@common
@given(st.lists(rows, min_size=1, max_size=3), st.data())
def test_no_amount_appears_that_nothing_backs(products: list[Product], data: st.DataObject) -> None:
    titles = [product.title for product in products]
    numbers = [str(data.draw(st.integers(11, 2000))), f"{products[0].price:g}", "200"]
    words = data.draw(
        st.lists(st.sampled_from([*BACKGROUND, *numbers, *titles, "$77", "88 dollars", "99美元"]), max_size=14)
    )
    evidence = evidence_for(*products, said=(200.0,))
    shown = ClaimChecker(evidence).check(" ".join(words)).text or ""
    for title in titles:
        shown = shown.replace(title, "")
    backed = {200.0, *(p.price for p in products), *(p.list_price for p in products)}
    backed |= {round(p.list_price - p.price, 2) for p in products if p.list_price}
    backed |= {abs(round(a.price - b.price, 2)) for a in products for b in products}
    assert {float(amount) for amount in re.findall(r"\$\s?(\d+(?:\.\d+)?)", shown.replace(",", ""))} <= backed


@common
@given(st.text(max_size=80))
def test_any_text_can_be_checked(text: str) -> None:
    checked = ClaimChecker(evidence_for(*ROWS[:6], said=(5.0,))).check(text)
    assert checked.text is None or checked.repaired or checked.text == text


@pytest.mark.parametrize("id_", ["AUD-017", "aud-017", "ELE-999", "AUD017"])
def test_an_id_that_was_not_given_is_not_said(id_: str) -> None:
    known = evidence_for(*(row for row in ROWS if row.id == "AUD-001"))
    assert ClaimChecker(known).check(f"Have a look at {id_}.").text is None
    assert ClaimChecker(known).check("Have a look at AUD-001.").text == "Have a look at AUD-001."
