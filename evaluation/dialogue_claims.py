"""False claims in what was shown, found without the agent's own check; every finding is listed for a person to read.

Each sentence is held against the catalogue rows of the products it names, or else of all that the conversation
showed or named; against the policies, the reviews, the customer's own orders and what the shopper said. It is lenient
on rounding and does not judge words, only figures and names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evaluation.dialogue_facts import ID, ORDER_ID, Facts, numbers_of, squeezed
from evaluation.dialogue_figures import is_near, other_figures
from retrieval.catalog import Product

_N: Final = r"(?<![\d.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_NO_SCALE: Final = "".join(f"(?<!{word})" for word in ("满分", "满分 ", "满分为", "满分是", "总分", "/", "/ ", "／"))
"""What stars are counted out of is no rating: 满分5星, 4.4/5星."""
_PRICES: Final = (
    re.compile(rf"(?:US\$|[$€£¥￥])\s?{_N}"),
    re.compile(rf"{_N}\s?(?:dollars?|bucks|USD|CNY|EUR|GBP|JPY|美元|美金|刀|元|块钱)", re.IGNORECASE),
)
_PERCENT: Final = re.compile(rf"{_N}\s?[%％]|百分之{_N}")
_RATINGS: Final = (
    re.compile(rf"\b(?:rated|rating(?: of| is|:)?)\s{_N}(?!\s?(?:%|reviews|ratings))", re.IGNORECASE),
    re.compile(rf"(?<!of )(?<!/)(?<!/ ){_N}(?:[-\s]?stars?\b|\s?/\s?5\b|\s(?:out )?of (?:5|five)\b)", re.IGNORECASE),
    re.compile(rf"评分\s?(?:为|是|有|达|:|：)?\s?{_N}"),
    re.compile(rf"{_NO_SCALE}{_N}\s?(?:分(?![钟期之制])|颗?星(?!制))"),
)
_MEANS: Final = re.compile(r"(?:\b[Rr]ated\s|\brating(?: of| is|:)?\s|评分\s?(?:为|是)?\s?)(\d\.\d)")
"""A mean of stars, which has a decimal; what single reviewers gave has none."""
_COUNTS: Final = (
    re.compile(rf"{_N}\s(?:customer\s|verified\s)?(?:reviews?|ratings?)\b", re.IGNORECASE),
    re.compile(rf"{_N}\s?(?:条|个|份|人)(?:用户)?(?:评价|评论|评分|打分)"),
)
_STOCKS: Final = (
    re.compile(rf"{_N}\s(?:pieces?\s|units?\s)?(?:left\b|in stock\b|remaining\b)", re.IGNORECASE),
    re.compile(rf"(?:库存|仅剩|只剩|还剩|剩余?|现货)\s?(?:为|有)?\s?{_N}\s?(?:件|个|台|双|条|把|本|只|套)?"),
)
_IN_STOCK: Final = re.compile(
    r"(?<!not )(?<!n't )\b(?:is|are|currently)?\s?in stock\b|(?<!没)(?<!无)有货|有现货", re.IGNORECASE
)
_SOLD_OUT: Final = re.compile(r"\bsold out\b|\bout of stock\b|缺货|售罄|卖完了|没货|无货", re.IGNORECASE)
_LISTED: Final = re.compile(r"[\[【]\s?(\d)\s?[\]】]")
_SENTENCE: Final = re.compile(r"(?<=[。！？!?\n])|(?<=[.])(?=\s)")
_ENUMERATION: Final = re.compile(r"^\s*(?:[-*•]\s*)?(?:\(?\d{1,2}[.)、]\s|\*\*)", re.MULTILINE)
_ABOUT_RULES: Final = re.compile(
    r"ship|deliver|return|refund|free|label|gift|instal|warrant|days|运费|包邮|配送|送达|退|换|保修|分期|支付|免费",
    re.IGNORECASE,
)
_ABOUT_WISHES: Final = re.compile(
    r"budget|under|limit|within|up to|below|less than|more than|over|between|at most|or better|from|your|read|about|"
    r"预算|以内|以下|不超过|上限|之间|以上|低于|高于|您|理解|换算|[?？]",
    re.IGNORECASE,
)
_ABOUT_ORDERS: Final = re.compile(
    r"order|paid|total|bought|cart|basket|refund|订单|付|买|共|合计|退款|购物车", re.IGNORECASE
)
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LABELS: Final = re.compile(
    rf"(?<![A-Za-z\d])[RH]-[A-Z\d]+|\d{{1,2}}:\d\d|\d{{4}}-\d\d-\d\d|(?:\d{{4}}\s?年)?\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?[日号])?|"
    rf"\b(?:{_MONTHS})[a-z]*\.?\s\d{{1,2}}(?:,?\s\d{{4}})?|\b\d{{1,2}}\s(?:{_MONTHS})[a-z]*(?:\s\d{{4}})?|"
    r"\bfound\s\d+|\bbest\s\d+\sof\s\d+|\d+\s(?:that fit|products?|options?|results?|matches|of (?:them|other))|"
    r"(?:满分|总分)[为是]?\s?\d+\s?(?:分|颗?星)?|/\s?5\b|\d+\s?[分星]制|\bout of \d+|"
    r"(?:找到|共|有)\s?\d+\s?[款种件个本]|\d+\s?[款种]",
    re.IGNORECASE,
)
_CAPITAL: Final = re.compile(r"\s((?:[A-Z][\w'’]*|\d+)(?:\s(?:[A-Z][\w'’]*|\d+)){0,3})")


@dataclass(frozen=True, slots=True)
class FalseClaim:
    """A figure or name in a sentence that nothing backs; `kind` is price, percent, rating, count, stock, id, name or
    number, `value` what was said."""

    kind: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn may repeat: products shown or named so far, the numbered list, the shopper's words, whose orders."""

    products: tuple[Product, ...]
    listed: tuple[Product, ...]
    said: str
    customer: str | None
    limits: tuple[float, ...] = ()


