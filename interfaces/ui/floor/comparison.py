"""Products side by side, every fact as the catalogue states it and what it does not state said so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.agent.constraints.currencies import format_price
from assistant.agent.events import Language
from assistant.agent.tools.product_text import attribute_value
from interfaces.ui.floor.cards import FEW_LEFT, ImageUrl
from interfaces.ui.floor.names import ShopNames
from interfaces.ui.floor.texts import say
from retrieval.catalog import AttributeValue, Product

MOST_ROWS = 40
Row = tuple[str, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class ComparisonWriter:
    """Writes comparisons in a language; `names` has the shop's own words for attributes and their values."""

    image_url: ImageUrl
    names: ShopNames = field(default_factory=ShopNames)

    def drawn(self, products: Sequence[Product], language: Language) -> dict[str, Any]:
        """JSON-ready plain texts: a `products` column each, and `rows` with a `label`, a value for each (None: not
        stated) and whether it `differs`. Price, rating and stock come first, then what differs, then the rest.
        """
        rows = [*self._given(products, language), *self._attributes(products, language)]
        return {
            "language": language,
            "products": [self._column(product, language) for product in products],
            "rows": [_row(label, values) for label, values in rows[:MOST_ROWS]],
        }

    def _column(self, product: Product, language: Language) -> dict[str, Any]:
        return {
            "id": product.id,
            "title": product.title_in(language),
            "image": self.image_url(product),
            "sold_out": product.stock is not None and product.stock <= 0,
            "priced": math.isfinite(product.price),
            "ask": say(language, "ask_about_by_id", title=product.title_in(language), id=product.id),
            "shown": say(language, "ask_about_question", title=product.title_in(language)),
        }

    def _given(self, products: Sequence[Product], language: Language) -> list[Row]:
        rows: list[Row] = [
            (say(language, "compare.price"), tuple(_price(p, language) for p in products)),
            (say(language, "compare.rating"), tuple(_rating(p, language) for p in products)),
            (say(language, "compare.stock"), tuple(_stock(p, language) for p in products)),
        ]
        brands: Row = (say(language, "compare.brand"), tuple(p.brand or None for p in products))
        return [*rows, *([brands] if any(brands[1]) else [])]

    def _attributes(self, products: Sequence[Product], language: Language) -> list[Row]:
        """One row an attribute that any of them states; those that differ first."""
        names = dict.fromkeys(name for product in products for name in product.attributes)
        rows: list[Row] = [
            (
                self.names.label_in(name, language),
                tuple(self._value(name, p.attributes.get(name), language) for p in products),
            )
            for name in names
        ]
        return sorted(rows, key=lambda row: len(set(row[1])) == 1)

    def _value(self, name: str, value: AttributeValue | None, language: Language) -> str | None:
        if value is None or value == "" or value == ():
            return None
        if isinstance(value, bool):
            return say(language, "compare.is" if value else "compare.is_not")
        if isinstance(value, tuple):
            return ("、" if language == "zh" else ", ").join(self.names.name_in(one, language) for one in value)
        told = attribute_value(name, value)
        return self.names.name_in(told, language) if isinstance(value, str) else told


def _row(label: str, values: tuple[str | None, ...]) -> dict[str, Any]:
    return {"label": label, "values": list(values), "differs": len(set(values)) > 1}


def _price(product: Product, language: Language) -> str:
    if not math.isfinite(product.price):
        return say(language, "no_price")
    now = format_price(product.price, product.currency)
    if product.list_price is None or product.list_price <= product.price:
        return now
    return say(language, "compare.reduced", price=now, before=format_price(product.list_price, product.currency))


def _rating(product: Product, language: Language) -> str | None:
    if product.rating is None:
        return None
    return say(language, "compare.rated", rating=f"{product.rating:.1f}", count=f"{product.review_count:,}")


def _stock(product: Product, language: Language) -> str | None:
    if product.stock is None:
        return None
    if product.stock <= 0:
        return say(language, "sold_out")
    return say(language, "few_left", count=product.stock) if product.stock <= FEW_LEFT else say(language, "in_stock")
