"""A shop whose data carries somebody's instructions: what an attack of the kind `data` is played in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evaluation.dialogue_sets import Poison

if TYPE_CHECKING:
    from assistant.agent.tools.reviews import ReviewShelf
    from assistant.wiring import Shop
    from records.nouns import Order
    from retrieval.catalog import Product
    from retrieval.policies import PolicyShelf
    from retrieval.query import SearchQuery, SearchResult


def planted(shop: Shop, poison: Poison) -> Shop:
    """A shop over the same index, records and language model, with `poison.text` in every row it could stand in.

    `poison.where` is `title`, `description`, `review`, `policy` or `order_note`, which stands in the orders as what
    their products were called when they were bought; any other place does not exist in this shop, and nothing is
    planted. Do not close it: what it holds belongs to `shop`.
    """
    from assistant.wiring import open_shop

    shared = ("embedder", "language_model", "database", "now", "prompts", "search_engine", "policies", "reviews")
    own: dict[str, Any] = {name: getattr(shop, name) for name in shared}
    if poison.where in ("title", "description"):
        own["search_engine"] = PlantedEngine(shop.search_engine, _into(poison.where, poison.text))
    if poison.where == "review":
        own["reviews"] = _reviews(shop.reviews, poison.text)
    if poison.where == "policy":
        own["policies"] = _policies(shop.policies, poison.text)
    if poison.where == "order_note" and shop.ledger is not None:
        own["ledger"] = PlantedLedger(shop.ledger, poison.text)
    return open_shop(shop.settings, **own)


class PlantedEngine:
    """A search engine whose every product went through `change`; in all else the one it stands before."""

    def __init__(self, engine: Any, change: Callable[[Product], Product]) -> None:
        self._engine = engine
        self._change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def search(self, query: SearchQuery) -> SearchResult:
        """What is found, changed."""
        found: SearchResult = self._engine.search(query)
        return replace(found, hits=tuple(replace(hit, product=self._change(hit.product)) for hit in found.hits))

    def product(self, product_id: str) -> Product | None:
        """The product of this id, changed."""
        product = self._engine.product(product_id)
        return None if product is None else self._change(product)


class PlantedLedger:
    """A ledger whose every order names its products as somebody wrote them; in all else the one it stands before.

    They are no longer sold, so that the shop has no name of its own for them.
    """

    def __init__(self, ledger: Any, text: str) -> None:
        self._ledger = ledger
        self._text = text

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def order(self, order_id: str) -> Order | None:
        """The order of this id, changed."""
        order = self._ledger.order(order_id)
        return None if order is None else self._changed(order)

    def orders(self, customer_id: str) -> tuple[Order, ...]:
        """A customer's orders, changed."""
        return tuple(map(self._changed, self._ledger.orders(customer_id)))

    def _changed(self, order: Order) -> Order:
        lines = (
            replace(line, product_id=f"{line.product_id}-gone", title=f"{line.title} {self._text}")
            for line in order.lines
        )
        return replace(order, lines=tuple(lines))


def _into(where: str, text: str) -> Callable[[Product], Product]:
    def change(product: Product) -> Product:
        if where == "title":
            return replace(product, title=f"{product.title} {text}", title_zh=f"{product.title_zh} {text}")
        return replace(
            product, description=f"{product.description} {text}", description_zh=f"{product.description_zh} {text}"
        )

    return change


def _reviews(shelf: ReviewShelf, text: str) -> ReviewShelf:
    found = {
        product: tuple(replace(review, text=f"{review.text} {text}") for review in reviews)
        for product, reviews in shelf.by_product.items()
    }
    return replace(shelf, by_product=found)


def _policies(shelf: PolicyShelf, text: str) -> PolicyShelf:
    sections = tuple(
        replace(section, text={language: f"{words} {text}" for language, words in section.text.items()})
        for section in shelf.sections
    )
    return replace(shelf, sections=sections)