def false_claims(text: str, heard: Heard, facts: Facts) -> tuple[FalseClaim, ...]:
    """The claims of one answer that are not so; none for text that claims nothing."""
    found = [claim for sentence in _sentences(text) for claim in _judged(sentence, heard, facts)]
    return tuple(dict.fromkeys(found))


def _sentences(text: str) -> list[str]:
    plain = re.sub(r"[*_`#]+", "", text)
    return [part.strip() for part in _SENTENCE.split(plain) if part.strip()]


def _judged(sentence: str, heard: Heard, facts: Facts) -> Iterator[FalseClaim]:
    if squeezed(sentence) in facts.squeezed_policies:
        return
    named = _named(sentence, heard, facts)
    about = named or heard.products
    own = _own_numbers(sentence, bool(named), heard, facts, facts.policy_numbers)
    money = _own_numbers(sentence, bool(named), heard, facts, facts.policy_amounts)
    yield from _wrong_ids(sentence, heard, facts)
    yield from _wrong_names(sentence, facts)
    checked: set[str] = set()
    for kind, patterns, allowed in _figures(about, own, money, facts):
        for written in _written(patterns, sentence):
            checked.add(written)
            if not is_near(written, allowed):
                yield FalseClaim(kind, written, sentence)
    yield from _wrong_stock(sentence, named)
    known = own | {number for product in about for number in facts.numbers_about(product)}
    for written in other_figures(_without_labels(sentence), known, about):
        if written not in checked:
            yield FalseClaim("number", written, sentence)


def _figures(
    about: Sequence[Product], own: set[float], money: set[float], facts: Facts
) -> Iterator[tuple[str, Sequence[re.Pattern[str]], set[float]]]:
    """Each kind of figure, how it is written, and which values are true."""
    reviews = [facts.reviews.get(product.id, ()) for product in about]
    stars = {float(one["stars"]) for given in reviews for one in given}
    counts = {float(product.review_count) for product in about} | {float(len(given)) for given in reviews}
    yield "price", _PRICES, _prices(about, money)
    yield "percent", (_PERCENT,), _percents(about, own, facts)
    yield "count", _COUNTS, counts | own
    yield "stock", _STOCKS, {float(product.stock) for product in about if product.stock is not None} | own
    means = {product.rating for product in about if product.rating is not None}
    yield "rating", (_MEANS,), means | own
    yield "rating", _RATINGS, means | own | stars


