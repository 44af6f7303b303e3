"""Questions that a shopper may ask next, made from what an answer showed by rules and without a language model.

Only what the shop answers without one is suggested: a click leads to facts, never into a shrug. Each rule looks at a
logged turn, so that the same questions come back with it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.agent.constraints.currencies import format_price
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import Language
from assistant.agent.requests.extremes import ranked
from records.nouns import Turn
from retrieval.catalog import Product

MOST = 4
SPREAD = 1.5
"""How many times the cheapest price the dearest has to be before a limit between them is worth a question."""
_FINDS = frozenset({"search_products", "similar_products"})
_TELLS = frozenset({"show_product", "review_digest", "compare_products"})
_ORDERS = frozenset({"list_orders", "order_status", "cancel_order", "start_return", "start_exchange"})
_CHANGES_CART = frozenset({"cart_add", "cart_remove"})
_WORDS: dict[str, tuple[str, str]] = {
    "compare_both": ("Compare these two", "对比这两款"),
    "compare": ("Compare the first two", "对比前两款"),
    "in_stock": ("Only in stock", "只看有货的"),
    "under": ("Under {price}", "{price}以内"),
    "weight": ("Which of these is lightest?", "这些里哪款最轻？"),
    "battery": ("Which of these lasts longest?", "这些里哪款续航最长？"),
    "noise": ("Which of these is quietest?", "这些里哪款最安静？"),
    "reviews": ("What do reviewers say about {title} ({id})?", "大家怎么评价{title}（{id}）？"),
    "similar": ("Show me similar ones", "有类似的吗？"),
    "cart": ("What is in my cart?", "购物车里有什么？"),
    "price_given_up": ("The price doesn't matter", "价格不限"),
    "brand_given_up": ("The brand doesn't matter", "品牌不限"),
    "rating_given_up": ("The rating doesn't matter", "评分不限"),
    "return": ("How long can I return it?", "多少天内可以退货？"),
    "refund": ("How long does a refund take?", "退款要多久？"),
    "shipping": ("How much is shipping?", "运费多少？"),
    "warranty": ("Is there a warranty on it?", "保修多久？"),
    "orders": ("Where is my last order?", "我最近的订单到哪了？"),
}
_RULES = {"return": "returns", "refund": "returns", "shipping": "shipping", "warranty": "warranty"}
"""A question about a rule -> the policy that has to have it."""
_MEASURES = (("weight", False), ("battery", True), ("noise", False))
_GIVEN_UP = {
    "max_price": "price_given_up",
    "min_price": "price_given_up",
    "brands": "brand_given_up",
    "min_rating": "rating_given_up",
}


class Shelf(Protocol):
    """What customers wrote about products."""

    def of(self, product_id: str) -> Sequence[Any]:
        """The product's reviews."""


@dataclass(frozen=True, slots=True)
class Question:
    """`ask` is sent; `shown` is what the shopper reads, without the ids that make it unmistakable."""

    ask: str
    shown: str


