"""What is true in the shop, read from its files alone, for judging what was said; nothing of the agent is used."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from retrieval.catalog import Product
from retrieval.catalog_reader import load_catalog

NUMBER = re.compile(r"(?<![A-Za-z\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
ID = re.compile(r"(?<![A-Za-z\d-])[A-Z]{3}-\d{3}(?!\d)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORTEST_NAME = 5
"""A shorter title is too easily a part of other words to count as the product's name."""
ORDER_ID = re.compile(r"(?<![A-Za-z\d-])D-\d{6}(?!\d)")


@dataclass(frozen=True)
class Facts:
    """Products by id, the text of all policies, the reviews of each product, and the orders of each customer.

    `orders` and `reviews` are as their files have them, empty where the shop has none. `rates` is what one unit of
    another currency is worth in the shop's. `words` is what shoppers call things, by kind (`categories`, `colours`) and
    name.
    """

    products: Mapping[str, Product]
    policies: str = ""
    reviews: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    orders: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def load(cls, catalog: Path, rates: Mapping[str, float] | None = None) -> Facts:
        """What lies beside the catalogue (policies, reviews, orders, words); `rates` as the settings say."""
        folder = catalog.parent
        products = {product.id: product for product in load_catalog(catalog).products}
        policies = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(folder.glob("policies/*.yaml"))]
        return cls(
            products,
            "\n".join(_texts(policies)),
            _grouped(folder / "reviews.jsonl", "product_id"),
            _grouped(folder / "orders.jsonl", "customer_id"),
            dict(rates or {}),
            _words(folder / "words.yaml"),
        )

    @cached_property
    def brands(self) -> Mapping[str, tuple[Product, ...]]:
        """The products of each brand."""
        found: dict[str, list[Product]] = defaultdict(list)
        for product in self.products.values():
            if product.brand:
                found[product.brand].append(product)
        return {brand: tuple(products) for brand, products in found.items()}

    @cached_property
    def _names(self) -> tuple[tuple[str, list[str]], ...]:
        return tuple((product.id, _names(product)) for product in self.products.values())

    @cached_property
    def squeezed_policies(self) -> str:
        """The policies as `squeezed`, to find a sentence of them in."""
        return squeezed(self.policies)

    @cached_property
    def policy_numbers(self) -> frozenset[float]:
        """Every number in the policies."""
        return numbers_of(self.policies)

    @cached_property
    def policy_amounts(self) -> frozenset[float]:
        """Every amount of money in the policies."""
        amounts = " ".join(re.findall(r"\$[\d,.]+\d|\$\d|[\d,.]+ ?美元|[\d、 ]+至 [\d,]+ 美元", self.policies))
        return numbers_of(amounts)

    def orders_of(self, customer: str | None) -> tuple[Mapping[str, Any], ...]:
        """The customer's orders; none of a guest."""
        return self.orders.get(customer or "", ())

    def mentioned(self, text: str) -> tuple[Product, ...]:
        """The products named in a text by id, by either title, or by the part of a title that follows its brand."""
        by_id = [self.products[one] for one in ID.findall(text.upper()) if one in self.products]
        low = squeezed(text)
        named = [self.products[one] for one, names in self._names if any(name in low for name in names)]
        longest = [one for one in named if not any(_within(one, other, low) for other in named)]
        return tuple({product.id: product for product in [*by_id, *longest]}.values())

    def numbers_about(self, product: Product) -> frozenset[float]:
        """Every number that the catalogue and its reviews state of a product."""
        reviews = self.reviews.get(product.id, ())
        said = " ".join(_texts([product.title, product.title_zh, product.description, product.description_zh]))
        attributes = " ".join(f"{value}" for value in product.attributes.values())
        reviewed = " ".join(f"{one.get('title', '')} {one.get('text', '')}" for one in reviews)
        own = [product.price, product.list_price, product.rating, product.review_count, product.stock, len(reviews)]
        return numbers_of(f"{said} {attributes} {reviewed}") | {float(one) for one in own if one is not None}


def numbers_of(text: str) -> frozenset[float]:
    """Every plain number in a text."""
    return frozenset(float(one.replace(",", "")) for one in NUMBER.findall(text))


def squeezed(text: str) -> str:
    """Lower case, without spaces and without marks that writers leave out."""
    return re.sub(r"[\s'’\"“”「」《》（）()\-–]", "", text.lower())


def _names(product: Product) -> list[str]:
    """What a product may be called, as `squeezed`."""
    titles = [squeezed(title) for title in (product.title, product.title_zh) if title]
    return [name for name in titles if _width(name) >= _SHORTEST_NAME]


def _width(name: str) -> int:
    """How long a name is where a Chinese character says as much as two letters."""
    return len(name) + len(_HAN.findall(name))


def _within(one: Product, other: Product, text: str) -> bool:
    """Whether every place that names `one` only does so as a part of `other`'s longer name."""
    if one is other:
        return False
    for name in _names(one):
        longer = [long for long in _names(other) if name in long and name != long and long in text]
        if longer and text.count(name) <= sum(text.count(long) for long in longer):
            return True
    return False


def _grouped(file: Path, key: str) -> dict[str, tuple[Mapping[str, Any], ...]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    if file.is_file():
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            found[str(row[key])].append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _words(file: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    if not file.is_file():
        return {}
    read = yaml.safe_load(file.read_text("utf-8")) or {}
    kinds = {kind: read.get(kind) or {} for kind in ("categories", "colours")}
    return {
        kind: {str(name): tuple(map(str, words or ())) for name, words in names.items()}
        for kind, names in kinds.items()
    }


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