def _named(sentence: str, heard: Heard, facts: Facts) -> tuple[Product, ...]:
    """The products a sentence is about, by its own words."""
    numbers = [int(number) - 1 for number in _LISTED.findall(sentence)]
    marked = [heard.listed[number] for number in numbers if 0 <= number < len(heard.listed)]
    return tuple({product.id: product for product in [*marked, *facts.mentioned(sentence)]}.values())


def _own_numbers(sentence: str, named: bool, heard: Heard, facts: Facts, rules: frozenset[float]) -> set[float]:
    """Numbers that are not of a product: in a sentence about one, only those that its words call for."""
    own: set[float] = set()
    if not named or _ABOUT_RULES.search(sentence):
        own |= rules
    if not named or _ABOUT_WISHES.search(sentence):
        own |= {*numbers_of(heard.said), *heard.limits, *(product.price for product in heard.products)}
    if not named or _ABOUT_ORDERS.search(sentence) or ORDER_ID.search(sentence):
        own |= {number for order in facts.orders_of(heard.customer) for number in _order_numbers(order)}
    return own


def _order_numbers(order: Mapping[str, Any]) -> Iterator[float]:
    """What an order's lines and all of it come to, with and without discount and shipping; the numbers of its days."""
    lines = [line["unit_price"] * line["quantity"] for line in order["lines"]]
    goods, discount, shipping = sum(lines), order["discount"], order["shipping"]
    yield from (*lines, goods, discount, shipping, goods - discount, goods - discount + shipping)
    yield from (line[name] for line in order["lines"] for name in ("unit_price", "quantity"))
    for moment in (order["placed_at"], order.get("delivered_at") or ""):
        yield from numbers_of(moment[:10].replace("-", " "))


def _prices(products: Sequence[Product], own: set[float]) -> set[float]:
    """Prices, what they were, what is saved, what several pieces or two products come to, and how far two are apart."""
    now = [product.price for product in products]
    cut = [(p.list_price, p.list_price - p.price) for p in products if p.list_price is not None]
    several = {price * pieces for price in now for pieces in range(1, 11)}
    pairs = {value for one in now for other in now for value in (abs(one - other), one + other)}
    return {*several, *pairs, sum(now), *(value for pair in cut for value in pair), *own}


def _percents(products: Sequence[Product], own: set[float], facts: Facts) -> set[float]:
    cut = {(1 - p.price / p.list_price) * 100 for p in products if p.list_price}
    return cut | {number for product in products for number in facts.numbers_about(product)} | own


def _wrong_ids(sentence: str, heard: Heard, facts: Facts) -> Iterator[FalseClaim]:
    orders = {order["id"] for order in facts.orders_of(heard.customer)} | set(ORDER_ID.findall(heard.said.upper()))
    yield from (FalseClaim("id", one, sentence) for one in ID.findall(sentence) if one not in facts.products)
    yield from (FalseClaim("id", one, sentence) for one in ORDER_ID.findall(sentence) if one not in orders)


def _wrong_names(sentence: str, facts: Facts) -> Iterator[FalseClaim]:
    """Names that follow a brand and stand in nothing the brand sells."""
    for brand, products in facts.brands.items():
        place = sentence.find(brand)
        after = _CAPITAL.match(sentence, place + len(brand)) if place >= 0 else None
        if after is None:
            continue
        known = squeezed(" ".join(f"{p.title} {p.title_zh} {p.description}" for p in products))
        first = after[1].split()[0]
        if squeezed(first) not in known:
            yield FalseClaim("name", f"{brand} {after[1]}", sentence)


def _wrong_stock(sentence: str, named: tuple[Product, ...]) -> Iterator[FalseClaim]:
    if len(named) != 1 or named[0].stock is None:
        return
    if named[0].stock == 0 and _IN_STOCK.search(sentence) and not _SOLD_OUT.search(sentence):
        yield FalseClaim("stock", "in stock", sentence)
    if named[0].stock > 0 and _SOLD_OUT.search(sentence):
        yield FalseClaim("stock", "sold out", sentence)


def _without_labels(sentence: str) -> str:
    """The sentence without what is no figure: ids, numbers of lists, dates, times, how many were found."""
    for pattern in (ORDER_ID, ID, _LISTED, _ENUMERATION, _LABELS):
        sentence = pattern.sub(" ", sentence)
    return sentence


def _written(patterns: Iterable[re.Pattern[str]], sentence: str) -> Iterator[str]:
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            yield next(group for group in match.groups() if group)