@dataclass(frozen=True, slots=True)
class NextQuestions:
    """Suggests questions; `find` gives a product as it is today, `topics` the shop's policies."""

    find: Callable[[str], Product | None]
    reviews: Callable[[], Shelf]
    topics: Callable[[], Collection[str]]

    def after(self, turn: Turn, asked: Collection[str] = ()) -> tuple[Question, ...]:
        """Up to four, best first; fewer, perhaps none, where there is little to ask.

        `asked` are the shopper's earlier messages: nothing is suggested that was asked, here or there.
        """
        if turn.outcome not in ("answered", "fallback") or turn.pending:
            return ()
        language: Language = "zh" if turn.language == "zh" else "en"
        before = {_bare(text) for text in (*asked, turn.text)}
        made = (_question(kind, values, language) for kind, values in self._kinds(turn))
        fresh = {one.shown: one for one in made if not {_bare(one.ask), _bare(one.shown)} & before}
        return tuple(fresh.values())[:MOST]

    def _kinds(self, turn: Turn) -> Iterator[tuple[str, dict[str, str]]]:
        """The kinds that make sense after the turn, best first, each with what its words name."""
        done = {call.name for call in turn.tool_calls if call.ok}
        products = [found for found in map(self.find, turn.shown_product_ids) if found is not None]
        if done & _FINDS and products:
            yield from self._found(products, Constraints.from_json(turn.constraints))
        elif done & _FINDS:
            yield from _loosened(turn)
        elif done & _TELLS:
            yield from self._told(turn, done)
        elif done & _CHANGES_CART:
            yield from (*self._rules("shipping"), ("cart", {}), *self._rules("return"))
        elif "cart_view" in done:
            yield from self._rules("shipping", "return")
        elif done & _ORDERS:
            yield from self._rules("refund", "return")
        elif "lookup_policy" in done:
            told = {call.arguments.get("topic") for call in turn.tool_calls if call.name == "lookup_policy"}
            yield from self._rules(*(kind for kind in ("shipping", "return") if _RULES[kind] not in told), "refund")

    def _found(self, products: Sequence[Product], held: Constraints) -> Iterator[tuple[str, dict[str, str]]]:
        if len(products) > 1:
            yield ("compare_both" if len(products) == 2 else "compare"), {}
        if not held.in_stock and len({product.stock == 0 for product in products}) > 1:
            yield "in_stock", {}
        if (limit := _limit(products, held)) is not None:
            yield "under", {"price": format_price(limit, products[0].currency).removesuffix(".00")}
        yield from ((measure, {}) for measure, most in _MEASURES if ranked(products, measure, most))
        reviewed = next((product for product in products if self.reviews().of(product.id)), None)
        if reviewed is not None:
            yield "reviews", _naming(reviewed)

    def _told(self, turn: Turn, done: Collection[str]) -> Iterator[tuple[str, dict[str, str]]]:
        """After details, a comparison or reviews of what the shopper is deciding on."""
        compared = [self.find(str(id)) for id in turn.trace.get("drawn", {}).get("compared", ())]
        reviewed = next((one for one in compared if one is not None and self.reviews().of(one.id)), None)
        if reviewed is not None:
            yield "reviews", _naming(reviewed)
        if "review_digest" in done:
            yield "similar", {}
        yield from self._rules("return", "warranty")

    def _rules(self, *kinds: str) -> Iterator[tuple[str, dict[str, str]]]:
        known = self.topics()
        yield from ((kind, {}) for kind in kinds if _RULES[kind] in known)


def _loosened(turn: Turn) -> Iterator[tuple[str, dict[str, str]]]:
    """What to give up where nothing was found: what the search itself says would let something through."""
    searches = turn.trace.get("searches", ())
    for name in searches[-1].get("relaxations", ()) if searches else ():
        if name in _GIVEN_UP:
            yield _GIVEN_UP[name], {}


def _question(kind: str, values: dict[str, str], language: Language) -> Question:
    words = _WORDS[kind][language == "zh"]
    told = {**values, "title": values.get(f"title_{language}", "")}
    named = words.replace(" ({id})", "").replace("（{id}）", "")
    return Question(words.format(**told), named.format(**told))


def _naming(product: Product) -> dict[str, str]:
    return {"id": product.id, "title_en": product.title_in("en"), "title_zh": product.title_in("zh")}


def _limit(products: Sequence[Product], held: Constraints) -> float | None:
    """A round price that leaves the cheaper ones, at least two and not all; None where prices are near or limited."""
    prices = sorted(product.price for product in products if product.price == product.price and product.price > 0)
    same_money = held.currency in (None, products[0].currency)
    if len(prices) < 3 or len({product.currency for product in products}) > 1 or not same_money:
        return None
    if prices[-1] < SPREAD * prices[0]:
        return None
    middle = prices[len(prices) // 2]
    limit = next((one for one in _round_prices() if one >= middle), None)
    fits = limit is not None and prices[1] <= limit < prices[-1] and (held.min_price or 0) < limit
    return limit if fits and (held.max_price is None or (limit is not None and limit < held.max_price)) else None


def _round_prices() -> Iterator[float]:
    """5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 150 and so on."""
    for power in range(7):
        yield from (step * 10.0**power for step in (10, 15, 20, 30, 40, 50, 60, 80))


def _bare(text: str) -> str:
    """A message without what two askings of one question differ in."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())
